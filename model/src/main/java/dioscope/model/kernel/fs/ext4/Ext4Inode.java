package dioscope.model.kernel.fs.ext4;

import static dioscope.model.kernel.Errno.EINVAL;
import static dioscope.model.kernel.Errno.ENOSPC;
import static dioscope.model.kernel.Errno.ENOTBLK;
import static dioscope.model.kernel.Errno.ERANGE;
import static dioscope.model.kernel.Errno.EUCLEAN;
import static dioscope.model.profile.GetBlocks.EXT4_GET_BLOCKS_CREATE;
import static dioscope.model.profile.GetBlocks.EXT4_GET_BLOCKS_UNWRIT_EXT;
import static dioscope.model.profile.GetBlocks.EXT4_GET_BLOCKS_ZERO;
import static dioscope.model.profile.MapFlag.EXT4_MAP_DELAYED;
import static dioscope.model.profile.MapFlag.EXT4_MAP_MAPPED;
import static dioscope.model.profile.MapFlag.EXT4_MAP_NEW;
import static dioscope.model.profile.MapFlag.EXT4_MAP_UNWRITTEN;

import dioscope.model.engine.Fn;
import dioscope.model.engine.Kernel;
import dioscope.model.kernel.fs.Buffer;
import dioscope.model.kernel.fs.iomap.IomapOps;
import dioscope.model.kernel.fs.jbd2.Journald;
import dioscope.model.kernel.locking.Rwsem;
import dioscope.model.kernel.mm.Filemap;
import dioscope.model.kernel.mm.Truncate;
import dioscope.model.profile.Bits;
import dioscope.model.profile.Feature;
import dioscope.model.profile.GetBlocks;
import dioscope.model.profile.IomapFlag;
import dioscope.model.profile.IterFlag;
import dioscope.model.profile.Part;
import dioscope.model.state.Data;
import dioscope.model.state.Iomap;
import dioscope.model.state.Lock;
import dioscope.model.state.Page;
import dioscope.model.state.World;
import java.util.ArrayList;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import dioscope.model.state.Bh;

/// fs/ext4/inode.c
class Ext4Inode {
    /// Most blocks one direct mapping covers. fs/ext4/inode.c, DIO_MAX_BLOCKS, 6.12
    static final int DIO_MAX_BLOCKS = 4096;
    /// fs/ext4/ext4.h, EXT4_MAX_LOGICAL_BLOCK, 6.12
    static final long EXT4_MAX_LOGICAL_BLOCK = Extents.EXT_MAX_BLOCKS - 1;

    final Kernel k;
    final Mount fs;
    final int blkbits;
    private final ExtentsStatusTree es;
    private final Extents extents;
    private final Indirect indirect;
    private final BlockMap blocks;
    final Mballoc mballoc;
    final Ext4Jbd2 jbd2;
    private final Journald journald;
    private final Orphan orphan;
    private final Truncate truncate;
    private final Filemap filemap;
    private final Buffer buffer;
    private final Rwsem i_data_sem;
    private @Nullable Inline inline;
    private @Nullable JournalledData journalled;

    /// Everything `fs/ext4/inode.c` calls.
    record Parts(ExtentsStatusTree es, Extents extents, Indirect indirect, Mballoc mballoc, Ext4Jbd2 jbd2, Journald journald, Orphan orphan,
            Truncate truncate, Filemap filemap, Buffer buffer) {}

    Ext4Inode(Kernel k, Mount fs, Parts parts) {
        this.k = k;
        this.fs = fs;
        this.blkbits = Integer.numberOfTrailingZeros(fs.blockSize());
        this.es = parts.es;
        this.extents = parts.extents;
        this.indirect = parts.indirect;
        this.mballoc = parts.mballoc;
        this.jbd2 = parts.jbd2;
        this.journald = parts.journald;
        this.orphan = parts.orphan;
        this.truncate = parts.truncate;
        this.filemap = parts.filemap;
        this.buffer = parts.buffer;
        this.i_data_sem = new Rwsem(k, World.I_DATA_SEM);
        this.blocks = BlockMap.of(new BlockMap.Parts(k, fs, es, extents, parts.indirect, jbd2, this::ext4_mark_inode_dirty, i_data_sem));
    }

    /// Who cuts data that live in the inode, and who journals data.
    void use(Inline i, JournalledData j) {
        inline = i;
        journalled = j;
    }

    /// ext4_map_blocks and what belongs to it.
    BlockMap blocks() {
        return blocks;
    }

    /// The inode.c of the kernel that runs.
    static Ext4Inode of(Kernel k, Mount fs, Parts parts) {
        return switch (k.profile().version(Part.EXT4_INODE)) {
            case V5_10, V6_1, V6_6, V6_12, V6_14 -> new Ext4Inode_6_12(k, fs, parts);
            case V7_1, V7_2 -> new Ext4Inode(k, fs, parts);
        };
    }

    int blkbits() {
        return blkbits;
    }

    int word(GetBlocks... flags) {
        return k.profile().getBlocks().word(flags);
    }

    /// fs/ext4/inode.c, ext4_map_blocks
    int ext4_map_blocks(MapBlocks map, int flags) {
        return blocks.ext4_map_blocks(map, flags);
    }

    /// `ext4_iomap_ops`. fs/ext4/inode.c, 7.2, which has no ext4_iomap_end.
    ///
    /// @param overwrite `ext4_iomap_overwrite_ops` instead, which this version does not have any more
    IomapOps ops(boolean overwrite) {
        return new IomapOps() {
            @Override
            public Begun iomap_begin(long offset, long length, int flags) {
                return ext4_iomap_begin(offset, length, flags);
            }

            @Override
            public boolean has_iomap_end() {
                return false;
            }

            @Override
            public int iomap_end(long offset, long length, long written, int flags) {
                return 0;
            }
        };
    }

    Object[] beginArgs(long offset, long length, int flags) {
        var i = k.world().inode();
        return new Object[]{"offset", offset, "length", length, "flags", new Bits(k.profile().iter(), flags), "i_size", i.iSize(),
                "i_disksize", i.iDisksize()};
    }

    /// Finds or allocates the blocks for the next piece of a direct I/O. fs/ext4/inode.c, ext4_iomap_begin, 7.2
    IomapOps.Begun ext4_iomap_begin(long offset, long length, int flags) {
        try (var fn = k.enter("ext4_iomap_begin", beginArgs(offset, length, flags))) {
            int wrong = begin_checks(fn, offset);
            if (wrong != 0) {
                return fn.ret(new IomapOps.Begun(wrong, null), wrong);
            }
            boolean atomic = k.profile().iter().has(flags, IterFlag.IOMAP_ATOMIC);
            var map = begin_map(offset, length);
            int orig_mlen = map.m_len;
            int ret;
            if (fn.taken("write", k.profile().iter().has(flags, IterFlag.IOMAP_WRITE), "flags", new Bits(k.profile().iter(), flags))) {
                long i_size = k.world().inode().iSize();
                boolean found = false;
                ret = 0;
                if (fn.taken("inside i_size", offset + length <= i_size, "offset", offset, "length", length, "i_size", i_size)) {
                    ret = ext4_map_blocks(map, 0);
                    if (fn.taken("already allocated", map.has(k, EXT4_MAP_MAPPED) || map.has(k, EXT4_MAP_UNWRITTEN), "ret", ret, "m_flags",
                            map.flags(k))) {
                        found = !fn.taken("not all of an atomic write", ret != orig_mlen && (atomic || ret <= 0), "ret", ret, "orig_mlen",
                                orig_mlen);
                    }
                    if (!found) {
                        map.m_len = orig_mlen;
                    }
                }
                if (!found) {
                    ret = ext4_iomap_alloc(map, flags);
                }
            } else {
                ret = ext4_map_blocks(map, 0);
            }
            if (fn.taken("failed", ret < 0, "ret", ret)) {
                return fn.ret(new IomapOps.Begun(ret, null), ret);
            }
            if (fn.taken("atomic write in pieces", atomic && map.m_len < length >> blkbits, "m_len", map.m_len, "length", length)) {
                return fn.ret(new IomapOps.Begun(-EINVAL, null), -EINVAL);
            }
            return fn.ret(new IomapOps.Begun(0, ext4_set_iomap(map, offset, length, flags)), 0);
        }
    }

    /// What ext4_iomap_begin refuses first.
    ///
    /// @return 0 or -errno
    int begin_checks(Fn fn, long offset) {
        if (fn.taken("beyond the last block", offset >> blkbits > EXT4_MAX_LOGICAL_BLOCK, "offset", offset)) {
            return -EINVAL;
        }
        return fn.taken("inline data", k.world().inode().inlineData()) ? -ERANGE : 0;
    }

    /// The blocks that ext4_iomap_begin asks for: those of the whole range.
    MapBlocks begin_map(long offset, long length) {
        long lblk = offset >> blkbits;
        return new MapBlocks(lblk, (int) (Math.min(offset + length - 1 >> blkbits, EXT4_MAX_LOGICAL_BLOCK) - lblk + 1));
    }

    /// fs/ext4/inode.c, ext4_iomap_alloc, 7.2
    private int ext4_iomap_alloc(MapBlocks map, int flags) {
        try (var fn = k.enter("ext4_iomap_alloc", "lblk", map.m_lblk, "len", map.m_len)) {
            boolean[] force_commit = {false};
            if (fn.taken("more than one mapping may cover", map.m_len > DIO_MAX_BLOCKS, "m_len", map.m_len)) {
                map.m_len = DIO_MAX_BLOCKS;
            }
            boolean atomic = fn.taken("atomic", k.profile().iter().has(flags, IterFlag.IOMAP_ATOMIC));
            int ret;
            if (atomic) {
                int orig_mlen = map.m_len;
                ret = ext4_map_blocks(map, 0);
                if (fn.taken("cannot be looked up", ret < 0, "ret", ret)) {
                    return fn.ret(ret);
                }
                map.m_len = orig_mlen;
            }
            int retries = 0;
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
                    m_flags = word(EXT4_GET_BLOCKS_CREATE, EXT4_GET_BLOCKS_UNWRIT_EXT);
                }
                ret = atomic ? ext4_map_blocks_atomic_write(map, m_flags, force_commit) : ext4_map_blocks(map, m_flags);
                if (fn.taken("hole of an indirect file", m_flags == 0 && ret == 0)) {
                    ret = -ENOTBLK;
                }
                jbd2.ext4_journal_stop();
            } while (fn.taken("no space, try again", ret == -ENOSPC && ext4_should_retry_alloc(++retries), "ret", ret, "retries", retries));
            if (fn.taken("commit before the data", ret > 0 && force_commit[0])) {
                int ret2 = jbd2.ext4_force_commit();
                if (fn.taken("commit failed", ret2 != 0, "ret", ret2)) {
                    return fn.ret(ret2);
                }
            }
            return fn.ret(ret);
        }
    }

    /// One mapping for all of an atomic write. fs/ext4/inode.c, ext4_map_blocks_atomic_write, 7.2
    private int ext4_map_blocks_atomic_write(MapBlocks map, int m_flags, boolean[] force_commit) {
        try (var fn = k.enter("ext4_map_blocks_atomic_write", "lblk", map.m_lblk, "len", map.m_len)) {
            int m_len = map.m_len;
            int ret = ext4_map_blocks(map, m_flags);
            if (fn.taken("one mapping", ret < 0 || ret == m_len, "ret", ret, "m_len", m_len)) {
                return fn.ret(ret);
            }
            map.m_len = m_len;
            map.m_flags = 0;
            force_commit[0] = true;
            return fn.ret(ext4_map_blocks_atomic_write_slow(map));
        }
    }

    /// Holes and unwritten blocks between written ones: all become written zeros first. fs/ext4/inode.c, ext4_map_blocks_atomic_write_slow, 7.2
    private int ext4_map_blocks_atomic_write_slow(MapBlocks map) {
        try (var fn = k.enter("ext4_map_blocks_atomic_write_slow", "lblk", map.m_lblk, "len", map.m_len)) {
            long m_lblk = map.m_lblk;
            int m_len = map.m_len;
            int mapped_len = 0;
            long next_pblk = -1;
            do {
                int ret = ext4_map_blocks(map, word(EXT4_GET_BLOCKS_CREATE, EXT4_GET_BLOCKS_ZERO));
                if (ret <= 0 || next_pblk >= 0 && next_pblk != map.m_pblk) {
                    fn.taken("not contiguous", true, "ret", ret, "m_pblk", map.m_pblk);
                    map.m_lblk = m_lblk;
                    map.m_len = m_len;
                    map.m_flags = 0;
                    return fn.ret(ret < 0 && ret != -ENOSPC ? ret : -EUCLEAN);
                }
                next_pblk = map.m_pblk + map.m_len;
                mapped_len += map.m_len;
                map.m_lblk += map.m_len;
                map.m_len = m_len - mapped_len;
            } while (fn.taken("blocks left", mapped_len < m_len, "mapped", mapped_len, "m_len", m_len));
            map.m_lblk = m_lblk;
            map.m_len = m_len;
            map.m_flags = 0;
            int ret = ext4_map_blocks(map, word(GetBlocks.EXT4_GET_BLOCKS_QUERY_LAST_IN_LEAF));
            return fn.ret(fn.taken("still in pieces", ret != m_len, "ret", ret, "m_len", m_len) ? -EINVAL : ret);
        }
    }

    /// Whether a commit could free blocks. fs/ext4/balloc.c, ext4_should_retry_alloc, 6.12. No blocks wait to be freed at the start of a run.
    boolean ext4_should_retry_alloc(int retries) {
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

    /// fs/ext4/inode.c, ext4_set_iomap, 7.2
    Iomap ext4_set_iomap(MapBlocks map, long offset, long length, int iterFlags) {
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
            if (layout.exists(IomapFlag.IOMAP_F_ATOMIC_BIO)
                    && fn.taken("atomic", k.profile().iter().has(iterFlags, IterFlag.IOMAP_ATOMIC))) {
                flags |= layout.mask(IomapFlag.IOMAP_F_ATOMIC_BIO);
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
                boolean delayed = k.has(Feature.EXT4_DELALLOC_MAPPING) && fn.taken("delayed", map.has(k, EXT4_MAP_DELAYED));
                type = delayed ? Iomap.Type.DELALLOC : Iomap.Type.HOLE;
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
            if (fn.taken("tree blocks not written", jbd2.fileMetadataDirty())) {
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
            jbd2.ext4_fc_track_inode();
            jbd2.ext4_handle_dirty_metadata("inode");
            jbd2.ext4_update_inode_fsync_trans(need_datasync);
            return fn.ret(0);
        }
    }

    /// fs/ext4/extents.c, ext4_convert_unwritten_extents
    int ext4_convert_unwritten_extents(long offset, long len) {
        return blocks.ext4_convert_unwritten_extents(false, offset, len);
    }

    /// fs/ext4/extents.c, ext4_convert_unwritten_extents_atomic
    int ext4_convert_unwritten_extents_atomic(long offset, long len) {
        return blocks.ext4_convert_unwritten_extents_atomic(offset, len);
    }

    /// Gives back what a failed extending write allocated. fs/ext4/truncate.h, ext4_truncate_failed_write, 6.12
    void ext4_truncate_failed_write() {
        try (var fn = k.enter("ext4_truncate_failed_write")) {
            truncate.truncate_inode_pages(k.world().inode().iSize());
            ext4_truncate();
        }
    }

    /// Cuts the blocks of the file to i_size. fs/ext4/inode.c, ext4_truncate, 6.12
    ///
    /// @return 0 or -errno
    int ext4_truncate() {
        long i_size = k.world().inode().iSize();
        try (var fn = k.enter("ext4_truncate", "i_size", i_size)) {
            if (fn.taken("inline data", k.world().inode().inlineData())
                    && fn.taken("cut in the inode", Objects.requireNonNull(inline).ext4_inline_data_truncate())) {
                return fn.ret(0);
            }
            boolean inside = fn.taken("i_size inside a block", (i_size & fs.blockSize() - 1) != 0, "i_size", i_size);
            if (inside && k.has(Feature.EOF_BLOCK_ZEROED_WITHOUT_HANDLE)) {
                int err = ext4_block_zero_eof(i_size, Long.MAX_VALUE);
                if (fn.taken("end of the file not zeroed", err != 0, "err", err)) {
                    return fn.ret(err);
                }
            }
            int err = jbd2.ext4_journal_start("ext4_truncate", jbd2.credits().ext4_truncate());
            if (fn.taken("no handle", err < 0, "err", err)) {
                return fn.ret(err);
            }
            if (inside && !k.has(Feature.EOF_BLOCK_ZEROED_WITHOUT_HANDLE)) {
                ext4_block_truncate_page(i_size);
            }
            orphan.ext4_orphan_add();
            i_data_sem.down("down_write i_data_sem", Lock.Mode.EXCLUSIVE);
            var i = k.world().inode();
            if (i.iDisksize() != i.iSize()) {
                k.apply("i_disksize = i_size", k.world().withInode(i.withIDisksize(i.iSize())));
            }
            ext4_mark_inode_dirty();
            long last_block = i_size + fs.blockSize() - 1 >> blkbits;
            es.ext4_es_remove_extent(last_block, Extents.EXT_MAX_BLOCKS);
            if (fs.extents()) {
                extents.ext4_ext_remove_space(last_block);
            } else {
                indirect.ext4_ind_truncate(last_block);
            }
            i_data_sem.up("up_write i_data_sem");
            boolean h_sync = fn.taken("sync file", k.world().inode().sync());
            orphan.ext4_orphan_del(true);
            ext4_mark_inode_dirty();
            jbd2.ext4_journal_stop(h_sync);
            return fn.ret(0);
        }
    }

    /// Zeroes the bytes behind `from` in its block, up to `end`, and has them written before the next commit, with a handle of its own.
    /// fs/ext4/inode.c, ext4_block_zero_eof, 7.2
    ///
    /// @return 0 or -errno
    int ext4_block_zero_eof(long from, long end) {
        try (var fn = k.enter("ext4_block_zero_eof", "from", from)) {
            int blocksize = fs.blockSize();
            int offset = (int) (from & blocksize - 1);
            if (fn.taken("nothing behind the end", offset == 0 || from >= end, "from", from, "end", end)) {
                return fn.ret(0);
            }
            if (fn.taken("inline data", k.world().inode().inlineData())) {
                return fn.ret(0);
            }
            long length = Math.min(end - from, blocksize - offset);
            int zeroed = ext4_block_do_zero_range(from, length);
            if (fn.taken("failed", zeroed < 0, "err", zeroed)) {
                return fn.ret(zeroed);
            }
            if (fn.taken("ordered data", fs.ordered() && zeroed == WRITTEN_ZEROED)) {
                int err = jbd2.ext4_journal_start("ext4_block_zero_eof", 1);
                if (fn.taken("no handle", err < 0, "err", err)) {
                    return fn.ret(err);
                }
                jbd2.ext4_jbd2_inode_add_write(from, length);
                jbd2.ext4_journal_stop();
            }
            return fn.ret(0);
        }
    }

    /// The same inside an open handle. fs/ext4/inode.c, ext4_block_truncate_page, 6.12
    void ext4_block_truncate_page(long from) {
        try (var fn = k.enter("ext4_block_truncate_page", "from", from)) {
            __ext4_block_zero_page_range(fn, from, fs.blockSize());
        }
    }

    /// fs/ext4/inode.c, ext4_block_zero_page_range and __ext4_block_zero_page_range, 6.12
    ///
    /// @param length bytes, cut at the end of the block
    /// @return 0 or -errno
    private int __ext4_block_zero_page_range(Fn fn, long from, long length) {
        long len = Math.min(length, fs.blockSize() - (from & fs.blockSize() - 1));
        int zeroed = ext4_block_do_zero_range(from, len);
        if (fn.taken("nothing to zero", zeroed <= 0, "ret", zeroed)) {
            return zeroed;
        }
        if (fn.taken("ordered data", fs.ordered())) {
            jbd2.ext4_jbd2_inode_add_write(from, len);
        }
        return 0;
    }

    /// Zeroes the parts of blocks at both ends of a range, inside an open handle. fs/ext4/inode.c, ext4_zero_partial_blocks, 6.12
    ///
    /// @return 0 or -errno
    int ext4_zero_partial_blocks(long lstart, long length) {
        try (var fn = k.enter("ext4_zero_partial_blocks", "lstart", lstart, "length", length)) {
            long byte_end = lstart + length - 1;
            int last = fs.blockSize() - 1;
            long partial_start = lstart & last;
            long partial_end = byte_end & last;
            if (fn.taken("inside one block",
                    lstart >> blkbits == byte_end >> blkbits && (partial_start != 0 || partial_end != last), "lstart", lstart)) {
                return fn.ret(__ext4_block_zero_page_range(fn, lstart, length));
            }
            if (fn.taken("part of the first block", partial_start != 0)) {
                int err = __ext4_block_zero_page_range(fn, lstart, fs.blockSize());
                if (fn.taken("failed", err != 0, "err", err)) {
                    return fn.ret(err);
                }
            }
            if (fn.taken("part of the last block", partial_end != last)) {
                return fn.ret(__ext4_block_zero_page_range(fn, byte_end - partial_end, partial_end + 1));
            }
            return fn.ret(0);
        }
    }

    /// Zeroed a block that is written on the device, or one that is not.
    private static final int WRITTEN_ZEROED = 2;
    private static final int ZEROED = 1;

    /// Zeroes bytes of a block, so that no old bytes show when the file grows again: in the page cache, where the block is read first and left dirty. A
    /// hole has nothing to zero. fs/ext4/inode.c, ext4_block_do_zero_range and ext4_load_tail_bh, 7.2; __ext4_block_zero_page_range, 6.12.
    /// Reading makes the block's buffer valid, not its page. Pages cached before have no mapped buffers here, as after reading.
    ///
    /// @return 0 when nothing was zeroed, else ZEROED or WRITTEN_ZEROED, or -errno
    private int ext4_block_do_zero_range(long from, long length) {
        boolean ownHandle = k.has(Feature.EOF_BLOCK_ZEROED_WITHOUT_HANDLE);
        try (var fn = k.enter(ownHandle ? "ext4_block_do_zero_range" : "__ext4_block_zero_page_range", "from", from, "length", length)) {
            boolean own = fs.journalData() && ownHandle;
            int err = own ? jbd2.ext4_journal_start("ext4_block_journalled_zero_range") : 0;
            if (err < 0) {
                return fn.ret(err);
            }
            var page = filemap.filemap_get_folio(from >> Filemap.PAGE_SHIFT);
            int ret = zero(fn, page, from, length);
            filemap.folio_unlock(page);
            if (own) {
                jbd2.ext4_journal_stop();
            }
            return fn.ret(ret);
        }
    }

    /// The zeros go through the journal. fs/ext4/inode.c, ext4_block_journalled_zero_range, 7.2; __ext4_block_zero_page_range, 6.12
    private int journalled_zero(Page page, int i, ArrayList<Bh> bufs, Bh bh, long from, long length) {
        bufs.set(i, bh);
        filemap.set("the block's place", k.world().pageCache().pages().at(page.index()).withBuffers(bufs));
        var j = Objects.requireNonNull(journalled);
        j.do_journal_get_write_access(page.index(), i);
        var cache = k.world().pageCache();
        k.apply("zero the end of the block", k.world().withPageCache(cache.withData(cache.data().fill(from, length, Data.ZERO))));
        j.ext4_dirty_journalled_data(page.index(), i);
        return ZEROED;
    }

    /// Zeroes bytes of a block of a page that is locked.
    private int zero(Fn fn, Page page, long from, long length) {
        var bufs = new ArrayList<>(buffer.buffers(page, fs.blockSize()));
        int i = (int) (from - page.pos() >> blkbits);
        var bh = bufs.get(i);
        if (!fn.taken("place known", bh.has(Bh.MAPPED))) {
            var map = new MapBlocks(from >> blkbits, 1);
            int ret = ext4_map_blocks(map, 0);
            if (fn.taken("nothing to zero", ret <= 0 || !map.has(k, EXT4_MAP_MAPPED), "ret", ret, "m_flags", map.flags(k))) {
                return 0;
            }
            bh = bh.at(map.m_pblk).set(Bh.MAPPED);
        }
        if (fn.taken("must be read", !page.uptodate() && !bh.has(Bh.UPTODATE), "page", page.index())) {
            int err = buffer.ext4_read_bh_lock(from >> blkbits << blkbits, bh.blocknr() << blkbits, fs.blockSize());
            if (fn.taken("cannot be read", err != 0, "err", err)) {
                return err;
            }
        }
        if (fn.taken("data journalled", fs.journalData())) {
            return journalled_zero(page, i, bufs, bh.set(Bh.UPTODATE), from, length);
        }
        bufs.set(i, bh.set(Bh.UPTODATE | Bh.DIRTY));
        var cache = k.world().pageCache();
        if (!cache.data().pieces(from, length).stream().allMatch(p -> p.data().equals(Data.ZERO))) {
            k.apply("zero the end of the block", k.world().withPageCache(cache.withData(cache.data().fill(from, length, Data.ZERO))));
        }
        filemap.set("mark_buffer_dirty", k.world().pageCache().pages().at(page.index()).withDirty(true).withBuffers(bufs));
        return bh.has(Bh.DELAY | Bh.UNWRITTEN) ? ZEROED : WRITTEN_ZEROED;
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
