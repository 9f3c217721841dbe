package dioscope.app.panel;

import dioscope.app.paint.Drawing;
import dioscope.model.trace.Moment;

/// Why the step went as it did, what decided it and what it changed.
public final class WhyPanel {
    private WhyPanel() {}

    /// The panel in a space of `width` by `height` pixels.
    public static Drawing draw(Moment m, View v, double width, double height) {
        return new Kit(v, width, height).frame("WhyPanel", "").done();
    }
}
