package dioscope.model.kernel.fs.ext4;

import static dioscope.model.kernel.Errno.EIO;
import static dioscope.model.kernel.Errno.EROFS;

import dioscope.model.engine.Fn;
import dioscope.model.engine.Kernel;
import dioscope.model.kernel.fs.jbd2.Journald;
import dioscope.model.kernel.fs.jbd2.Transactions;
import dioscope.model.profile.Feature;
import dioscope.model.state.Inode;
import dioscope.model.state.Journal.Converted;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// fs/ext4/ext4_jbd2.c and ext4_jbd2.h: ext4's handles.
final class Ext4Jbd2 {
    /// What is changed on behalf of the file: the `inode` that __ext4_handle_dirty_metadata is given.
    private static final Set<String> OF_THE_FILE = Set.of(Extents.EXTENT_BLOCK, Indirect.INDIRECT_BLOCK, Converted.NAME);

    private final Kernel k;
    private final Transactions transactions;
    private final Journald journald;

    private final boolean fastCommit;
    private final Credits credits;
    private final MetadataBlocks metadata;
    private final Runnable bdevDirtied;

    /// @param fastCommit the fast_commit feature
    Ext4Jbd2(Kernel k, Transactions transactions, Journald journald, boolean fastCommit, Credits credits,
            MetadataBlocks metadata, Runnable bdevDirtied) {
        this.k = k;
        this.bdevDirtied = bdevDirtied;
        this.metadata = metadata;
        this.credits = credits;
        this.fastCommit = fastCommit;
        this.transactions = transactions;
        this.journald = journald;
    }

    /// fs/jbd2/journal.c, jbd2_journal_abort
    void abort() {
        journald.jbd2_journal_abort();
    }

    boolean hasJournal() {
        return k.world().journal().present();
    }

    /// How many blocks the operations of this file ask for.
    Credits credits() {
        return credits;
    }

    /// Opens a handle of two blocks, as changes of the inode alone ask for. Whoever changes more says how much: [#ext4_journal_start(String, int)].
    ///
    /// @param caller the source function that asks
    /// @return 0 or -errno
    int ext4_journal_start(String caller) {
        return ext4_journal_start(caller, 2);
    }

    /// Opens a handle. fs/ext4/ext4_jbd2.c, __ext4_journal_start_sb, 6.12
    ///
    /// @param caller the source function that asks
    /// @param blocks how many metadata blocks it may change
    /// @return 0 or -errno
    int ext4_journal_start(String caller, int blocks) {
        return ext4_journal_start_with_reserve(caller, blocks, 0);
    }

    /// The same, with another handle reserved for later. fs/ext4/ext4_jbd2.h, ext4_journal_start_with_reserve, 6.12
    ///
    /// @param rsv_blocks how many blocks that may change; 0 for none
    int ext4_journal_start_with_reserve(String caller, int blocks, int rsv_blocks) {
        boolean journal = hasJournal();
        @Nullable
        Boolean nested = journal ? transactions.journal_current_handle() : null;
        try (var fn = k.enter("ext4_journal_start", "caller", caller, "nested", nested, "reserved", false)) {
            int err = ext4_journal_check_start(fn);
            if (err < 0) {
                return fn.ret(err);
            }
            if (fn.taken("no journal", !journal)) {
                return fn.ret(0);
            }
            return fn.ret(transactions.jbd2__journal_start(caller, blocks, rsv_blocks));
        }
    }

    /// Whether a handle may begin at all. The first to meet an aborted journal takes the file system out of use: until 6.1 it becomes read-only, from 7.1 in a
    /// way of its own, between these as if it had been shut down. fs/ext4/ext4_jbd2.c, ext4_journal_check_start; fs/ext4/super.c, ext4_handle_error
    private int ext4_journal_check_start(Fn fn) {
        var fs = k.world().fs();
        if (fn.taken("shut down", fs.shutdown())) {
            return -EIO;
        }
        if (fn.taken("read-only", fs.readOnly() || fs.emergency() && k.has(Feature.FS_EMERGENCY_STATE))) {
            return -EROFS;
        }
        if (fn.taken("journal aborted", hasJournal() && k.world().journal().aborted())) {
            ext4_abort();
            return -EROFS;
        }
        return 0;
    }

    /// fs/ext4/super.c, __ext4_abort, 5.10; ext4_handle_error, 6.1 and later; mounted with errors=remount-ro or continue
    private void ext4_abort() {
        try (var fn = k.enter("ext4_handle_error")) {
            var fs = k.world().fs();
            if (fn.taken("emergency state", k.has(Feature.FS_EMERGENCY_STATE))) {
                k.apply("EXT4_FLAGS_EMERGENCY_RO", k.world().withFs(fs.withEmergency(true)));
            } else if (fn.taken("as if shut down", k.has(Feature.ABORT_SHUTS_DOWN))) {
                k.apply("EXT4_FLAGS_SHUTDOWN", k.world().withFs(fs.withShutdown(true)));
            } else {
                k.apply("EXT4_MF_FS_ABORTED, SB_RDONLY", k.world().withFs(fs.withEmergency(true).withReadOnly(true)));
            }
        }
    }

    /// Opens a handle that was reserved. fs/ext4/ext4_jbd2.c, __ext4_journal_start_reserved, 6.12
    ///
    /// @param caller the source function that asks
    /// @param credits what was reserved
    /// @return 0 or -errno
    int ext4_journal_start_reserved(String caller, int credits) {
        try (var fn = k.enter("ext4_journal_start", "caller", caller, "nested", transactions.journal_current_handle(), "reserved", true)) {
            int err = ext4_journal_check_start(fn);
            if (err < 0) {
                transactions.jbd2_journal_free_reserved(credits);
                return fn.ret(err);
            }
            return fn.ret(transactions.jbd2_journal_start_reserved(caller, credits));
        }
    }

    /// The reserved handle goes to who will convert the blocks: `io_end->handle = handle->h_rsv_handle`. fs/ext4/inode.c, mpage_map_one_extent, 6.12
    ///
    /// @return its credits; 0 when there is none to take
    int take_rsv_handle() {
        return hasJournal() ? transactions.take_rsv_handle() : 0;
    }

    /// fs/jbd2/transaction.c, jbd2_journal_free_reserved
    void jbd2_journal_free_reserved(int credits) {
        transactions.jbd2_journal_free_reserved(credits);
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

    /// fs/jbd2/journal.c, jbd2_log_wait_commit
    ///
    /// @return 0 or -EIO
    int jbd2_log_wait_commit(int tid) {
        return journald.jbd2_log_wait_commit(tid);
    }

    /// Commits all that is open and waits. fs/ext4/super.c, ext4_force_commit; fs/jbd2/journal.c, jbd2_journal_force_commit
    ///
    /// @return 0 or -errno
    int ext4_force_commit() {
        try (var fn = k.enter("ext4_force_commit")) {
            return fn.ret(journald.jbd2_journal_force_commit());
        }
    }

    /// A metadata block is changed. Without a journal those of a file with the sync flag go to their place at once; the inode's own, the bitmaps and the
    /// descriptors belong to no file here. fs/ext4/ext4_jbd2.c, __ext4_handle_dirty_metadata, 6.12
    ///
    /// @return 0 or -EIO
    int ext4_handle_dirty_metadata(String block) {
        if (hasJournal()) {
            transactions.jbd2_journal_dirty_metadata(block);
            return 0;
        }
        mark_buffer_dirty(block);
        return OF_THE_FILE.contains(block) && k.world().inode().sync() ? sync(block) : 0;
    }

    private int sync(String block) {
        try (var fn = k.enter("__ext4_handle_dirty_metadata", "block", block)) {
            int err = metadata.sync_dirty_buffer(block);
            fn.taken("failed", err != 0, "err", err);
            return fn.ret(err);
        }
    }

    /// Whether blocks changed on behalf of the file wait for its fsync, be they dirty or written meanwhile by somebody else: `!list_empty(&inode->i_data.i_private_list)`.
    boolean fileMetadataDirty() {
        return !k.world().journal().buffers().associated().isEmpty();
    }

    /// A metadata block is freed. fs/ext4/ext4_jbd2.c, __ext4_forget, 6.12
    void ext4_forget(String block) {
        if (hasJournal()) {
            transactions.jbd2_journal_revoke(block);
        } else {
            var j = k.world().journal();
            var of = j.buffers().associated();
            if (j.dirty().contains(block) || of.contains(block)) {
                k.apply("forget " + block, k.world().withJournal(j.withDirty(j.dirty().stream().filter(b -> !b.equals(block)).toList())
                        .withBuffers(j.buffers().withAssociated(of.stream().filter(b -> !b.equals(block)).toList()))));
            }
        }
    }

    /// A block of journalled data is about to change: when it is on its way into the log, that must wait. fs/ext4/ext4_jbd2.c,
    /// __ext4_journal_get_write_access, 6.12
    void ext4_journal_get_data_access(long lblk) {
        transactions.jbd2_journal_get_data_access(lblk);
    }

    /// A block of journalled data that is being committed is cut off with its page.
    void freeze(long lblk) {
        transactions.freeze(lblk);
    }

    /// A block of journalled data that the running transaction has is cut off. fs/jbd2/transaction.c, __dispose_buffer, 6.12
    void ext4_forget_data(long lblk) {
        transactions.jbd2_journal_dispose_data(lblk);
    }

    /// A block of journalled data is changed. fs/ext4/ext4_jbd2.c, __ext4_handle_dirty_metadata, 6.12
    ///
    /// @param pblk where it lies, blocks
    void ext4_handle_dirty_data(long lblk, long pblk) {
        transactions.jbd2_journal_dirty_data(lblk, pblk);
    }

    /// Without a journal a changed block only becomes dirty in the buffer cache. fs/buffer.c, mark_buffer_dirty and mark_buffer_dirty_inode, 6.12
    private void mark_buffer_dirty(String block) {
        var j = k.world().journal();
        boolean dirty = j.dirty().contains(block);
        boolean of = !OF_THE_FILE.contains(block) || j.buffers().associated().contains(block);
        if (!dirty || !of) {
            k.apply("dirty " + block, k.world().withJournal(j.withDirty(dirty ? j.dirty() : with(j.dirty(), block)).withBuffers(
                    of ? j.buffers() : j.buffers().withAssociated(with(j.buffers().associated(), block)))));
        }
        if (!dirty) {
            bdevDirtied.run();
        }
    }

    private static List<String> with(List<String> list, String what) {
        var out = new ArrayList<>(list);
        out.add(what);
        return List.copyOf(out);
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
        var tracked = f.with(start, end);
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
