package dioscope.model.kernel.block;

import dioscope.model.state.Bio;

/// block/blk-core.c, 5.10: the checks are a function of their own, and submitting returns what can be polled for.
final class BlkCore_5_10 extends BlkCore {
    BlkCore_5_10(Block b) {
        super(b);
    }

    /// block/blk-core.c, submit_bio_checks, 5.10
    private boolean submit_bio_checks(int bio) {
        try (var fn = k.enter("submit_bio_checks", "bio", bio)) {
            return fn.ret(checked(fn, bio));
        }
    }

    /// No mapper can be polled.
    @Override
    boolean can_poll(Bio bio) {
        return super.can_poll(bio) && !has_submit_bio(bio);
    }

    /// block/blk-core.c, submit_bio_noacct, 5.10
    @Override
    int submit_bio_noacct(int bio) {
        try (var fn = k.enter("submit_bio_noacct", "bio", bio)) {
            if (!fn.taken("checks", submit_bio_checks(bio))) {
                return fn.ret(BLK_QC_T_NONE);
            }
            var list = b.queue().bioLists().get(k.current());
            if (fn.taken("bio_list", list != null) && list != null) {
                bio_list(Block.plus(list, bio));
                return fn.ret(BLK_QC_T_NONE);
            }
            return fn.ret(fn.taken("mq", !has_submit_bio(b.bio(bio))) ? __submit_bio_noacct_mq(bio) : __submit_bio_noacct(bio));
        }
    }

    @Override
    int submit_mq(int bio) {
        return b.mq.blk_mq_submit_bio(bio);
    }

    /// block/blk-core.c, __submit_bio, 5.10
    @Override
    int __submit_bio(int bio) {
        try (var fn = k.enter("__submit_bio", "bio", bio)) {
            if (fn.taken("mq", !has_submit_bio(b.bio(bio)))) {
                return fn.ret(b.mq.blk_mq_submit_bio(bio));
            }
            dm_submit_bio(bio);
            return fn.ret(BLK_QC_T_NONE);
        }
    }

    /// block/blk-core.c, blk_flush_plug_list, 5.10
    @Override
    void __blk_flush_plug(boolean from_schedule) {
        try (var fn = k.enter("blk_flush_plug_list", "from_schedule", from_schedule)) {
            b.mq.blk_mq_flush_plug_list(from_schedule);
        }
    }
}
