package dioscope.model.kernel.fs.ext4;

import static dioscope.model.kernel.Errno.ENOSPC;
import static dioscope.model.kernel.Errno.ENOTBLK;
import static dioscope.model.profile.GetBlocks.EXT4_GET_BLOCKS_CREATE;
import static dioscope.model.profile.GetBlocks.EXT4_GET_BLOCKS_PRE_IO;
import static dioscope.model.profile.GetBlocks.EXT4_GET_BLOCKS_UNWRIT_EXT;
import static dioscope.model.profile.MapFlag.EXT4_MAP_MAPPED;

import dioscope.model.engine.Kernel;
import dioscope.model.kernel.fs.iomap.IomapOps;
import dioscope.model.profile.Bits;
import dioscope.model.profile.IterFlag;
import dioscope.model.state.Iomap;

/// fs/ext4/inode.c, 5.10 to 6.14: unwritten blocks are split before the I/O, and each mapping is ended.
final class Ext4Inode_6_12 extends Ext4Inode {
    Ext4Inode_6_12(Kernel k, Mount fs, Parts parts) {
        super(k, fs, parts);
    }

    /// What `ext4_iomap_ops` and `ext4_iomap_overwrite_ops` answer. fs/ext4/inode.c, 6.12
    @Override
    IomapOps ops(boolean overwrite) {
        return new IomapOps() {
            @Override
            public Begun iomap_begin(long offset, long length, int flags) {
                return overwrite ? ext4_iomap_overwrite_begin(offset, length, flags) : ext4_iomap_begin(offset, length, flags);
            }

            @Override
            public int iomap_end(long offset, long length, long written, int flags) {
                return ext4_iomap_end(offset, length, written, flags);
            }
        };
    }

    /// Finds or allocates the blocks for the next piece of a direct I/O. fs/ext4/inode.c, ext4_iomap_begin, 6.12
    @Override
    IomapOps.Begun ext4_iomap_begin(long offset, long length, int flags) {
        try (var fn = k.enter("ext4_iomap_begin", beginArgs(offset, length, flags))) {
            int wrong = begin_checks(fn, offset);
            if (wrong != 0) {
                return fn.ret(new IomapOps.Begun(wrong, null), wrong);
            }
            var map = begin_map(offset, length);
            int ret;
            if (fn.taken("write", k.profile().iter().has(flags, IterFlag.IOMAP_WRITE), "flags", new Bits(k.profile().iter(), flags))) {
                long i_size = k.world().inode().iSize();
                boolean found = false;
                if (fn.taken("inside i_size", offset + length <= i_size, "offset", offset, "length", length, "i_size", i_size)) {
                    ret = ext4_map_blocks(map, 0);
                    found = fn.taken("already written", ret > 0 && map.has(k, EXT4_MAP_MAPPED), "ret", ret, "m_flags", map.flags(k));
                }
                ret = found ? 0 : ext4_iomap_alloc(map);
            } else {
                ret = ext4_map_blocks(map, 0);
            }
            if (fn.taken("failed", ret < 0, "ret", ret)) {
                return fn.ret(new IomapOps.Begun(ret, null), ret);
            }
            return fn.ret(new IomapOps.Begun(0, ext4_set_iomap(map, offset, length, flags)), 0);
        }
    }

    /// The same, without asking for blocks: a pure overwrite needs no journal handle. fs/ext4/inode.c, ext4_iomap_overwrite_begin, 6.12
    private IomapOps.Begun ext4_iomap_overwrite_begin(long offset, long length, int flags) {
        try (var fn = k.enter("ext4_iomap_overwrite_begin", beginArgs(offset, length, flags))) {
            var begun = ext4_iomap_begin(offset, length, flags & ~k.profile().iter().mask(IterFlag.IOMAP_WRITE));
            fn.taken("not mapped any more", begun.iomap() != null && begun.iomap().type() != Iomap.Type.MAPPED);
            return fn.ret(begun, begun.ret());
        }
    }

    /// Nothing written into a mapping means the rest should go through the page cache. fs/ext4/inode.c, ext4_iomap_end, 6.12
    private int ext4_iomap_end(long offset, long length, long written, int flags) {
        try (var fn = k.enter("ext4_iomap_end", "offset", offset, "length", length, "written", written, "flags",
                new Bits(k.profile().iter(), flags))) {
            int which = k.profile().iter().word(IterFlag.IOMAP_WRITE, IterFlag.IOMAP_DIRECT);
            return fn.ret(fn.taken("nothing written", (flags & which) != 0 && written == 0, "written", written) ? -ENOTBLK : 0);
        }
    }

    /// fs/ext4/inode.c, ext4_iomap_alloc, 6.12
    private int ext4_iomap_alloc(MapBlocks map) {
        try (var fn = k.enter("ext4_iomap_alloc", "lblk", map.m_lblk, "len", map.m_len)) {
            if (fn.taken("more than one mapping may cover", map.m_len > DIO_MAX_BLOCKS, "m_len", map.m_len)) {
                map.m_len = DIO_MAX_BLOCKS;
            }
            int retries = 0;
            int ret;
            do {
                ret = jbd2.ext4_journal_start("ext4_iomap_alloc", jbd2.credits().ext4_chunk_trans_blocks(map.m_len));
                if (fn.taken("no handle", ret < 0, "ret", ret)) {
                    return fn.ret(ret);
                }
                int m_flags = 0;
                long i_size = k.world().inode().iSize();
                if (fn.taken("beyond i_size", map.m_lblk << blkbits >= i_size, "m_lblk", map.m_lblk, "i_size", i_size)) {
                    m_flags = word(EXT4_GET_BLOCKS_CREATE);
                } else if (fn.taken("extents", fs.extents())) {
                    m_flags = word(EXT4_GET_BLOCKS_PRE_IO, EXT4_GET_BLOCKS_CREATE, EXT4_GET_BLOCKS_UNWRIT_EXT);
                }
                ret = ext4_map_blocks(map, m_flags);
                if (fn.taken("hole of an indirect file", m_flags == 0 && ret == 0)) {
                    ret = -ENOTBLK;
                }
                jbd2.ext4_journal_stop();
            } while (fn.taken("no space, try again", ret == -ENOSPC && ext4_should_retry_alloc(++retries), "ret", ret, "retries", retries));
            return fn.ret(ret);
        }
    }
}
