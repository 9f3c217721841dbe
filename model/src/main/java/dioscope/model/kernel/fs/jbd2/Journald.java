package dioscope.model.kernel.fs.jbd2;

import static dioscope.model.kernel.Errno.EALREADY;
import static dioscope.model.kernel.Errno.EIO;

import dioscope.model.engine.Kernel;
import dioscope.model.kernel.block.Block;
import dioscope.model.profile.Feature;
import dioscope.model.profile.Req;
import dioscope.model.state.Bio;
import dioscope.model.state.Content;
import dioscope.model.state.Journal;
import dioscope.model.state.Journal.Tx;
import dioscope.model.state.Journal.TxState;
import dioscope.model.state.Task;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/// fs/jbd2/journal.c and fs/jbd2/commit.c: asking for a commit, waiting for it, and the thread that does it.
public final class Journald {
    /// `journal->j_submit_inode_data_buffers`.
    public interface SubmitInodeData {
        /// @param end last byte
        /// @return 0 or -errno
        int submit(long start, long end);

        /// Waits for the data of a range that are on their way. `journal->j_finish_inode_data_buffers`
        ///
        /// @param end last byte
        /// @return 0 or -errno
        int finish(long start, long end);

        /// JBD2_ABORT_ON_SYNCDATA_ERR
        boolean abortOnError();
    }

    private static final long BUFFER_MEMORY = 0x8000_0000L;

    private final Kernel k;
    private final Block block;
    private final Transactions transactions;
    private final SubmitInodeData submitInodeData;
    private final boolean barrier;
    private final int blockSize;
    private final long firstSector;
    private final int thread;
    private final List<Integer> waitDone = new ArrayList<>();
    private final List<Integer> waitFast = new ArrayList<>();
    private final boolean fastCommit;
    private boolean waitUpdates;
    private int buffersInFlight;
    private int bufferError;
    private long head;

    /// @param firstSector where the journal's blocks lie on the device
    /// @param fastCommit the fast_commit feature
    public Journald(Kernel k, Block block, Transactions transactions, SubmitInodeData submitInodeData, boolean barrier, int blockSize,
            long firstSector, boolean fastCommit) {
        this.fastCommit = fastCommit;
        this.k = k;
        this.block = block;
        this.transactions = transactions;
        this.submitInodeData = submitInodeData;
        this.barrier = barrier;
        this.blockSize = blockSize;
        this.firstSector = firstSector;
        this.thread = k.kthread("jbd2/vda-8", Task.Kind.JBD2, this::kjournald2);
    }

    private Journal journal() {
        return k.world().journal();
    }

    private void set(String label, Journal j) {
        k.apply(label, k.world().withJournal(j));
    }

    /// Whether the commit of `tid` is still to flush the device. fs/jbd2/journal.c, jbd2_trans_will_send_data_barrier, 6.12
    public boolean jbd2_trans_will_send_data_barrier(int tid) {
        try (var fn = k.enter("jbd2_trans_will_send_data_barrier", "tid", tid)) {
            if (fn.taken("no barriers", !barrier)) {
                return fn.ret(false);
            }
            if (fn.taken("already committed", journal().committed() >= tid, "j_commit_sequence", journal().committed())) {
                return fn.ret(false);
            }
            var committing = journal().committing();
            if (fn.taken("not committing yet", committing == null || committing.tid() != tid)) {
                return fn.ret(true);
            }
            if (fn.taken("past its flush", Objects.requireNonNull(committing).state() == TxState.COMMIT_JFLUSH)) {
                return fn.ret(false);
            }
            return fn.ret(true);
        }
    }

    /// fs/jbd2/journal.c, jbd2_transaction_committed, 6.12
    public boolean jbd2_transaction_committed(int tid) {
        return journal().committed() >= tid;
    }

    /// fs/jbd2/journal.c, jbd2_complete_transaction, 6.12
    ///
    /// @return 0 or -EIO
    public int jbd2_complete_transaction(int tid) {
        try (var fn = k.enter("jbd2_complete_transaction", "tid", tid)) {
            var running = journal().running();
            if (fn.taken("still running", running != null && running.tid() == tid)) {
                if (fn.taken("not yet asked for", journal().commitRequest() != tid)) {
                    jbd2_log_start_commit(tid);
                    return fn.ret(jbd2_log_wait_commit(tid));
                }
            } else {
                var committing = journal().committing();
                if (fn.taken("neither running nor committing", committing == null || committing.tid() != tid)) {
                    return fn.ret(0);
                }
            }
            return fn.ret(jbd2_log_wait_commit(tid));
        }
    }

    /// fs/jbd2/journal.c, jbd2_log_start_commit and __jbd2_log_start_commit, 6.12
    public void jbd2_log_start_commit(int tid) {
        try (var fn = k.enter("jbd2_log_start_commit", "tid", tid)) {
            if (fn.taken("already asked for", journal().commitRequest() >= tid)) {
                return;
            }
            set("j_commit_request", journal().withCommitRequest(tid));
            k.wake(thread);
        }
    }

    /// fs/jbd2/journal.c, jbd2_log_wait_commit, 6.12
    public int jbd2_log_wait_commit(int tid) {
        try (var fn = k.enter("jbd2_log_wait_commit", "tid", tid)) {
            while (fn.taken("not committed", journal().committed() < tid, "j_commit_sequence", journal().committed())) {
                waitDone.add(k.current());
                k.sleep("commit of transaction " + tid);
            }
            if (fn.taken("journal aborted", journal().aborted())) {
                return fn.ret(-EIO);
            }
            return fn.ret(0);
        }
    }

    void updatesMayBeDone() {
        var running = journal().running();
        if (waitUpdates && running != null && running.updates() == 0) {
            waitUpdates = false;
            k.wake(thread);
        }
    }

    /// fs/jbd2/journal.c, kjournald2, 6.12
    private void kjournald2() {
        try (var fn = k.enter("kjournald2")) {
            while (fn.taken("commit requested", journal().commitRequest() > journal().committed(), "j_commit_request",
                    journal().commitRequest(), "j_commit_sequence", journal().committed())) {
                jbd2_journal_commit_transaction();
            }
        }
    }

    private Tx committing() {
        return Objects.requireNonNull(journal().committing());
    }

    private void state(TxState s) {
        set(s.name(), journal().withCommitting(committing().withState(s)));
    }

    /// fs/jbd2/commit.c, jbd2_journal_commit_transaction, 6.12
    private void jbd2_journal_commit_transaction() {
        try (var fn = k.enter("jbd2_journal_commit_transaction")) {
            var tx = Objects.requireNonNull(journal().running());
            while (fn.taken("fast commit under way", journal().fast().state() == Journal.FastState.FAST)) {
                waitFast.add(thread);
                k.sleep("the fast commit");
            }
            if (fastCommit) {
                set("JBD2_FULL_COMMIT_ONGOING", journal().withFast(journal().fast().withState(Journal.FastState.FULL)));
            }
            mark("jbd2_start_commit");
            set("LOCKED", journal().withRunning(tx.withState(TxState.LOCKED)));
            while (fn.taken("handles open", Objects.requireNonNull(journal().running()).updates() > 0)) {
                waitUpdates = true;
                k.sleep("open handles of transaction " + tx.tid());
            }
            set("FLUSH", journal().withCommitting(Objects.requireNonNull(journal().running()).withState(TxState.FLUSH)).withRunning(null));
            if (fastCommit && journal().fast().queued()) {
                set("s_fc_q", journal().withFast(journal().fast().withRange(false, 0, 0)));
            }
            transactions.wakeWaiting();
            int err = journal_submit_data_buffers();
            if (fn.taken("data failed", err != 0, "err", err)) {
                jbd2_journal_abort();
            }
            block.core().blk_start_plug();
            state(TxState.COMMIT);
            int blocks = committing().metadata().size() + 1;
            bufferError = 0;
            for (int i = 0; i < blocks; i++) {
                submit(i == 0 ? "descriptor" : committing().metadata().get(i - 1), Bio.Kind.JOURNAL,
                        journalFlags());
            }
            journal_finish_inode_data_buffers();
            state(TxState.COMMIT_DFLUSH);
            block.core().blk_finish_plug();
            while (fn.taken("journal blocks in flight", buffersInFlight > 0, "buffers", buffersInFlight)) {
                k.sleep("journal blocks");
            }
            if (fn.taken("journal block failed", bufferError != 0, "err", bufferError)) {
                jbd2_journal_abort();
            }
            state(TxState.COMMIT_JFLUSH);
            err = journal_submit_commit_record();
            if (fn.taken("commit record failed", err != 0, "err", err)) {
                jbd2_journal_abort();
            }
            set("j_commit_sequence", journal().withCommitted(tx.tid()).withCommitting(null));
            if (fastCommit) {
                set("j_fc_cleanup_callback", journal().withFast(journal().fast().withState(Journal.FastState.IDLE).withBytes(0)));
                wakeFast();
            }
            mark("jbd2_end_commit");
            for (int t : waitDone) {
                k.wake(t);
            }
            waitDone.clear();
        }
    }

    /// A tracepoint of the commit.
    private void mark(String name) {
        k.enter(name).close();
    }

    /// Nothing more is committed. fs/jbd2/journal.c, jbd2_journal_abort
    public void jbd2_journal_abort() {
        if (!journal().aborted()) {
            set("jbd2_journal_abort", journal().withAborted(true));
        }
    }

    /// fs/jbd2/commit.c, journal_submit_data_buffers, 6.12
    private int journal_submit_data_buffers() {
        try (var fn = k.enter("journal_submit_data_buffers")) {
            var tx = committing();
            if (!fn.taken("inode has ordered data", tx.ordered() && tx.writeData())) {
                return fn.ret(0);
            }
            return fn.ret(submitData(tx));
        }
    }

    private int submitData(Tx tx) {
        mark("jbd2_submit_inode_data");
        return submitInodeData.submit(tx.orderedStart(), tx.orderedEnd());
    }

    /// Begins a fast commit, or says why there is none to make. fs/jbd2/journal.c, jbd2_fc_begin_commit, 6.12. A full commit has been made since the mount.
    ///
    /// @return 0, -EALREADY when the transaction is committed or somebody was committing, -EIO
    public int jbd2_fc_begin_commit(int tid) {
        try (var fn = k.enter("jbd2_fc_begin_commit", "tid", tid)) {
            if (fn.taken("journal aborted", journal().aborted())) {
                return fn.ret(-EIO);
            }
            if (fn.taken("already committed", journal().committed() >= tid, "j_commit_sequence", journal().committed())) {
                return fn.ret(-EALREADY);
            }
            if (fn.taken("somebody commits", journal().fast().state() != Journal.FastState.IDLE, "state", journal().fast().state())) {
                waitFast.add(k.current());
                k.sleep("the commit under way");
                return fn.ret(-EALREADY);
            }
            set("JBD2_FAST_COMMIT_ONGOING", journal().withFast(journal().fast().withState(Journal.FastState.FAST)));
            return fn.ret(0);
        }
    }

    /// Ends a fast commit; when it failed, the whole transaction is committed instead. fs/jbd2/journal.c, jbd2_fc_end_commit and
    /// jbd2_fc_end_commit_fallback, 6.12
    ///
    /// @return 0 or -EIO
    public int jbd2_fc_end_commit(boolean fallback) {
        try (var fn = k.enter("jbd2_fc_end_commit")) {
            var fast = journal().fast();
            set("ext4_fc_cleanup", journal().withFast(new Journal.Fast(false, 0, 0, fast.bytes(), Journal.FastState.IDLE, fast.locked())));
            wakeFast();
            var running = journal().running();
            if (fn.taken("commit it all", fallback) && running != null) {
                return fn.ret(jbd2_complete_transaction(running.tid()));
            }
            return fn.ret(0);
        }
    }

    private void wakeFast() {
        for (int t : waitFast) {
            k.wake(t);
        }
        waitFast.clear();
    }

    /// The data that must be on the device before the changes may be known. fs/jbd2/commit.c, jbd2_submit_inode_data and jbd2_wait_inode_data, 6.12
    ///
    /// @return 0 or -errno
    public int submitAndWaitInodeData() {
        var running = journal().running();
        if (running == null || !running.ordered()) {
            return 0;
        }
        int err = running.writeData() ? submitData(running) : 0;
        return err == 0 ? submitInodeData.finish(running.orderedStart(), running.orderedEnd()) : err;
    }

    /// Waits for the ordered data, whoever submitted it. fs/jbd2/commit.c, journal_finish_inode_data_buffers, 6.12
    private void journal_finish_inode_data_buffers() {
        try (var fn = k.enter("journal_finish_inode_data_buffers")) {
            var tx = committing();
            if (fn.taken("inode has ordered data", tx.ordered())) {
                int err = submitInodeData.finish(tx.orderedStart(), tx.orderedEnd());
                if (fn.taken("ordered data failed", err != 0, "err", err)
                        && fn.taken("data_err=abort", submitInodeData.abortOnError() && k.has(Feature.COMMIT_ABORTS_ON_DATA_ERROR))) {
                    jbd2_journal_abort();
                }
            }
        }
    }

    /// Commits what is running, or waits for the commit under way; for callers that may hold a handle. fs/jbd2/journal.c,
    /// jbd2_journal_force_commit_nested, 6.12
    ///
    /// @return 0 or -EIO
    public int jbd2_journal_force_commit_nested() {
        try (var fn = k.enter("jbd2_journal_force_commit_nested")) {
            var running = journal().running();
            var committing = journal().committing();
            int tid;
            if (fn.taken("a transaction runs", running != null && !transactions.journal_current_handle()) && running != null) {
                tid = running.tid();
                jbd2_log_start_commit(tid);
            } else if (fn.taken("one is being committed", committing != null) && committing != null) {
                tid = committing.tid();
            } else {
                return fn.ret(0);
            }
            return fn.ret(jbd2_log_wait_commit(tid));
        }
    }

    /// fs/jbd2/commit.c, journal_submit_commit_record and journal_wait_on_commit_record, 6.12
    private int journal_submit_commit_record() {
        try (var fn = k.enter("journal_submit_commit_record")) {
            int opf = journalFlags();
            if (fn.taken("barrier", barrier)) {
                opf |= k.profile().req().word(Req.REQ_PREFLUSH, Req.REQ_FUA);
            }
            submit("commit", Bio.Kind.COMMIT_BLOCK, opf);
            while (fn.taken("commit block in flight", buffersInFlight > 0)) {
                k.sleep("the commit block");
            }
            return fn.ret(bufferError);
        }
    }

    /// Flags of a bio with journal blocks. include/linux/jbd2.h, JBD2_JOURNAL_REQ_FLAGS, 6.1; fs/jbd2/commit.c, 5.10
    public int journalFlags() {
        return k.has(Feature.JOURNAL_BLOCKS_ARE_META)
                ? k.profile().req().word(Req.REQ_META, Req.REQ_SYNC, Req.REQ_IDLE)
                : k.profile().req().word(Req.REQ_SYNC);
    }

    /// Writes one journal block. fs/buffer.c, submit_bh_wbc, 6.12
    private void submit(String what, Bio.Kind kind, int opf) {
        try (var fn = k.enter("submit_bh", "block", what)) {
            int id = block.nextBio();
            long sector = firstSector + head * (blockSize / 512);
            head++;
            var bio = new Bio(id, 0, Bio.Op.WRITE, opf, sector, blockSize, kind, Bio.Via.JOURNAL, -1,
                    List.of(new Bio.Bvec(BUFFER_MEMORY + head * 2 * blockSize, blockSize)), Bio.State.BUILDING, 0, 0, "end_bio_bh_io_sync",
                    Content.EMPTY);
            k.apply("bio_alloc", k.world().withBios(k.world().bios().put(id, bio)));
            buffersInFlight++;
            block.bio().onEndIo(id, () -> journal_end_buffer_io_sync(id));
            block.core().submit_bio(id);
        }
    }

    /// fs/jbd2/commit.c, journal_end_buffer_io_sync, 6.12
    private void journal_end_buffer_io_sync(int bio) {
        try (var fn = k.enter("journal_end_buffer_io_sync", "bio", bio)) {
            int status = k.world().bios().at(bio).status();
            if (fn.taken("failed", status != 0, "status", status)) {
                bufferError = status;
            }
            buffersInFlight--;
            if (fn.taken("last", buffersInFlight == 0)) {
                k.wake(thread);
            }
        }
    }
}
