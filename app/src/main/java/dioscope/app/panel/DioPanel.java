package dioscope.app.panel;

import dioscope.app.paint.Drawing;
import dioscope.model.trace.Moment;

/// struct iomap_dio: its flag word as bits, its counters, and the words beside it.
public final class DioPanel {
    private DioPanel() {}

    /// The panel in a space of `width` by `height` pixels.
    public static Drawing draw(Moment m, View v, double width, double height) {
        return new Kit(v, width, height).frame("DioPanel", "").done();
    }
}
