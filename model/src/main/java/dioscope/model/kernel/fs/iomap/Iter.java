package dioscope.model.kernel.fs.iomap;

import static dioscope.model.kernel.Errno.EIO;

import dioscope.model.engine.Kernel;
import dioscope.model.kernel.Request;
import dioscope.model.profile.IomapFlag;
import dioscope.model.profile.Part;
import dioscope.model.state.IomapIter;
import java.util.Objects;

/// fs/iomap/iter.c, 7.2: the body of the loop advances by itself and leaves a status.
public class Iter {
    final Kernel k;

    Iter(Kernel k) {
        this.k = k;
    }

    static Iter of(Kernel k) {
        return switch (k.profile().version(Part.IOMAP_ITER)) {
            case V5_10 -> new Iter_5_10(k);
            case V6_1, V6_6, V6_12, V6_14 -> new Iter_6_12(k);
            case V7_1, V7_2 -> new Iter(k);
        };
    }

    /// Bytes of the current mapping that the iteration may still use. include/linux/iomap.h, iomap_length
    static long iomap_length(IomapIter iter) {
        return Math.min(iter.len(), Objects.requireNonNull(iter.iomap()).end() - iter.pos());
    }

    /// Moves the iterator on inside its mapping. fs/iomap/iter.c, iomap_iter_advance, 7.2
    ///
    /// @return 0 or -EIO
    static int advance(Kernel k, Request io, long count) {
        try (var fn = k.enter("iomap_iter_advance", "count", count)) {
            if (fn.taken("more than the mapping has", count > iomap_length(io.iomi()), "count", count)) {
                return fn.ret(-EIO);
            }
            io.iomi("advance", i -> i.advance(count));
            return fn.ret(0);
        }
    }

    /// The body's word about the last mapping. `iter.status`, 7.2; `iter.processed` before.
    void done(Request io, long status) {
        io.iomi("status", i -> i.withProcessed(status));
    }

    /// Asks for the next mapping. fs/iomap/iter.c, iomap_iter, 7.2
    ///
    /// @return 1 with a mapping, 0 at the end, or -errno
    public int iomap_iter(Request io, IomapOps ops) {
        try (var fn = k.enter("iomap_iter", "pos", io.iomi().pos(), "len", io.iomi().len())) {
            int ret = iomap_iter_next(io, ops);
            io.iomi("status", i -> i.withProcessed(0));
            if (fn.taken("a mapping", ret > 0, "ret", ret)) {
                io.iomi("iter_start_pos", i -> i.withStartPos(i.pos()));
            }
            return fn.ret(ret);
        }
    }

    /// Finishes the mapping before and begins the next. include/linux/iomap.h, iomap_iter_next, 7.2
    private int iomap_iter_next(Request io, IomapOps ops) {
        try (var fn = k.enter("iomap_iter_next")) {
            int ret = 0;
            var iter = io.iomi();
            if (fn.taken("a mapping to end", iter.iomap() != null)) {
                if (fn.taken("the file system ends mappings", ops.has_iomap_end())) {
                    long advanced = iter.pos() - iter.startPos();
                    long end = Objects.requireNonNull(iter.iomap()).end();
                    long len = Math.min(iter.len() + advanced, end - iter.startPos());
                    ret = ops.iomap_end(iter.startPos(), len, advanced, iter.flags());
                }
                ret = iomap_iter_continue(io, ret);
                if (fn.taken("no more", ret <= 0, "ret", ret)) {
                    return fn.ret(ret);
                }
            }
            return fn.ret(begin(io, ops));
        }
    }

    /// Whether the loop goes on. fs/iomap/iter.c, iomap_iter_continue, 7.2
    private int iomap_iter_continue(Request io, int end) {
        try (var fn = k.enter("iomap_iter_continue", "ret", end)) {
            var iter = io.iomi();
            boolean stale = k.profile().iomap().has(Objects.requireNonNull(iter.iomap()).flags(), IomapFlag.IOMAP_F_STALE);
            long advanced = iter.pos() - iter.startPos();
            if (fn.taken("end refused and nothing done", end < 0 && advanced == 0, "ret", end, "advanced", advanced)) {
                return fn.ret(end);
            }
            int ret;
            if (fn.taken("body failed", iter.processed() < 0, "status", iter.processed())) {
                ret = (int) iter.processed();
            } else
                if (fn.taken("all done or nothing done", iter.len() == 0 || advanced == 0 && !stale, "len", iter.len(), "advanced",
                        advanced)) {
                            ret = 0;
                        } else {
                            ret = 1;
                            io.iomi("clear the mapping", i -> i.withIomap(null));
                        }
            return fn.ret(ret);
        }
    }

    /// `iomap_begin` of the file system.
    int begin(Request io, IomapOps ops) {
        var iter = io.iomi();
        var begun = ops.iomap_begin(iter.pos(), iter.len(), iter.flags());
        if (begun.ret() < 0) {
            return begun.ret();
        }
        var iomap = Objects.requireNonNull(begun.iomap());
        io.iomi("mapping", i -> i.withIomap(iomap));
        return 1;
    }
}
