package dioscope.model.kernel.fs.ext4;

import static dioscope.model.kernel.Errno.ENOSPC;
import static dioscope.model.profile.GetBlocks.EXT4_GET_BLOCKS_CONVERT;
import static dioscope.model.profile.GetBlocks.EXT4_GET_BLOCKS_CREATE;
import static dioscope.model.profile.GetBlocks.EXT4_GET_BLOCKS_DELALLOC_RESERVE;
import static dioscope.model.profile.GetBlocks.EXT4_GET_BLOCKS_METADATA_NOFAIL;
import static dioscope.model.profile.GetBlocks.EXT4_GET_BLOCKS_PRE_IO;
import static dioscope.model.profile.GetBlocks.EXT4_GET_BLOCKS_SPLIT_NOMERGE;
import static dioscope.model.profile.GetBlocks.EXT4_GET_BLOCKS_UNWRIT_EXT;
import static dioscope.model.profile.MapFlag.EXT4_MAP_MAPPED;
import static dioscope.model.profile.MapFlag.EXT4_MAP_NEW;
import static dioscope.model.profile.MapFlag.EXT4_MAP_UNWRITTEN;

import dioscope.model.engine.Fn;
import dioscope.model.engine.Kernel;
import dioscope.model.kernel.block.BlkLib;
import dioscope.model.profile.Bits;
import dioscope.model.profile.Feature;
import dioscope.model.profile.GetBlocks;
import dioscope.model.profile.Part;
import dioscope.model.state.Extent;
import dioscope.model.state.ExtentStatus;
import dioscope.model.state.OrdMap;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// fs/ext4/extents.c: the on-disk extent tree.
class Extents {
    /// Longest written and unwritten extent, blocks. fs/ext4/ext4_extents.h, EXT_INIT_MAX_LEN and EXT_UNWRITTEN_MAX_LEN, 6.12
    static final int EXT_INIT_MAX_LEN = 1 << 15;
    static final int EXT_UNWRITTEN_MAX_LEN = EXT_INIT_MAX_LEN - 1;
    /// EXT_MAX_BLOCKS, 6.12
    static final long EXT_MAX_BLOCKS = 0xFFFF_FFFFL;
    private static final int ROOT_ENTRIES = 4;
    /// Default of the extent_max_zeroout_kb attribute, KiB. fs/ext4/ext4_extents.h, EXT4_EXT_ZERO_LEN, 7.2
    private static final int EXTENT_MAX_ZEROOUT_KB = 32;
    /// A block of the extent tree, the one kind of metadata that belongs to the file without its journal.
    static final String EXTENT_BLOCK = "extent block";

    /// What the extent tree works with.
    ///
    /// @param reservation of delayed blocks
    record Parts(Kernel k, Mount fs, ExtentsStatusTree es, Mballoc mballoc, Reservation reservation, Ext4Jbd2 jbd2, BlkLib blkLib) {}

    final Kernel k;
    final Mount fs;
    final ExtentsStatusTree es;
    final Reservation reservation;
    final Ext4Jbd2 jbd2;
    private final Mballoc mballoc;
    private final BlkLib blkLib;
    private final int clusterRatio;
    private final int leafEntries;

    Extents(Parts p) {
        this.k = p.k;
        this.fs = p.fs;
        this.es = p.es;
        this.mballoc = p.mballoc;
        this.reservation = p.reservation;
        this.jbd2 = p.jbd2;
        this.blkLib = p.blkLib;
        this.clusterRatio = fs.clusterRatio();
        this.leafEntries = (fs.blockSize() - 12) / 12;
    }

    /// The edition of the kernel that runs.
    static Extents of(Parts p) {
        return switch (p.k.profile().version(Part.EXT4_EXTENTS)) {
            case V5_10, V6_1 -> new Extents_6_1(p);
            case V6_6, V6_12, V6_14 -> new Extents_6_12(p);
            case V7_1, V7_2 -> new Extents(p);
        };
    }

    final OrdMap<Extent> tree() {
        return k.world().extents();
    }

    final boolean has(int flags, GetBlocks f) {
        return k.profile().getBlocks().has(flags, f);
    }

    /// The place of the changed extents: the inode, or a block of the tree. fs/ext4/extents.c, __ext4_ext_dirty, 6.12
    final void ext4_ext_dirty() {
        jbd2.ext4_handle_dirty_metadata(k.world().inode().treeBlocks() > 0 ? EXTENT_BLOCK : "inode");
    }

    /// The extent that covers `lblk`, or null.
    final @Nullable Extent find(long lblk) {
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
            var before = tree().floor(map.m_lblk);
            var next = tree().ceiling(map.m_lblk);
            var left = before == null ? null : before.value();
            var right = next == null ? null : next.value();
            int cluster_offset = (int) (map.m_lblk % clusterRatio);
            boolean unwrit = has(flags, EXT4_GET_BLOCKS_UNWRIT_EXT);
            if (fn.taken("part of a cluster that the file has", cluster_offset != 0 && implied(map, left, right)
                    || clusterRatio > 1 && right != null && get_implied_cluster_alloc(map, right, right), "m_lblk", map.m_lblk,
                    "cluster offset", cluster_offset)) {
                return fn.ret(insert(fn, map, flags, map.m_pblk, map.m_len, 0));
            }
            int max = unwrit ? EXT_UNWRITTEN_MAX_LEN : EXT_INIT_MAX_LEN;
            if (fn.taken("longer than an extent", map.m_len > max, "m_len", map.m_len, "max", max)) {
                map.m_len = max;
            }
            int allocated = map.m_len;
            long limit = right == null ? Long.MAX_VALUE : right.lblk() / clusterRatio * clusterRatio;
            if (fn.taken("overlaps the next extent", limit < map.m_lblk + map.m_len, "next", right == null ? -1 : right.lblk())) {
                allocated = (int) (limit - map.m_lblk);
            }
            int whole = (cluster_offset + allocated + clusterRatio - 1) / clusterRatio * clusterRatio;
            var got = mballoc.ext4_mb_new_blocks(new Mballoc.Wish(map.m_lblk - cluster_offset, whole,
                    has(flags, EXT4_GET_BLOCKS_METADATA_NOFAIL), has(flags, EXT4_GET_BLOCKS_DELALLOC_RESERVE), left, right));
            if (fn.taken("no space", got.len() == 0)) {
                return fn.ret(-ENOSPC);
            }
            jbd2.ext4_handle_dirty_metadata("block bitmap");
            jbd2.ext4_handle_dirty_metadata("group descriptor");
            return fn.ret(insert(fn, map, flags, got.pblk() + cluster_offset, Math.min(allocated, got.len() - cluster_offset), got.len()));
        }
    }

    /// Puts the new extent into the tree.
    ///
    /// @param taken blocks that were allocated for it, 0 when its cluster was the file's already
    private int insert(Fn fn, MapBlocks map, int flags, long pblk, int len, int taken) {
        boolean unwrit = has(flags, EXT4_GET_BLOCKS_UNWRIT_EXT);
        if (fn.taken("as unwritten", unwrit)) {
            map.set(k, EXT4_MAP_UNWRITTEN);
        }
        int err = ext4_ext_insert_extent(new Extent(map.m_lblk, len, pblk, unwrit), flags);
        if (fn.taken("no space for the tree", err != 0, "err", err)) {
            if (taken > 0) {
                mballoc.ext4_free_blocks(pblk / clusterRatio * clusterRatio, taken);
            }
            return err;
        }
        reserved(map, flags, taken / clusterRatio);
        jbd2.ext4_update_inode_fsync_trans(!unwrit);
        map.set(k, EXT4_MAP_NEW);
        map.set(k, EXT4_MAP_MAPPED);
        map.m_pblk = pblk;
        map.m_len = len;
        return len;
    }

    /// What was reserved for the blocks just allocated is given back elsewhere: where their mapping enters the status tree.
    ///
    /// @param allocatedClusters how many clusters were taken
    void reserved(MapBlocks map, int flags, int allocatedClusters) {
    }

    private boolean implied(MapBlocks map, @Nullable Extent left, @Nullable Extent right) {
        var ex = left != null ? left : right;
        return ex != null && get_implied_cluster_alloc(map, ex, right);
    }

    /// Whether a neighbour already occupies the cluster in which the request begins: then its other blocks are the file's too.
    /// fs/ext4/extents.c, get_implied_cluster_alloc, 7.2
    ///
    /// @param right the next allocated extent, or null
    private boolean get_implied_cluster_alloc(MapBlocks map, Extent ex, @Nullable Extent right) {
        try (var fn = k.enter("get_implied_cluster_alloc", "lblk", map.m_lblk, "extent", ex)) {
            long cluster = map.m_lblk / clusterRatio;
            boolean last = cluster == (ex.end() - 1) / clusterRatio;
            if (!fn.taken("in the same cluster", last || cluster == ex.lblk() / clusterRatio, "cluster", cluster)) {
                return fn.ret(false);
            }
            int c_offset = (int) (map.m_lblk % clusterRatio);
            long of = last ? ex.pblk() + ex.len() - 1 : ex.pblk();
            map.m_pblk = of / clusterRatio * clusterRatio + c_offset;
            map.m_len = Math.min(map.m_len, clusterRatio - c_offset);
            if (fn.taken("begins before the extent", map.m_lblk < ex.lblk())) {
                map.m_len = (int) Math.min(map.m_len, ex.lblk() - map.m_lblk);
            } else if (fn.taken("another extent behind", right != null && right != ex)) {
                map.m_len = (int) Math.min(map.m_len, Objects.requireNonNull(right).lblk() - map.m_lblk);
            }
            return fn.ret(true);
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
            if (k.has(Feature.CACHE_WHAT_WAS_READ)) {
                es.ext4_es_cache_extent(start, end - start, 0, ExtentStatus.Status.HOLE);
            } else {
                es.ext4_es_insert_extent(start, end - start, 0, ExtentStatus.Status.HOLE);
            }
            return fn.ret(end - lblk);
        }
    }

    /// fs/ext4/extents.c, ext4_ext_handle_unwritten_extents, 7.2
    ///
    /// @param allocated blocks from m_lblk to the end of the extent
    int ext4_ext_handle_unwritten_extents(MapBlocks map, Extent ex, int flags, int allocated, long newblock) {
        try (var fn = k.enter("ext4_ext_handle_unwritten_extents", "extent", ex, "flags", new Bits(k.profile().getBlocks(), flags))) {
            int gb = flags | k.profile().getBlocks().mask(EXT4_GET_BLOCKS_METADATA_NOFAIL);
            if (fn.taken("convert after the I/O", has(flags, EXT4_GET_BLOCKS_CONVERT))) {
                int err = ext4_convert_unwritten_extents_endio(map, ex, gb);
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
                int err = ext4_ext_convert_to_initialized(map, ex, gb);
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

    /// Whether `ex` ends inside the file, so that its blocks may be zeroed and become written.
    final boolean mayZeroout(MapBlocks map, Extent ex) {
        long eof_block = Math.max(Math.ceilDiv(k.world().inode().iDisksize(), k.world().fs().blockSize()), map.m_lblk + map.m_len);
        return ex.end() <= eof_block;
    }

    /// Cuts `ex` so that the request is an extent of its own, and marks that one written. fs/ext4/extents.c, ext4_split_convert_extents, 7.2
    int ext4_split_convert_extents(MapBlocks map, Extent ex, int flags) {
        try (var fn = k.enter("ext4_split_convert_extents", "extent", ex)) {
            boolean zeroed = false;
            if (!fn.taken("no split needed", ex.lblk() == map.m_lblk && ex.len() == map.m_len)) {
                int ret = ext4_split_extent(map, ex, mayZeroout(map, ex), flags);
                if (fn.taken("split failed", ret < 0, "ret", ret)) {
                    return fn.ret(ret);
                }
                zeroed = ret > 0;
            }
            if (!fn.taken("zeroed instead", zeroed)) {
                mark(map.m_lblk);
            }
            if (fn.taken("remember it", !has(flags, GetBlocks.EXT4_EX_NOCACHE))) {
                var now = Objects.requireNonNull(find(map.m_lblk));
                es.ext4_es_insert_extent(now.lblk(), now.len(), now.pblk(),
                        now.unwritten() ? ExtentStatus.Status.UNWRITTEN : ExtentStatus.Status.WRITTEN);
            }
            return fn.ret(0);
        }
    }

    /// Makes the request's blocks an extent of its own; when the tree has no room, what lies beside them is zeroed on the device, so that the whole extent may
    /// become written. fs/ext4/extents.c, ext4_split_extent and ext4_split_extent_zeroout, 7.2
    ///
    /// @return 0 when split, 1 when zeroed instead, or -errno
    private int ext4_split_extent(MapBlocks map, Extent ex, boolean may_zeroout, int flags) {
        try (var fn = k.enter("ext4_split_extent", "extent", ex)) {
            long end = map.m_lblk + map.m_len;
            boolean nofail = has(flags, EXT4_GET_BLOCKS_METADATA_NOFAIL);
            int err = 0;
            if (fn.taken("ends behind the request", end < ex.end())) {
                err = ext4_split_extent_at(end, nofail);
            }
            if (err == 0) {
                err = ext4_split_extent_at(map.m_lblk, nofail);
            }
            if (!fn.taken("no room in the tree", err == -ENOSPC, "err", err)) {
                return fn.ret(err);
            }
            if (fn.taken("reaches beyond the file", !may_zeroout)) {
                return fn.ret(err);
            }
            var now = Objects.requireNonNull(find(map.m_lblk));
            if (fn.taken("zero the left part", map.m_lblk > now.lblk())) {
                if (fn.taken("zeroing the left failed", ext4_ext_zeroout(now, now.lblk(), map.m_lblk) != 0)) {
                    return fn.ret(err);
                }
            }
            if (fn.taken("zero the right part", end < now.end())) {
                if (fn.taken("zeroing the right failed", ext4_ext_zeroout(now, end, now.end()) != 0)) {
                    return fn.ret(err);
                }
            }
            k.apply("mark written",
                    k.world().withExtents(tree().put(now.lblk(), new Extent(now.lblk(), now.len(), now.pblk(), false))));
            ext4_ext_dirty();
            return fn.ret(1);
        }
    }

    /// Splits the extent that covers `split` there. fs/ext4/extents.c, ext4_split_extent_at, 7.2
    ///
    /// @param nofail a block for the tree may come from the reserve
    private int ext4_split_extent_at(long split, boolean nofail) {
        try (var fn = k.enter("ext4_split_extent_at", "lblk", split)) {
            var ex = Objects.requireNonNull(find(split));
            if (fn.taken("already a border", split == ex.lblk())) {
                return fn.ret(0);
            }
            if (fn.taken("no room in the tree", !makeRoom(nofail))) {
                ext4_ext_dirty();
                es.ext4_es_remove_extent(ex.lblk(), ex.end());
                return fn.ret(-ENOSPC);
            }
            cut(ex, split);
            return fn.ret(0);
        }
    }

    /// Makes two extents of one.
    final void cut(Extent ex, long split) {
        int first = (int) (split - ex.lblk());
        var t = tree().put(ex.lblk(), new Extent(ex.lblk(), first, ex.pblk(), ex.unwritten()));
        k.apply("split", k.world().withExtents(t.put(split, new Extent(split, ex.len() - first, ex.pblk() + first, ex.unwritten()))));
        ext4_ext_dirty();
    }

    /// fs/ext4/extents.c, ext4_ext_zeroout; fs/ext4/inode.c, ext4_issue_zeroout, 7.2
    final int ext4_ext_zeroout(Extent ex, long from, long to) {
        long block = k.world().fs().blockSize();
        return blkLib.blkdev_issue_zeroout((ex.pblk() + from - ex.lblk()) * block, (to - from) * block, from * block);
    }

    /// Has the device zero blocks that were just allocated. fs/ext4/inode.c, ext4_issue_zeroout, 7.2
    final int ext4_issue_zeroout(long lblk, long pblk, long len) {
        long block = k.world().fs().blockSize();
        return blkLib.blkdev_issue_zeroout(pblk * block, len * block, lblk * block);
    }

    /// The data are on the device: the blocks may be read. fs/ext4/extents.c, ext4_convert_unwritten_extents_endio, 7.2
    int ext4_convert_unwritten_extents_endio(MapBlocks map, Extent ex, int flags) {
        try (var fn = k.enter("ext4_convert_unwritten_extents_endio", "extent", ex)) {
            return fn.ret(ext4_split_convert_extents(map, ex, flags));
        }
    }

    /// Writing into unwritten blocks makes them written at once: handed over to a written neighbour, cut out, or together with blocks beside them when these
    /// are few and inside the file, which are zeroed on the device first. fs/ext4/extents.c, ext4_ext_convert_to_initialized, 7.2
    int ext4_ext_convert_to_initialized(MapBlocks map, Extent ex, int flags) {
        try (var fn = k.enter("ext4_ext_convert_to_initialized", "extent", ex)) {
            long end = map.m_lblk + map.m_len;
            var left = tree().get(ex.lblk()) == null ? null : tree().floor(ex.lblk() - 1);
            var right = tree().get(ex.end());
            if (fn.taken("hand over to the left", map.m_lblk == ex.lblk() && map.m_len < ex.len() && left != null
                    && takes(left.value(), new Extent(ex.lblk(), map.m_len, ex.pblk(), false)))) {
                var l = Objects.requireNonNull(left).value();
                var t = tree().remove(ex.lblk()).put(end, new Extent(end, ex.len() - map.m_len, ex.pblk() + map.m_len, true));
                k.apply("hand over", k.world().withExtents(t.put(l.lblk(), new Extent(l.lblk(), l.len() + map.m_len, l.pblk(), false))));
                ext4_ext_dirty();
                return fn.ret(0);
            }
            if (fn.taken("hand over to the right", end == ex.end() && map.m_lblk > ex.lblk() && right != null
                    && takes(new Extent(map.m_lblk, map.m_len, ex.pblk() + map.m_lblk - ex.lblk(), false), right))) {
                var r = Objects.requireNonNull(right);
                var t = tree().remove(r.lblk()).put(map.m_lblk,
                        new Extent(map.m_lblk, map.m_len + r.len(), ex.pblk() + map.m_lblk - ex.lblk(), false));
                k.apply("hand over",
                        k.world().withExtents(t.put(ex.lblk(), new Extent(ex.lblk(), ex.len() - map.m_len, ex.pblk(), true))));
                ext4_ext_dirty();
                return fn.ret(0);
            }
            int max_zeroout = mayZeroout(map, ex) ? EXTENT_MAX_ZEROOUT_KB * 1024 / fs.blockSize() : 0;
            var split = new MapBlocks(map.m_lblk, map.m_len);
            int allocated = (int) (ex.end() - map.m_lblk);
            boolean tail = false;
            boolean head = false;
            if (fn.taken("few blocks may be zeroed", max_zeroout > 0 && allocated > map.m_len, "max_zeroout", max_zeroout, "allocated",
                    allocated)) {
                int err = 0;
                if (fn.taken("zero the tail", allocated <= max_zeroout)) {
                    err = ext4_ext_zeroout(ex, end, ex.end());
                    tail = err == 0;
                    split.m_len = tail ? allocated : split.m_len;
                }
                if (fn.taken("zero the head", err == 0 && map.m_lblk - ex.lblk() + split.m_len < max_zeroout)) {
                    if (fn.taken("there is a head", map.m_lblk != ex.lblk())) {
                        err = ext4_ext_zeroout(ex, ex.lblk(), map.m_lblk);
                        head = err == 0;
                    }
                    if (err == 0) {
                        split.m_len += (int) (map.m_lblk - ex.lblk());
                        split.m_lblk = ex.lblk();
                    }
                }
            }
            int err = splitInitialized(split, ex, flags);
            if (fn.taken("split failed", err != 0, "err", err)) {
                return fn.ret(err);
            }
            if (tail) {
                es.ext4_es_insert_extent(end, ex.end() - end, ex.pblk() + end - ex.lblk(), ExtentStatus.Status.WRITTEN);
            }
            if (head) {
                es.ext4_es_insert_extent(ex.lblk(), map.m_lblk - ex.lblk(), ex.pblk(), ExtentStatus.Status.WRITTEN);
            }
            return fn.ret(0);
        }
    }

    /// The last step of `ext4_ext_convert_to_initialized`: cuts the blocks out and marks them written.
    int splitInitialized(MapBlocks split, Extent ex, int flags) {
        return ext4_split_convert_extents(split, ex, flags | k.profile().getBlocks().mask(EXT4_GET_BLOCKS_CONVERT));
    }

    /// Whether written blocks of an unwritten extent may simply be counted to a written neighbour: both written, in line, and below the longest extent.
    private static boolean takes(Extent a, Extent b) {
        return !a.unwritten() && !b.unwritten() && a.end() == b.lblk() && a.pblk() + a.len() == b.pblk()
                && a.len() + b.len() < EXT_INIT_MAX_LEN;
    }

    /// Marks the extent that starts at `lblk` written and merges it with its neighbours; when zeroing has made it written, that is done.
    final void mark(long lblk) {
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
            boolean pre_io = has(gb_flags, EXT4_GET_BLOCKS_PRE_IO) || has(gb_flags, EXT4_GET_BLOCKS_SPLIT_NOMERGE);
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
    final void ext4_ext_try_to_merge(long lblk) {
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
    final boolean makeRoom(boolean nofail) {
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
            int err = jbd2.ext4_journal_start("ext4_ext_remove_space", k.world().inode().treeBlocks() > 0 ? 2 : 1);
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
