package dioscope.model.kernel.fs.iomap;

import static dioscope.model.kernel.Errno.EAGAIN;
import static dioscope.model.kernel.Errno.EFAULT;
import static dioscope.model.kernel.Errno.EIO;
import static dioscope.model.kernel.Errno.EIOCBQUEUED;
import static dioscope.model.kernel.Errno.ENOTBLK;
import static dioscope.model.profile.DioFlag.IOMAP_DIO_BOUNCE;
import static dioscope.model.profile.DioFlag.IOMAP_DIO_COMP_WORK;
import static dioscope.model.profile.DioFlag.IOMAP_DIO_FSBLOCK_ALIGNED;
import static dioscope.model.profile.DioFlag.IOMAP_DIO_NEED_SYNC;
import static dioscope.model.profile.DioFlag.IOMAP_DIO_USER_BACKED;
import static dioscope.model.profile.DioFlag.IOMAP_DIO_WRITE;
import static dioscope.model.profile.DioFlag.IOMAP_DIO_WRITE_THROUGH;
import static dioscope.model.profile.Iocb.IOCB_ATOMIC;
import static dioscope.model.profile.Iocb.IOCB_HIPRI;
import static dioscope.model.profile.Iocb.IOCB_NOWAIT;
import static dioscope.model.profile.Iocb.IOCB_SYNC;

import dioscope.model.engine.Fn;
import dioscope.model.engine.Kernel;
import dioscope.model.kernel.Request;
import dioscope.model.kernel.block.BioBounce;
import dioscope.model.kernel.block.BioIov;
import dioscope.model.kernel.block.Block;
import dioscope.model.kernel.fs.FsInode;
import dioscope.model.kernel.fs.Sync;
import dioscope.model.kernel.lib.UserBuffer;
import dioscope.model.kernel.mm.Filemap;
import dioscope.model.profile.Bits;
import dioscope.model.profile.DioArg;
import dioscope.model.profile.DioFlag;
import dioscope.model.profile.Feature;
import dioscope.model.profile.IterFlag;
import dioscope.model.profile.Part;
import dioscope.model.state.Content;
import dioscope.model.state.Data;
import dioscope.model.state.Dio;
import dioscope.model.state.Iomap;
import dioscope.model.state.IomapIter;
import java.util.Objects;

/// fs/iomap/direct-io.c, 7.2: one direct I/O from the request to its end. How a mapping becomes bios is [DioBio], how they end is [DioEnd].
public class DirectIo {
    /// What `__iomap_dio_rw` returns when it hands the finished struct iomap_dio to its caller.
    static final long DIO = Long.MIN_VALUE;

    final DioParts p;
    final Kernel k;
    final Iter iterator;
    final DioEnd end;
    final DioBio bio;

    DirectIo(DioParts p) {
        this.p = p;
        this.k = p.k();
        this.iterator = Iter.of(k);
        this.end = DioEnd.of(p);
        this.bio = DioBio.of(p, end);
    }

    /// The functions as the kernel that runs has them.
    ///
    /// @param fs_block_size i_blocksize, bytes
    /// @param asks what the file system asks for beyond ext4
    /// @param wq makes the workqueue for completions
    public static DirectIo of(Kernel k, int fs_block_size, UserBuffer buffer, Block block, Filemap filemap, FsInode inode, Sync sync,
            FilesystemAsks asks, DioWorkqueue.Alloc wq) {
        var pages = BioIov.of(k, buffer, block.limits().logicalBlockSize());
        var p = new DioParts(k, fs_block_size, buffer, pages, new BioBounce(k, block, buffer, pages), block, filemap, inode, sync,
                asks.knownTo(k.profile()), wq);
        return switch (k.profile().version(Part.IOMAP_DIRECT_IO)) {
            case V5_10 -> new DirectIo_5_10(p);
            case V6_1 -> new DirectIo_6_1(p);
            case V6_6, V6_12, V6_14 -> new DirectIo_6_12(p);
            case V7_1, V7_2 -> new DirectIo(p);
        };
    }

    /// As 5.10 has it: the caller says whether to wait, not with a flag. fs/iomap/direct-io.c, iomap_dio_rw, 5.10
    ///
    /// @param wait_for_completion the caller waits also for an asynchronous kiocb
    /// @return bytes, or -errno
    public long iomap_dio_rw(Request iocb, IomapOps ops, DioOps dops, boolean wait_for_completion) {
        throw new IllegalStateException("iomap_dio_rw takes dio_flags since 5.17");
    }

    /// fs/iomap/direct-io.c, iomap_dio_rw, 6.1
    ///
    /// @param dio_flags IOMAP_DIO_FORCE_WAIT ..., bits as the profile places them
    /// @param done_before bytes done before by other means
    /// @return bytes, or -errno
    public long iomap_dio_rw(Request iocb, IomapOps ops, DioOps dops, int dio_flags, long done_before) {
        int flags = dio_flags | p.asks().dioArgs(k.profile());
        long before = done_before + p.asks().doneBefore();
        try (var fn = k.enter("iomap_dio_rw", "dio_flags", new Bits(k.profile().dioArg(), flags))) {
            var dio = new DioRef(iocb, dops);
            long ret = __iomap_dio_rw(dio, p.asks().over(k, ops), flags, before);
            if (fn.taken("no dio to complete", ret != DIO, "ret", ret == DIO ? "dio" : ret)) {
                return fn.ret(ret);
            }
            return fn.ret(end.iomap_dio_complete(dio));
        }
    }

    /// fs/iomap/direct-io.c, __iomap_dio_rw, 7.2
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
            if (arg(dio_flags, DioArg.IOMAP_DIO_FSBLOCK_ALIGNED)) {
                dio.set(IOMAP_DIO_FSBLOCK_ALIGNED);
            }
            if (arg(dio_flags, DioArg.IOMAP_DIO_BOUNCE)) {
                dio.set(IOMAP_DIO_BOUNCE);
            }
            if (fn.taken("nowait", iocb.has(IOCB_NOWAIT))) {
                flag(iocb, IterFlag.IOMAP_NOWAIT);
            }
            if (!fn.taken("write", write)) {
                if (fn.taken("read at or past the end of the file", iocb.iomi().pos() >= dio.get().iSize(), "pos", iocb.iomi().pos(),
                        "i_size", dio.get().iSize())) {
                    dio.free();
                    return fn.ret(0L);
                }
                dio.set(IOMAP_DIO_USER_BACKED);
                int ret = p.filemap().kiocb_write_and_wait(iocb, len);
                if (fn.taken("dirty pages stay", ret != 0, "ret", ret)) {
                    dio.free();
                    return fn.ret((long) ret);
                }
            } else {
                flag(iocb, IterFlag.IOMAP_WRITE);
                dio.set(IOMAP_DIO_WRITE);
                if (overwriteOnlyFails(fn, dio, dio_flags, len)) {
                    return fn.ret((long) -EAGAIN);
                }
                if (fn.taken("atomic", iocb.has(IOCB_ATOMIC))) {
                    flag(iocb, IterFlag.IOMAP_ATOMIC);
                }
                durability(fn, dio, IOMAP_DIO_WRITE_THROUGH);
                if (fn.taken("grows the file", iocb.iomi().pos() + len > dio.get().iSize(), "pos", iocb.iomi().pos(), "len", len, "i_size",
                        dio.get().iSize())) {
                    dio.set(IOMAP_DIO_COMP_WORK);
                }
                long ret = kiocb_invalidate_pages(fn, dio, len);
                if (ret != 0) {
                    return fn.ret(ret);
                }
            }
            if (fn.taken("needs the completion workqueue", !wait_for_completion && !end.hasDoneWq(), "async", !wait_for_completion)) {
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
            } else if (fn.taken("still needs sync", dio.has(IOMAP_DIO_NEED_SYNC), "dio->flags", p.flags(dio))) {
                dio.set(IOMAP_DIO_COMP_WORK);
            }
            return wait(fn, dio, wait_for_completion, true);
        }
    }

    /// One mapping, as far as the loop lets it. fs/iomap/direct-io.c, iomap_dio_iter, 7.2; 6.1 the same
    ///
    /// @return what the kernel's own iterator wants: a status, or bytes processed
    long iomap_dio_iter(DioRef dio) {
        try (var fn = k.enter("iomap_dio_iter")) {
            return fn.ret(one(fn, dio));
        }
    }

    /// The switch over the mapping's type.
    long one(Fn fn, DioRef dio) {
        var type = Objects.requireNonNull(dio.iocb().iomi().iomap()).type();
        boolean write = dio.has(IOMAP_DIO_WRITE);
        fn.taken("mapped", type == Iomap.Type.MAPPED, "iomap type", type);
        return switch (type) {
            case HOLE -> fn.taken("a write met a hole", write) ? -EIO : iomap_dio_hole_iter(dio);
            case UNWRITTEN -> fn.taken("a read of unwritten blocks", !write) ? iomap_dio_hole_iter(dio) : bio.iomap_dio_bio_iter(dio);
            case MAPPED -> bio.iomap_dio_bio_iter(dio);
            case INLINE -> iomap_dio_inline_iter(dio);
            case DELALLOC -> {
                fn.taken("collision with a buffered write", true);
                yield -EIO;
            }
        };
    }

    /// A read of nothing: zeros for the user. fs/iomap/direct-io.c, iomap_dio_hole_iter, 7.2
    long iomap_dio_hole_iter(DioRef dio) {
        try (var fn = k.enter("iomap_dio_hole_iter", "flags", p.flags(dio))) {
            long length = p.buffer().iov_iter_zero(dio.iocb(), Iter.iomap_length(dio.iocb().iomi()));
            dio.update("size", d -> d.withSize(d.size() + length));
            if (fn.taken("user memory cannot be written", length == 0)) {
                return fn.ret(-EFAULT);
            }
            return fn.ret((int) advance(dio, length));
        }
    }

    /// Data that the file system keeps in memory beside its metadata. fs/iomap/direct-io.c, iomap_dio_inline_iter, 7.2
    long iomap_dio_inline_iter(DioRef dio) {
        try (var fn = k.enter("iomap_dio_inline_iter")) {
            var iomi = dio.iocb().iomi();
            var iomap = Objects.requireNonNull(iomi.iomap());
            long length = Iter.iomap_length(iomi);
            if (k.has(Feature.INLINE_DATA_LENGTH_CHECKED)
                    && fn.taken("longer than a page", iomap.length() > 4096, "length", iomap.length())) {
                return fn.ret((long) -EIO);
            }
            long copied = inline(fn, dio, iomi.pos(), length);
            if (fn.taken("user memory cannot be reached", copied == 0)) {
                return fn.ret((long) -EFAULT);
            }
            return fn.ret(advance(dio, copied));
        }
    }

    /// Copies between the user and inline data, which stand where the file system keeps its copy of the file in memory.
    ///
    /// @return bytes
    final long inline(Fn fn, DioRef dio, long pos, long length) {
        var iocb = dio.iocb();
        long copied;
        if (fn.taken("write", dio.has(IOMAP_DIO_WRITE))) {
            long size = p.i_size_read();
            if (fn.taken("behind the end of the file", pos > size, "pos", pos, "i_size", size)) {
                inlineData("zero up to the write", k.world().pageCache().data().fill(size, pos - size, Data.ZERO));
            }
            long from = iocb.iter().done();
            copied = p.buffer().copy_from_iter(iocb, length);
            if (fn.taken("some bytes copied", copied > 0, "copied", copied)) {
                inlineData("inline data", k.world().pageCache().data().copy(iocb.io().data(), from, pos, copied));
                if (fn.taken("grows the file", pos + copied > size, "i_size", size)) {
                    k.apply("i_size", k.world().withInode(k.world().inode().withISize(pos + copied)));
                }
            }
        } else {
            var inline_data = Content.EMPTY.fill(0, length, Data.ZERO).copy(k.world().pageCache().data(), pos, 0, length);
            copied = p.buffer().copy_to_iter(iocb, length, inline_data);
        }
        dio.update("size", d -> d.withSize(d.size() + copied));
        return copied;
    }

    private void inlineData(String label, Content data) {
        var cache = k.world().pageCache();
        if (!data.equals(cache.data())) {
            k.apply(label, k.world().withPageCache(cache.withData(data)));
        }
    }

    /// The body's own advance (from 7.1 on), or the bytes it reports.
    long advance(DioRef dio, long bytes) {
        return Iter.advance(k, dio.iocb(), bytes);
    }

    final boolean arg(int dio_flags, DioArg flag) {
        return k.profile().dioArg().has(dio_flags, flag);
    }

    /// trace_iomap_dio_rw_begin
    final void rw_begin(int dio_flags, long done_before) {
        try (var t = k.enter("trace_iomap_dio_rw_begin", "dio_flags", new Bits(k.profile().dioArg(), dio_flags), "done_before",
                done_before)) {
            t.ret(0, "void");
        }
    }

    /// Allocates the dio and sets up the walk through the mappings.
    final void begin(DioRef dio, long len, long done_before) {
        long i_size = p.i_size_read();
        int direct = k.profile().iter().mask(IterFlag.IOMAP_DIRECT);
        dio.iocb().io("allocate struct iomap_dio", i -> i.withDio(new Dio(0, 1, 0, 0, i_size, false, k.current(), done_before)));
        dio.iocb().io("struct iomap_iter", i -> i.withIomi(new IomapIter(i.kiocb().pos(), len, 0, direct, null)));
    }

    final void flag(Request iocb, IterFlag f) {
        iocb.iomi("ask for " + f.shortName(), i -> i.withFlags(i.flags() | k.profile().iter().mask(f)));
    }

    /// IOMAP_DIO_OVERWRITE_ONLY: only what lies inside the file.
    ///
    /// @return whether that ends the request with -EAGAIN
    final boolean overwriteOnlyFails(Fn fn, DioRef dio, int dio_flags, long len) {
        if (fn.taken("overwrite only", arg(dio_flags, DioArg.IOMAP_DIO_OVERWRITE_ONLY))) {
            long pos = dio.iocb().iomi().pos();
            long i_size = dio.get().iSize();
            if (fn.taken("not inside i_size", pos >= i_size || pos + len > i_size, "pos", pos, "len", len, "i_size", i_size)) {
                dio.free();
                return true;
            }
            flag(dio.iocb(), IterFlag.IOMAP_OVERWRITE_ONLY);
        }
        return false;
    }

    /// What O_DSYNC and O_SYNC ask of a write.
    final void durability(Fn fn, DioRef dio, DioFlag writeThrough) {
        var iocb = dio.iocb();
        if (fn.taken("dsync", iocb.iocb_is_dsync(), "ki_flags", new Bits(k.profile().iocb(), iocb.kiocb().flags()))) {
            dio.set(IOMAP_DIO_NEED_SYNC);
            if (fn.taken("only data must be durable", !iocb.has(IOCB_SYNC), "IOCB_SYNC", iocb.has(IOCB_SYNC))) {
                dio.set(writeThrough);
            }
        }
    }

    /// Empties the page cache under a write; when that fails the dio is gone.
    ///
    /// @return 0, -EAGAIN, or -ENOTBLK for a buffered write instead
    final long kiocb_invalidate_pages(Fn fn, DioRef dio, long len) {
        var iocb = dio.iocb();
        int invalidated = p.filemap().kiocb_invalidate_pages(iocb, len);
        if (!fn.taken("invalidation failed", invalidated != 0, "ret", invalidated)) {
            return 0;
        }
        long ret = invalidated;
        if (fn.taken("fall back to buffered", invalidated != -EAGAIN)) {
            invalidate_fail();
            ret = k.has(Feature.ATOMIC_WRITES) && fn.taken("atomic: try again", iocb.has(IOCB_ATOMIC)) ? -EAGAIN : -ENOTBLK;
        }
        dio.free();
        return ret;
    }

    /// trace_iomap_dio_invalidate_fail
    final void invalidate_fail() {
        try (var t = k.enter("iomap_dio_invalidate_fail")) {
            t.ret(0, "void");
        }
    }

    /// The loop over the mappings.
    ///
    /// @return 0 at the end, or -errno
    final long map(Fn fn, DioRef dio, IomapOps ops) {
        p.block().core().blk_start_plug();
        int more;
        while (fn.taken("a mapping", (more = iterator.iomap_iter(dio.iocb(), ops)) > 0, "ret", more)) {
            iterator.done(dio.iocb(), iomap_dio_iter(dio));
            dio.iocb().clear(IOCB_HIPRI);
        }
        p.block().core().blk_finish_plug();
        return more;
    }

    /// A read says it has read up to i_size, and no more is taken from the iterator.
    final void revert(Fn fn, DioRef dio) {
        if (!dio.has(IOMAP_DIO_WRITE)) {
            long over = dio.iocb().iomi().pos() - dio.get().iSize();
            if (fn.taken("read to the end of the file", over >= 0, "pos", dio.iocb().iomi().pos(), "i_size", dio.get().iSize())) {
                dio.iocb().iter("revert", it -> it.revert(over));
            }
        }
    }

    final boolean partial(Fn fn, DioRef dio, int dio_flags, long ret) {
        return fn.taken("partial after a fault",
                ret == -EFAULT && dio.get().size() > 0 && arg(dio_flags, DioArg.IOMAP_DIO_PARTIAL), "ret", ret);
    }

    /// Drops the submission's reference and waits for the others when the caller does.
    ///
    /// @param traced the kernel has trace_iomap_dio_rw_queued
    /// @return -EIOCBQUEUED, or [#DIO] for the caller to complete
    final long wait(Fn fn, DioRef dio, boolean wait_for_completion, boolean traced) {
        dio.update("wait_for_completion", d -> d.withWait(wait_for_completion));
        long pos = dio.iocb().iomi().pos();
        if (fn.taken("bios still in flight", !dio.dec_and_test(), "ref", dio.get().ref())) {
            if (fn.taken("do not wait", !wait_for_completion)) {
                if (traced) {
                    try (var t = k.enter("trace_iomap_dio_rw_queued", "pos", pos)) {
                        t.ret(0, "void");
                    }
                }
                return fn.ret((long) -EIOCBQUEUED);
            }
            while (fn.taken("waiter still set", dio.get().waiter() != 0)) {
                sleep(fn, dio);
            }
        }
        return fn.ret(DIO, "dio");
    }

    /// `file_operations.iopoll`: looks whether the device has done what the request waits for. block/blk-core.c, iocb_bio_iopoll, 6.1
    ///
    /// @param spin go on looking
    /// @return completions found
    public int iopoll(Request iocb, boolean spin) {
        return p.block().core().iocb_bio_iopoll(iocb.id(), !spin);
    }

    /// What a waiting submitter does.
    void sleep(Fn fn, DioRef dio) {
        p.block().core().blk_io_schedule("the last bio of the direct I/O (dio->ref)");
    }
}
