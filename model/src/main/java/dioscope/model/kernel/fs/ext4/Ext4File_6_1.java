package dioscope.model.kernel.fs.ext4;

import static dioscope.model.kernel.Errno.EAGAIN;

import dioscope.model.engine.Fn;
import dioscope.model.engine.Kernel;
import dioscope.model.kernel.Request;
import dioscope.model.profile.Iocb;
import dioscope.model.profile.MapFlag;

/// fs/ext4/file.c, 6.1: a write that is not whole blocks is alone from the start, and only written blocks are overwritten under the shared lock.
class Ext4File_6_1 extends Ext4File {
    Ext4File_6_1(Kernel k, Mount fs, Parts parts) {
        super(k, fs, parts);
    }

    /// Whether the request lies on written blocks, in one mapping. fs/ext4/file.c, ext4_overwrite_io, 6.1
    @Override
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
            return fn.ret(!fn.taken("unwritten", !map.has(k, MapFlag.EXT4_MAP_MAPPED), "m_flags", map.flags(k)));
        }
    }

    /// Settles the lock before anything is submitted. fs/ext4/file.c, ext4_dio_write_checks, 6.1
    @Override
    long ext4_dio_write_checks(Request iocb, Checked c) {
        try (var fn = k.enter("ext4_dio_write_checks")) {
            while (true) {
                long count = ext4_generic_write_checks(iocb);
                if (fn.taken("nothing to write", count <= 0, "ret", count)) {
                    return unlock(fn, c.ilock_shared, count);
                }
                long offset = iocb.kiocb().pos();
                var i = k.world().inode();
                if (fn.taken("extends", offset + count > i.iSize() || offset + count > i.iDisksize(), "end", offset + count, "i_size",
                        i.iSize(), "i_disksize", i.iDisksize())) {
                    c.extend = true;
                }
                if (upgrade(fn, c, offset, count)) {
                    if (fn.taken("would block", iocb.has(Iocb.IOCB_NOWAIT))) {
                        return unlock(fn, c.ilock_shared, -EAGAIN);
                    }
                    vfs.inode_unlock_shared();
                    c.ilock_shared = false;
                    vfs.inode_lock();
                    continue;
                }
                int ret = vfs.file_modified();
                if (fn.taken("may not modify", ret < 0, "ret", ret)) {
                    return unlock(fn, c.ilock_shared, ret);
                }
                return fn.ret(count);
            }
        }
    }

    /// The condition for the exclusive lock: the blocks are asked for only when nothing else has decided.
    private boolean upgrade(Fn fn, Checked c, long offset, long count) {
        boolean nosec = k.world().inode().nosec();
        boolean known = !c.ilock_shared || !nosec || c.extend;
        boolean overwrite = !known && ext4_overwrite_io(offset, count, c);
        return fn.taken("upgrade to the exclusive lock", c.ilock_shared && (!nosec || c.extend || !overwrite), "shared", c.ilock_shared,
                "S_NOSEC", nosec, "extend", c.extend, "overwrite", known ? "not asked" : overwrite);
    }

    /// fs/ext4/file.c, ext4_dio_write_iter, 6.1
    @Override
    long ext4_dio_write_iter(Request iocb) {
        try (var fn = k.enter("ext4_dio_write_iter")) {
            var c = new Checked();
            long offset = iocb.kiocb().pos();
            long end = offset + iocb.iter().count();
            boolean unaligned_io = fn.taken("unaligned", ext4_unaligned_io(iocb), "pos", offset, "count", iocb.iter().count());
            boolean beyond = fn.taken("extends at first sight", end > k.world().inode().iSize(), "end", end, "i_size",
                    k.world().inode().iSize());
            c.ilock_shared = !unaligned_io && !beyond;
            if (!lock(fn, iocb, c.ilock_shared)) {
                return fn.ret((long) -EAGAIN);
            }
            if (fn.taken("no direct I/O", !ext4_should_use_dio(iocb))) {
                unlock(c.ilock_shared);
                return fn.ret(ext4_buffered_write_iter(iocb));
            }
            long count = ext4_dio_write_checks(iocb, c);
            if (fn.taken("checks ended it", count <= 0, "ret", count)) {
                return fn.ret(count);
            }
            if (fn.taken("would block", iocb.has(Iocb.IOCB_NOWAIT) && (unaligned_io || c.extend), "unaligned", unaligned_io, "extend",
                    c.extend)) {
                return unlock(fn, c.ilock_shared, -EAGAIN);
            }
            k.apply("clear MAY_INLINE_DATA", clearMayInline());
            if (fn.taken("drain other direct I/O", unaligned_io)) {
                vfs.inode_dio_wait();
            }
            if (fn.taken("extend", c.extend)) {
                int ret = start_extension(fn);
                if (ret != 0) {
                    return unlock(fn, c.ilock_shared, ret);
                }
            }
            boolean overwriteOps = fn.taken("overwrite ops", c.ilock_shared, "shared", c.ilock_shared);
            c.force_wait = fn.taken("must wait for the end", unaligned_io || c.extend, "unaligned", unaligned_io, "extend", c.extend);
            return fn.ret(transfer(fn, iocb, c, overwriteOps));
        }
    }
}
