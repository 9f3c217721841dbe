package dioscope.model.kernel.fs.iomap;

import static dioscope.model.kernel.Errno.EIO;

import dioscope.model.engine.Kernel;
import dioscope.model.kernel.Request;
import java.util.Objects;
import java.util.function.LongSupplier;

/// fs/iomap/apply.c, 5.10: the loop stands in the caller, each mapping is one call with a callback.
final class Iter_5_10 extends Iter {
    Iter_5_10(Kernel k) {
        super(k);
    }

    /// Maps a piece, lets `actor` work on it and ends the mapping. fs/iomap/apply.c, iomap_apply, 5.10
    ///
    /// @param actor what is done with the mapping; gives bytes, 0 or -errno
    /// @return bytes, 0, or -errno
    long iomap_apply(Request io, long pos, long length, IomapOps ops, LongSupplier actor) {
        try (var fn = k.enter("iomap_apply", "pos", pos, "length", length)) {
            int ret = begin(io, ops);
            if (fn.taken("no mapping", ret < 0, "ret", ret)) {
                return fn.ret((long) ret);
            }
            var iomi = io.iomi();
            var iomap = Objects.requireNonNull(iomi.iomap());
            long written;
            if (fn.taken("mapping elsewhere", iomap.offset() > pos || iomap.length() == 0, "offset", iomap.offset(), "length",
                    iomap.length())) {
                written = -EIO;
            } else {
                written = actor.getAsLong();
            }
            long len = iomap_length(iomi);
            int end = ops.iomap_end(pos, len, Math.max(written, 0), iomi.flags());
            return fn.ret(fn.taken("something was done", written != 0, "written", written) ? written : (long) end);
        }
    }

    @Override
    public int iomap_iter(Request io, IomapOps ops) {
        throw new IllegalStateException("5.10 maps through iomap_apply");
    }
}
