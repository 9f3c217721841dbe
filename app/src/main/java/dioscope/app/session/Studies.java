package dioscope.app.session;

import dioscope.app.panel.Setting;
import dioscope.app.panel.Study;
import dioscope.app.panel.Words;
import dioscope.model.scenario.DevicePreset;
import dioscope.model.scenario.Scenario;
import dioscope.model.trace.Trace;

/// What the panels are told of a run, made from its scenario; the window and the pictures take the same.
public final class Studies {
    private Studies() {}

    public static Study of(Scenario s, Trace trace, Words words) {
        var d = s.device();
        var name = DevicePreset.of(d).map(DevicePreset::title)
                .orElse((d.writeCache() ? "write cache" : "write-through") + (d.fua() ? " + FUA" : ""));
        return Study.of(trace, new Setting(s.fs().blockSize(), d.queueDepth(), name, d.writeCache()), new ScenarioWords(s, words));
    }
}
