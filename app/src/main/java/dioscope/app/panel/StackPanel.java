package dioscope.app.panel;

import dioscope.app.paint.Drawing;
import dioscope.model.trace.Moment;

/// The call stack of the task that runs, an interrupt above what it interrupted.
public final class StackPanel {
    private StackPanel() {}

    /// The panel in a space of `width` by `height` pixels.
    public static Drawing draw(Moment m, View v, double width, double height) {
        return new Kit(v, width, height).frame("StackPanel", "").done();
    }
}
