package dioscope.model.scenario;

import java.util.List;

/// What goes wrong; `faults` of a start state.
///
/// @param eioFileRanges what fails with an I/O error: as many device bytes in one run, from where the first byte of the file range lies
/// @param failBio the n-th data bio of the run fails (1 for the first), 0 for none
/// @param freeBytes free space of the file system, -1 for plenty
/// @param reserved whether ext4's reserve (2 % of the clusters, at most 4096) is set aside
/// @param shutdownMode how the file system has been shut down
/// @param buffer the user's memory, of the first call
/// @param shortPin pages that one call to pin the user's memory gets at most, 0 for as many as asked for
/// @param shortCopy bytes of the first call's memory that its first copy into the page cache gets before it meets a page that has left memory since
///            it was touched; -1 when none has. The next touch brings it back
/// @param killNanos when the first call's task gets SIGKILL, virtual nanoseconds; -1 for never
/// @param stuckPages indices of cached pages that cannot be invalidated
public record Faults(List<Range> eioFileRanges, int failBio, long freeBytes, boolean reserved, Shutdown shutdownMode, Buffer buffer,
        int shortPin, long shortCopy, long killNanos, List<Long> stuckPages) {
    /// A file range in bytes.
    public record Range(long offset, long length) {}

    /// `good`, `unreadable`, `unreadable from page 1 on`.
    public enum Buffer { GOOD, BAD, BAD_FROM_PAGE_1 }

    /// The flags of EXT4_IOC_SHUTDOWN: `default` writes everything first, `log flush` commits the journal first, `no log flush` stops at once.
    /// fs/ext4/ioctl.c, ext4_force_shutdown, 6.12
    public enum Shutdown { NONE, DEFAULT, LOG_FLUSH, NO_LOG_FLUSH }

    public static final Faults NONE = new Faults(List.of(), 0, -1, true, false, Buffer.GOOD);

    public Faults {
        eioFileRanges = List.copyOf(eioFileRanges);
        stuckPages = List.copyOf(stuckPages);
    }

    /// Memory that was touched stays, and nobody is killed.
    public Faults(List<Range> eioFileRanges, int failBio, long freeBytes, boolean reserved, Shutdown shutdownMode, Buffer buffer,
            int shortPin, List<Long> stuckPages) {
        this(eioFileRanges, failBio, freeBytes, reserved, shutdownMode, buffer, shortPin, -1, -1, stuckPages);
    }

    /// Memory is pinned and pages are invalidated as asked.
    public Faults(List<Range> eioFileRanges, int failBio, long freeBytes, boolean reserved, boolean shutdown, Buffer buffer) {
        this(eioFileRanges, failBio, freeBytes, reserved, shutdown ? Shutdown.NO_LOG_FLUSH : Shutdown.NONE, buffer, 0, List.of());
    }

    public boolean shutdown() {
        return shutdownMode != Shutdown.NONE;
    }
}
