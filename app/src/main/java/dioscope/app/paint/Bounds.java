package dioscope.app.paint;

/// An upright rectangle, in pixels.
public record Bounds(double x, double y, double width, double height) {
    public double right() {
        return x + width;
    }

    public double bottom() {
        return y + height;
    }

    public double centerX() {
        return x + width / 2;
    }

    public double centerY() {
        return y + height / 2;
    }

    public boolean contains(double px, double py) {
        return px >= x && px <= x + width && py >= y && py <= y + height;
    }

    public Bounds union(Bounds o) {
        double left = Math.min(x, o.x);
        double top = Math.min(y, o.y);
        return new Bounds(left, top, Math.max(right(), o.right()) - left, Math.max(bottom(), o.bottom()) - top);
    }

    /// The part that both have; of no size (never negative) where they do not meet.
    public Bounds intersect(Bounds o) {
        double left = Math.max(x, o.x);
        double top = Math.max(y, o.y);
        return new Bounds(left, top, Math.max(0, Math.min(right(), o.right()) - left), Math.max(0, Math.min(bottom(), o.bottom()) - top));
    }

    public Bounds translate(double dx, double dy) {
        return new Bounds(x + dx, y + dy, width, height);
    }

    /// Larger by `by` on every side.
    public Bounds grow(double by) {
        return new Bounds(x - by, y - by, width + 2 * by, height + 2 * by);
    }
}
