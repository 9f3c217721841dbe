package dioscope.model.kernel.fs.ext4;

import static dioscope.model.kernel.Errno.EAGAIN;
import static dioscope.model.kernel.Errno.EIO;
import static dioscope.model.kernel.Errno.ENOSPC;
import static dioscope.model.kernel.Errno.EROFS;

import dioscope.model.engine.Fn;
import dioscope.model.engine.Kernel;
import dioscope.model.kernel.Request;
import dioscope.model.kernel.fs.Buffer;
import dioscope.model.kernel.fs.BufferWrite;
import dioscope.model.kernel.fs.FsInode;
import dioscope.model.kernel.mm.AddressSpaceOperations.Begun;
import dioscope.model.kernel.mm.Filemap;
import dioscope.model.kernel.mm.PageWriteback;
import dioscope.model.kernel.mm.Truncate;
import dioscope.model.profile.Feature;
import dioscope.model.profile.Part;
import dioscope.model.state.Page;

/// fs/ext4/inode.c: what happens before bytes are copied into the page cache. The folio is found and locked, and its blocks are reserved (delayed
/// allocation) or allocated.
class WriteBegin {
    /// What it works with. `writebackForSpace` is try_to_writeback_inodes_sb.
    record Parts(Ext4Inode inode, BlockMap map, ExtentsStatusTree es, Reservation reservation, Ext4Jbd2 jbd2, Orphan orphan,
            Filemap filemap, PageWriteback pages, Truncate truncate, Buffer buffer, FsInode vfs, Inline inline, JournalledData journalled,
            Runnable writebackForSpace) {}

    /// `fsdata`: the write does not delay although the file is mounted so. fs/ext4/ext4.h
    static final int FALL_BACK_TO_NONDELALLOC = 1;
    /// `fsdata`: the data had lived in the inode and leave it with this write.
    static final int CONVERT_INLINE_DATA = 2;
    /// `fsdata`: the data stay in the inode, 7.2.
    static final int EXT4_WRITE_DATA_INLINE = 4;
    /// Clusters that the counters of the processors may hide, with one processor: 4 * percpu_counter_batch. fs/ext4/ext4.h,
    /// EXT4_FREECLUSTERS_WATERMARK
    private static final long EXT4_FREECLUSTERS_WATERMARK = 4L * 32;

    final Kernel k;
    final Mount fs;
    final Parts p;
    final BufferWrite write;
    final BlockWrite blocks;
    final DelayedBlocks delayed;
    private final WriteEnd end;

    WriteBegin(Kernel k, Mount fs, Parts parts) {
        this.k = k;
        this.fs = fs;
        this.p = parts;
        this.write = new BufferWrite(k, parts.pages, parts.truncate, parts.vfs, parts.buffer, fs.blockSize());
        this.blocks = new BlockWrite(k, fs, parts.map, parts.buffer, write, parts.journalled);
        this.delayed = new DelayedBlocks(k, fs, parts.map, parts.es, parts.reservation, blocks);
        this.end = WriteEnd.of(k, fs, parts, write);
    }

    /// That of the kernel that runs.
    static WriteBegin of(Kernel k, Mount fs, Parts parts) {
        return switch (k.profile().version(Part.EXT4_INODE)) {
            case V5_10 -> new WriteBegin_5_10(k, fs, parts);
            case V6_1, V6_6, V6_12, V6_14, V7_1, V7_2 -> new WriteBegin(k, fs, parts);
        };
    }

    /// `ext4_da_aops.write_begin`, `ext4_aops.write_begin` or `ext4_journalled_aops.write_begin`, as the file has it. fs/ext4/inode.c, ext4_set_aops
    int write_begin(Request iocb, long pos, long len, Begun begun) {
        begun.fsdata = 0;
        return fs.delalloc() && !fs.journalData() ? ext4_da_write_begin(iocb, pos, len, begun) : ext4_write_begin(iocb, pos, len, begun);
    }

    /// The same for write_end.
    int write_end(Request iocb, long pos, long len, long copied, Begun begun) {
        if (fs.journalData()) {
            return p.journalled().ext4_journalled_write_end(iocb, pos, len, copied, begun);
        }
        return fs.delalloc()
                ? end.ext4_da_write_end(pos, (int) len, (int) copied, begun)
                : end.ext4_write_end(pos, (int) len, (int) copied, begun);
    }

    /// A file system that was shut down, or since 7.1 that went read-only after an error, takes no write. fs/ext4/ext4.h, ext4_emergency_state, 7.2;
    /// ext4_forced_shutdown, 6.12
    final int emergency(Fn fn) {
        if (fn.taken("shut down", k.world().fs().shutdown())) {
            return -EIO;
        }
        return k.has(Feature.EXT4_EMERGENCY_STATE) && fn.taken("emergency read-only", k.world().fs().emergency()) ? -EROFS : 0;
    }

    /// Whether space is so low that blocks must be allocated at once: a reservation must never turn out to be empty. fs/ext4/inode.c, ext4_nonda_switch,
    /// 7.2
    final boolean ext4_nonda_switch() {
        try (var fn = k.enter("ext4_nonda_switch")) {
            long free_clusters = k.world().fs().freeBlocks() / fs.clusterRatio();
            long dirty_clusters = k.world().fs().delayedBlocks() / fs.clusterRatio();
            if (fn.taken("half of the free space is reserved", dirty_clusters > 0 && free_clusters < 2 * dirty_clusters, "free_clusters",
                    free_clusters, "dirty_clusters", dirty_clusters)) {
                p.writebackForSpace().run();
            }
            return fn.ret(fn.taken("too little space to delay",
                    2 * free_clusters < 3 * dirty_clusters || free_clusters < dirty_clusters + EXT4_FREECLUSTERS_WATERMARK,
                    "free_clusters", free_clusters, "dirty_clusters", dirty_clusters));
        }
    }

    /// The locked folio for a write, made when it is not cached.
    final Page get_folio(Request iocb, long pos, long len) {
        return p.filemap.write_begin_get_folio(iocb, pos >> Filemap.PAGE_SHIFT, len);
    }

    /// What of a write fits into the folio.
    static int clipped(Page folio, long pos, long len) {
        return (int) Math.min(len, folio.pos() + folio.bytes() - pos);
    }

    /// Reserves blocks for what will be copied; they are allocated when it is written back. fs/ext4/inode.c, ext4_da_write_begin, 7.2
    ///
    /// @return 0 or -errno
    int ext4_da_write_begin(Request iocb, long pos, long len, Begun begun) {
        try (var fn = k.enter("ext4_da_write_begin", "pos", pos, "len", len)) {
            int err = emergency(fn);
            if (err != 0) {
                return fn.ret(err);
            }
            if (fn.taken("does not delay", ext4_nonda_switch())) {
                begun.fsdata = FALL_BACK_TO_NONDELALLOC;
                return fn.ret(ext4_write_begin(iocb, pos, len, begun));
            }
            if (fn.taken("may be inline data", k.world().inode().mayInlineData())) {
                int ret = inline_begin(pos, len, begun);
                if (fn.taken("data in the inode", ret != 0, "ret", ret)) {
                    return fn.ret(Math.min(ret, 0));
                }
            }
            return fn.ret(da_write_begin(fn, iocb, pos, len, begun));
        }
    }

    private int inline_begin(long pos, long len, Begun begun) {
        int ret = p.inline().ext4_generic_write_inline_data(pos, len, begun, true);
        if (ret == 1 && k.has(Feature.WRITE_END_TOLD_OF_INLINE_DATA)) {
            begun.fsdata |= EXT4_WRITE_DATA_INLINE;
        }
        return ret;
    }

    /// The rest of it, where no handle is needed.
    int da_write_begin(Fn fn, Request iocb, long pos, long wanted, Begun begun) {
        int retries = 0;
        while (true) {
            var folio = get_folio(iocb, pos, wanted);
            begun.index = folio.index();
            int len = clipped(folio, pos, wanted);
            int ret = blocks.ext4_block_write_begin(false, folio.index(), pos, len, delayed::ext4_da_get_block_prep);
            if (!fn.taken("failed", ret < 0, "ret", ret)) {
                return 0;
            }
            p.pages().folio_unlock(folio.index());
            cut(fn, pos, len);
            if (!fn.taken("no space, try again", ret == -ENOSPC && p.inode().ext4_should_retry_alloc(++retries), "ret", ret)) {
                return ret;
            }
        }
    }

    /// Takes back blocks behind the end of the file that a failed write has instantiated.
    final void cut(Fn fn, long pos, int len) {
        if (fn.taken("reaches behind i_size", pos + len > k.world().inode().iSize(), "end", pos + len, "i_size",
                k.world().inode().iSize())) {
            p.inode().ext4_truncate_failed_write();
        }
    }

    /// Allocates blocks for what will be copied, in a handle that stays open until it is. fs/ext4/inode.c, ext4_write_begin, 7.2
    ///
    /// @return 0 or -errno
    final int ext4_write_begin(Request iocb, long pos, long wanted, Begun begun) {
        try (var fn = k.enter("ext4_write_begin", "pos", pos, "len", wanted)) {
            int err = emergency(fn);
            if (err != 0) {
                return fn.ret(err);
            }
            if (fn.taken("may be inline data", k.world().inode().mayInlineData())) {
                int ret = p.inline().ext4_try_to_write_inline_data(pos, wanted, begun);
                if (fn.taken("data in the inode", ret != 0, "ret", ret)) {
                    begun.fsdata |= ret == 1 && k.has(Feature.WRITE_END_TOLD_OF_INLINE_DATA) ? EXT4_WRITE_DATA_INLINE : 0;
                    return fn.ret(Math.min(ret, 0));
                }
            }
            var folio = get_folio(iocb, pos, wanted);
            write.create_empty_buffers(folio.index());
            p.pages().folio_unlock(folio.index());
            int retries = 0;
            while (true) {
                int ret = p.jbd2().ext4_journal_start("ext4_write_begin");
                if (fn.taken("no handle", ret < 0, "ret", ret)) {
                    return fn.ret(ret);
                }
                if (fn.taken("folio gone meanwhile", !p.pages().folio_lock(folio.index()))) {
                    p.jbd2().ext4_journal_stop();
                    folio = get_folio(iocb, pos, wanted);
                    write.create_empty_buffers(folio.index());
                    p.pages().folio_unlock(folio.index());
                    continue;
                }
                folio = write.folio(folio.index());
                begun.index = folio.index();
                int len = clipped(folio, pos, wanted);
                ret = blocks.ext4_block_write_begin(true, folio.index(), pos, len, get_block());
                if (fn.taken("data journalled", ret == 0 && fs.journalData())) {
                    ret = p.journalled().get_write_access(folio.index(), pos, len);
                }
                if (!fn.taken("failed", ret != 0, "ret", ret)) {
                    return fn.ret(0);
                }
                undo(fn, folio, pos, len);
                if (!fn.taken("try again", ret == -EAGAIN && k.has(Feature.WRITEBACK_ENSURES_CREDITS)
                        || ret == -ENOSPC && p.inode().ext4_should_retry_alloc(++retries), "ret", ret)) {
                    return fn.ret(ret);
                }
            }
        }
    }

    /// How blocks are allocated: unwritten where reads do not take the inode's lock. fs/ext4/ext4_jbd2.h, ext4_should_dioread_nolock
    final BlockWrite.GetBlock get_block() {
        return fs.dioreadNolock() ? blocks::ext4_get_block_unwritten : blocks::ext4_get_block;
    }

    /// Blocks allocated behind the end of the file are freed again; a crash before that finds the file on the orphan list.
    private void undo(Fn fn, Page folio, long pos, int len) {
        boolean extended = fn.taken("reaches behind i_size", pos + len > k.world().inode().iSize(), "end", pos + len, "i_size",
                k.world().inode().iSize());
        p.pages().folio_unlock(folio.index());
        if (extended) {
            p.orphan().ext4_orphan_add();
        }
        p.jbd2().ext4_journal_stop();
        if (extended) {
            p.inode().ext4_truncate_failed_write();
            p.orphan().ext4_orphan_del(false);
        }
    }
}
