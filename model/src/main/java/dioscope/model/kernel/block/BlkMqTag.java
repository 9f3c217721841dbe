package dioscope.model.kernel.block;

import dioscope.model.engine.Kernel;

/// block/blk-mq-tag.c, 6.12
final class BlkMqTag {
    static final int BLK_MQ_NO_TAG = -1;

    private final Block b;
    private final Kernel k;

    BlkMqTag(Block b) {
        this.b = b;
        this.k = b.k;
    }

    /// Takes a tag for request `rq`, sleeping while all are taken. block/blk-mq-tag.c, blk_mq_get_tag, 6.12
    ///
    /// @return the tag; [#BLK_MQ_NO_TAG] when `nowait` and none is free
    int blk_mq_get_tag(int rq, boolean nowait) {
        try (var fn = k.enter("blk_mq_get_tag", "rq", rq)) {
            int tag = __blk_mq_get_tag(rq);
            if (fn.taken("free", tag != BLK_MQ_NO_TAG, "taken", b.queue().tags().size(), "depth", b.setup.nrRequests())) {
                return fn.ret(tag);
            }
            if (fn.taken("nowait", nowait)) {
                return fn.ret(BLK_MQ_NO_TAG);
            }
            int me = k.current();
            while (true) {
                b.mq.blk_mq_run_hw_queue(false);
                tag = __blk_mq_get_tag(rq);
                if (fn.taken("free_after_run", tag != BLK_MQ_NO_TAG)) {
                    break;
                }
                b.queue("wait", q -> q.withTagWaiters(Block.plus(q.tagWaiters(), me)));
                b.core().io_schedule("a tag");
                b.queue("no longer waiting", q -> q.withTagWaiters(Block.minus(q.tagWaiters(), me)));
            }
            return fn.ret(tag);
        }
    }

    /// block/blk-mq-tag.c, __blk_mq_get_tag, 6.12
    private int __blk_mq_get_tag(int rq) {
        var tags = b.queue().tags();
        int tag = 0;
        while (tags.has(tag)) {
            tag++;
        }
        if (tag >= b.setup.nrRequests()) {
            return BLK_MQ_NO_TAG;
        }
        b.queue("tag", b.queue().withTags(tags.put(tag, rq)));
        return tag;
    }

    /// Gives a tag back and wakes the task that has waited longest for one. block/blk-mq-tag.c, blk_mq_put_tag, 6.12
    void blk_mq_put_tag(int tag) {
        b.queue("tag free", q -> q.withTags(q.tags().remove(tag)));
        if (!b.queue().tagWaiters().isEmpty()) {
            k.wake(b.queue().tagWaiters().getFirst());
        }
    }
}
