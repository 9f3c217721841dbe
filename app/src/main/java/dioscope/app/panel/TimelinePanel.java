package dioscope.app.panel;

import dioscope.app.paint.Bounds;
import dioscope.app.paint.Drawing;
import dioscope.model.trace.Moment;

/// The whole run at a glance: who ran when, what the device did, where bios, flags and errors changed, and where we are.
public final class TimelinePanel {
    private TimelinePanel() {}

    /// The panel in a space of `width` by `height` pixels.
    public static Drawing draw(Moment m, View v, double width, double height) {
        return new Kit(v, width, height).frame("TimelinePanel", "").done();
    }

    /// Where the steps are in this panel.
    public static Scrubber scrubber(View v, double width, double height) {
        double s = v.scale();
        double left = 76 * s;
        return new Scrubber(v.study().timeline(), v.axis(), new Bounds(left, 12 * s, Math.max(1, width - left - 18 * s), height - 24 * s));
    }

    /// The geometry of the lanes.
    ///
    /// @param lanes the area they cover in the panel, in pixels
    public record Scrubber(TimelineIndex index, View.Axis axis, Bounds lanes) {
        /// The step under `x`, clamped to the run.
        public int stepAt(double x) {
            return index.stepAt((x - lanes.x()) / lanes.width(), axis);
        }

        /// Where step `i` is.
        public double xOf(int i) {
            return lanes.x() + index.shareOf(i, axis) * lanes.width();
        }
    }
}
