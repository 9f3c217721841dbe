package dioscope.model.scenario;

import dioscope.model.profile.Profile;
import java.util.List;

/// A recording's start state (`fs`, `inode`, `page_cache`, `device`, `faults`, `request`) with the words and choices of a story.
///
/// @param title one line
/// @param question what this scenario answers
/// @param watch what to look at, one sentence each
/// @param kernel the profile it runs on
/// @param fs the file system as mounted
/// @param inode the file before the request
/// @param pageCache cached pages before the request, in order
/// @param device the block device
/// @param faults what goes wrong
/// @param request the system call
/// @param contentBefore what an application would read before, runs in order that cover `[0, i_size)`
/// @param latency how long the device takes
public record Scenario(String title, String question, List<String> watch, Profile kernel, FileSystem fs, FileState inode,
        List<PageRun> pageCache, DeviceSpec device, Faults faults, Request request, List<ContentRun> contentBefore, Latency latency) {

    /// `length` bytes of one value.
    ///
    /// @param offset file offset, bytes
    /// @param length bytes
    /// @param value the byte, 0..255
    public record ContentRun(long offset, long length, int value) {}

    /// A run of pages in one state.
    ///
    /// @param page first page index
    /// @param pages how many
    /// @param state what they are
    /// @param mapped whether a process maps them
    public record PageRun(long page, int pages, State state, Mapped mapped) {
        /// `clean`, `dirty`, `dirty-delalloc`.
        public enum State { CLEAN, DIRTY, DIRTY_DELALLOC }

        /// null, `ro`, `rw`.
        public enum Mapped { NONE, RO, RW }
    }

    /// Virtual time the device needs, nanoseconds each.
    public record Latency(long readNanos, long writeNanos, long flushNanos) {
        /// A fast flash device.
        public static final Latency DEFAULT = new Latency(80_000, 80_000, 400_000);
    }

    public Scenario withFs(FileSystem v) {
        return new Scenario(title, question, watch, kernel, v, inode, pageCache, device, faults, request, contentBefore, latency);
    }

    public Scenario withInode(FileState v) {
        return new Scenario(title, question, watch, kernel, fs, v, pageCache, device, faults, request, contentBefore, latency);
    }

    public Scenario withPageCache(List<PageRun> v) {
        return new Scenario(title, question, watch, kernel, fs, inode, v, device, faults, request, contentBefore, latency);
    }

    public Scenario withDevice(DeviceSpec v) {
        return new Scenario(title, question, watch, kernel, fs, inode, pageCache, v, faults, request, contentBefore, latency);
    }

    public Scenario withContentBefore(List<ContentRun> v) {
        return new Scenario(title, question, watch, kernel, fs, inode, pageCache, device, faults, request, v, latency);
    }
}
