package dioscope.model.kernel.fs;

import dioscope.model.engine.Kernel;
import dioscope.model.kernel.Request;
import dioscope.model.profile.Feature;
import dioscope.model.profile.Iocb;

/// fs/sync.c and generic_write_sync of include/linux/fs.h
public final class Sync {
    /// `file_operations.fsync`.
    public interface Fsync {
        /// @param file the open file's number
        /// @param end last byte of the range
        /// @return 0 or -errno
        int fsync(int file, long start, long end, boolean datasync);
    }

    private final Kernel k;
    private final Fsync f_op;
    private final Runnable filemap_dontcache_kick_writeback;

    /// @param filemap_dontcache_kick_writeback wakes the flusher for pages that shall not stay cached
    public Sync(Kernel k, Fsync f_op, Runnable filemap_dontcache_kick_writeback) {
        this.k = k;
        this.f_op = f_op;
        this.filemap_dontcache_kick_writeback = filemap_dontcache_kick_writeback;
    }

    /// Pushes what a write of `count` bytes just wrote to stable storage when it was asked for. include/linux/fs.h, generic_write_sync, 7.2
    public long generic_write_sync(Request iocb, long count) {
        try (var fn = k.enter("generic_write_sync", "count", count)) {
            if (fn.taken("dsync", iocb.iocb_is_dsync(), "IOCB_DSYNC", iocb.has(Iocb.IOCB_DSYNC), "IOCB_SYNC", iocb.has(Iocb.IOCB_SYNC))) {
                long pos = iocb.kiocb().pos();
                int ret = vfs_fsync_range(iocb.io().file(), pos - count, pos - 1, !iocb.has(Iocb.IOCB_SYNC));
                if (fn.taken("sync failed", ret != 0, "ret", ret)) {
                    return fn.ret((long) ret);
                }
            } else if (k.has(Feature.DROPBEHIND) && fn.taken("not to be cached", iocb.has(Iocb.IOCB_DONTCACHE))) {
                filemap_dontcache_kick_writeback.run();
            }
            return fn.ret(count);
        }
    }

    /// The whole file. fs/sync.c, vfs_fsync
    ///
    /// @return 0 or -errno
    public int vfs_fsync(int file, boolean datasync) {
        return vfs_fsync_range(file, 0, Long.MAX_VALUE, datasync);
    }

    /// fs/sync.c, vfs_fsync_range, 6.12. lazytime is not mounted, so no inode has I_DIRTY_TIME.
    public int vfs_fsync_range(int file, long start, long end, boolean datasync) {
        try (var fn = k.enter("vfs_fsync_range", "start", start, "end", end, "datasync", datasync ? 1 : 0)) {
            return fn.ret(f_op.fsync(file, start, end, datasync));
        }
    }
}
