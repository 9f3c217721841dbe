package dioscope.app.export.picture;

import dioscope.app.paint.Bounds;
import dioscope.app.paint.Drawing;
import dioscope.app.paint.Shape;
import dioscope.app.paint.java2d.Reach;
import java.awt.Rectangle;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Where two drawings of the same size may look different. Rather too much than too little.
final class Difference {
    /// More rooms than this are joined.
    private static final int MOST = 8;
    /// What it costs to begin with another room, in pixels.
    private static final double BEGIN = 6000;

    private final List<Rectangle> rooms = new ArrayList<>();
    private final Rectangle limit;

    private Difference(int width, int height) {
        limit = new Rectangle(0, 0, width, height);
    }

    /// Rooms in whole pixels; none where the two look the same.
    static List<Rectangle> between(Drawing a, Drawing b, int width, int height) {
        var d = new Difference(width, height);
        d.lists(a.shapes(), b.shapes(), 0, 0, null);
        d.join();
        return d.rooms;
    }

    private void lists(List<Shape> a, List<Shape> b, double dx, double dy, @Nullable Bounds clip) {
        int head = 0;
        int n = Math.min(a.size(), b.size());
        if (a.size() != b.size()) {
            while (head < n && same(a.get(head), b.get(head))) {
                head++;
            }
            int tail = 0;
            while (tail < n - head && same(a.get(a.size() - 1 - tail), b.get(b.size() - 1 - tail))) {
                tail++;
            }
            for (var s : a.subList(head, a.size() - tail)) {
                add(s, dx, dy, clip);
            }
            for (var s : b.subList(head, b.size() - tail)) {
                add(s, dx, dy, clip);
            }
            return;
        }
        for (int i = 0; i < n; i++) {
            var x = a.get(i);
            var y = b.get(i);
            if (x == y) {
                continue;
            }
            if (x instanceof Shape.Group g && y instanceof Shape.Group h) {
                if (g.dx() == h.dx() && g.dy() == h.dy() && g.opacity() == h.opacity() && Objects.equals(g.clip(), h.clip())) {
                    lists(g.children(), h.children(), dx + g.dx(), dy + g.dy(), inside(g, dx, dy, clip));
                    continue;
                }
            } else if (x.equals(y)) {
                continue;
            }
            add(x, dx, dy, clip);
            add(y, dx, dy, clip);
        }
    }

    private static boolean same(Shape a, Shape b) {
        return a == b || a.equals(b);
    }

    private static @Nullable Bounds inside(Shape.Group g, double dx, double dy, @Nullable Bounds clip) {
        if (g.clip() == null) {
            return clip;
        }
        var own = g.clip().translate(dx + g.dx(), dy + g.dy());
        return clip == null ? own : clip.intersect(own);
    }

    private void add(Shape s, double dx, double dy, @Nullable Bounds clip) {
        if (s instanceof Shape.Group g) {
            var inner = inside(g, dx, dy, clip);
            for (var child : g.children()) {
                add(child, dx + g.dx(), dy + g.dy(), inner);
            }
            return;
        }
        var b = Reach.of(s).translate(dx, dy);
        if (clip != null) {
            b = b.intersect(clip.grow(1));
            if (b.width() <= 0 || b.height() <= 0) {
                return;
            }
        }
        int x = (int) Math.floor(b.x()) - 1;
        int y = (int) Math.floor(b.y()) - 1;
        var r = new Rectangle(x, y, (int) Math.ceil(b.right()) + 1 - x, (int) Math.ceil(b.bottom()) + 1 - y).intersection(limit);
        if (!r.isEmpty()) {
            insert(r);
        }
    }

    /// Keeps the list short: a room goes with one that it makes hardly larger.
    private void insert(Rectangle r) {
        for (int i = 0; i < rooms.size(); i++) {
            var o = rooms.get(i);
            var both = o.union(r);
            if (area(both) <= area(o) + area(r) + BEGIN) {
                rooms.remove(i);
                insert(both);
                return;
            }
        }
        rooms.add(r);
    }

    private void join() {
        while (rooms.size() > MOST) {
            int a = 0;
            int b = 1;
            double least = Double.POSITIVE_INFINITY;
            for (int i = 0; i < rooms.size(); i++) {
                for (int j = i + 1; j < rooms.size(); j++) {
                    double more = area(rooms.get(i).union(rooms.get(j))) - area(rooms.get(i)) - area(rooms.get(j));
                    if (more < least) {
                        least = more;
                        a = i;
                        b = j;
                    }
                }
            }
            var both = rooms.get(a).union(rooms.get(b));
            rooms.remove(b);
            rooms.remove(a);
            insert(both);
        }
    }

    private static double area(Rectangle r) {
        return (double) r.width * r.height;
    }
}
