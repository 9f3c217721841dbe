package dioscope.model.kernel.fs;

import static dioscope.model.kernel.Errno.EFBIG;
import static dioscope.model.kernel.Errno.EINVAL;
import static dioscope.model.kernel.Errno.EOPNOTSUPP;
import static dioscope.model.kernel.Errno.ETXTBSY;

import dioscope.model.engine.Kernel;
import dioscope.model.kernel.Request;
import dioscope.model.profile.Feature;
import dioscope.model.profile.Iocb;

/// fs/read_write.c
public final class ReadWrite {
    /// s_maxbytes of ext4 with 4 KiB blocks and extents: 16 TiB - 4096. fs/ext4/super.c, ext4_max_size, 6.12
    public static long s_maxbytes(int blockSize) {
        return ((1L << 32) - 1) * blockSize;
    }

    /// include/uapi/linux/fs.h: per-call flags. Their bits are those of ki_flags.
    public static final int RWF_HIPRI = 0x1;
    public static final int RWF_DSYNC = 0x2;
    public static final int RWF_SYNC = 0x4;
    public static final int RWF_NOWAIT = 0x8;
    public static final int RWF_APPEND = 0x10;
    public static final int RWF_NOAPPEND = 0x20;
    public static final int RWF_ATOMIC = 0x40;
    public static final int RWF_DONTCACHE = 0x80;

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

    /// What pwritev2, preadv2, libaio and io_uring make of RWF_ flags. include/linux/fs.h, kiocb_set_rw_flags, 7.2
    ///
    /// @param rwf RWF_ bits of include/uapi/linux/fs.h
    /// @param atomic the file was opened with FMODE_CAN_ATOMIC_WRITE
    /// @return 0, or -errno and nothing set
    public int kiocb_set_rw_flags(Request ki, int rwf, boolean atomic) {
        try (var fn = k.enter("kiocb_set_rw_flags", "flags", rwf)) {
            if (fn.taken("none", rwf == 0)) {
                return fn.ret(0);
            }
            if (fn.taken("unknown flag", (rwf & ~supported()) != 0, "flags", rwf, "supported", supported())) {
                return fn.ret(-EOPNOTSUPP);
            }
            if (fn.taken("append and not", (rwf & RWF_APPEND) != 0 && (rwf & RWF_NOAPPEND) != 0)) {
                return fn.ret(-EINVAL);
            }
            if (fn.taken("atomic", (rwf & RWF_ATOMIC) != 0)) {
                if (fn.taken("atomic read", !ki.io().write())) {
                    return fn.ret(-EOPNOTSUPP);
                }
                if (fn.taken("file cannot", !atomic)) {
                    return fn.ret(-EOPNOTSUPP);
                }
            }
            int flags = ki.kiocb().flags();
            if (fn.taken("do not append", (rwf & RWF_NOAPPEND) != 0)) {
                flags &= ~k.profile().iocb().mask(Iocb.IOCB_APPEND);
            }
            flags |= rwf;
            if (fn.taken("sync", (rwf & RWF_SYNC) != 0)) {
                flags |= k.profile().iocb().mask(Iocb.IOCB_DSYNC);
            }
            if (k.has(Feature.NOWAIT_SETS_NOIO) && fn.taken("nowait", (rwf & RWF_NOWAIT) != 0)) {
                flags |= k.profile().iocb().mask(Iocb.IOCB_NOIO);
            }
            int f = flags;
            ki.io("ki_flags", i -> i.withKiocb(i.kiocb().withFlags(f)));
            return fn.ret(0);
        }
    }

    /// RWF_SUPPORTED. include/uapi/linux/fs.h
    private int supported() {
        int s = RWF_HIPRI | RWF_DSYNC | RWF_SYNC | RWF_NOWAIT | RWF_APPEND;
        if (k.has(Feature.RWF_ATOMIC_NOAPPEND)) {
            s |= RWF_NOAPPEND | RWF_ATOMIC;
        }
        return k.has(Feature.RWF_DONTCACHE) ? s | RWF_DONTCACHE : s;
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
