package dioscope.model.kernel.block;

import dioscope.model.profile.Req;
import dioscope.model.state.Bio;
import org.jspecify.annotations.Nullable;

/// block/blk-merge.c, with the inline parts of block/blk.h, 6.1: what cannot be split ends inside the function that looks.
class BlkMerge_6_1 extends BlkMerge_6_12 {
    /// What came of looking where to split.
    ///
    /// @param split the front part, 0 when the bio stays whole
    /// @param segments of the part to go on with
    /// @param ended the bio has ended with an error
    record Looked(int split, int segments, boolean ended) {}

    BlkMerge_6_1(Block b) {
        super(b);
    }

    /// block/blk.h, bio_may_exceed_limits, 6.1
    boolean bio_may_exceed_limits(Bio bio) {
        return bio.op() == Bio.Op.WRITE_ZEROES || bio_may_need_split(bio);
    }

    /// block/blk-merge.c, __bio_split_to_limits, 6.1
    @Override
    @Nullable
    Fitting __bio_split_to_limits(int id) {
        try (var fn = k.enter("__bio_split_to_limits", "bio", id)) {
            var looked = b.bio(id).op() == Bio.Op.WRITE_ZEROES
                    ? write_zeroes(id)
                    : look(id, get_max_io_size(b.bio(id)) << 9);
            if (fn.taken("ended", looked.ended)) {
                return null;
            }
            if (fn.taken("split", looked.split != 0)) {
                submit_rest(looked.split, id);
                return new Fitting(looked.split, looked.segments);
            }
            return new Fitting(id, looked.segments);
        }
    }

    void submit_rest(int split, int id) {
        never_merge(split);
        b.bio().bio_chain(split, id);
        b.core().submit_bio_noacct(id);
    }

    /// block/blk-merge.c, bio_split_write_zeroes, 6.1
    Looked write_zeroes(int id) {
        try (var fn = k.enter("bio_split_write_zeroes", "bio", id)) {
            long max = lim.maxWriteZeroesSectors();
            if (fn.taken("fits", max == 0 || b.bio(id).sectors() <= max, "sectors", b.bio(id).sectors(), "max_sectors", max)) {
                return new Looked(0, 0, false);
            }
            return new Looked(b.bio().bio_split(id, max), 0, false);
        }
    }

    /// block/blk-merge.c, bio_split_rw, 6.1
    Looked look(int id, long max_bytes) {
        try (var fn = k.enter("bio_split_rw", "bio", id, "max_bytes", max_bytes)) {
            var bio = b.bio(id);
            var cut = count(bio, max_bytes);
            if (!told(fn, bio, cut, max_bytes)) {
                return new Looked(0, cut.segs, false);
            }
            if (fn.taken("nowait", b.has(bio.opf(), Req.REQ_NOWAIT))) {
                b.bio().bio_wouldblock_error(id);
                return new Looked(0, 0, true);
            }
            bio_clear_polled(id);
            return new Looked(b.bio().bio_split(id, (cut.bytes & -lim.logicalBlockSize()) >> 9), cut.segs, false);
        }
    }
}
