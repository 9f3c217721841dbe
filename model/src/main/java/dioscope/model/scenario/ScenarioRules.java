package dioscope.model.scenario;

import dioscope.model.scenario.FileSystem.DataMode;
import java.util.List;

/// What must hold between the fields of a scenario so that a kernel could be in that state.
///
/// What a kernel answers with an error (a misaligned offset, a bad buffer) is no fault of the scenario and passes.
public final class ScenarioRules {
    /// A run goes on at most so long after its last call, virtual nanoseconds.
    private static final long HOUR = 3_600_000_000_000L;

    private ScenarioRules() {
    }

    /// Every rule that does not hold, in the order of the file; empty for a sound scenario.
    public static List<ScenarioError> problems(Scenario s) {
        var p = new Problems();
        FileRules.fileSystem(p, s);
        FileRules.inode(p, s);
        FileRules.pageCache(p, s);
        DeviceRules.check(p, s.device());
        RequestRules.faults(p, s);
        RequestRules.requests(p, s);
        RequestRules.decisions(p, s.decisions());
        FileRules.content(p, s);
        p.between("latency.read_nanos", s.latency().readNanos(), 0, Long.MAX_VALUE);
        p.between("latency.write_nanos", s.latency().writeNanos(), 0, Long.MAX_VALUE);
        p.between("latency.flush_nanos", s.latency().flushNanos(), 0, Long.MAX_VALUE);
        var w = s.writeback();
        p.between("writeback.dirty_background_bytes", w.dirtyBackgroundBytes(), 0, Long.MAX_VALUE);
        p.between("writeback.dirty_bytes", w.dirtyBytes(), Math.max(4096, w.dirtyBackgroundBytes() + 1), Long.MAX_VALUE);
        p.between("writeback.interval_nanos", w.intervalNanos(), 0, Long.MAX_VALUE);
        p.between("writeback.expire_nanos", w.expireNanos(), 0, Long.MAX_VALUE);
        JournalRules.check(p, s);
        p.between("pass_nanos", s.passNanos(), 0, HOUR);
        FilmRules.check(p, s.film());
        return p.found();
    }

    /// Whether dioread_nolock has an effect for this file.
    /// fs/ext4/ext4_jbd2.h, ext4_should_dioread_nolock, 6.12
    public static boolean dioreadNolockEffective(boolean dioreadNolock, boolean delalloc, DataMode mode, boolean extentsFormat,
            boolean journalData) {
        return dioreadNolock && delalloc && extentsFormat && mode != DataMode.JOURNAL && !journalData;
    }
}
