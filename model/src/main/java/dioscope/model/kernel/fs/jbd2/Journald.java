package dioscope.model.kernel.fs.jbd2;

import static dioscope.model.kernel.Errno.EALREADY;
import static dioscope.model.kernel.Errno.EIO;

import dioscope.model.engine.Fn;
import dioscope.model.engine.Kernel;
import dioscope.model.kernel.block.Block;
import dioscope.model.kernel.fs.Buffer;
import dioscope.model.profile.Feature;
import dioscope.model.profile.Req;
import dioscope.model.state.Bio;
import dioscope.model.state.Content;
import dioscope.model.state.Journal;
import dioscope.model.state.Journal.Tx;
import dioscope.model.state.Journal.TxState;
import dioscope.model.state.Task;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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

        /// The data journalled in `tx` are in the log and may be written to their place.
        default void committed(Tx tx) {
        }

        /// A metadata block is dirty in the page cache of the device. fs/buffer.c, mark_buffer_dirty
        default void metadataDirty() {
        }

        /// Whether the journalled data of a block have been written to their place, or are gone.
        default boolean inPlace(long lblk) {
            return true;
        }
    }

    private static final long BUFFER_MEMORY = 0x8000_0000L;
    private static final long SECOND = 1_000_000_000L;
    /// Bytes of a descriptor block: its head, the tag of a block, and the journal's id behind the first tag. include/linux/jbd2.h, with checksums as
    /// mkfs makes them
    private static final int HEAD = 12;
    private static final int TAG = 16;
    private static final int UUID = 16;
    private static final int TAIL = 4;

    private final Kernel k;
    private final Block block;
    private final Buffer buffer;
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
    /// Metadata blocks on their way into the log, by bio.
    private final Map<Integer, String> logged = new HashMap<>();
    private int buffersInFlight;
    private int bufferError;
    private final LogSpace space;

    /// @param firstSector where the journal's blocks lie on the device
    /// @param fastCommit the fast_commit feature
    public Journald(Kernel k, Block block, Buffer buffer, Transactions transactions, SubmitInodeData submitInodeData, boolean barrier,
            int blockSize, long firstSector, boolean fastCommit) {
        this.fastCommit = fastCommit;
        this.k = k;
        this.block = block;
        this.buffer = buffer;
        this.transactions = transactions;
        this.submitInodeData = submitInodeData;
        this.barrier = barrier;
        this.blockSize = blockSize;
        this.firstSector = firstSector;
        this.thread = k.kthread("jbd2/vda-8", Task.Kind.JBD2, this::kjournald2);
        this.space = new LogSpace(k);
        transactions.commitTimer(this::add_timer);
        transactions.startCommit(this::jbd2_log_start_commit);
        var running = journal().running();
        if (running != null) {
            add_timer(running);
        }
    }

    /// Sets the timer of a new transaction, for the first whole second when its time is over. fs/jbd2/transaction.c, jbd2_get_transaction, 6.12
    private void add_timer(Tx tx) {
        long expires = Math.ceilDiv(tx.expires(), SECOND) * SECOND;
        k.background(Math.max(0, expires - k.nanos()), () -> commit_timeout(tx.tid()));
    }

    /// fs/jbd2/journal.c, commit_timeout, 6.12; a commit has deleted the timer of its transaction
    private void commit_timeout(int tid) {
        var running = journal().running();
        if (running != null && running.tid() == tid && running.state() == TxState.RUNNING) {
            k.enter("commit_timeout", "tid", tid).close();
            k.wake(thread);
        }
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
            while (true) {
                if (fn.taken("commit requested", journal().commitRequest() > journal().committed(), "j_commit_request",
                        journal().commitRequest(), "j_commit_sequence", journal().committed())) {
                    jbd2_journal_commit_transaction();
                    continue;
                }
                var running = journal().running();
                if (!fn.taken("the transaction is too old", running != null && k.nanos() >= running.expires()) || running == null) {
                    break;
                }
                set("j_commit_request", journal().withCommitRequest(running.tid()));
            }
        }
    }

    private Tx committing() {
        return Objects.requireNonNull(journal().committing());
    }

    private Tx running() {
        return Objects.requireNonNull(journal().running());
    }

    private void state(TxState s) {
        set(s.name(), journal().withCommitting(committing().withState(s)));
    }

    /// fs/jbd2/commit.c, jbd2_journal_commit_transaction, 6.12
    private void jbd2_journal_commit_transaction() {
        try (var fn = k.enter("jbd2_journal_commit_transaction")) {
            while (fn.taken("fast commit under way", journal().fast().state() == Journal.FastState.FAST)) {
                waitFast.add(thread);
                k.sleep("the fast commit");
            }
            if (fastCommit) {
                set("JBD2_FULL_COMMIT_ONGOING", journal().withFast(journal().fast().withState(Journal.FastState.FULL)));
            }
            mark("jbd2_start_commit");
            set("LOCKED", journal().withRunning(running().withState(TxState.LOCKED)));
            while (fn.taken("handles open", running().updates() > 0, "t_updates", running().updates())) {
                waitUpdates = true;
                k.sleep("open handles of transaction " + running().tid());
            }
            __jbd2_journal_clean_checkpoint_list();
            set("FLUSH", journal().withRunning(null).withCommitting(
                    running().withCredits(running().credits() - journal().reservedCredits()).withLogStart(journal().log().head())
                            .withState(TxState.FLUSH)));
            if (fastCommit && journal().fast().queued()) {
                set("s_fc_q", journal().withFast(journal().fast().withRange(false, 0, 0)));
            }
            transactions.wakeWaiting();
            int err = journal_submit_data_buffers();
            if (fn.taken("data failed", err != 0, "err", err)) {
                jbd2_journal_abort();
            }
            block.core().blk_start_plug();
            bufferError = 0;
            jbd2_journal_write_revoke_records();
            state(TxState.COMMIT);
            if (!fn.taken("journal aborted", journal().aborted())) {
                log();
            }
            journal_finish_inode_data_buffers();
            var tail = space.tail(committing());
            state(TxState.COMMIT_DFLUSH);
            block.core().blk_finish_plug();
            while (fn.taken("journal blocks in flight", buffersInFlight > 0, "buffers", buffersInFlight)) {
                k.sleep("journal blocks");
            }
            if (fn.taken("journal block failed", bufferError != 0, "err", bufferError)) {
                jbd2_journal_abort();
            }
            state(TxState.COMMIT_JFLUSH);
            transactions.wakeLog();
            err = journal_submit_commit_record();
            if (fn.taken("commit record failed", err != 0, "err", err)) {
                jbd2_journal_abort();
            }
            if (tail.tailTid() != journal().log().tailTid()) {
                jbd2_update_log_tail(tail);
            }
            finished(fn);
            mark("jbd2_end_commit");
            for (int t : waitDone) {
                k.wake(t);
            }
            waitDone.clear();
        }
    }

    /// The log begins with a younger transaction: the journal's super block says so before what was there is overwritten. fs/jbd2/journal.c,
    /// jbd2_update_log_tail and jbd2_journal_update_sb_log_tail, 6.12
    private void jbd2_update_log_tail(Journal.Log tail) {
        try (var fn = k.enter("jbd2_update_log_tail", "tid", tail.tailTid())) {
            if (fn.taken("journal aborted", journal().aborted())) {
                return;
            }
            if (fn.taken("failed", writeSuperBlock() != 0)) {
                jbd2_journal_abort();
                return;
            }
            set("j_tail", journal().withLog(journal().log().withTail(tail.tail(), tail.tailTid())));
        }
    }

    /// fs/jbd2/journal.c, jbd2_write_superblock, 6.12
    private int writeSuperBlock() {
        int opf = journalFlags() | (barrier ? k.profile().req().word(Req.REQ_FUA) : 0);
        return buffer.wait_on_buffer(
                buffer.submit_bh("journal super block", opf, (firstSector << 9) - 4L * 4096, blockSize, Bio.Kind.JOURNAL));
    }

    /// Sends the blocks of the transaction to the log, behind descriptors that tell where each belongs.
    private void log() {
        var tx = committing();
        if (!tx.metadata().isEmpty()) {
            set("BJ_Shadow", journal().withCommitting(tx.withShadow(tx.metadata())));
        }
        int room = 0;
        for (var what : tx.metadata()) {
            room = described(room);
            var converted = journal().converted();
            var payload = what.equals(Journal.Converted.NAME) && converted != null ? converted.data() : Content.EMPTY;
            int bio = submit(what, Bio.Kind.JOURNAL, journalFlags(), payload);
            logged.put(bio, what);
        }
        for (var e : tx.data()) {
            room = described(room);
            submit("data block " + e.key(), Bio.Kind.JOURNAL, journalFlags(), payload(tx, e.key()));
        }
    }

    /// What a journalled block of the file held when the transaction closed: as it is in its page now, or, when the next transaction has changed it
    /// since, as it was copied away before that (b_frozen_data).
    private Content payload(Tx tx, long lblk) {
        long at = lblk * blockSize;
        return Content.EMPTY.copy(k.world().pageCache().data(), at, 0, blockSize).copy(tx.frozen(), at, 0, blockSize);
    }

    /// @param room tags that still fit into the descriptor block
    /// @return the same after one more
    private int described(int room) {
        if (room > 0) {
            return room - 1;
        }
        submit("descriptor", Bio.Kind.JOURNAL, journalFlags());
        return (blockSize - HEAD - UUID - TAIL - TAG) / TAG - 1;
    }

    /// Tells replay which blocks it must leave alone. fs/jbd2/revoke.c, jbd2_journal_write_revoke_records, 6.12
    private void jbd2_journal_write_revoke_records() {
        if (!committing().revoked().isEmpty() && !journal().aborted()) {
            try (var _ = k.enter("jbd2_journal_write_revoke_records", "blocks", committing().revoked().size())) {
                submit("revoke", Bio.Kind.JOURNAL, journalFlags());
            }
        }
    }

    /// Blocks of older transactions that have reached their place need the journal no longer. The first that is not there yet ends it.
    /// fs/jbd2/checkpoint.c, __jbd2_journal_clean_checkpoint_list and journal_shrink_one_cp_list, 6.12
    private void __jbd2_journal_clean_checkpoint_list() {
        var j = journal();
        var left = new ArrayList<Tx>();
        for (var tx : j.checkpoint()) {
            var cleaned = left.isEmpty() ? clean(j, tx) : tx;
            if (!cleaned.metadata().isEmpty() || !cleaned.data().isEmpty()) {
                left.add(cleaned);
            }
        }
        if (!left.equals(j.checkpoint())) {
            set("__jbd2_journal_clean_checkpoint_list", j.withCheckpoint(List.copyOf(left)));
        }
    }

    /// What is left of `tx` before its first block that is dirty, on its way, or in another transaction. fs/jbd2/checkpoint.c,
    /// jbd2_journal_try_remove_checkpoint, 6.12
    private Tx clean(Journal j, Tx tx) {
        for (int n = 0; n < tx.metadata().size(); n++) {
            var b = tx.metadata().get(n);
            if (j.dirty().contains(b) || j.buffers().writeback().contains(b) || running().metadata().contains(b)) {
                return n == 0 ? tx : tx.withMetadata(tx.metadata().subList(n, tx.metadata().size()));
            }
        }
        var data = tx.data();
        for (var e : tx.data()) {
            if (running().data().has(e.key()) || !submitInodeData.inPlace(e.key())) {
                break;
            }
            data = data.remove(e.key());
        }
        return tx.withMetadata(List.of()).withData(data);
    }

    /// The commit is over. What it changed may be written to its place, unless a newer transaction changes it again; until then the journal keeps it.
    /// The end of jbd2_journal_commit_transaction.
    private void finished(Fn fn) {
        var tx = committing();
        var j = journal().withCommitted(tx.tid()).withCommitting(null);
        if (!fn.taken("journal aborted before the end", j.aborted())) {
            var dirty = new ArrayList<>(j.dirty());
            for (var b : tx.metadata()) {
                if (j.running() == null || !j.running().metadata().contains(b)) {
                    dirty.add(b);
                }
            }
            var older = tx.data().isEmpty() ? j.checkpoint() : j.checkpoint().stream().map(c -> without(c, tx)).toList();
            var list = new ArrayList<>(j.withCheckpoint(older).checkpointed(tx.metadata()).checkpoint());
            if (!tx.metadata().isEmpty() || !tx.data().isEmpty()) {
                list.add(tx.withState(TxState.FINISHED).withShadow(List.of()).withCredits(0));
            }
            boolean more = dirty.size() > j.dirty().size();
            j = j.withDirty(List.copyOf(dirty)).withCheckpoint(List.copyOf(list));
            set("j_commit_sequence", j);
            if (more) {
                submitInodeData.metadataDirty();
            }
        } else {
            set("j_commit_sequence", j);
        }
        if (!tx.data().isEmpty()) {
            submitInodeData.committed(tx);
        }
        if (fastCommit) {
            set("j_fc_cleanup_callback", journal().withFast(journal().fast().withState(Journal.FastState.IDLE).withBytes(0)));
            wakeFast();
        }
    }

    private static Tx without(Tx old, Tx newer) {
        var data = old.data();
        for (var e : newer.data()) {
            data = data.remove(e.key());
        }
        return data == old.data() ? old : old.withData(data);
    }

    /// A tracepoint of the commit.
    private void mark(String name) {
        k.enter(name).close();
    }

    /// Nothing more is written to the journal but the error itself, into its super block. What runs comes to an end that nobody keeps.
    /// fs/jbd2/journal.c, jbd2_journal_abort, 6.12
    public void jbd2_journal_abort() {
        if (journal().aborted()) {
            return;
        }
        try (var fn = k.enter("jbd2_journal_abort")) {
            set("JBD2_ABORT", journal().withAborted(true));
            var running = journal().running();
            if (fn.taken("a transaction runs", running != null) && running != null) {
                jbd2_log_start_commit(running.tid());
            }
            jbd2_journal_update_sb_errno();
        }
    }

    /// fs/jbd2/journal.c, jbd2_journal_update_sb_errno and jbd2_write_superblock, 6.12
    private void jbd2_journal_update_sb_errno() {
        try (var fn = k.enter("jbd2_journal_update_sb_errno")) {
            int opf = journalFlags() | (fn.taken("barrier", barrier) ? k.profile().req().word(Req.REQ_FUA) : 0);
            fn.taken("failed", buffer.wait_on_buffer(buffer.submit_bh("journal super block", opf, (firstSector << 9) - 4L * 4096, blockSize,
                    Bio.Kind.JOURNAL)) != 0);
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
            return fn.ret(__jbd2_journal_force_commit(fn));
        }
    }

    /// The same for callers without a handle. fs/jbd2/journal.c, jbd2_journal_force_commit, 6.12
    ///
    /// @return 0 or -EIO
    public int jbd2_journal_force_commit() {
        try (var fn = k.enter("jbd2_journal_force_commit")) {
            return fn.ret(__jbd2_journal_force_commit(fn));
        }
    }

    private int __jbd2_journal_force_commit(Fn fn) {
        var running = journal().running();
        var committing = journal().committing();
        int tid;
        if (fn.taken("a transaction runs", running != null && !transactions.journal_current_handle()) && running != null) {
            tid = running.tid();
            jbd2_log_start_commit(tid);
        } else if (fn.taken("one is being committed", committing != null) && committing != null) {
            tid = committing.tid();
        } else {
            return 0;
        }
        return jbd2_log_wait_commit(tid);
    }

    /// fs/jbd2/commit.c, journal_submit_commit_record and journal_wait_on_commit_record, 6.12
    private int journal_submit_commit_record() {
        try (var fn = k.enter("journal_submit_commit_record")) {
            if (fn.taken("journal aborted", journal().aborted())) {
                return fn.ret(0);
            }
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

    private int submit(String what, Bio.Kind kind, int opf) {
        return submit(what, kind, opf, Content.EMPTY);
    }

    /// Writes one journal block. fs/buffer.c, submit_bh_wbc, 6.12
    ///
    /// @param payload whose data it carries
    private int submit(String what, Bio.Kind kind, int opf, Content payload) {
        try (var fn = k.enter("submit_bh", "block", what)) {
            int id = block.nextBio();
            var log = journal().log();
            long head = log.head() + 1;
            long sector = firstSector + log.head() % log.ring() * (blockSize / 512);
            var logged = journal().withLog(log.withHead(head)).withCommitting(committing().withCredits(committing().credits() - 1));
            var bio = new Bio(id, 0, Bio.Op.WRITE, opf, sector, blockSize, kind, Bio.Via.JOURNAL, -1,
                    List.of(new Bio.Bvec(BUFFER_MEMORY + head * 2 * blockSize, blockSize)), Bio.State.BUILDING, 0, 0, "end_bio_bh_io_sync",
                    payload);
            k.apply("bio_alloc", k.world().withBios(k.world().bios().put(id, bio)).withJournal(logged));
            buffersInFlight++;
            block.bio().onEndIo(id, () -> journal_end_buffer_io_sync(id));
            block.core().submit_bio(id);
            return id;
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
            var what = logged.remove(bio);
            if (what != null && committing().shadow().contains(what)) {
                set("clear BH_Shadow", journal().withCommitting(
                        committing().withShadow(committing().shadow().stream().filter(b -> !b.equals(what)).toList())));
                transactions.wakeLog();
            }
            if (fn.taken("last", buffersInFlight == 0)) {
                k.wake(thread);
            }
        }
    }
}
