package dioscope.model.kernel.fs.ext4;

import static dioscope.model.profile.GetBlocks.EXT4_GET_BLOCKS_CONVERT;
import static dioscope.model.profile.GetBlocks.EXT4_GET_BLOCKS_CREATE;
import static dioscope.model.profile.GetBlocks.EXT4_GET_BLOCKS_PRE_IO;
import static dioscope.model.profile.GetBlocks.EXT4_GET_BLOCKS_UNWRIT_EXT;
import static dioscope.model.profile.MapFlag.EXT4_MAP_DELAYED;
import static dioscope.model.profile.MapFlag.EXT4_MAP_MAPPED;
import static dioscope.model.profile.MapFlag.EXT4_MAP_NEW;
import static dioscope.model.profile.MapFlag.EXT4_MAP_UNWRITTEN;

import dioscope.model.engine.Kernel;
import dioscope.model.profile.Bits;
import dioscope.model.profile.GetBlocks;
import dioscope.model.state.ExtentStatus.Status;
import java.util.List;
import java.util.Objects;
import java.util.function.IntSupplier;

/// fs/ext4/inode.c: `ext4_map_blocks` and the two halves of it, and the conversion of fs/ext4/extents.c that asks it.
class BlockMap {
    private final Kernel k;
    private final Mount fs;
    private final int blkbits;
    private final ExtentsStatusTree es;
    private final Extents extents;
    private final Ext4Jbd2 jbd2;
    private final IntSupplier markInodeDirty;

    /// @param markInodeDirty `ext4_mark_inode_dirty`
    BlockMap(Kernel k, Mount fs, ExtentsStatusTree es, Extents extents, Ext4Jbd2 jbd2, IntSupplier markInodeDirty) {
        this.k = k;
        this.fs = fs;
        this.blkbits = Integer.numberOfTrailingZeros(fs.blockSize());
        this.es = es;
        this.extents = extents;
        this.jbd2 = jbd2;
        this.markInodeDirty = markInodeDirty;
    }

    private int word(GetBlocks... flags) {
        return k.profile().getBlocks().word(flags);
    }

    private boolean has(int flags, GetBlocks f) {
        return k.profile().getBlocks().has(flags, f);
    }

    /// Looks up, allocates or converts the blocks of a logical range. fs/ext4/inode.c, ext4_map_blocks, 6.12
    ///
    /// @return blocks mapped, 0 for a hole, or -errno
    int ext4_map_blocks(MapBlocks map, int flags) {
        try (var fn = k.enter("ext4_map_blocks", "lblk", map.m_lblk, "len", map.m_len, "flags", new Bits(k.profile().getBlocks(), flags))) {
            map.m_flags = 0;
            int retval;
            var entry = es.ext4_es_lookup_extent(map.m_lblk);
            if (fn.taken("status known", entry != null)) {
                var e = Objects.requireNonNull(entry);
                map.m_len = (int) Math.min(e.end() - map.m_lblk, map.m_len);
                if (fn.taken("mapped", e.status() == Status.WRITTEN || e.status() == Status.UNWRITTEN, "status", e.status())) {
                    map.m_pblk = e.pblk() + map.m_lblk - e.lblk();
                    map.set(k, e.status() == Status.WRITTEN ? EXT4_MAP_MAPPED : EXT4_MAP_UNWRITTEN);
                    retval = map.m_len;
                } else {
                    map.m_pblk = 0;
                    if (fn.taken("delayed", e.status() == Status.DELAYED)) {
                        map.set(k, EXT4_MAP_DELAYED);
                    }
                    retval = 0;
                }
            } else {
                retval = ext4_map_query_blocks(map);
            }
            if (fn.taken("only a query", !has(flags, EXT4_GET_BLOCKS_CREATE), "flags", new Bits(k.profile().getBlocks(), flags))) {
                return fn.ret(retval);
            }
            if (fn.taken("already written", retval > 0 && map.has(k, EXT4_MAP_MAPPED), "m_flags", map.flags(k))) {
                return fn.ret(retval);
            }
            retval = ext4_map_create_blocks(map, flags);
            if (fn.taken("new written blocks", retval > 0 && map.has(k, EXT4_MAP_MAPPED) && map.has(k, EXT4_MAP_NEW)
                    && !map.has(k, EXT4_MAP_UNWRITTEN) && fs.ordered(), "m_flags", map.flags(k))) {
                long start_byte = map.m_lblk << blkbits;
                long length = (long) map.m_len << blkbits;
                if (fn.taken("submitted by this caller", has(flags, GetBlocks.EXT4_GET_BLOCKS_IO_SUBMIT))) {
                    jbd2.ext4_jbd2_inode_add_wait(start_byte, length);
                } else {
                    jbd2.ext4_jbd2_inode_add_write(start_byte, length);
                }
            }
            return fn.ret(retval);
        }
    }

    /// fs/ext4/inode.c, ext4_map_query_blocks, 6.12
    private int ext4_map_query_blocks(MapBlocks map) {
        try (var fn = k.enter("ext4_map_query_blocks", "lblk", map.m_lblk, "len", map.m_len)) {
            int retval = extents.ext4_ext_map_blocks(map, 0);
            if (fn.taken("nothing mapped", retval <= 0, "retval", retval)) {
                return fn.ret(retval);
            }
            es.ext4_es_insert_extent(map.m_lblk, map.m_len, map.m_pblk, map.has(k, EXT4_MAP_UNWRITTEN) ? Status.UNWRITTEN : Status.WRITTEN);
            return fn.ret(retval);
        }
    }

    /// fs/ext4/inode.c, ext4_map_create_blocks, 6.12
    private int ext4_map_create_blocks(MapBlocks map, int flags) {
        try (var fn = k.enter("ext4_map_create_blocks", "lblk", map.m_lblk, "len", map.m_len, "flags",
                new Bits(k.profile().getBlocks(), flags))) {
            if (fn.taken("delayed", map.has(k, EXT4_MAP_DELAYED))) {
                throw k.refuse("Allocating delayed blocks is not modelled yet.");
            }
            map.m_flags = 0;
            int retval = extents.ext4_ext_map_blocks(map, flags);
            if (fn.taken("nothing mapped", retval <= 0, "retval", retval)) {
                return fn.ret(retval);
            }
            if (fn.taken("before the I/O", has(flags, EXT4_GET_BLOCKS_PRE_IO))) {
                var e = es.ext4_es_lookup_extent(map.m_lblk);
                if (fn.taken("zeroed out meanwhile", e != null && e.status() == Status.WRITTEN)) {
                    return fn.ret(retval);
                }
            }
            es.ext4_es_insert_extent(map.m_lblk, map.m_len, map.m_pblk, map.has(k, EXT4_MAP_UNWRITTEN) ? Status.UNWRITTEN : Status.WRITTEN);
            return fn.ret(retval);
        }
    }

    /// A writeback is done: the blocks it covers now hold data. All conversions go into the handle that was reserved, or each into one of its own.
    /// fs/ext4/extents.c, ext4_convert_unwritten_io_end_vec, 6.12
    ///
    /// @param reserved a handle was reserved
    /// @return 0 or -errno
    int ext4_convert_unwritten_io_end_vec(boolean reserved, List<PageIo.IoEndVec> vecs) {
        try (var fn = k.enter("ext4_convert_unwritten_io_end_vec")) {
            if (fn.taken("handle reserved", reserved)) {
                int err = jbd2.ext4_journal_start_reserved("ext4_convert_unwritten_io_end_vec");
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

    /// The I/O is done: its unwritten blocks now hold data. fs/ext4/extents.c, ext4_convert_unwritten_extents, 6.12
    ///
    /// @param handle the caller has a handle open
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
                ret = handle ? 0 : jbd2.ext4_journal_start("ext4_convert_unwritten_extents");
                if (fn.taken("no handle", ret < 0, "ret", ret)) {
                    break;
                }
                ret = ext4_map_blocks(new MapBlocks(lblk, max_blocks),
                        word(EXT4_GET_BLOCKS_CONVERT, EXT4_GET_BLOCKS_CREATE, EXT4_GET_BLOCKS_UNWRIT_EXT));
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

    /// The blocks of an atomic write, in one transaction. fs/ext4/extents.c, ext4_convert_unwritten_extents_atomic, 7.2
    ///
    /// @param len bytes
    int ext4_convert_unwritten_extents_atomic(long offset, long len) {
        try (var fn = k.enter("ext4_convert_unwritten_extents_atomic", "offset", offset, "length", len, "handle", "none")) {
            long lblk = offset >> blkbits;
            int max_blocks = (int) ((offset + len + fs.blockSize() - 1 >> blkbits) - lblk);
            int ret = jbd2.ext4_journal_start("ext4_convert_unwritten_extents_atomic");
            if (fn.taken("no handle", ret < 0, "ret", ret)) {
                return fn.ret(ret);
            }
            while (fn.taken("blocks left", ret >= 0 && ret < max_blocks, "ret", ret, "max_blocks", max_blocks)) {
                lblk += ret;
                max_blocks -= ret;
                ret = ext4_map_blocks(new MapBlocks(lblk, max_blocks), word(EXT4_GET_BLOCKS_CONVERT, EXT4_GET_BLOCKS_CREATE,
                        EXT4_GET_BLOCKS_UNWRIT_EXT, GetBlocks.EXT4_EX_NOCACHE));
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
