package dioscope.model.kernel.fs.ext4;

import static dioscope.model.kernel.Errno.EIO;

import dioscope.model.engine.Kernel;
import dioscope.model.kernel.block.Block;
import dioscope.model.kernel.fs.SyncAll;
import dioscope.model.kernel.fs.jbd2.Journald;
import dioscope.model.kernel.mm.PageWriteback.Wbc;
import dioscope.model.profile.Feature;

/// `ext4_sops`: what the flusher and sync ask of ext4. fs/ext4/super.c, and ext4_write_inode of fs/ext4/inode.c
final class Ext4Super implements SyncAll.SuperBlock {
    /// What it works with.
    record Parts(PageIo io, Journald journald, Ext4Jbd2 jbd2, FastCommit fastCommit, MetadataBlocks metadata, Block block) {}

    private final Kernel k;
    private final Mount fs;
    private final Parts p;

    Ext4Super(Kernel k, Mount fs, Parts parts) {
        this.k = k;
        this.fs = fs;
        this.p = parts;
    }

    /// The inode itself goes to the device, by way of the journal if there is one. fs/ext4/inode.c, ext4_write_inode, 7.2
    int ext4_write_inode(Wbc wbc) {
        try (var fn = k.enter("ext4_write_inode", "sync_mode", wbc.sync_mode())) {
            if (fn.taken("shut down", k.world().fs().shutdown())) {
                return fn.ret(-EIO);
            }
            boolean now = wbc.sync_all && !wbc.for_sync;
            if (fn.taken("a journal", p.jbd2.hasJournal())) {
                if (fn.taken("the commit will come", !now)) {
                    return fn.ret(0);
                }
                return fn.ret(p.fastCommit.ext4_fc_commit(k.world().inode().syncTid()));
            }
            if (!fn.taken("write the block now", now)) {
                return fn.ret(0);
            }
            return fn.ret(fn.taken("inode block dirty", p.metadata.dirty("inode")) ? p.metadata.sync_dirty_buffer("inode") : 0);
        }
    }

    /// Commits what runs, and flushes the device when no commit does. fs/ext4/super.c, ext4_sync_fs, 7.2
    @Override
    public int sync_fs(boolean wait) {
        try (var fn = k.enter("ext4_sync_fs", "wait", wait ? 1 : 0)) {
            if (fn.taken("shut down", k.world().fs().shutdown())) {
                return fn.ret(k.has(Feature.WRITEBACK_EMERGENCY_STATE) ? -EIO : 0);
            }
            p.io.flush_workqueue();
            int ret = 0;
            boolean needs_barrier;
            if (fn.taken("a journal", p.jbd2.hasJournal())) {
                var j = k.world().journal();
                int target = j.running() != null ? j.running().tid() : j.commitRequest();
                needs_barrier = wait && fs.barrier() && !p.journald.jbd2_trans_will_send_data_barrier(target);
                int tid = jbd2_journal_start_commit();
                if (fn.taken("a commit to wait for", tid != 0 && wait)) {
                    ret = p.journald.jbd2_log_wait_commit(tid);
                }
            } else {
                needs_barrier = wait && fs.barrier();
            }
            if (fn.taken("flush", needs_barrier)) {
                int err = p.block.flush().blkdev_issue_flush();
                ret = ret == 0 ? err : ret;
            }
            return fn.ret(ret);
        }
    }

    /// fs/jbd2/journal.c, jbd2_journal_start_commit
    ///
    /// @return the transaction that is or will be committed, 0 for none
    private int jbd2_journal_start_commit() {
        try (var fn = k.enter("jbd2_journal_start_commit")) {
            var j = k.world().journal();
            if (fn.taken("a transaction runs", j.running() != null) && j.running() != null) {
                p.journald.jbd2_log_start_commit(j.running().tid());
                return fn.ret(j.running().tid());
            }
            if (fn.taken("one is being committed", j.committing() != null) && j.committing() != null) {
                return fn.ret(j.committing().tid());
            }
            return fn.ret(0);
        }
    }

    /// The metadata that are dirty in the cache of the device: with a journal those that a commit has finished.
    @Override
    public void sync_bdev(boolean wait) {
        try (var fn = k.enter("sync_bdevs", "wait", wait ? 1 : 0)) {
            if (wait) {
                p.metadata.await();
            } else {
                p.metadata.submit();
            }
        }
    }
}
