package dioscope.model.kernel.fs;

import dioscope.model.engine.Kernel;
import dioscope.model.kernel.mm.Filemap;

/// fs/sync.c: sync, and sync_file_range.
public final class SyncAll {
    /// SYNC_FILE_RANGE_WAIT_BEFORE: waits for what is on its way.
    public static final int SYNC_FILE_RANGE_WAIT_BEFORE = 1;
    /// SYNC_FILE_RANGE_WRITE: writes what is dirty.
    public static final int SYNC_FILE_RANGE_WRITE = 2;
    /// SYNC_FILE_RANGE_WAIT_AFTER: waits for that.
    public static final int SYNC_FILE_RANGE_WAIT_AFTER = 4;
    /// All of them.
    public static final int SYNC_FILE_RANGE_WRITE_AND_WAIT = 7;

    /// What of a super block and its device sync calls.
    public interface SuperBlock {
        /// `super_operations.sync_fs`.
        ///
        /// @return 0 or -errno
        int sync_fs(boolean wait);

        /// The metadata that are dirty in the device's own page cache. fs/sync.c, iterate_bdevs; block/bdev.c, sync_bdevs, 6.1
        void sync_bdev(boolean wait);
    }

    private final Kernel k;
    private final FsWriteback writeback;
    private final Filemap filemap;
    private final SuperBlock sb;

    public SyncAll(Kernel k, FsWriteback writeback, Filemap filemap, SuperBlock sb) {
        this.k = k;
        this.writeback = writeback;
        this.filemap = filemap;
        this.sb = sb;
    }

    /// Writes everything. fs/sync.c, ksys_sync
    public void ksys_sync() {
        try (var fn = k.enter("ksys_sync")) {
            writeback.wakeup_flusher_threads();
            if (!fn.taken("read-only", k.world().fs().readOnly())) {
                writeback.sync_inodes_sb();
                sb.sync_fs(false);
                sb.sync_fs(true);
            }
            sb.sync_bdev(false);
            sb.sync_bdev(true);
        }
    }

    /// fs/sync.c, sync_file_range
    ///
    /// @param file the open file's number
    /// @param nbytes 0 for all that follows
    /// @param flags [#SYNC_FILE_RANGE_WRITE] and its like
    /// @return 0 or -errno
    public int sync_file_range(int file, long offset, long nbytes, int flags) {
        try (var fn = k.enter("sync_file_range", "offset", offset, "nbytes", nbytes, "flags", flags)) {
            long endbyte = fn.taken("to the end of the file", nbytes == 0) ? Long.MAX_VALUE : offset + nbytes - 1;
            int ret = 0;
            if (fn.taken("SYNC_FILE_RANGE_WAIT_BEFORE", (flags & SYNC_FILE_RANGE_WAIT_BEFORE) != 0)) {
                ret = file_fdatawait_range(file, offset, endbyte);
                if (fn.taken("failed before", ret < 0, "ret", ret)) {
                    return fn.ret(ret);
                }
            }
            if (fn.taken("SYNC_FILE_RANGE_WRITE", (flags & SYNC_FILE_RANGE_WRITE) != 0)) {
                boolean all = flags == SYNC_FILE_RANGE_WRITE_AND_WAIT;
                ret = filemap.__filemap_fdatawrite_range(offset, endbyte, fn.taken("SYNC_FILE_RANGE_WRITE_AND_WAIT", all));
                if (fn.taken("not written", ret < 0, "ret", ret)) {
                    return fn.ret(ret);
                }
            }
            if (fn.taken("SYNC_FILE_RANGE_WAIT_AFTER", (flags & SYNC_FILE_RANGE_WAIT_AFTER) != 0)) {
                ret = file_fdatawait_range(file, offset, endbyte);
            }
            return fn.ret(ret);
        }
    }

    /// mm/filemap.c, file_fdatawait_range
    private int file_fdatawait_range(int file, long start, long end) {
        try (var fn = k.enter("file_fdatawait_range", "start", start, "end", end)) {
            filemap.__filemap_fdatawait_range(start, end);
            return fn.ret(filemap.file_check_and_advance_wb_err(file));
        }
    }
}
