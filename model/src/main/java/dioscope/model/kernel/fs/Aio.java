package dioscope.model.kernel.fs;

import static dioscope.model.kernel.Errno.EIOCBQUEUED;

import dioscope.model.engine.Kernel;
import dioscope.model.kernel.Request;
import dioscope.model.profile.Iocb;

/// fs/aio.c: libaio's io_submit and io_getevents for one request.
public final class Aio {
    private final Kernel k;
    private final Kiocbs kiocbs;

    public Aio(Kernel k, Kiocbs kiocbs) {
        this.k = k;
        this.kiocbs = kiocbs;
    }

    /// Submits the request. fs/aio.c, io_submit, io_submit_one, __io_submit_one
    ///
    /// @param flags aio_rw_flags, RWF bits
    /// @return 1, or -errno when it was not submitted and there will be no event
    public long io_submit(Request iocb, File file, int flags) {
        try (var fn = k.enter("io_submit_one")) {
            int err = aio_rw(iocb, file, flags);
            if (fn.taken("refused", err != 0, "err", err)) {
                return fn.ret((long) err);
            }
            return fn.ret(1L);
        }
    }

    /// Waits for the event of the request. fs/aio.c, read_events
    ///
    /// @return the event's res: bytes, or -errno
    public long io_getevents(Request iocb) {
        try (var fn = k.enter("read_events")) {
            while (fn.taken("no event yet", iocb.io().result() == null)) {
                k.sleep("an event of io_submit (ctx->wait)");
            }
            return fn.ret(result(iocb));
        }
    }

    private static long result(Request iocb) {
        var r = iocb.io().result();
        return r == null ? 0 : r;
    }

    /// fs/aio.c, aio_prep_rw
    private int aio_prep_rw(Request req, File file, int flags) {
        try (var fn = k.enter("aio_prep_rw")) {
            kiocbs.set(req, "ki_flags of the file", kiocbs.iocb_flags(file) | k.profile().iocb().mask(Iocb.IOCB_AIO_RW));
            int ret = kiocbs.kiocb_set_rw_flags(req, file, flags);
            if (fn.taken("flags refused", ret != 0, "ret", ret)) {
                return fn.ret(ret);
            }
            req.clear(Iocb.IOCB_HIPRI);
            return fn.ret(0);
        }
    }

    /// fs/aio.c, aio_read, aio_write
    private int aio_rw(Request req, File file, int flags) {
        boolean write = req.io().write();
        try (var fn = k.enter(write ? "aio_write" : "aio_read", "pos", req.kiocb().pos(), "count", req.iter().count())) {
            int ret = aio_prep_rw(req, file, flags);
            if (fn.taken("not prepared", ret != 0, "ret", ret)) {
                return fn.ret(ret);
            }
            if (write) {
                kiocbs.set(req, "IOCB_WRITE", req.kiocb().flags() | k.profile().iocb().mask(Iocb.IOCB_WRITE));
            }
            long done = write ? file.f_op().write_iter(req) : file.f_op().read_iter(req);
            req.submitted(done);
            if (!fn.taken("queued", done == -EIOCBQUEUED, "ret", done)) {
                req.ki_complete(done);
            }
            return fn.ret(0);
        }
    }

    /// The kiocb's completion: the event goes into the ring, and who waits for it wakes. fs/aio.c, aio_complete_rw, aio_complete
    public void aio_complete_rw(Request kiocb, long res) {
        try (var fn = k.enter("aio_complete_rw", "res", res)) {
            kiocb.io("the event", i -> i.withResult(res));
            k.wake(kiocb.io().task());
        }
    }
}
