package dioscope.model.kernel.io_uring;

import dioscope.model.kernel.Workqueue;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/// `struct io_ring_ctx` with one request in it, and the io_uring side of its task.
final class Ring {
    /// IORING_SETUP_IOPOLL
    final boolean iopoll;
    /// The task that set the ring up and submits.
    final int task;
    /// task_work: what the task runs before it goes back to the application, or while it waits.
    final ArrayDeque<Runnable> task_work = new ArrayDeque<>();
    /// ctx->iopoll_list holds the request.
    boolean on_iopoll_list;
    /// tctx->io_wq; its workers come with the first request handed to them.
    @Nullable
    Workqueue io_wq;

    Ring(boolean iopoll, int task) {
        this.iopoll = iopoll;
        this.task = task;
    }
}
