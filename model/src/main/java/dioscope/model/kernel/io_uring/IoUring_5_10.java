package dioscope.model.kernel.io_uring;

import dioscope.model.engine.Kernel;
import dioscope.model.kernel.fs.Kiocbs;

/// io_uring/io_uring.c, 5.10
final class IoUring_5_10 extends IoUring {
    IoUring_5_10(Kernel k, Kiocbs kiocbs) {
        super(k, kiocbs);
    }

    @Override
    String queue_async_work() {
        return "io_queue_async_work";
    }
}
