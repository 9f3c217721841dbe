package dioscope.model.kernel.block;

import dioscope.model.engine.Fn;
import dioscope.model.engine.Kernel;
import dioscope.model.kernel.Errno;
import dioscope.model.profile.Part;
import dioscope.model.profile.Req;
import dioscope.model.state.Bio;
import dioscope.model.state.Bio.Bvec;
import dioscope.model.state.Rq;
import java.util.ArrayList;
import org.jspecify.annotations.Nullable;

/// block/blk-merge.c, with the inline parts of block/blk.h, 7.2
class BlkMerge {
    static final int PAGE_SIZE = 4096;

    /// Where a bio is cut.
    ///
    /// @param sectors of the front part; 0 for no cut, -errno when it would need one and may not
    /// @param segments of the front part
    record SplitAt(int sectors, int segments) {}

    /// A bio that fits the limits.
    record Fitting(int bio, int segments) {}

    /// enum elv_merge, the ways a bio can join a request.
    enum Merge { NO_MERGE, FRONT_MERGE, BACK_MERGE }

    /// enum bio_merge_status.
    enum Status { OK, NONE, FAILED }

    final Block b;
    final Kernel k;
    final QueueLimits lim;

    /// The edition of the kernel that runs.
    static BlkMerge of(Block b) {
        return switch (b.k.profile().version(Part.BLOCK)) {
            case V5_10 -> new BlkMerge_5_10(b);
            case V6_1 -> new BlkMerge_6_1(b);
            case V6_6, V6_12, V6_14 -> new BlkMerge_6_12(b);
            case V7_1, V7_2 -> new BlkMerge(b);
        };
    }

    BlkMerge(Block b) {
        this.b = b;
        this.k = b.k;
        this.lim = b.lim;
    }

    /// Whether a bio might break a limit at all: it cannot with one vector inside one page that DMA can reach. block/blk.h, bio_may_need_split, 7.2
    boolean bio_may_need_split(Bio bio) {
        if (lim.chunkSectors() > 0 || bio.vecs().isEmpty()) {
            return true;
        }
        var bv = bio.vecs().getFirst();
        return bio.bytes() > bv.len() || ((bv.offset() | bv.len()) & lim.dmaAlignment()) != 0 || bv.len() + bv.offset() > PAGE_SIZE;
    }

    /// Cuts off what fits the limits and submits the rest again. block/blk.h, __bio_split_to_limits, 7.2
    ///
    /// @return the part to go on with; null when the bio ended instead
    @Nullable
    Fitting __bio_split_to_limits(int id) {
        try (var fn = k.enter("__bio_split_to_limits", "bio", id)) {
            var bio = b.bio(id);
            return switch (bio.op()) {
                case READ, WRITE -> {
                    if (fn.taken("may_need_split", bio_may_need_split(bio), "bi_vcnt", bio.vecs().size(), "bytes", bio.bytes())) {
                        yield bio_split_rw(id);
                    }
                    yield new Fitting(id, 1);
                }
                case WRITE_ZEROES -> bio_split_write_zeroes(id);
                case FLUSH -> new Fitting(id, 0);
            };
        }
    }

    /// block/blk-merge.c, bio_split_rw, 7.2
    @Nullable
    Fitting bio_split_rw(int id) {
        try (var fn = k.enter("bio_split_rw", "bio", id)) {
            long max_bytes = get_max_io_size(b.bio(id)) << 9;
            var at = bio_split_io_at(id, max_bytes);
            int part = bio_submit_split(id, at.sectors);
            return part == 0 ? null : new Fitting(part, at.segments);
        }
    }

    /// block/blk-merge.c, bio_split_write_zeroes, 7.2
    @Nullable
    Fitting bio_split_write_zeroes(int id) {
        try (var fn = k.enter("bio_split_write_zeroes", "bio", id)) {
            long max_sectors = get_max_io_size(b.bio(id));
            if (fn.taken("fits", max_sectors == 0 || b.bio(id).sectors() <= max_sectors, "sectors", b.bio(id).sectors(), "max_sectors",
                    max_sectors)) {
                return new Fitting(id, 0);
            }
            int part = bio_submit_split(id, (int) max_sectors);
            return part == 0 ? null : new Fitting(part, 0);
        }
    }

    /// Ends the bio with an error, or makes the front part a bio of its own and submits the rest. block/blk-merge.c, bio_submit_split, 7.2
    ///
    /// @return the bio to go on with, 0 for none
    int bio_submit_split(int id, int split_sectors) {
        try (var fn = k.enter("bio_submit_split", "bio", id, "split_sectors", split_sectors)) {
            if (fn.taken("error", split_sectors < 0, "error", split_sectors)) {
                b.bio().end(id, split_sectors);
                return fn.ret(0);
            }
            if (fn.taken("split", split_sectors > 0)) {
                int split = bio_submit_split_bioset(id, split_sectors);
                never_merge(split);
                return fn.ret(split);
            }
            return fn.ret(id);
        }
    }

    /// Submits the rest without the checks it has been through, ahead of all that waits. block/blk-merge.c, bio_submit_split_bioset, 7.2
    ///
    /// @return the front part
    private int bio_submit_split_bioset(int id, int split_sectors) {
        try (var fn = k.enter("bio_submit_split_bioset", "bio", id, "split_sectors", split_sectors)) {
            int split = b.bio().bio_split(id, split_sectors);
            b.bio().bio_chain(split, id);
            b.core().submit_bio_noacct_nocheck(id, true);
            return fn.ret(split);
        }
    }

    /// There is no chance to merge the front part.
    void never_merge(int split) {
        b.bio("bi_opf", b.bio(split).withOpf(b.bio(split).opf() | b.req.mask(Req.REQ_NOMERGE)));
    }

    private boolean atomic(int opf) {
        return b.has(opf, Req.REQ_ATOMIC);
    }

    /// What a read or write may not cross. block/blk-merge.c, blk_boundary_sectors, 6.12 and 7.2
    private long blk_boundary_sectors(boolean is_atomic) {
        return is_atomic && lim.atomic().boundarySectors() > 0 ? lim.atomic().boundarySectors() : lim.chunkSectors();
    }

    /// Most sectors from the bio's start that one request may have, ending on a physical block where it can. block/blk-merge.c, get_max_io_size
    ///
    /// One body for all versions: 5.10 and 6.1 know no atomic bio, and cut WRITE_ZEROES elsewhere.
    long get_max_io_size(Bio bio) {
        long pbs = lim.physicalBlockSize() >> 9;
        long lbs = lim.logicalBlockSize() >> 9;
        boolean is_atomic = atomic(bio.opf());
        long boundary = blk_boundary_sectors(is_atomic);
        long max_sectors = bio.op() == Bio.Op.WRITE_ZEROES
                ? lim.maxWriteZeroesSectors()
                : is_atomic ? lim.atomic().maxSectors() : lim.maxSectors();
        if (boundary > 0) {
            max_sectors = Math.min(max_sectors, blk_boundary_sectors_left(bio.sector(), boundary));
        }
        long start = bio.sector() & pbs - 1;
        long end = start + max_sectors & -pbs;
        if (end > start) {
            return end - start;
        }
        return max_sectors & -lbs;
    }

    /// include/linux/blkdev.h, blk_boundary_sectors_left, 6.12
    private static long blk_boundary_sectors_left(long sector, long boundary) {
        return boundary - sector % boundary;
    }

    /// Whether and where to cut a read or write. block/blk-merge.c, bio_split_io_at, 7.2
    SplitAt bio_split_io_at(int id, long max_bytes) {
        try (var fn = k.enter("bio_split_io_at", "bio", id, "max_bytes", max_bytes)) {
            var bio = b.bio(id);
            int mask = lim.dmaAlignment();
            for (var bv : bio.vecs()) {
                if ((bv.offset() & mask) != 0 || (bv.len() & mask) != 0) {
                    fn.taken("misaligned_vector", true, "bv_offset", bv.offset(), "bv_len", bv.len(), "dma_alignment", mask);
                    return fn.ret(new SplitAt(-Errno.EINVAL, 0), -Errno.EINVAL);
                }
            }
            var cut = count(bio, max_bytes);
            if (!told(fn, bio, cut, max_bytes)) {
                return fn.ret(new SplitAt(0, cut.segs), 0);
            }
            if (fn.taken("atomic", atomic(bio.opf()))) {
                return fn.ret(new SplitAt(-Errno.EINVAL, 0), -Errno.EINVAL);
            }
            if (fn.taken("nowait", b.has(bio.opf(), Req.REQ_NOWAIT))) {
                return fn.ret(new SplitAt(-Block.EAGAIN, 0), -Block.EAGAIN);
            }
            long bytes = cut.bytes & -lim.logicalBlockSize();
            if (fn.taken("no_whole_block", bytes == 0, "bytes", cut.bytes)) {
                return fn.ret(new SplitAt(-Errno.EINVAL, 0), -Errno.EINVAL);
            }
            bio_clear_polled(id);
            return fn.ret(new SplitAt((int) (bytes >> 9), cut.segs), bytes >> 9);
        }
    }

    /// Splitting a polled bio would make its poller wait for a part: it gives up polling. include/linux/bio.h, bio_clear_polled, 6.1
    void bio_clear_polled(int id) {
        b.bio("bi_opf", b.notPolled(b.bio(id)));
    }

    /// Goes over the vectors of `bio` until one does not fit: the loop that all versions of the splitting have.
    ///
    /// A vector that fits leaves no step: a bio has up to 256 of them. What the deciding one met is told by [#told].
    Count count(Bio bio, long max_bytes) {
        var n = new Count();
        Bvec bvprv = null;
        for (var bv : bio.vecs()) {
            if (bvprv != null && bvec_gap_to_prev(bvprv, bv.offset())) {
                n.gap = true;
                n.split = true;
                return n;
            }
            if (n.segs < lim.maxSegments() && n.bytes + bv.len() <= max_bytes && bv.offset() + bv.len() <= PAGE_SIZE) {
                n.segs++;
                n.bytes += bv.len();
            } else if (bvec_split_segs(bv, n, lim.maxSegments(), max_bytes)) {
                n.split = true;
                return n;
            }
            bvprv = bv;
            n.vec++;
        }
        return n;
    }

    /// Records whether and why `bio` is cut.
    boolean told(Fn fn, Bio bio, Count n, long max_bytes) {
        if (!fn.taken("split", n.split, "segments", n.segs, "max_segments", lim.maxSegments(), "bytes", n.bytes, "max_bytes", max_bytes)) {
            return false;
        }
        fn.taken("gap", n.gap, "vector", n.vec, "bv_offset", bio.vecs().get(n.vec).offset(), "virt_boundary_mask", lim.virtBoundaryMask());
        return true;
    }

    /// Segments and bytes of the bio being built.
    static final class Count {
        int segs;
        long bytes;
        /// The vector looked at last.
        int vec;
        boolean gap;
        boolean split;
    }

    /// Adds as much of `bv` as fits; true when it does not fit whole. block/blk-merge.c, bvec_split_segs, 6.12
    boolean bvec_split_segs(Bvec bv, Count n, int max_segs, long max_bytes) {
        long max_len = max_bytes - n.bytes;
        long len = Math.min(bv.len(), max_len);
        long total_len = 0;
        while (len > 0 && n.segs < max_segs) {
            long seg_size = get_max_segment_size(bv.phys() + total_len, len);
            n.segs++;
            total_len += seg_size;
            len -= seg_size;
            if ((bv.offset() + total_len & lim.virtBoundaryMask()) != 0) {
                break;
            }
        }
        n.bytes += total_len;
        return len > 0 || bv.len() > max_len;
    }

    /// block/blk-merge.c, get_max_segment_size, 6.12
    private long get_max_segment_size(long paddr, long len) {
        return Math.min(len, Math.min(lim.segBoundaryMask() - (lim.segBoundaryMask() & paddr), lim.maxSegmentSize() - 1) + 1);
    }

    /// block/blk.h, bvec_gap_to_prev, 6.12
    private boolean bvec_gap_to_prev(Bvec bprv, int offset) {
        return (offset & lim.virtBoundaryMask()) != 0 || (bprv.offset() + bprv.len() & lim.virtBoundaryMask()) != 0;
    }

    /// Whether two vectors make one piece of memory. block/blk.h, biovec_phys_mergeable, 6.12
    private boolean biovec_phys_mergeable(Bvec a, Bvec c) {
        long mask = lim.segBoundaryMask();
        return a.phys() + a.len() == c.phys() && (a.phys() | mask) == (c.phys() + c.len() - 1 | mask);
    }

    /// Whether `next` behind `prev` would leave a gap the device cannot have; `first` begins the request. block/blk-merge.c, bio_will_gap, 6.12
    private boolean bio_will_gap(Bio first, Bio prev, Bio next) {
        if (prev.bytes() == 0 || lim.virtBoundaryMask() == 0) {
            return false;
        }
        if ((first.vecs().getFirst().offset() & lim.virtBoundaryMask()) != 0) {
            return true;
        }
        var pb = prev.vecs().getLast();
        var nb = next.vecs().getFirst();
        return !biovec_phys_mergeable(pb, nb) && bvec_gap_to_prev(pb, nb.offset());
    }

    /// block/blk-merge.c, blk_rq_get_max_sectors, 6.12
    private long blk_rq_get_max_sectors(Rq r, long offset) {
        boolean is_atomic = atomic(r.opf());
        long boundary = blk_boundary_sectors(is_atomic);
        long max_sectors = is_atomic ? lim.atomic().maxSectors() : lim.maxSectors();
        return boundary == 0 ? max_sectors : Math.min(max_sectors, blk_boundary_sectors_left(offset, boundary));
    }

    /// block/blk-merge.c, ll_back_merge_fn, 6.12
    private boolean ll_back_merge_fn(int rq, int bio, int nr_segs) {
        try (var fn = k.enter("ll_back_merge_fn", "rq", rq, "bio", bio)) {
            var r = b.rq(rq);
            var x = b.bio(bio);
            if (fn.taken("gap", bio_will_gap(b.bio(r.bios().getFirst()), b.bio(r.bios().getLast()), x))) {
                return fn.ret(false);
            }
            return fn.ret(ll_fits(fn.taken("too_large", r.sectors() + x.sectors() > blk_rq_get_max_sectors(r, r.sector()), "sectors",
                    r.sectors() + x.sectors(), "max_sectors", blk_rq_get_max_sectors(r, r.sector())), rq, nr_segs));
        }
    }

    /// block/blk-merge.c, ll_front_merge_fn, 6.12
    private boolean ll_front_merge_fn(int rq, int bio, int nr_segs) {
        try (var fn = k.enter("ll_front_merge_fn", "rq", rq, "bio", bio)) {
            var r = b.rq(rq);
            var x = b.bio(bio);
            if (fn.taken("gap", bio_will_gap(x, x, b.bio(r.bios().getFirst())))) {
                return fn.ret(false);
            }
            return fn.ret(ll_fits(fn.taken("too_large", r.sectors() + x.sectors() > blk_rq_get_max_sectors(r, x.sector()), "sectors",
                    r.sectors() + x.sectors(), "max_sectors", blk_rq_get_max_sectors(r, x.sector())), rq, nr_segs));
        }
    }

    private boolean ll_fits(boolean too_large, int rq, int nr_segs) {
        if (too_large) {
            req_set_nomerge(rq);
            return false;
        }
        return ll_new_hw_segment(rq, nr_segs);
    }

    /// Counts the segments in. block/blk-merge.c, ll_new_hw_segment, 6.12
    private boolean ll_new_hw_segment(int rq, int nr_phys_segs) {
        try (var fn = k.enter("ll_new_hw_segment", "rq", rq, "nr_phys_segs", nr_phys_segs)) {
            var r = b.rq(rq);
            int segments = r.segments() + nr_phys_segs;
            if (fn.taken("too_many", segments > lim.maxSegments(), "segments", segments, "max_segments", lim.maxSegments())) {
                req_set_nomerge(rq);
                return fn.ret(false);
            }
            b.rq("nr_phys_segments", r.withBios(r.bios(), r.sector(), r.bytes(), segments));
            return fn.ret(true);
        }
    }

    /// block/blk.h, req_set_nomerge, 6.12
    private void req_set_nomerge(int rq) {
        b.rq("cmd_flags", b.rq(rq).withOpf(b.rq(rq).opf() | b.req.mask(Req.REQ_NOMERGE)));
    }

    private boolean nomerge(int opf) {
        return b.has(opf, Req.REQ_NOMERGE) || b.op_is_flush(opf);
    }

    /// block/blk.h, rq_mergeable, 6.12
    private boolean rq_mergeable(Rq r) {
        return r.op() != Bio.Op.FLUSH && r.op() != Bio.Op.WRITE_ZEROES && !nomerge(r.opf()) && !r.sequenced();
    }

    /// include/linux/bio.h, bio_mergeable, 6.12
    boolean bio_mergeable(Bio bio) {
        return !nomerge(bio.opf());
    }

    /// block/blk-merge.c, blk_rq_merge_ok with
    /// blk_atomic_write_mergeable_rq_bio, 6.12
    private boolean blk_rq_merge_ok(Rq r, Bio bio) {
        return rq_mergeable(r) && bio_mergeable(bio) && r.op() == bio.op() && atomic(r.opf()) == atomic(bio.opf());
    }

    /// How a bio adjoins a request. block/blk-merge.c, blk_try_merge, 6.12
    private static Merge blk_try_merge(Rq r, Bio bio) {
        if (r.sector() + r.sectors() == bio.sector()) {
            return Merge.BACK_MERGE;
        }
        return r.sector() - bio.sectors() == bio.sector() ? Merge.FRONT_MERGE : Merge.NO_MERGE;
    }

    /// block/blk-merge.c, bio_attempt_back_merge, 6.12
    private Status bio_attempt_back_merge(int rq, int bio, int nr_segs) {
        try (var fn = k.enter("bio_attempt_back_merge", "rq", rq, "bio", bio)) {
            if (!fn.taken("fits", ll_back_merge_fn(rq, bio, nr_segs))) {
                return fn.ret(Status.FAILED, Status.FAILED);
            }
            var r = b.rq(rq);
            joined(r.withBios(Block.plus(r.bios(), bio), r.sector(), r.bytes() + b.bio(bio).bytes()), bio);
            return fn.ret(Status.OK, Status.OK);
        }
    }

    /// block/blk-merge.c, bio_attempt_front_merge, 6.12
    private Status bio_attempt_front_merge(int rq, int bio, int nr_segs) {
        try (var fn = k.enter("bio_attempt_front_merge", "rq", rq, "bio", bio)) {
            if (!fn.taken("fits", ll_front_merge_fn(rq, bio, nr_segs))) {
                return fn.ret(Status.FAILED, Status.FAILED);
            }
            var r = b.rq(rq);
            joined(r.withBios(Block.plusFirst(r.bios(), bio), b.bio(bio).sector(), r.bytes() + b.bio(bio).bytes()), bio);
            return fn.ret(Status.OK, Status.OK);
        }
    }

    private void joined(Rq r, int bio) {
        var at = r.state() == Rq.State.PLUGGED ? Bio.State.PLUGGED : Bio.State.QUEUED;
        var w = k.world();
        k.apply("merged", w.withRequests(w.requests().put(r.id(), r)).withBios(w.bios().update(bio, x -> x.withState(at))));
    }

    /// block/blk-merge.c, blk_attempt_bio_merge, 6.12
    Status blk_attempt_bio_merge(int rq, int bio, int nr_segs) {
        try (var fn = k.enter("blk_attempt_bio_merge", "rq", rq, "bio", bio)) {
            var r = b.rq(rq);
            var x = b.bio(bio);
            if (!fn.taken("merge_ok", blk_rq_merge_ok(r, x), "cmd_flags", b.req.names(r.opf()), "bi_opf", b.req.names(x.opf()))) {
                return fn.ret(Status.NONE, Status.NONE);
            }
            var how = blk_try_merge(r, x);
            if (fn.taken("back_merge", how == Merge.BACK_MERGE, "end of request", r.sector() + r.sectors(), "bi_sector", x.sector())) {
                return fn.ret(bio_attempt_back_merge(rq, bio, nr_segs), how);
            }
            if (fn.taken("front_merge", how == Merge.FRONT_MERGE, "request", r.sector(), "end of bio", x.endSector())) {
                return fn.ret(bio_attempt_front_merge(rq, bio, nr_segs), how);
            }
            return fn.ret(Status.NONE, Status.NONE);
        }
    }

    /// Tries the newest request on the task's plug list, and only that. block/blk-merge.c, blk_attempt_plug_merge, 6.12
    boolean blk_attempt_plug_merge(int bio, int nr_segs) {
        try (var fn = k.enter("blk_attempt_plug_merge", "bio", bio)) {
            var plug = b.queue().plugs().get(k.current());
            if (plug == null || fn.taken("empty", plug.rqs().isEmpty())) {
                return fn.ret(false);
            }
            return fn.ret(blk_attempt_bio_merge(plug.rqs().getLast(), bio, nr_segs) == Status.OK);
        }
    }

    /// Tries the newest 8 requests of a list. block/blk-merge.c, blk_bio_list_merge, 6.12
    boolean blk_bio_list_merge(int bio, int nr_segs) {
        try (var fn = k.enter("blk_bio_list_merge", "bio", bio)) {
            int checked = 8;
            for (int rq : new ArrayList<>(b.queue().software()).reversed()) {
                if (fn.taken("enough", checked-- == 0)) {
                    break;
                }
                var status = blk_attempt_bio_merge(rq, bio, nr_segs);
                if (status != Status.NONE) {
                    return fn.ret(status == Status.OK);
                }
            }
            return fn.ret(false);
        }
    }
}
