package dioscope.model.kernel.block;

import dioscope.model.engine.Fn;
import dioscope.model.state.Plug;

/// block/blk-mq.c, 5.10: what is submitted can be polled for by the cookie that comes back, and a plug list goes to the driver request by request.
final class BlkMq_5_10 extends BlkMq_6_1 {
    BlkMq_5_10(Block b) {
        super(b);
    }

    /// block/blk-mq.c, blk_mq_submit_bio, 5.10, for a queue whose driver wants plugging: one hardware queue, or mq_ops->commit_rqs
    @Override
    int blk_mq_submit_bio(int bio) {
        try (var fn = k.enter("blk_mq_submit_bio", "bio", bio)) {
            return fn.ret(submit(fn, bio));
        }
    }

    private int submit(Fn fn, int bio) {
        boolean is_flush_fua = b.op_is_flush(b.bio(bio).opf());
        var part = java.util.Objects.requireNonNull(b.merge.__bio_split_to_limits(bio));
        if (fn.taken("plug_merge", !is_flush_fua && b.merge.blk_attempt_plug_merge(part.bio(), part.segments()))
                || fn.taken("queue_merge", b.sched.blk_mq_sched_bio_merge(part.bio(), part.segments()))) {
            return BlkCore.BLK_QC_T_NONE;
        }
        int rq = __blk_mq_alloc_request(part.bio());
        if (fn.taken("no_request", rq == 0)) {
            return BlkCore.BLK_QC_T_NONE;
        }
        blk_mq_bio_to_request(rq, part.bio(), part.segments());
        if (fn.taken("flush", is_flush_fua, "opf", b.req.names(b.bio(part.bio()).opf()))) {
            b.flush.blk_insert_flush(rq);
            blk_mq_run_hw_queue(true);
        } else if (fn.taken("plug", b.queue().plugs().has(k.current()))) {
            var plug = b.queue().plugs().at(k.current());
            if (fn.taken("full",
                    plug.count() >= BLK_MAX_REQUEST_COUNT
                            || !plug.rqs().isEmpty() && b.rq(plug.rqs().getLast()).bytes() >= BLK_PLUG_FLUSH_SIZE,
                    "rq_count", plug.count())) {
                b.core().blk_flush_plug(false);
            }
            blk_add_rq_to_plug(rq);
        } else {
            blk_mq_try_issue_directly(rq);
        }
        return rq;
    }

    /// block/blk-mq.c, __blk_mq_alloc_request, 5.10
    private int __blk_mq_alloc_request(int bio) {
        try (var fn = k.enter("__blk_mq_alloc_request", "bio", bio)) {
            return fn.ret(allocate(fn, bio));
        }
    }

    /// block/blk-mq.c, blk_add_rq_to_plug, 5.10
    @Override
    void blk_add_rq_to_plug(int rq) {
        try (var fn = k.enter("blk_add_rq_to_plug", "rq", rq)) {
            plugged(rq);
        }
    }

    /// block/blk-mq.c, blk_mq_flush_plug_list, 5.10
    @Override
    void blk_mq_flush_plug_list(boolean from_schedule) {
        try (var fn = k.enter("blk_mq_flush_plug_list", "from_schedule", from_schedule)) {
            var plug = b.queue().plugs().at(k.current());
            if (fn.taken("empty", plug.rqs().isEmpty())) {
                return;
            }
            var list = all().reversed();
            b.core().plug(new Plug(plug.id(), java.util.List.of(), 0));
            blk_mq_sched_insert_requests(list, from_schedule);
        }
    }

    /// Looks for answers on the poll queue until one ends the caller's wait, the CPU is wanted or, without `spin`, once. block/blk-mq.c, blk_poll, 5.10
    ///
    /// @param cookie what submit_bio returned
    /// @param spin goes on asking
    /// @return requests completed, else 0
    @Override
    int blk_poll(int cookie, boolean spin) {
        try (var fn = k.enter("blk_poll", "cookie", cookie, "spin", spin)) {
            if (!fn.taken("can_poll", cookie != BlkCore.BLK_QC_T_NONE && b.lim.poll(), "cookie", cookie, "poll", b.lim.poll())) {
                return fn.ret(0);
            }
            b.core().blk_flush_plug(false);
            while (true) {
                int found = b.driver.poll();
                if (fn.taken("found", found > 0, "found", found)) {
                    return fn.ret(found);
                }
                if (!fn.taken("spin", spin)) {
                    break;
                }
                boolean goesOn = k.relax(Long.MAX_VALUE);
                if (fn.taken("need_resched", k.needResched())) {
                    break;
                }
                if (!goesOn) {
                    throw k.refuse(
                            "5.10 polls without end: what it polls for is not on the device, and nothing else is due that would put it there.");
                }
            }
            return fn.ret(0);
        }
    }
}
