package dioscope.model.kernel.fs.jbd2;

import dioscope.model.engine.Kernel;
import dioscope.model.profile.Feature;
import dioscope.model.state.Journal;
import dioscope.model.state.Journal.Tx;

/// How much the log and a transaction can take. include/linux/jbd2.h, jbd2_log_space_left; fs/jbd2/journal.c, jbd2_journal_init_transaction_limits
final class LogSpace {
    /// Bytes of a descriptor block that are no tags: its head, the journal's id, the checksum, and what the commit leaves free.
    private static final int NO_TAGS = 12 + 16 + 4 + 16;
    private static final int TAG = 16;
    /// "Allow for rounding errors"
    private static final int SLACK = 32;

    private final Kernel k;

    LogSpace(Kernel k) {
        this.k = k;
    }

    private Journal journal() {
        return k.world().journal();
    }

    /// j_max_transaction_buffers: blocks a transaction may have. fs/jbd2/journal.c, jbd2_journal_get_max_txn_bufs
    int max() {
        var log = journal().log();
        return (log.blocks() - log.fastCommitBlocks()) / (k.has(Feature.TRANSACTION_IS_A_THIRD_OF_THE_LOG) ? 3 : 4);
    }

    /// Of these its descriptors and its commit block. fs/jbd2/journal.c, jbd2_descriptor_blocks_per_trans
    private int overhead() {
        return 1 + Math.ceilDiv(max(), (k.world().fs().blockSize() - NO_TAGS) / TAG);
    }

    /// What handles may have. fs/jbd2/transaction.c, jbd2_max_user_trans_buffers; before 6.12 the overhead is not taken off
    int maxUser() {
        return k.has(Feature.TRANSACTION_IS_A_THIRD_OF_THE_LOG) ? max() - overhead() : max();
    }

    /// fs/jbd2/transaction.c, start_this_handle
    boolean tooMany(int blocks, int rsv_blocks) {
        return rsv_blocks > maxUser() / 2 || rsv_blocks + blocks > maxUser();
    }

    /// Whether the running transaction has no room for so many more.
    boolean tooLarge(int total) {
        var running = journal().running();
        return running != null && running.credits() + overhead() + total > max();
    }

    /// Whether a handle can have what it asks for. fs/jbd2/transaction.c, add_transaction_credits
    boolean roomFor(int blocks, int rsv_blocks) {
        return !tooLarge(blocks + rsv_blocks) && left() >= max()
                && (rsv_blocks == 0 || journal().reservedCredits() + rsv_blocks <= maxUser() / 2);
    }

    /// include/linux/jbd2.h, jbd2_log_space_left
    long left() {
        var committing = journal().committing();
        long free = journal().log().free() - SLACK - (committing == null ? 0 : committing.credits() + overhead());
        return Math.max(0, free);
    }

    /// The oldest transaction that the log must keep, with where it begins. fs/jbd2/journal.c, jbd2_journal_get_log_tail
    private Tx oldest(Tx committing) {
        return journal().checkpoint().isEmpty() ? committing : journal().checkpoint().getFirst();
    }

    /// Where the log may begin once `committing` is over: not told when that would free too little. fs/jbd2/commit.c, jbd2_journal_commit_transaction
    Journal.Log tail(Tx committing) {
        var log = journal().log();
        var oldest = oldest(committing);
        boolean enough = oldest.tid() > log.tailTid() && oldest.logStart() - log.tail() >= max();
        return enough ? log.withTail(oldest.logStart(), oldest.tid()) : log;
    }
}
