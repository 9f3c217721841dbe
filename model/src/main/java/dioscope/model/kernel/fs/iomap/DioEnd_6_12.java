package dioscope.model.kernel.fs.iomap;

import static dioscope.model.profile.DioFlag.IOMAP_DIO_CALLER_COMP;
import static dioscope.model.profile.DioFlag.IOMAP_DIO_DIRTY;
import static dioscope.model.profile.DioFlag.IOMAP_DIO_INLINE_COMP;

import dioscope.model.engine.Fn;
import dioscope.model.profile.Feature;

/// The end of a direct I/O in fs/iomap/direct-io.c, 6.6 to 6.14.
class DioEnd_6_12 extends DioEnd {
    DioEnd_6_12(DioParts p) {
        super(p);
    }

    /// A bio of this I/O is done. fs/iomap/direct-io.c, iomap_dio_bio_end_io, 6.12
    @Override
    void iomap_dio_bio_end_io(DioRef dio, int bio) {
        int status = k.world().bios().at(bio).status();
        try (var fn = k.enter("iomap_dio_bio_end_io", "status", status, "flags", p.flags(dio))) {
            boolean should_dirty = dio.has(IOMAP_DIO_DIRTY);
            land(dio, bio);
            if (fn.taken("bio failed", status != 0, "status", status)) {
                dio.iomap_dio_set_error(status);
            }
            if (fn.taken("last reference", dio.dec_and_test(), "ref", dio.get().ref())) {
                iomap_dio_done(dio);
            }
            if (fn.taken("user's pages of a read", should_dirty)) {
                p.block().bio().bio_check_pages_dirty(bio);
            } else {
                p.pages().bio_release_pages(bio);
            }
        }
    }

    /// Ioends do not end direct I/O in these kernels: the bio ends it by itself, wherever the file system calls its end.
    @Override
    int iomap_finish_ioend_direct(DioRef dio, int bio) {
        iomap_dio_bio_end_io(dio, bio);
        return k.world().bios().at(bio).vecs().size();
    }

    /// All references are gone. fs/iomap/direct-io.c, iomap_dio_done, 6.12
    @Override
    void iomap_dio_done(DioRef dio) {
        try (var fn = k.enter("iomap_dio_done")) {
            if (wakeWaiter(fn, dio)) {
                return;
            }
            if (k.has(Feature.ASYNC_ERRORS_IN_A_TASK) && fn.taken("failed", dio.get().error() != 0, "error", dio.get().error())) {
                dio.clear(IOMAP_DIO_INLINE_COMP);
            }
            if (fn.taken("complete inline", dio.has(IOMAP_DIO_INLINE_COMP))) {
                clearPrivate(dio);
                iomap_dio_complete_work(dio);
            } else if (fn.taken("the caller completes", dio.has(IOMAP_DIO_CALLER_COMP))) {
                clearPrivate(dio);
                dio.iocb().dio_complete(() -> iomap_dio_deferred_complete(dio));
                dio.iocb().ki_complete(0);
            } else {
                queue_work(dio);
            }
        }
    }

    /// What the submitter runs in its own task when it was only told that the bios are done. fs/iomap/direct-io.c, iomap_dio_deferred_complete, 6.12
    private long iomap_dio_deferred_complete(DioRef dio) {
        try (var fn = k.enter("iomap_dio_deferred_complete")) {
            return fn.ret(iomap_dio_complete(dio));
        }
    }

    /// Errors are told to nobody but the caller.
    @Override
    void report(Fn fn, DioRef dio, long offset) {
    }
}
