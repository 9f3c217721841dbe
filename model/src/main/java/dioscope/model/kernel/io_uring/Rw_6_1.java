package dioscope.model.kernel.io_uring;

import static dioscope.model.kernel.Errno.EAGAIN;

import dioscope.model.engine.Kernel;
import dioscope.model.kernel.fs.Kiocbs;

/// io_uring/rw.c, 6.1
class Rw_6_1 extends Rw_6_12 {
    Rw_6_1(Kernel k, Kiocbs kiocbs, IoUring core) {
        super(k, kiocbs, core);
    }

    /// io_uring/rw.c, io_complete_rw_iopoll, 6.1: a request that is to be tried again is not completed, and earlier tries are not added.
    @Override
    void io_complete_rw_iopoll(IoKiocb req, long res) {
        try (var fn = k.enter("io_complete_rw_iopoll", "res", res)) {
            if (fn.taken("not what was wanted", res != req.state().res(), "res", res, "wanted", req.state().res())) {
                if (fn.taken("try again", res == -EAGAIN && io_rw_should_reissue(req))) {
                    req.update("REQ_F_REISSUE", u -> u.withReissue(true));
                    return;
                }
                req.update("cqe.res", u -> u.withRes(res));
            }
            req.update("iopoll_completed = 1", u -> u.withIopollCompleted(true));
        }
    }
}
