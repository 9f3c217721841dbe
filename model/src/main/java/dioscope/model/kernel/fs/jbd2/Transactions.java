package dioscope.model.kernel.fs.jbd2;

import static dioscope.model.kernel.Errno.ENOSPC;
import static dioscope.model.kernel.Errno.EROFS;

import dioscope.model.engine.Fn;
import dioscope.model.engine.Kernel;
import dioscope.model.profile.Feature;
import dioscope.model.state.Journal;
import dioscope.model.state.Journal.Handle;
import dioscope.model.state.Journal.Tx;
import dioscope.model.state.Journal.TxState;
import java.util.ArrayList;
import java.util.function.BooleanSupplier;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.IntConsumer;

/// fs/jbd2/transaction.c: handles and what they add to the running transaction.
public final class Transactions {
    private final Kernel k;
    private final List<Integer> waitingForTransaction = new ArrayList<>();
    private final List<Integer> waitingForUpdates = new ArrayList<>();
    private final List<Integer> waitingForLog = new ArrayList<>();
    private final List<Integer> waitingForReserved = new ArrayList<>();
    private final LogSpace space;
    private Consumer<Tx> commitTimer = _ -> {};
    private IntConsumer startCommit = _ -> {};

    public Transactions(Kernel k) {
        this.k = k;
        this.space = new LogSpace(k);
    }

    /// Who commits a transaction that has no room for a handle. fs/jbd2/journal.c, jbd2_log_start_commit
    void startCommit(IntConsumer v) {
        startCommit = v;
    }

    /// Who is told of each new transaction, to commit it when its time is over.
    void commitTimer(Consumer<Tx> v) {
        commitTimer = v;
    }

    private Journal journal() {
        return k.world().journal();
    }

    private Tx running() {
        return Objects.requireNonNull(journal().running());
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
    /// @param caller the function that opens it
    /// @param nblocks blocks it may change
    /// @param rsv_blocks blocks that a handle reserved with it may change; 0 reserves none
    /// @return 0, -EROFS, or -ENOSPC for more than a transaction may ever have
    public int jbd2__journal_start(String caller, int nblocks, int rsv_blocks) {
        try (var fn = k.enter("jbd2__journal_start", "nblocks", nblocks, "rsv_blocks", rsv_blocks)) {
            var open = journal().handles().get(k.current());
            if (fn.taken("nested", open != null, "h_ref", open == null ? 0 : open.refs())) {
                var nested = Objects.requireNonNull(open);
                set("h_ref", journal().withHandles(journal().handles().put(k.current(), nested.withRefs(nested.refs() + 1))));
                return fn.ret(0);
            }
            if (fn.taken("journal aborted", journal().aborted())) {
                return fn.ret(-EROFS);
            }
            if (space.tooMany(nblocks, rsv_blocks)) {
                fn.taken("wants too many credits", true, "credits", nblocks, "rsv_credits", rsv_blocks, "max", space.maxUser());
                return fn.ret(-ENOSPC);
            }
            while (true) {
                var running = journal().running();
                if (journal().fast().locked()) {
                    fn.taken("updates locked", true);
                    waitingForTransaction.add(k.current());
                    k.sleep("a fast commit that has locked the journal");
                } else if (fn.taken("no running transaction", running == null)) {
                    jbd2_get_transaction();
                } else
                    if (fn.taken("transaction locked", Objects.requireNonNull(running).state() == TxState.LOCKED, "tid", running.tid())) {
                        waitingForTransaction.add(k.current());
                        k.sleep("transaction " + running.tid() + " to leave T_LOCKED");
                    } else if (space.roomFor(nblocks, rsv_blocks)) {
                        break;
                    } else {
                        add_transaction_credits(nblocks, rsv_blocks);
                    }
            }
            open(caller, nblocks, rsv_blocks, running().opened(nblocks + rsv_blocks), journal().reservedCredits() + rsv_blocks);
            return fn.ret(0);
        }
    }

    /// The running transaction, or the log, has no room for a handle: waits until it may have. Who finds room does not come here.
    /// fs/jbd2/transaction.c, add_transaction_credits, 6.12
    private void add_transaction_credits(int blocks, int rsv_blocks) {
        try (var fn = k.enter("add_transaction_credits", "blocks", blocks, "rsv_blocks", rsv_blocks)) {
            if (space.roomFor(blocks, rsv_blocks)) {
                return;
            }
            if (fn.taken("the transaction is too large", space.tooLarge(blocks + rsv_blocks), "j_max_transaction_buffers", space.max())) {
                if (fn.taken("too much is reserved", journal().reservedCredits() + blocks + rsv_blocks > space.maxUser())) {
                    waitForReserved();
                } else {
                    wait_transaction_locked();
                }
            } else if (fn.taken("no room in the log", space.left() < space.max(), "left", space.left(), "needed", space.max())) {
                throw k.refuse(
                        "The journal of " + journal().log().blocks() + " blocks is full, and waiting until what it holds is in its place"
                                + " (jbd2_log_do_checkpoint) is not modelled; choose a larger journal.blocks.");
            } else {
                waitForReserved();
            }
        }
    }

    private void waitForReserved() {
        waitingForReserved.add(k.current());
        k.sleep("reserved credits");
    }

    /// Commits the running transaction and waits until it is not the running one any more. fs/jbd2/transaction.c, wait_transaction_locked, 6.12
    private void wait_transaction_locked() {
        int tid = running().tid();
        if (journal().commitRequest() < tid) {
            startCommit.accept(tid);
        }
        var running = journal().running();
        if (running != null && running.tid() == tid) {
            waitingForTransaction.add(k.current());
            k.sleep("transaction " + tid + " to be closed");
        }
    }

    /// A new transaction runs. fs/jbd2/transaction.c, jbd2_get_transaction, 6.12
    private void jbd2_get_transaction() {
        int tid = journal().nextTid();
        var tx = new Tx(tid, List.of(), journal().reservedCredits(), k.nanos() + journal().commitInterval());
        set("jbd2_get_transaction", journal().withNextTid(tid + 1).withRunning(tx));
        commitTimer.accept(tx);
    }

    private void open(String caller, int credits, int reserved, Tx running, int allReserved) {
        var handle = new Handle(1, caller, running.tid(), credits, credits, reserved);
        set("open a handle", journal().withRunning(running).withReservedCredits(allReserved)
                .withHandles(journal().handles().put(k.current(), handle)));
    }

    /// Opens a handle whose space was reserved before: it does not wait for a commit to begin. fs/jbd2/transaction.c, jbd2_journal_start_reserved, 6.12
    ///
    /// @param credits what was reserved
    /// @return 0 or -EROFS
    public int jbd2_journal_start_reserved(String caller, int credits) {
        try (var fn = k.enter("jbd2_journal_start_reserved", "credits", credits)) {
            if (fn.taken("journal aborted", journal().aborted())) {
                jbd2_journal_free_reserved(credits);
                return fn.ret(-EROFS);
            }
            if (fn.taken("no running transaction", journal().running() == null)) {
                jbd2_get_transaction();
            }
            open(caller, credits, 0, running().opened(0), journal().reservedCredits() - credits);
            wake(waitingForReserved);
            return fn.ret(0);
        }
    }

    /// Gives up what was reserved. fs/jbd2/transaction.c, jbd2_journal_free_reserved and __jbd2_journal_unreserve_handle, 6.12
    public void jbd2_journal_free_reserved(int credits) {
        if (credits == 0) {
            return;
        }
        var running = journal().running();
        set("free the reserved handle", journal().withReservedCredits(journal().reservedCredits() - credits)
                .withRunning(running == null ? null : running.withCredits(running.credits() - credits)));
        wake(waitingForReserved);
    }

    /// The handle that was reserved with the open one is somebody else's from now on (`handle->h_rsv_handle = NULL`).
    ///
    /// @return its credits; 0 when none was reserved or it is taken already
    public int take_rsv_handle() {
        var h = journal().handles().at(k.current());
        if (h.reserved() > 0) {
            set("h_rsv_handle", journal().withHandles(journal().handles().put(k.current(), h.withReserved(0))));
        }
        return h.reserved();
    }

    /// Closes the task's handle. The little time for which a synchronous handle waits for others to join takes no time here. fs/jbd2/transaction.c,
    /// jbd2_journal_stop and stop_this_handle, 6.12
    ///
    /// @param h_sync the caller marked the handle: commit, and wait for it
    /// @return 0 or -errno
    public int jbd2_journal_stop(Journald journald, boolean h_sync) {
        try (var fn = k.enter("jbd2_journal_stop")) {
            var handle = journal().handles().at(k.current());
            int ref = handle.refs() - 1;
            if (fn.taken("outer handle stays", ref > 0, "h_ref", ref)) {
                set("h_ref", journal().withHandles(journal().handles().put(k.current(), handle.withRefs(ref))));
                return fn.ret(0);
            }
            int tid = handle.tid();
            boolean wait_for_commit = fn.taken("synchronous", h_sync);
            if (wait_for_commit
                    || fn.taken("the transaction is too old", k.nanos() >= running().expires(), "t_expires", running().expires())) {
                journald.jbd2_log_start_commit(tid);
            }
            set("close the handle", journal().withRunning(running().closed(handle.credits() + handle.reserved()))
                    .withReservedCredits(journal().reservedCredits() - handle.reserved())
                    .withHandles(journal().handles().remove(k.current())));
            journald.updatesMayBeDone();
            wake(waitingForUpdates);
            wake(waitingForReserved);
            return fn.ret(wait_for_commit ? journald.jbd2_log_wait_commit(tid) : 0);
        }
    }

    /// Before a block is changed: when the commit under way has it and it is on its way into the log, the change must wait.
    /// fs/jbd2/transaction.c, jbd2_journal_get_write_access and do_get_write_access, 6.12
    private void jbd2_journal_get_write_access(String block) {
        while (onItsWayToItsPlace(block)) {
            try (var fn = k.enter("jbd2_journal_get_write_access", "block", block)) {
                if (fn.taken("on its way to its place", onItsWayToItsPlace(block))) {
                    waitingForLog.add(k.current());
                    k.sleep(block + " to be in its place");
                }
            }
        }
        waitForLog(block, () -> {
            var c = journal().committing();
            return c != null && c.shadow().contains(block);
        });
    }

    /// The flusher or a checkpoint writes it, and has it locked.
    private boolean onItsWayToItsPlace(String block) {
        return journal().buffers().writeback().contains(block);
    }

    /// Interrupts that are due are taken when the function is entered, so only what is true behind that counts.
    private void waitForLog(String block, BooleanSupplier onItsWay) {
        while (onItsWay.getAsBoolean()) {
            try (var fn = k.enter("jbd2_journal_get_write_access", "block", block)) {
                if (fn.taken("on its way into the log", onItsWay.getAsBoolean())) {
                    waitingForLog.add(k.current());
                    k.sleep(block + " to be in the log");
                }
            }
        }
    }

    /// A block has reached the log, or its place. fs/jbd2/commit.c, journal_end_buffer_io_sync: wake_up_bit(BH_Shadow); fs/buffer.c, unlock_buffer
    public void wakeLog() {
        wake(waitingForLog);
    }

    /// Files a metadata block in the running transaction. From now on it may not be written to its place until that has committed.
    /// fs/jbd2/transaction.c, jbd2_journal_dirty_metadata, 6.12
    public void jbd2_journal_dirty_metadata(String block) {
        if (running().metadata().contains(block)) {
            return;
        }
        jbd2_journal_get_write_access(block);
        set("file " + block,
                filed(running().withMetadata(with(running().metadata(), block)).withRevoked(without(running().revoked(), block)))
                        .withDirty(without(journal().dirty(), block)));
    }

    /// Before a block of journalled data is changed: the same. fs/jbd2/transaction.c, jbd2_journal_get_write_access and do_get_write_access, 6.12
    public void jbd2_journal_get_data_access(long lblk) {
        waitForLog("data block " + lblk, () -> {
            var c = journal().committing();
            return c != null && c.data().has(lblk) && c.state().compareTo(TxState.COMMIT) >= 0
                    && c.state().compareTo(TxState.COMMIT_JFLUSH) < 0;
        });
        freeze(lblk);
    }

    /// A block of journalled data that the commit under way has yet to send into the log is about to change, or to go: the commit keeps a copy
    /// (b_frozen_data). fs/jbd2/transaction.c, do_get_write_access and jbd2_freeze_jh_data, 6.12
    public void freeze(long lblk) {
        var c = journal().committing();
        if (c == null || !c.data().has(lblk) || c.state().compareTo(TxState.COMMIT) >= 0) {
            return;
        }
        int bytes = k.world().fs().blockSize();
        if (c.frozen().pieces(lblk * bytes, bytes).isEmpty()) {
            set("b_frozen_data", journal().withCommitting(
                    c.withFrozen(c.frozen().copy(k.world().pageCache().data(), lblk * bytes, lblk * bytes, bytes))));
        }
    }

    /// A block of journalled data that is cut off leaves the running transaction. fs/jbd2/transaction.c, __dispose_buffer, 6.12
    public void jbd2_journal_dispose_data(long lblk) {
        set("dispose of data block " + lblk, journal().withRunning(running().withData(running().data().remove(lblk))));
    }

    /// Files a block of the file whose data are journalled. fs/jbd2/transaction.c, jbd2_journal_dirty_metadata, 6.12
    ///
    /// @param lblk logical block
    /// @param pblk where it lies
    public void jbd2_journal_dirty_data(long lblk, long pblk) {
        var have = running().data().get(lblk);
        if (have != null && have == pblk) {
            return;
        }
        var tx = running().withData(running().data().put(lblk, (Long) pblk));
        set("file data block " + lblk, have == null ? filed(tx) : journal().withRunning(tx));
    }

    /// With a block more in the running transaction, at the cost of a credit of the handle.
    private Journal filed(Tx running) {
        var h = journal().handles().get(k.current());
        var j = journal().withRunning(running);
        return h == null ? j : j.withHandles(j.handles().put(k.current(), h.withCredits(h.credits() - 1)));
    }

    /// A metadata block is freed: the running transaction forgets it, and replay must not write it. fs/jbd2/revoke.c, jbd2_journal_revoke;
    /// fs/jbd2/transaction.c, jbd2_journal_forget, 6.12
    public void jbd2_journal_revoke(String block) {
        try (var fn = k.enter("jbd2_journal_revoke", "block", block)) {
            var tx = running();
            if (!fn.taken("revoked already", tx.revoked().contains(block))) {
                set("revoke " + block, journal().withRunning(tx.withRevoked(with(tx.revoked(), block))));
            }
        }
    }

    private static List<String> with(List<String> list, String what) {
        var out = new ArrayList<>(list);
        out.add(what);
        return List.copyOf(out);
    }

    private static List<String> without(List<String> list, String what) {
        return list.contains(what) ? list.stream().filter(b -> !b.equals(what)).toList() : list;
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
        var running = running();
        boolean pages = k.has(Feature.ORDERED_DATA_BY_PAGES);
        long start = pages ? start_byte & -4096 : start_byte;
        long end = pages ? start_byte + length - 1 | 4095 : start_byte + length - 1;
        boolean already = fn.taken("already on the list", running.ordered());
        var inode = k.world().inode().withWriteData(write || k.world().inode().writeData());
        var next = running.withOrdered(already ? Math.min(running.orderedStart(), start) : start,
                already ? Math.max(running.orderedEnd(), end) : end, inode.writeData() || already && running.writeData());
        if (!next.equals(running)) {
            k.apply("ordered data", k.world().withInode(inode).withJournal(journal().withRunning(next)));
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
        wake(waitingForTransaction);
    }

    private void wake(List<Integer> waiting) {
        for (int t : waiting) {
            k.wake(t);
        }
        waiting.clear();
    }
}
