package dioscope.model.kernel.fs.iomap;

import static dioscope.model.kernel.Errno.EAGAIN;
import static dioscope.model.kernel.Errno.EIO;
import static dioscope.model.kernel.Errno.ENOTBLK;
import static dioscope.model.profile.DioFlag.IOMAP_DIO_DIRTY;
import static dioscope.model.profile.DioFlag.IOMAP_DIO_NEED_SYNC;
import static dioscope.model.profile.DioFlag.IOMAP_DIO_WRITE;
import static dioscope.model.profile.DioFlag.IOMAP_DIO_WRITE_FUA;
import static dioscope.model.profile.Iocb.IOCB_HIPRI;
import static dioscope.model.profile.Iocb.IOCB_NOWAIT;

import dioscope.model.engine.Fn;
import dioscope.model.kernel.Request;
import dioscope.model.kernel.block.BlkCore;
import dioscope.model.profile.IterFlag;
import java.util.Objects;

/// fs/iomap/direct-io.c, 5.10: mappings come through iomap_apply, and a polled request polls also when its submitter waits.
final class DirectIo_5_10 extends DirectIo_6_1 {
    private final Iter_5_10 apply;

    DirectIo_5_10(DioParts p) {
        super(p);
        apply = (Iter_5_10) iterator;
    }

    @Override
    public long iomap_dio_rw(Request iocb, IomapOps ops, DioOps dops, int dio_flags, long done_before) {
        throw new IllegalStateException("5.10 has no dio_flags");
    }

    /// fs/iomap/direct-io.c, iomap_dio_rw, 5.10
    @Override
    public long iomap_dio_rw(Request iocb, IomapOps ops, DioOps dops, boolean wait_for_completion) {
        boolean wait = wait_for_completion || p.asks().forceWait();
        try (var fn = k.enter("iomap_dio_rw", "wait", wait)) {
            var dio = new DioRef(iocb, dops);
            long ret = __iomap_dio_rw(dio, p.asks().over(k, ops), wait);
            if (fn.taken("no dio to complete", ret != DIO, "ret", ret == DIO ? "dio" : ret)) {
                return fn.ret(ret);
            }
            return fn.ret(end.iomap_dio_complete(dio));
        }
    }

    /// fs/iomap/direct-io.c, __iomap_dio_rw, 5.10
    private long __iomap_dio_rw(DioRef dio, IomapOps ops, boolean wait) {
        try (var fn = k.enter("__iomap_dio_rw")) {
            var iocb = dio.iocb();
            boolean wait_for_completion = wait;
            boolean write = iocb.io().write();
            long count = iocb.iter().count();
            long pos = iocb.kiocb().pos();
            long last = pos + count - 1;
            if (fn.taken("nothing to do", count == 0)) {
                return fn.ret(0L);
            }
            if (fn.taken("nobody would wait", iocb.is_sync_kiocb() && !wait_for_completion)) {
                return fn.ret((long) -EIO);
            }
            begin(dio, count, 0);
            if (!fn.taken("write", write)) {
                if (fn.taken("read at or past the end of the file", pos >= dio.get().iSize(), "pos", pos, "i_size", dio.get().iSize())) {
                    dio.free();
                    return fn.ret(0L);
                }
                dio.set(IOMAP_DIO_DIRTY);
            } else {
                flag(iocb, IterFlag.IOMAP_WRITE);
                dio.set(IOMAP_DIO_WRITE);
                durability(fn, dio, IOMAP_DIO_WRITE_FUA);
            }
            if (fn.taken("nowait", iocb.has(IOCB_NOWAIT))) {
                if (fn.taken("cached pages", p.filemap().filemap_range_has_page(pos, last))) {
                    dio.free();
                    return fn.ret((long) -EAGAIN);
                }
                flag(iocb, IterFlag.IOMAP_NOWAIT);
            }
            long ret = write_and_invalidate(fn, dio, pos, last);
            if (ret != 0) {
                return fn.ret(ret);
            }
            workqueue(fn, write, wait_for_completion);
            p.inode().inode_dio_begin();
            p.block().core().blk_start_plug();
            do {
                long at = pos;
                long left = count;
                iocb.iomi("next mapping", i -> i.at(at, left));
                ret = apply.iomap_apply(iocb, pos, count, ops, () -> iomap_dio_iter(dio));
                if (fn.taken("mapping ends the loop", ret <= 0, "ret", ret)) {
                    if (fn.taken("not a block mapping", ret == -ENOTBLK, "ret", ret)) {
                        wait_for_completion = true;
                        ret = 0;
                    }
                    break;
                }
                pos += ret;
                long over = pos - dio.get().iSize();
                if (fn.taken("read to the end of the file", !write && over >= 0, "pos", pos, "i_size", dio.get().iSize())) {
                    iocb.iter("revert", it -> it.revert(over));
                    break;
                }
                count = iocb.iter().count();
            } while (fn.taken("more to map", count > 0, "count", count));
            p.block().core().blk_finish_plug();
            if (fn.taken("failed", ret < 0, "ret", ret)) {
                dio.iomap_dio_set_error((int) ret);
            }
            if (fn.taken("all written through", dio.has(IOMAP_DIO_WRITE_FUA), "dio->flags", p.flags(dio))) {
                dio.clear(IOMAP_DIO_NEED_SYNC);
            }
            return wait(fn, dio, wait_for_completion, false);
        }
    }

    /// One mapping. fs/iomap/direct-io.c, iomap_dio_actor, 5.10
    @Override
    long iomap_dio_iter(DioRef dio) {
        try (var fn = k.enter("iomap_dio_actor")) {
            return fn.ret(one(fn, dio));
        }
    }

    /// A read of nothing: zeros for the user; a fault is no error but ends the request. fs/iomap/direct-io.c, iomap_dio_hole_actor, 5.10
    @Override
    long iomap_dio_hole_iter(DioRef dio) {
        try (var fn = k.enter("iomap_dio_hole_actor", "flags", p.flags(dio))) {
            long length = p.buffer().iov_iter_zero(dio.iocb(), Iter.iomap_length(dio.iocb().iomi()));
            dio.update("size", d -> d.withSize(d.size() + length));
            return fn.ret(length);
        }
    }

    /// fs/iomap/direct-io.c, iomap_dio_inline_actor, 5.10
    @Override
    long iomap_dio_inline_iter(DioRef dio) {
        try (var fn = k.enter("iomap_dio_inline_actor")) {
            var iomi = dio.iocb().iomi();
            Objects.requireNonNull(iomi.iomap());
            return fn.ret(inline(fn, dio, iomi.pos(), Iter.iomap_length(iomi)));
        }
    }

    /// fs/iomap/direct-io.c, iomap_dio_iopoll, 5.10
    @Override
    public int iopoll(Request iocb, boolean spin) {
        try (var fn = k.enter("iomap_dio_iopoll", "spin", spin)) {
            int cookie = iocb.io().pollBio();
            if (fn.taken("nothing was submitted", cookie == 0)) {
                return fn.ret(0);
            }
            return fn.ret(p.block().core().blk_poll(cookie, spin));
        }
    }

    /// Polls for its own bios when it was asked to. When nothing has come but another task wants the processor the state is TASK_RUNNING, so that
    /// blk_io_schedule lets that one run and does not sleep. fs/iomap/direct-io.c, __iomap_dio_rw; block/blk-mq.c, blk_poll, 5.10
    @Override
    void sleep(Fn fn, DioRef dio) {
        if (fn.taken("poll for it", dio.iocb().has(IOCB_HIPRI), "IOCB_HIPRI", dio.iocb().has(IOCB_HIPRI))) {
            int cookie = dio.iocb().io().pollBio();
            if (fn.taken("something came", p.block().core().blk_poll(cookie, true) > 0, "cookie", cookie)) {
                return;
            }
            if (p.bdev().poll()) {
                if (cookie == BlkCore.BLK_QC_T_NONE) {
                    throw k.refuse(
                            "The last bio was merged into another and has no cookie to poll for: 5.10 sleeps until the driver times out.");
                }
                k.yield();
                return;
            }
        }
        super.sleep(fn, dio);
    }
}
