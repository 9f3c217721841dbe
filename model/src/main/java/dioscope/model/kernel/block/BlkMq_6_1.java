package dioscope.model.kernel.block;

import dioscope.model.engine.Fn;
import dioscope.model.state.Bio;
import java.util.List;

/// block/blk-mq.c, 6.1: no check of alignment or poll queues here, a plug list that gives the newest request first, and insertion by blk-mq-sched.c.
class BlkMq_6_1 extends BlkMq_6_12 {
    BlkMq_6_1(Block b) {
        super(b);
    }

    /// block/blk-mq.c, blk_mq_submit_bio, 6.1
    @Override
    int blk_mq_submit_bio(int bio) {
        try (var fn = k.enter("blk_mq_submit_bio", "bio", bio)) {
            submit(fn, bio);
            return BlkCore.BLK_QC_T_NONE;
        }
    }

    private void submit(Fn fn, int bio) {
        var part = new BlkMerge.Fitting(bio, 1);
        if (fn.taken("may_exceed_limits", ((BlkMerge_6_1) b.merge).bio_may_exceed_limits(b.bio(bio)), "bi_vcnt",
                b.bio(bio).vecs().size(), "bytes", b.bio(bio).bytes())) {
            var fitting = b.merge.__bio_split_to_limits(bio);
            if (fn.taken("ended", fitting == null) || fitting == null) {
                return;
            }
            part = fitting;
        }
        int rq = blk_mq_get_new_requests(part);
        if (fn.taken("no_request", rq == 0)) {
            return;
        }
        blk_mq_bio_to_request(rq, part.bio(), part.segments());
        if (fn.taken("flush", b.op_is_flush(b.bio(part.bio()).opf()), "opf", b.req.names(b.bio(part.bio()).opf()))) {
            b.flush.blk_insert_flush(rq);
            return;
        }
        if (fn.taken("plug", b.queue().plugs().has(k.current()))) {
            blk_add_rq_to_plug(rq);
        } else {
            blk_mq_try_issue_directly(rq);
        }
    }

    /// A request, unless the bio joins one or there is no tag. block/blk-mq.c, blk_mq_get_new_requests, 6.1
    ///
    /// @return its id, 0 for none
    private int blk_mq_get_new_requests(BlkMerge.Fitting part) {
        try (var fn = k.enter("blk_mq_get_new_requests", "bio", part.bio())) {
            if (fn.taken("merged", blk_mq_attempt_bio_merge(part.bio(), part.segments()))) {
                return fn.ret(0);
            }
            return fn.ret(allocate(fn, part.bio()));
        }
    }

    /// The newest request of the list decides whether it is long enough: it is the head of the list. block/blk-mq.c, blk_add_rq_to_plug, 6.1
    @Override
    int plugHead(List<Integer> rqs) {
        return rqs.getLast();
    }

    /// The newest first. include/linux/blk-mq.h, rq_list_pop, 6.1
    @Override
    int rq_list_pop() {
        var rqs = b.queue().plugs().at(k.current()).rqs();
        if (rqs.isEmpty()) {
            return 0;
        }
        int rq = rqs.getLast();
        off(rq);
        return rq;
    }

    /// The oldest first again, for each request goes before those taken off earlier. block/blk-mq.c, blk_mq_dispatch_plug_list, 6.1
    @Override
    void blk_mq_dispatch_plug_list(boolean from_sched) {
        try (var fn = k.enter("blk_mq_dispatch_plug_list", "from_sched", from_sched)) {
            blk_mq_sched_insert_requests(all().reversed(), from_sched);
        }
    }

    /// block/blk-mq-sched.c, blk_mq_sched_insert_requests, 5.10 and 6.1
    void blk_mq_sched_insert_requests(List<Integer> list, boolean run_queue_async) {
        try (var fn = k.enter("blk_mq_sched_insert_requests", "list", list)) {
            if (fn.taken("direct", !run_queue_async)) {
                blk_mq_try_issue_list_directly(list);
                return;
            }
            b.queue("insert", q -> q.withSoftware(Block.plusAll(q.software(), list)));
            blk_mq_run_hw_queue(true);
        }
    }

    /// block/blk-mq.c, blk_mq_try_issue_list_directly, 5.10 and 6.1
    private void blk_mq_try_issue_list_directly(List<Integer> list) {
        try (var fn = k.enter("blk_mq_try_issue_list_directly", "list", list)) {
            for (int rq : list) {
                b.driver.queue_rq(rq);
            }
        }
    }

    /// What the flush machine has lined up: first the data that were put at the head, then the FLUSH. Both go to the head of the dispatch list.
    /// block/blk-mq.c, blk_mq_requeue_work, 5.10 and 6.1
    @Override
    void blk_mq_requeue_work() {
        try (var fn = k.enter("blk_mq_requeue_work")) {
            var rq_list = b.queue().requeue();
            b.queue("lists", q -> q.withRequeue(List.of()));
            for (int rq : rq_list) {
                if (b.rq(rq).op() != Bio.Op.FLUSH) {
                    blk_mq_sched_insert_request(rq, true);
                }
            }
            for (int rq : rq_list) {
                if (b.rq(rq).op() == Bio.Op.FLUSH) {
                    blk_mq_sched_insert_request(rq, false);
                }
            }
            blk_mq_run_hw_queue(false);
        }
    }

    /// block/blk-mq-sched.c, blk_mq_sched_insert_request with blk_mq_sched_bypass_insert, 5.10 and 6.1
    private void blk_mq_sched_insert_request(int rq, boolean at_head) {
        try (var fn = k.enter("blk_mq_sched_insert_request", "rq", rq)) {
            if (fn.taken("flush_sequence", b.rq(rq).sequenced())) {
                blk_mq_request_bypass_insert(rq, true, false);
            } else {
                b.queue("software queue",
                        q -> q.withSoftware(at_head ? Block.plusFirst(q.software(), rq) : Block.plus(q.software(), rq)));
            }
        }
    }
}
