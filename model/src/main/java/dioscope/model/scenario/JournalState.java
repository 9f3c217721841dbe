package dioscope.model.scenario;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// The journal before the request; `journal` of a scenario. No commit is under way.
///
/// @param commitIntervalNanos the mount's commit=: how long a transaction runs before it is committed unasked
/// @param committedTid the last transaction that has committed
/// @param told whether the scenario tells what runs; else that follows from the transactions fsync of the file waits for
/// @param running the transaction that runs, when the scenario tells one
/// @param checkpoint committed transactions of which blocks are not in their place yet, the oldest first
/// @param blocks how many blocks the journal has; 0 for 8 MiB of them
public record JournalState(long commitIntervalNanos, int committedTid, boolean told, @Nullable Running running,
        List<Finished> checkpoint, int blocks) {
    /// Of a file system as mounted by default, a few transactions old.
    public static final JournalState DEFAULT = new JournalState(5_000_000_000L, 7, false, null, List.of(), 0);
    /// Without `blocks`, bytes: what the file systems of the recordings have (mkfs -J size=8).
    private static final int BYTES = 8 << 20;
    /// include/linux/jbd2.h, JBD2_MIN_JOURNAL_BLOCKS
    public static final int FEWEST_BLOCKS = 1024;
    /// As many as mkfs makes.
    public static final int MOST_BLOCKS = 10_240_000;
    /// What fast commits take of them. include/linux/jbd2.h, JBD2_DEFAULT_FAST_COMMIT_BLOCKS
    public static final int FAST_COMMIT_BLOCKS = 256;
    /// The metadata blocks there are.
    public static final List<String> BLOCKS = List.of("inode", "block bitmap", "group descriptor", "extent block", "indirect block",
            "super block", "orphan file block");

    /// A transaction that runs.
    ///
    /// @param tid its number
    /// @param metadata the blocks it has changed, of [#BLOCKS]
    /// @param ordered the file's bytes that its commit writes first, null for none
    /// @param ageNanos how long it has been running
    public record Running(int tid, List<String> metadata, Faults.@Nullable Range ordered, long ageNanos) {
        public Running {
            metadata = List.copyOf(metadata);
        }

        /// Just begun, without ordered data.
        public Running(int tid, List<String> metadata) {
            this(tid, metadata, null, 0);
        }

        public Running withOrdered(Faults.Range v) {
            return new Running(tid, metadata, v, ageNanos);
        }

        public Running withAge(long nanos) {
            return new Running(tid, metadata, ordered, nanos);
        }
    }

    /// A transaction that has committed.
    ///
    /// @param tid its number
    /// @param metadata its blocks that are newer in the journal than in their place, of [#BLOCKS]
    public record Finished(int tid, List<String> metadata) {
        public Finished {
            metadata = List.copyOf(metadata);
        }
    }

    public JournalState {
        checkpoint = List.copyOf(checkpoint);
    }

    /// What runs: as told, else a transaction with the inode when the file's last changes have not committed.
    public @Nullable Running running(Scenario s) {
        if (told) {
            return running;
        }
        boolean waits = s.fs().journal() && !(s.inode().syncTidCommitted() && s.inode().datasyncTidCommitted());
        return waits ? new Running(committedTid + 1, List.of("inode"), null, 0) : null;
    }

    public JournalState withCommitInterval(long v) {
        return new JournalState(v, committedTid, told, running, checkpoint, blocks);
    }

    /// With what runs told; null for nothing.
    public JournalState withRunning(@Nullable Running v) {
        return new JournalState(commitIntervalNanos, committedTid, true, v, checkpoint, blocks);
    }

    public JournalState withCheckpoint(List<Finished> v) {
        return new JournalState(commitIntervalNanos, committedTid, told, running, v, blocks);
    }

    public JournalState withBlocks(int v) {
        return new JournalState(commitIntervalNanos, committedTid, told, running, checkpoint, v);
    }

    /// How many blocks of `blockSize` bytes the journal has.
    public int blocks(int blockSize) {
        return blocks > 0 ? blocks : BYTES / blockSize;
    }
}
