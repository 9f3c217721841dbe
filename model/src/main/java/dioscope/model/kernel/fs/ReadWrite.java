package dioscope.model.kernel.fs;

import static dioscope.model.kernel.Errno.EFBIG;
import static dioscope.model.kernel.Errno.EINVAL;
import static dioscope.model.kernel.Errno.EOPNOTSUPP;
import static dioscope.model.kernel.Errno.ETXTBSY;

import dioscope.model.engine.Kernel;
import dioscope.model.kernel.Request;
import dioscope.model.profile.Iocb;

/// fs/read_write.c
public final class ReadWrite {
    /// s_maxbytes of ext4 with 4 KiB blocks and extents: 16 TiB - 4096. fs/ext4/super.c, ext4_max_size, 6.12
    public static long s_maxbytes(int blockSize) {
        return ((1L << 32) - 1) * blockSize;
    }

    private final Kernel k;
    private final int blockSize;

    public ReadWrite(Kernel k, int blockSize) {
        this.k = k;
        this.blockSize = blockSize;
    }

    /// fs/read_write.c, generic_write_checks, 6.12
    ///
    /// @return bytes that may be written, 0, or -errno
    public long generic_write_checks(Request iocb) {
        try (var fn = k.enter("generic_write_checks")) {
            if (fn.taken("swap file", false)) {
                return fn.ret((long) -ETXTBSY);
            }
            if (fn.taken("nothing to write", iocb.iter().count() == 0)) {
                return fn.ret(0L);
            }
            if (fn.taken("append", iocb.has(Iocb.IOCB_APPEND), "IOCB_APPEND", iocb.has(Iocb.IOCB_APPEND))) {
                iocb.pos("ki_pos = i_size", k.world().inode().iSize());
            }
            boolean nowait = iocb.has(Iocb.IOCB_NOWAIT);
            if (fn.taken("nowait buffered", nowait && !iocb.has(Iocb.IOCB_DIRECT), "IOCB_NOWAIT", nowait)) {
                return fn.ret((long) -EINVAL);
            }
            if (fn.taken("file size limited", false)) {
                throw k.refuse("A limit on file sizes (RLIMIT_FSIZE) is not modelled.");
            }
            long max = s_maxbytes(blockSize);
            if (fn.taken("beyond the largest file", iocb.kiocb().pos() >= max, "ki_pos", iocb.kiocb().pos(), "s_maxbytes", max)) {
                return fn.ret((long) -EFBIG);
            }
            iocb.iter("truncate to s_maxbytes", it -> it.truncate(max - iocb.kiocb().pos()));
            return fn.ret(iocb.iter().count());
        }
    }

    /// fs/read_write.c, generic_atomic_write_valid, 7.2
    ///
    /// @param ubuf iter_is_ubuf
    /// @return 0 or -errno
    public int generic_atomic_write_valid(Request iocb, boolean ubuf) {
        try (var fn = k.enter("generic_atomic_write_valid")) {
            long len = iocb.iter().count();
            long pos = iocb.kiocb().pos();
            if (fn.taken("several segments", !ubuf)) {
                return fn.ret(-EINVAL);
            }
            if (fn.taken("length not a power of two", Long.bitCount(len) != 1, "len", len)) {
                return fn.ret(-EINVAL);
            }
            if (fn.taken("not naturally aligned", (pos & len - 1) != 0, "pos", pos, "len", len)) {
                return fn.ret(-EINVAL);
            }
            if (fn.taken("not direct", !iocb.has(Iocb.IOCB_DIRECT))) {
                return fn.ret(-EOPNOTSUPP);
            }
            return fn.ret(0);
        }
    }
}
