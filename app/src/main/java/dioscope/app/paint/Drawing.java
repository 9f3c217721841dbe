package dioscope.app.paint;

import java.util.List;

/// A finished picture. It is a value: two that are equal look the same in every theme and on every surface.
///
/// @param width in pixels
/// @param height in pixels
/// @param shapes in the order in which they are drawn; not to be changed afterwards
public record Drawing(double width, double height, List<Shape> shapes) {
    /// A pen for a picture of this size, which measures with the bundled fonts.
    public static Pen pen(double width, double height) {
        return new Pen(width, height, TextMetrics.bundled());
    }
}
