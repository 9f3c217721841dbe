package dioscope.model.kernel.io_uring;

import dioscope.model.engine.Kernel;
import dioscope.model.kernel.fs.Kiocbs;

/// io_uring/io_uring.c, 5.10: the kiocb is made once, when the request is taken out of the ring, and errors are completed by the try itself.
final class Rw_5_10 extends Rw_6_1 {
    Rw_5_10(Kernel k, Kiocbs kiocbs, IoUring core) {
        super(k, kiocbs, core);
    }

    /// io_uring/io_uring.c, io_prep_rw, 5.10
    @Override
    int io_prep_rw(IoKiocb req) {
        try (var fn = k.enter("io_prep_rw")) {
            return fn.ret(super.io_rw_init_file(req));
        }
    }

    /// 5.10 has no such function: a second try goes on with the flags the first has left.
    @Override
    int io_rw_init_file(IoKiocb req) {
        return 0;
    }

    /// io_uring/io_uring.c, io_read, 5.10, at done
    @Override
    int read_done(IoKiocb req, long ret) {
        return kiocb_done(req, ret);
    }
}
