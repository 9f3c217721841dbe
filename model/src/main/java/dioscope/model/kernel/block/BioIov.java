package dioscope.model.kernel.block;

import static dioscope.model.kernel.Errno.EFAULT;
import static dioscope.model.kernel.Errno.EINVAL;

import dioscope.model.engine.Kernel;
import dioscope.model.kernel.Request;
import dioscope.model.kernel.lib.UserBuffer;
import dioscope.model.profile.Part;
import dioscope.model.state.Bio;
import dioscope.model.state.Bio.Bvec;
import dioscope.model.state.Content;
import java.util.ArrayList;
import java.util.List;

/// The part of block/bio.c that fills a bio with the user's pages, 7.2.
public class BioIov {
    /// include/linux/bio.h, BIO_MAX_VECS (BIO_MAX_PAGES in 5.10)
    public static final int BIO_MAX_VECS = 256;
    private static final int PAGE = 4096;

    final Kernel k;
    final UserBuffer buffer;

    BioIov(Kernel k, UserBuffer buffer) {
        this.k = k;
        this.buffer = buffer;
    }

    /// The functions as the kernel that runs has them.
    ///
    /// @param logicalBlockSize of the device, bytes
    public static BioIov of(Kernel k, UserBuffer buffer, int logicalBlockSize) {
        return switch (k.profile().version(Part.BLOCK)) {
            case V5_10 -> new BioIov_6_12(k, buffer, 1, "iov_iter_get_pages");
            case V6_1 -> new BioIov_6_12(k, buffer, logicalBlockSize, "iov_iter_get_pages2");
            case V6_6, V6_12, V6_14 -> new BioIov_6_12(k, buffer, logicalBlockSize, "iov_iter_extract_pages");
            case V7_1, V7_2 -> new BioIov(k, buffer);
        };
    }

    /// How many bio_vecs a bio for what is left needs. include/linux/bio.h, bio_iov_vecs_to_alloc
    public int bio_iov_vecs_to_alloc(Request io) {
        return buffer.iov_iter_npages(io.iter(), BIO_MAX_VECS);
    }

    /// Pins user pages and adds them to the bio until it is full or the iterator is empty. block/bio.c, bio_iov_iter_get_pages, 7.2
    ///
    /// @param maxVecs bi_max_vecs
    /// @param mem_align_mask what addresses and lengths of the user's segments must respect, 0 for nothing
    /// @param len_align_mask what the length of the bio must respect
    /// @return 0, -EFAULT when not one page could be pinned, or -EINVAL
    public int bio_iov_iter_get_pages(int bio, Request io, int maxVecs, int mem_align_mask, int len_align_mask) {
        try (var fn = k.enter("bio_iov_iter_get_pages", "count", io.iter().count())) {
            do {
                long ret = iov_iter_extract_bvecs(bio, io, maxVecs, mem_align_mask);
                if (fn.taken("nothing pinned", ret <= 0, "ret", ret)) {
                    if (fn.taken("misaligned: release the pages", ret == -EINVAL)) {
                        long pinned = bio(bio).bytes();
                        if (fn.taken("pages were pinned before", pinned > 0, "bytes", pinned)) {
                            bio("bio_release_pages", bio(bio).withPages(0, List.of(), Content.EMPTY));
                        }
                    }
                    if (fn.taken("bio is empty", vcnt(bio) == 0)) {
                        return fn.ret((int) ret);
                    }
                    break;
                }
            } while (fn.taken("room and more to pin", io.iter().count() > 0 && vcnt(bio) < maxVecs, "left", io.iter().count(), "bi_vcnt",
                    vcnt(bio), "bi_max_vecs", maxVecs));
            return fn.ret(bio_iov_iter_align_down(bio, io, len_align_mask));
        }
    }

    /// Pins the next piece of the user's memory and makes bio_vecs of it, one a folio. lib/iov_iter.c, iov_iter_extract_bvecs, 7.2
    private long iov_iter_extract_bvecs(int bio, Request io, int maxVecs, int mem_align_mask) {
        try (var fn = k.enter("iov_iter_extract_bvecs", "mem_align_mask", mem_align_mask)) {
            if (fn.taken("misaligned in memory", !buffer.firstSegmentAligned(io.iter(), mem_align_mask), "mem_align_mask",
                    mem_align_mask)) {
                return fn.ret((long) -EINVAL);
            }
            var b = bio(bio);
            var pinned = buffer.iov_iter_extract_pages("iov_iter_extract_pages", io.iter(), maxVecs - b.vecs().size());
            if (fn.taken("nothing pinned", pinned.size() <= 0, "size", pinned.size())) {
                return fn.ret(pinned.size() < 0 ? pinned.size() : -EFAULT);
            }
            add(bio, io, pinned, pinned.size(), folios(b.vecs(), pinned, buffer.folioPages(io.iter())));
            return fn.ret(pinned.size());
        }
    }

    /// The bio_vecs of `pinned` behind `vecs`: pages of one folio make one. lib/iov_iter.c, get_contig_folio_len, 7.2
    private static List<Bvec> folios(List<Bvec> vecs, UserBuffer.Pinned pinned, int folioPages) {
        var out = new ArrayList<>(vecs);
        long left = pinned.size();
        int offset = pinned.offset();
        boolean open = false;
        for (int p = 0; left > 0; p++) {
            long page = pinned.pages().get(p);
            int len = (int) Math.min(PAGE - offset, left);
            if (open && folioPages > 1) {
                UserBuffer.add(out, page, len);
            } else {
                out.add(new Bvec(page + offset, len));
            }
            open = true;
            left -= len;
            offset = 0;
        }
        return out;
    }

    /// Cuts the bio to whole units and gives the rest back to the iterator. block/bio.c, bio_iov_iter_align_down, 7.2
    int bio_iov_iter_align_down(int bio, Request io, int len_align_mask) {
        try (var fn = k.enter("bio_iov_iter_align_down", "len_align_mask", len_align_mask)) {
            var b = bio(bio);
            long nbytes = b.bytes() & len_align_mask;
            if (fn.taken("whole units", nbytes == 0, "bytes", b.bytes())) {
                return fn.ret(0);
            }
            io.iter("revert", it -> it.revert(nbytes));
            long size = b.bytes() - nbytes;
            bio("trim", b.withPages(size, cut(b.vecs(), size), b.payload().clear(size, nbytes)));
            return fn.ret(fn.taken("nothing left", size == 0) ? -EFAULT : 0);
        }
    }

    /// The first `bytes` bytes of `vecs`.
    private static List<Bvec> cut(List<Bvec> vecs, long bytes) {
        var out = new ArrayList<Bvec>();
        long left = bytes;
        for (var v : vecs) {
            if (left <= 0) {
                break;
            }
            out.add(new Bvec(v.phys(), (int) Math.min(v.len(), left)));
            left -= v.len();
        }
        return List.copyOf(out);
    }

    /// `size` pinned bytes become part of the bio; a write carries from now on what they hold.
    void add(int bio, Request io, UserBuffer.Pinned pinned, long size, List<Bvec> vecs) {
        var b = bio(bio);
        var payload = b.op() == Bio.Op.WRITE ? b.payload().copy(io.io().data(), io.iter().done(), b.bytes(), size) : b.payload();
        bio("add pages", b.withPages(b.bytes() + size, List.copyOf(vecs), payload));
        io.iter("advance", it -> it.advance(size));
    }

    /// Unpins the user's pages of a write that is done. block/bio.c, bio_release_pages
    public void bio_release_pages(int bio) {
        try (var fn = k.enter("bio_release_pages", "bio", bio)) {
            fn.taken("pages to unpin", vcnt(bio) > 0, "bi_vcnt", vcnt(bio));
        }
    }

    int vcnt(int bio) {
        return bio(bio).vecs().size();
    }

    Bio bio(int id) {
        return k.world().bios().at(id);
    }

    void bio(String label, Bio b) {
        k.apply(label, k.world().withBios(k.world().bios().put(b.id(), b)));
    }
}
