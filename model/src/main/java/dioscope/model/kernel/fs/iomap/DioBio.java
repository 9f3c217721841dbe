package dioscope.model.kernel.fs.iomap;

import static dioscope.model.kernel.Errno.EINVAL;
import static dioscope.model.profile.DioFlag.IOMAP_DIO_BOUNCE;
import static dioscope.model.profile.DioFlag.IOMAP_DIO_COMP_WORK;
import static dioscope.model.profile.DioFlag.IOMAP_DIO_COW;
import static dioscope.model.profile.DioFlag.IOMAP_DIO_FSBLOCK_ALIGNED;
import static dioscope.model.profile.DioFlag.IOMAP_DIO_UNWRITTEN;
import static dioscope.model.profile.DioFlag.IOMAP_DIO_USER_BACKED;
import static dioscope.model.profile.DioFlag.IOMAP_DIO_WRITE;
import static dioscope.model.profile.DioFlag.IOMAP_DIO_WRITE_THROUGH;
import static dioscope.model.profile.Iocb.IOCB_HIPRI;
import static dioscope.model.profile.Iocb.IOCB_NOWAIT;
import static dioscope.model.profile.Req.REQ_ATOMIC;
import static dioscope.model.profile.Req.REQ_FUA;
import static dioscope.model.profile.Req.REQ_IDLE;
import static dioscope.model.profile.Req.REQ_NOWAIT;
import static dioscope.model.profile.Req.REQ_POLLED;
import static dioscope.model.profile.Req.REQ_SYNC;

import dioscope.model.engine.Kernel;
import dioscope.model.kernel.block.BioIov;
import dioscope.model.profile.Bits;
import dioscope.model.profile.Feature;
import dioscope.model.profile.IomapFlag;
import dioscope.model.profile.Part;
import dioscope.model.profile.Req;
import dioscope.model.state.Bio;
import dioscope.model.state.Content;
import dioscope.model.state.Data;
import dioscope.model.state.Iomap;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/// The part of fs/iomap/direct-io.c that makes and submits the bios of one mapping, 7.2.
class DioBio {
    private static final long ZERO_PAGE = 0xF000_0000L;
    /// largest_zero_folio() where no huge zero folio is kept, bytes.
    private static final int ZERO_FOLIO_SIZE = 4096;

    final DioParts p;
    final Kernel k;
    private final DioEnd end;

    DioBio(DioParts p, DioEnd end) {
        this.p = p;
        this.k = p.k();
        this.end = end;
    }

    static DioBio of(DioParts p, DioEnd end) {
        return switch (p.k().profile().version(Part.IOMAP_DIRECT_IO)) {
            case V5_10 -> new DioBio_5_10(p, end);
            case V6_1, V6_6, V6_12, V6_14 -> new DioBio_6_12(p, end);
            case V7_1, V7_2 -> new DioBio(p, end);
        };
    }

    /// Submits bios for one mapping and advances over it. fs/iomap/direct-io.c, iomap_dio_bio_iter, 7.2
    ///
    /// @return 0 or -errno
    long iomap_dio_bio_iter(DioRef dio) {
        try (var fn = k.enter("iomap_dio_bio_iter", "flags", p.flags(dio))) {
            var iocb = dio.iocb();
            var iomi = iocb.iomi();
            var iomap = Objects.requireNonNull(iomi.iomap());
            var req = k.profile().req();
            long length = Iter.iomap_length(iomi);
            long pos = iomi.pos();
            int bio_opf = req.word(REQ_SYNC, REQ_IDLE);
            boolean write = dio.has(IOMAP_DIO_WRITE);
            boolean need_zeroout = false;
            long copied = 0;
            long ret = 0;
            int alignment = fn.taken("file system block aligned", dio.has(IOMAP_DIO_FSBLOCK_ALIGNED))
                    ? p.fs_block_size()
                    : p.bdev().logicalBlockSize();
            if (fn.taken("misaligned on the device", ((pos | length) & alignment - 1) != 0, "pos", pos, "length", length, "alignment",
                    alignment)) {
                return fn.ret(-EINVAL);
            }
            if (fn.taken("write", write)) {
                boolean need_completion_work = true;
                if (fn.taken("mapped", iomap.type() == Iomap.Type.MAPPED, "iomap type", iomap.type())) {
                    need_completion_work = false;
                } else if (fn.taken("unwritten", iomap.type() == Iomap.Type.UNWRITTEN, "iomap type", iomap.type())) {
                    dio.set(IOMAP_DIO_UNWRITTEN);
                    need_zeroout = true;
                }
                if (fn.taken("atomic", p.has(iomap, IomapFlag.IOMAP_F_ATOMIC_BIO))) {
                    if (fn.taken("mapping shorter than the write", length != iomi.len(), "length", length, "left", iomi.len())) {
                        return fn.ret(-EINVAL);
                    }
                    bio_opf |= req.mask(REQ_ATOMIC);
                }
                if (fn.taken("shared", p.has(iomap, IomapFlag.IOMAP_F_SHARED))) {
                    need_completion_work = true;
                    dio.set(IOMAP_DIO_COW);
                }
                if (fn.taken("new", p.has(iomap, IomapFlag.IOMAP_F_NEW), "iomap flags", p.flags(iomap))) {
                    need_completion_work = true;
                    need_zeroout = true;
                }
                if (fn.taken("write through", dio.has(IOMAP_DIO_WRITE_THROUGH))) {
                    boolean dirty = p.has(iomap, IomapFlag.IOMAP_F_DIRTY);
                    if (fn.taken("fua", !need_completion_work && !dirty && (!p.bdev().writeCache() || p.bdev().fua()),
                            "need_completion_work", need_completion_work, "IOMAP_F_DIRTY", dirty, "device fua", p.bdev().fua(),
                            "device write cache", p.bdev().writeCache())) {
                        bio_opf |= req.mask(REQ_FUA);
                    } else {
                        dio.clear(IOMAP_DIO_WRITE_THROUGH);
                    }
                }
                if (fn.taken("completion needs a task", need_completion_work)) {
                    dio.set(IOMAP_DIO_COMP_WORK);
                }
            }
            long orig_count = iocb.iter().count();
            iocb.iter("truncate to the mapping", it -> it.truncate(length));
            out : {
                if (fn.taken("nothing left", iocb.iter().count() == 0)) {
                    break out;
                }
                if (fn.taken("cannot be polled", dio.has(IOMAP_DIO_COMP_WORK))) {
                    iocb.clear(IOCB_HIPRI);
                }
                if (fn.taken("zero the head", need_zeroout)) {
                    int pad = (int) (pos & p.fs_block_size() - 1);
                    ret = iomap_dio_zero(dio, pos - pad, pad);
                    if (fn.taken("head failed", ret != 0, "ret", ret)) {
                        break out;
                    }
                }
                do {
                    if (fn.taken("a bio has failed", dio.get().error() != 0, "error", dio.get().error())) {
                        break out;
                    }
                    ret = iomap_dio_bio_iter_one(dio, pos, alignment, write ? Bio.Op.WRITE : Bio.Op.READ, bio_opf);
                    if (fn.taken("no bio", ret < 0, "ret", ret)) {
                        break;
                    }
                    long n = ret;
                    dio.update("size", d -> d.withSize(d.size() + n));
                    copied += n;
                    pos += n;
                    ret = 0;
                } while (fn.taken("more bios to come", iocb.iter().count() > 0, "left", iocb.iter().count()));
                long i_size = p.i_size_read();
                if (fn.taken("zero the tail", need_zeroout || write && pos >= i_size, "need_zeroout", need_zeroout, "pos", pos, "i_size",
                        i_size)) {
                    int pad = (int) (pos & p.fs_block_size() - 1);
                    if (fn.taken("tail not on a block", pad != 0, "pad", pad)) {
                        ret = iomap_dio_zero(dio, pos, p.fs_block_size() - pad);
                    }
                }
            }
            long rest = orig_count - copied;
            iocb.iter("reexpand", it -> it.reexpand(rest));
            if (fn.taken("some bytes submitted", copied > 0, "copied", copied)) {
                return fn.ret(Iter.advance(k, iocb, copied));
            }
            return fn.ret((int) ret);
        }
    }

    /// One bio of a mapping. fs/iomap/direct-io.c, iomap_dio_bio_iter_one, 7.2
    ///
    /// @return bytes, or -errno
    private long iomap_dio_bio_iter_one(DioRef dio, long pos, int alignment, Bio.Op op, int opf) {
        try (var fn = k.enter("iomap_dio_bio_iter_one", "pos", pos, "alignment", alignment)) {
            var iocb = dio.iocb();
            var iomap = Objects.requireNonNull(iocb.iomi().iomap());
            boolean bounce = fn.taken("bounce buffer", dio.has(IOMAP_DIO_BOUNCE));
            int nr_vecs = bounce ? p.bounce().bio_iov_bounce_nr_vecs(iocb, op) : p.pages().bio_iov_vecs_to_alloc(iocb);
            int bio = iomap_dio_alloc_bio(dio, op, opf, pos, op == Bio.Op.WRITE ? Bio.Kind.DATA : Bio.Kind.READ);
            int err;
            if (bounce) {
                long max = k.has(Feature.BOUNCE_BY_ALIGNMENT) ? iomap_max_bio_size(iomap) : Long.MAX_VALUE;
                err = p.bounce().bio_iov_iter_bounce(bio, iocb, nr_vecs, max, k.has(Feature.BOUNCE_BY_ALIGNMENT) ? alignment : 1);
            } else {
                int mem = k.has(Feature.MEMORY_ALIGNMENT_AT_PINNING) ? p.bdev().dmaAlignment() : 0;
                err = p.pages().bio_iov_iter_get_pages(bio, iocb, nr_vecs, mem, alignment - 1);
            }
            if (fn.taken("no pages", err != 0, "ret", err)) {
                bio_put(bio);
                return fn.ret((long) err);
            }
            long ret = k.world().bios().at(bio).bytes();
            boolean atomic = k.profile().req().has(opf, Req.REQ_ATOMIC);
            if (fn.taken("atomic write does not fit one bio", atomic && ret != Iter.iomap_length(iocb.iomi()), "bytes", ret, "length",
                    Iter.iomap_length(iocb.iomi()))) {
                if (fn.taken("release the pages", k.has(Feature.ATOMIC_MISFIT_RELEASES_PAGES))) {
                    if (bounce) {
                        p.bounce().bio_iov_iter_unbounce(bio, iocb, true, false);
                    } else {
                        p.pages().bio_release_pages(bio);
                    }
                }
                bio_put(bio);
                return fn.ret((long) -EINVAL);
            }
            if (fn.taken("integrity", p.has(iomap, IomapFlag.IOMAP_F_INTEGRITY))) {
                try (var in = k.enter(dio.has(IOMAP_DIO_WRITE) ? "fs_bio_integrity_generate" : "fs_bio_integrity_alloc", "bio", bio)) {
                    in.taken("protection information", true);
                }
            }
            if (fn.taken("dirty the user's pages", !dio.has(IOMAP_DIO_WRITE) && dio.has(IOMAP_DIO_USER_BACKED) && !bounce)) {
                p.block().bio().bio_set_pages_dirty(bio);
            }
            if (fn.taken("more than one bio", iocb.iter().count() > 0, "left", iocb.iter().count())) {
                iocb.clear(IOCB_HIPRI);
            }
            iomap_dio_submit_bio(dio, bio);
            return fn.ret(ret);
        }
    }

    /// fs/iomap/internal.h, iomap_max_bio_size, 7.2
    private long iomap_max_bio_size(Iomap iomap) {
        long max = p.asks().maxBioBytes();
        return p.has(iomap, IomapFlag.IOMAP_F_INTEGRITY) && max > 0 ? max : Long.MAX_VALUE;
    }

    /// Writes zeros around a sub-block write, so that a new block never shows old disk contents. fs/iomap/direct-io.c, iomap_dio_zero, 7.2
    int iomap_dio_zero(DioRef dio, long pos, int len) {
        try (var fn = k.enter("iomap_dio_zero", "bytes", len)) {
            if (fn.taken("nothing to zero", len == 0)) {
                return fn.ret(0);
            }
            int nr_vecs = Math.max(1, p.fs_block_size() / ZERO_FOLIO_SIZE);
            if (fn.taken("more pieces than a bio has", nr_vecs > BioIov.BIO_MAX_VECS, "nr_vecs", nr_vecs)) {
                return fn.ret(-EINVAL);
            }
            int bio = iomap_dio_alloc_bio(dio, Bio.Op.WRITE, k.profile().req().word(REQ_SYNC, REQ_IDLE), pos, Bio.Kind.ZERO_PAD);
            add_zero_page(bio, len, ZERO_FOLIO_SIZE);
            iomap_dio_submit_bio(dio, bio);
            return fn.ret(0);
        }
    }

    /// Puts `len` zero bytes into a bio, from a page of `page` bytes.
    void add_zero_page(int bio, int len, int page) {
        var b = k.world().bios().at(bio);
        var vecs = new ArrayList<Bio.Bvec>();
        for (int left = len; left > 0; left -= page) {
            vecs.add(new Bio.Bvec(ZERO_PAGE, Math.min(left, page)));
        }
        k.apply("add the zero page", k.world().withBios(
                k.world().bios().put(bio, b.withPages(len, List.copyOf(vecs), Content.EMPTY.fill(0, len, Data.ZERO)))));
    }

    /// fs/iomap/direct-io.c, iomap_dio_alloc_bio, 6.1; in 5.10 its callers call bio_alloc.
    int iomap_dio_alloc_bio(DioRef dio, Bio.Op op, int opf, long pos, Bio.Kind kind) {
        var iomap = Objects.requireNonNull(dio.iocb().iomi().iomap());
        int id = p.block().nextBio();
        long sector = iomap.addr() + pos - iomap.offset() >> 9;
        var bio = new Bio(id, dio.iocb().id(), op, opf, sector, 0, kind, Bio.Via.DIO, pos, List.of(), Bio.State.BUILDING, 0, 0,
                "iomap_dio_bio_end_io", Content.EMPTY);
        boolean own = p.asks().bioSet() && k.has(Feature.BIO_SET_OF_THE_FILE_SYSTEM);
        k.apply(own ? "bio_alloc_bioset" : "bio_alloc", k.world().withBios(k.world().bios().put(id, bio)));
        p.block().bio().onEndIo(id, () -> end.iomap_dio_bio_end_io(dio, id));
        if (op == Bio.Op.READ) {
            end.brings(id, dio.iocb().iter().done());
        }
        return id;
    }

    void bio_put(int bio) {
        k.apply("bio_put", k.world().withBios(k.world().bios().remove(bio)));
    }

    /// Hands a bio to the block layer, or to the file system that wants to see it first. fs/iomap/direct-io.c, iomap_dio_submit_bio, 7.2
    void iomap_dio_submit_bio(DioRef dio, int bio) {
        try (var fn = k.enter("iomap_dio_submit_bio", "bio", bio)) {
            dio.update("take a reference", d -> d.withRef(d.ref() + 1));
            var iocb = dio.iocb();
            if (fn.taken("polled", iocb.has(IOCB_HIPRI) && !iocb.is_sync_kiocb(), "IOCB_HIPRI", iocb.has(IOCB_HIPRI), "async",
                    !iocb.is_sync_kiocb())) {
                bio_set_polled(dio, bio);
                iocb.io("iocb->private", i -> i.withPollBio(bio));
            }
            submit(dio, bio);
        }
    }

    /// `dops->submit_io` or submit_bio.
    ///
    /// @return what can be polled for, in 5.10
    int submit(DioRef dio, int bio) {
        if (p.asks().submitIo() == FilesystemAsks.SubmitIo.NONE) {
            return p.block().core().submit_bio(bio);
        }
        try (var fn = k.enter("submit_io", "bio", bio)) {
            if (fn.taken("wrap into an ioend", p.asks().submitIo() == FilesystemAsks.SubmitIo.IOEND)) {
                p.block().bio().onEndIo(bio, () -> end.ioend_end_bio(dio, bio));
            }
            return fn.ret(p.block().core().submit_bio(bio));
        }
    }

    /// What a polled bio asks for. In 6.12 and 7.1 include/linux/bio.h, bio_set_polled, in 7.2 a line of its caller.
    void bio_set_polled(DioRef dio, int bio) {
        var req = k.profile().req();
        opf(bio, req.mask(REQ_POLLED) | (k.has(Feature.POLLED_NOWAIT_AS_ASKED) && dio.iocb().has(IOCB_NOWAIT) ? req.mask(REQ_NOWAIT) : 0));
    }

    void opf(int bio, int more) {
        var b = k.world().bios().at(bio);
        k.apply("bi_opf " + new Bits(k.profile().req(), more), k.world().withBios(k.world().bios().put(bio, b.withOpf(b.opf() | more))));
    }
}
