package dioscope.model.kernel.fs.ext4;

import static dioscope.model.kernel.Errno.EAGAIN;
import static dioscope.model.kernel.Errno.EIO;
import static dioscope.model.kernel.Errno.ENOTBLK;
import static dioscope.model.kernel.Errno.EPERM;

import dioscope.model.engine.Fn;
import dioscope.model.engine.Kernel;
import dioscope.model.kernel.Request;
import dioscope.model.kernel.fs.FsInode;
import dioscope.model.kernel.fs.ReadWrite;
import dioscope.model.kernel.fs.iomap.DirectIo;
import dioscope.model.kernel.lib.UserBuffer;
import dioscope.model.profile.Bits;
import dioscope.model.profile.DioArg;
import dioscope.model.profile.DioFlag;
import dioscope.model.profile.Iocb;
import dioscope.model.profile.MapFlag;

/// fs/ext4/file.c
public final class Ext4File {
    private final Kernel k;
    private final Mount fs;
    private final Ext4Inode inode;
    private final FsInode vfs;
    private final ReadWrite readWrite;
    private final DirectIo directIo;
    private final UserBuffer buffer;
    private final Ext4Jbd2 jbd2;
    private final Orphan orphan;

    Ext4File(Kernel k, Mount fs, Ext4Inode inode, FsInode vfs, ReadWrite readWrite, DirectIo directIo,
            UserBuffer buffer,
            Ext4Jbd2 jbd2, Orphan orphan) {
        this.k = k;
        this.fs = fs;
        this.inode = inode;
        this.vfs = vfs;
        this.readWrite = readWrite;
        this.directIo = directIo;
        this.buffer = buffer;
        this.jbd2 = jbd2;
        this.orphan = orphan;
    }

    /// What `ext4_dio_write_checks` settles beside its result.
    private static final class Checked {
        boolean ilock_shared;
        boolean extend;
        boolean unwritten;
        int dio_flags;
    }

    private Bits kiFlags(Request iocb) {
        return new Bits(k.profile().iocb(), iocb.kiocb().flags());
    }

    /// A write enters ext4. fs/ext4/file.c, ext4_file_write_iter, 6.12
    ///
    /// @return bytes, or -errno
    public long ext4_file_write_iter(Request iocb) {
        try (var fn = k.enter("ext4_file_write_iter", "pos", iocb.kiocb().pos(), "count", iocb.iter().count(), "iocb", kiFlags(iocb))) {
            if (fn.taken("shut down", k.world().fs().shutdown())) {
                return fn.ret((long) -EIO);
            }
            if (fn.taken("dax", false)) {
                throw k.refuse("DAX is not modelled.");
            }
            if (fn.taken("direct", iocb.has(Iocb.IOCB_DIRECT), "ki_flags", kiFlags(iocb))) {
                return fn.ret(ext4_dio_write_iter(iocb));
            }
            return fn.ret(ext4_buffered_write_iter(iocb));
        }
    }

    /// fs/ext4/file.c, ext4_buffered_write_iter, 6.12: only its entry.
    private long ext4_buffered_write_iter(Request iocb) {
        try (var fn = k.enter("ext4_buffered_write_iter", "pos", iocb.kiocb().pos(), "count", iocb.iter().count())) {
            throw k.refuse("Buffered writes are not modelled yet: the request would go on through the page cache here.");
        }
    }

    /// Whether direct I/O is possible at all. fs/ext4/file.c, ext4_should_use_dio; fs/ext4/inode.c, ext4_dio_alignment, 6.12
    private boolean ext4_should_use_dio() {
        try (var fn = k.enter("ext4_should_use_dio")) {
            if (fn.taken("verity", false)) {
                throw k.refuse("fs-verity is not modelled.");
            }
            if (fn.taken("data journalled", fs.journalData())) {
                return fn.ret(false);
            }
            if (fn.taken("inline data", fs.inlineData())) {
                return fn.ret(false);
            }
            if (fn.taken("encrypted", false)) {
                throw k.refuse("Encryption is not modelled.");
            }
            return fn.ret(true);
        }
    }

    /// fs/ext4/file.c, ext4_unaligned_io, 6.12
    private boolean ext4_unaligned_io(Request iocb) {
        long mask = fs.blockSize() - 1;
        return ((iocb.kiocb().pos() | buffer.iov_iter_alignment(iocb.iter())) & mask) != 0;
    }

    /// Whether the request lies on blocks that exist, written or not, in one mapping. fs/ext4/file.c, ext4_overwrite_io, 6.12
    private boolean ext4_overwrite_io(long pos, long len, Checked c) {
        try (var fn = k.enter("ext4_overwrite_io", "pos", pos, "len", len)) {
            long i_size = k.world().inode().iSize();
            if (fn.taken("beyond i_size", pos + len > i_size, "pos", pos, "len", len, "i_size", i_size)) {
                return fn.ret(false);
            }
            int blkbits = inode.blkbits();
            long lblk = pos >> blkbits;
            int blklen = (int) ((pos + len + fs.blockSize() - 1 >> blkbits) - lblk);
            var map = new MapBlocks(lblk, blklen);
            int err = inode.ext4_map_blocks(map, 0);
            if (fn.taken("not one mapping", err != blklen, "mapped", err, "wanted", blklen)) {
                return fn.ret(false);
            }
            c.unwritten = fn.taken("unwritten", !map.has(k, MapFlag.EXT4_MAP_MAPPED), "m_flags", map.flags(k));
            return fn.ret(true);
        }
    }

    /// fs/ext4/file.c, ext4_generic_write_checks, 6.12
    private long ext4_generic_write_checks(Request iocb) {
        try (var fn = k.enter("ext4_generic_write_checks")) {
            if (fn.taken("immutable", false)) {
                return fn.ret((long) -EPERM);
            }
            long ret = readWrite.generic_write_checks(iocb);
            if (fn.taken("nothing to write", ret <= 0, "ret", ret)) {
                return fn.ret(ret);
            }
            return fn.ret(iocb.iter().count());
        }
    }

    private long unlock(Fn fn, boolean shared, long ret) {
        if (fn.taken("shared lock", shared)) {
            vfs.inode_unlock_shared();
        } else {
            vfs.inode_unlock();
        }
        return fn.ret(ret);
    }

    /// Settles lock and wait before anything is submitted. fs/ext4/file.c, ext4_dio_write_checks, 6.12
    ///
    /// @return bytes that may be written; 0 or -errno with the lock released
    private long ext4_dio_write_checks(Request iocb, Checked c) {
        try (var fn = k.enter("ext4_dio_write_checks")) {
            while (true) {
                long count = ext4_generic_write_checks(iocb);
                if (fn.taken("nothing to write", count <= 0, "ret", count)) {
                    return unlock(fn, c.ilock_shared, count);
                }
                long offset = iocb.kiocb().pos();
                var i = k.world().inode();
                boolean unaligned_io = fn.taken("unaligned", ext4_unaligned_io(iocb), "pos", offset, "count", count);
                c.extend = fn.taken("extends", offset + count > i.iSize() || offset + count > i.iDisksize(), "end", offset + count,
                        "i_size",
                        i.iSize(), "i_disksize", i.iDisksize());
                boolean overwrite = ext4_overwrite_io(offset, count, c);
                boolean nosec = i.nosec();
                if (fn.taken("upgrade to the exclusive lock",
                        c.ilock_shared && (!nosec || c.extend || !overwrite || unaligned_io && c.unwritten), "shared", c.ilock_shared,
                        "S_NOSEC",
                        nosec, "extend", c.extend, "overwrite", overwrite, "unaligned", unaligned_io, "unwritten", c.unwritten)) {
                    if (fn.taken("would block", iocb.has(Iocb.IOCB_NOWAIT))) {
                        return unlock(fn, c.ilock_shared, -EAGAIN);
                    }
                    vfs.inode_unlock_shared();
                    c.ilock_shared = false;
                    vfs.inode_lock();
                    continue;
                }
                if (fn.taken("must wait for the end", !c.ilock_shared && (unaligned_io || c.extend), "shared", c.ilock_shared, "unaligned",
                        unaligned_io, "extend", c.extend)) {
                    if (fn.taken("would block at the end", iocb.has(Iocb.IOCB_NOWAIT))) {
                        return unlock(fn, c.ilock_shared, -EAGAIN);
                    }
                    if (fn.taken("drain other direct I/O", unaligned_io && (!overwrite || c.unwritten))) {
                        vfs.inode_dio_wait();
                    }
                    c.dio_flags = k.profile().dioArg().mask(DioArg.IOMAP_DIO_FORCE_WAIT);
                }
                int ret = vfs.file_modified();
                if (fn.taken("may not modify", ret < 0, "ret", ret)) {
                    return unlock(fn, c.ilock_shared, ret);
                }
                return fn.ret(count);
            }
        }
    }

    /// fs/ext4/file.c, ext4_dio_write_iter, 6.12
    private long ext4_dio_write_iter(Request iocb) {
        try (var fn = k.enter("ext4_dio_write_iter")) {
            var c = new Checked();
            long end = iocb.kiocb().pos() + iocb.iter().count();
            c.ilock_shared = !fn.taken("extends at first sight", end > k.world().inode().iSize(), "end", end, "i_size",
                    k.world().inode().iSize());
            if (fn.taken("nowait", iocb.has(Iocb.IOCB_NOWAIT))) {
                boolean got = c.ilock_shared ? vfs.inode_trylock_shared() : vfs.inode_trylock();
                if (fn.taken("lock held by others", !got)) {
                    return fn.ret((long) -EAGAIN);
                }
            } else if (c.ilock_shared) {
                vfs.inode_lock_shared();
            } else {
                vfs.inode_lock();
            }
            if (fn.taken("no direct I/O", !ext4_should_use_dio())) {
                if (c.ilock_shared) {
                    vfs.inode_unlock_shared();
                } else {
                    vfs.inode_unlock();
                }
                return fn.ret(ext4_buffered_write_iter(iocb));
            }
            k.apply("clear MAY_INLINE_DATA", clearMayInline());
            long count = ext4_dio_write_checks(iocb, c);
            if (fn.taken("checks ended it", count <= 0, "ret", count)) {
                return fn.ret(count);
            }
            long ret = 0;
            if (fn.taken("extend", c.extend)) {
                ret = jbd2.ext4_journal_start("ext4_dio_write_iter");
                if (fn.taken("no handle", ret < 0, "ret", ret)) {
                    return unlock(fn, c.ilock_shared, ret);
                }
                ret = orphan.ext4_orphan_add();
                jbd2.ext4_journal_stop();
                if (fn.taken("orphan list failed", ret != 0, "ret", ret)) {
                    return unlock(fn, c.ilock_shared, ret);
                }
            }
            boolean overwriteOps = fn.taken("overwrite ops", c.ilock_shared && !c.unwritten, "shared", c.ilock_shared, "unwritten",
                    c.unwritten);
            ret = directIo.iomap_dio_rw(iocb, inode.ops(overwriteOps), this::ext4_dio_write_end_io, c.dio_flags, 0);
            if (fn.taken("not a block mapping", ret == -ENOTBLK, "ret", ret)) {
                ret = 0;
            }
            if (fn.taken("clean up the extension", c.extend)) {
                ext4_inode_extension_cleanup(ret < 0);
            }
            if (c.ilock_shared) {
                vfs.inode_unlock_shared();
            } else {
                vfs.inode_unlock();
            }
            if (fn.taken("rest through the page cache", ret >= 0 && iocb.iter().count() > 0, "ret", ret, "left", iocb.iter().count())) {
                return fn.ret(ext4_buffered_write_iter(iocb));
            }
            return fn.ret(ret);
        }
    }

    private dioscope.model.state.World clearMayInline() {
        var i = k.world().inode();
        return i.mayInlineData() ? k.world().withInode(i.withMayInlineData(false)) : k.world();
    }

    /// All bios are done. fs/ext4/file.c, ext4_dio_write_end_io, 6.12
    private long ext4_dio_write_end_io(Request iocb, long size, int error, int flags) {
        var i = k.world().inode();
        try (var fn = k.enter("ext4_dio_write_end_io", "size", size, "error", error, "i_size", i.iSize(), "i_disksize", i.iDisksize())) {
            long pos = iocb.kiocb().pos();
            int err = error;
            if (fn.taken("convert unwritten blocks", error == 0 && size > 0 && k.profile().dio().has(flags, DioFlag.IOMAP_DIO_UNWRITTEN),
                    "error", error, "size", size, "flags", new Bits(k.profile().dio(), flags))) {
                err = inode.ext4_convert_unwritten_extents(pos, size);
            }
            if (fn.taken("failed", err != 0, "error", err)) {
                return fn.ret((long) err);
            }
            var now = k.world().inode();
            if (fn.taken("inside the file", pos + size <= now.iDisksize() && pos + size <= now.iSize(), "end", pos + size, "i_size",
                    now.iSize(), "i_disksize", now.iDisksize())) {
                return fn.ret(size);
            }
            return fn.ret(ext4_handle_inode_extension(pos, size, size));
        }
    }

    /// The data are there: now the file may grow. fs/ext4/file.c, ext4_handle_inode_extension, 6.12
    private long ext4_handle_inode_extension(long offset, long written, long count) {
        var i = k.world().inode();
        try (var fn = k.enter("ext4_handle_inode_extension", "offset", offset, "length", written, "i_size", i.iSize(), "i_disksize",
                i.iDisksize())) {
            int err = jbd2.ext4_journal_start("ext4_handle_inode_extension");
            if (fn.taken("no handle", err < 0, "err", err)) {
                return fn.ret((long) err);
            }
            if (fn.taken("size changed", inode.ext4_update_inode_size(offset + written))) {
                inode.ext4_mark_inode_dirty();
            }
            if (fn.taken("all written", written == count)) {
                orphan.ext4_orphan_del(true);
            }
            jbd2.ext4_journal_stop();
            return fn.ret(written);
        }
    }

    /// fs/ext4/file.c, ext4_inode_extension_cleanup, 6.12
    private void ext4_inode_extension_cleanup(boolean need_trunc) {
        try (var fn = k.enter("ext4_inode_extension_cleanup", "need_trunc", need_trunc)) {
            if (fn.taken("truncate", need_trunc)) {
                inode.ext4_truncate_failed_write();
                orphan.ext4_orphan_del(false);
                return;
            }
            if (fn.taken("still an orphan", k.world().inode().orphan())) {
                int err = jbd2.ext4_journal_start("ext4_inode_extension_cleanup");
                if (fn.taken("no handle", err < 0, "err", err)) {
                    orphan.ext4_orphan_del(false);
                    return;
                }
                orphan.ext4_orphan_del(true);
                jbd2.ext4_journal_stop();
            }
        }
    }
}
