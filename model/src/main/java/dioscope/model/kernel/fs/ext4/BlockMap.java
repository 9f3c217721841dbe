package dioscope.model.kernel.fs.ext4;

import static dioscope.model.profile.GetBlocks.EXT4_EX_FORCE_CACHE;
import static dioscope.model.profile.GetBlocks.EXT4_EX_NOCACHE;
import static dioscope.model.profile.GetBlocks.EXT4_EX_NOFAIL;
import static dioscope.model.profile.GetBlocks.EXT4_GET_BLOCKS_CACHED_NOWAIT;
import static dioscope.model.profile.GetBlocks.EXT4_GET_BLOCKS_CONVERT;
import static dioscope.model.profile.GetBlocks.EXT4_GET_BLOCKS_CREATE;
import static dioscope.model.profile.GetBlocks.EXT4_GET_BLOCKS_DELALLOC_RESERVE;
import static dioscope.model.profile.GetBlocks.EXT4_GET_BLOCKS_IO_SUBMIT;
import static dioscope.model.profile.GetBlocks.EXT4_GET_BLOCKS_PRE_IO;
import static dioscope.model.profile.GetBlocks.EXT4_GET_BLOCKS_QUERY_LAST_IN_LEAF;
import static dioscope.model.profile.GetBlocks.EXT4_GET_BLOCKS_UNWRIT_EXT;
import static dioscope.model.profile.GetBlocks.EXT4_GET_BLOCKS_ZERO;
import static dioscope.model.profile.MapFlag.EXT4_MAP_DELAYED;
import static dioscope.model.profile.MapFlag.EXT4_MAP_MAPPED;
import static dioscope.model.profile.MapFlag.EXT4_MAP_NEW;
import static dioscope.model.profile.MapFlag.EXT4_MAP_QUERY_LAST_IN_LEAF;
import static dioscope.model.profile.MapFlag.EXT4_MAP_UNWRITTEN;

import dioscope.model.engine.Fn;
import dioscope.model.engine.Kernel;
import dioscope.model.kernel.locking.Rwsem;
import dioscope.model.profile.Bits;
import dioscope.model.profile.Feature;
import dioscope.model.profile.GetBlocks;
import dioscope.model.profile.Part;
import dioscope.model.state.ExtentStatus;
import dioscope.model.state.ExtentStatus.Status;
import dioscope.model.state.Lock.Mode;
import java.util.List;
import java.util.Objects;
import java.util.function.IntSupplier;

/// fs/ext4/inode.c: `ext4_map_blocks` and the two halves of it, and the conversion of fs/ext4/extents.c that asks it.
class BlockMap {
    /// What block mapping works with.
    ///
    /// @param markInodeDirty `ext4_mark_inode_dirty`
    record Parts(Kernel k, Mount fs, ExtentsStatusTree es, Extents extents, Indirect indirect, Ext4Jbd2 jbd2, IntSupplier markInodeDirty,
            Rwsem i_data_sem) {}

    final Kernel k;
    final Mount fs;
    final ExtentsStatusTree es;
    private final int blkbits;
    private final Extents extents;
    private final Indirect indirect;
    private final Ext4Jbd2 jbd2;
    private final IntSupplier markInodeDirty;
    private final Rwsem i_data_sem;

    BlockMap(Parts p) {
        this.k = p.k;
        this.fs = p.fs;
        this.blkbits = Integer.numberOfTrailingZeros(fs.blockSize());
        this.es = p.es;
        this.extents = p.extents;
        this.indirect = p.indirect;
        this.jbd2 = p.jbd2;
        this.markInodeDirty = p.markInodeDirty;
        this.i_data_sem = p.i_data_sem;
    }

    /// The edition of the kernel that runs.
    static BlockMap of(Parts p) {
        return switch (p.k.profile().version(Part.EXT4_INODE)) {
            case V5_10, V6_1 -> new BlockMap_6_1(p);
            case V6_6, V6_12, V6_14, V7_1, V7_2 -> new BlockMap(p);
        };
    }

    final int word(GetBlocks... flags) {
        return k.profile().getBlocks().word(flags);
    }

    final boolean has(int flags, GetBlocks f) {
        return k.profile().getBlocks().has(flags, f);
    }

    final Bits bits(int flags) {
        return new Bits(k.profile().getBlocks(), flags);
    }

    /// How many of `len` blocks from `lblk` on the status tree has in one entry; 0 where it has none or they are delayed. fs/ext4/fast_commit.c, ext4_fc_snapshot_inode_data, 7.2
    final long known(long lblk, long len) {
        var e = es.ext4_es_lookup_extent(lblk);
        return e == null || e.status() == Status.DELAYED ? 0 : Math.min(len, e.end() - lblk);
    }

    /// Looks up, allocates or converts the blocks of a logical range. fs/ext4/inode.c, ext4_map_blocks, 7.2
    ///
    /// @return blocks mapped, 0 for a hole, or -errno
    int ext4_map_blocks(MapBlocks map, int flags) {
        try (var fn = k.enter("ext4_map_blocks", "lblk", map.m_lblk, "len", Integer.toUnsignedLong(map.m_len), "flags", bits(flags))) {
            map.m_len = map.m_len < 0 ? Integer.MAX_VALUE : map.m_len;
            int orig_mlen = map.m_len;
            map.m_flags = 0;
            int retval;
            var entry = es.ext4_es_lookup_extent(map.m_lblk);
            boolean known = fn.taken("status known", entry != null);
            if (known) {
                retval = fromStatus(fn, map, Objects.requireNonNull(entry));
                if (fn.taken("only from the cache", has(flags, EXT4_GET_BLOCKS_CACHED_NOWAIT))) {
                    return fn.ret(retval);
                }
                if (fn.taken("may go on in the next leaf", has(flags, EXT4_GET_BLOCKS_QUERY_LAST_IN_LEAF) && orig_mlen != map.m_len,
                        "m_len", map.m_len, "asked for", orig_mlen)) {
                    map.m_len = orig_mlen;
                    retval = shared(() -> ext4_map_query_blocks(map, flags));
                }
            } else {
                if (fn.taken("not in the cache", has(flags, EXT4_GET_BLOCKS_CACHED_NOWAIT))) {
                    return fn.ret(0);
                }
                retval = shared(() -> ext4_map_query_blocks(map, flags));
            }
            if (fn.taken("only a query", !has(flags, EXT4_GET_BLOCKS_CREATE), "flags", bits(flags))) {
                return fn.ret(retval);
            }
            if (fn.taken("already written", retval > 0 && map.has(k, EXT4_MAP_MAPPED), "m_flags", map.flags(k))) {
                return fn.ret(retval);
            }
            retval = exclusive(() -> ext4_map_create_blocks(map, flags));
            ordered(fn, map, flags, retval);
            return fn.ret(retval);
        }
    }

    /// Asks the tree; who changes it waits.
    final int shared(IntSupplier query) {
        i_data_sem.down("down_read i_data_sem", Mode.SHARED);
        int retval = query.getAsInt();
        i_data_sem.up("up_read i_data_sem");
        return retval;
    }

    /// Changes the tree; everybody else waits.
    final int exclusive(IntSupplier change) {
        i_data_sem.down("down_write i_data_sem", Mode.EXCLUSIVE);
        int retval = change.getAsInt();
        i_data_sem.up("up_write i_data_sem");
        return retval;
    }

    /// What an entry of the status tree answers.
    final int fromStatus(Fn fn, MapBlocks map, ExtentStatus e) {
        map.m_len = (int) Math.min(e.end() - map.m_lblk, map.m_len);
        if (fn.taken("mapped", e.status() == Status.WRITTEN || e.status() == Status.UNWRITTEN, "status", e.status())) {
            map.m_pblk = e.pblk() + map.m_lblk - e.lblk();
            map.set(k, e.status() == Status.WRITTEN ? EXT4_MAP_MAPPED : EXT4_MAP_UNWRITTEN);
            return map.m_len;
        }
        map.m_pblk = 0;
        if (fn.taken("delayed", e.status() == Status.DELAYED && k.has(Feature.DELAYED_IS_REPORTED))) {
            map.set(k, EXT4_MAP_DELAYED);
        }
        return 0;
    }

    /// Blocks whose content the next commit makes visible are data of its transaction: written by it, or waited for when the caller is about to submit them.
    final void ordered(Fn fn, MapBlocks map, int flags, int retval) {
        if (retval > 0) {
            jbd2.ext4_fc_track_range(map.m_lblk, map.m_lblk + map.m_len - 1);
        }
        if (fn.taken("new written blocks", retval > 0 && map.has(k, EXT4_MAP_MAPPED) && map.has(k, EXT4_MAP_NEW)
                && !map.has(k, EXT4_MAP_UNWRITTEN) && !has(flags, EXT4_GET_BLOCKS_ZERO) && fs.ordered(), "m_flags", map.flags(k))) {
            if (fn.taken("submitted before the handle ends", has(flags, EXT4_GET_BLOCKS_IO_SUBMIT))) {
                jbd2.ext4_jbd2_inode_add_wait(map.m_lblk << blkbits, (long) map.m_len << blkbits);
            } else {
                jbd2.ext4_jbd2_inode_add_write(map.m_lblk << blkbits, (long) map.m_len << blkbits);
            }
        }
    }

    /// Asks the tree the file has, extents or indirect blocks.
    final int tree(MapBlocks map, int flags) {
        return fs.extents() ? extents.ext4_ext_map_blocks(map, flags) : indirect.ext4_ind_map_blocks(map, flags);
    }

    private static Status status(Kernel k, MapBlocks map) {
        return map.has(k, EXT4_MAP_UNWRITTEN) ? Status.UNWRITTEN : Status.WRITTEN;
    }

    /// fs/ext4/inode.c, ext4_map_query_blocks, 7.2
    final int ext4_map_query_blocks(MapBlocks map, int flags) {
        try (var fn = k.enter("ext4_map_query_blocks", "lblk", map.m_lblk, "len", map.m_len)) {
            int orig_mlen = map.m_len;
            int filter = flags & (k.profile().getBlocks().maskOrZero(EXT4_EX_NOCACHE)
                    | k.profile().getBlocks().maskOrZero(EXT4_EX_FORCE_CACHE) | k.profile().getBlocks().maskOrZero(EXT4_EX_NOFAIL)
                    | k.profile().getBlocks().maskOrZero(EXT4_GET_BLOCKS_QUERY_LAST_IN_LEAF));
            int retval = tree(map, filter);
            if (fn.taken("nothing mapped", retval <= 0, "retval", retval)) {
                return fn.ret(retval);
            }
            if (fn.taken("goes on in the next leaf", map.has(k, EXT4_MAP_QUERY_LAST_IN_LEAF) && map.m_len < orig_mlen)) {
                return fn.ret(ext4_map_query_blocks_next_in_leaf(map, orig_mlen));
            }
            remember(map);
            return fn.ret(retval);
        }
    }

    private void remember(MapBlocks map) {
        if (k.has(Feature.CACHE_WHAT_WAS_READ)) {
            es.ext4_es_cache_extent(map.m_lblk, map.m_len, map.m_pblk, status(k, map));
        } else {
            es.ext4_es_insert_extent(map.m_lblk, map.m_len, map.m_pblk, status(k, map));
        }
    }

    /// A mapping that ends a block of the tree may go on with the first extent of the next. fs/ext4/inode.c, ext4_map_query_blocks_next_in_leaf, 7.2
    private int ext4_map_query_blocks_next_in_leaf(MapBlocks map, int orig_mlen) {
        try (var fn = k.enter("ext4_map_query_blocks_next_in_leaf", "lblk", map.m_lblk, "len", map.m_len)) {
            var map2 = new MapBlocks(map.m_lblk + map.m_len, orig_mlen - map.m_len);
            int retval = extents.ext4_ext_map_blocks(map2, 0);
            if (fn.taken("continues it", retval > 0 && map.m_pblk + map.m_len == map2.m_pblk && status(k, map) == status(k, map2))) {
                map.m_len += map2.m_len;
            }
            remember(map);
            return fn.ret(map.m_len);
        }
    }

    /// fs/ext4/inode.c, ext4_map_create_blocks, 7.2
    private int ext4_map_create_blocks(MapBlocks map, int asked) {
        try (var fn = k.enter("ext4_map_create_blocks", "lblk", map.m_lblk, "len", map.m_len, "flags", bits(asked))) {
            int flags = asked;
            if (fn.taken("delayed", map.has(k, EXT4_MAP_DELAYED))) {
                flags |= word(EXT4_GET_BLOCKS_DELALLOC_RESERVE);
            }
            return fn.ret(create(fn, map, flags));
        }
    }

    /// Allocates or converts, and tells the status tree.
    final int create(Fn fn, MapBlocks map, int flags) {
        map.m_flags = 0;
        int retval = tree(map, flags);
        if (fn.taken("nothing mapped", retval <= 0, "retval", retval)) {
            return retval;
        }
        if (fn.taken("zero what is new", has(flags, EXT4_GET_BLOCKS_ZERO) && map.has(k, EXT4_MAP_MAPPED) && map.has(k, EXT4_MAP_NEW))) {
            int err = extents.ext4_issue_zeroout(map.m_lblk, map.m_pblk, map.m_len);
            if (fn.taken("zeroing failed", err != 0, "err", err)) {
                return err;
            }
        }
        if (fn.taken("before the I/O", has(flags, EXT4_GET_BLOCKS_PRE_IO))) {
            var e = es.ext4_es_lookup_extent(map.m_lblk);
            if (fn.taken("zeroed out meanwhile", e != null && e.status() == Status.WRITTEN)) {
                return retval;
            }
        }
        es.ext4_es_insert_extent(map.m_lblk, map.m_len, map.m_pblk, status(k, map), has(flags, EXT4_GET_BLOCKS_DELALLOC_RESERVE));
        return retval;
    }

    /// EXT4_GET_BLOCKS_IO_CONVERT_EXT, and since 7.1 nothing else is remembered by the way.
    private int convertFlags() {
        int flags = word(EXT4_GET_BLOCKS_CONVERT, EXT4_GET_BLOCKS_CREATE, EXT4_GET_BLOCKS_UNWRIT_EXT);
        return k.has(Feature.CONVERSION_CACHES_NOTHING) ? flags | word(EXT4_GET_BLOCKS_IO_SUBMIT, EXT4_EX_NOCACHE) : flags;
    }

    /// A writeback is done: the blocks it covers now hold data. All conversions go into the handle that was reserved, or each into one of its own.
    /// fs/ext4/extents.c, ext4_convert_unwritten_io_end_vec, 6.12
    ///
    /// @param credits what the handle reserved for it may change; 0 when none was reserved
    /// @return 0 or -errno
    int ext4_convert_unwritten_io_end_vec(int credits, List<PageIo.IoEndVec> vecs) {
        try (var fn = k.enter("ext4_convert_unwritten_io_end_vec")) {
            boolean reserved = fn.taken("handle reserved", credits > 0, "credits", credits);
            if (reserved) {
                int err = jbd2.ext4_journal_start_reserved("ext4_convert_unwritten_io_end_vec", credits);
                if (fn.taken("no handle", err < 0, "err", err)) {
                    return fn.ret(err);
                }
            }
            int ret = 0;
            for (var v : vecs) {
                ret = ext4_convert_unwritten_extents(reserved, v.offset, v.size);
                if (fn.taken("failed", ret != 0, "ret", ret)) {
                    break;
                }
            }
            int err = reserved ? jbd2.ext4_journal_stop() : 0;
            return fn.ret(ret < 0 ? ret : err);
        }
    }

    /// The data are on the device: its unwritten blocks now hold them. fs/ext4/extents.c, ext4_convert_unwritten_extents, 7.2
    ///
    /// @param handle whether the caller has a handle open
    /// @param len bytes
    int ext4_convert_unwritten_extents(boolean handle, long offset, long len) {
        try (var fn = k.enter("ext4_convert_unwritten_extents", "offset", offset, "length", len, "handle", handle ? "given" : "none")) {
            long lblk = offset >> blkbits;
            int max_blocks = (int) ((offset + len + fs.blockSize() - 1 >> blkbits) - lblk);
            int ret = 0;
            int ret2 = 0;
            while (fn.taken("blocks left", ret >= 0 && ret < max_blocks, "ret", ret, "max_blocks", max_blocks)) {
                lblk += ret;
                max_blocks -= ret;
                if (!handle) {
                    ret = jbd2.ext4_journal_start("ext4_convert_unwritten_extents",
                            jbd2.credits().ext4_chunk_trans_blocks(max_blocks));
                    if (fn.taken("no handle", ret < 0, "ret", ret)) {
                        break;
                    }
                }
                ret = ext4_map_blocks(new MapBlocks(lblk, max_blocks), convertFlags());
                ret2 = markInodeDirty.getAsInt();
                if (!handle) {
                    jbd2.ext4_journal_stop();
                }
                if (fn.taken("stopped", ret <= 0 || ret2 != 0, "ret", ret)) {
                    break;
                }
            }
            return fn.ret(ret > 0 ? ret2 : ret);
        }
    }

    /// As [#ext4_convert_unwritten_extents], all under one handle, for a write that must not be torn. fs/ext4/extents.c,
    /// ext4_convert_unwritten_extents_atomic, 7.2
    ///
    /// @param len bytes
    int ext4_convert_unwritten_extents_atomic(long offset, long len) {
        try (var fn = k.enter("ext4_convert_unwritten_extents_atomic", "offset", offset, "length", len, "handle", "none")) {
            long lblk = offset >> blkbits;
            int max_blocks = (int) ((offset + len + fs.blockSize() - 1 >> blkbits) - lblk);
            int ret = jbd2.ext4_journal_start("ext4_convert_unwritten_extents_atomic",
                    jbd2.credits().ext4_meta_trans_blocks(max_blocks, 2, 0));
            if (fn.taken("no handle", ret < 0, "ret", ret)) {
                return fn.ret(ret);
            }
            while (fn.taken("blocks left", ret >= 0 && ret < max_blocks, "ret", ret, "max_blocks", max_blocks)) {
                lblk += ret;
                max_blocks -= ret;
                ret = ext4_map_blocks(new MapBlocks(lblk, max_blocks), convertFlags());
                if (fn.taken("stopped", ret <= 0, "ret", ret)) {
                    break;
                }
            }
            int ret2 = markInodeDirty.getAsInt();
            jbd2.ext4_journal_stop();
            return fn.ret(ret > 0 ? ret2 : ret);
        }
    }
}
