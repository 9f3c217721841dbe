package dioscope.app.panel;

import dioscope.app.paint.Drawing;
import dioscope.model.trace.Moment;

/// The file on one axis of offsets: request, page cache and extents, and ribbons down to the disk.
public final class FilePanel {
    private FilePanel() {}

    /// The panel in a space of `width` by `height` pixels.
    public static Drawing draw(Moment m, View v, double width, double height) {
        return new Kit(v, width, height).frame("FilePanel", "").done();
    }
}
