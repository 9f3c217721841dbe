package dioscope.model.kernel.fs.iomap;

import static dioscope.model.kernel.Errno.EAGAIN;
import static dioscope.model.kernel.Errno.ENOTBLK;
import static dioscope.model.profile.DioFlag.IOMAP_DIO_BOUNCE;
import static dioscope.model.profile.DioFlag.IOMAP_DIO_COMP_WORK;
import static dioscope.model.profile.DioFlag.IOMAP_DIO_NEED_SYNC;
import static dioscope.model.profile.DioFlag.IOMAP_DIO_NO_INVALIDATE;
import static dioscope.model.profile.DioFlag.IOMAP_DIO_USER_BACKED;
import static dioscope.model.profile.DioFlag.IOMAP_DIO_WRITE;

import dioscope.model.engine.Fn;
import dioscope.model.engine.Kernel;
import dioscope.model.profile.Feature;
import dioscope.model.profile.Part;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The part of fs/iomap/direct-io.c that runs when bios are done, 7.2: from bi_end_io to the result.
class DioEnd {
    final DioParts p;
    final Kernel k;
    private @Nullable DioWorkqueue s_dio_done_wq;
    private @Nullable DioWorkqueue ioend_wq;
    /// Where in the user's buffer the data of a read bio belong, bytes, by bio.
    private final Map<Integer, Long> buffered = new HashMap<>();

    DioEnd(DioParts p) {
        this.p = p;
        this.k = p.k();
    }

    static DioEnd of(DioParts p) {
        return switch (p.k().profile().version(Part.IOMAP_DIRECT_IO)) {
            case V5_10, V6_1 -> new DioEnd_6_1(p);
            case V6_6, V6_12, V6_14 -> new DioEnd_6_12(p);
            case V7_1, V7_2 -> new DioEnd(p);
        };
    }

    boolean hasDoneWq() {
        return s_dio_done_wq != null;
    }

    /// Makes the super block's workqueue for completions, once. fs/direct-io.c (fs/super.c from 6.12 on), sb_init_dio_done_wq
    ///
    /// @return 0
    int sb_init_dio_done_wq() {
        try (var fn = k.enter("sb_init_dio_done_wq")) {
            s_dio_done_wq = p.wq().alloc_workqueue();
            return fn.ret(0);
        }
    }

    /// `queue_work(inode->i_sb->s_dio_done_wq, &dio->aio.work)`
    void queue_work(DioRef dio) {
        if (s_dio_done_wq == null) {
            throw new IllegalStateException("no s_dio_done_wq");
        }
        s_dio_done_wq.queue("iomap_dio_complete_work", () -> {
            k.worksFor(dio.iocb().id());
            iomap_dio_complete_work(dio);
        });
    }

    /// fs/iomap/direct-io.c, iomap_dio_bio_end_io, 7.2
    void iomap_dio_bio_end_io(DioRef dio, int bio) {
        int status = k.world().bios().at(bio).status();
        try (var fn = k.enter("iomap_dio_bio_end_io", "status", status, "flags", p.flags(dio))) {
            land(dio, bio);
            if (fn.taken("bio failed", status != 0, "status", status)) {
                dio.iomap_dio_set_error(status);
            }
            __iomap_dio_bio_end_io(dio, bio, false);
        }
    }

    /// What the device brought stands in the user's memory, unless it was bounced: then it stands in the kernel's.
    void land(DioRef dio, int bio) {
        if (!dio.has(IOMAP_DIO_WRITE) && !dio.has(IOMAP_DIO_BOUNCE)) {
            long done = buffered.getOrDefault(bio, 0L);
            var got = p.block().bio().read(bio);
            if (!got.runs().isEmpty()) {
                dio.iocb().io("user memory", i -> i.withData(i.data().copy(got, 0, done, Long.MAX_VALUE / 2)));
            }
        }
    }

    /// A read bio will bring data to byte `done` of the user's buffer.
    void brings(int bio, long done) {
        buffered.put(bio, done);
    }

    /// fs/iomap/direct-io.c, __iomap_dio_bio_end_io, 7.2
    private void __iomap_dio_bio_end_io(DioRef dio, int bio, boolean inline_completion) {
        try (var fn = k.enter("__iomap_dio_bio_end_io", "inline_completion", inline_completion)) {
            if (k.has(Feature.INTEGRITY_BY_FILE_SYSTEM)) {
                fn.taken("integrity", p.asks().iomapFlags().contains(dioscope.model.profile.IomapFlag.IOMAP_F_INTEGRITY));
            }
            if (fn.taken("bounce buffer", dio.has(IOMAP_DIO_BOUNCE))) {
                p.bounce().bio_iov_iter_unbounce(bio, dio.iocb(), dio.get().error() != 0, dio.has(IOMAP_DIO_USER_BACKED));
            } else if (fn.taken("user's pages of a read", dio.has(IOMAP_DIO_USER_BACKED))) {
                p.block().bio().bio_check_pages_dirty(bio);
            } else {
                p.pages().bio_release_pages(bio);
            }
            if (fn.taken("last reference", dio.dec_and_test(), "ref", dio.get().ref())) {
                if (fn.taken("in a task already", inline_completion)) {
                    dio.clear(IOMAP_DIO_COMP_WORK);
                }
                iomap_dio_done(dio);
            }
        }
    }

    /// The bio of an ioend is done: its completion goes to the ioend workqueue. fs/iomap/ioend.c
    void ioend_end_bio(DioRef dio, int bio) {
        try (var fn = k.enter("ioend_end_bio", "bio", bio)) {
            if (ioend_wq == null) {
                ioend_wq = p.wq().alloc_workqueue();
            }
            ioend_wq.queue("iomap_finish_ioend", () -> {
                k.worksFor(dio.iocb().id());
                iomap_finish_ioend_direct(dio, bio);
            });
        }
    }

    /// Ends a bio of a direct I/O from the workqueue of a file system that wraps bios into ioends. fs/iomap/direct-io.c, iomap_finish_ioend_direct, 7.2
    ///
    /// @return bio_vecs that were completed
    int iomap_finish_ioend_direct(DioRef dio, int bio) {
        var b = k.world().bios().at(bio);
        try (var fn = k.enter("iomap_finish_ioend_direct", "bio", bio, "io_error", b.status())) {
            land(dio, bio);
            if (fn.taken("bio failed", b.status() != 0, "status", b.status())) {
                dio.iomap_dio_set_error(b.status());
            }
            __iomap_dio_bio_end_io(dio, bio, true);
            return fn.ret(b.vecs().size());
        }
    }

    /// The submitter sleeps for the last reference: wakes it. The first lines of iomap_dio_done.
    boolean wakeWaiter(Fn fn, DioRef dio) {
        if (fn.taken("submitter waits", dio.get().waitForCompletion())) {
            int waiter = dio.get().waiter();
            dio.update("waiter = NULL", d -> d.withWaiter(0));
            k.wake(waiter);
            return true;
        }
        return false;
    }

    /// All references are gone. fs/iomap/direct-io.c, iomap_dio_done, 7.2
    void iomap_dio_done(DioRef dio) {
        try (var fn = k.enter("iomap_dio_done")) {
            if (wakeWaiter(fn, dio)) {
                return;
            }
            if (fn.taken("failed", dio.get().error() != 0, "error", dio.get().error())) {
                dio.set(IOMAP_DIO_COMP_WORK);
            }
            if (fn.taken("a write that needs no task so far", dio.has(IOMAP_DIO_WRITE) && !dio.has(IOMAP_DIO_COMP_WORK))) {
                int nrpages = p.filemap().nrpages();
                if (fn.taken("mapping has pages", nrpages > 0, "nrpages", nrpages)) {
                    dio.set(IOMAP_DIO_COMP_WORK);
                } else {
                    dio.set(IOMAP_DIO_NO_INVALIDATE);
                }
            }
            if (fn.taken("needs a task", dio.has(IOMAP_DIO_COMP_WORK))) {
                queue_work(dio);
                return;
            }
            clearPrivate(dio);
            iomap_dio_complete_work(dio);
        }
    }

    /// `iocb->private = NULL`: there is nothing to poll for any more.
    void clearPrivate(DioRef dio) {
        if (dio.iocb().io().pollBio() != 0) {
            dio.iocb().io("iocb->private = NULL", i -> i.withPollBio(0));
        }
    }

    /// fs/iomap/direct-io.c, iomap_dio_complete_work
    void iomap_dio_complete_work(DioRef dio) {
        try (var fn = k.enter("iomap_dio_complete_work")) {
            dio.iocb().ki_complete(iomap_dio_complete(dio));
        }
    }

    /// From the last bio to the result. fs/iomap/direct-io.c, iomap_dio_complete, 7.2
    ///
    /// @return bytes, or -errno
    long iomap_dio_complete(DioRef ref) {
        var dio = ref.get();
        var iocb = ref.iocb();
        try (var fn = k.enter("iomap_dio_complete", "size", dio.size(), "error", dio.error(), "wait", dio.waitForCompletion(), "flags",
                p.flags(ref))) {
            long offset = iocb.kiocb().pos();
            long ret = ref.dops().end_io(iocb, dio.size(), dio.error(), dio.flags());
            report(fn, ref, offset);
            if (fn.taken("end_io leaves the result open", ret == 0, "ret", ret)) {
                ret = dio.size();
                if (fn.taken("read beyond the end of the file", offset + ret > dio.iSize() && !ref.has(IOMAP_DIO_WRITE), "offset", offset,
                        "size", ret, "i_size", dio.iSize())) {
                    ret = dio.iSize() - offset;
                }
            }
            if (fn.taken("invalidate again", dio.error() == 0 && dio.size() > 0 && ref.has(IOMAP_DIO_WRITE)
                    && !ref.has(IOMAP_DIO_NO_INVALIDATE), "error", dio.error(), "size", dio.size())) {
                invalidate(iocb, offset, dio.size());
            }
            p.inode().inode_dio_end();
            if (fn.taken("something was transferred", ret > 0, "ret", ret)) {
                iocb.pos("ki_pos", offset + ret);
                if (fn.taken("still needs sync", ref.has(IOMAP_DIO_NEED_SYNC), "dio->flags", p.flags(ref))) {
                    ret = p.sync().generic_write_sync(iocb, ret);
                }
                if (ret > 0) {
                    ret += dio.doneBefore();
                }
            }
            traced(dio.error(), ret);
            ref.free();
            return fn.ret(ret);
        }
    }

    void invalidate(dioscope.model.kernel.Request iocb, long offset, long size) {
        p.filemap().kiocb_invalidate_post_direct_write(iocb, size);
    }

    /// trace_iomap_dio_complete
    void traced(int error, long ret) {
        try (var t = k.enter("trace_iomap_dio_complete", "error", error, "ret", ret)) {
            t.ret(0, "void");
        }
    }

    /// Tells who watches the file system of an error. fs/iomap/direct-io.c, should_report_dio_fserror and iomap_dio_err_type, 7.2
    void report(Fn fn, DioRef dio, long offset) {
        int error = dio.get().error();
        if (fn.taken("report the error", error != 0 && error != -EAGAIN && error != -ENOTBLK, "error", error)) {
            try (var t = k.enter("fserror_report_io", "type", dio.has(IOMAP_DIO_WRITE) ? "FSERR_DIRECTIO_WRITE" : "FSERR_DIRECTIO_READ",
                    "pos", offset, "len", dio.get().size(), "error", error)) {
                t.ret(0, "void");
            }
        }
    }
}
