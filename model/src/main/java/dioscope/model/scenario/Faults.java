package dioscope.model.scenario;

import java.util.List;

/// What goes wrong; `faults` of a start state.
///
/// @param eioFileRanges what fails with an I/O error: as many device bytes in one run, from where the first byte of the file range lies
/// @param failBio the n-th data bio of the run fails (1 for the first), 0 for none
/// @param freeBytes free space of the file system, -1 for plenty
/// @param reserved whether ext4's reserve (2 % of the clusters, at most 4096) is set aside
/// @param shutdown the file system has been shut down
/// @param buffer the user's memory
public record Faults(List<Range> eioFileRanges, int failBio, long freeBytes, boolean reserved, boolean shutdown, Buffer buffer) {
    /// A file range in bytes.
    public record Range(long offset, long length) {}

    /// `good`, `unreadable`, `unreadable from page 1 on`.
    public enum Buffer { GOOD, BAD, BAD_FROM_PAGE_1 }

    public static final Faults NONE = new Faults(List.of(), 0, -1, true, false, Buffer.GOOD);
}
