package dioscope.app.paint.java2d;

import dioscope.app.paint.Bounds;
import dioscope.app.paint.Shape;
import dioscope.app.paint.Style;

/// How far the ink of a shape goes, rather too far than not far enough: with its stroke, the points of its corners and the overhang of letters.
public final class Reach {
    /// A corner of a path is drawn out to at most half of this in widths of its stroke.
    private static final double MITER = 10;

    private Reach() {}

    /// Whether something of the shape can be seen in `room`, in the coordinates of the shape's parent. Groups are told by their clip only.
    static boolean meets(Shape shape, Bounds room) {
        return switch (shape) {
            case Shape.Rect r -> {
                double m = margin(r.style(), 1);
                yield meets(r.x() - m, r.y() - m, r.x() + r.width() + m, r.y() + r.height() + m, room);
            }
            case Shape.Line l -> {
                double m = margin(l.style(), 1);
                yield meets(Math.min(l.x1(), l.x2()) - m, Math.min(l.y1(), l.y2()) - m, Math.max(l.x1(), l.x2()) + m,
                        Math.max(l.y1(), l.y2()) + m, room);
            }
            case Shape.Text t -> meets(t.left() - t.size() * 0.3, t.y() - t.size() * 1.1, t.left() + t.width() + t.size() * 0.3,
                    t.y() + t.size() * 0.4, room);
            case Shape.Path p -> {
                var b = of(p);
                yield meets(b.x(), b.y(), b.right(), b.bottom(), room);
            }
            case Shape.Group g -> g.clip() == null || meets(g.clip().x() + g.dx() - 1, g.clip().y() + g.dy() - 1,
                    g.clip().right() + g.dx() + 1, g.clip().bottom() + g.dy() + 1, room);
        };
    }

    /// The room of the ink of a shape that is no group, in the coordinates of its parent.
    ///
    /// @throws IllegalArgumentException for a group
    public static Bounds of(Shape shape) {
        return switch (shape) {
            case Shape.Rect r -> new Bounds(r.x(), r.y(), r.width(), r.height()).grow(margin(r.style(), 1));
            case Shape.Line l -> new Bounds(Math.min(l.x1(), l.x2()), Math.min(l.y1(), l.y2()), Math.abs(l.x2() - l.x1()),
                    Math.abs(l.y2() - l.y1())).grow(margin(l.style(), 1));
            case Shape.Text t -> new Bounds(t.left() - t.size() * 0.3, t.y() - t.size() * 1.1, t.width() + t.size() * 0.6, t.size() * 1.5);
            case Shape.Path p -> of(p);
            case Shape.Group _ -> throw new IllegalArgumentException("a group is as large as what is in it");
        };
    }

    private static Bounds of(Shape.Path p) {
        double left = Double.POSITIVE_INFINITY;
        double top = Double.POSITIVE_INFINITY;
        double right = Double.NEGATIVE_INFINITY;
        double bottom = Double.NEGATIVE_INFINITY;
        var c = p.coords();
        for (int i = 0; i + 1 < c.length; i += 2) {
            left = Math.min(left, c[i]);
            right = Math.max(right, c[i]);
            top = Math.min(top, c[i + 1]);
            bottom = Math.max(bottom, c[i + 1]);
        }
        return new Bounds(left, top, Math.max(0, right - left), Math.max(0, bottom - top)).grow(margin(p.style(), MITER));
    }

    private static double margin(Style style, double reach) {
        return style.stroke() == null ? 1 : 1 + style.strokeWidth() * reach / 2;
    }

    private static boolean meets(double left, double top, double right, double bottom, Bounds room) {
        return right >= room.x() && left <= room.right() && bottom >= room.y() && top <= room.bottom();
    }
}
