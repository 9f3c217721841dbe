package dioscope.model.kernel.fs.iomap;

import static dioscope.model.kernel.Errno.EIO;

import dioscope.model.engine.Kernel;
import dioscope.model.kernel.Request;
import dioscope.model.state.IomapIter;
import java.util.Objects;

/// fs/iomap/iter.c
public final class Iter {
    private final Kernel k;

    public Iter(Kernel k) {
        this.k = k;
    }

    /// Bytes of the current mapping that the iteration may still use. include/linux/iomap.h, iomap_length, 6.12
    static long iomap_length(IomapIter iter) {
        return Math.min(iter.len(), Objects.requireNonNull(iter.iomap()).end() - iter.pos());
    }

    /// Asks for the next mapping. fs/iomap/iter.c, iomap_iter, 6.12
    ///
    /// @return 1 with a mapping, 0 at the end, or -errno
    public int iomap_iter(Request io, IomapOps ops) {
        try (var fn = k.enter("iomap_iter", "pos", io.iomi().pos(), "len", io.iomi().len())) {
            var iter = io.iomi();
            if (fn.taken("a mapping to end", iter.iomap() != null)) {
                long processed = iter.processed();
                int ret = ops.iomap_end(iter.pos(), iomap_length(iter), processed > 0 ? processed : 0, iter.flags());
                if (fn.taken("end refused and nothing done", ret < 0 && processed == 0, "ret", ret, "processed", processed)) {
                    return fn.ret(ret);
                }
            }
            int ret = iomap_iter_advance(io);
            if (fn.taken("no more", ret <= 0, "ret", ret)) {
                return fn.ret(ret);
            }
            iter = io.iomi();
            var begun = ops.iomap_begin(iter.pos(), iter.len(), iter.flags());
            if (fn.taken("no mapping", begun.ret() < 0, "ret", begun.ret())) {
                return fn.ret(begun.ret());
            }
            var iomap = Objects.requireNonNull(begun.iomap());
            io.iomi("mapping", i -> i.withIomap(iomap));
            return fn.ret(1);
        }
    }

    /// fs/iomap/iter.c, iomap_iter_advance, 6.12. No mapping of ext4 goes stale (IOMAP_F_STALE) under direct I/O.
    private int iomap_iter_advance(Request io) {
        try (var fn = k.enter("iomap_iter_advance")) {
            var iter = io.iomi();
            if (fn.taken("a mapping was processed", iter.iomap() != null)) {
                long processed = iter.processed();
                if (fn.taken("body failed", processed < 0, "processed", processed)) {
                    return fn.ret((int) processed);
                }
                if (fn.taken("body did nothing", processed == 0)) {
                    return fn.ret(0);
                }
                if (fn.taken("body did too much", processed > iomap_length(iter), "processed", processed)) {
                    return fn.ret(-EIO);
                }
                io.iomi("advance", i -> new IomapIter(i.pos() + processed, i.len() - processed, i.processed(), i.flags(), i.iomap()));
                if (fn.taken("all done", io.iomi().len() == 0)) {
                    return fn.ret(0);
                }
            }
            io.iomi("clear the mapping", i -> new IomapIter(i.pos(), i.len(), 0, i.flags(), null));
            return fn.ret(1);
        }
    }
}
