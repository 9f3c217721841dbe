package dioscope.model.kernel.block;

import dioscope.model.state.Plug;

/// block/blk-mq.c, 6.12: a plug list is sent in one function.
class BlkMq_6_12 extends BlkMq {
    BlkMq_6_12(Block b) {
        super(b);
    }

    /// block/blk-mq.c, blk_mq_flush_plug_list, 6.1 and 6.12
    @Override
    void blk_mq_flush_plug_list(boolean from_schedule) {
        try (var fn = k.enter("blk_mq_flush_plug_list", "from_schedule", from_schedule)) {
            var plug = b.queue().plugs().at(k.current());
            if (fn.taken("empty", plug.count() == 0)) {
                return;
            }
            b.core().plug(new Plug(plug.id(), plug.rqs(), 0));
            if (fn.taken("direct", !from_schedule)) {
                if (fn.taken("queue_rqs", b.setup.queueRqs())) {
                    b.driver.queue_rqs();
                } else {
                    blk_mq_plug_issue_direct();
                }
                return;
            }
            blk_mq_dispatch_plug_list(from_schedule);
        }
    }

    /// block/blk-mq.c, blk_mq_plug_issue_direct, 6.1 and 6.12
    private void blk_mq_plug_issue_direct() {
        try (var fn = k.enter("blk_mq_plug_issue_direct")) {
            for (int rq = rq_list_pop(); rq != 0; rq = rq_list_pop()) {
                b.driver.queue_rq(rq);
            }
        }
    }

    /// block/blk-mq.c, blk_mq_dispatch_plug_list, 6.12
    void blk_mq_dispatch_plug_list(boolean from_sched) {
        try (var fn = k.enter("blk_mq_dispatch_plug_list", "from_sched", from_sched)) {
            blk_mq_insert_requests(all(), from_sched);
        }
    }
}
