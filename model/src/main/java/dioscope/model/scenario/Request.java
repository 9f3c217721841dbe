package dioscope.model.scenario;

import java.util.List;

/// The system call; `request` of a start state.
///
/// @param op which call
/// @param offset file offset, bytes
/// @param length bytes, the sum of the iovecs
/// @param iovecs the user's segments
/// @param vectored a pwritev-like call, so that the iterator is an iovec even for one segment
/// @param buffer how the memory lies physically
/// @param pageRuns lengths in pages of the physically contiguous runs of a one-segment buffer, in order; empty when not known
/// @param openFlags flags of open
/// @param rwf flags of pwritev2
/// @param submission who submits
/// @param fill the byte a write fills its buffer with, 0..255
/// @param syncFlags flags of sync_file_range; none of them and the call does nothing
public record Request(Op op, long offset, long length, List<Iovec> iovecs, boolean vectored, Memory buffer, List<Integer> pageRuns,
        List<OpenFlag> openFlags, List<Rwf> rwf, Submission submission, int fill, List<SyncFlag> syncFlags) {
    /// The kinds of call: those a start state may hold, `truncate` to the size `offset`, `sync`, `drop_caches` (echo 1 to /proc/sys/vm/drop_caches),
    /// and `mmap_write`, a store through a shared mapping.
    public enum Op { WRITE, READ, FSYNC, FDATASYNC, SYNC_FILE_RANGE, TRUNCATE, SYNC, DROP_CACHES, MMAP_WRITE }

    /// One segment.
    ///
    /// @param baseMod4096 its address modulo the page size
    /// @param len bytes
    public record Iovec(int baseMod4096, long len) {}

    /// `page`, `scatter`, `huge`, `zeropage`, `bad`, `badtail`.
    public enum Memory { PAGE, SCATTER, HUGE, ZEROPAGE, BAD, BADTAIL }

    /// Flags of open that matter here.
    public enum OpenFlag { O_DIRECT, O_DSYNC, O_SYNC, O_APPEND }

    /// Flags of pwritev2 and preadv2.
    public enum Rwf { RWF_HIPRI, RWF_DSYNC, RWF_SYNC, RWF_NOWAIT, RWF_APPEND, RWF_NOAPPEND, RWF_ATOMIC, RWF_DONTCACHE }

    /// `sync`, `aio`, `uring`, `uring-iopoll`.
    public enum Submission { SYNC, AIO, URING, URING_IOPOLL }

    /// SYNC_FILE_RANGE_WAIT_BEFORE, SYNC_FILE_RANGE_WRITE, SYNC_FILE_RANGE_WAIT_AFTER. include/uapi/linux/fs.h
    public enum SyncFlag { WAIT_BEFORE, WRITE, WAIT_AFTER }

    /// All flags of sync_file_range: the range is written and waited for, SYNC_FILE_RANGE_WRITE_AND_WAIT.
    public static final List<SyncFlag> WRITE_AND_WAIT = List.of(SyncFlag.values());

    /// One whose sync_file_range would write and wait.
    public Request(Op op, long offset, long length, List<Iovec> iovecs, boolean vectored, Memory buffer, List<Integer> pageRuns,
            List<OpenFlag> openFlags, List<Rwf> rwf, Submission submission, int fill) {
        this(op, offset, length, iovecs, vectored, buffer, pageRuns, openFlags, rwf, submission, fill, WRITE_AND_WAIT);
    }

    /// The same with other flags of sync_file_range.
    public Request withSyncFlags(List<SyncFlag> v) {
        return new Request(op, offset, length, iovecs, vectored, buffer, pageRuns, openFlags, rwf, submission, fill, v);
    }

    /// A write, or else a read.
    public Request(boolean write, long offset, long length, List<Iovec> iovecs, boolean vectored, Memory buffer, List<Integer> pageRuns,
            List<OpenFlag> openFlags, List<Rwf> rwf, Submission submission, int fill) {
        this(write ? Op.WRITE : Op.READ, offset, length, iovecs, vectored, buffer, pageRuns, openFlags, rwf, submission, fill);
    }

    public boolean write() {
        return op == Op.WRITE;
    }

    /// The byte that a write brings: its buffer is filled with `fill`, but the zero page holds zeros.
    public int brings() {
        return buffer == Memory.ZEROPAGE ? 0 : fill;
    }

    public boolean direct() {
        return openFlags.contains(OpenFlag.O_DIRECT);
    }
}
