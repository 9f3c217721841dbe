package dioscope.model.kernel.fs.ext4;

import static dioscope.model.kernel.Errno.EINVAL;
import static dioscope.model.kernel.Errno.ENOSPC;
import static dioscope.model.kernel.Errno.ENOTBLK;
import static dioscope.model.kernel.Errno.ERANGE;
import static dioscope.model.profile.GetBlocks.EXT4_GET_BLOCKS_CREATE;
import static dioscope.model.profile.GetBlocks.EXT4_GET_BLOCKS_PRE_IO;
import static dioscope.model.profile.GetBlocks.EXT4_GET_BLOCKS_UNWRIT_EXT;
import static dioscope.model.profile.MapFlag.EXT4_MAP_DELAYED;
import static dioscope.model.profile.MapFlag.EXT4_MAP_MAPPED;
import static dioscope.model.profile.MapFlag.EXT4_MAP_NEW;
import static dioscope.model.profile.MapFlag.EXT4_MAP_UNWRITTEN;

import dioscope.model.engine.Kernel;
import dioscope.model.kernel.fs.Buffer;
import dioscope.model.kernel.fs.iomap.IomapOps;
import dioscope.model.kernel.fs.jbd2.Journald;
import dioscope.model.kernel.mm.Filemap;
import dioscope.model.kernel.mm.Truncate;
import dioscope.model.profile.Bits;
import dioscope.model.profile.GetBlocks;
import dioscope.model.profile.IomapFlag;
import dioscope.model.profile.IterFlag;
import dioscope.model.state.Data;
import dioscope.model.state.Iomap;
import java.util.ArrayList;
import dioscope.model.state.Bh;

/// fs/ext4/inode.c
final class Ext4Inode {
    /// Most blocks one direct mapping covers. fs/ext4/inode.c, DIO_MAX_BLOCKS, 6.12
    static final int DIO_MAX_BLOCKS = 4096;
    /// fs/ext4/ext4.h, EXT4_MAX_LOGICAL_BLOCK, 6.12
    static final long EXT4_MAX_LOGICAL_BLOCK = Extents.EXT_MAX_BLOCKS - 1;

    private final Kernel k;
    private final Mount fs;
    private final int blkbits;
    private final ExtentsStatusTree es;
    private final Extents extents;
    private final BlockMap blocks;
    private final Mballoc mballoc;
    private final Ext4Jbd2 jbd2;
    private final Journald journald;
    private final Orphan orphan;
    private final Truncate truncate;
    private final Filemap filemap;
    private final Buffer buffer;

    /// Everything `fs/ext4/inode.c` calls.
    record Parts(ExtentsStatusTree es, Extents extents, Mballoc mballoc, Ext4Jbd2 jbd2, Journald journald, Orphan orphan,
            Truncate truncate, Filemap filemap, Buffer buffer) {}

    Ext4Inode(Kernel k, Mount fs, Parts parts) {
        this.k = k;
        this.fs = fs;
        this.blkbits = Integer.numberOfTrailingZeros(fs.blockSize());
        this.es = parts.es;
        this.extents = parts.extents;
        this.mballoc = parts.mballoc;
        this.jbd2 = parts.jbd2;
        this.journald = parts.journald;
        this.orphan = parts.orphan;
        this.truncate = parts.truncate;
        this.filemap = parts.filemap;
        this.buffer = parts.buffer;
        this.blocks = new BlockMap(k, fs, es, extents, jbd2, this::ext4_mark_inode_dirty);
    }

    /// ext4_map_blocks and what belongs to it.
    BlockMap blocks() {
        return blocks;
    }

    int blkbits() {
        return blkbits;
    }

    private int word(GetBlocks... flags) {
        return k.profile().getBlocks().word(flags);
    }

    /// fs/ext4/inode.c, ext4_map_blocks
    int ext4_map_blocks(MapBlocks map, int flags) {
        return blocks.ext4_map_blocks(map, flags);
    }

    /// What `ext4_iomap_ops` and `ext4_iomap_overwrite_ops` answer. fs/ext4/inode.c, 6.12
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

    private Object[] beginArgs(long offset, long length, int flags) {
        var i = k.world().inode();
        return new Object[]{"offset", offset, "length", length, "flags", new Bits(k.profile().iter(), flags), "i_size", i.iSize(),
                "i_disksize", i.iDisksize()};
    }

    /// Finds or allocates the blocks for the next piece of a direct I/O. fs/ext4/inode.c, ext4_iomap_begin, 6.12
    private IomapOps.Begun ext4_iomap_begin(long offset, long length, int flags) {
        try (var fn = k.enter("ext4_iomap_begin", beginArgs(offset, length, flags))) {
            if (fn.taken("beyond the last block", offset >> blkbits > EXT4_MAX_LOGICAL_BLOCK, "offset", offset)) {
                return fn.ret(new IomapOps.Begun(-EINVAL, null), -EINVAL);
            }
            if (fn.taken("inline data", false)) {
                return fn.ret(new IomapOps.Begun(-ERANGE, null), -ERANGE);
            }
            long lblk = offset >> blkbits;
            var map = new MapBlocks(lblk, (int) (Math.min(offset + length - 1 >> blkbits, EXT4_MAX_LOGICAL_BLOCK) - lblk + 1));
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
            return fn.ret(new IomapOps.Begun(0, ext4_set_iomap(map, offset, length)), 0);
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
                ret = jbd2.ext4_journal_start("ext4_iomap_alloc");
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

    /// Whether a commit could free blocks. fs/ext4/balloc.c, ext4_should_retry_alloc, 6.12. No blocks wait to be freed at the start of a run.
    private boolean ext4_should_retry_alloc(int retries) {
        try (var fn = k.enter("ext4_should_retry_alloc", "retries", retries)) {
            if (fn.taken("no journal", !jbd2.hasJournal())) {
                return fn.ret(false);
            }
            if (fn.taken("tried enough", retries > 3)) {
                return fn.ret(false);
            }
            return fn.ret(mballoc.ext4_has_free_clusters(1, false));
        }
    }

    /// fs/ext4/inode.c, ext4_set_iomap, 6.12
    private Iomap ext4_set_iomap(MapBlocks map, long offset, long length) {
        try (var fn = k.enter("ext4_set_iomap", "m_flags", map.flags(k))) {
            var layout = k.profile().iomap();
            int flags = 0;
            long i_size = k.world().inode().iSize();
            boolean dirty = ext4_inode_datasync_dirty();
            if (fn.taken("dirty", dirty || offset + length > i_size, "datasync dirty", dirty, "request end", offset + length, "i_size",
                    i_size)) {
                flags |= layout.mask(IomapFlag.IOMAP_F_DIRTY);
            }
            if (fn.taken("new", map.has(k, EXT4_MAP_NEW))) {
                flags |= layout.mask(IomapFlag.IOMAP_F_NEW);
            }
            if (fn.taken("indirect", map.has(k, EXT4_MAP_MAPPED) && !fs.extents())) {
                flags |= layout.mask(IomapFlag.IOMAP_F_MERGED);
            }
            Iomap.Type type;
            long addr = map.m_pblk << blkbits;
            if (fn.taken("unwritten", map.has(k, EXT4_MAP_UNWRITTEN), "m_flags", map.flags(k))) {
                type = Iomap.Type.UNWRITTEN;
            } else if (fn.taken("mapped", map.has(k, EXT4_MAP_MAPPED))) {
                type = Iomap.Type.MAPPED;
            } else {
                type = fn.taken("delayed", map.has(k, EXT4_MAP_DELAYED)) ? Iomap.Type.DELALLOC : Iomap.Type.HOLE;
                addr = Iomap.NULL_ADDR;
            }
            var iomap = new Iomap(map.m_lblk << blkbits, (long) map.m_len << blkbits, type, flags, addr);
            return fn.ret(iomap, type);
        }
    }

    /// Whether fdatasync would have something to commit. fs/ext4/inode.c, ext4_inode_datasync_dirty, 6.12
    private boolean ext4_inode_datasync_dirty() {
        try (var fn = k.enter("ext4_inode_datasync_dirty")) {
            if (fn.taken("journal", jbd2.hasJournal())) {
                int tid = k.world().inode().datasyncTid();
                return fn.ret(
                        fn.taken("not committed", !journald.jbd2_transaction_committed(tid), "i_datasync_tid", tid, "j_commit_sequence",
                                k.world().journal().committed()));
            }
            if (fn.taken("tree blocks not written", k.world().journal().dirty().contains(Extents.EXTENT_BLOCK))) {
                return fn.ret(true);
            }
            return fn.ret(k.world().inode().dirtyDatasync());
        }
    }

    /// fs/ext4/inode.c, ext4_dirty_inode, 6.12
    void ext4_dirty_inode() {
        try (var fn = k.enter("ext4_dirty_inode")) {
            if (fn.taken("no handle", jbd2.ext4_journal_start("ext4_dirty_inode") < 0)) {
                return;
            }
            ext4_mark_inode_dirty();
            jbd2.ext4_journal_stop();
        }
    }

    /// Copies the inode into its block in the running transaction. fs/ext4/inode.c, __ext4_mark_inode_dirty and ext4_do_update_inode, 6.12
    int ext4_mark_inode_dirty() {
        try (var fn = k.enter("ext4_mark_inode_dirty")) {
            var i = k.world().inode();
            boolean need_datasync = fn.taken("size differs on disk", i.iDisksize() != i.rawSize(), "i_disksize", i.iDisksize(), "on disk",
                    i.rawSize());
            if (need_datasync) {
                k.apply("raw inode", k.world().withInode(i.withRawSize(i.iDisksize())));
            }
            jbd2.ext4_handle_dirty_metadata("inode");
            jbd2.ext4_update_inode_fsync_trans(need_datasync);
            return fn.ret(0);
        }
    }

    /// fs/ext4/extents.c, ext4_convert_unwritten_extents
    int ext4_convert_unwritten_extents(long offset, long len) {
        return blocks.ext4_convert_unwritten_extents(false, offset, len);
    }

    /// Gives back what a failed extending write allocated. fs/ext4/truncate.h, ext4_truncate_failed_write, 6.12
    void ext4_truncate_failed_write() {
        try (var fn = k.enter("ext4_truncate_failed_write")) {
            truncate.truncate_inode_pages(k.world().inode().iSize());
            ext4_truncate();
        }
    }

    /// Cuts the blocks of the file to i_size. fs/ext4/inode.c, ext4_truncate, 6.12
    private void ext4_truncate() {
        long i_size = k.world().inode().iSize();
        try (var fn = k.enter("ext4_truncate", "i_size", i_size)) {
            if (fn.taken("no handle", jbd2.ext4_journal_start("ext4_truncate") < 0)) {
                return;
            }
            if (fn.taken("i_size inside a block", (i_size & fs.blockSize() - 1) != 0, "i_size", i_size)) {
                ext4_block_truncate_page(i_size);
            }
            orphan.ext4_orphan_add();
            var i = k.world().inode();
            if (i.iDisksize() != i.iSize()) {
                k.apply("i_disksize = i_size", k.world().withInode(i.withIDisksize(i.iSize())));
            }
            ext4_mark_inode_dirty();
            long last_block = i_size + fs.blockSize() - 1 >> blkbits;
            es.ext4_es_remove_extent(last_block, Extents.EXT_MAX_BLOCKS);
            extents.ext4_ext_remove_space(last_block);
            orphan.ext4_orphan_del(true);
            ext4_mark_inode_dirty();
            jbd2.ext4_journal_stop();
        }
    }

    /// Zeroes the bytes behind `from` in its block, so that no old bytes show when the file grows again: in the page cache, where the block is read first
    /// and left dirty. A hole or an unwritten block reads as zeros anyway. fs/ext4/inode.c, ext4_block_truncate_page and __ext4_block_zero_page_range, 6.12.
    /// Reading makes the block's buffer valid, not its page. Pages cached before have no mapped buffers here, as after reading.
    private void ext4_block_truncate_page(long from) {
        try (var fn = k.enter("ext4_block_truncate_page", "from", from)) {
            var page = filemap.filemap_get_folio(from >> Filemap.PAGE_SHIFT);
            var map = new MapBlocks(from >> blkbits, 1);
            int ret = ext4_map_blocks(map, 0);
            if (fn.taken("nothing to zero", ret <= 0 || !map.has(k, EXT4_MAP_MAPPED), "ret", ret, "m_flags", map.flags(k))) {
                return;
            }
            long block = map.m_lblk << blkbits;
            if (fn.taken("must be read", !page.uptodate(), "page", page.index())) {
                int err = buffer.ext4_read_bh_lock(block, map.m_pblk << blkbits, fs.blockSize());
                if (fn.taken("cannot be read", err != 0, "err", err)) {
                    return;
                }
            }
            long length = block + fs.blockSize() - from;
            var cache = k.world().pageCache();
            boolean zero = cache.data().pieces(from, length).stream().allMatch(p -> p.data().equals(Data.ZERO));
            if (!zero || !page.dirty()) {
                var bufs = new ArrayList<>(buffer.buffers(page, fs.blockSize()));
                bufs.set((int) (block - page.pos() >> blkbits), new Bh(map.m_pblk, Bh.UPTODATE | Bh.DIRTY | Bh.MAPPED));
                k.apply("zero the end of the block", k.world().withPageCache(
                        cache.with(page.withDirty(true).withBuffers(bufs)).withData(cache.data().fill(from, length, Data.ZERO))));
            }
            if (fn.taken("ordered data", fs.ordered())) {
                jbd2.ext4_jbd2_inode_add_write(from, length);
            }
        }
    }

    /// Raises i_size and i_disksize. fs/ext4/ext4.h, ext4_update_inode_size, 6.12
    ///
    /// @return whether anything changed
    boolean ext4_update_inode_size(long newsize) {
        try (var fn = k.enter("ext4_update_inode_size", "newsize", newsize)) {
            boolean changed = false;
            if (fn.taken("raises i_size", newsize > k.world().inode().iSize(), "i_size", k.world().inode().iSize())) {
                k.apply("i_size", k.world().withInode(k.world().inode().withISize(newsize)));
                changed = true;
            }
            if (fn.taken("raises i_disksize", newsize > k.world().inode().iDisksize(), "i_disksize", k.world().inode().iDisksize())) {
                k.apply("i_disksize", k.world().withInode(k.world().inode().withIDisksize(newsize)));
                changed = true;
            }
            return fn.ret(changed);
        }
    }
}
