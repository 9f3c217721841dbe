package dioscope.model.state;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The journal. fs/jbd2, 6.12
///
/// @param present false for a file system without one
/// @param nextTid j_transaction_sequence, the id the next transaction gets
/// @param commitRequest j_commit_request, the newest transaction somebody asked to commit
/// @param running j_running_transaction
/// @param committing j_committing_transaction
/// @param committed j_commit_sequence, the last transaction whose commit is over; it is on the medium unless the journal is aborted
/// @param aborted JBD2_ABORT
/// @param handles open handles by task
/// @param dirty metadata blocks that are dirty in the buffer cache and may be written to their place, in the order they became so; with a journal those
///              whose transaction has committed and that no newer one changes
/// @param fast what fast commits know
/// @param reservedCredits j_reserved_credits: blocks that reserved handles may still ask for
/// @param commitInterval j_commit_interval: how long a transaction runs before it is committed unasked, nanoseconds
/// @param checkpoint j_checkpoint_transactions, the oldest first: committed, but some of its blocks are newer in the journal than in their place
/// @param converted the file's first block in the page cache of the device, where data that left the inode at once stand; null for none
/// @param buffers what else is known of metadata blocks
/// @param log the space that transactions take
public record Journal(boolean present, int nextTid, int commitRequest, @Nullable Tx running, @Nullable Tx committing, int committed,
        boolean aborted, OrdMap<Handle> handles, List<String> dirty, Fast fast, int reservedCredits, long commitInterval,
        List<Tx> checkpoint, @Nullable Converted converted, Buffers buffers, Log log) {
    /// Five seconds. include/linux/jbd2.h, JBD2_DEFAULT_MAX_COMMIT_AGE
    public static final long COMMIT_INTERVAL = 5_000_000_000L;

    /// At rest: nothing dirty beside it, nothing to be written to its place.
    public Journal(boolean present, int nextTid, int commitRequest, @Nullable Tx running, int committed) {
        this(present, nextTid, commitRequest, running, null, committed, false, OrdMap.empty(), List.of(), Fast.NONE, 0, COMMIT_INTERVAL,
                List.of(), null, Buffers.NONE, Log.DEFAULT);
    }

    /// A task's open handle. struct jbd2_journal_handle
    ///
    /// @param refs h_ref: 1, and one more for each nested start
    /// @param caller the function that opened it
    /// @param tid the transaction it belongs to
    /// @param requested h_requested_credits: blocks it may change
    /// @param credits h_total_credits: what is left of them
    /// @param reserved credits of the handle it has reserved (h_rsv_handle), 0 for none or when somebody has taken that
    public record Handle(int refs, String caller, int tid, int requested, int credits, int reserved) {
        public Handle withRefs(int v) {
            return new Handle(v, caller, tid, requested, credits, reserved);
        }

        public Handle withCredits(int v) {
            return new Handle(refs, caller, tid, requested, v, reserved);
        }

        public Handle withReserved(int v) {
            return new Handle(refs, caller, tid, requested, credits, v);
        }
    }

    /// What the running transaction has for a fast commit. fs/ext4/fast_commit.c
    ///
    /// @param queued the inode has changes that are not in a commit yet (it is on s_fc_q)
    /// @param start i_fc_lblk_start, first block whose mapping changed
    /// @param len i_fc_lblk_len, blocks of that range; 0 for none
    /// @param bytes s_fc_bytes, what the fast commits of this transaction have written
    /// @param state who commits
    /// @param locked no handle may begin until the changes are copied (jbd2_journal_lock_updates)
    public record Fast(boolean queued, long start, long len, long bytes, FastState state, boolean locked) {
        public static final Fast NONE = new Fast(false, 0, 0, 0, FastState.IDLE, false);

        public Fast withState(FastState v) {
            return new Fast(queued, start, len, bytes, v, locked);
        }

        public Fast withLocked(boolean v) {
            return new Fast(queued, start, len, bytes, state, v);
        }

        public Fast withBytes(long v) {
            return new Fast(queued, start, len, v, state, locked);
        }

        /// The mapping of the blocks `from` to `last` has changed, too. fs/ext4/fast_commit.c, __track_range
        public Fast with(long from, long last) {
            long first = len > 0 ? Math.min(start, from) : from;
            long end = len > 0 ? Math.max(start + len - 1, last) : last;
            return withRange(true, first, end - first + 1);
        }

        public Fast withRange(boolean queued, long start, long len) {
            return new Fast(queued, start, len, bytes, state, locked);
        }
    }

    /// Nobody, JBD2_FAST_COMMIT_ONGOING, JBD2_FULL_COMMIT_ONGOING.
    public enum FastState { IDLE, FAST, FULL }

    /// A transaction.
    ///
    /// @param tid t_tid
    /// @param state how far it is
    /// @param updates t_updates, open handles
    /// @param metadata the metadata blocks in it, in words of the field (`inode`, `extent block`, `block bitmap` ...); on the checkpoint list those
    ///                 that are not in their place yet
    /// @param orderedStart first byte of the inode's data that must be written before the commit
    /// @param orderedEnd last byte of it; below `orderedStart` when there is none
    /// @param writeData JI_WRITE_DATA: the commit writes that data itself; else it only waits for who does
    /// @param data blocks of the file whose data are journalled in it: where each lies on the device, in blocks, by logical block
    /// @param shadow metadata blocks that are on their way into the log: nobody may change them until they are there (BJ_Shadow)
    /// @param revoked blocks that replay must not write any more, because they were freed
    /// @param credits t_outstanding_credits: blocks it has, and what open and reserved handles may add, without the overhead each transaction has
    /// @param handles t_handle_count: how many handles were opened in it
    /// @param expires t_expires: when it is committed unasked, virtual time in nanoseconds
    /// @param frozen what journalled blocks held when the transaction closed, by file byte, where the pages hold something newer (b_frozen_data)
    /// @param logStart t_log_start: where its blocks begin in the log, once its commit has begun
    public record Tx(int tid, TxState state, int updates, List<String> metadata, long orderedStart, long orderedEnd, boolean writeData,
            OrdMap<Long> data, List<String> shadow, List<String> revoked, int credits, int handles, long expires,
            Content frozen, long logStart) {
        public Tx {
            metadata = List.copyOf(metadata);
        }

        /// A transaction that has just begun.
        public Tx(int tid, List<String> metadata, int credits, long expires) {
            this(tid, TxState.RUNNING, 0, metadata, 0, -1, false, OrdMap.empty(), List.of(), List.of(), credits, 0, expires, Content.EMPTY,
                    0);
        }

        public Tx withState(TxState v) {
            return new Tx(tid, v, updates, metadata, orderedStart, orderedEnd, writeData, data, shadow, revoked, credits, handles,
                    expires, frozen, logStart);
        }

        /// With one handle more, of so many credits.
        public Tx opened(int credits) {
            return new Tx(tid, state, updates + 1, metadata, orderedStart, orderedEnd, writeData, data, shadow, revoked,
                    this.credits + credits, handles + 1, expires, frozen, logStart);
        }

        /// With one handle less, and the credits it did not use.
        public Tx closed(int credits) {
            return new Tx(tid, state, updates - 1, metadata, orderedStart, orderedEnd, writeData, data, shadow, revoked,
                    this.credits - credits, handles, expires, frozen, logStart);
        }

        public Tx withCredits(int v) {
            return new Tx(tid, state, updates, metadata, orderedStart, orderedEnd, writeData, data, shadow, revoked, v, handles, expires,
                    frozen, logStart);
        }

        public Tx withMetadata(List<String> v) {
            return new Tx(tid, state, updates, v, orderedStart, orderedEnd, writeData, data, shadow, revoked, credits, handles, expires,
                    frozen, logStart);
        }

        public Tx withData(OrdMap<Long> v) {
            return new Tx(tid, state, updates, metadata, orderedStart, orderedEnd, writeData, v, shadow, revoked, credits, handles,
                    expires, frozen, logStart);
        }

        public Tx withShadow(List<String> v) {
            return new Tx(tid, state, updates, metadata, orderedStart, orderedEnd, writeData, data, v, revoked, credits, handles, expires,
                    frozen, logStart);
        }

        public Tx withRevoked(List<String> v) {
            return new Tx(tid, state, updates, metadata, orderedStart, orderedEnd, writeData, data, shadow, v, credits, handles, expires,
                    frozen, logStart);
        }

        public Tx withOrdered(long start, long end, boolean write) {
            return new Tx(tid, state, updates, metadata, start, end, write, data, shadow, revoked, credits, handles, expires, frozen,
                    logStart);
        }

        public Tx withFrozen(Content v) {
            return new Tx(tid, state, updates, metadata, orderedStart, orderedEnd, writeData, data, shadow, revoked, credits, handles,
                    expires, v, logStart);
        }

        public Tx withLogStart(long v) {
            return new Tx(tid, state, updates, metadata, orderedStart, orderedEnd, writeData, data, shadow, revoked, credits, handles,
                    expires, frozen, v);
        }

        /// Whether the inode is on the transaction's ordered list (t_inode_list).
        public boolean ordered() {
            return orderedEnd >= orderedStart;
        }
    }

    /// T_RUNNING, T_LOCKED, T_FLUSH, T_COMMIT, T_COMMIT_DFLUSH, T_COMMIT_JFLUSH, T_FINISHED.
    public enum TxState { RUNNING, LOCKED, FLUSH, COMMIT, COMMIT_DFLUSH, COMMIT_JFLUSH, FINISHED }

    /// The transactions of which the block `what` is on the checkpoint list lose it; those that have none left are dropped. fs/jbd2/checkpoint.c,
    /// __jbd2_journal_remove_checkpoint
    public Journal checkpointed(List<String> what) {
        var left = new ArrayList<Tx>();
        for (var tx : checkpoint) {
            var blocks = tx.metadata().stream().filter(b -> !what.contains(b)).toList();
            if (!blocks.isEmpty() || !tx.data().isEmpty()) {
                left.add(blocks.size() == tx.metadata().size() ? tx : tx.withMetadata(blocks));
            }
        }
        return left.equals(checkpoint) ? this : withCheckpoint(List.copyOf(left));
    }

    public Journal withFast(Fast v) {
        return new Journal(present, nextTid, commitRequest, running, committing, committed, aborted, handles, dirty, v, reservedCredits,
                commitInterval, checkpoint, converted, buffers, log);
    }

    public Journal withRunning(@Nullable Tx v) {
        return new Journal(present, nextTid, commitRequest, v, committing, committed, aborted, handles, dirty, fast, reservedCredits,
                commitInterval, checkpoint, converted, buffers, log);
    }

    public Journal withCommitting(@Nullable Tx v) {
        return new Journal(present, nextTid, commitRequest, running, v, committed, aborted, handles, dirty, fast, reservedCredits,
                commitInterval, checkpoint, converted, buffers, log);
    }

    public Journal withNextTid(int v) {
        return new Journal(present, v, commitRequest, running, committing, committed, aborted, handles, dirty, fast, reservedCredits,
                commitInterval, checkpoint, converted, buffers, log);
    }

    public Journal withCommitRequest(int v) {
        return new Journal(present, nextTid, v, running, committing, committed, aborted, handles, dirty, fast, reservedCredits,
                commitInterval, checkpoint, converted, buffers, log);
    }

    public Journal withCommitted(int v) {
        return new Journal(present, nextTid, commitRequest, running, committing, v, aborted, handles, dirty, fast, reservedCredits,
                commitInterval, checkpoint, converted, buffers, log);
    }

    public Journal withAborted(boolean v) {
        return new Journal(present, nextTid, commitRequest, running, committing, committed, v, handles, dirty, fast, reservedCredits,
                commitInterval, checkpoint, converted, buffers, log);
    }

    public Journal withHandles(OrdMap<Handle> v) {
        return new Journal(present, nextTid, commitRequest, running, committing, committed, aborted, v, dirty, fast, reservedCredits,
                commitInterval, checkpoint, converted, buffers, log);
    }

    public Journal withDirty(List<String> v) {
        return new Journal(present, nextTid, commitRequest, running, committing, committed, aborted, handles, v, fast, reservedCredits,
                commitInterval, checkpoint, converted, buffers, log);
    }

    public Journal withReservedCredits(int v) {
        return new Journal(present, nextTid, commitRequest, running, committing, committed, aborted, handles, dirty, fast, v,
                commitInterval, checkpoint, converted, buffers, log);
    }

    public Journal withCommitInterval(long v) {
        return new Journal(present, nextTid, commitRequest, running, committing, committed, aborted, handles, dirty, fast, reservedCredits,
                v, checkpoint, converted, buffers, log);
    }

    public Journal withCheckpoint(List<Tx> v) {
        return new Journal(present, nextTid, commitRequest, running, committing, committed, aborted, handles, dirty, fast, reservedCredits,
                commitInterval, v, converted, buffers, log);
    }

    public Journal withConverted(@Nullable Converted v) {
        return new Journal(present, nextTid, commitRequest, running, committing, committed, aborted, handles, dirty, fast, reservedCredits,
                commitInterval, checkpoint, v, buffers, log);
    }

    public Journal withBuffers(Buffers v) {
        return new Journal(present, nextTid, commitRequest, running, committing, committed, aborted, handles, dirty, fast, reservedCredits,
                commitInterval, checkpoint, converted, v, log);
    }

    public Journal withLog(Log v) {
        return new Journal(present, nextTid, commitRequest, running, committing, committed, aborted, handles, dirty, fast, reservedCredits,
                commitInterval, checkpoint, converted, buffers, v);
    }

    /// Metadata blocks in the page cache of the device.
    ///
    /// @param writeback BH_Lock: those on their way to their place
    /// @param associated i_private_list, in 7.2 i_metadata_bhs: those that were changed for the file without a journal since it was synced last, dirty
    ///                   or not, in the order they became so
    public record Buffers(List<String> writeback, List<String> associated) {
        public static final Buffers NONE = new Buffers(List.of(), List.of());

        public Buffers {
            writeback = List.copyOf(writeback);
            associated = List.copyOf(associated);
        }

        public Buffers withWriteback(List<String> v) {
            return new Buffers(v, associated);
        }

        public Buffers withAssociated(List<String> v) {
            return new Buffers(writeback, v);
        }
    }

    /// The log: a ring of blocks behind the journal's super block. Positions count on and on; where a block lies follows from the size of the ring.
    ///
    /// @param blocks j_total_len
    /// @param fastCommitBlocks j_fc_wbufsize: blocks at its end that fast commits use
    /// @param head j_head: where the next block goes
    /// @param tail j_tail: the first block that replay would look at
    /// @param tailTid j_tail_sequence: whose it is
    public record Log(int blocks, int fastCommitBlocks, long head, long tail, int tailTid) {
        /// Of 8 MiB in blocks of 4 KiB.
        public static final Log DEFAULT = new Log(2048, 0, 0, 0, 1);

        /// Blocks of the ring: j_last - j_first.
        public int ring() {
            return blocks - fastCommitBlocks - 1;
        }

        /// j_free: blocks of the ring that no transaction needs.
        public long free() {
            return ring() - (head - tail);
        }

        public Log withHead(long v) {
            return new Log(blocks, fastCommitBlocks, v, tail, tailTid);
        }

        public Log withTail(long v, int tid) {
            return new Log(blocks, fastCommitBlocks, head, v, tid);
        }
    }

    /// A block of a file that is changed as metadata are: through a buffer of the device's own page cache, of which the file's pages know nothing.
    /// fs/ext4/inline.c, ext4_convert_inline_data_nolock
    ///
    /// @param block where it lies, blocks
    /// @param data whose data it holds, from its first byte
    public record Converted(long block, Content data) {
        /// What it is called among the metadata blocks.
        public static final String NAME = "first block of the file";
    }
}
