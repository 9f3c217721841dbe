package dioscope.model.kernel.fs.iomap;

import static dioscope.model.kernel.Errno.EAGAIN;
import static dioscope.model.kernel.Errno.ENOTBLK;
import static dioscope.model.profile.DioFlag.IOMAP_DIO_DIRTY;
import static dioscope.model.profile.DioFlag.IOMAP_DIO_NEED_SYNC;
import static dioscope.model.profile.DioFlag.IOMAP_DIO_WRITE;
import static dioscope.model.profile.DioFlag.IOMAP_DIO_WRITE_FUA;
import static dioscope.model.profile.Iocb.IOCB_NOWAIT;

import dioscope.model.engine.Fn;
import dioscope.model.profile.DioArg;
import dioscope.model.profile.IterFlag;

/// fs/iomap/direct-io.c, 6.1: the page cache is looked at for both directions before a write empties it.
class DirectIo_6_1 extends DirectIo_6_12 {
    DirectIo_6_1(DioParts p) {
        super(p);
    }

    /// fs/iomap/direct-io.c, __iomap_dio_rw, 6.1
    @Override
    long __iomap_dio_rw(DioRef dio, IomapOps ops, int dio_flags, long done_before) {
        try (var fn = k.enter("__iomap_dio_rw")) {
            var iocb = dio.iocb();
            boolean write = iocb.io().write();
            long len = iocb.iter().count();
            boolean wait_for_completion = iocb.is_sync_kiocb() || arg(dio_flags, DioArg.IOMAP_DIO_FORCE_WAIT);
            if (fn.taken("nothing to do", len == 0)) {
                return fn.ret(0L);
            }
            begin(dio, len, done_before);
            long pos = iocb.iomi().pos();
            long last = pos + len - 1;
            if (!fn.taken("write", write)) {
                if (fn.taken("read at or past the end of the file", pos >= dio.get().iSize(), "pos", pos, "i_size", dio.get().iSize())) {
                    dio.free();
                    return fn.ret(0L);
                }
                if (fn.taken("nowait", iocb.has(IOCB_NOWAIT))) {
                    if (fn.taken("dirty pages", p.filemap().filemap_range_needs_writeback(pos, last))) {
                        dio.free();
                        return fn.ret((long) -EAGAIN);
                    }
                    flag(iocb, IterFlag.IOMAP_NOWAIT);
                }
                dio.set(IOMAP_DIO_DIRTY);
            } else {
                flag(iocb, IterFlag.IOMAP_WRITE);
                dio.set(IOMAP_DIO_WRITE);
                if (fn.taken("nowait", iocb.has(IOCB_NOWAIT))) {
                    if (fn.taken("cached pages", p.filemap().filemap_range_has_page(pos, last))) {
                        dio.free();
                        return fn.ret((long) -EAGAIN);
                    }
                    flag(iocb, IterFlag.IOMAP_NOWAIT);
                }
                if (!fn.taken("the caller makes the data durable", arg(dio_flags, DioArg.IOMAP_DIO_NOSYNC))) {
                    durability(fn, dio, IOMAP_DIO_WRITE_FUA);
                }
            }
            if (overwriteOnlyFails(fn, dio, dio_flags, len)) {
                return fn.ret((long) -EAGAIN);
            }
            long ret = write_and_invalidate(fn, dio, pos, last);
            if (ret != 0) {
                return fn.ret(ret);
            }
            workqueue(fn, write, wait_for_completion);
            p.inode().inode_dio_begin();
            ret = map(fn, dio, ops);
            revert(fn, dio);
            if (partial(fn, dio, dio_flags, ret)) {
                wait_for_completion |= !iocb.has(IOCB_NOWAIT);
                ret = 0;
            }
            if (fn.taken("not a block mapping", ret == -ENOTBLK, "ret", ret)) {
                wait_for_completion = true;
                ret = 0;
            }
            if (fn.taken("failed", ret < 0, "ret", ret)) {
                dio.iomap_dio_set_error((int) ret);
            }
            if (fn.taken("all written through", dio.has(IOMAP_DIO_WRITE_FUA), "dio->flags", p.flags(dio))) {
                dio.clear(IOMAP_DIO_NEED_SYNC);
            }
            return wait(fn, dio, wait_for_completion, false);
        }
    }

    /// Writes dirty pages of the range and, before a write, empties it; when either fails the dio is gone. fs/iomap/direct-io.c, __iomap_dio_rw, 6.1
    ///
    /// @param last last byte of the range
    /// @return 0, the error of the writeback, or -ENOTBLK
    final long write_and_invalidate(Fn fn, DioRef dio, long pos, long last) {
        int ret = p.filemap().filemap_write_and_wait_range(pos, last);
        if (fn.taken("dirty pages stay", ret != 0, "ret", ret)) {
            dio.free();
            return ret;
        }
        if (dio.has(IOMAP_DIO_WRITE)) {
            ret = p.filemap().invalidate_inode_pages2_range(pos >> 12, last >> 12);
            if (fn.taken("invalidation failed", ret != 0, "ret", ret)) {
                invalidate_fail();
                dio.free();
                return -ENOTBLK;
            }
        }
        return 0;
    }

    /// Asynchronous writes end in a workqueue, reads never.
    final void workqueue(Fn fn, boolean write, boolean wait_for_completion) {
        if (fn.taken("needs the completion workqueue", write && !wait_for_completion && !end.hasDoneWq(), "async", !wait_for_completion)) {
            end.sb_init_dio_done_wq();
        }
    }
}
