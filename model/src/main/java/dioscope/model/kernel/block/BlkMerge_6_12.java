package dioscope.model.kernel.block;

import dioscope.model.kernel.Errno;
import dioscope.model.profile.Req;
import dioscope.model.state.Bio;
import org.jspecify.annotations.Nullable;

/// block/blk-merge.c, with the inline parts of block/blk.h, 6.12: no look at the alignment of vectors, and the rest of a bio is submitted like a new one.
class BlkMerge_6_12 extends BlkMerge {
    BlkMerge_6_12(Block b) {
        super(b);
    }

    /// block/blk.h, bio_may_need_split, 6.12
    @Override
    boolean bio_may_need_split(Bio bio) {
        return lim.chunkSectors() > 0 || bio.cut() || bio.vecs().size() != 1
                || bio.vecs().getFirst().len() + bio.vecs().getFirst().offset() > PAGE_SIZE;
    }

    /// block/blk-merge.c, bio_split_rw, 6.12
    @Override
    @Nullable
    Fitting bio_split_rw(int id) {
        try (var fn = k.enter("bio_split_rw", "bio", id)) {
            long max_bytes = get_max_io_size(b.bio(id)) << 9;
            var at = bio_split_rw_at(id, max_bytes);
            int part = bio_submit_split(id, at.sectors());
            return part == 0 ? null : new Fitting(part, at.segments());
        }
    }

    /// block/blk-merge.c, bio_submit_split, 6.12
    @Override
    int bio_submit_split(int id, int split_sectors) {
        try (var fn = k.enter("bio_submit_split", "bio", id, "split_sectors", split_sectors)) {
            if (fn.taken("error", split_sectors < 0, "error", split_sectors)) {
                b.bio().end(id, split_sectors);
                return fn.ret(0);
            }
            if (fn.taken("split", split_sectors > 0)) {
                int split = b.bio().bio_split(id, split_sectors);
                never_merge(split);
                b.bio().bio_chain(split, id);
                b.core().submit_bio_noacct(id);
                return fn.ret(split);
            }
            return fn.ret(id);
        }
    }

    /// Whether and where to cut a read or write. block/blk-merge.c, bio_split_rw_at, 6.12
    SplitAt bio_split_rw_at(int id, long max_bytes) {
        try (var fn = k.enter("bio_split_rw_at", "bio", id, "max_bytes", max_bytes)) {
            var bio = b.bio(id);
            var cut = count(bio, max_bytes);
            if (!told(fn, bio, cut, max_bytes)) {
                return fn.ret(new SplitAt(0, cut.segs), 0);
            }
            if (fn.taken("atomic", b.has(bio.opf(), Req.REQ_ATOMIC))) {
                return fn.ret(new SplitAt(-Errno.EINVAL, 0), -Errno.EINVAL);
            }
            if (fn.taken("nowait", b.has(bio.opf(), Req.REQ_NOWAIT))) {
                return fn.ret(new SplitAt(-Block.EAGAIN, 0), -Block.EAGAIN);
            }
            long bytes = cut.bytes & -lim.logicalBlockSize();
            bio_clear_polled(id);
            return fn.ret(new SplitAt((int) (bytes >> 9), cut.segs), bytes >> 9);
        }
    }
}
