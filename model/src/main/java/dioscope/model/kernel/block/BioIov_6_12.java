package dioscope.model.kernel.block;

import static dioscope.model.kernel.Errno.EFAULT;

import dioscope.model.engine.Kernel;
import dioscope.model.kernel.Request;
import dioscope.model.kernel.lib.UserBuffer;
import java.util.ArrayList;

/// block/bio.c, 6.12 and older: each pinned piece is cut to logical blocks (not in 5.10), and pages that follow one another in memory share a bio_vec.
final class BioIov_6_12 extends BioIov {
    private final int trimTo;
    private final String extract;

    /// @param trimTo bytes that each piece is a multiple of, 1 for any
    /// @param extract the function that pins
    BioIov_6_12(Kernel k, UserBuffer buffer, int trimTo, String extract) {
        super(k, buffer);
        this.trimTo = trimTo;
        this.extract = extract;
    }

    /// block/bio.c, bio_iov_iter_get_pages, 6.12; alignment was looked at before, in fs/iomap/direct-io.c.
    @Override
    public int bio_iov_iter_get_pages(int bio, Request io, int maxVecs, int mem_align_mask, int len_align_mask) {
        try (var fn = k.enter("bio_iov_iter_get_pages", "count", io.iter().count())) {
            int ret;
            do {
                ret = __bio_iov_iter_get_pages(bio, io, maxVecs);
            } while (fn.taken("room and more to pin", ret == 0 && io.iter().count() > 0 && vcnt(bio) < maxVecs, "ret", ret, "left",
                    io.iter().count(), "bi_vcnt", vcnt(bio), "bi_max_vecs", maxVecs));
            return fn.ret(vcnt(bio) > 0 ? 0 : ret);
        }
    }

    /// block/bio.c, __bio_iov_iter_get_pages, 6.12
    private int __bio_iov_iter_get_pages(int bio, Request io, int maxVecs) {
        try (var fn = k.enter("__bio_iov_iter_get_pages")) {
            var b = bio(bio);
            var pinned = buffer.iov_iter_extract_pages(extract, io.iter(), maxVecs - b.vecs().size());
            if (fn.taken("nothing pinned", pinned.size() <= 0, "size", pinned.size())) {
                return fn.ret(pinned.size() < 0 ? (int) pinned.size() : -EFAULT);
            }
            long trim = pinned.size() & trimTo - 1;
            long size = pinned.size() - trim;
            if (fn.taken("less than a logical block", size == 0, "pinned", pinned.size(), "logical_block_size", trimTo)) {
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
            add(bio, io, pinned, size, vecs);
            return fn.ret(0);
        }
    }
}
