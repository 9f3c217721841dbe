package dioscope.model.kernel.block;

import static dioscope.model.kernel.Errno.EFAULT;

import dioscope.model.engine.Kernel;
import dioscope.model.kernel.Request;
import dioscope.model.kernel.lib.UserBuffer;
import dioscope.model.state.Bio;
import dioscope.model.state.Content;
import dioscope.model.state.Data;
import java.util.ArrayList;

/// The part of block/bio.c that fills a bio with the user's pages.
public final class BioIov {
    /// include/linux/bio.h, BIO_MAX_VECS, 6.12
    public static final int BIO_MAX_VECS = 256;

    private final Kernel k;
    private final UserBuffer buffer;
    private final int logicalBlockSize;

    public BioIov(Kernel k, UserBuffer buffer, int logicalBlockSize) {
        this.k = k;
        this.buffer = buffer;
        this.logicalBlockSize = logicalBlockSize;
    }

    /// include/linux/bio.h, bio_iov_vecs_to_alloc, 6.12
    public int bio_iov_vecs_to_alloc(Request io) {
        return buffer.iov_iter_npages(io.iter(), BIO_MAX_VECS);
    }

    /// Pins user pages and adds them to the bio until it is full or the iterator is empty. block/bio.c, bio_iov_iter_get_pages, 6.12
    ///
    /// @param maxVecs bi_max_vecs
    /// @param data whose data a write carries
    /// @return 0, or -EFAULT when not one page could be pinned
    public int bio_iov_iter_get_pages(int bio, Request io, int maxVecs, Data data) {
        try (var fn = k.enter("bio_iov_iter_get_pages", "count", io.iter().count())) {
            int ret;
            do {
                ret = __bio_iov_iter_get_pages(bio, io, maxVecs, data);
            } while (fn.taken("room and more to pin", ret == 0 && io.iter().count() > 0 && vcnt(bio) < maxVecs, "ret", ret, "left",
                    io.iter().count(), "bi_vcnt", vcnt(bio), "bi_max_vecs", maxVecs));
            return fn.ret(vcnt(bio) > 0 ? 0 : ret);
        }
    }

    private int vcnt(int bio) {
        return k.world().bios().at(bio).vecs().size();
    }

    /// block/bio.c, __bio_iov_iter_get_pages, 6.12
    private int __bio_iov_iter_get_pages(int bio, Request io, int maxVecs, Data data) {
        try (var fn = k.enter("__bio_iov_iter_get_pages")) {
            var b = k.world().bios().at(bio);
            var pinned = buffer.iov_iter_extract_pages(io.iter(), maxVecs - b.vecs().size());
            if (fn.taken("nothing pinned", pinned.size() <= 0, "size", pinned.size())) {
                return fn.ret(pinned.size() < 0 ? (int) pinned.size() : -EFAULT);
            }
            long trim = pinned.size() & logicalBlockSize - 1;
            long size = pinned.size() - trim;
            if (fn.taken("less than a logical block", size == 0, "pinned", pinned.size(), "logical_block_size", logicalBlockSize)) {
                return fn.ret(-EFAULT);
            }
            var vecs = new ArrayList<>(b.vecs());
            long left = size;
            int offset = pinned.offset();
            for (int p = 0; left > 0; p++) {
                int len = (int) Math.min(4096 - offset, left);
                UserBuffer.add(vecs, pinned.pages().get(p) + offset, len);
                left -= len;
                offset = 0;
            }
            var payload = b.op() == Bio.Op.WRITE ? b.payload().fill(b.bytes(), size, data) : Content.EMPTY;
            k.apply("add pages",
                    k.world().withBios(k.world().bios().put(bio, b.withPages(b.bytes() + size, java.util.List.copyOf(vecs), payload))));
            io.iter("advance", it -> it.advance(size));
            return fn.ret(0);
        }
    }
}
