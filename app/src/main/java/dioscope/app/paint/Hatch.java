package dioscope.app.paint;

/// A pattern in place of a flat fill, so that a state can be told without its colour. The marks have the colour of the
/// fill, the gaps that of [Style#ground()]. Every surface draws the same marks, from the numbers here, in a grid that starts
/// at the origin of the group around the shape.
public enum Hatch {
    NONE(0, 0),
    /// Bars that rise to the right at 45°, [#size] apart along x.
    DIAGONAL(12, 4),
    /// Round dots, one in each square of [#size].
    DOTS(7, 2),
    /// Thin bars both ways at 45°.
    CROSS(8, 1.2);

    private final int size;
    private final double mark;

    Hatch(int size, double mark) {
        this.size = size;
        this.mark = mark;
    }

    /// Side of the square that repeats, in pixels.
    public int size() {
        return size;
    }

    /// Width of a bar or diameter of a dot, in pixels.
    public double mark() {
        return mark;
    }
}
