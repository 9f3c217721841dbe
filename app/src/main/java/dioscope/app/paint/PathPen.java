package dioscope.app.paint;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Collects the segments of one [Shape.Path].
public final class PathPen {
    private byte[] kinds = new byte[8];
    private double[] coords = new double[32];
    private int segments;
    private int numbers;

    public PathPen move(double x, double y) {
        return add(Shape.Path.MOVE, x, y);
    }

    public PathPen line(double x, double y) {
        return add(Shape.Path.LINE, x, y);
    }

    public PathPen cubic(double x1, double y1, double x2, double y2, double x, double y) {
        add(Shape.Path.CUBIC, x1, y1);
        room(4);
        coords[numbers++] = x2;
        coords[numbers++] = y2;
        coords[numbers++] = x;
        coords[numbers++] = y;
        return this;
    }

    public PathPen close() {
        kind(Shape.Path.CLOSE);
        return this;
    }

    public Shape.Path toPath(@Nullable CellId id, Style style) {
        if (segments == 0 || kinds[0] != Shape.Path.MOVE) {
            throw new IllegalStateException("a path begins with a move");
        }
        return new Shape.Path(id, Arrays.copyOf(kinds, segments), Arrays.copyOf(coords, numbers), style);
    }

    private PathPen add(byte kind, double x, double y) {
        kind(kind);
        room(2);
        coords[numbers++] = x;
        coords[numbers++] = y;
        return this;
    }

    private void kind(byte kind) {
        if (segments == kinds.length) {
            kinds = Arrays.copyOf(kinds, segments * 2);
        }
        kinds[segments++] = kind;
    }

    private void room(int more) {
        if (numbers + more > coords.length) {
            coords = Arrays.copyOf(coords, coords.length * 2);
        }
    }
}
