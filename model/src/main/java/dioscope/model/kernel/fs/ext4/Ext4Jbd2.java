package dioscope.model.kernel.fs.ext4;

import static dioscope.model.kernel.Errno.EIO;
import static dioscope.model.kernel.Errno.EROFS;

import dioscope.model.engine.Kernel;
import dioscope.model.kernel.fs.jbd2.Journald;
import dioscope.model.kernel.fs.jbd2.Transactions;
import dioscope.model.state.Inode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// fs/ext4/ext4_jbd2.c and ext4_jbd2.h: ext4's handles.
final class Ext4Jbd2 {
    private final Kernel k;
    private final Transactions transactions;
    private final Journald journald;

    private final boolean fastCommit;

    /// @param fastCommit the fast_commit feature
    Ext4Jbd2(Kernel k, Transactions transactions, Journald journald, boolean fastCommit) {
        this.k = k;
        this.fastCommit = fastCommit;
        this.transactions = transactions;
        this.journald = journald;
    }

    boolean hasJournal() {
        return k.world().journal().present();
    }

    /// Opens a handle. fs/ext4/ext4_jbd2.c, __ext4_journal_start_sb, 6.12
    ///
    /// @param caller the source function that asks
    /// @return 0 or -errno
    int ext4_journal_start(String caller) {
        boolean journal = hasJournal();
        @Nullable
        Boolean nested = journal ? transactions.journal_current_handle() : null;
        try (var fn = k.enter("ext4_journal_start", "caller", caller, "nested", nested, "reserved", false)) {
            if (fn.taken("shut down", k.world().fs().shutdown())) {
                return fn.ret(-EIO);
            }
            if (fn.taken("read-only", k.world().fs().readOnly())) {
                return fn.ret(-EROFS);
            }
            if (fn.taken("no journal", !journal)) {
                return fn.ret(0);
            }
            return fn.ret(transactions.jbd2__journal_start());
        }
    }

    /// Opens a handle that was reserved. fs/ext4/ext4_jbd2.c, __ext4_journal_start_reserved, 6.12
    ///
    /// @param caller the source function that asks
    /// @return 0 or -errno
    int ext4_journal_start_reserved(String caller) {
        try (var fn = k.enter("ext4_journal_start", "caller", caller, "nested", transactions.journal_current_handle(), "reserved", true)) {
            if (fn.taken("shut down", k.world().fs().shutdown())) {
                return fn.ret(-EIO);
            }
            return fn.ret(transactions.jbd2_journal_start_reserved());
        }
    }

    /// fs/ext4/ext4_jbd2.c, __ext4_journal_stop, 6.12
    int ext4_journal_stop() {
        return ext4_journal_stop(false);
    }

    /// The same for a handle that ext4_handle_sync may have marked.
    ///
    /// @param h_sync wait until the transaction has committed
    int ext4_journal_stop(boolean h_sync) {
        try (var fn = k.enter("ext4_journal_stop")) {
            if (fn.taken("no journal", !hasJournal())) {
                return fn.ret(0);
            }
            return fn.ret(transactions.jbd2_journal_stop(journald, h_sync));
        }
    }

    /// Commits all that is open and waits. fs/ext4/super.c, ext4_force_commit; fs/jbd2/journal.c, jbd2_journal_force_commit
    ///
    /// @return 0 or -errno
    int ext4_force_commit() {
        try (var fn = k.enter("ext4_force_commit")) {
            var j = k.world().journal();
            var tx = j.running() != null ? j.running() : j.committing();
            if (fn.taken("nothing to commit", tx == null) || tx == null) {
                return fn.ret(0);
            }
            journald.jbd2_log_start_commit(tx.tid());
            return fn.ret(journald.jbd2_log_wait_commit(tx.tid()));
        }
    }

    /// fs/ext4/ext4_jbd2.c, __ext4_handle_dirty_metadata, 6.12
    void ext4_handle_dirty_metadata(String block) {
        if (hasJournal()) {
            transactions.jbd2_journal_dirty_metadata(block);
        } else {
            mark_buffer_dirty(block);
            if (k.world().inode().sync() && (block.equals(Extents.EXTENT_BLOCK) || block.equals(Indirect.INDIRECT_BLOCK))) {
                throw k.refuse(
                        "Without a journal, a changed tree block of a file with the sync flag is written at once; that is not modelled.");
            }
        }
    }

    /// Without a journal a changed block only becomes dirty in the buffer cache. fs/buffer.c, mark_buffer_dirty and mark_buffer_dirty_inode, 6.12
    private void mark_buffer_dirty(String block) {
        var j = k.world().journal();
        if (!j.dirty().contains(block)) {
            var list = new ArrayList<>(j.dirty());
            list.add(block);
            k.apply("dirty " + block, k.world().withJournal(j.withDirty(List.copyOf(list))));
        }
    }

    /// fs/ext4/ext4_jbd2.h, ext4_jbd2_inode_add_write, 6.12
    void ext4_jbd2_inode_add_write(long start, long length) {
        if (hasJournal()) {
            transactions.jbd2_journal_inode_ranged_write(start, length);
        }
    }

    /// fs/ext4/ext4_jbd2.h, ext4_jbd2_inode_add_wait, 6.12
    void ext4_jbd2_inode_add_wait(long start, long length) {
        if (hasJournal()) {
            transactions.jbd2_journal_inode_ranged_wait(start, length);
        }
    }

    /// The inode has a change that a fast commit may write. fs/ext4/fast_commit.c, ext4_fc_track_inode
    void ext4_fc_track_inode() {
        var j = k.world().journal();
        if (fastCommit && j.running() != null && !j.fast().queued()) {
            k.apply("ext4_fc_track_inode", k.world().withJournal(j.withFast(j.fast().withRange(true, j.fast().start(), j.fast().len()))));
        }
    }

    /// The mapping of blocks changed. fs/ext4/fast_commit.c, ext4_fc_track_range and __track_range
    ///
    /// @param end last block
    void ext4_fc_track_range(long start, long end) {
        var j = k.world().journal();
        if (!fastCommit || j.running() == null) {
            return;
        }
        var f = j.fast();
        long from = f.len() > 0 ? Math.min(f.start(), start) : start;
        long to = f.len() > 0 ? Math.max(f.start() + f.len() - 1, end) : end;
        var tracked = f.withRange(true, from, to - from + 1);
        if (!tracked.equals(f)) {
            k.apply("ext4_fc_track_range", k.world().withJournal(j.withFast(tracked)));
        }
    }

    /// Notes which transaction fsync (and fdatasync) must wait for. fs/ext4/ext4_jbd2.h, ext4_update_inode_fsync_trans, 6.12
    void ext4_update_inode_fsync_trans(boolean datasync) {
        var running = k.world().journal().running();
        if (running == null) {
            return;
        }
        Inode i = k.world().inode();
        int data = datasync ? running.tid() : i.datasyncTid();
        if (i.syncTid() != running.tid() || i.datasyncTid() != data) {
            k.apply("fsync transaction", k.world().withInode(i.withTids(running.tid(), data)));
        }
    }
}
