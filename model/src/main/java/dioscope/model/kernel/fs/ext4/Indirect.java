package dioscope.model.kernel.fs.ext4;

import static dioscope.model.kernel.Errno.EUCLEAN;
import static dioscope.model.kernel.Errno.EIO;
import static dioscope.model.kernel.Errno.ENOSPC;
import static dioscope.model.profile.GetBlocks.EXT4_GET_BLOCKS_CREATE;
import static dioscope.model.profile.GetBlocks.EXT4_GET_BLOCKS_DELALLOC_RESERVE;
import static dioscope.model.profile.GetBlocks.EXT4_GET_BLOCKS_METADATA_NOFAIL;
import static dioscope.model.profile.MapFlag.EXT4_MAP_BOUNDARY;
import static dioscope.model.profile.MapFlag.EXT4_MAP_MAPPED;
import static dioscope.model.profile.MapFlag.EXT4_MAP_NEW;

import dioscope.model.engine.Fn;
import dioscope.model.engine.Kernel;
import dioscope.model.profile.Bits;
import dioscope.model.profile.Feature;
import dioscope.model.profile.GetBlocks;
import dioscope.model.state.Extent;
import dioscope.model.state.OrdMap;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// fs/ext4/indirect.c: a file without extents, mapped block by block by twelve pointers in the inode and by trees of pointer blocks one, two and three deep.
///
/// The World keeps what the pointers point to as runs, like extents; a pointer block exists when one of its pointers, or of those below it, points somewhere.
final class Indirect {
    /// A block of pointers, metadata that belongs to the file without its journal.
    static final String INDIRECT_BLOCK = "indirect block";
    private static final int EXT4_NDIR_BLOCKS = 12;

    private final Kernel k;
    private final Mount fs;
    private final Mballoc mballoc;
    private final Reservation reservation;
    private final Ext4Jbd2 jbd2;
    private final int ptrs;

    Indirect(Kernel k, Mount fs, Mballoc mballoc, Reservation reservation, Ext4Jbd2 jbd2) {
        this.k = k;
        this.fs = fs;
        this.mballoc = mballoc;
        this.reservation = reservation;
        this.jbd2 = jbd2;
        this.ptrs = fs.blockSize() / 4;
    }

    private boolean has(int flags, GetBlocks f) {
        return k.profile().getBlocks().has(flags, f);
    }

    private OrdMap<Extent> runs() {
        return k.world().extents();
    }

    private @Nullable Extent find(long lblk) {
        var e = runs().floor(lblk);
        return e != null && e.value().end() > lblk ? e.value() : null;
    }

    private boolean any(long from, long to) {
        if (find(from) != null) {
            return true;
        }
        var next = runs().ceiling(from);
        return next != null && next.key() < to;
    }

    /// The way to a block.
    ///
    /// @param depth pointers on the way: 1 in the inode, up to 4; 0 for a block beyond the last
    /// @param first first block below the last pointer block (or in the inode)
    /// @param boundary blocks behind this one that the same pointer block maps
    private record Path(int depth, long first, int boundary) {}

    /// fs/ext4/indirect.c, ext4_block_to_path, 7.2
    private Path ext4_block_to_path(long lblk) {
        if (lblk < EXT4_NDIR_BLOCKS) {
            return new Path(1, 0, (int) (EXT4_NDIR_BLOCKS - 1 - lblk));
        }
        long rest = lblk - EXT4_NDIR_BLOCKS;
        long size = ptrs;
        for (int depth = 2; depth <= 4; depth++, size *= ptrs) {
            if (rest < size) {
                return new Path(depth, lblk - rest % ptrs, (int) (ptrs - 1 - rest % ptrs));
            }
            rest -= size;
        }
        return new Path(0, 0, 0);
    }

    /// First block below the pointer block `level` pointers down on the way to `lblk`, 1 for the one the inode points to.
    private long firstBelow(long lblk, int depth, int level) {
        long base = EXT4_NDIR_BLOCKS;
        long size = ptrs;
        for (int d = 2; d < depth; d++, size *= ptrs) {
            base += size;
        }
        long below = span(depth, level);
        return base + (lblk - base) / below * below;
    }

    private long span(int depth, int level) {
        long below = ptrs;
        for (int d = level + 1; d < depth; d++) {
            below *= ptrs;
        }
        return below;
    }

    /// How many pointer blocks on the way exist. fs/ext4/indirect.c, ext4_get_branch, 7.2
    private int branch(long lblk, int depth) {
        int there = 0;
        for (int level = 1; level < depth; level++) {
            long first = firstBelow(lblk, depth, level);
            if (!any(first, first + span(depth, level))) {
                break;
            }
            there++;
        }
        return there;
    }

    /// fs/ext4/indirect.c, ext4_ind_map_blocks, 7.2
    ///
    /// @return blocks mapped, 0 for a hole, or -errno
    int ext4_ind_map_blocks(MapBlocks map, int flags) {
        try (var fn = k.enter("ext4_ind_map_blocks", "lblk", map.m_lblk, "len", map.m_len, "flags",
                new Bits(k.profile().getBlocks(), flags))) {
            var path = ext4_block_to_path(map.m_lblk);
            if (fn.taken("beyond the last block", path.depth == 0, "m_lblk", map.m_lblk)) {
                return fn.ret(-EIO);
            }
            var run = find(map.m_lblk);
            if (fn.taken("found", run != null)) {
                var r = Objects.requireNonNull(run);
                int count = (int) Math.min(Math.min(r.end() - map.m_lblk, map.m_len), path.boundary + 1L);
                return fn.ret(gotIt(map, r.pblk() + map.m_lblk - r.lblk(), count, path.boundary));
            }
            int there = branch(map.m_lblk, path.depth);
            if (fn.taken("only a query", !has(flags, EXT4_GET_BLOCKS_CREATE))) {
                map.m_pblk = 0;
                map.m_len = (int) Math.min(map.m_len, hole(map.m_lblk, path, there));
                return fn.ret(0);
            }
            if (fn.taken("clusters", fs.clusterRatio() > 1)) {
                return fn.ret(-EUCLEAN);
            }
            int indirect_blks = path.depth - 1 - there;
            int len = ext4_blks_to_allocate(map, path, indirect_blks);
            long pblk = ext4_alloc_branch(map.m_lblk, len, indirect_blks, flags);
            if (fn.taken("no space", pblk < 0, "indirect_blks", indirect_blks, "blks", len)) {
                return fn.ret((int) pblk);
            }
            int got = (int) (Objects.requireNonNull(find(map.m_lblk)).end() - map.m_lblk);
            int count = Math.min(len, got);
            map.set(k, EXT4_MAP_NEW);
            jbd2.ext4_update_inode_fsync_trans(true);
            if (fn.taken("from the reservation", has(flags, EXT4_GET_BLOCKS_DELALLOC_RESERVE)
                    && !k.has(Feature.RESERVE_GIVEN_BACK_BY_STATUS_TREE))) {
                reservation.ext4_da_update_reserve_space(count, true);
            }
            return fn.ret(gotIt(map, pblk, count, path.boundary));
        }
    }

    private int gotIt(MapBlocks map, long pblk, int count, int boundary) {
        map.set(k, EXT4_MAP_MAPPED);
        map.m_pblk = pblk;
        map.m_len = count;
        if (count > boundary) {
            map.set(k, EXT4_MAP_BOUNDARY);
        }
        return count;
    }

    /// How many blocks of a hole are known to be one: those of the pointer blocks that do not exist, from here on.
    private long hole(long lblk, Path path, int there) {
        long count = 0;
        for (int i = there + 1; i < path.depth; i++) {
            long offset = (lblk - firstBelow(lblk, path.depth, i)) / (span(path.depth, i) / ptrs);
            count = count * ptrs + (ptrs - offset - 1);
        }
        return count + 1;
    }

    /// fs/ext4/indirect.c, ext4_blks_to_allocate, 7.2
    private int ext4_blks_to_allocate(MapBlocks map, Path path, int indirect_blks) {
        try (var fn = k.enter("ext4_blks_to_allocate", "blks", map.m_len, "blocks_to_boundary", path.boundary)) {
            int most = Math.min(map.m_len, path.boundary + 1);
            if (fn.taken("pointer blocks are missing", indirect_blks > 0, "indirect_blks", indirect_blks)) {
                return fn.ret(most);
            }
            var next = runs().ceiling(map.m_lblk);
            return fn.ret(next == null ? most : (int) Math.min(most, next.key() - map.m_lblk));
        }
    }

    /// Allocates the missing pointer blocks and the blocks for data, and puts them in. fs/ext4/indirect.c, ext4_alloc_branch and ext4_splice_branch, 7.2
    ///
    /// @return first physical block, or -errno
    private long ext4_alloc_branch(long lblk, int len, int indirect_blks, int flags) {
        try (var fn = k.enter("ext4_alloc_branch", "indirect_blks", indirect_blks, "len", len)) {
            boolean reserved = has(flags, EXT4_GET_BLOCKS_DELALLOC_RESERVE);
            for (int i = 0; i < indirect_blks; i++) {
                var got = mballoc.ext4_new_meta_blocks(false);
                if (fn.taken("no space for a pointer block", got.len() == 0)) {
                    forget(i);
                    return fn.ret((long) -ENOSPC);
                }
                jbd2.ext4_handle_dirty_metadata("block bitmap");
                jbd2.ext4_handle_dirty_metadata("group descriptor");
                jbd2.ext4_handle_dirty_metadata(INDIRECT_BLOCK);
            }
            var got = mballoc
                    .ext4_mb_new_blocks(new Mballoc.Wish(lblk, len, has(flags, EXT4_GET_BLOCKS_METADATA_NOFAIL), reserved, null, null));
            if (fn.taken("no space for data", got.len() == 0)) {
                forget(indirect_blks);
                return fn.ret((long) -ENOSPC);
            }
            jbd2.ext4_handle_dirty_metadata("block bitmap");
            jbd2.ext4_handle_dirty_metadata("group descriptor");
            splice(fn, new Extent(lblk, Math.min(len, got.len()), got.pblk(), false), lblk >= EXT4_NDIR_BLOCKS && indirect_blks == 0);
            return fn.ret(got.pblk());
        }
    }

    private void splice(Fn fn, Extent made, boolean intoBlock) {
        var x = made;
        var t = runs();
        var left = t.floor(x.lblk());
        if (left != null && left.value().end() == x.lblk() && left.value().pblk() + left.value().len() == x.pblk()) {
            var l = left.value();
            t = t.remove(l.lblk());
            x = new Extent(l.lblk(), l.len() + x.len(), l.pblk(), false);
        }
        var right = t.get(x.end());
        if (right != null && x.pblk() + x.len() == right.pblk()) {
            t = t.remove(right.lblk());
            x = new Extent(x.lblk(), x.len() + right.len(), x.pblk(), false);
        }
        k.apply("splice", k.world().withExtents(t.put(x.lblk(), x)));
        jbd2.ext4_handle_dirty_metadata(fn.taken("into a pointer block", intoBlock) ? INDIRECT_BLOCK : "inode");
    }

    private void forget(int blocks) {
        if (blocks > 0) {
            mballoc.ext4_free_blocks(0, blocks);
        }
    }

    /// Frees all blocks from `start` on, and the pointer blocks that point to nothing any more. fs/ext4/indirect.c, ext4_ind_truncate, 7.2
    void ext4_ind_truncate(long start) {
        try (var fn = k.enter("ext4_ind_truncate", "start", start)) {
            for (var last = runs().last(); fn.taken("a block behind", last != null && last.value().end() > start); last = runs().last()) {
                var x = Objects.requireNonNull(last).value();
                long from = Math.max(start, x.lblk());
                int keep = (int) (from - x.lblk());
                int before = pointerBlocks(x.lblk(), x.end());
                var t = runs().remove(x.lblk());
                k.apply("remove blocks",
                        k.world().withExtents(keep == 0 ? t : t.put(x.lblk(), new Extent(x.lblk(), keep, x.pblk(), false))));
                int gone = before - pointerBlocks(x.lblk(), x.end());
                mballoc.ext4_free_blocks(x.pblk() + keep, x.len() - keep + gone);
                if (gone > 0) {
                    jbd2.ext4_forget(INDIRECT_BLOCK);
                }
                jbd2.ext4_handle_dirty_metadata("block bitmap");
                jbd2.ext4_handle_dirty_metadata(from >= EXT4_NDIR_BLOCKS && gone == 0 ? INDIRECT_BLOCK : "inode");
            }
        }
    }

    /// Pointer blocks on the ways to the blocks of a range that exist.
    private int pointerBlocks(long from, long to) {
        int n = 0;
        long counted1 = -1;
        long counted2 = -1;
        long counted3 = -1;
        for (long lblk = from; lblk < to;) {
            var path = ext4_block_to_path(lblk);
            if (path.depth > 1) {
                int there = branch(lblk, path.depth);
                long[] firsts = new long[4];
                for (int level = 1; level <= there; level++) {
                    firsts[level] = firstBelow(lblk, path.depth, level);
                }
                n += there >= 1 && firsts[1] != counted1 ? 1 : 0;
                n += there >= 2 && firsts[2] != counted2 ? 1 : 0;
                n += there >= 3 && firsts[3] != counted3 ? 1 : 0;
                counted1 = firsts[1];
                counted2 = firsts[2];
                counted3 = firsts[3];
            }
            lblk += path.boundary + 1;
        }
        return n;
    }
}
