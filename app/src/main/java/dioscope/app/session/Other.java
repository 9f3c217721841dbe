package dioscope.app.session;

import dioscope.model.profile.Profile;
import dioscope.model.scenario.DevicePreset;
import dioscope.model.scenario.Scenario;

/// What the run on screen is compared with.
public sealed interface Other {
    /// The same on another kernel.
    record Kernel(Profile kernel) implements Other {}

    /// The same on another device.
    record Device(DevicePreset device) implements Other {}

    /// The scenario as it was before the last edit.
    record Before(Scenario scenario) implements Other {}

    /// Another scenario.
    ///
    /// @param name what it is called
    record Named(String name, Scenario scenario) implements Other {}

    /// The scenario of the second run when the first is `s`.
    default Scenario of(Scenario s) {
        return switch (this) {
            case Kernel k -> s.withKernel(k.kernel);
            case Device d -> s.withDevice(d.device.spec());
            case Before b -> b.scenario;
            case Named n -> n.scenario;
        };
    }
}
