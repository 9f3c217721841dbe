package dioscope.model.kernel.fs.ext4;

import static dioscope.model.kernel.Errno.EFBIG;
import static dioscope.model.kernel.Errno.EINVAL;
import static dioscope.model.kernel.Errno.EIO;
import static dioscope.model.kernel.Errno.EROFS;

import dioscope.model.engine.Fn;
import dioscope.model.engine.Kernel;
import dioscope.model.kernel.fs.FsInode;
import dioscope.model.kernel.locking.Rwsem;
import dioscope.model.kernel.mm.Filemap;
import dioscope.model.kernel.mm.Truncate;
import dioscope.model.profile.Feature;
import dioscope.model.state.Lock;
import dioscope.model.state.World;

/// fs/ext4/inode.c: the size of the file is set.
public final class Setattr {
    /// What it works with.
    record Parts(Ext4Inode inode, FsInode vfs, Ext4Jbd2 jbd2, Orphan orphan, Truncate truncate, Filemap filemap, Inline inline,
            JournalledData journalled, Rwsem i_data_sem) {}

    private final Kernel k;
    private final Mount fs;
    private final Parts p;
    private final Rwsem invalidate_lock;

    Setattr(Kernel k, Mount fs, Parts parts) {
        this.k = k;
        this.fs = fs;
        this.p = parts;
        this.invalidate_lock = new Rwsem(k, World.INVALIDATE_LOCK);
    }

    /// ftruncate of a file that may be written. fs/open.c, do_truncate
    ///
    /// @param length the new i_size, bytes
    /// @return 0 or -errno
    public int do_truncate(long length) {
        try (var fn = k.enter("do_truncate", "length", length)) {
            if (fn.taken("negative", length < 0)) {
                return fn.ret(-EINVAL);
            }
            p.vfs.inode_lock();
            int ret = ext4_setattr(length);
            p.vfs.inode_unlock();
            return fn.ret(ret);
        }
    }

    /// fs/ext4/inode.c, ext4_setattr with ATTR_SIZE, ATTR_MTIME and ATTR_CTIME, 7.2
    ///
    /// @param size the new i_size, bytes
    /// @return 0 or -errno
    private int ext4_setattr(long size) {
        long oldsize = k.world().inode().iSize();
        try (var fn = k.enter("ext4_setattr", "size", size, "i_size", oldsize)) {
            if (fn.taken("shut down", k.world().fs().shutdown())) {
                return fn.ret(-EIO);
            }
            if (k.has(Feature.EXT4_EMERGENCY_STATE) && fn.taken("emergency read-only", k.world().fs().readOnly())) {
                return fn.ret(-EROFS);
            }
            if (fn.taken("beyond the largest file", size > oldsize && size > fs.s_maxbytes(), "s_maxbytes", fs.s_maxbytes())) {
                return fn.ret(-EFBIG);
            }
            boolean shrink = size < oldsize;
            if (fn.taken("more than the inode holds", k.world().inode().inlineData() && size > p.inline.ext4_get_inline_size())) {
                int error = p.inline.ext4_convert_inline_data();
                if (fn.taken("data stay inline", error != 0, "error", error)) {
                    return fn.ret(error);
                }
            }
            if (fn.taken("shorter", shrink)) {
                if (fn.taken("ordered data", fs.ordered())) {
                    int error = jbd2_journal_begin_ordered_truncate(size);
                    if (fn.taken("ordered data failed", error != 0, "error", error)) {
                        return fn.ret(error);
                    }
                }
                p.vfs.inode_dio_wait();
            }
            invalidate_lock.down("filemap_invalidate_lock", Lock.Mode.EXCLUSIVE);
            int error = fn.taken("another size", size != oldsize) ? resize(fn, oldsize, size) : 0;
            if (!fn.taken("not resized", error != 0, "error", error)) {
                p.truncate.truncate_pagecache(k.world().inode().iSize());
                if (fn.taken("blocks to cut", size <= oldsize)) {
                    error = p.inode.ext4_truncate();
                }
            }
            invalidate_lock.up("filemap_invalidate_unlock");
            if (!fn.taken("failed", error != 0, "error", error)) {
                p.vfs.inode_set_mtime();
                p.vfs.mark_inode_dirty();
            }
            if (shrink && k.world().journal().present()) {
                p.orphan.ext4_orphan_del(false);
            }
            return fn.ret(error);
        }
    }

    /// Data that the transaction being committed waits for must reach the device before their blocks are freed. fs/jbd2/transaction.c,
    /// jbd2_journal_begin_ordered_truncate
    private int jbd2_journal_begin_ordered_truncate(long new_size) {
        try (var fn = k.enter("jbd2_journal_begin_ordered_truncate", "new_size", new_size)) {
            var committing = k.world().journal().committing();
            if (!fn.taken("a commit waits for data of the file", committing != null && committing.ordered())) {
                return fn.ret(0);
            }
            int ret = p.filemap.__filemap_fdatawrite_range(new_size, Long.MAX_VALUE);
            if (fn.taken("data failed", ret != 0, "ret", ret)) {
                p.jbd2.abort();
            }
            return fn.ret(ret);
        }
    }

    /// Both sizes change in one transaction. A crash finds a file that became shorter on the orphan list, so that its blocks are cut then.
    private int resize(Fn fn, long oldsize, long size) {
        boolean shrink = size < oldsize;
        boolean early = k.has(Feature.EOF_BLOCK_ZEROED_WITHOUT_HANDLE);
        boolean tail = oldsize % fs.blockSize() != 0;
        if (early && !shrink) {
            p.vfs.inode_set_mtime();
            if (fn.taken("old end inside a block", tail)) {
                int error = p.inode.ext4_block_zero_eof(oldsize, Long.MAX_VALUE);
                if (fn.taken("not zeroed", error != 0, "error", error)) {
                    return error;
                }
            }
        }
        int error = p.jbd2.ext4_journal_start("ext4_setattr", 3);
        if (fn.taken("no handle", error < 0, "error", error)) {
            return error;
        }
        if (shrink && p.jbd2.hasJournal()) {
            p.orphan.ext4_orphan_add();
        }
        if (!early && !shrink) {
            p.vfs.inode_set_mtime();
            if (k.has(Feature.SETATTR_ZEROES_OLD_END) && fn.taken("old end inside a block", tail)) {
                p.inode.ext4_block_truncate_page(oldsize);
            }
        }
        long first = Math.max(0, (shrink ? size : oldsize) - 1) >> p.inode.blkbits();
        p.jbd2.ext4_fc_track_range(first, shrink ? Extents.EXT_MAX_BLOCKS - 1 : Math.max(0, size - 1) >> p.inode.blkbits());
        p.i_data_sem.down("down_write i_data_sem", Lock.Mode.EXCLUSIVE);
        var i = k.world().inode();
        if (i.iDisksize() != size) {
            k.apply("i_disksize", k.world().withInode(i.withIDisksize(size)));
        }
        boolean last = k.has(Feature.SETATTR_DIRTIES_INODE_LAST);
        if (!last) {
            p.inode.ext4_mark_inode_dirty();
        }
        k.apply("i_size", k.world().withInode(k.world().inode().withISize(size)));
        p.i_data_sem.up("up_write i_data_sem");
        if (last) {
            p.inode.ext4_mark_inode_dirty();
        }
        p.jbd2.ext4_journal_stop();
        if (!shrink) {
            p.truncate.pagecache_isize_extended(oldsize, size, fs.blockSize());
        } else if (fn.taken("data journalled", fs.journalData())) {
            p.journalled.ext4_wait_for_tail_page_commit();
        }
        return 0;
    }
}
