package dioscope.app.paint;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Finds what became of each thing between two drawings, once, so that a frame only has to compute places.
///
/// A thing stays with its group if it was in the same one before; its coordinates are then those of the group. A thing that went from one
/// group to another (a bio from `plugged` to `issued`) travels over the picture, above it and unclipped; so does a new one of which the drawing
/// tells where it comes from (bytes from the user's buffer to the page cache).
final class Join {
    private final Drawing from;
    private final Drawing to;
    private final Map<CellId, Placed> before = new HashMap<>();
    private final Set<CellId> met = new HashSet<>();
    private final Set<CellId> stays = new HashSet<>();
    private final List<Motion> travellers = new ArrayList<>();
    private final List<Motion> leavers = new ArrayList<>();

    /// A shape with an id, and where the coordinates of its parent begin.
    ///
    /// @param home the nearest group with an id around it
    /// @param dx from the coordinates of `home` to those of the parent
    /// @param x from the picture to the coordinates of the parent
    private record Placed(Shape shape, @Nullable CellId home, double dx, double dy, double x, double y) {
    }

    /// Where a walk stands: as in [Placed], for the children of a group.
    private record Spot(@Nullable CellId home, double dx, double dy, double x, double y, @Nullable Bounds clip) {
        static final Spot ROOT = new Spot(null, 0, 0, 0, 0, null);

        Spot in(Shape.Group g) {
            double gx = x + g.dx();
            double gy = y + g.dy();
            Bounds own = g.clip() == null ? null : g.clip().translate(gx, gy);
            Bounds both = clip == null ? own : own == null ? clip : clip.intersect(own);
            return g.id() == null ? new Spot(home, dx + g.dx(), dy + g.dy(), gx, gy, both) : new Spot(g.id(), 0, 0, gx, gy, both);
        }
    }

    Join(Drawing from, Drawing to) {
        this.from = from;
        this.to = to;
    }

    Tween tween() {
        index(from.shapes(), Spot.ROOT);
        List<Motion> motions = joined(to.shapes(), List.of(), Spot.ROOT, false);
        leaving(from.shapes(), Spot.ROOT);
        List<Motion> all = new ArrayList<>(motions);
        all.addAll(leavers);
        all.addAll(travellers);
        return t -> t <= 0 ? from : t >= 1 ? to : new Drawing(to.width(), to.height(), Motion.frame(all, t));
    }

    private void index(List<Shape> shapes, Spot at) {
        for (Shape s : shapes) {
            if (s.id() != null) {
                before.putIfAbsent(s.id(), new Placed(s, at.home, at.dx, at.dy, at.x, at.y));
            }
            if (s instanceof Shape.Group g) {
                index(g.children(), at.in(g));
            }
        }
    }

    /// @param decoration what stood without an id in the same group before
    /// @param entering whether a group around these enters, so that they come with it
    private List<Motion> joined(List<Shape> shapes, List<Shape> decoration, Spot at, boolean entering) {
        List<Motion> motions = new ArrayList<>(shapes.size());
        int next = 0;
        for (Shape shape : shapes) {
            if (shape.id() == null) {
                Shape old = next < decoration.size() ? decoration.get(next++) : null;
                motions.add(decoration(shape, old, at, entering));
                continue;
            }
            Placed old = before.get(shape.id());
            if (!met.add(shape.id())) {
                motions.add(still(shape, at, true)); // shown a second time: nothing tells which of the old ones it was
                continue;
            }
            var origin = old == null ? to.origins().get(shape.id()) : null;
            if (origin != null && shape instanceof Shape.Rect r) {
                travellers.add(new Motion.Come(r, at.x, at.y, origin));
                continue;
            }
            if (origin != null) {
                travellers.add(new Motion.Arrive(still(shape, at, true), at.x, at.y));
                continue;
            }
            if (old == null || old.shape.getClass() != shape.getClass()) {
                motions.add(entering ? still(shape, at, true) : new Motion.Enter(still(shape, at, true), Geometry.of(shape)));
                continue;
            }
            stays.add(shape.id());
            if (!Objects.equals(old.home, at.home)) {
                travellers.add(moved(old.shape, old.x, old.y, shape, at.x, at.y, at, true));
            } else {
                motions.add(moved(old.shape, old.dx - at.dx, old.dy - at.dy, shape, 0, 0, at, true));
            }
        }
        return motions;
    }

    private Motion decoration(Shape shape, @Nullable Shape old, Spot at, boolean entering) {
        // the things in a group are placed by where it ends, so a group without an id does not move by itself
        boolean fixed = old instanceof Shape.Group a && shape instanceof Shape.Group b && (a.dx() != b.dx() || a.dy() != b.dy());
        return old == null || fixed ? still(shape, at, entering) : moved(old, 0, 0, shape, 0, 0, at, false);
    }

    /// Whether nothing happens to what is in the group, and nothing of it travels outside.
    private static boolean rests(List<Motion> children, Shape.Group g) {
        return children.size() == g.children().size() && children.stream().allMatch(Motion.Still.class::isInstance);
    }

    /// A shape that nothing happens to, though something may happen to what is in it.
    private Motion still(Shape shape, Spot at, boolean entering) {
        if (!(shape instanceof Shape.Group g)) {
            return new Motion.Still(shape);
        }
        List<Motion> children = joined(g.children(), List.of(), at.in(g), entering);
        return rests(children, g)
                ? new Motion.Still(shape)
                : new Motion.Inside(g, g, 0, 0, 0, 0, children, null);
    }

    /// @param ax what takes the old shape's coordinates to those it is drawn in
    private Motion moved(Shape a, double ax, double ay, Shape b, double bx, double by, Spot at, boolean flash) {
        if (b instanceof Shape.Group g) {
            Shape.Group old = (Shape.Group) a;
            @Nullable
            List<Shape> was = matching(old.children(), g.children());
            boolean alike = was != null;
            List<Motion> children = joined(g.children(), was == null ? List.of() : was, at.in(g), false);
            boolean still = ax == bx && ay == by && old.dx() == g.dx() && old.dy() == g.dy() && Objects.equals(old.clip(), g.clip())
                    && old.opacity() == g.opacity();
            if (still && alike && rests(children, g)) {
                return new Motion.Still(b);
            }
            if (!alike) {
                children = crossing(old.children(), children);
            }
            boolean changed = flash && (!alike || children.stream().anyMatch(Motion::changesDecoration));
            return new Motion.Inside(old, g, ax, ay, bx, by, children, changed ? halo(g) : null);
        }
        if (ax == bx && ay == by && a.equals(b)) {
            return new Motion.Still(b);
        }
        return new Motion.Move(a, ax, ay, b, bx, by, Motion.looksChanged(a, b), flash);
    }

    /// Decoration that is too different to be told apart: the old fades out while the new fades in.
    private static List<Motion> crossing(List<Shape> old, List<Motion> now) {
        List<Motion> all = new ArrayList<>();
        old.stream().filter(s -> s.id() == null).forEach(s -> all.add(new Motion.FadeOut(s)));
        for (Motion m : now) {
            all.add(m instanceof Motion.Still s && s.shape().id() == null ? new Motion.Enter(s, null) : m);
        }
        return all;
    }

    /// The decoration of the old group if it is of the same kinds in the same order as the new one's; else null.
    private static @Nullable List<Shape> matching(List<Shape> old, List<Shape> now) {
        List<Shape> a = old.stream().filter(s -> s.id() == null).toList();
        List<Shape> b = now.stream().filter(s -> s.id() == null).toList();
        if (a.size() != b.size()) {
            return null;
        }
        for (int i = 0; i < a.size(); i++) {
            if (a.get(i).getClass() != b.get(i).getClass()) {
                return null;
            }
        }
        return a;
    }

    /// What the flash of a group goes around: its first rectangle, else all of it; in its own coordinates.
    private static Shape.@Nullable Rect halo(Shape.Group g) {
        for (Shape child : g.children()) {
            if (child instanceof Shape.Rect r) {
                return r;
            }
        }
        Bounds all = Geometry.of(g);
        return all == null
                ? null
                : new Shape.Rect(null, all.x() - g.dx(), all.y() - g.dy(), all.width(), all.height(), 2, Style.fill(Token.FLASH));
    }

    private void leaving(List<Shape> shapes, Spot at) {
        for (Shape s : shapes) {
            boolean goes = s.id() != null && !stays.contains(s.id());
            if (goes) {
                Bounds room = Geometry.of(s);
                Shape rest = s instanceof Shape.Group g ? without(g) : s;
                if (room != null) {
                    leavers.add(new Motion.Leave(rest, room, at.x, at.y, at.clip));
                }
            }
            if (s instanceof Shape.Group g && !goes) {
                leaving(g.children(), at.in(g));
            }
        }
    }

    /// The group without the things in it that go on elsewhere.
    private Shape.Group without(Shape.Group g) {
        List<Shape> rest = new ArrayList<>();
        for (Shape child : g.children()) {
            if (child.id() != null && stays.contains(child.id())) {
                continue;
            }
            rest.add(child instanceof Shape.Group inner ? without(inner) : child);
        }
        return new Shape.Group(g.id(), g.dx(), g.dy(), g.clip(), g.opacity(), rest);
    }
}
