package dioscope.model.kernel.io_uring;

import static dioscope.model.kernel.Errno.EAGAIN;

import dioscope.model.engine.Kernel;
import dioscope.model.kernel.fs.Kiocbs;
import dioscope.model.state.Task;

/// io_uring/rw.c, 6.12: a completion that wants another try says so to the submitter who is still inside, and to nobody else.
class Rw_6_12 extends Rw {
    Rw_6_12(Kernel k, Kiocbs kiocbs, IoUring core) {
        super(k, kiocbs, core);
    }

    private boolean reissue(IoKiocb req) {
        boolean was = req.state().reissue();
        req.update("clear REQ_F_REISSUE", u -> u.withReissue(false));
        return was;
    }

    @Override
    boolean again(IoKiocb req, long ret) {
        return reissue(req) || ret == -EAGAIN;
    }

    @Override
    long write_iter(IoKiocb req) {
        long ret = super.write_iter(req);
        return reissue(req) ? -EAGAIN : ret;
    }

    /// io_uring/rw.c, kiocb_done, 6.12
    @Override
    int kiocb_done(IoKiocb req, long ret) {
        try (var fn = k.enter("kiocb_done", "ret", ret)) {
            if (fn.taken("done here", ret >= 0 && !req.ctx.iopoll)) {
                if (!__io_complete_rw_common(req, ret)) {
                    long res = io_fixup_rw_res(req, ret);
                    req.update("cqe.res", u -> u.withRes(res));
                    return fn.ret(IOU_COMPLETE);
                }
            } else {
                io_rw_done(req, ret);
            }
            if (fn.taken("try again", reissue(req))) {
                req.iov_iter_restore();
                return fn.ret(-EAGAIN);
            }
            return fn.ret(IOU_ISSUE_SKIP_COMPLETE);
        }
    }

    /// io_uring/rw.c, io_rw_should_reissue, 6.12
    @Override
    boolean io_rw_should_reissue(IoKiocb req) {
        try (var fn = k.enter("io_rw_should_reissue")) {
            var kind = k.world().tasks().at(k.current()).kind();
            boolean inWorker = kind == Task.Kind.IO_WQ;
            if (fn.taken("final", req.state().nowait() || inWorker && !req.ctx.iopoll, "REQ_F_NOWAIT", req.state().nowait(), "worker",
                    inWorker)) {
                return fn.ret(false);
            }
            return fn
                    .ret(!fn.taken("not in the submitter's threads", kind != Task.Kind.TASK && kind != Task.Kind.IO_WQ, "ctx", kind.ctx()));
        }
    }

    /// io_uring/rw.c, io_complete_rw, 6.12
    @Override
    void io_complete_rw(IoKiocb req, long res) {
        try (var fn = k.enter("io_complete_rw", "res", res)) {
            if (fn.taken("try again", __io_complete_rw_common(req, res))) {
                return;
            }
            long all = io_fixup_rw_res(req, res);
            req.update("cqe.res", u -> u.withRes(all));
            core.io_req_task_work_add(req, () -> io_req_rw_complete(req));
        }
    }
}
