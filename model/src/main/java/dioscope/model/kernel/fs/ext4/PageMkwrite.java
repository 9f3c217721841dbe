package dioscope.model.kernel.fs.ext4;

import static dioscope.model.kernel.Errno.EAGAIN;
import static dioscope.model.kernel.Errno.EFAULT;
import static dioscope.model.kernel.Errno.ENOSPC;

import dioscope.model.engine.Fn;
import dioscope.model.engine.Kernel;
import dioscope.model.kernel.fs.FsInode;
import dioscope.model.kernel.locking.Rwsem;
import dioscope.model.kernel.mm.FilemapFault;
import dioscope.model.kernel.mm.PageWriteback;
import dioscope.model.profile.Feature;
import dioscope.model.state.Bh;
import dioscope.model.state.Lock.Mode;
import dioscope.model.state.World;

/// fs/ext4/inode.c: a page of a shared mapping is about to be written to, and its blocks get their places first.
final class PageMkwrite implements FilemapFault.PageMkwrite {
    /// What it works with.
    record Parts(WriteBegin write, Ext4Inode inode, Ext4Jbd2 jbd2, PageWriteback pages, FsInode vfs, Inline inline,
            JournalledData journalled) {}

    private final Kernel k;
    private final Mount fs;
    private final Parts p;
    private final Rwsem invalidate_lock;

    PageMkwrite(Kernel k, Mount fs, Parts parts) {
        this.k = k;
        this.fs = fs;
        this.p = parts;
        this.invalidate_lock = new Rwsem(k, World.INVALIDATE_LOCK);
    }

    @Override
    public int page_mkwrite(long index) {
        return ext4_page_mkwrite(index);
    }

    /// fs/ext4/inode.c, ext4_dirty_folio and ext4_journalled_dirty_folio
    @Override
    public void dirty_folio(long index) {
        if (fs.journalData()) {
            p.journalled.ext4_journalled_dirty_folio(index);
        } else {
            p.write.write.folio_mark_dirty(index);
        }
    }

    /// fs/ext4/inode.c, ext4_page_mkwrite, 7.2
    ///
    /// @param index first page of the folio
    /// @return 0 with the folio locked, VM_FAULT_NOPAGE, or -errno for SIGBUS
    private int ext4_page_mkwrite(long index) {
        try (var fn = k.enter("ext4_page_mkwrite", "page", index)) {
            int pages = k.world().pageCache().pages().at(index).pages();
            p.vfs.file_update_time();
            invalidate_lock.down("filemap_invalidate_lock_shared", Mode.SHARED);
            int ret = mkwrite(fn, index, pages);
            invalidate_lock.up("filemap_invalidate_unlock_shared");
            return fn.ret(fn.taken("truncated", ret == -EFAULT) ? FilemapFault.VM_FAULT_NOPAGE : ret);
        }
    }

    private int mkwrite(Fn fn, long index, int pages) {
        int err = p.inline.ext4_convert_inline_data();
        if (fn.taken("data stay inline", err != 0, "err", err)) {
            return err;
        }
        int retries = 0;
        if (!fn.taken("data journalled", fs.journalData())) {
            if (fn.taken("delayed allocation", fs.delalloc() && !p.write.ext4_nonda_switch())) {
                do {
                    err = block_page_mkwrite(index, p.write.delayed::ext4_da_get_block_prep, false);
                } while (fn.taken("no space, try again", err == -ENOSPC && p.inode.ext4_should_retry_alloc(++retries)));
                return err;
            }
            if (fn.taken("gone", !p.pages.folio_lock(index))) {
                return FilemapFault.VM_FAULT_NOPAGE;
            }
            var folio = k.world().pageCache().pages().at(index);
            long len = Math.min(folio.bytes(), k.world().inode().iSize() - folio.pos());
            boolean all = !folio.buffers().isEmpty()
                    && folio.buffers().stream().limit((len + fs.blockSize() - 1) / fs.blockSize()).allMatch(b -> b.has(Bh.MAPPED));
            if (fn.taken("all blocks have their places", all)) {
                return 0;
            }
            p.pages.folio_unlock(index);
        }
        var get_block = fs.journalData() ? (BlockWrite.GetBlock) p.write.blocks::ext4_get_block : p.write.get_block();
        do {
            String caller = k.has(Feature.EXT4_BLOCK_PAGE_MKWRITE) ? "ext4_block_page_mkwrite" : "ext4_page_mkwrite";
            err = p.jbd2.ext4_journal_start(caller,
                    p.jbd2.credits().ext4_writepage_trans_blocks((int) (pages * 4096L / fs.blockSize())));
            if (fn.taken("no handle", err < 0, "err", err)) {
                return err;
            }
            err = block_page_mkwrite(index, get_block, true);
            p.jbd2.ext4_journal_stop();
        } while (fn.taken("try again", err == -EAGAIN && k.has(Feature.EXT4_BLOCK_PAGE_MKWRITE)
                || err == -ENOSPC && p.inode.ext4_should_retry_alloc(++retries), "err", err));
        return err;
    }

    /// fs/buffer.c, block_page_mkwrite; with a handle in 7.2 fs/ext4/inode.c, ext4_block_page_mkwrite
    ///
    /// @return 0 with the folio locked, -EFAULT when it was truncated, or -errno
    private int block_page_mkwrite(long index, BlockWrite.GetBlock get_block, boolean handle) {
        boolean ext4 = handle && k.has(Feature.EXT4_BLOCK_PAGE_MKWRITE);
        try (var fn = k.enter(ext4 ? "ext4_block_page_mkwrite" : "block_page_mkwrite", "page", index)) {
            if (fn.taken("gone", !p.pages.folio_lock(index))) {
                return fn.ret(-EFAULT);
            }
            var folio = k.world().pageCache().pages().at(index);
            long size = k.world().inode().iSize();
            if (fn.taken("behind the end of the file", folio.pos() >= size)) {
                p.pages.folio_unlock(index);
                return fn.ret(-EFAULT);
            }
            int end = (int) Math.min(folio.bytes(), size - folio.pos());
            int ret = p.write.blocks.ext4_block_write_begin(handle, index, folio.pos(), end, get_block);
            if (fn.taken("no place", ret != 0, "ret", ret)) {
                p.pages.folio_unlock(index);
                return fn.ret(ret);
            }
            if (fn.taken("data journalled", fs.journalData())) {
                p.journalled.get_write_access(index, folio.pos(), end);
                for (int i = 0; (long) i * fs.blockSize() < end; i++) {
                    p.journalled.write_end_fn(index, i);
                }
                p.jbd2.ext4_jbd2_inode_add_write(folio.pos(), end);
                if (k.has(Feature.JOURNALLED_STORE_IN_DATASYNC)) {
                    p.journalled.datasyncTid();
                }
            } else {
                p.write.write.block_commit_write(index, 0, end);
                p.write.write.folio_mark_dirty(index);
            }
            return fn.ret(0);
        }
    }
}
