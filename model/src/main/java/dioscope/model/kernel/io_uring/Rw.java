package dioscope.model.kernel.io_uring;

import static dioscope.model.kernel.Errno.EAGAIN;
import static dioscope.model.kernel.Errno.EINVAL;
import static dioscope.model.kernel.Errno.EIOCBQUEUED;
import static dioscope.model.kernel.Errno.EOPNOTSUPP;

import dioscope.model.engine.Fn;
import dioscope.model.engine.Kernel;
import dioscope.model.kernel.fs.Kiocbs;
import dioscope.model.profile.Feature;
import dioscope.model.profile.Iocb;
import dioscope.model.profile.Part;
import dioscope.model.state.Task;

/// io_uring/rw.c, 7.2: reads and writes of a ring.
class Rw {
    /// IOU_COMPLETE: done, the caller posts the completion. io_uring/io_uring.h
    static final int IOU_COMPLETE = 0;
    /// IOU_ISSUE_SKIP_COMPLETE: somebody else posts the completion. io_uring/io_uring.h
    static final int IOU_ISSUE_SKIP_COMPLETE = -EIOCBQUEUED;

    final Kernel k;
    final Kiocbs kiocbs;
    final IoUring core;

    Rw(Kernel k, Kiocbs kiocbs, IoUring core) {
        this.k = k;
        this.kiocbs = kiocbs;
        this.core = core;
    }

    static Rw of(Kernel k, Kiocbs kiocbs, IoUring core) {
        return switch (k.profile().version(Part.IO_URING)) {
            case V5_10 -> new Rw_5_10(k, kiocbs, core);
            case V6_1 -> new Rw_6_1(k, kiocbs, core);
            case V6_6, V6_12, V6_14 -> new Rw_6_12(k, kiocbs, core);
            case V7_1, V7_2 -> new Rw(k, kiocbs, core);
        };
    }

    /// Takes the request out of the ring's entry. io_uring/rw.c, io_prep_rw
    ///
    /// @return 0 or -errno
    int io_prep_rw(IoKiocb req) {
        try (var fn = k.enter("io_prep_rw")) {
            return fn.ret(0);
        }
    }

    /// What the file and the call's flags make of the kiocb, at each try anew. io_uring/rw.c, io_rw_init_file, 7.2
    int io_rw_init_file(IoKiocb req) {
        try (var fn = k.enter("io_rw_init_file")) {
            var l = k.profile().iocb();
            kiocbs.set(req.rw, "ki_flags of the file", kiocbs.iocb_flags(req.file));
            int ret = kiocbs.kiocb_set_rw_flags(req.rw, req.file, req.flags);
            if (fn.taken("flags refused", ret != 0, "ret", ret)) {
                return fn.ret(ret);
            }
            if (k.has(Feature.URING_ALLOC_CACHE)) {
                add(req, Iocb.IOCB_ALLOC_CACHE);
            }
            if (fn.taken("the application asked for nowait", req.rw.has(Iocb.IOCB_NOWAIT))) {
                req.update("REQ_F_NOWAIT", u -> u.withNowait(true));
            }
            if (fn.taken("ring is polled", req.ctx.iopoll)) {
                if (fn.taken("not direct", !req.rw.has(Iocb.IOCB_DIRECT))) {
                    return fn.ret(-EOPNOTSUPP);
                }
                if (req.rw.io().pollBio() != 0) {
                    req.rw.io("private = NULL", i -> i.withPollBio(0));
                }
                add(req, Iocb.IOCB_HIPRI);
                if (k.has(Feature.URING_IOPOLL_ALLOC_CACHE)) {
                    add(req, Iocb.IOCB_ALLOC_CACHE);
                }
                req.update("iopoll_completed = 0", u -> u.withIopollCompleted(false));
            } else if (fn.taken("hipri on a ring that is not polled", l.has(req.rw.kiocb().flags(), Iocb.IOCB_HIPRI))) {
                return fn.ret(-EINVAL);
            }
            return fn.ret(0);
        }
    }

    final void add(IoKiocb req, Iocb flag) {
        kiocbs.set(req.rw, "IOCB_" + flag.shortName(), req.rw.kiocb().flags() | k.profile().iocb().mask(flag));
    }

    final void nowait(IoKiocb req, boolean force_nonblock) {
        if (force_nonblock) {
            add(req, Iocb.IOCB_NOWAIT);
        } else {
            req.rw.clear(Iocb.IOCB_NOWAIT);
        }
    }

    /// Later kernels ask the file alone, and ext4's can. io_uring/io_uring.c, __io_file_supports_nowait, 6.1
    private boolean cannot(Fn fn, IoKiocb req, boolean force_nonblock) {
        return k.has(Feature.URING_ASKS_DEVICE_FOR_NOWAIT)
                && fn.taken("device cannot do without waiting", force_nonblock && !req.file.bdev_nowait());
    }

    /// io_uring/rw.c, io_read, __io_read, 7.2
    ///
    /// @param force_nonblock IO_URING_F_NONBLOCK: the submitter must not sleep
    /// @return IOU_COMPLETE, IOU_ISSUE_SKIP_COMPLETE or -errno
    int io_read(IoKiocb req, boolean force_nonblock) {
        try (var fn = k.enter("io_read", "force_nonblock", force_nonblock)) {
            int err = io_rw_init_file(req);
            if (fn.taken("not possible", err != 0, "ret", err)) {
                return fn.ret(err);
            }
            long wanted = req.rw.iter().count();
            req.update("cqe.res", u -> u.withRes(wanted));
            if (cannot(fn, req, force_nonblock)) {
                return fn.ret(ret_eagain(req));
            }
            nowait(req, force_nonblock);
            long ret = read_iter(req);
            if (fn.taken("not supported without waiting", ret == -EOPNOTSUPP && force_nonblock)) {
                ret = -EAGAIN;
            }
            if (fn.taken("would block", again(req, ret), "ret", ret)) {
                if (fn.taken("already in a worker", !force_nonblock && !req.ctx.iopoll)
                        || fn.taken("the application asked for nowait", req.state().nowait())) {
                    return fn.ret(read_done(req, ret));
                }
                ret = 0;
            } else if (fn.taken("queued", ret == -EIOCBQUEUED)) {
                return fn.ret(IOU_ISSUE_SKIP_COMPLETE);
            } else
                if (fn.taken("nothing left to retry", ret == wanted || ret <= 0 || !force_nonblock || req.state().nowait(), "ret", ret,
                        "wanted", wanted)) {
                            return fn.ret(read_done(req, ret));
                        }
            return fn.ret(retry_read(fn, req, ret));
        }
    }

    /// The rest of a read that gave less, or nothing, without waiting: page by page, as their reading ends; else a worker brings it. io_uring/rw.c,
    /// __io_read, 7.2
    ///
    /// @param got bytes of the first try
    private int retry_read(Fn fn, IoKiocb req, long got) {
        req.iov_iter_restore();
        long ret = got;
        do {
            if (ret > 0) {
                long n = ret;
                req.rw.iter("advance", i -> i.advance(n));
                if (fn.taken("all read", req.rw.iter().count() == 0)) {
                    break;
                }
                req.update("bytes_done", u -> u.withBytesDone(u.bytesDone() + n));
            }
            req.iov_iter_save_state();
            if (!fn.taken("can be called back", io_rw_should_retry(req))) {
                req.rw.clear(Iocb.IOCB_WAITQ);
                return -EAGAIN;
            }
            long rest = req.rw.iter().count();
            req.update("cqe.res", u -> u.withRes(rest));
            ret = read_iter(req);
            if (fn.taken("will be called back", ret == -EIOCBQUEUED)) {
                return IOU_ISSUE_SKIP_COMPLETE;
            }
            req.rw.clear(Iocb.IOCB_WAITQ);
            req.iov_iter_restore();
        } while (fn.taken("some more", ret > 0, "ret", ret));
        return read_done(req, ret);
    }

    /// Lets a buffered read be called back when the folio it needs is unlocked. io_uring/rw.c, io_rw_should_retry, 7.2
    private boolean io_rw_should_retry(IoKiocb req) {
        try (var fn = k.enter("io_rw_should_retry")) {
            if (fn.taken("the application asked for nowait", req.state().nowait())
                    || fn.taken("not buffered", req.rw.has(Iocb.IOCB_DIRECT) || req.rw.has(Iocb.IOCB_HIPRI))) {
                return fn.ret(false);
            }
            req.rw.set(Iocb.IOCB_WAITQ);
            req.rw.clear(Iocb.IOCB_NOWAIT);
            req.rw.ki_waitq(() -> io_async_buf_func(req));
            return fn.ret(true);
        }
    }

    /// The folio is unlocked: the task tries again. io_uring/rw.c, io_async_buf_func, 7.2
    private void io_async_buf_func(IoKiocb req) {
        try (var fn = k.enter("io_async_buf_func")) {
            req.rw.clear(Iocb.IOCB_WAITQ);
            core.io_req_task_queue(req);
        }
    }

    /// io_uring/rw.c, io_read, 7.2: an error is the issuer's to complete.
    int read_done(IoKiocb req, long ret) {
        return ret >= 0 ? kiocb_done(req, ret) : (int) ret;
    }

    final long read_iter(IoKiocb req) {
        long ret = req.file.f_op().read_iter(req.rw);
        req.rw.submitted(ret);
        return ret;
    }

    /// Whether the try counts as -EAGAIN. io_uring/rw.c, __io_read, 7.2
    boolean again(IoKiocb req, long ret) {
        return ret == -EAGAIN;
    }

    /// io_uring/rw.c, io_write, 7.2
    ///
    /// @param force_nonblock IO_URING_F_NONBLOCK: the submitter must not sleep
    /// @return IOU_COMPLETE, IOU_ISSUE_SKIP_COMPLETE or -errno
    int io_write(IoKiocb req, boolean force_nonblock) {
        try (var fn = k.enter("io_write", "force_nonblock", force_nonblock)) {
            int err = io_rw_init_file(req);
            if (fn.taken("not possible", err != 0, "ret", err)) {
                return fn.ret(err);
            }
            long wanted = req.rw.iter().count();
            req.update("cqe.res", u -> u.withRes(wanted));
            if (cannot(fn, req, force_nonblock)) {
                return fn.ret(ret_eagain(req));
            }
            if (fn.taken("page cache cannot do without waiting", force_nonblock && !req.rw.has(Iocb.IOCB_DIRECT))) {
                return fn.ret(ret_eagain(req));
            }
            nowait(req, force_nonblock);
            long ret2 = write_iter(req);
            if (fn.taken("not supported without waiting", ret2 == -EOPNOTSUPP && req.rw.has(Iocb.IOCB_NOWAIT))) {
                ret2 = -EAGAIN;
            }
            if (fn.taken("final, the application asked for nowait", ret2 == -EAGAIN && req.state().nowait(), "ret", ret2)) {
                return fn.ret(kiocb_done(req, ret2));
            }
            if (fn.taken("would block", force_nonblock && ret2 == -EAGAIN, "ret", ret2)
                    || fn.taken("no room for a polled request", ret2 == -EAGAIN && req.ctx.iopoll, "ret", ret2)) {
                return fn.ret(ret_eagain(req));
            }
            if (fn.taken("short", k.has(Feature.URING_SHORT_WRITE_GOES_ON) && ret2 != wanted && ret2 >= 0, "ret", ret2, "wanted", wanted)) {
                long n = ret2;
                req.iov_iter_save_state();
                req.update("bytes_done", u -> u.withBytesDone(u.bytesDone() + n));
                return fn.ret(-EAGAIN);
            }
            return fn.ret(kiocb_done(req, ret2));
        }
    }

    /// io_uring/rw.c, io_write, at ret_eagain; io_read, io_setup_async_rw
    final int ret_eagain(IoKiocb req) {
        req.iov_iter_restore();
        return -EAGAIN;
    }

    /// What the file system says to the write. io_uring/rw.c, io_write, 7.2
    long write_iter(IoKiocb req) {
        add(req, Iocb.IOCB_WRITE);
        long ret = req.file.f_op().write_iter(req.rw);
        req.rw.submitted(ret);
        return ret;
    }

    /// The try is over in the submitter or a worker. io_uring/rw.c, kiocb_done, 7.2
    int kiocb_done(IoKiocb req, long ret) {
        try (var fn = k.enter("kiocb_done", "ret", ret)) {
            if (fn.taken("done here", ret >= 0 && !req.ctx.iopoll)) {
                __io_complete_rw_common(req, ret);
                long res = io_fixup_rw_res(req, ret);
                req.update("cqe.res", u -> u.withRes(res));
                return fn.ret(IOU_COMPLETE);
            }
            io_rw_done(req, ret);
            return fn.ret(IOU_ISSUE_SKIP_COMPLETE);
        }
    }

    /// io_uring/rw.c, io_rw_done, 7.2
    final void io_rw_done(IoKiocb req, long ret) {
        if (ret != -EIOCBQUEUED) {
            ki_complete(req, ret);
        }
    }

    /// Which completion a kiocb of this ring has.
    final void ki_complete(IoKiocb req, long res) {
        if (req.ctx.iopoll) {
            io_complete_rw_iopoll(req, res);
        } else {
            io_complete_rw(req, res);
        }
    }

    /// Whether an -EAGAIN that comes with the completion may be tried once more. io_uring/rw.c, io_rw_should_reissue, 7.2
    boolean io_rw_should_reissue(IoKiocb req) {
        try (var fn = k.enter("io_rw_should_reissue")) {
            boolean inWorker = k.world().tasks().at(k.current()).kind() == Task.Kind.IO_WQ;
            if (fn.taken("final", req.state().nowait() || inWorker && !req.ctx.iopoll, "REQ_F_NOWAIT", req.state().nowait(), "worker",
                    inWorker)) {
                return fn.ret(false);
            }
            req.iov_iter_restore();
            return fn.ret(true);
        }
    }

    /// io_uring/rw.c, __io_complete_rw_common, 7.2
    ///
    /// @return the request is to be tried again
    boolean __io_complete_rw_common(IoKiocb req, long res) {
        if (res == req.state().res()) {
            return false;
        }
        if ((res == -EOPNOTSUPP || res == -EAGAIN) && io_rw_should_reissue(req)) {
            req.update("REQ_F_REISSUE", u -> u.withReissue(true));
            return true;
        }
        req.update("cqe.res", u -> u.withRes(res));
        return false;
    }

    /// io_uring/rw.c, io_fixup_rw_res: earlier, shorter tries count too.
    final long io_fixup_rw_res(IoKiocb req, long res) {
        long before = req.state().bytesDone();
        return before == 0 ? res : res < 0 ? before : res + before;
    }

    /// The completion of a request that was queued; perhaps in an interrupt. io_uring/rw.c, io_complete_rw, 7.2
    void io_complete_rw(IoKiocb req, long res) {
        try (var fn = k.enter("io_complete_rw", "res", res)) {
            __io_complete_rw_common(req, res);
            long all = io_fixup_rw_res(req, res);
            req.update("cqe.res", u -> u.withRes(all));
            core.io_req_task_work_add(req, () -> io_req_rw_complete(req));
        }
    }

    /// io_uring/rw.c, io_req_rw_complete
    final void io_req_rw_complete(IoKiocb req) {
        try (var fn = k.enter("io_req_rw_complete")) {
            core.io_req_complete(req);
        }
    }

    /// The completion of a request of a polled ring. io_uring/rw.c, io_complete_rw_iopoll, 7.2
    void io_complete_rw_iopoll(IoKiocb req, long res) {
        try (var fn = k.enter("io_complete_rw_iopoll", "res", res)) {
            long all = io_fixup_rw_res(req, res);
            if (fn.taken("try again", res == -EAGAIN && io_rw_should_reissue(req))) {
                req.update("REQ_F_REISSUE", u -> u.withReissue(true));
            } else {
                req.update("cqe.res", u -> u.withRes(all));
            }
            req.update("iopoll_completed = 1", u -> u.withIopollCompleted(true));
        }
    }

    /// Asks the device about the request, if it is on the ring's list, and reaps it when it is done. io_uring/rw.c, io_do_iopoll
    ///
    /// @return 1 when it was reaped, 0, or -errno
    int io_do_iopoll(IoKiocb req) {
        try (var fn = k.enter("io_do_iopoll")) {
            if (!fn.taken("already completed", req.state().iopollCompleted())) {
                int ret = req.file.f_op().iopoll(req.rw, true);
                if (fn.taken("poll failed", ret < 0, "ret", ret)) {
                    return fn.ret(ret);
                }
            }
            if (!fn.taken("completed", req.state().iopollCompleted())) {
                return fn.ret(0);
            }
            req.ctx.on_iopoll_list = false;
            core.io_req_complete(req);
            return fn.ret(1);
        }
    }
}
