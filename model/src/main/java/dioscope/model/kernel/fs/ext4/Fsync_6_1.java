package dioscope.model.kernel.fs.ext4;

import static dioscope.model.kernel.Errno.EIO;
import static dioscope.model.kernel.Errno.EROFS;

/// fs/ext4/fsync.c until 6.1: the data come first whether there is a journal or not, an inode that fdatasync has no need of is left alone, and
/// journalled data go into a commit.
final class Fsync_6_1 extends Fsync {
    Fsync_6_1(Parts p) {
        super(p);
    }

    /// fs/ext4/fsync.c, ext4_sync_file, 6.1
    @Override
    int ext4_sync_file(int file, long start, long end, boolean datasync) {
        try (var fn = k.enter("ext4_sync_file", "start", start, "end", end, "datasync", datasync ? 1 : 0)) {
            if (fn.taken("shut down", k.world().fs().shutdown())) {
                return fn.ret(-EIO);
            }
            if (fn.taken("read-only", k.world().fs().readOnly())) {
                int err = filemap.file_check_and_advance_wb_err(file);
                return fn.ret(fn.taken("out of use after an error", k.world().fs().emergency()) ? -EROFS : err);
            }
            int ret = filemap.file_write_and_wait_range(file, start, end);
            if (fn.taken("data failed", ret != 0, "ret", ret)) {
                filemap.file_check_and_advance_wb_err(file);
                return fn.ret(ret);
            }
            Half half;
            if (fn.taken("no journal", !jbd2.hasJournal())) {
                half = ext4_fsync_nojournal(datasync);
            } else if (fn.taken("data journalled", fs.journalData())) {
                half = new Half(jbd2.ext4_force_commit(), false);
            } else {
                half = ext4_fsync_journal(datasync);
            }
            return fn.ret(flush(fn, file, half));
        }
    }

    /// fs/ext4/fsync.c, ext4_fsync_nojournal, 6.1
    private Half ext4_fsync_nojournal(boolean datasync) {
        try (var fn = k.enter("ext4_fsync_nojournal", "datasync", datasync ? 1 : 0)) {
            int ret = sync_mapping_buffers(fn);
            if (!inodeNeeded(fn, datasync)) {
                return fn.ret(new Half(ret, false), ret);
            }
            int err = syncInode();
            ret = ret == 0 ? err : ret;
            return fn.ret(new Half(ret, fs.barrier()), ret);
        }
    }
}
