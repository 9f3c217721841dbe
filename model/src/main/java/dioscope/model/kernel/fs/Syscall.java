package dioscope.model.kernel.fs;

import dioscope.model.engine.Kernel;
import dioscope.model.kernel.Request;

/// The system calls of fs/read_write.c that wait for their I/O.
public final class Syscall {
    private final Kernel k;
    private final Kiocbs kiocbs;

    public Syscall(Kernel k, Kiocbs kiocbs) {
        this.k = k;
        this.kiocbs = kiocbs;
    }

    /// pread64 or pwrite64. fs/read_write.c, vfs_read, vfs_write
    ///
    /// @return bytes, or -errno
    public long pread64_pwrite64(Request iocb, File file) {
        boolean write = iocb.io().write();
        try (var fn = k.enter(write ? "vfs_write" : "vfs_read", "pos", iocb.kiocb().pos(), "count", iocb.iter().count())) {
            return fn.ret(new_sync(iocb, file, write));
        }
    }

    /// fs/read_write.c, new_sync_read, new_sync_write
    private long new_sync(Request iocb, File file, boolean write) {
        try (var fn = k.enter(write ? "new_sync_write" : "new_sync_read")) {
            kiocbs.init_sync_kiocb(iocb, file);
            return fn.ret(call_iter(iocb, file, write));
        }
    }

    /// preadv2 or pwritev2. fs/read_write.c, vfs_readv, vfs_writev; 5.10 and 6.1 go through do_iter_read and do_iter_write
    ///
    /// @param flags RWF bits
    /// @return bytes, or -errno
    public long preadv2_pwritev2(Request iocb, File file, int flags) {
        boolean write = iocb.io().write();
        try (var fn = k.enter(write ? "vfs_writev" : "vfs_readv", "pos", iocb.kiocb().pos(), "count", iocb.iter().count())) {
            if (fn.taken("no bytes at all", iocb.iter().count() == 0)) {
                return fn.ret(0L);
            }
            return fn.ret(do_iter_readv_writev(iocb, file, write, flags));
        }
    }

    /// fs/read_write.c, do_iter_readv_writev
    private long do_iter_readv_writev(Request iocb, File file, boolean write, int flags) {
        try (var fn = k.enter("do_iter_readv_writev", "flags", Rwf.names(flags))) {
            kiocbs.init_sync_kiocb(iocb, file);
            int ret = kiocbs.kiocb_set_rw_flags(iocb, file, flags);
            if (fn.taken("flags refused", ret != 0, "ret", ret)) {
                return fn.ret((long) ret);
            }
            return fn.ret(call_iter(iocb, file, write));
        }
    }

    private static long call_iter(Request iocb, File file, boolean write) {
        long ret = write ? file.f_op().write_iter(iocb) : file.f_op().read_iter(iocb);
        iocb.submitted(ret);
        return ret;
    }
}
