package dioscope.app.session;

import dioscope.model.compare.Comparison;
import dioscope.model.compare.Side;
import dioscope.model.scenario.DevicePreset;
import dioscope.model.scenario.Scenario;
import dioscope.model.trace.Trace;

/// What the two runs of a comparison are called: by what sets them apart, the kernel, the device, or their names.
public final class SideNames {
    private SideNames() {}

    /// Compares two runs under the shortest names that tell them apart.
    ///
    /// @param nameA what the first scenario is called where neither kernel nor device tells them apart
    public static Comparison compare(Scenario a, Trace runA, String nameA, Scenario b, Trace runB, String nameB) {
        boolean kernels = a.kernel() != b.kernel();
        boolean devices = !a.device().equals(b.device());
        boolean others = !Recorded.bare(a.withKernel(b.kernel()).withDevice(b.device())).equals(Recorded.bare(b));
        String x = nameA;
        String y = nameB;
        if (kernels && !devices && !others) {
            x = a.kernel().name();
            y = b.kernel().name();
        } else if (devices && !kernels && !others) {
            x = device(a);
            y = device(b);
        } else if (kernels) {
            x = nameA + " on " + a.kernel().name();
            y = nameB + " on " + b.kernel().name();
        }
        return Comparison.of(new Side(x.equals(y) ? x + " (A)" : x, runA), new Side(x.equals(y) ? y + " (B)" : y, runB));
    }

    /// The device in a few words.
    static String device(Scenario s) {
        var d = s.device();
        return DevicePreset.of(d).map(DevicePreset::title)
                .orElse((d.writeCache() ? "write cache" : "write-through") + (d.fua() ? " + FUA" : ""));
    }
}
