package dioscope.model.kernel.fs;

import static dioscope.model.kernel.Errno.EINVAL;
import static dioscope.model.kernel.Errno.EOPNOTSUPP;

import dioscope.model.engine.Kernel;
import dioscope.model.kernel.Request;
import dioscope.model.profile.Bits;
import dioscope.model.profile.Feature;
import dioscope.model.profile.Iocb;

/// include/linux/fs.h: what the flags of a kiocb begin with.
public final class Kiocbs {
    private final Kernel k;

    public Kiocbs(Kernel k) {
        this.k = k;
    }

    /// What open asked for. include/linux/fs.h, iocb_flags
    ///
    /// @return ki_flags
    public int iocb_flags(File file) {
        var l = k.profile().iocb();
        int res = 0;
        if (file.o_append()) {
            res |= l.mask(Iocb.IOCB_APPEND);
        }
        if (file.o_direct()) {
            res |= l.mask(Iocb.IOCB_DIRECT);
        }
        if (file.o_dsync() || k.has(Feature.SYNC_INODE_SETS_IOCB_DSYNC) && file.is_sync()) {
            res |= l.mask(Iocb.IOCB_DSYNC);
        }
        if (file.__o_sync()) {
            res |= l.mask(Iocb.IOCB_SYNC);
        }
        return res;
    }

    /// include/linux/fs.h, init_sync_kiocb
    public void init_sync_kiocb(Request kiocb, File file) {
        set(kiocb, "init_sync_kiocb", iocb_flags(file));
    }

    /// `kiocb->ki_flags = flags`
    public void set(Request kiocb, String label, int flags) {
        if (kiocb.kiocb().flags() != flags) {
            kiocb.io(label, i -> i.withKiocb(i.kiocb().withFlags(flags)));
        }
    }

    private int supported() {
        int f = Rwf.RWF_HIPRI | Rwf.RWF_DSYNC | Rwf.RWF_SYNC | Rwf.RWF_NOWAIT | Rwf.RWF_APPEND;
        f |= k.has(Feature.RWF_NOAPPEND) ? Rwf.RWF_NOAPPEND : 0;
        f |= k.has(Feature.RWF_ATOMIC) ? Rwf.RWF_ATOMIC : 0;
        return f | (k.has(Feature.RWF_DONTCACHE) ? Rwf.RWF_DONTCACHE : 0);
    }

    /// What the call's own flags add. A bit this kernel does not know, or that the file cannot do, is refused before the file system hears of it.
    /// include/linux/fs.h, kiocb_set_rw_flags
    ///
    /// @param flags RWF bits
    /// @return 0, -EOPNOTSUPP or -EINVAL
    public int kiocb_set_rw_flags(Request ki, File file, int flags) {
        try (var fn = k.enter("kiocb_set_rw_flags", "flags", Rwf.names(flags))) {
            if (fn.taken("no flags", flags == 0)) {
                return fn.ret(0);
            }
            if (fn.taken("unknown to this kernel", (flags & ~supported()) != 0, "unknown", Rwf.names(flags & ~supported()))) {
                return fn.ret(-EOPNOTSUPP);
            }
            boolean append = (flags & Rwf.RWF_APPEND) != 0;
            boolean noappend = (flags & Rwf.RWF_NOAPPEND) != 0;
            if (fn.taken("append and not append", append && noappend)) {
                return fn.ret(-EINVAL);
            }
            var l = k.profile().iocb();
            int kiocb_flags = flags;
            boolean noio = k.has(Feature.RWF_NOWAIT_SETS_IOCB_NOIO);
            if (fn.taken("nowait", (flags & Rwf.RWF_NOWAIT) != 0) && noio) {
                kiocb_flags |= l.mask(Iocb.IOCB_NOIO);
            }
            if (fn.taken("atomic", (flags & Rwf.RWF_ATOMIC) != 0)) {
                if (fn.taken("not a write, or not by this file", !ki.io().write() || !file.can_atomic_write(), "write", ki.io().write(),
                        "FMODE_CAN_ATOMIC_WRITE", file.can_atomic_write())) {
                    return fn.ret(-EOPNOTSUPP);
                }
            }
            if (fn.taken("dontcache not by this file", (flags & Rwf.RWF_DONTCACHE) != 0 && !file.dontcache(), "FOP_DONTCACHE",
                    file.dontcache())) {
                return fn.ret(-EOPNOTSUPP);
            }
            if (fn.taken("sync is dsync too", (flags & Rwf.RWF_SYNC) != 0)) {
                kiocb_flags |= l.mask(Iocb.IOCB_DSYNC);
            }
            int now = ki.kiocb().flags();
            if (fn.taken("take append back", noappend && l.has(now, Iocb.IOCB_APPEND))) {
                now &= ~l.mask(Iocb.IOCB_APPEND);
            }
            now |= kiocb_flags;
            set(ki, "ki_flags", now);
            return fn.ret(0, new Bits(l, now));
        }
    }
}
