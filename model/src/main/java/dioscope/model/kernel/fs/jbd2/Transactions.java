package dioscope.model.kernel.fs.jbd2;

import static dioscope.model.kernel.Errno.EROFS;

import dioscope.model.engine.Fn;
import dioscope.model.engine.Kernel;
import dioscope.model.profile.Feature;
import dioscope.model.state.Journal;
import dioscope.model.state.Journal.Tx;
import dioscope.model.state.Journal.TxState;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/// fs/jbd2/transaction.c: handles and what they add to the running transaction.
public final class Transactions {
    private final Kernel k;
    private final List<Integer> waitingForTransaction = new ArrayList<>();
    private final List<Integer> waitingForUpdates = new ArrayList<>();

    public Transactions(Kernel k) {
        this.k = k;
    }

    private Journal journal() {
        return k.world().journal();
    }

    private void set(String label, Journal j) {
        k.apply(label, k.world().withJournal(j));
    }

    /// Whether the current task has a handle open. include/linux/jbd2.h, journal_current_handle, 6.12
    public boolean journal_current_handle() {
        return journal().handles().has(k.current());
    }

    /// Opens a handle, or counts one more on the task's open handle. fs/jbd2/transaction.c, jbd2__journal_start and start_this_handle, 6.12
    ///
    /// @return 0 or -EROFS
    public int jbd2__journal_start() {
        try (var fn = k.enter("jbd2__journal_start")) {
            var open = journal().handles().get(k.current());
            if (fn.taken("nested", open != null, "h_ref", open == null ? 0 : open)) {
                set("h_ref", journal().withHandles(journal().handles().put(k.current(), Objects.requireNonNull(open) + 1)));
                return fn.ret(0);
            }
            if (fn.taken("journal aborted", journal().aborted())) {
                return fn.ret(-EROFS);
            }
            while (true) {
                var running = journal().running();
                if (journal().fast().locked()) {
                    fn.taken("updates locked", true);
                    waitingForTransaction.add(k.current());
                    k.sleep("a fast commit that has locked the journal");
                } else if (fn.taken("no running transaction", running == null)) {
                    int tid = journal().nextTid();
                    set("jbd2_get_transaction",
                            journal().withNextTid(tid + 1).withRunning(new Tx(tid, TxState.RUNNING, 0, List.of(), 0, -1)));
                } else
                    if (fn.taken("transaction locked", Objects.requireNonNull(running).state() == TxState.LOCKED, "tid", running.tid())) {
                        waitingForTransaction.add(k.current());
                        k.sleep("transaction " + running.tid() + " to leave T_LOCKED");
                    } else {
                        break;
                    }
            }
            var running = Objects.requireNonNull(journal().running());
            set("open a handle", journal().withRunning(running.withUpdates(running.updates() + 1))
                    .withHandles(journal().handles().put(k.current(), 1)));
            return fn.ret(0);
        }
    }

    /// Opens a handle whose space was reserved before: it does not wait for a commit to begin. fs/jbd2/transaction.c, jbd2_journal_start_reserved, 6.12
    ///
    /// @return 0 or -EROFS
    public int jbd2_journal_start_reserved() {
        try (var fn = k.enter("jbd2_journal_start_reserved")) {
            if (fn.taken("journal aborted", journal().aborted())) {
                return fn.ret(-EROFS);
            }
            if (fn.taken("no running transaction", journal().running() == null)) {
                int tid = journal().nextTid();
                set("jbd2_get_transaction", journal().withNextTid(tid + 1).withRunning(new Tx(tid, TxState.RUNNING, 0, List.of(), 0, -1)));
            }
            var running = Objects.requireNonNull(journal().running());
            set("open a handle", journal().withRunning(running.withUpdates(running.updates() + 1))
                    .withHandles(journal().handles().put(k.current(), 1)));
            return fn.ret(0);
        }
    }

    /// Closes the task's handle. The little time for which a synchronous handle waits for others to join takes no time here. fs/jbd2/transaction.c,
    /// jbd2_journal_stop, 6.12
    ///
    /// @param h_sync the caller marked the handle: commit, and wait for it
    /// @return 0 or -errno
    public int jbd2_journal_stop(Journald journald, boolean h_sync) {
        try (var fn = k.enter("jbd2_journal_stop")) {
            int ref = Objects.requireNonNull(journal().handles().get(k.current())) - 1;
            if (fn.taken("outer handle stays", ref > 0, "h_ref", ref)) {
                set("h_ref", journal().withHandles(journal().handles().put(k.current(), ref)));
                return fn.ret(0);
            }
            var running = Objects.requireNonNull(journal().running());
            boolean wait_for_commit = fn.taken("synchronous", h_sync);
            if (wait_for_commit) {
                journald.jbd2_log_start_commit(running.tid());
                running = Objects.requireNonNull(journal().running());
            }
            set("close the handle", journal().withRunning(running.withUpdates(running.updates() - 1))
                    .withHandles(journal().handles().remove(k.current())));
            journald.updatesMayBeDone();
            for (int t : waitingForUpdates) {
                k.wake(t);
            }
            waitingForUpdates.clear();
            return fn.ret(wait_for_commit ? journald.jbd2_log_wait_commit(running.tid()) : 0);
        }
    }

    /// Files a metadata block in the running transaction. fs/jbd2/transaction.c, jbd2_journal_dirty_metadata, 6.12
    public void jbd2_journal_dirty_metadata(String block) {
        var running = Objects.requireNonNull(journal().running());
        if (!running.metadata().contains(block)) {
            var list = new ArrayList<>(running.metadata());
            list.add(block);
            set("file " + block, journal().withRunning(running.withMetadata(List.copyOf(list))));
        }
    }

    /// Puts a range of the inode's data on the transaction's ordered list. fs/jbd2/transaction.c, jbd2_journal_inode_ranged_write, 6.12
    ///
    /// @param length bytes
    public void jbd2_journal_inode_ranged_write(long start, long length) {
        try (var fn = k.enter("jbd2_journal_inode_ranged_write", "start_byte", start, "length", length)) {
            jbd2_journal_file_inode(fn, start, length, true);
        }
    }

    /// The same for data that somebody else is about to submit: the commit only waits for it. fs/jbd2/transaction.c, jbd2_journal_inode_ranged_wait, 6.12
    ///
    /// @param length bytes
    public void jbd2_journal_inode_ranged_wait(long start, long length) {
        try (var fn = k.enter("jbd2_journal_inode_ranged_wait", "start_byte", start, "length", length)) {
            jbd2_journal_file_inode(fn, start, length, false);
        }
    }

    /// fs/jbd2/transaction.c, jbd2_journal_file_inode, 7.2
    private void jbd2_journal_file_inode(Fn fn, long start_byte, long length, boolean write) {
        var running = Objects.requireNonNull(journal().running());
        boolean pages = k.has(Feature.ORDERED_DATA_BY_PAGES);
        long start = pages ? start_byte & -4096 : start_byte;
        long end = pages ? start_byte + length - 1 | 4095 : start_byte + length - 1;
        boolean already = fn.taken("already on the list", running.ordered());
        var next = running.withOrdered(already ? Math.min(running.orderedStart(), start) : start,
                already ? Math.max(running.orderedEnd(), end) : end, write || already && running.writeData());
        if (!next.equals(running)) {
            set("ordered data", journal().withRunning(next));
        }
    }

    /// No handle may begin, and all that are open end. fs/jbd2/transaction.c, jbd2_journal_lock_updates
    public void jbd2_journal_lock_updates() {
        try (var fn = k.enter("jbd2_journal_lock_updates")) {
            set("j_barrier_count", journal().withFast(journal().fast().withLocked(true)));
            for (var r = journal().running(); fn.taken("handles open", r != null && r.updates() > 0); r = journal().running()) {
                waitingForUpdates.add(k.current());
                k.sleep("open handles");
            }
        }
    }

    /// fs/jbd2/transaction.c, jbd2_journal_unlock_updates
    public void jbd2_journal_unlock_updates() {
        set("j_barrier_count", journal().withFast(journal().fast().withLocked(false)));
        wakeWaiting();
    }

    /// Wakes those that wait for the running transaction to change. fs/jbd2/commit.c: wake_up_all(&journal->j_wait_transaction_locked), 6.12
    void wakeWaiting() {
        for (int t : waitingForTransaction) {
            k.wake(t);
        }
        waitingForTransaction.clear();
    }
}
