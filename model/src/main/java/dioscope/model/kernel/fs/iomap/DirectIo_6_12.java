package dioscope.model.kernel.fs.iomap;

import static dioscope.model.kernel.Errno.EAGAIN;
import static dioscope.model.kernel.Errno.ENOTBLK;
import static dioscope.model.profile.DioFlag.IOMAP_DIO_CALLER_COMP;
import static dioscope.model.profile.DioFlag.IOMAP_DIO_DIRTY;
import static dioscope.model.profile.DioFlag.IOMAP_DIO_INLINE_COMP;
import static dioscope.model.profile.DioFlag.IOMAP_DIO_NEED_SYNC;
import static dioscope.model.profile.DioFlag.IOMAP_DIO_WRITE;
import static dioscope.model.profile.DioFlag.IOMAP_DIO_WRITE_THROUGH;
import static dioscope.model.profile.Iocb.IOCB_ATOMIC;
import static dioscope.model.profile.Iocb.IOCB_DIO_CALLER_COMP;
import static dioscope.model.profile.Iocb.IOCB_NOWAIT;

import dioscope.model.profile.DioArg;
import dioscope.model.profile.Feature;
import dioscope.model.profile.IterFlag;

/// fs/iomap/direct-io.c, 6.6, 6.12 and 6.14.
class DirectIo_6_12 extends DirectIo {
    DirectIo_6_12(DioParts p) {
        super(p);
    }

    /// fs/iomap/direct-io.c, __iomap_dio_rw, 6.12
    @Override
    long __iomap_dio_rw(DioRef dio, IomapOps ops, int dio_flags, long done_before) {
        try (var fn = k.enter("__iomap_dio_rw")) {
            var iocb = dio.iocb();
            boolean write = iocb.io().write();
            long len = iocb.iter().count();
            boolean wait_for_completion = iocb.is_sync_kiocb() || arg(dio_flags, DioArg.IOMAP_DIO_FORCE_WAIT);
            rw_begin(dio_flags, done_before);
            if (fn.taken("nothing to do", len == 0)) {
                return fn.ret(0L);
            }
            begin(dio, len, done_before);
            if (fn.taken("nowait", iocb.has(IOCB_NOWAIT))) {
                flag(iocb, IterFlag.IOMAP_NOWAIT);
            }
            if (k.has(Feature.ATOMIC_WRITES) && fn.taken("atomic", iocb.has(IOCB_ATOMIC))) {
                flag(iocb, IterFlag.IOMAP_ATOMIC);
            }
            if (!fn.taken("write", write)) {
                dio.set(IOMAP_DIO_INLINE_COMP);
                if (fn.taken("read at or past the end of the file", iocb.iomi().pos() >= dio.get().iSize(), "pos", iocb.iomi().pos(),
                        "i_size", dio.get().iSize())) {
                    dio.free();
                    return fn.ret(0L);
                }
                dio.set(IOMAP_DIO_DIRTY);
                int ret = p.filemap().kiocb_write_and_wait(iocb, len);
                if (fn.taken("dirty pages stay", ret != 0, "ret", ret)) {
                    dio.free();
                    return fn.ret((long) ret);
                }
            } else {
                flag(iocb, IterFlag.IOMAP_WRITE);
                dio.set(IOMAP_DIO_WRITE);
                if (fn.taken("caller completes", iocb.has(IOCB_DIO_CALLER_COMP))) {
                    dio.set(IOMAP_DIO_CALLER_COMP);
                }
                if (overwriteOnlyFails(fn, dio, dio_flags, len)) {
                    return fn.ret((long) -EAGAIN);
                }
                durability(fn, dio, IOMAP_DIO_WRITE_THROUGH);
                long ret = kiocb_invalidate_pages(fn, dio, len);
                if (ret != 0) {
                    return fn.ret(ret);
                }
            }
            boolean wants = write || k.has(Feature.ASYNC_ERRORS_IN_A_TASK);
            if (fn.taken("needs the completion workqueue", !wait_for_completion && wants && !end.hasDoneWq(), "async",
                    !wait_for_completion)) {
                end.sb_init_dio_done_wq();
            }
            p.inode().inode_dio_begin();
            long ret = map(fn, dio, ops);
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
            if (fn.taken("all written through", dio.has(IOMAP_DIO_WRITE_THROUGH), "dio->flags", p.flags(dio))) {
                dio.clear(IOMAP_DIO_NEED_SYNC);
            }
            return wait(fn, dio, wait_for_completion, true);
        }
    }

    /// The iterator advances, not the body.
    @Override
    long advance(DioRef dio, long bytes) {
        return bytes;
    }
}
