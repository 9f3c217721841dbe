package dioscope.app.paint;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Where shapes are, and shapes put elsewhere.
final class Geometry {
    /// Pieces into which a curve is cut to tell what lies within it.
    private static final int PIECES = 12;

    private Geometry() {
    }

    /// The room a shape takes in the coordinates of its parent, without the width of its stroke; null for a group that shows nothing.
    static @Nullable Bounds of(Shape shape) {
        return switch (shape) {
            case Shape.Rect r -> new Bounds(r.x(), r.y(), r.width(), r.height());
            case Shape.Line l -> new Bounds(Math.min(l.x1(), l.x2()), Math.min(l.y1(), l.y2()), Math.abs(l.x2() - l.x1()),
                    Math.abs(l.y2() - l.y1()));
            case Shape.Path p -> of(flatten(p));
            case Shape.Text t -> new Bounds(t.left(), t.y() - t.size(), t.width(), t.size() * 1.25);
            case Shape.Group g -> of(g);
        };
    }

    private static @Nullable Bounds of(Shape.Group group) {
        Bounds all = null;
        for (Shape child : group.children()) {
            Bounds one = of(child);
            if (one != null) {
                all = all == null ? one : all.union(one);
            }
        }
        if (all != null && group.clip() != null) {
            all = all.intersect(group.clip());
        }
        return all == null ? null : all.translate(group.dx(), group.dy());
    }

    private static Bounds of(double[] xy) {
        double left = Double.POSITIVE_INFINITY;
        double top = Double.POSITIVE_INFINITY;
        double right = Double.NEGATIVE_INFINITY;
        double bottom = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < xy.length; i += 2) {
            if (!Double.isNaN(xy[i])) {
                left = Math.min(left, xy[i]);
                right = Math.max(right, xy[i]);
                top = Math.min(top, xy[i + 1]);
                bottom = Math.max(bottom, xy[i + 1]);
            }
        }
        return new Bounds(left, top, right - left, bottom - top);
    }

    /// The path as x, y of straight pieces; NaN, NaN stands before each move but the first.
    static double[] flatten(Shape.Path path) {
        double[] in = path.coords();
        double[] out = new double[in.length * PIECES + 4 * path.kinds().length];
        int n = 0;
        int at = 0;
        double startX = 0;
        double startY = 0;
        for (byte kind : path.kinds()) {
            switch (kind) {
                case Shape.Path.MOVE -> {
                    if (n > 0) {
                        out[n++] = Double.NaN;
                        out[n++] = Double.NaN;
                    }
                    startX = out[n++] = in[at++];
                    startY = out[n++] = in[at++];
                }
                case Shape.Path.LINE -> {
                    out[n++] = in[at++];
                    out[n++] = in[at++];
                }
                case Shape.Path.CUBIC -> {
                    double x0 = out[n - 2];
                    double y0 = out[n - 1];
                    for (int i = 1; i <= PIECES; i++) {
                        double t = (double) i / PIECES;
                        out[n++] = cubic(x0, in[at], in[at + 2], in[at + 4], t);
                        out[n++] = cubic(y0, in[at + 1], in[at + 3], in[at + 5], t);
                    }
                    at += 6;
                }
                case Shape.Path.CLOSE -> {
                    out[n++] = startX;
                    out[n++] = startY;
                }
                default -> throw new IllegalArgumentException("unknown segment " + kind);
            }
        }
        return Arrays.copyOf(out, n);
    }

    private static double cubic(double a, double b, double c, double d, double t) {
        double s = 1 - t;
        return s * s * s * a + 3 * s * s * t * b + 3 * s * t * t * c + t * t * t * d;
    }

    /// Whether the point is inside by the non-zero rule. Each piece of the path is closed.
    static boolean inside(double[] xy, double px, double py) {
        int winding = 0;
        int start = 0;
        for (int i = 2; i <= xy.length; i += 2) {
            boolean ends = i == xy.length || Double.isNaN(xy[i]);
            int to = ends ? start : i;
            winding += crossing(xy[i - 2], xy[i - 1], xy[to], xy[to + 1], px, py);
            if (ends) {
                start = i + 2;
                i += 2;
            }
        }
        return winding != 0;
    }

    private static int crossing(double x1, double y1, double x2, double y2, double px, double py) {
        if (y1 <= py == y2 <= py) {
            return 0;
        }
        double side = (x2 - x1) * (py - y1) - (px - x1) * (y2 - y1);
        return y1 <= py ? side > 0 ? 1 : 0 : side < 0 ? -1 : 0;
    }

    /// The least distance from the point to the pieces of the path.
    static double distance(double[] xy, double px, double py) {
        double least = Double.POSITIVE_INFINITY;
        for (int i = 2; i < xy.length; i += 2) {
            if (!Double.isNaN(xy[i]) && !Double.isNaN(xy[i - 2])) {
                least = Math.min(least, distance(xy[i - 2], xy[i - 1], xy[i], xy[i + 1], px, py));
            }
        }
        return least;
    }

    static double distance(double x1, double y1, double x2, double y2, double px, double py) {
        double dx = x2 - x1;
        double dy = y2 - y1;
        double length = dx * dx + dy * dy;
        double t = length == 0 ? 0 : Math.clamp(((px - x1) * dx + (py - y1) * dy) / length, 0, 1);
        return Math.hypot(px - x1 - t * dx, py - y1 - t * dy);
    }

    /// The shape `k` times as large about the point (`cx`, `cy`).
    static Shape scale(Shape shape, double cx, double cy, double k) {
        return switch (shape) {
            case Shape.Rect r -> new Shape.Rect(r.id(), cx + (r.x() - cx) * k, cy + (r.y() - cy) * k, r.width() * k, r.height() * k,
                    r.radius() * k, r.style());
            case Shape.Line l -> new Shape.Line(l.id(), cx + (l.x1() - cx) * k, cy + (l.y1() - cy) * k, cx + (l.x2() - cx) * k,
                    cy + (l.y2() - cy) * k, l.style());
            case Shape.Path p -> {
                double[] c = p.coords().clone();
                for (int i = 0; i < c.length; i += 2) {
                    c[i] = cx + (c[i] - cx) * k;
                    c[i + 1] = cy + (c[i + 1] - cy) * k;
                }
                yield new Shape.Path(p.id(), p.kinds(), c, p.style());
            }
            case Shape.Text t -> new Shape.Text(t.id(), t.text(), cx + (t.x() - cx) * k, cy + (t.y() - cy) * k, t.size() * k, t.role(),
                    t.anchor(), t.width() * k, t.style());
            case Shape.Group g -> {
                Bounds c = g.clip();
                yield new Shape.Group(g.id(), cx + (g.dx() - cx) * k, cy + (g.dy() - cy) * k,
                        c == null ? null : new Bounds(c.x() * k, c.y() * k, c.width() * k, c.height() * k), g.opacity(),
                        g.children().stream().map(child -> scale(child, 0, 0, k)).toList());
            }
        };
    }

    static Shape fade(Shape shape, double by) {
        return switch (shape) {
            case Shape.Rect r -> new Shape.Rect(r.id(), r.x(), r.y(), r.width(), r.height(), r.radius(), fade(r.style(), by));
            case Shape.Line l -> new Shape.Line(l.id(), l.x1(), l.y1(), l.x2(), l.y2(), fade(l.style(), by));
            case Shape.Path p -> new Shape.Path(p.id(), p.kinds(), p.coords(), fade(p.style(), by));
            case Shape.Text t -> new Shape.Text(t.id(), t.text(), t.x(), t.y(), t.size(), t.role(), t.anchor(), t.width(),
                    fade(t.style(), by));
            case Shape.Group g -> new Shape.Group(g.id(), g.dx(), g.dy(), g.clip(), g.opacity() * by, g.children());
        };
    }

    static Style fade(Style style, double by) {
        return style.withOpacity(style.opacity() * by);
    }
}
