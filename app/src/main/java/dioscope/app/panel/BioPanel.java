package dioscope.app.panel;

import dioscope.app.paint.Drawing;
import dioscope.model.trace.Moment;

/// Where each bio is on its way to the device.
public final class BioPanel {
    private BioPanel() {}

    /// The panel in a space of `width` by `height` pixels.
    public static Drawing draw(Moment m, View v, double width, double height) {
        return new Kit(v, width, height).frame("BioPanel", "").done();
    }
}
