package dioscope.model.kernel.fs.iomap;

import static dioscope.model.kernel.Errno.EAGAIN;
import static dioscope.model.kernel.Errno.EFAULT;
import static dioscope.model.kernel.Errno.EINVAL;
import static dioscope.model.kernel.Errno.EIO;
import static dioscope.model.kernel.Errno.EIOCBQUEUED;
import static dioscope.model.kernel.Errno.ENOTBLK;
import static dioscope.model.profile.DioFlag.IOMAP_DIO_CALLER_COMP;
import static dioscope.model.profile.DioFlag.IOMAP_DIO_COW;
import static dioscope.model.profile.DioFlag.IOMAP_DIO_INLINE_COMP;
import static dioscope.model.profile.DioFlag.IOMAP_DIO_NEED_SYNC;
import static dioscope.model.profile.DioFlag.IOMAP_DIO_UNWRITTEN;
import static dioscope.model.profile.DioFlag.IOMAP_DIO_WRITE;
import static dioscope.model.profile.DioFlag.IOMAP_DIO_WRITE_THROUGH;
import static dioscope.model.profile.Iocb.IOCB_DIO_CALLER_COMP;
import static dioscope.model.profile.Iocb.IOCB_HIPRI;
import static dioscope.model.profile.Iocb.IOCB_NOWAIT;
import static dioscope.model.profile.Iocb.IOCB_SYNC;
import static dioscope.model.profile.Req.REQ_FUA;
import static dioscope.model.profile.Req.REQ_IDLE;
import static dioscope.model.profile.Req.REQ_SYNC;

import dioscope.model.engine.Kernel;
import dioscope.model.kernel.Request;
import dioscope.model.kernel.block.BioIov;
import dioscope.model.kernel.block.Block;
import dioscope.model.kernel.fs.FsInode;
import dioscope.model.kernel.fs.Sync;
import dioscope.model.kernel.lib.UserBuffer;
import dioscope.model.kernel.mm.Filemap;
import dioscope.model.profile.Bits;
import dioscope.model.profile.DioArg;
import dioscope.model.profile.IomapFlag;
import dioscope.model.profile.IterFlag;
import dioscope.model.kernel.block.QueueLimits;
import dioscope.model.state.Bio;
import dioscope.model.state.Content;
import dioscope.model.state.Data;
import dioscope.model.state.Dio;
import dioscope.model.state.Iomap;
import dioscope.model.state.IomapIter;
import java.util.List;
import java.util.Objects;

/// fs/iomap/direct-io.c, 6.12: one direct I/O from the request to its end.
public final class DirectIo {
    private static final long ZERO_PAGE = 0xF000_0000L;
    private static final int IOMAP_ZERO_PAGE_SIZE = 64 << 10;

    private final Kernel k;
    private final QueueLimits bdev;
    private final int fs_block_size;
    private final Iter iterator;
    private final UserBuffer buffer;
    private final BioIov pages;
    private final Block block;
    private final Filemap filemap;
    private final FsInode inode;
    private final Sync sync;
    private final Data data;

    /// @param data whose data the user's buffer holds
    public DirectIo(Kernel k, int fs_block_size, UserBuffer buffer, Block block, Filemap filemap, FsInode inode,
            Sync sync, Data data) {
        this.k = k;
        this.bdev = block.limits();
        this.fs_block_size = fs_block_size;
        this.iterator = new Iter(k);
        this.buffer = buffer;
        this.pages = new BioIov(k, buffer, this.bdev.logicalBlockSize());
        this.block = block;
        this.filemap = filemap;
        this.inode = inode;
        this.sync = sync;
        this.data = data;
    }

    /// fs/iomap/direct-io.c, iomap_dio_rw, 6.12
    ///
    /// @return bytes, or -errno
    public long iomap_dio_rw(Request iocb, IomapOps ops, DioOps dops, int dio_flags, long done_before) {
        try (var fn = k.enter("iomap_dio_rw", "dio_flags", new Bits(k.profile().dioArg(), dio_flags))) {
            long ret = __iomap_dio_rw(iocb, ops, dops, dio_flags, done_before);
            if (fn.taken("no dio to complete", ret != DIO, "ret", ret == DIO ? "dio" : ret)) {
                return fn.ret(ret);
            }
            return fn.ret(iomap_dio_complete(iocb, dops));
        }
    }

    /// What `__iomap_dio_rw` returns when it hands the finished struct iomap_dio to its caller.
    private static final long DIO = Long.MIN_VALUE;

    /// fs/iomap/direct-io.c, __iomap_dio_rw, 6.12
    private long __iomap_dio_rw(Request iocb, IomapOps ops, DioOps dops, int dio_flags, long done_before) {
        try (var fn = k.enter("__iomap_dio_rw")) {
            boolean write = iocb.io().write();
            long len = iocb.iter().count();
            int direct = k.profile().iter().mask(IterFlag.IOMAP_DIRECT);
            long i_size = k.world().inode().iSize();
            boolean wait_for_completion = !iocb.kiocb().async() || k.profile().dioArg().has(dio_flags, DioArg.IOMAP_DIO_FORCE_WAIT);
            if (fn.taken("nothing to do", len == 0)) {
                return fn.ret(0L);
            }
            iocb.io("allocate struct iomap_dio", i -> i.withDio(new Dio(0, 1, 0, 0, i_size, false, k.current(), done_before)));
            iocb.io("struct iomap_iter", i -> i.withIomi(new IomapIter(i.kiocb().pos(), len, 0, direct, null)));
            if (fn.taken("nowait", iocb.has(IOCB_NOWAIT))) {
                flag(iocb, IterFlag.IOMAP_NOWAIT);
            }
            long ret = 0;
            if (!fn.taken("write", write)) {
                throw k.refuse("Direct reads are not modelled yet.");
            }
            flag(iocb, IterFlag.IOMAP_WRITE);
            iocb.set(IOMAP_DIO_WRITE);
            if (fn.taken("caller completes", iocb.has(IOCB_DIO_CALLER_COMP))) {
                iocb.set(IOMAP_DIO_CALLER_COMP);
            }
            if (fn.taken("overwrite only", k.profile().dioArg().has(dio_flags, DioArg.IOMAP_DIO_OVERWRITE_ONLY))) {
                long pos = iocb.iomi().pos();
                if (fn.taken("not inside i_size", pos >= i_size || pos + len > i_size, "pos", pos, "len", len, "i_size", i_size)) {
                    free(iocb);
                    return fn.ret((long) -EAGAIN);
                }
                flag(iocb, IterFlag.IOMAP_OVERWRITE_ONLY);
            }
            if (fn.taken("dsync", iocb.iocb_is_dsync(), "ki_flags", new Bits(k.profile().iocb(), iocb.kiocb().flags()))) {
                iocb.set(IOMAP_DIO_NEED_SYNC);
                if (fn.taken("only data must be durable", !iocb.has(IOCB_SYNC), "IOCB_SYNC", iocb.has(IOCB_SYNC))) {
                    iocb.set(IOMAP_DIO_WRITE_THROUGH);
                }
            }
            int invalidated = filemap.kiocb_invalidate_pages(iocb, len);
            if (fn.taken("invalidation failed", invalidated != 0, "ret", invalidated)) {
                ret = invalidated;
                if (fn.taken("fall back to buffered", invalidated != -EAGAIN)) {
                    try (var t = k.enter("iomap_dio_invalidate_fail")) {
                        ret = -ENOTBLK;
                    }
                }
                free(iocb);
                return fn.ret(ret);
            }
            if (fn.taken("needs the completion workqueue", !wait_for_completion)) {
                throw k.refuse("Asynchronous direct I/O is not modelled yet.");
            }
            inode.inode_dio_begin();
            block.core().blk_start_plug();
            int more;
            while (fn.taken("a mapping", (more = iterator.iomap_iter(iocb, ops)) > 0, "ret", more)) {
                long processed = iomap_dio_iter(iocb);
                iocb.iomi("processed", i -> i.withProcessed(processed));
                iocb.clear(IOCB_HIPRI);
            }
            ret = more;
            block.core().blk_finish_plug();
            if (fn.taken("partial after a fault",
                    ret == -EFAULT && iocb.dio().size() > 0 && k.profile().dioArg().has(dio_flags, DioArg.IOMAP_DIO_PARTIAL), "ret", ret)) {
                if (!iocb.has(IOCB_NOWAIT)) {
                    wait_for_completion = true;
                }
                ret = 0;
            }
            if (fn.taken("not a block mapping", ret == -ENOTBLK, "ret", ret)) {
                wait_for_completion = true;
                ret = 0;
            }
            if (fn.taken("failed", ret < 0, "ret", ret)) {
                iomap_dio_set_error(iocb, (int) ret);
            }
            if (fn.taken("all written through", iocb.has(IOMAP_DIO_WRITE_THROUGH), "dio->flags", flags(iocb))) {
                iocb.clear(IOMAP_DIO_NEED_SYNC);
            }
            boolean wait = wait_for_completion;
            iocb.dio("wait_for_completion", d -> d.withWait(wait));
            if (fn.taken("bios still in flight", !dec_and_test(iocb), "ref", iocb.dio().ref())) {
                if (fn.taken("do not wait", !wait)) {
                    return fn.ret((long) -EIOCBQUEUED);
                }
                while (fn.taken("waiter still set", iocb.dio().waiter() != 0)) {
                    block.core().blk_io_schedule("the last bio of the direct I/O (dio->ref)");
                }
            }
            return fn.ret(DIO, "dio");
        }
    }

    private void free(Request iocb) {
        iocb.io("free struct iomap_dio", i -> i.withDio(null).withIomi(null));
    }

    private void flag(Request iocb, IterFlag f) {
        iocb.iomi("ask for " + f.shortName(),
                i -> new IomapIter(i.pos(), i.len(), i.processed(), i.flags() | k.profile().iter().mask(f), i.iomap()));
    }

    private Bits flags(Request iocb) {
        return new Bits(k.profile().dio(), iocb.dio().flags());
    }

    private boolean dec_and_test(Request iocb) {
        iocb.dio("drop a reference", d -> d.withRef(d.ref() - 1));
        return iocb.dio().ref() == 0;
    }

    /// fs/iomap/direct-io.c, iomap_dio_iter, 6.12
    private long iomap_dio_iter(Request iocb) {
        try (var fn = k.enter("iomap_dio_iter")) {
            var type = Objects.requireNonNull(iocb.iomi().iomap()).type();
            fn.taken("mapped", type == Iomap.Type.MAPPED, "iomap type", type);
            return fn.ret(switch (type) {
                case MAPPED, UNWRITTEN -> iomap_dio_bio_iter(iocb);
                case HOLE -> {
                    fn.taken("a write met a hole", true);
                    yield -EIO;
                }
                case DELALLOC -> {
                    fn.taken("collision with a buffered write", true);
                    yield -EIO;
                }
                case INLINE -> throw k.refuse("Inline data is not modelled yet.");
            });
        }
    }

    /// Submits bios for one mapping. fs/iomap/direct-io.c, iomap_dio_bio_iter, 6.12
    ///
    /// @return bytes submitted, 0, or -errno
    private long iomap_dio_bio_iter(Request iocb) {
        try (var fn = k.enter("iomap_dio_bio_iter", "flags", flags(iocb))) {
            var iomi = iocb.iomi();
            var iomap = Objects.requireNonNull(iomi.iomap());
            long length = Iter.iomap_length(iomi);
            long pos = iomi.pos();
            boolean need_zeroout = false;
            boolean use_fua = false;
            long copied = 0;
            int ret = 0;
            int lbs = bdev.logicalBlockSize();
            if (fn.taken("misaligned on the device", ((pos | length) & lbs - 1) != 0, "pos", pos, "length", length, "logical_block_size",
                    lbs)
                    || fn.taken("misaligned in memory", !buffer.iov_iter_is_aligned(iocb.iter(), bdev.dmaAlignment(), lbs - 1),
                            "dma_alignment", bdev.dmaAlignment(), "logical_block_size", lbs)) {
                return fn.ret((long) -EINVAL);
            }
            if (fn.taken("unwritten", iomap.type() == Iomap.Type.UNWRITTEN, "iomap type", iomap.type())) {
                iocb.set(IOMAP_DIO_UNWRITTEN);
                need_zeroout = true;
            }
            boolean shared = has(iomap, IomapFlag.IOMAP_F_SHARED);
            if (fn.taken("shared", shared)) {
                iocb.set(IOMAP_DIO_COW);
            }
            if (fn.taken("new", has(iomap, IomapFlag.IOMAP_F_NEW), "iomap flags", new Bits(k.profile().iomap(), iomap.flags()))) {
                need_zeroout = true;
            } else if (fn.taken("mapped", iomap.type() == Iomap.Type.MAPPED)) {
                boolean dirty = has(iomap, IomapFlag.IOMAP_F_DIRTY);
                if (fn.taken("fua", !shared && !dirty && iocb.has(IOMAP_DIO_WRITE_THROUGH) && (bdev.fua() || !bdev.writeCache()),
                        "IOMAP_F_DIRTY", dirty, "WRITE_THROUGH", iocb.has(IOMAP_DIO_WRITE_THROUGH), "device fua", bdev.fua(),
                        "device write cache", bdev.writeCache())) {
                    use_fua = true;
                } else if (fn.taken("sync at completion", iocb.has(IOMAP_DIO_NEED_SYNC))) {
                    iocb.clear(IOMAP_DIO_CALLER_COMP);
                }
            }
            long orig_count = iocb.iter().count();
            iocb.iter("truncate to the mapping", it -> it.truncate(length));
            out : {
                if (fn.taken("nothing left", iocb.iter().count() == 0)) {
                    break out;
                }
                boolean write = iocb.has(IOMAP_DIO_WRITE);
                if (fn.taken("completion needs a task",
                        need_zeroout || iocb.has(IOMAP_DIO_NEED_SYNC) && !use_fua || write && pos >= k.world().inode().iSize(),
                        "need_zeroout", need_zeroout, "NEED_SYNC", iocb.has(IOMAP_DIO_NEED_SYNC), "use_fua", use_fua, "pos", pos, "i_size",
                        k.world().inode().iSize())) {
                    iocb.clear(IOMAP_DIO_CALLER_COMP);
                }
                if (fn.taken("cannot be polled", !iocb.has(IOMAP_DIO_INLINE_COMP) && !iocb.has(IOMAP_DIO_CALLER_COMP))) {
                    iocb.clear(IOCB_HIPRI);
                }
                if (fn.taken("zero the head", need_zeroout)) {
                    int pad = (int) (pos & fs_block_size - 1);
                    ret = iomap_dio_zero(iocb, pos - pad, pad);
                    if (fn.taken("head failed", ret != 0, "ret", ret)) {
                        break out;
                    }
                }
                int bio_opf = iomap_dio_bio_opflags(iocb, use_fua);
                int nr_pages = pages.bio_iov_vecs_to_alloc(iocb);
                do {
                    if (fn.taken("a bio has failed", iocb.dio().error() != 0, "error", iocb.dio().error())) {
                        ret = 0;
                        break out;
                    }
                    int bio = iomap_dio_alloc_bio(iocb, bio_opf, pos, Bio.Kind.DATA);
                    ret = pages.bio_iov_iter_get_pages(bio, iocb, nr_pages, data);
                    if (fn.taken("no pages", ret != 0, "ret", ret)) {
                        k.apply("bio_put", k.world().withBios(k.world().bios().remove(bio)));
                        break;
                    }
                    long n = k.world().bios().at(bio).bytes();
                    iocb.dio("size", d -> d.withSize(d.size() + n));
                    copied += n;
                    nr_pages = pages.bio_iov_vecs_to_alloc(iocb);
                    if (fn.taken("more bios to come", nr_pages > 0, "nr_pages", nr_pages)) {
                        iocb.clear(IOCB_HIPRI);
                    }
                    iomap_dio_submit_bio(iocb, bio);
                    pos += n;
                } while (nr_pages > 0);
                long i_size = k.world().inode().iSize();
                if (fn.taken("zero the tail", need_zeroout || iocb.has(IOMAP_DIO_WRITE) && pos >= i_size, "need_zeroout", need_zeroout,
                        "pos",
                        pos, "i_size", i_size)) {
                    int pad = (int) (pos & fs_block_size - 1);
                    if (fn.taken("tail not on a block", pad != 0, "pad", pad)) {
                        ret = iomap_dio_zero(iocb, pos, fs_block_size - pad);
                    }
                }
            }
            long rest = orig_count - copied;
            iocb.iter("reexpand", it -> it.reexpand(rest));
            if (fn.taken("some bytes submitted", copied > 0, "copied", copied)) {
                return fn.ret(copied);
            }
            return fn.ret((long) ret);
        }
    }

    private boolean has(Iomap iomap, IomapFlag f) {
        return k.profile().iomap().has(iomap.flags(), f);
    }

    /// Writes zeros around a sub-block write, so that a new block never shows old disk contents. fs/iomap/direct-io.c, iomap_dio_zero, 6.12
    private int iomap_dio_zero(Request iocb, long pos, int len) {
        try (var fn = k.enter("iomap_dio_zero", "bytes", len)) {
            if (fn.taken("nothing to zero", len == 0)) {
                return fn.ret(0);
            }
            if (fn.taken("longer than the zero page", len > IOMAP_ZERO_PAGE_SIZE, "len", len)) {
                return fn.ret(-EINVAL);
            }
            int bio = iomap_dio_alloc_bio(iocb, k.profile().req().word(REQ_SYNC, REQ_IDLE), pos, Bio.Kind.ZERO_PAD);
            var b = k.world().bios().at(bio);
            k.apply("add the zero page", k.world().withBios(k.world().bios().put(bio,
                    b.withPages(len, List.of(new Bio.Bvec(ZERO_PAGE, len)), Content.EMPTY.fill(0, len, Data.ZERO)))));
            iomap_dio_submit_bio(iocb, bio);
            return fn.ret(0);
        }
    }

    /// What the bio asks of the device beside its operation; without FUA the write-through promise falls. fs/iomap/direct-io.c, iomap_dio_bio_opflags, 6.12
    private int iomap_dio_bio_opflags(Request iocb, boolean use_fua) {
        try (var fn = k.enter("iomap_dio_bio_opflags", "use_fua", use_fua)) {
            int opflags = k.profile().req().word(REQ_SYNC, REQ_IDLE);
            if (fn.taken("read", !iocb.has(IOMAP_DIO_WRITE))) {
                return fn.ret(0);
            }
            if (fn.taken("fua", use_fua)) {
                opflags |= k.profile().req().mask(REQ_FUA);
            } else {
                iocb.clear(IOMAP_DIO_WRITE_THROUGH);
            }
            return fn.ret(opflags, new Bits(k.profile().req(), opflags));
        }
    }

    /// fs/iomap/direct-io.c, iomap_dio_alloc_bio, 6.12. ext4 brings no bio set of its own.
    private int iomap_dio_alloc_bio(Request iocb, int opf, long pos, Bio.Kind kind) {
        var iomap = Objects.requireNonNull(iocb.iomi().iomap());
        int id = block.nextBio();
        long sector = iomap.addr() + pos - iomap.offset() >> 9;
        var bio = new Bio(id, iocb.id(), Bio.Op.WRITE, opf, sector, 0, kind, Bio.Via.DIO, pos, List.of(), Bio.State.BUILDING, 0, 0,
                "iomap_dio_bio_end_io", Content.EMPTY);
        k.apply("bio_alloc", k.world().withBios(k.world().bios().put(id, bio)));
        block.bio().onEndIo(id, () -> iomap_dio_bio_end_io(iocb, id));
        return id;
    }

    /// fs/iomap/direct-io.c, iomap_dio_submit_bio, 6.12. ext4 has no submit_io of its own; a sync request is never polled.
    private void iomap_dio_submit_bio(Request iocb, int bio) {
        try (var fn = k.enter("iomap_dio_submit_bio", "bio", bio)) {
            iocb.dio("take a reference", d -> d.withRef(d.ref() + 1));
            fn.taken("polled", iocb.has(IOCB_HIPRI) && iocb.kiocb().async());
            block.core().submit_bio(bio);
        }
    }

    /// fs/iomap/direct-io.c, iomap_dio_set_error, 6.12: the first error stays.
    private void iomap_dio_set_error(Request iocb, int error) {
        if (iocb.dio().error() == 0) {
            iocb.dio("error", d -> d.withError(error));
        }
    }

    /// A bio of this I/O is done. fs/iomap/direct-io.c, iomap_dio_bio_end_io, 6.12
    private void iomap_dio_bio_end_io(Request iocb, int bio) {
        int status = k.world().bios().at(bio).status();
        try (var fn = k.enter("iomap_dio_bio_end_io", "status", status, "flags", flags(iocb))) {
            if (fn.taken("bio failed", status != 0, "status", status)) {
                iomap_dio_set_error(iocb, status);
            }
            if (fn.taken("last reference", dec_and_test(iocb), "ref", iocb.dio().ref())) {
                iomap_dio_done(iocb);
            }
        }
    }

    /// All references are gone. fs/iomap/direct-io.c, iomap_dio_done, 6.12
    private void iomap_dio_done(Request iocb) {
        try (var fn = k.enter("iomap_dio_done")) {
            if (fn.taken("submitter waits", iocb.dio().waitForCompletion())) {
                int waiter = iocb.dio().waiter();
                iocb.dio("waiter = NULL", d -> d.withWaiter(0));
                k.wake(waiter);
                return;
            }
            throw k.refuse("Asynchronous completion is not modelled yet.");
        }
    }

    /// fs/iomap/direct-io.c, iomap_dio_complete, 6.12
    ///
    /// @return bytes, or -errno
    private long iomap_dio_complete(Request iocb, DioOps dops) {
        var dio = iocb.dio();
        try (var fn = k.enter("iomap_dio_complete", "size", dio.size(), "error", dio.error(), "wait", dio.waitForCompletion(), "flags",
                flags(iocb))) {
            long ret = dops.end_io(iocb, dio.size(), dio.error(), dio.flags());
            if (fn.taken("end_io leaves the result open", ret == 0, "ret", ret)) {
                ret = dio.size();
            }
            if (fn.taken("invalidate again", dio.error() == 0 && dio.size() > 0 && iocb.has(IOMAP_DIO_WRITE), "error", dio.error(), "size",
                    dio.size())) {
                filemap.kiocb_invalidate_post_direct_write(iocb, dio.size());
            }
            inode.inode_dio_end();
            if (fn.taken("something was written", ret > 0, "ret", ret)) {
                iocb.pos("ki_pos", iocb.kiocb().pos() + ret);
                if (fn.taken("still needs sync", iocb.has(IOMAP_DIO_NEED_SYNC), "dio->flags", flags(iocb))) {
                    ret = sync.generic_write_sync(iocb, ret);
                }
                if (ret > 0) {
                    ret += dio.doneBefore();
                }
            }
            free(iocb);
            return fn.ret(ret);
        }
    }
}
