package dioscope.model.kernel.fs.ext4;

import static dioscope.model.kernel.Errno.EAGAIN;
import static dioscope.model.kernel.Errno.EFBIG;
import static dioscope.model.kernel.Errno.EINVAL;
import static dioscope.model.kernel.Errno.EIO;
import static dioscope.model.kernel.Errno.EIOCBQUEUED;
import static dioscope.model.kernel.Errno.ENOTBLK;
import static dioscope.model.kernel.Errno.EOPNOTSUPP;
import static dioscope.model.kernel.Errno.EPERM;
import static dioscope.model.kernel.Errno.EROFS;

import dioscope.model.engine.Fn;
import dioscope.model.engine.Kernel;
import dioscope.model.kernel.Request;
import dioscope.model.kernel.fs.FsInode;
import dioscope.model.kernel.fs.ReadWrite;
import dioscope.model.kernel.fs.Sync;
import dioscope.model.kernel.fs.iomap.DioOps;
import dioscope.model.kernel.fs.iomap.DirectIo;
import dioscope.model.kernel.fs.iomap.IomapOps;
import dioscope.model.kernel.lib.UserBuffer;
import dioscope.model.kernel.mm.Filemap;
import dioscope.model.kernel.mm.FilemapRead;
import dioscope.model.kernel.mm.FilemapWrite;
import dioscope.model.kernel.mm.Truncate;
import dioscope.model.profile.Bits;
import dioscope.model.profile.DioArg;
import dioscope.model.profile.DioFlag;
import dioscope.model.profile.Feature;
import dioscope.model.profile.Iocb;
import dioscope.model.profile.MapFlag;
import dioscope.model.profile.Part;
import dioscope.model.state.World;

/// fs/ext4/file.c
public class Ext4File {
    /// A read has no end_io: the error stays what it was.
    private static final DioOps NO_OPS = (iocb, size, error, flags) -> error;

    final Kernel k;
    final Mount fs;
    final Ext4Inode inode;
    final FsInode vfs;
    final ReadWrite readWrite;
    final DirectIo directIo;
    final UserBuffer buffer;
    final Ext4Jbd2 jbd2;
    final Orphan orphan;
    private final Filemap filemap;
    private final Truncate truncate;
    final FilemapWrite filemapWrite;
    final FilemapRead filemapRead;
    final Sync sync;

    /// Everything `fs/ext4/file.c` calls.
    record Parts(Ext4Inode inode, FsInode vfs, ReadWrite readWrite, DirectIo directIo, UserBuffer buffer, Ext4Jbd2 jbd2, Orphan orphan,
            Filemap filemap, Truncate truncate, FilemapWrite write, FilemapRead read, Sync sync) {}

    Ext4File(Kernel k, Mount fs, Parts parts) {
        this.k = k;
        this.fs = fs;
        this.inode = parts.inode;
        this.vfs = parts.vfs;
        this.readWrite = parts.readWrite;
        this.directIo = parts.directIo;
        this.buffer = parts.buffer;
        this.jbd2 = parts.jbd2;
        this.orphan = parts.orphan;
        this.filemap = parts.filemap;
        this.truncate = parts.truncate;
        this.filemapWrite = parts.write;
        this.filemapRead = parts.read;
        this.sync = parts.sync;
    }

    /// The file.c of the kernel that runs.
    static Ext4File of(Kernel k, Mount fs, Parts parts) {
        return switch (k.profile().version(Part.EXT4_FILE)) {
            case V5_10 -> new Ext4File_5_10(k, fs, parts);
            case V6_1 -> new Ext4File_6_1(k, fs, parts);
            case V6_6, V6_12, V6_14, V7_1, V7_2 -> new Ext4File(k, fs, parts);
        };
    }

    /// What `ext4_dio_write_checks` settles beside its result.
    static final class Checked {
        boolean ilock_shared;
        boolean extend;
        boolean unwritten;
        boolean force_wait;
    }

    Bits kiFlags(Request iocb) {
        return new Bits(k.profile().iocb(), iocb.kiocb().flags());
    }

    /// A read enters ext4. fs/ext4/file.c, ext4_file_read_iter
    ///
    /// @return bytes, or -errno
    public long ext4_file_read_iter(Request iocb) {
        try (var fn = k.enter("ext4_file_read_iter", "pos", iocb.kiocb().pos(), "count", iocb.iter().count(), "iocb", kiFlags(iocb))) {
            if (fn.taken("shut down", k.world().fs().shutdown())) {
                return fn.ret((long) -EIO);
            }
            if (fn.taken("nothing to read", iocb.iter().count() == 0)) {
                return fn.ret(0L);
            }
            if (fn.taken("direct", iocb.has(Iocb.IOCB_DIRECT), "ki_flags", kiFlags(iocb))) {
                return fn.ret(ext4_dio_read_iter(iocb));
            }
            return fn.ret(filemapRead.generic_file_read_iter(iocb));
        }
    }

    /// fs/ext4/file.c, ext4_dio_read_iter
    private long ext4_dio_read_iter(Request iocb) {
        try (var fn = k.enter("ext4_dio_read_iter")) {
            if (fn.taken("nowait", iocb.has(Iocb.IOCB_NOWAIT))) {
                if (fn.taken("lock held by others", !vfs.inode_trylock_shared())) {
                    return fn.ret((long) -EAGAIN);
                }
            } else {
                vfs.inode_lock_shared();
            }
            if (fn.taken("no direct I/O", !ext4_should_use_dio(iocb))) {
                vfs.inode_unlock_shared();
                iocb.clear(Iocb.IOCB_DIRECT);
                return fn.ret(filemapRead.generic_file_read_iter(iocb));
            }
            long ret = iomap_dio_rw(iocb, inode.ops(false), NO_OPS, false);
            vfs.inode_unlock_shared();
            vfs.file_accessed();
            return fn.ret(ret);
        }
    }

    /// A write enters ext4. fs/ext4/file.c, ext4_file_write_iter, 7.2
    ///
    /// @return bytes, or -errno
    public long ext4_file_write_iter(Request iocb) {
        try (var fn = k.enter("ext4_file_write_iter", "pos", iocb.kiocb().pos(), "count", iocb.iter().count(), "iocb", kiFlags(iocb))) {
            if (fn.taken("shut down", k.world().fs().shutdown())) {
                return fn.ret((long) -EIO);
            }
            if (k.has(Feature.EXT4_EMERGENCY_STATE)
                    && fn.taken("emergency read-only", k.world().fs().readOnly() || k.world().fs().emergency())) {
                return fn.ret((long) -EROFS);
            }
            if (fn.taken("dax", false)) {
                throw k.refuse("DAX is not modelled.");
            }
            if (fn.taken("atomic", iocb.has(Iocb.IOCB_ATOMIC))) {
                long len = iocb.iter().count();
                if (fn.taken("size not offered", len < fs.awuMin() || len > fs.awuMax(), "len", len, "s_awu_min", fs.awuMin(), "s_awu_max",
                        fs.awuMax())) {
                    return fn.ret((long) -EINVAL);
                }
                int ret = readWrite.generic_atomic_write_valid(iocb, buffer.iter_is_ubuf(iocb.iter()));
                if (fn.taken("not valid", ret != 0, "ret", ret)) {
                    return fn.ret((long) ret);
                }
            }
            if (fn.taken("direct", iocb.has(Iocb.IOCB_DIRECT), "ki_flags", kiFlags(iocb))) {
                return fn.ret(ext4_dio_write_iter(iocb));
            }
            return fn.ret(ext4_buffered_write_iter(iocb));
        }
    }

    /// A write through the page cache. fs/ext4/file.c, ext4_buffered_write_iter, 7.2
    ///
    /// @return bytes, or -errno
    long ext4_buffered_write_iter(Request iocb) {
        try (var fn = k.enter("ext4_buffered_write_iter", "pos", iocb.kiocb().pos(), "count", iocb.iter().count())) {
            if (fn.taken("nowait", iocb.has(Iocb.IOCB_NOWAIT))) {
                return fn.ret((long) -EOPNOTSUPP);
            }
            vfs.inode_lock();
            if (k.has(Feature.BUFFERED_WRITE_WAITS_FOR_DIO)) {
                vfs.inode_dio_wait();
            }
            long ret = ext4_write_checks(iocb);
            if (!fn.taken("checks ended it", ret <= 0, "ret", ret)) {
                ret = filemapWrite.generic_perform_write(iocb);
            }
            vfs.inode_unlock();
            if (fn.taken("nothing written", ret <= 0, "ret", ret)) {
                return fn.ret(ret);
            }
            if (k.has(Feature.EXT4_MOVES_KI_POS)) {
                iocb.pos("ki_pos += ret", iocb.kiocb().pos() + ret);
            }
            return fn.ret(sync.generic_write_sync(iocb, ret));
        }
    }

    /// fs/ext4/file.c, ext4_write_checks, 7.2
    ///
    /// @return bytes that may be written, 0, or -errno
    private long ext4_write_checks(Request iocb) {
        try (var fn = k.enter("ext4_write_checks")) {
            long old_size = k.world().inode().iSize();
            long count = ext4_generic_write_checks(iocb);
            if (fn.taken("nothing to write", count <= 0, "ret", count)) {
                return fn.ret(count);
            }
            int ret = vfs.file_modified();
            if (fn.taken("may not modify", ret != 0, "ret", ret)) {
                return fn.ret((long) ret);
            }
            if (k.has(Feature.EOF_BLOCK_ZEROED_BEFORE_BUFFERED_WRITE)
                    && fn.taken("beyond the end of the file", iocb.kiocb().pos() > old_size, "ki_pos", iocb.kiocb().pos(), "i_size",
                            old_size)) {
                ret = inode.ext4_block_zero_eof(old_size, iocb.kiocb().pos());
                if (fn.taken("end of the file not zeroed", ret != 0, "ret", ret)) {
                    return fn.ret((long) ret);
                }
            }
            return fn.ret(count);
        }
    }

    /// Whether direct I/O is possible at all. fs/ext4/file.c, ext4_should_use_dio; fs/ext4/inode.c, ext4_dio_alignment, 7.2
    boolean ext4_should_use_dio(Request iocb) {
        try (var fn = k.enter("ext4_should_use_dio")) {
            if (fn.taken("verity", fs.verity())) {
                return fn.ret(false);
            }
            if (fn.taken("data journalled", fs.journalData())) {
                return fn.ret(false);
            }
            if (fn.taken("inline data", k.world().inode().inlineData())) {
                return fn.ret(false);
            }
            if (fn.taken("encrypted", fs.encryption() != Mount.Encryption.NONE)) {
                if (fn.taken("not by the device", fs.encryption() != Mount.Encryption.INLINE)) {
                    return fn.ret(false);
                }
                long pos = iocb.kiocb().pos();
                long memory = buffer.iov_iter_alignment(iocb.iter());
                return fn.ret(!fn.taken("not whole blocks", ((pos | memory) & fs.blockSize() - 1) != 0, "pos", pos, "buffer", memory));
            }
            return fn.ret(true);
        }
    }

    /// `iomap_dio_rw` with what ext4 may ask of it.
    ///
    /// @param force_wait wait for the end although the kiocb is asynchronous
    long iomap_dio_rw(Request iocb, IomapOps ops, DioOps dops, boolean force_wait) {
        return directIo.iomap_dio_rw(iocb, ops, dops, force_wait ? k.profile().dioArg().mask(DioArg.IOMAP_DIO_FORCE_WAIT) : 0, 0);
    }

    /// fs/ext4/file.c, ext4_unaligned_io
    boolean ext4_unaligned_io(Request iocb) {
        long mask = fs.blockSize() - 1;
        return ((iocb.kiocb().pos() | buffer.iov_iter_alignment(iocb.iter())) & mask) != 0;
    }

    /// Whether the request lies on blocks that exist, written or not, in one mapping. fs/ext4/file.c, ext4_overwrite_io, 6.12
    boolean ext4_overwrite_io(long pos, long len, Checked c) {
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

    /// fs/ext4/file.c, ext4_generic_write_checks
    long ext4_generic_write_checks(Request iocb) {
        try (var fn = k.enter("ext4_generic_write_checks")) {
            if (fn.taken("immutable", false)) {
                return fn.ret((long) -EPERM);
            }
            long ret = readWrite.generic_write_checks(iocb);
            if (fn.taken("nothing to write", ret <= 0, "ret", ret)) {
                return fn.ret(ret);
            }
            if (fn.taken("indirect", !fs.extents())) {
                long max = fs.s_bitmap_maxbytes();
                if (fn.taken("beyond the largest indirect file", iocb.kiocb().pos() >= max, "ki_pos", iocb.kiocb().pos(),
                        "s_bitmap_maxbytes", max)) {
                    return fn.ret((long) -EFBIG);
                }
                iocb.iter("truncate to s_bitmap_maxbytes", it -> it.truncate(max - iocb.kiocb().pos()));
            }
            return fn.ret(iocb.iter().count());
        }
    }

    long unlock(Fn fn, boolean shared, long ret) {
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
    long ext4_dio_write_checks(Request iocb, Checked c) {
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
                    c.force_wait = true;
                }
                int ret = vfs.file_modified();
                if (fn.taken("may not modify", ret < 0, "ret", ret)) {
                    return unlock(fn, c.ilock_shared, ret);
                }
                return fn.ret(count);
            }
        }
    }

    /// fs/ext4/file.c, ext4_dio_write_iter, 7.2
    long ext4_dio_write_iter(Request iocb) {
        try (var fn = k.enter("ext4_dio_write_iter")) {
            var c = new Checked();
            long end = iocb.kiocb().pos() + iocb.iter().count();
            c.ilock_shared = !fn.taken("extends at first sight", end > k.world().inode().iSize(), "end", end, "i_size",
                    k.world().inode().iSize());
            if (!lock(fn, iocb, c.ilock_shared)) {
                return fn.ret((long) -EAGAIN);
            }
            if (fn.taken("no direct I/O", !ext4_should_use_dio(iocb))) {
                unlock(c.ilock_shared);
                return fn.ret(ext4_buffered_write_iter(iocb));
            }
            k.apply("clear MAY_INLINE_DATA", clearMayInline());
            long count = ext4_dio_write_checks(iocb, c);
            if (fn.taken("checks ended it", count <= 0, "ret", count)) {
                return fn.ret(count);
            }
            if (fn.taken("extend", c.extend)) {
                int ret = start_extension(fn);
                if (ret != 0) {
                    return unlock(fn, c.ilock_shared, ret);
                }
            }
            boolean overwriteOps = k.has(Feature.OVERWRITE_IOMAP_OPS) && fn.taken("overwrite ops", c.ilock_shared && !c.unwritten, "shared",
                    c.ilock_shared, "unwritten", c.unwritten);
            return fn.ret(transfer(fn, iocb, c, overwriteOps));
        }
    }

    /// Takes i_rwsem as ext4_dio_write_iter does first.
    ///
    /// @return whether it is held
    boolean lock(Fn fn, Request iocb, boolean shared) {
        if (fn.taken("nowait", iocb.has(Iocb.IOCB_NOWAIT))) {
            boolean got = shared ? vfs.inode_trylock_shared() : vfs.inode_trylock();
            return !fn.taken("lock held by others", !got);
        }
        if (shared) {
            vfs.inode_lock_shared();
        } else {
            vfs.inode_lock();
        }
        return true;
    }

    void unlock(boolean shared) {
        if (shared) {
            vfs.inode_unlock_shared();
        } else {
            vfs.inode_unlock();
        }
    }

    /// The part of ext4_dio_write_iter that makes the file an orphan until its new size is known.
    ///
    /// @return 0 or -errno
    int start_extension(Fn fn) {
        int ret = jbd2.ext4_journal_start("ext4_dio_write_iter");
        if (fn.taken("no handle", ret < 0, "ret", ret)) {
            return ret;
        }
        ret = orphan.ext4_orphan_add();
        jbd2.ext4_journal_stop();
        fn.taken("orphan list failed", ret != 0, "ret", ret);
        return ret;
    }

    /// The part of ext4_dio_write_iter from iomap_dio_rw to its end.
    long transfer(Fn fn, Request iocb, Checked c, boolean overwriteOps) {
        long ret = iomap_dio_rw(iocb, inode.ops(overwriteOps), this::ext4_dio_write_end_io, c.force_wait);
        if (fn.taken("not a block mapping", ret == -ENOTBLK, "ret", ret)) {
            ret = 0;
        }
        if (fn.taken("clean up the extension", c.extend)) {
            if (ret == -EIOCBQUEUED) {
                throw new IllegalStateException("an extending direct write was queued");
            }
            ext4_inode_extension_cleanup(ret < 0);
        }
        unlock(c.ilock_shared);
        if (!fn.taken("rest through the page cache", ret >= 0 && iocb.iter().count() > 0, "ret", ret, "left", iocb.iter().count())) {
            return ret;
        }
        long offset = iocb.kiocb().pos();
        long err = ext4_buffered_write_iter(iocb);
        if (fn.taken("rest failed", err < 0, "err", err)) {
            return err;
        }
        long endbyte = offset + err - 1;
        int written = filemap.filemap_write_and_wait_range(offset, endbyte);
        if (fn.taken("written back", written == 0, "err", written)) {
            truncate.invalidate_mapping_pages(offset >> Filemap.PAGE_SHIFT, endbyte >> Filemap.PAGE_SHIFT);
        }
        return ret + err;
    }

    World clearMayInline() {
        var i = k.world().inode();
        return i.mayInlineData() ? k.world().withInode(i.withMayInlineData(false)) : k.world();
    }

    /// All bios are done. fs/ext4/file.c, ext4_dio_write_end_io, 7.2
    long ext4_dio_write_end_io(Request iocb, long size, int error, int flags) {
        var i = k.world().inode();
        try (var fn = k.enter("ext4_dio_write_end_io", "size", size, "error", error, "i_size", i.iSize(), "i_disksize", i.iDisksize())) {
            long pos = iocb.kiocb().pos();
            int err = error;
            if (fn.taken("convert unwritten blocks", error == 0 && size > 0 && k.profile().dio().has(flags, DioFlag.IOMAP_DIO_UNWRITTEN),
                    "error", error, "size", size, "flags", new Bits(k.profile().dio(), flags))) {
                boolean atomic = k.has(Feature.EXT4_ATOMIC_CONVERSION) && fn.taken("atomic", iocb.has(Iocb.IOCB_ATOMIC));
                err = atomic
                        ? inode.ext4_convert_unwritten_extents_atomic(pos, size)
                        : inode.ext4_convert_unwritten_extents(pos, size);
            }
            if (fn.taken("failed", err != 0, "error", err)) {
                return fn.ret((long) err);
            }
            var now = k.world().inode();
            if (fn.taken("inside the file", pos + size <= now.iDisksize() && pos + size <= now.iSize(), "end", pos + size, "i_size",
                    now.iSize(), "i_disksize", now.iDisksize())) {
                return fn.ret(k.has(Feature.END_IO_RETURNS_SIZE) ? size : 0L);
            }
            long ret = ext4_handle_inode_extension(pos, size, size);
            return fn.ret(ret < 0 || k.has(Feature.END_IO_RETURNS_SIZE) ? ret : 0L);
        }
    }

    /// The data are there: now the file may grow. fs/ext4/file.c, ext4_handle_inode_extension
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
            if (!k.has(Feature.ORPHAN_UNTIL_ALL_WRITTEN) || fn.taken("all written", written == count)) {
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
