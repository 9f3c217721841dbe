package dioscope.app.panel;

import dioscope.model.profile.Kernels;
import dioscope.model.profile.Version;
import java.util.List;

/// Something a reader asks of a request, and the conditions that answer it.
///
/// @param answer which fact of the run answers it
/// @param words the question
/// @param conditions in the order in which the kernel comes to them
public record Question(Answer answer, String words, List<Condition> conditions) {
    /// FUA: whether data bios carried REQ_FUA. LOCK: how i_rwsem was held at the first mapping. COMPLETION: who finished the I/O. RETURNED: what the call
    /// returned. BLOCKS: when a buffered write got its blocks. READ_IN: whether old content was read before. WAITS: what write() waited for. COMMIT: what a sync
    /// did besides writing pages. THROTTLE: who was held up for its dirty pages. FLUSHER: what made the flusher write. FALLBACK: whether a direct call went
    /// through the page cache. READAHEAD: how much is read ahead. ORDERED: whether a commit had data to write first.
    public enum Answer { FUA, LOCK, COMPLETION, BLOCKS, READ_IN, WAITS, THROTTLE, FLUSHER, COMMIT, ORDERED, READAHEAD, FALLBACK, RETURNED }

    /// One condition.
    ///
    /// @param kernels the versions of the direct path that have it
    /// @param places what decides it; kernels differ in which of them they have
    /// @param wanted what ticks it: a value as it is shown, or `yes` or `no` of a branch
    /// @param words the condition, as it stands when it is ticked
    public record Condition(Kernels kernels, List<Place> places, String wanted, String words) {
        /// Whether this version comes to it at all.
        boolean in(Version v) {
            return kernels.has(v);
        }
    }

    /// Where something is decided, and by what.
    ///
    /// @param site `function/label`, or a `function` alone: it counts when it is entered, and its value is its name
    /// @param value the value that counts, empty for the way the branch went
    public record Place(String site, String value) {}
}
