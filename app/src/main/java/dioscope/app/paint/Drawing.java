package dioscope.app.paint;

import java.util.List;
import java.util.Map;

/// A finished picture. It is a value: two that are equal look the same in every theme and on every surface.
///
/// @param width in pixels
/// @param height in pixels
/// @param shapes in the order in which they are drawn; not to be changed afterwards
/// @param origins where a thing comes from that was not in the picture before: the room it had there, in the coordinates of the picture
public record Drawing(double width, double height, List<Shape> shapes, Map<CellId, Bounds> origins) {
    /// In which nothing comes from elsewhere.
    public Drawing(double width, double height, List<Shape> shapes) {
        this(width, height, shapes, Map.of());
    }

    /// A pen for a picture of this size, which measures with the bundled fonts.
    public static Pen pen(double width, double height) {
        return new Pen(width, height, TextMetrics.bundled());
    }
}
