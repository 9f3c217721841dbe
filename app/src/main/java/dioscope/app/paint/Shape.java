package dioscope.app.paint;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// One thing in a picture. Shapes are drawn in the order of their list, each over those before it.
///
/// A shape with an id stands for a thing of the model; one without is decoration, and belongs to the nearest group around
/// it that has an id. Within one panel at most one shape carries a given id.
public sealed interface Shape {
    @Nullable
    CellId id();

    /// A rectangle; `radius` rounds its corners.
    record Rect(@Nullable CellId id, double x, double y, double width, double height, double radius, Style style) implements Shape {
    }

    record Line(@Nullable CellId id, double x1, double y1, double x2, double y2, Style style) implements Shape {
    }

    /// Segments kept in two plain arrays, made by [PathPen]: the kinds, and the numbers each of them takes in turn. The arrays are not
    /// copied, and nobody changes them.
    ///
    /// @param kinds [#MOVE], [#LINE], [#CUBIC] or [#CLOSE]
    /// @param coords x, y for a move or line; x1, y1, x2, y2, x, y for a cubic; nothing for a close
    record Path(@Nullable CellId id, byte[] kinds, double[] coords, Style style) implements Shape {
        public static final byte MOVE = 0;
        public static final byte LINE = 1;
        public static final byte CUBIC = 2;
        public static final byte CLOSE = 3;

        @Override
        public boolean equals(@Nullable Object o) {
            return o instanceof Path p && Objects.equals(id, p.id) && Arrays.equals(kinds, p.kinds)
                    && Arrays.equals(coords, p.coords) && style.equals(p.style);
        }

        @Override
        public int hashCode() {
            return 31 * Arrays.hashCode(coords) + Arrays.hashCode(kinds);
        }

        @Override
        public String toString() {
            return "Path[" + id + ", " + Arrays.toString(kinds) + ", " + Arrays.toString(coords) + ", " + style + "]";
        }
    }

    /// One line of text, measured and shortened when it was laid out.
    ///
    /// @param x where its `anchor` is
    /// @param y of its baseline
    /// @param size of the font in pixels
    /// @param width of the whole text in pixels, from [TextMetrics]
    record Text(@Nullable CellId id, String text, double x, double y, double size, FontRole role, Anchor anchor, double width,
            Style style) implements Shape {
        /// Where the text begins, whatever its anchor.
        public double left() {
            return x - width * anchor.share();
        }
    }

    /// Shapes that belong together, moved by (`dx`, `dy`).
    ///
    /// @param clip what of them may be seen, in the coordinates of the children, or null for all
    /// @param opacity multiplies the opacity of every child
    record Group(@Nullable CellId id, double dx, double dy, @Nullable Bounds clip, double opacity, List<Shape> children) implements Shape {
    }
}
