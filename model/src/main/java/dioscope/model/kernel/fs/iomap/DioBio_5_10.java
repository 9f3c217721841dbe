package dioscope.model.kernel.fs.iomap;

import static dioscope.model.kernel.Errno.EINVAL;
import static dioscope.model.profile.DioFlag.IOMAP_DIO_COW;
import static dioscope.model.profile.DioFlag.IOMAP_DIO_DIRTY;
import static dioscope.model.profile.DioFlag.IOMAP_DIO_UNWRITTEN;
import static dioscope.model.profile.DioFlag.IOMAP_DIO_WRITE;
import static dioscope.model.profile.DioFlag.IOMAP_DIO_WRITE_FUA;
import static dioscope.model.profile.Iocb.IOCB_HIPRI;
import static dioscope.model.profile.Req.REQ_FUA;
import static dioscope.model.profile.Req.REQ_HIPRI;
import static dioscope.model.profile.Req.REQ_IDLE;
import static dioscope.model.profile.Req.REQ_NOWAIT;
import static dioscope.model.profile.Req.REQ_SYNC;

import dioscope.model.profile.IomapFlag;
import dioscope.model.state.Bio;
import dioscope.model.state.Iomap;
import java.util.Objects;

/// Bios of one mapping in fs/iomap/direct-io.c, 5.10.
final class DioBio_5_10 extends DioBio {
    DioBio_5_10(DioParts p, DioEnd end) {
        super(p, end);
    }

    /// Submits bios for one mapping. fs/iomap/direct-io.c, iomap_dio_bio_actor, 5.10
    ///
    /// @return bytes submitted, 0, or -errno
    @Override
    long iomap_dio_bio_iter(DioRef dio) {
        try (var fn = k.enter("iomap_dio_bio_actor", "flags", p.flags(dio))) {
            var iocb = dio.iocb();
            var iomi = iocb.iomi();
            var iomap = Objects.requireNonNull(iomi.iomap());
            long length = Iter.iomap_length(iomi);
            long pos = iomi.pos();
            boolean need_zeroout = false;
            boolean use_fua = false;
            long copied = 0;
            int ret = 0;
            int lbs = p.bdev().logicalBlockSize();
            long align = p.buffer().iov_iter_alignment(iocb.iter());
            if (fn.taken("misaligned on the device", ((pos | length) & lbs - 1) != 0, "pos", pos, "length", length, "logical_block_size",
                    lbs) || fn.taken("misaligned in memory", (align & lbs - 1) != 0, "align", align & 4095, "logical_block_size", lbs)) {
                return fn.ret((long) -EINVAL);
            }
            if (fn.taken("unwritten", iomap.type() == Iomap.Type.UNWRITTEN, "iomap type", iomap.type())) {
                dio.set(IOMAP_DIO_UNWRITTEN);
                need_zeroout = true;
            }
            boolean shared = p.has(iomap, IomapFlag.IOMAP_F_SHARED);
            if (fn.taken("shared", shared)) {
                dio.set(IOMAP_DIO_COW);
            }
            if (fn.taken("new", p.has(iomap, IomapFlag.IOMAP_F_NEW), "iomap flags", p.flags(iomap))) {
                need_zeroout = true;
            } else if (fn.taken("mapped", iomap.type() == Iomap.Type.MAPPED)) {
                boolean dirty = p.has(iomap, IomapFlag.IOMAP_F_DIRTY);
                use_fua = fn.taken("fua", !shared && !dirty && dio.has(IOMAP_DIO_WRITE_FUA) && p.bdev().fua(), "IOMAP_F_DIRTY", dirty,
                        "WRITE_FUA", dio.has(IOMAP_DIO_WRITE_FUA), "device fua", p.bdev().fua());
            }
            long orig_count = iocb.iter().count();
            iocb.iter("truncate to the mapping", it -> it.truncate(length));
            int nr_pages = p.pages().bio_iov_vecs_to_alloc(iocb);
            out : {
                if (fn.taken("nothing left", nr_pages <= 0)) {
                    break out;
                }
                if (fn.taken("zero the head", need_zeroout)) {
                    int pad = (int) (pos & p.fs_block_size() - 1);
                    if (fn.taken("head not on a block", pad != 0, "pad", pad)) {
                        iomap_dio_zero(dio, pos - pad, pad);
                    }
                }
                do {
                    if (fn.taken("a bio has failed", dio.get().error() != 0, "error", dio.get().error())) {
                        ret = 0;
                        break out;
                    }
                    boolean write = dio.has(IOMAP_DIO_WRITE);
                    int bio = iomap_dio_alloc_bio(dio, write ? Bio.Op.WRITE : Bio.Op.READ, 0, pos, write ? Bio.Kind.DATA : Bio.Kind.READ);
                    ret = p.pages().bio_iov_iter_get_pages(bio, iocb, nr_pages, 0, 0);
                    if (fn.taken("no pages", ret != 0, "ret", ret)) {
                        bio_put(bio);
                        break;
                    }
                    long n = k.world().bios().at(bio).bytes();
                    if (fn.taken("write", write)) {
                        opf(bio, k.profile().req().word(REQ_SYNC, REQ_IDLE) | (use_fua ? k.profile().req().mask(REQ_FUA) : 0));
                        if (!use_fua) {
                            dio.clear(IOMAP_DIO_WRITE_FUA);
                        }
                    } else if (fn.taken("dirty the user's pages", dio.has(IOMAP_DIO_DIRTY))) {
                        p.block().bio().bio_set_pages_dirty(bio);
                    }
                    dio.update("size", d -> d.withSize(d.size() + n));
                    copied += n;
                    nr_pages = p.pages().bio_iov_vecs_to_alloc(iocb);
                    iomap_dio_submit_bio(dio, bio);
                    pos += n;
                } while (fn.taken("more bios to come", nr_pages > 0, "nr_pages", nr_pages));
                long i_size = p.i_size_read();
                if (fn.taken("zero the tail", need_zeroout || dio.has(IOMAP_DIO_WRITE) && pos >= i_size, "need_zeroout", need_zeroout,
                        "pos", pos, "i_size", i_size)) {
                    int pad = (int) (pos & p.fs_block_size() - 1);
                    if (fn.taken("tail not on a block", pad != 0, "pad", pad)) {
                        iomap_dio_zero(dio, pos, p.fs_block_size() - pad);
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

    /// fs/iomap/direct-io.c, iomap_dio_zero, 5.10
    @Override
    int iomap_dio_zero(DioRef dio, long pos, int len) {
        try (var fn = k.enter("iomap_dio_zero", "bytes", len)) {
            int bio = iomap_dio_alloc_bio(dio, Bio.Op.WRITE, k.profile().req().word(REQ_SYNC, REQ_IDLE), pos, Bio.Kind.ZERO_PAD);
            add_zero_page(bio, len, len);
            iomap_dio_submit_bio(dio, bio);
            return fn.ret(0, "void");
        }
    }

    /// Every bio of a polled request is polled, also a synchronous one's. fs/iomap/direct-io.c, iomap_dio_submit_bio; include/linux/bio.h,
    /// bio_set_polled, 5.10
    @Override
    void iomap_dio_submit_bio(DioRef dio, int bio) {
        try (var fn = k.enter("iomap_dio_submit_bio", "bio", bio)) {
            dio.update("take a reference", d -> d.withRef(d.ref() + 1));
            var iocb = dio.iocb();
            if (fn.taken("polled", iocb.has(IOCB_HIPRI), "IOCB_HIPRI", iocb.has(IOCB_HIPRI))) {
                var req = k.profile().req();
                opf(bio, iocb.is_sync_kiocb() ? req.mask(REQ_HIPRI) : req.word(REQ_HIPRI, REQ_NOWAIT));
            }
            int cookie = submit(dio, bio);
            if (iocb.io().pollBio() != cookie) {
                iocb.io("submit.cookie", i -> i.withPollBio(cookie));
            }
        }
    }
}
