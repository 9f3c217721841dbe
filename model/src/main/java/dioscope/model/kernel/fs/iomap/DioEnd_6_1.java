package dioscope.model.kernel.fs.iomap;

import static dioscope.model.profile.DioFlag.IOMAP_DIO_DIRTY;
import static dioscope.model.profile.DioFlag.IOMAP_DIO_WRITE;

import dioscope.model.kernel.Request;
import dioscope.model.profile.Feature;

/// The end of a direct I/O in fs/iomap/direct-io.c, 5.10 and 6.1.
final class DioEnd_6_1 extends DioEnd_6_12 {
    DioEnd_6_1(DioParts p) {
        super(p);
    }

    /// A bio of this I/O is done. fs/iomap/direct-io.c, iomap_dio_bio_end_io, 6.1
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
                if (!wakeWaiter(fn, dio)) {
                    if (k.has(Feature.POLL_BIO_IN_KIOCB)) {
                        clearPrivate(dio);
                    }
                    if (fn.taken("write", dio.has(IOMAP_DIO_WRITE))) {
                        queue_work(dio);
                    } else {
                        iomap_dio_complete_work(dio);
                    }
                }
            }
            if (fn.taken("user's pages of a read", should_dirty)) {
                p.block().bio().bio_check_pages_dirty(bio);
            } else {
                p.pages().bio_release_pages(bio);
            }
        }
    }

    /// fs/iomap/direct-io.c, iomap_dio_complete, 5.10, asks the mapping itself; since then it is kiocb_invalidate_post_direct_write that does.
    @Override
    void invalidate(Request iocb, long offset, long size) {
        if (k.has(Feature.POST_INVALIDATION_BY_KIOCB)) {
            super.invalidate(iocb, offset, size);
        } else {
            int nrpages = p.filemap().nrpages();
            if (nrpages > 0 && p.filemap().invalidate_inode_pages2_range(offset >> 12, offset + size - 1 >> 12) != 0) {
                p.filemap().dio_warn_stale_pagecache();
            }
        }
    }

    /// No tracepoint.
    @Override
    void traced(int error, long ret) {
    }
}
