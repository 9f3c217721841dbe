package dioscope.model.kernel.fs.iomap;

import static dioscope.model.kernel.Errno.EIO;

import dioscope.model.engine.Kernel;
import dioscope.model.kernel.Request;
import dioscope.model.state.IomapIter;

/// fs/iomap/iter.c, 6.1 to 6.14: the body says how many bytes it processed.
final class Iter_6_12 extends Iter {
    Iter_6_12(Kernel k) {
        super(k);
    }

    @Override
    void done(Request io, long processed) {
        io.iomi("processed", i -> i.withProcessed(processed));
    }

    /// Asks for the next mapping. fs/iomap/iter.c, iomap_iter, 6.12
    ///
    /// @return 1 with a mapping, 0 at the end, or -errno
    @Override
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
            ret = begin(io, ops);
            fn.taken("no mapping", ret < 0, "ret", ret);
            return fn.ret(ret);
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
                io.iomi("advance", i -> i.advance(processed));
                if (fn.taken("all done", io.iomi().len() == 0)) {
                    return fn.ret(0);
                }
            }
            io.iomi("clear the mapping", i -> new IomapIter(i.pos(), i.len(), 0, i.flags(), null));
            return fn.ret(1);
        }
    }
}
