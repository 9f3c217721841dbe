package dioscope.model.kernel.fs.iomap;

import static dioscope.model.kernel.Errno.EINVAL;
import static dioscope.model.profile.DioFlag.IOMAP_DIO_CALLER_COMP;
import static dioscope.model.profile.DioFlag.IOMAP_DIO_COW;
import static dioscope.model.profile.DioFlag.IOMAP_DIO_DIRTY;
import static dioscope.model.profile.DioFlag.IOMAP_DIO_INLINE_COMP;
import static dioscope.model.profile.DioFlag.IOMAP_DIO_NEED_SYNC;
import static dioscope.model.profile.DioFlag.IOMAP_DIO_UNWRITTEN;
import static dioscope.model.profile.DioFlag.IOMAP_DIO_WRITE;
import static dioscope.model.profile.Iocb.IOCB_HIPRI;
import static dioscope.model.profile.Req.REQ_ATOMIC;
import static dioscope.model.profile.Req.REQ_FUA;
import static dioscope.model.profile.Req.REQ_IDLE;
import static dioscope.model.profile.Req.REQ_NOWAIT;
import static dioscope.model.profile.Req.REQ_POLLED;
import static dioscope.model.profile.Req.REQ_SYNC;

import dioscope.model.profile.Bits;
import dioscope.model.profile.Feature;
import dioscope.model.profile.IomapFlag;
import dioscope.model.profile.IterFlag;
import dioscope.model.state.Bio;
import dioscope.model.state.Iomap;
import java.util.Objects;

/// Bios of one mapping in fs/iomap/direct-io.c, 6.1 to 6.14.
class DioBio_6_12 extends DioBio {
    private static final int IOMAP_ZERO_PAGE_SIZE = 64 << 10;

    DioBio_6_12(DioParts p, DioEnd end) {
        super(p, end);
    }

    /// Submits bios for one mapping. fs/iomap/direct-io.c, iomap_dio_bio_iter, 6.12
    ///
    /// @return bytes submitted, 0, or -errno
    @Override
    long iomap_dio_bio_iter(DioRef dio) {
        try (var fn = k.enter("iomap_dio_bio_iter", "flags", p.flags(dio))) {
            var iocb = dio.iocb();
            var iomi = iocb.iomi();
            var iomap = Objects.requireNonNull(iomi.iomap());
            var bdev = p.bdev();
            long length = Iter.iomap_length(iomi);
            long pos = iomi.pos();
            boolean need_zeroout = false;
            boolean use_fua = false;
            long copied = 0;
            int ret = 0;
            int lbs = bdev.logicalBlockSize();
            boolean atomic = k.has(Feature.ATOMIC_BIO_OF_ONE_BLOCK) && k.profile().iter().has(iomi.flags(), IterFlag.IOMAP_ATOMIC);
            if (atomic && fn.taken("atomic but not one block", length != p.fs_block_size(), "length", length)) {
                return fn.ret((long) -EINVAL);
            }
            if (fn.taken("misaligned on the device", ((pos | length) & lbs - 1) != 0, "pos", pos, "length", length, "logical_block_size",
                    lbs)
                    || fn.taken("misaligned in memory", !p.buffer().iov_iter_is_aligned(iocb.iter(), bdev.dmaAlignment(), lbs - 1),
                            "dma_alignment", bdev.dmaAlignment(), "logical_block_size", lbs)) {
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
                boolean device = bdev.fua() || k.has(Feature.WRITE_THROUGH_WITHOUT_WRITE_CACHE) && !bdev.writeCache();
                if (fn.taken("fua", !shared && !dirty && dio.has(p.writeThrough()) && device, "IOMAP_F_DIRTY", dirty,
                        p.writeThrough().shortName(), dio.has(p.writeThrough()), "device fua", bdev.fua(), "device write cache",
                        bdev.writeCache())) {
                    use_fua = true;
                } else if (k.has(Feature.CALLER_COMPLETION) && fn.taken("sync at completion", dio.has(IOMAP_DIO_NEED_SYNC))) {
                    dio.clear(IOMAP_DIO_CALLER_COMP);
                }
            }
            long orig_count = iocb.iter().count();
            iocb.iter("truncate to the mapping", it -> it.truncate(length));
            out : {
                if (fn.taken("nothing left", iocb.iter().count() == 0)) {
                    break out;
                }
                boolean beyond = dio.has(IOMAP_DIO_WRITE) && pos >= p.i_size_read();
                if (k.has(Feature.CALLER_COMPLETION)) {
                    if (fn.taken("completion needs a task", need_zeroout || dio.has(IOMAP_DIO_NEED_SYNC) && !use_fua || beyond,
                            "need_zeroout", need_zeroout, "NEED_SYNC", dio.has(IOMAP_DIO_NEED_SYNC), "use_fua", use_fua, "pos", pos,
                            "i_size", p.i_size_read())) {
                        dio.clear(IOMAP_DIO_CALLER_COMP);
                    }
                    if (fn.taken("cannot be polled", !dio.has(IOMAP_DIO_INLINE_COMP) && !dio.has(IOMAP_DIO_CALLER_COMP))) {
                        iocb.clear(IOCB_HIPRI);
                    }
                } else
                    if (fn.taken("cannot be polled", need_zeroout || beyond, "need_zeroout", need_zeroout, "pos", pos, "i_size",
                            p.i_size_read())) {
                                iocb.clear(IOCB_HIPRI);
                            }
                if (fn.taken("zero the head", need_zeroout)) {
                    int pad = (int) (pos & p.fs_block_size() - 1);
                    if (pad > 0 || k.has(Feature.PADDING_CALLED_FOR_NOTHING)) {
                        ret = iomap_dio_zero(dio, pos - pad, pad);
                    }
                    if (fn.taken("head failed", ret != 0, "ret", ret)) {
                        break out;
                    }
                }
                int bio_opf = iomap_dio_bio_opflags(dio, iomap, use_fua) | (atomic ? k.profile().req().mask(REQ_ATOMIC) : 0);
                var op = dio.has(IOMAP_DIO_WRITE) ? Bio.Op.WRITE : Bio.Op.READ;
                int nr_pages = p.pages().bio_iov_vecs_to_alloc(iocb);
                do {
                    if (fn.taken("a bio has failed", dio.get().error() != 0, "error", dio.get().error())) {
                        ret = 0;
                        if (k.has(Feature.ERROR_STOP_REVERTS)) {
                            long back = copied;
                            iocb.iter("revert", it -> it.revert(back));
                            copied = 0;
                        }
                        break out;
                    }
                    int bio = iomap_dio_alloc_bio(dio, op, bio_opf, pos, op == Bio.Op.WRITE ? Bio.Kind.DATA : Bio.Kind.READ);
                    ret = p.pages().bio_iov_iter_get_pages(bio, iocb, nr_pages, 0, 0);
                    if (fn.taken("no pages", ret != 0, "ret", ret)) {
                        bio_put(bio);
                        break;
                    }
                    long n = k.world().bios().at(bio).bytes();
                    if (atomic && fn.taken("atomic write does not fit one bio", n != length, "bytes", n, "length", length)) {
                        ret = -EINVAL;
                        bio_put(bio);
                        break;
                    }
                    if (fn.taken("dirty the user's pages", op == Bio.Op.READ && dio.has(IOMAP_DIO_DIRTY))) {
                        p.block().bio().bio_set_pages_dirty(bio);
                    }
                    dio.update("size", d -> d.withSize(d.size() + n));
                    copied += n;
                    nr_pages = p.pages().bio_iov_vecs_to_alloc(iocb);
                    if (fn.taken("more bios to come", nr_pages > 0, "nr_pages", nr_pages)) {
                        iocb.clear(IOCB_HIPRI);
                    }
                    iomap_dio_submit_bio(dio, bio);
                    pos += n;
                } while (nr_pages > 0);
                long i_size = p.i_size_read();
                if (fn.taken("zero the tail", need_zeroout || dio.has(IOMAP_DIO_WRITE) && pos >= i_size, "need_zeroout", need_zeroout,
                        "pos", pos, "i_size", i_size)) {
                    int pad = (int) (pos & p.fs_block_size() - 1);
                    if (fn.taken("tail not on a block", pad != 0, "pad", pad)) {
                        int tail = iomap_dio_zero(dio, pos, p.fs_block_size() - pad);
                        ret = k.has(Feature.PADDING_CALLED_FOR_NOTHING) ? tail : ret;
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

    /// fs/iomap/direct-io.c, iomap_dio_zero, 6.12. In 6.1 and 6.6 it returns nothing and has one page of zeros only.
    @Override
    int iomap_dio_zero(DioRef dio, long pos, int len) {
        try (var fn = k.enter("iomap_dio_zero", "bytes", len)) {
            if (k.has(Feature.PADDING_CALLED_FOR_NOTHING)) {
                if (fn.taken("nothing to zero", len == 0)) {
                    return fn.ret(0);
                }
                if (fn.taken("longer than the zero page", len > IOMAP_ZERO_PAGE_SIZE, "len", len)) {
                    return fn.ret(-EINVAL);
                }
            }
            int bio = iomap_dio_alloc_bio(dio, Bio.Op.WRITE, k.profile().req().word(REQ_SYNC, REQ_IDLE), pos, Bio.Kind.ZERO_PAD);
            add_zero_page(bio, len, len);
            iomap_dio_submit_bio(dio, bio);
            return fn.ret(0);
        }
    }

    /// What the bio asks of the device beside its operation; without FUA the write-through promise falls. fs/iomap/direct-io.c, iomap_dio_bio_opflags, 6.12
    private int iomap_dio_bio_opflags(DioRef dio, Iomap iomap, boolean use_fua) {
        try (var fn = k.enter("iomap_dio_bio_opflags", "use_fua", use_fua)) {
            int opflags = k.profile().req().word(REQ_SYNC, REQ_IDLE);
            if (fn.taken("read", !dio.has(IOMAP_DIO_WRITE))) {
                return fn.ret(0);
            }
            if (k.profile().iomap().exists(IomapFlag.IOMAP_F_ZONE_APPEND)
                    && fn.taken("zone append", p.has(iomap, IomapFlag.IOMAP_F_ZONE_APPEND))) {
                throw k.refuse("Zoned devices (REQ_OP_ZONE_APPEND) are not modelled.");
            }
            if (fn.taken("fua", use_fua)) {
                opflags |= k.profile().req().mask(REQ_FUA);
            } else {
                dio.clear(p.writeThrough());
            }
            return fn.ret(opflags, new Bits(k.profile().req(), opflags));
        }
    }

    /// include/linux/bio.h, bio_set_polled: in 6.12 REQ_NOWAIT is asked for by the caller, in 6.1 every asynchronous request has it.
    @Override
    void bio_set_polled(DioRef dio, int bio) {
        if (k.has(Feature.POLLED_IS_NOWAIT)) {
            opf(bio, k.profile().req().word(REQ_POLLED, REQ_NOWAIT));
        } else {
            super.bio_set_polled(dio, bio);
        }
    }
}
