package dioscope.model.state;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// The journal. fs/jbd2, 6.12
///
/// @param present false for a file system without one
/// @param nextTid j_transaction_sequence, the id the next transaction gets
/// @param running j_running_transaction
/// @param committing j_committing_transaction
/// @param committed j_commit_sequence, the last transaction on the medium
/// @param aborted JBD2_ABORT
public record Journal(boolean present, int nextTid, @Nullable Tx running, @Nullable Tx committing, int committed, boolean aborted) {
    /// A transaction.
    ///
    /// @param tid t_tid
    /// @param state how far it is
    /// @param handles t_updates, open handles
    /// @param metadata the metadata blocks in it, in words of the field (`inode`, `extent tree`, `block bitmap` ...)
    /// @param orphanChange it changes the orphan list
    /// @param orderedData the inode's data must be written before the commit
    public record Tx(int tid, TxState state, int handles, List<String> metadata, boolean orphanChange, boolean orderedData) {
        public Tx withState(TxState v) {
            return new Tx(tid, v, handles, metadata, orphanChange, orderedData);
        }

        public Tx withHandles(int v) {
            return new Tx(tid, state, v, metadata, orphanChange, orderedData);
        }

        public Tx withMetadata(List<String> v) {
            return new Tx(tid, state, handles, v, orphanChange, orderedData);
        }
    }

    /// T_RUNNING, T_LOCKED, T_FLUSH, T_COMMIT, T_COMMIT_DFLUSH, T_COMMIT_JFLUSH, T_FINISHED.
    public enum TxState { RUNNING, LOCKED, FLUSH, COMMIT, COMMIT_DFLUSH, COMMIT_JFLUSH, FINISHED }

    public Journal withRunning(@Nullable Tx v) {
        return new Journal(present, nextTid, v, committing, committed, aborted);
    }

    public Journal withCommitting(@Nullable Tx v) {
        return new Journal(present, nextTid, running, v, committed, aborted);
    }

    public Journal withNextTid(int v) {
        return new Journal(present, v, running, committing, committed, aborted);
    }

    public Journal withCommitted(int v) {
        return new Journal(present, nextTid, running, committing, v, aborted);
    }
}
