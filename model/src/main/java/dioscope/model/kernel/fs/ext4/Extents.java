package dioscope.model.kernel.fs.ext4;

import static dioscope.model.kernel.Errno.ENOSPC;
import static dioscope.model.profile.GetBlocks.EXT4_GET_BLOCKS_CONVERT;
import static dioscope.model.profile.GetBlocks.EXT4_GET_BLOCKS_CREATE;
import static dioscope.model.profile.GetBlocks.EXT4_GET_BLOCKS_METADATA_NOFAIL;
import static dioscope.model.profile.GetBlocks.EXT4_GET_BLOCKS_PRE_IO;
import static dioscope.model.profile.GetBlocks.EXT4_GET_BLOCKS_UNWRIT_EXT;
import static dioscope.model.profile.MapFlag.EXT4_MAP_MAPPED;
import static dioscope.model.profile.MapFlag.EXT4_MAP_NEW;
import static dioscope.model.profile.MapFlag.EXT4_MAP_UNWRITTEN;

import dioscope.model.engine.Kernel;
import dioscope.model.kernel.block.BlkLib;
import dioscope.model.profile.Bits;
import dioscope.model.profile.GetBlocks;
import dioscope.model.state.Extent;
import dioscope.model.state.ExtentStatus;
import dioscope.model.state.OrdMap;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// fs/ext4/extents.c: the on-disk extent tree.
final class Extents {
    /// Longest written and unwritten extent, blocks. fs/ext4/ext4_extents.h, EXT_INIT_MAX_LEN and EXT_UNWRITTEN_MAX_LEN, 6.12
    static final int EXT_INIT_MAX_LEN = 1 << 15;
    static final int EXT_UNWRITTEN_MAX_LEN = EXT_INIT_MAX_LEN - 1;
    /// EXT_MAX_BLOCKS, 6.12
    static final long EXT_MAX_BLOCKS = 0xFFFF_FFFFL;
    private static final int ROOT_ENTRIES = 4;
    /// A block of the extent tree, the one kind of metadata that belongs to the file without its journal.
    static final String EXTENT_BLOCK = "extent block";

    private final Kernel k;
    private final ExtentsStatusTree es;
    private final Mballoc mballoc;
    private final Ext4Jbd2 jbd2;
    private final BlkLib blkLib;
    private final int leafEntries;

    /// @param blockSize bytes
    Extents(Kernel k, ExtentsStatusTree es, Mballoc mballoc, Ext4Jbd2 jbd2, BlkLib blkLib, int blockSize) {
        this.k = k;
        this.es = es;
        this.mballoc = mballoc;
        this.jbd2 = jbd2;
        this.blkLib = blkLib;
        this.leafEntries = (blockSize - 12) / 12;
    }

    private OrdMap<Extent> tree() {
        return k.world().extents();
    }

    private boolean has(int flags, GetBlocks f) {
        return k.profile().getBlocks().has(flags, f);
    }

    /// The place of the changed extents: the inode, or a block of the tree. fs/ext4/extents.c, __ext4_ext_dirty, 6.12
    private void ext4_ext_dirty() {
        jbd2.ext4_handle_dirty_metadata(k.world().inode().treeBlocks() > 0 ? EXTENT_BLOCK : "inode");
    }

    /// The extent that covers `lblk`, or null.
    private @Nullable Extent find(long lblk) {
        var e = tree().floor(lblk);
        return e != null && e.value().end() > lblk ? e.value() : null;
    }

    /// fs/ext4/extents.c, ext4_ext_map_blocks, 6.12
    ///
    /// @return blocks mapped, 0 for a hole, or -errno
    int ext4_ext_map_blocks(MapBlocks map, int flags) {
        try (var fn = k.enter("ext4_ext_map_blocks", "lblk", map.m_lblk, "len", map.m_len, "flags",
                new Bits(k.profile().getBlocks(), flags))) {
            var ex = find(map.m_lblk);
            if (fn.taken("extent covers it", ex != null, "lblk", map.m_lblk)) {
                var x = Objects.requireNonNull(ex);
                long newblock = map.m_lblk - x.lblk() + x.pblk();
                int allocated = (int) (x.end() - map.m_lblk);
                if (fn.taken("written", !x.unwritten(), "extent", x)) {
                    map.set(k, EXT4_MAP_MAPPED);
                    map.m_pblk = newblock;
                    map.m_len = Math.min(allocated, map.m_len);
                    return fn.ret(map.m_len);
                }
                return fn.ret(ext4_ext_handle_unwritten_extents(map, x, flags, allocated, newblock));
            }
            if (fn.taken("only a query", !has(flags, EXT4_GET_BLOCKS_CREATE))) {
                long len = ext4_ext_determine_insert_hole(map.m_lblk);
                map.m_pblk = 0;
                map.m_len = (int) Math.min(map.m_len, len);
                return fn.ret(0);
            }
            boolean unwrit = has(flags, EXT4_GET_BLOCKS_UNWRIT_EXT);
            int max = unwrit ? EXT_UNWRITTEN_MAX_LEN : EXT_INIT_MAX_LEN;
            if (fn.taken("longer than an extent", map.m_len > max, "m_len", map.m_len, "max", max)) {
                map.m_len = max;
            }
            int allocated = map.m_len;
            var next = tree().ceiling(map.m_lblk);
            if (fn.taken("overlaps the next extent", next != null && next.key() < map.m_lblk + map.m_len, "next",
                    next == null ? -1 : next.key())) {
                allocated = (int) (Objects.requireNonNull(next).key() - map.m_lblk);
            }
            var left = tree().floor(map.m_lblk);
            var got = mballoc.ext4_mb_new_blocks(map.m_lblk, allocated, has(flags, EXT4_GET_BLOCKS_METADATA_NOFAIL),
                    left == null ? null : left.value(), next == null ? null : next.value());
            if (fn.taken("no space", got.len() == 0)) {
                return fn.ret(-ENOSPC);
            }
            jbd2.ext4_handle_dirty_metadata("block bitmap");
            jbd2.ext4_handle_dirty_metadata("group descriptor");
            if (fn.taken("as unwritten", unwrit)) {
                map.set(k, EXT4_MAP_UNWRITTEN);
            }
            int err = ext4_ext_insert_extent(new Extent(map.m_lblk, got.len(), got.pblk(), unwrit), flags);
            if (fn.taken("no space for the tree", err != 0, "err", err)) {
                mballoc.ext4_free_blocks(got.pblk(), got.len());
                return fn.ret(err);
            }
            jbd2.ext4_update_inode_fsync_trans(!unwrit);
            map.set(k, EXT4_MAP_NEW);
            map.set(k, EXT4_MAP_MAPPED);
            map.m_pblk = got.pblk();
            map.m_len = got.len();
            return fn.ret(map.m_len);
        }
    }

    /// How long the hole at `lblk` is; remembers it in the status tree. fs/ext4/extents.c, ext4_ext_determine_insert_hole, 6.12
    private long ext4_ext_determine_insert_hole(long lblk) {
        try (var fn = k.enter("ext4_ext_determine_insert_hole", "lblk", lblk)) {
            var left = tree().floor(lblk);
            var right = tree().ceiling(lblk);
            long start = left == null ? 0 : left.value().end();
            long end = right == null ? EXT_MAX_BLOCKS : right.key();
            var delayed = es.delayedIn(start, end - 1);
            while (fn.taken("delayed blocks in front", delayed != null && lblk >= Objects.requireNonNull(delayed).end())) {
                start = lblk;
                delayed = es.delayedIn(start, end - 1);
            }
            if (fn.taken("delayed blocks behind", delayed != null)) {
                end = Objects.requireNonNull(delayed).lblk();
            }
            es.ext4_es_insert_extent(start, end - start, 0, ExtentStatus.Status.HOLE);
            return fn.ret(end - lblk);
        }
    }

    /// fs/ext4/extents.c, ext4_ext_handle_unwritten_extents, 6.12
    ///
    /// @param allocated blocks from m_lblk to the end of the extent
    private int ext4_ext_handle_unwritten_extents(MapBlocks map, Extent ex, int flags, int allocated, long newblock) {
        try (var fn = k.enter("ext4_ext_handle_unwritten_extents", "extent", ex, "flags", new Bits(k.profile().getBlocks(), flags))) {
            if (fn.taken("split before the I/O", has(flags, EXT4_GET_BLOCKS_PRE_IO))) {
                int err = ext4_split_convert_extents(map, ex, false);
                if (fn.taken("split failed", err != 0, "err", err)) {
                    return fn.ret(err);
                }
                map.set(k, EXT4_MAP_UNWRITTEN);
                map.set(k, EXT4_MAP_NEW);
                map.set(k, EXT4_MAP_MAPPED);
            } else if (fn.taken("convert after the I/O", has(flags, EXT4_GET_BLOCKS_CONVERT))) {
                int err = ext4_convert_unwritten_extents_endio(map, ex);
                if (fn.taken("conversion failed", err != 0, "err", err)) {
                    return fn.ret(err);
                }
                jbd2.ext4_update_inode_fsync_trans(true);
                map.set(k, EXT4_MAP_MAPPED);
            } else if (fn.taken("stays unwritten", has(flags, EXT4_GET_BLOCKS_UNWRIT_EXT))) {
                map.set(k, EXT4_MAP_UNWRITTEN);
                map.set(k, EXT4_MAP_MAPPED);
            } else if (fn.taken("only a query", !has(flags, EXT4_GET_BLOCKS_CREATE))) {
                map.set(k, EXT4_MAP_UNWRITTEN);
            } else {
                int err = ext4_ext_convert_to_initialized(map, ex);
                if (fn.taken("initialisation failed", err != 0, "err", err)) {
                    return fn.ret(err);
                }
                jbd2.ext4_update_inode_fsync_trans(true);
                map.set(k, EXT4_MAP_NEW);
                map.set(k, EXT4_MAP_MAPPED);
            }
            map.m_pblk = newblock;
            map.m_len = Math.min(allocated, map.m_len);
            return fn.ret(map.m_len);
        }
    }

    /// Which part of a split extent holds what was just written and so must not be zeroed when the split fails: EXT4_EXT_DATA_*. ext4_extents.h, 6.12
    private enum DataValid { NONE, FIRST_PARTLY, FIRST, SECOND }

    /// Cuts `ex` so that the request is extents of its own. fs/ext4/extents.c, ext4_split_convert_extents and ext4_split_extent, 6.12
    ///
    /// @param convert the request's blocks hold data already
    private int ext4_split_convert_extents(MapBlocks map, Extent ex, boolean convert) {
        try (var fn = k.enter("ext4_split_convert_extents", "extent", ex)) {
            long end = map.m_lblk + map.m_len;
            long eof_block = Math.max(Math.ceilDiv(k.world().inode().iDisksize(), k.world().fs().blockSize()), end);
            boolean may_zeroout = ex.end() <= eof_block;
            int err = 0;
            if (fn.taken("ends behind the request", end < ex.end())) {
                err = ext4_split_extent_at(end, may_zeroout,
                        !convert ? DataValid.NONE : map.m_lblk > ex.lblk() ? DataValid.FIRST_PARTLY : DataValid.FIRST);
            }
            fn.taken("starts before the request", ex.lblk() < map.m_lblk);
            boolean unwritten = Objects.requireNonNull(find(map.m_lblk)).unwritten();
            return fn.ret(err != 0
                    ? err
                    : ext4_split_extent_at(map.m_lblk, may_zeroout && unwritten, convert ? DataValid.SECOND : DataValid.NONE));
        }
    }

    /// Splits the extent that covers `split` there. When the tree has no room for one more, blocks inside the file are zeroed on the device instead, so that
    /// the whole extent may become written. fs/ext4/extents.c, ext4_split_extent_at, 6.12
    private int ext4_split_extent_at(long split, boolean may_zeroout, DataValid valid) {
        try (var fn = k.enter("ext4_split_extent_at", "lblk", split)) {
            var ex = Objects.requireNonNull(find(split));
            int first = (int) (split - ex.lblk());
            if (fn.taken("already a border", first == 0)) {
                ext4_ext_dirty();
                return fn.ret(0);
            }
            if (fn.taken("no room in the tree", !makeRoom(true))) {
                if (fn.taken("reaches beyond the file", !may_zeroout)) {
                    es.ext4_es_remove_extent(ex.lblk(), ex.end());
                    return fn.ret(-ENOSPC);
                }
                long from = valid == DataValid.FIRST || valid == DataValid.FIRST_PARTLY ? split : ex.lblk();
                long to = valid == DataValid.SECOND ? split : ex.end();
                int err = ext4_ext_zeroout(ex, from, to);
                if (fn.taken("zeroing failed", err != 0, "err", err)) {
                    es.ext4_es_remove_extent(ex.lblk(), ex.end());
                    return fn.ret(err);
                }
                if (fn.taken("the first part is zeroed later", valid == DataValid.FIRST_PARTLY)) {
                    es.ext4_es_remove_extent(from, to);
                    return fn.ret(0);
                }
                mark(ex.lblk());
                es.ext4_es_insert_extent(from, to - from, ex.pblk() + from - ex.lblk(), ExtentStatus.Status.WRITTEN);
                return fn.ret(0);
            }
            var t = tree().put(ex.lblk(), new Extent(ex.lblk(), first, ex.pblk(), ex.unwritten()));
            k.apply("split", k.world().withExtents(t.put(split, new Extent(split, ex.len() - first, ex.pblk() + first, ex.unwritten()))));
            ext4_ext_dirty();
            return fn.ret(0);
        }
    }

    /// fs/ext4/extents.c, ext4_ext_zeroout; fs/ext4/inode.c, ext4_issue_zeroout, 6.12
    private int ext4_ext_zeroout(Extent ex, long from, long to) {
        long block = k.world().fs().blockSize();
        return blkLib.blkdev_issue_zeroout((ex.pblk() + from - ex.lblk()) * block, (to - from) * block, from * block);
    }

    /// The data are on the device: the blocks may be read. fs/ext4/extents.c, ext4_convert_unwritten_extents_endio, 6.12
    private int ext4_convert_unwritten_extents_endio(MapBlocks map, Extent ex) {
        try (var fn = k.enter("ext4_convert_unwritten_extents_endio", "extent", ex)) {
            if (fn.taken("extent larger than the request", ex.lblk() != map.m_lblk || ex.len() > map.m_len)) {
                int err = ext4_split_convert_extents(map, ex, true);
                if (err != 0) {
                    return fn.ret(err);
                }
            }
            mark(map.m_lblk);
            return fn.ret(0);
        }
    }

    /// Writing into preallocated blocks beyond i_size makes them written at once. fs/ext4/extents.c, ext4_ext_convert_to_initialized, 6.12. Its zeroing of short
    /// neighbours needs an extent that ends inside the file, which a direct write beyond i_size never meets.
    private int ext4_ext_convert_to_initialized(MapBlocks map, Extent ex) {
        try (var fn = k.enter("ext4_ext_convert_to_initialized", "extent", ex)) {
            int err = ext4_split_convert_extents(map, ex, true);
            if (err != 0) {
                return fn.ret(err);
            }
            mark(map.m_lblk);
            return fn.ret(0);
        }
    }

    /// Marks the extent that starts at `lblk` written and merges it with its neighbours; when zeroing has made it written, that is done.
    private void mark(long lblk) {
        var x = tree().get(lblk);
        if (x == null || !x.unwritten()) {
            ext4_ext_dirty();
            return;
        }
        k.apply("mark written", k.world().withExtents(tree().put(lblk, new Extent(lblk, x.len(), x.pblk(), false))));
        ext4_ext_try_to_merge(lblk);
        ext4_ext_dirty();
    }

    /// fs/ext4/extents.c, ext4_ext_insert_extent, 6.12
    private int ext4_ext_insert_extent(Extent newex, int gb_flags) {
        try (var fn = k.enter("ext4_ext_insert_extent", "extent", newex)) {
            boolean pre_io = has(gb_flags, EXT4_GET_BLOCKS_PRE_IO);
            if (fn.taken("may merge", !pre_io)) {
                var left = tree().floor(newex.lblk());
                if (fn.taken("append to the left", left != null && can_merge(left.value(), newex))) {
                    var l = Objects.requireNonNull(left).value();
                    k.apply("extend", k.world()
                            .withExtents(tree().put(l.lblk(), new Extent(l.lblk(), l.len() + newex.len(), l.pblk(), l.unwritten()))));
                    ext4_ext_try_to_merge(l.lblk());
                    ext4_ext_dirty();
                    return fn.ret(0);
                }
                var right = tree().ceiling(newex.lblk());
                if (fn.taken("prepend to the right", right != null && can_merge(newex, right.value()))) {
                    var r = Objects.requireNonNull(right).value();
                    k.apply("extend", k.world().withExtents(tree().remove(r.lblk()).put(newex.lblk(),
                            new Extent(newex.lblk(), newex.len() + r.len(), newex.pblk(), r.unwritten()))));
                    ext4_ext_try_to_merge(newex.lblk());
                    ext4_ext_dirty();
                    return fn.ret(0);
                }
            }
            if (fn.taken("no room in the tree", !makeRoom(has(gb_flags, EXT4_GET_BLOCKS_METADATA_NOFAIL)))) {
                return fn.ret(-ENOSPC);
            }
            k.apply("insert", k.world().withExtents(tree().put(newex.lblk(), newex)));
            if (!pre_io) {
                ext4_ext_try_to_merge(newex.lblk());
            }
            ext4_ext_dirty();
            return fn.ret(0);
        }
    }

    /// fs/ext4/extents.c, ext4_can_extents_be_merged, 6.12
    private static boolean can_merge(Extent a, Extent b) {
        return a.unwritten() == b.unwritten() && a.end() == b.lblk()
                && a.len() + b.len() <= (a.unwritten() ? EXT_UNWRITTEN_MAX_LEN : EXT_INIT_MAX_LEN) && a.pblk() + a.len() == b.pblk();
    }

    /// fs/ext4/extents.c, ext4_ext_try_to_merge and ext4_ext_try_to_merge_up, 6.12
    private void ext4_ext_try_to_merge(long lblk) {
        try (var fn = k.enter("ext4_ext_try_to_merge", "lblk", lblk)) {
            var x = Objects.requireNonNull(tree().get(lblk));
            var left = tree().floor(lblk - 1);
            if (fn.taken("left", left != null && can_merge(left.value(), x))) {
                var l = Objects.requireNonNull(left).value();
                x = new Extent(l.lblk(), l.len() + x.len(), l.pblk(), l.unwritten());
                k.apply("merge left", k.world().withExtents(tree().remove(lblk).put(x.lblk(), x)));
            }
            var right = tree().get(x.end());
            if (fn.taken("right", right != null && can_merge(x, right))) {
                var r = Objects.requireNonNull(right);
                k.apply("merge right", k.world().withExtents(tree().remove(r.lblk()).put(x.lblk(),
                        new Extent(x.lblk(), x.len() + r.len(), x.pblk(), x.unwritten()))));
            }
            if (fn.taken("into the inode again", k.world().inode().treeBlocks() == 1 && tree().size() <= ROOT_ENTRIES, "extents",
                    tree().size())) {
                k.apply("merge up", k.world().withInode(k.world().inode().withTreeBlocks(0)));
                mballoc.ext4_free_blocks(0, 1);
            }
        }
    }

    /// Makes sure one more extent fits, growing the tree by a block when not. fs/ext4/extents.c, ext4_ext_create_new_leaf and ext4_ext_grow_indepth, 6.12
    ///
    /// @return false when there is no space for the block
    private boolean makeRoom(boolean nofail) {
        int blocks = k.world().inode().treeBlocks();
        int room = blocks == 0 ? ROOT_ENTRIES : blocks * leafEntries;
        if (tree().size() < room) {
            return true;
        }
        try (var fn = k.enter("ext4_ext_create_new_leaf", "extents", tree().size())) {
            var got = mballoc.ext4_new_meta_blocks(nofail);
            if (fn.taken("no space", got.len() == 0)) {
                return fn.ret(false);
            }
            k.apply("grow the tree", k.world().withInode(k.world().inode().withTreeBlocks(blocks + 1)));
            jbd2.ext4_handle_dirty_metadata("block bitmap");
            jbd2.ext4_handle_dirty_metadata("group descriptor");
            jbd2.ext4_handle_dirty_metadata(EXTENT_BLOCK);
            return fn.ret(true);
        }
    }

    /// Frees all blocks from `start` on, the last extent first. fs/ext4/extents.c, ext4_ext_truncate and ext4_ext_remove_space, 6.12
    int ext4_ext_remove_space(long start) {
        try (var fn = k.enter("ext4_ext_remove_space", "start", start)) {
            int err = jbd2.ext4_journal_start("ext4_ext_remove_space");
            if (fn.taken("no handle", err < 0, "err", err)) {
                return fn.ret(err);
            }
            for (var last = tree().last(); fn.taken("an extent reaches behind",
                    last != null && last.value().end() > start); last = tree().last()) {
                var x = Objects.requireNonNull(last).value();
                long from = Math.max(start, x.lblk());
                int keep = (int) (from - x.lblk());
                mballoc.ext4_free_blocks(x.pblk() + keep, x.len() - keep);
                var t = tree().remove(x.lblk());
                k.apply("remove extent",
                        k.world().withExtents(keep == 0 ? t : t.put(x.lblk(), new Extent(x.lblk(), keep, x.pblk(), x.unwritten()))));
                jbd2.ext4_handle_dirty_metadata("block bitmap");
                ext4_ext_dirty();
            }
            jbd2.ext4_journal_stop();
            return fn.ret(0);
        }
    }
}
