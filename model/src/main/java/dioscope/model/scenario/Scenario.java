package dioscope.model.scenario;

import dioscope.model.profile.Profile;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

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
/// @param requests the system calls, by start; at least one
/// @param contentBefore what an application would read before, runs in order that cover `[0, i_size)`
/// @param latency how long the device takes
/// @param decisions what the reader chose of what is left to chance
/// @param asks what the file system asks of the direct path beyond what ext4 asks
/// @param writeback when dirty pages are written
/// @param passNanos how long time passes after the last call has returned, virtual nanoseconds
/// @param journal the journal before the request
/// @param history how a recording's state came about; a state that is changed has none
/// @param film how an author wants the run to be told
public record Scenario(String title, String question, List<String> watch, Profile kernel, FileSystem fs, FileState inode,
        List<PageRun> pageCache, DeviceSpec device, Faults faults, List<Call> requests, List<ContentRun> contentBefore, Latency latency,
        Decisions decisions, Set<Ask> asks, Writeback writeback, long passNanos, JournalState journal, History history, Film film) {
    public Scenario {
        watch = List.copyOf(watch);
        pageCache = List.copyOf(pageCache);
        requests = List.copyOf(requests);
        contentBefore = List.copyOf(contentBefore);
        asks = Ask.sorted(asks);
    }

    /// Told at the program's own pace.
    public Scenario(String title, String question, List<String> watch, Profile kernel, FileSystem fs, FileState inode,
            List<PageRun> pageCache, DeviceSpec device, Faults faults, List<Call> requests, List<ContentRun> contentBefore, Latency latency,
            Decisions decisions, Set<Ask> asks, Writeback writeback, long passNanos, JournalState journal, History history) {
        this(title, question, watch, kernel, fs, inode, pageCache, device, faults, requests, contentBefore, latency, decisions, asks,
                writeback, passNanos, journal, history, Film.NONE);
    }

    /// Without a history.
    public Scenario(String title, String question, List<String> watch, Profile kernel, FileSystem fs, FileState inode,
            List<PageRun> pageCache, DeviceSpec device, Faults faults, List<Call> requests, List<ContentRun> contentBefore, Latency latency,
            Decisions decisions, Set<Ask> asks, Writeback writeback, long passNanos, JournalState journal) {
        this(title, question, watch, kernel, fs, inode, pageCache, device, faults, requests, contentBefore, latency, decisions, asks,
                writeback, passNanos, journal, History.NONE);
    }

    /// One call at the beginning, nothing chosen, nothing asked for but what ext4 asks.
    public Scenario(String title, String question, List<String> watch, Profile kernel, FileSystem fs, FileState inode,
            List<PageRun> pageCache, DeviceSpec device, Faults faults, Request request, List<ContentRun> contentBefore, Latency latency) {
        this(title, question, watch, kernel, fs, inode, pageCache, device, faults, List.of(new Call(request, 0)), contentBefore, latency,
                Decisions.NONE, Set.of(), Writeback.DEFAULT, 0, JournalState.DEFAULT, History.NONE);
    }

    /// A system call.
    ///
    /// @param startNanos when its task makes it at the earliest, virtual time; 0 for the first
    /// @param task which task makes it: calls of the same number follow one another in one task; 0 for a task of its own
    public record Call(Request request, long startNanos, int task) {
        /// A call made by a task of its own.
        public Call(Request request, long startNanos) {
            this(request, startNanos, 0);
        }
    }

    /// The first call.
    public Request request() {
        return requests.getFirst().request();
    }

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

    public Scenario withKernel(Profile v) {
        return new Scenario(title, question, watch, v, fs, inode, pageCache, device, faults, requests, contentBefore, latency, decisions,
                asks, writeback, passNanos, journal, history, film);
    }

    public Scenario withFs(FileSystem v) {
        return new Scenario(title, question, watch, kernel, v, inode, pageCache, device, faults, requests, contentBefore, latency,
                decisions, asks, writeback, passNanos, journal, History.NONE, film);
    }

    public Scenario withInode(FileState v) {
        return new Scenario(title, question, watch, kernel, fs, v, pageCache, device, faults, requests, contentBefore, latency, decisions,
                asks, writeback, passNanos, journal, History.NONE, film);
    }

    public Scenario withPageCache(List<PageRun> v) {
        return new Scenario(title, question, watch, kernel, fs, inode, v, device, faults, requests, contentBefore, latency, decisions,
                asks, writeback, passNanos, journal, History.NONE, film);
    }

    public Scenario withDevice(DeviceSpec v) {
        return new Scenario(title, question, watch, kernel, fs, inode, pageCache, v, faults, requests, contentBefore, latency, decisions,
                asks, writeback, passNanos, journal, history, film);
    }

    public Scenario withFaults(Faults v) {
        return new Scenario(title, question, watch, kernel, fs, inode, pageCache, device, v, requests, contentBefore, latency, decisions,
                asks, writeback, passNanos, journal, History.NONE, film);
    }

    /// With another first call.
    public Scenario withRequest(Request v) {
        var all = new ArrayList<>(requests);
        all.set(0, new Call(v, requests.getFirst().startNanos(), requests.getFirst().task()));
        return withRequests(all);
    }

    public Scenario withRequests(List<Call> v) {
        return new Scenario(title, question, watch, kernel, fs, inode, pageCache, device, faults, v, contentBefore, latency, decisions,
                asks, writeback, passNanos, journal, history, film);
    }

    public Scenario withContentBefore(List<ContentRun> v) {
        return new Scenario(title, question, watch, kernel, fs, inode, pageCache, device, faults, requests, v, latency, decisions, asks,
                writeback, passNanos, journal, History.NONE, film);
    }

    public Scenario withLatency(Latency v) {
        return new Scenario(title, question, watch, kernel, fs, inode, pageCache, device, faults, requests, contentBefore, v, decisions,
                asks, writeback, passNanos, journal, history, film);
    }

    public Scenario withDecisions(Decisions v) {
        return new Scenario(title, question, watch, kernel, fs, inode, pageCache, device, faults, requests, contentBefore, latency, v,
                asks, writeback, passNanos, journal, history, film);
    }

    public Scenario withAsks(Set<Ask> v) {
        return new Scenario(title, question, watch, kernel, fs, inode, pageCache, device, faults, requests, contentBefore, latency,
                decisions, v, writeback, passNanos, journal, history, film);
    }

    public Scenario withWords(String title, String question, List<String> watch) {
        return new Scenario(title, question, watch, kernel, fs, inode, pageCache, device, faults, requests, contentBefore, latency,
                decisions, asks, writeback, passNanos, journal, history, film);
    }

    public Scenario withWriteback(Writeback v) {
        return new Scenario(title, question, watch, kernel, fs, inode, pageCache, device, faults, requests, contentBefore, latency,
                decisions, asks, v, passNanos, journal, history, film);
    }

    public Scenario withPassNanos(long v) {
        return new Scenario(title, question, watch, kernel, fs, inode, pageCache, device, faults, requests, contentBefore, latency,
                decisions, asks, writeback, v, journal, history, film);
    }

    public Scenario withJournal(JournalState v) {
        return new Scenario(title, question, watch, kernel, fs, inode, pageCache, device, faults, requests, contentBefore, latency,
                decisions, asks, writeback, passNanos, v, History.NONE, film);
    }

    public Scenario withHistory(History v) {
        return new Scenario(title, question, watch, kernel, fs, inode, pageCache, device, faults, requests, contentBefore, latency,
                decisions, asks, writeback, passNanos, journal, v, film);
    }

    public Scenario withFilm(Film v) {
        return new Scenario(title, question, watch, kernel, fs, inode, pageCache, device, faults, requests, contentBefore, latency,
                decisions, asks, writeback, passNanos, journal, history, v);
    }
}
