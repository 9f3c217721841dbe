package dioscope.model.state;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// The journal. fs/jbd2, 6.12
///
/// @param present false for a file system without one
/// @param nextTid j_transaction_sequence, the id the next transaction gets
/// @param commitRequest j_commit_request, the newest transaction somebody asked to commit
/// @param running j_running_transaction
/// @param committing j_committing_transaction
/// @param committed j_commit_sequence, the last transaction on the medium
/// @param aborted JBD2_ABORT
/// @param handles open handles: h_ref (1 and one for each nested start) by task
/// @param dirty without a journal: metadata blocks that are dirty in the buffer cache, in the order they became so
/// @param fast what fast commits know
public record Journal(boolean present, int nextTid, int commitRequest, @Nullable Tx running, @Nullable Tx committing, int committed,
        boolean aborted, OrdMap<Integer> handles, List<String> dirty, Fast fast) {
    /// With nothing dirty beside it.
    public Journal(boolean present, int nextTid, int commitRequest, @Nullable Tx running, @Nullable Tx committing, int committed,
            boolean aborted, OrdMap<Integer> handles) {
        this(present, nextTid, commitRequest, running, committing, committed, aborted, handles, List.of(), Fast.NONE);
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

        public Fast withRange(boolean queued, long start, long len) {
            return new Fast(queued, start, len, bytes, state, locked);
        }
    }

    /// Nobody, JBD2_FAST_COMMIT_ONGOING, JBD2_FULL_COMMIT_ONGOING.
    public enum FastState { IDLE, FAST, FULL }

    public Journal withFast(Fast v) {
        return new Journal(present, nextTid, commitRequest, running, committing, committed, aborted, handles, dirty, v);
    }

    /// A transaction.
    ///
    /// @param tid t_tid
    /// @param state how far it is
    /// @param updates t_updates, open handles
    /// @param metadata the metadata blocks in it, in words of the field (`inode`, `extent tree`, `block bitmap` ...)
    /// @param orderedStart first byte of the inode's data that must be written before the commit
    /// @param orderedEnd last byte of it; below `orderedStart` when there is none
    /// @param writeData JI_WRITE_DATA: the commit writes that data itself; else it only waits for who does
    public record Tx(int tid, TxState state, int updates, List<String> metadata, long orderedStart, long orderedEnd, boolean writeData) {
        /// With data, if any, that the commit writes itself.
        public Tx(int tid, TxState state, int updates, List<String> metadata, long orderedStart, long orderedEnd) {
            this(tid, state, updates, metadata, orderedStart, orderedEnd, orderedEnd >= orderedStart);
        }

        public Tx withState(TxState v) {
            return new Tx(tid, v, updates, metadata, orderedStart, orderedEnd, writeData);
        }

        public Tx withUpdates(int v) {
            return new Tx(tid, state, v, metadata, orderedStart, orderedEnd, writeData);
        }

        public Tx withMetadata(List<String> v) {
            return new Tx(tid, state, updates, v, orderedStart, orderedEnd, writeData);
        }

        public Tx withOrdered(long start, long end, boolean write) {
            return new Tx(tid, state, updates, metadata, start, end, write);
        }

        /// Whether the inode is on the transaction's ordered list (t_inode_list).
        public boolean ordered() {
            return orderedEnd >= orderedStart;
        }
    }

    /// T_RUNNING, T_LOCKED, T_FLUSH, T_COMMIT, T_COMMIT_DFLUSH, T_COMMIT_JFLUSH.
    public enum TxState { RUNNING, LOCKED, FLUSH, COMMIT, COMMIT_DFLUSH, COMMIT_JFLUSH }

    public Journal withRunning(@Nullable Tx v) {
        return new Journal(present, nextTid, commitRequest, v, committing, committed, aborted, handles, dirty, fast);
    }

    public Journal withCommitting(@Nullable Tx v) {
        return new Journal(present, nextTid, commitRequest, running, v, committed, aborted, handles, dirty, fast);
    }

    public Journal withNextTid(int v) {
        return new Journal(present, v, commitRequest, running, committing, committed, aborted, handles, dirty, fast);
    }

    public Journal withCommitRequest(int v) {
        return new Journal(present, nextTid, v, running, committing, committed, aborted, handles, dirty, fast);
    }

    public Journal withCommitted(int v) {
        return new Journal(present, nextTid, commitRequest, running, committing, v, aborted, handles, dirty, fast);
    }

    public Journal withAborted(boolean v) {
        return new Journal(present, nextTid, commitRequest, running, committing, committed, v, handles, dirty, fast);
    }

    public Journal withHandles(OrdMap<Integer> v) {
        return new Journal(present, nextTid, commitRequest, running, committing, committed, aborted, v, dirty, fast);
    }

    public Journal withDirty(List<String> v) {
        return new Journal(present, nextTid, commitRequest, running, committing, committed, aborted, handles, v, fast);
    }
}
