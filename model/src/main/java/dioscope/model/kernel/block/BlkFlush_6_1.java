package dioscope.model.kernel.block;

import dioscope.model.profile.Feature;
import dioscope.model.state.Queue;
import dioscope.model.state.Rq.FlushStep;
import java.util.EnumSet;

/// block/blk-flush.c, 5.10 and 6.1: whatever needs a FLUSH, before or after its data, goes through the flush machine whole, and a FLUSH waits on the same list
/// as the data that were queued again.
final class BlkFlush_6_1 extends BlkFlush {
    BlkFlush_6_1(Block b) {
        super(b);
    }

    /// Takes a PREFLUSH or FUA request in hand: it never comes back to its submitter. block/blk-flush.c, blk_insert_flush, 6.1
    @Override
    boolean blk_insert_flush(int rq) {
        try (var fn = k.enter("blk_insert_flush", "rq", rq)) {
            var policy = flags(rq);
            if (fn.taken("nothing", policy.isEmpty(), "policy", policy)) {
                b.mq.blk_mq_end_request(rq, 0);
                return fn.ret(true);
            }
            if (fn.taken("data_only", policy.equals(EnumSet.of(FlushStep.DATA)), "policy", policy)) {
                b.mq.blk_mq_request_bypass_insert(rq, false, k.has(Feature.DATA_OF_A_FLUSH_RUNS_THE_QUEUE));
                return fn.ret(true);
            }
            blk_rq_init_flush(rq, policy);
            k.irqsOff();
            blk_flush_complete_seq(rq, 0);
            k.irqsOn();
            return fn.ret(true);
        }
    }

    @Override
    Queue lineUp(Queue q, int flush_rq) {
        return q.withRequeue(Block.plus(q.requeue(), flush_rq));
    }
}
