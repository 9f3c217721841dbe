package dioscope.model.kernel.block;

import dioscope.model.state.Bio;
import java.util.ArrayList;

/// block/blk-merge.c, 5.10: a NOWAIT bio is split like any other, a polled one stays polled, and all plugged requests are tried for a merge.
final class BlkMerge_5_10 extends BlkMerge_6_1 {
    BlkMerge_5_10(Block b) {
        super(b);
    }

    /// block/blk-merge.c, __blk_queue_split, 5.10
    @Override
    Fitting __bio_split_to_limits(int id) {
        try (var fn = k.enter("__blk_queue_split", "bio", id)) {
            var bio = b.bio(id);
            Looked looked;
            if (bio.op() == Bio.Op.WRITE_ZEROES) {
                looked = write_zeroes(id);
            } else if (fn.taken("small", !bio_may_need_split(bio), "bi_vcnt", bio.vecs().size(), "bytes", bio.bytes())) {
                looked = new Looked(0, 1, false);
            } else {
                looked = blk_bio_segment_split(id);
            }
            if (fn.taken("split", looked.split() != 0)) {
                submit_rest(looked.split(), id);
                return new Fitting(looked.split(), looked.segments());
            }
            return new Fitting(id, looked.segments());
        }
    }

    /// block/blk-merge.c, blk_bio_write_zeroes_split, 5.10
    @Override
    Looked write_zeroes(int id) {
        try (var fn = k.enter("blk_bio_write_zeroes_split", "bio", id)) {
            long max = lim.maxWriteZeroesSectors();
            if (fn.taken("fits", max == 0 || b.bio(id).sectors() <= max, "sectors", b.bio(id).sectors(), "max_sectors", max)) {
                return new Looked(0, 0, false);
            }
            return new Looked(b.bio().bio_split(id, max), 0, false);
        }
    }

    /// block/blk-merge.c, blk_bio_segment_split, 5.10. It counts whole sectors of each vector; here every vector has whole sectors, for shorter ones end as
    /// -EINVAL before a bio is made.
    private Looked blk_bio_segment_split(int id) {
        try (var fn = k.enter("blk_bio_segment_split", "bio", id)) {
            var bio = b.bio(id);
            long max_bytes = get_max_io_size(bio) << 9;
            var cut = count(bio, max_bytes);
            if (!told(fn, bio, cut, max_bytes)) {
                return new Looked(0, cut.segs, false);
            }
            return new Looked(b.bio().bio_split(id, cut.bytes >> 9), cut.segs, false);
        }
    }

    /// Tries every request on the task's plug list, the newest first. block/blk-merge.c, blk_attempt_plug_merge, 5.10
    @Override
    boolean blk_attempt_plug_merge(int bio, int nr_segs) {
        try (var fn = k.enter("blk_attempt_plug_merge", "bio", bio)) {
            var plug = b.queue().plugs().get(k.current());
            if (fn.taken("no_plug", plug == null) || plug == null) {
                return fn.ret(false);
            }
            for (int rq : new ArrayList<>(plug.rqs()).reversed()) {
                if (blk_attempt_bio_merge(rq, bio, nr_segs) == Status.OK) {
                    return fn.ret(true);
                }
            }
            return fn.ret(false);
        }
    }
}
