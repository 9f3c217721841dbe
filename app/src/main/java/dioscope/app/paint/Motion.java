package dioscope.app.paint;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What one shape does on the way from one drawing to the next.
sealed interface Motion {
    /// How much smaller a thing is when it begins to enter.
    double SMALL = 0.88;
    double HALO_WIDTH = 3;

    /// Adds what is to be seen at `t`, strictly between 0 and 1; `e` is the same with a gentle start and end.
    void emit(double t, double e, List<Shape> out);

    /// Whether a shape without an id looks other than before, so that the group it belongs to flashes.
    default boolean changesDecoration() {
        return false;
    }

    static List<Shape> frame(List<Motion> motions, double t) {
        return frame(motions, t, ease(t));
    }

    private static List<Shape> frame(List<Motion> motions, double t, double e) {
        List<Shape> out = new ArrayList<>(motions.size() + 8);
        for (Motion m : motions) {
            m.emit(t, e, out);
        }
        return out;
    }

    private static double ease(double t) {
        double rest = 1 - t;
        return t < 0.5 ? 4 * t * t * t : 1 - 4 * rest * rest * rest;
    }

    record Still(Shape shape) implements Motion {
        @Override
        public void emit(double t, double e, List<Shape> out) {
            out.add(shape);
        }
    }

    record FadeOut(Shape shape) implements Motion {
        @Override
        public void emit(double t, double e, List<Shape> out) {
            out.add(Geometry.fade(shape, 1 - e));
        }
    }

    /// @param room what it grows in, or null if it only fades in
    record Enter(Motion content, @Nullable Bounds room) implements Motion {
        @Override
        public void emit(double t, double e, List<Shape> out) {
            for (Shape shape : frame(List.of(content), t, e)) {
                Shape faded = Geometry.fade(shape, e);
                double k = SMALL + (1 - SMALL) * e;
                out.add(room == null ? faded : Geometry.scale(faded, room.centerX(), room.centerY(), k));
            }
        }
    }

    /// A copy of something that is made elsewhere and comes to its place. It begins a little seen, as what it is copied from stays.
    ///
    /// @param x where the coordinates of its parent begin
    record Come(Shape.Rect shape, double x, double y, Bounds from) implements Motion {
        private static final double FAINT = 0.35;

        @Override
        public void emit(double t, double e, List<Shape> out) {
            Shape.Rect at = new Shape.Rect(shape.id(), mix(from.x(), shape.x() + x, e), mix(from.y(), shape.y() + y, e),
                    mix(from.width(), shape.width(), e), mix(from.height(), shape.height(), e), shape.radius(), shape.style());
            out.add(Geometry.fade(at, FAINT + (1 - FAINT) * Math.min(1, 4 * t)));
            out.add(glow(new Bounds(at.x(), at.y(), at.width(), at.height()), at.radius(), t));
        }
    }

    /// What belongs to a copy on its way, and is seen when that has nearly come: its words.
    ///
    /// @param x where the coordinates of its parent begin
    record Arrive(Motion content, double x, double y) implements Motion {
        private static final double LATE = 0.6;

        @Override
        public void emit(double t, double e, List<Shape> out) {
            if (t > LATE) {
                out.add(new Shape.Group(null, x, y, null, (t - LATE) / (1 - LATE), frame(List.of(content), t, e)));
            }
        }
    }

    /// @param x where the coordinates of its parent begin
    record Leave(Shape shape, Bounds room, double x, double y, @Nullable Bounds clip) implements Motion {
        @Override
        public void emit(double t, double e, List<Shape> out) {
            Shape small = Geometry.scale(shape, room.centerX(), room.centerY(), 1 - (1 - SMALL) * e);
            out.add(new Shape.Group(null, x, y, clip == null ? null : clip.translate(-x, -y), 1 - e, List.of(small)));
        }
    }

    /// A shape, not a group, that is in both.
    record Move(Shape a, double ax, double ay, Shape b, double bx, double by, boolean changed, boolean flash) implements Motion {
        @Override
        public void emit(double t, double e, List<Shape> out) {
            Shape at = between(a, ax, ay, b, bx, by, e);
            if (!changed) {
                out.add(at);
                return;
            }
            out.add(Geometry.fade(between(b, bx, by, a, ax, ay, 1 - e), 1 - e));
            out.add(Geometry.fade(at, e));
            Bounds room = Geometry.of(at);
            if (flash && room != null) {
                out.add(glow(room, at instanceof Shape.Rect r ? r.radius() : 2, t));
            }
        }

        @Override
        public boolean changesDecoration() {
            return changed && !flash;
        }
    }

    /// A group that is in both.
    ///
    /// @param halo what flashes, in the coordinates of the children, or null
    record Inside(Shape.Group a, Shape.Group b, double ax, double ay, double bx, double by, List<Motion> children,
            Shape.@Nullable Rect halo) implements Motion {
        @Override
        public void emit(double t, double e, List<Shape> out) {
            double dx = mix(a.dx() + ax, b.dx() + bx, e);
            double dy = mix(a.dy() + ay, b.dy() + by, e);
            Bounds clip = a.clip() == null || b.clip() == null ? b.clip() : between(a.clip(), b.clip(), e);
            out.add(new Shape.Group(b.id(), dx, dy, clip, mix(a.opacity(), b.opacity(), e), frame(children, t, e)));
            if (halo != null) {
                Bounds room = new Bounds(halo.x(), halo.y(), halo.width(), halo.height());
                out.add(glow(room.translate(dx, dy), halo.radius(), t));
            }
        }

        @Override
        public boolean changesDecoration() {
            return b.id() == null && children.stream().anyMatch(Motion::changesDecoration);
        }
    }

    /// Whether one cannot pass into the other by its measures alone.
    static boolean looksChanged(Shape a, Shape b) {
        return switch (b) {
            case Shape.Rect r -> !r.style().sameKind(((Shape.Rect) a).style());
            case Shape.Line l -> !l.style().sameKind(((Shape.Line) a).style());
            case Shape.Path p -> {
                Shape.Path o = (Shape.Path) a;
                yield !p.style().sameKind(o.style()) || !Arrays.equals(p.kinds(), o.kinds());
            }
            case Shape.Text t -> {
                Shape.Text o = (Shape.Text) a;
                yield !t.style().sameKind(o.style()) || !t.text().equals(o.text()) || t.role() != o.role();
            }
            case Shape.Group _ -> false;
        };
    }

    private static Shape.Rect glow(Bounds around, double radius, double t) {
        double strength = Math.min(1, t / 0.12) * (1 - t);
        Bounds b = around.grow(HALO_WIDTH / 2 + 1 + 4 * t);
        return new Shape.Rect(null, b.x(), b.y(), b.width(), b.height(), radius + HALO_WIDTH / 2 + 1 + 4 * t,
                Style.stroke(Token.FLASH, HALO_WIDTH).withOpacity(strength));
    }

    /// `b` with its measures mixed with those of `a`, the look and the words of `b`.
    private static Shape between(Shape a, double ax, double ay, Shape b, double bx, double by, double e) {
        return switch (b) {
            case Shape.Rect r -> {
                Shape.Rect o = (Shape.Rect) a;
                yield new Shape.Rect(r.id(), mix(o.x() + ax, r.x() + bx, e), mix(o.y() + ay, r.y() + by, e), mix(o.width(), r.width(), e),
                        mix(o.height(), r.height(), e), mix(o.radius(), r.radius(), e), between(o.style(), r.style(), e));
            }
            case Shape.Line l -> {
                Shape.Line o = (Shape.Line) a;
                yield new Shape.Line(l.id(), mix(o.x1() + ax, l.x1() + bx, e), mix(o.y1() + ay, l.y1() + by, e),
                        mix(o.x2() + ax, l.x2() + bx, e), mix(o.y2() + ay, l.y2() + by, e), between(o.style(), l.style(), e));
            }
            case Shape.Path p -> {
                Shape.Path o = (Shape.Path) a;
                boolean same = Arrays.equals(o.kinds(), p.kinds());
                double[] c = new double[p.coords().length];
                for (int i = 0; i < c.length; i++) {
                    double end = p.coords()[i] + (i % 2 == 0 ? bx : by);
                    c[i] = same ? mix(o.coords()[i] + (i % 2 == 0 ? ax : ay), end, e) : end;
                }
                yield new Shape.Path(p.id(), p.kinds(), c, between(o.style(), p.style(), e));
            }
            case Shape.Text t -> {
                Shape.Text o = (Shape.Text) a;
                double size = mix(o.size(), t.size(), e);
                double width = t.width() * size / t.size();
                double anchorX = o.left() + o.width() * t.anchor().share();
                yield new Shape.Text(t.id(), t.text(), mix(anchorX + ax, t.x() + bx, e), mix(o.y() + ay, t.y() + by, e), size, t.role(),
                        t.anchor(), width, between(o.style(), t.style(), e));
            }
            case Shape.Group _ -> throw new IllegalArgumentException("a group moves by its own motion");
        };
    }

    private static Bounds between(Bounds a, Bounds b, double e) {
        return new Bounds(mix(a.x(), b.x(), e), mix(a.y(), b.y(), e), mix(a.width(), b.width(), e), mix(a.height(), b.height(), e));
    }

    private static Style between(Style a, Style b, double e) {
        if (a.opacity() == b.opacity() && a.strokeWidth() == b.strokeWidth()) {
            return b;
        }
        return new Style(b.fill(), b.stroke(), mix(a.strokeWidth(), b.strokeWidth(), e), b.dash(), b.hatch(), b.ground(),
                mix(a.opacity(), b.opacity(), e));
    }

    private static double mix(double a, double b, double e) {
        return a + (b - a) * e;
    }
}
