package dioscope.app.session;

import dioscope.app.panel.Setting;
import dioscope.app.panel.Study;
import dioscope.app.panel.Words;
import dioscope.model.scenario.DevicePreset;
import dioscope.model.scenario.Request;
import dioscope.model.scenario.Scenario;
import dioscope.model.trace.Trace;
import java.util.List;
import java.util.Locale;

/// What the panels are told of a run, made from its scenario; the window and the pictures take the same.
public final class Studies {
    private Studies() {}

    public static Study of(Scenario s, Trace trace, Words words) {
        var d = s.device();
        var name = DevicePreset.of(d).map(DevicePreset::title)
                .orElse((d.writeCache() ? "write cache" : "write-through") + (d.fua() ? " + FUA" : ""));
        return Study.of(trace, new Setting(s.fs().blockSize(), d.queueDepth(), name, calls(s)), new ScenarioWords(s, words));
    }

    private static List<Setting.Call> calls(Scenario s) {
        return s.requests().stream().map(c -> new Setting.Call(name(c.request().op()), c.request().direct(), switch (c.request().op()) {
            case WRITE, READ, MMAP_WRITE -> true;
            case FSYNC, FDATASYNC, SYNC_FILE_RANGE, TRUNCATE, SYNC, DROP_CACHES -> false;
        })).toList();
    }

    private static String name(Request.Op op) {
        return op == Request.Op.MMAP_WRITE ? "mmap store" : op.name().toLowerCase(Locale.ROOT);
    }
}
