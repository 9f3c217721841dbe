package dioscope.model.kernel.block;

import static dioscope.model.kernel.Errno.EFAULT;

import dioscope.model.engine.Kernel;
import dioscope.model.kernel.Request;
import dioscope.model.kernel.lib.UserBuffer;
import dioscope.model.state.Bio;
import dioscope.model.state.Content;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The part of block/bio.c that sends data through pages of the kernel instead of the user's own, 7.1 and 7.2.
public final class BioBounce {
    private static final int SZ_1M = 1 << 20;

    private final Kernel k;
    private final Block block;
    private final UserBuffer buffer;
    private final BioIov pages;
    private long nextFolio = UserBuffer.BOUNCE_BASE;
    /// Where in the user's buffer the data of a bounced read belong, by bio.
    private final Map<Integer, Piece> reads = new HashMap<>();

    private record Piece(long done, long bytes) {}

    public BioBounce(Kernel k, Block block, UserBuffer buffer, BioIov pages) {
        this.k = k;
        this.block = block;
        this.buffer = buffer;
        this.pages = pages;
    }

    /// include/linux/bio.h, bio_iov_bounce_nr_vecs, 7.2
    public int bio_iov_bounce_nr_vecs(Request io, Bio.Op op) {
        return op == Bio.Op.WRITE
                ? buffer.iov_iter_npages(io.iter(), BioIov.BIO_MAX_VECS)
                : buffer.iov_iter_npages(io.iter(), BioIov.BIO_MAX_VECS - 1) + 1;
    }

    /// Backs a bio with pages of the kernel; for a write the data are copied there now. block/bio.c, bio_iov_iter_bounce, 7.2
    ///
    /// @param maxVecs bi_max_vecs
    /// @param maxlen longest bio, bytes
    /// @param minsize what the length of the bio must be a multiple of, bytes
    /// @return 0 or -errno
    public int bio_iov_iter_bounce(int bio, Request io, int maxVecs, long maxlen, int minsize) {
        try (var fn = k.enter("bio_iov_iter_bounce", "count", io.iter().count(), "maxlen", maxlen, "minsize", minsize)) {
            if (fn.taken("write", pages.bio(bio).op() == Bio.Op.WRITE)) {
                return fn.ret(bio_iov_iter_bounce_write(bio, io, maxVecs, maxlen, minsize));
            }
            return fn.ret(bio_iov_iter_bounce_read(bio, io, maxVecs, maxlen, minsize));
        }
    }

    /// block/bio.c, bio_iov_iter_bounce_write, 7.2
    private int bio_iov_iter_bounce_write(int bio, Request io, int maxVecs, long maxlen, int minsize) {
        try (var fn = k.enter("bio_iov_iter_bounce_write")) {
            long total_len = Math.min(maxlen, io.iter().count());
            do {
                long this_len = Math.min(total_len, SZ_1M);
                if (fn.taken("whole powers of two", this_len > minsize * 2L, "len", this_len, "minsize", minsize)) {
                    this_len = Long.highestOneBit(this_len);
                }
                var b = pages.bio(bio);
                long before = b.bytes();
                long from = io.iter().done();
                long copied = buffer.copy_from_iter(io, this_len);
                if (fn.taken("a page faults", copied < this_len, "copied", copied, "len", this_len)) {
                    io.iter("revert", it -> it.revert(before + copied));
                    return fn.ret(-EFAULT);
                }
                var vecs = new ArrayList<>(b.vecs());
                vecs.add(new Bio.Bvec(folio(this_len), (int) this_len));
                pages.bio("copy into a folio",
                        b.withPages(before + this_len, List.copyOf(vecs), b.payload().copy(io.io().data(), from, before, this_len)));
                total_len -= this_len;
            } while (fn.taken("more to copy", total_len > 0 && pages.vcnt(bio) < maxVecs, "left", total_len));
            return fn.ret(pages.bio_iov_iter_align_down(bio, io, minsize - 1));
        }
    }

    /// block/bio.c, bio_iov_iter_bounce_read, 7.2: one folio for the device, and the user's pages pinned for the copy afterwards.
    private int bio_iov_iter_bounce_read(int bio, Request io, int maxVecs, long maxlen, int minsize) {
        try (var fn = k.enter("bio_iov_iter_bounce_read")) {
            long len = Math.min(Math.min(io.iter().count(), maxlen), SZ_1M);
            long done = io.iter().done();
            long size = 0;
            int vecs = 0;
            do {
                var pinned = buffer.iov_iter_extract_pages("iov_iter_extract_bvecs", io.iter().truncate(len), maxVecs - 1 - vecs);
                if (fn.taken("nothing pinned", pinned.size() <= 0, "size", pinned.size())) {
                    if (fn.taken("bio is empty", vecs == 0)) {
                        return fn.ret(pinned.size() < 0 ? (int) pinned.size() : -EFAULT);
                    }
                    break;
                }
                len -= pinned.size();
                size += pinned.size();
                vecs += pinned.pages().size();
                io.iter("advance", it -> it.advance(pinned.size()));
            } while (fn.taken("more to pin", len > 0 && vecs < maxVecs - 1, "left", len));
            pages.bio("a folio for the device",
                    pages.bio(bio).withPages(size, List.of(new Bio.Bvec(folio(size), (int) size)), Content.EMPTY));
            int ret = pages.bio_iov_iter_align_down(bio, io, minsize - 1);
            reads.put(bio, new Piece(done, pages.bio(bio).bytes()));
            return fn.ret(ret);
        }
    }

    /// Ends what [#bio_iov_iter_bounce] began: copies what a read brought to the user. block/bio.c, bio_iov_iter_unbounce, 7.2
    ///
    /// @param is_error nothing is copied
    /// @param mark_dirty the user's pages become dirty
    public void bio_iov_iter_unbounce(int bio, Request io, boolean is_error, boolean mark_dirty) {
        try (var fn = k.enter("bio_iov_iter_unbounce", "is_error", is_error, "mark_dirty", mark_dirty)) {
            var piece = reads.remove(bio);
            if (fn.taken("write", piece == null) || piece == null) {
                return;
            }
            if (fn.taken("copy to the user", !is_error)) {
                io.io("user memory", i -> i.withData(i.data().copy(block.bio().read(bio), 0, piece.done, piece.bytes)));
            }
        }
    }

    /// The physical address of a fresh folio of at least `bytes` bytes.
    private long folio(long bytes) {
        long at = nextFolio;
        nextFolio += (bytes + 2L * SZ_1M - 1) / SZ_1M * SZ_1M;
        return at;
    }
}
