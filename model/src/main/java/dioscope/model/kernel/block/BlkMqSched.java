package dioscope.model.kernel.block;

import dioscope.model.engine.Kernel;
import java.util.List;

/// block/blk-mq-sched.c without an I/O scheduler, 6.12
final class BlkMqSched {
    private final Block b;
    private final Kernel k;

    BlkMqSched(Block b) {
        this.b = b;
        this.k = b.k;
    }

    /// Looks for a request in the software queue that the bio can join. block/blk-mq-sched.c, blk_mq_sched_bio_merge, 6.12
    boolean blk_mq_sched_bio_merge(int bio, int nr_segs) {
        try (var fn = k.enter("blk_mq_sched_bio_merge", "bio", bio)) {
            if (fn.taken("empty", b.queue().software().isEmpty())) {
                return fn.ret(false);
            }
            return fn.ret(b.merge.blk_bio_list_merge(bio, nr_segs));
        }
    }

    /// Gives the driver what waits: the dispatch list first, then the software queue. block/blk-mq-sched.c, blk_mq_sched_dispatch_requests with
    /// __blk_mq_sched_dispatch_requests, 6.12
    void blk_mq_sched_dispatch_requests() {
        try (var fn = k.enter("blk_mq_sched_dispatch_requests")) {
            var list = b.queue().dispatch();
            if (fn.taken("dispatch_list", !list.isEmpty(), "dispatch", list)) {
                b.queue("dispatch", q -> q.withDispatch(List.of()).withRestart(true));
                b.mq.blk_mq_dispatch_rq_list(list);
                blk_mq_do_dispatch_ctx();
                return;
            }
            var all = b.queue().software();
            b.queue("software queue", q -> q.withSoftware(List.of()));
            b.mq.blk_mq_dispatch_rq_list(all);
        }
    }

    /// One by one, so that what comes to the dispatch list meanwhile goes first. block/blk-mq-sched.c, blk_mq_do_dispatch_ctx, 6.12
    private void blk_mq_do_dispatch_ctx() {
        try (var fn = k.enter("blk_mq_do_dispatch_ctx")) {
            while (true) {
                if (fn.taken("dispatch_list", !b.queue().dispatch().isEmpty())) {
                    b.mq.blk_mq_run_hw_queue(true);
                    break;
                }
                if (fn.taken("empty", b.queue().software().isEmpty())) {
                    break;
                }
                int rq = b.queue().software().getFirst();
                b.queue("software queue", q -> q.withSoftware(Block.tail(q.software())));
                b.mq.blk_mq_dispatch_rq_list(List.of(rq));
            }
        }
    }

    /// Runs the queue again when a dispatch list was met before. block/blk-mq-sched.h, blk_mq_sched_restart, 6.12
    void blk_mq_sched_restart() {
        if (b.queue().restart()) {
            b.queue("restart", q -> q.withRestart(false));
            b.mq.blk_mq_run_hw_queue(true);
        }
    }
}
