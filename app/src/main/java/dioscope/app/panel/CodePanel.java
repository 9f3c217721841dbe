package dioscope.app.panel;

import dioscope.app.paint.Drawing;
import dioscope.model.trace.Moment;

/// What the current function decides, line by line in our own words.
public final class CodePanel {
    private CodePanel() {}

    /// The panel in a space of `width` by `height` pixels.
    public static Drawing draw(Moment m, View v, double width, double height) {
        return new Kit(v, width, height).frame("CodePanel", "").done();
    }
}
