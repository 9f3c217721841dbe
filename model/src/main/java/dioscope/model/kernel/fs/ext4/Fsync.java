package dioscope.model.kernel.fs.ext4;

import static dioscope.model.kernel.Errno.EIO;

import dioscope.model.engine.Kernel;
import dioscope.model.kernel.block.Block;
import dioscope.model.kernel.fs.Buffer;
import dioscope.model.kernel.fs.jbd2.Journald;
import dioscope.model.kernel.mm.Filemap;

/// fs/ext4/fsync.c, with ext4_fc_commit of fs/ext4/fast_commit.c
final class Fsync {
    private final Kernel k;
    private final Filemap filemap;
    private final Journald journald;
    private final Ext4Jbd2 jbd2;
    private final Block block;
    private final Buffer buffer;
    private final boolean barrier;

    Fsync(Kernel k, Filemap filemap, Journald journald, Ext4Jbd2 jbd2, Block block, Buffer buffer, boolean barrier) {
        this.k = k;
        this.filemap = filemap;
        this.journald = journald;
        this.jbd2 = jbd2;
        this.block = block;
        this.buffer = buffer;
        this.barrier = barrier;
    }

    /// fs/ext4/fsync.c, ext4_sync_file, 6.12
    ///
    /// @param end last byte
    int ext4_sync_file(long start, long end, boolean datasync) {
        try (var fn = k.enter("ext4_sync_file", "start", start, "end", end, "datasync", datasync ? 1 : 0)) {
            if (fn.taken("shut down", k.world().fs().shutdown())) {
                return fn.ret(-EIO);
            }
            if (fn.taken("read-only", k.world().fs().readOnly())) {
                return fn.ret(filemap.file_check_and_advance_wb_err());
            }
            if (fn.taken("no journal", !jbd2.hasJournal())) {
                return fn.ret(nojournal(start, end));
            }
            int ret = filemap.file_write_and_wait_range(start, end);
            if (fn.taken("data failed", ret != 0, "ret", ret)) {
                return fn.ret(ret);
            }
            int tid = datasync ? k.world().inode().datasyncTid() : k.world().inode().syncTid();
            boolean needs_barrier = false;
            if (fn.taken("barrier not sent by the commit", barrier && !journald.jbd2_trans_will_send_data_barrier(tid), "commit_tid",
                    tid)) {
                needs_barrier = true;
            }
            ret = ext4_fc_commit(tid);
            if (fn.taken("flush", needs_barrier)) {
                int err = block.flush().blkdev_issue_flush();
                ret = ret == 0 ? err : ret;
            }
            int err = filemap.file_check_and_advance_wb_err();
            return fn.ret(ret == 0 ? err : ret);
        }
    }

    private int nojournal(long start, long end) {
        int ret = ext4_fsync_nojournal(start, end);
        if (ret == 0 && barrier) {
            ret = block.flush().blkdev_issue_flush();
        }
        int err = filemap.file_check_and_advance_wb_err();
        return ret == 0 ? err : ret;
    }

    /// Writes the data, the blocks of the file's extent tree and its inode, each to its place. fs/ext4/fsync.c, ext4_fsync_nojournal;
    /// fs/buffer.c, generic_buffers_fsync_noflush; fs/ext4/inode.c, ext4_write_inode, 6.12. The inode's directory entry is on the disk already.
    private int ext4_fsync_nojournal(long start, long end) {
        try (var fn = k.enter("ext4_fsync_nojournal", "start", start, "end", end)) {
            int ret = filemap.file_write_and_wait_range(start, end);
            if (fn.taken("data failed", ret != 0, "ret", ret)) {
                return fn.ret(ret);
            }
            if (fn.taken("tree blocks dirty", dirty(Extents.EXTENT_BLOCK))) {
                ret = write(Extents.EXTENT_BLOCK, Ext4.JOURNAL_BLOCK - 1);
            }
            var i = k.world().inode();
            if (i.dirtyDatasync()) {
                k.apply("inode clean", k.world().withInode(i.withDirtyDatasync(false)));
            }
            if (fn.taken("inode block dirty", dirty("inode"))) {
                int err = write("inode", Ext4.JOURNAL_BLOCK - 3);
                ret = ret == 0 ? err : ret;
            }
            return fn.ret(ret);
        }
    }

    private boolean dirty(String what) {
        return k.world().journal().dirty().contains(what);
    }

    private int write(String what, long block4k) {
        var j = k.world().journal();
        k.apply("clean " + what, k.world().withJournal(j.withDirty(j.dirty().stream().filter(d -> !d.equals(what)).toList())));
        return buffer.sync_dirty_buffer(what, block4k * 4096, k.world().fs().blockSize());
    }

    /// fs/ext4/fast_commit.c, ext4_fc_commit, 6.12, for a file system without the fast_commit feature
    private int ext4_fc_commit(int commit_tid) {
        try (var fn = k.enter("ext4_fc_commit", "tid", commit_tid)) {
            fn.taken("fast commit", false);
            return fn.ret(journald.jbd2_complete_transaction(commit_tid));
        }
    }
}
