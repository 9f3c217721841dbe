package dioscope.app.paint;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What lies where in a drawing. A shape stands for its own id or that of the nearest group around it that has one; shapes
/// with neither are not in the way of the mouse.
public final class HitIndex {
    /// How near the mouse must come to a line, in pixels.
    private static final double REACH = 3;

    private final List<Entry> entries = new ArrayList<>();
    private final Map<CellId, List<Bounds>> bounds = new LinkedHashMap<>();

    /// A shape other than a group, its parent's place in the picture, and what may be seen of it.
    private record Entry(CellId id, Shape shape, double dx, double dy, Bounds seen, double @Nullable [] flat) {
    }

    private HitIndex() {
    }

    public static HitIndex of(Drawing drawing) {
        HitIndex index = new HitIndex();
        Bounds all = new Bounds(0, 0, drawing.width(), drawing.height());
        for (Shape shape : drawing.shapes()) {
            index.add(shape, null, 0, 0, all);
        }
        return index;
    }

    /// The thing on top at this point. A rectangle without a fill does not hide what is under it in its list: of all such outlines around
    /// the point that lie above the first filled shape, the smallest is meant; without any, that shape.
    public Optional<CellId> at(double x, double y) {
        Entry outline = null;
        for (int i = entries.size() - 1; i >= 0; i--) {
            Entry e = entries.get(i);
            if (!e.seen.grow(REACH).contains(x, y)) {
                continue;
            }
            switch (touch(e, x - e.dx, y - e.dy)) {
                case ON -> {
                    return Optional.of((outline == null ? e : outline).id);
                }
                case WITHIN -> {
                    if (outline == null || area(e) < area(outline)) {
                        outline = e;
                    }
                }
                case OFF -> {
                }
            }
        }
        return Optional.ofNullable(outline).map(Entry::id);
    }

    /// Where a thing is shown: once for every shape or group that carries its id; nothing if it is not to be seen.
    public List<Bounds> boundsOf(CellId id) {
        return bounds.getOrDefault(id, List.of());
    }

    /// Everything that is shown, in the order in which it is drawn.
    public Set<CellId> ids() {
        return bounds.keySet();
    }

    private @Nullable Bounds add(Shape shape, @Nullable CellId around, double dx, double dy, Bounds clip) {
        CellId id = shape.id() == null ? around : shape.id();
        Bounds seen;
        if (shape instanceof Shape.Group g) {
            double x = dx + g.dx();
            double y = dy + g.dy();
            Bounds inner = g.clip() == null ? clip : clip.intersect(g.clip().translate(x, y));
            seen = null;
            for (Shape child : g.children()) {
                Bounds one = add(child, id, x, y, inner);
                seen = one == null ? seen : seen == null ? one : seen.union(one);
            }
        } else {
            seen = seen(shape, dx, dy, clip);
            if (id != null && seen != null) {
                double[] flat = shape instanceof Shape.Path p ? Geometry.flatten(p) : null;
                entries.add(new Entry(id, shape, dx, dy, seen, flat));
            }
        }
        if (seen != null && shape.id() != null) {
            bounds.computeIfAbsent(shape.id(), _ -> new ArrayList<>(1)).add(seen);
        }
        return seen;
    }

    private static @Nullable Bounds seen(Shape shape, double dx, double dy, Bounds clip) {
        Bounds own = Geometry.of(shape);
        if (own == null) {
            return null;
        }
        Bounds moved = own.translate(dx, dy);
        boolean out = moved.right() < clip.x() || moved.x() > clip.right() || moved.bottom() < clip.y() || moved.y() > clip.bottom();
        return out ? null : moved.intersect(clip);
    }

    private enum Touch {
        ON, WITHIN, OFF
    }

    private static Touch touch(Entry e, double x, double y) {
        return switch (e.shape) {
            case Shape.Rect r -> {
                boolean in = e.seen.contains(x + e.dx, y + e.dy);
                boolean inside = in && x >= r.x() && x <= r.x() + r.width() && y >= r.y() && y <= r.y() + r.height();
                yield inside ? r.style().fill() == null ? Touch.WITHIN : Touch.ON : Touch.OFF;
            }
            case Shape.Text _ -> e.seen.contains(x + e.dx, y + e.dy) ? Touch.ON : Touch.OFF;
            case Shape.Line l -> {
                double reach = Math.max(REACH, l.style().strokeWidth() / 2);
                yield Geometry.distance(l.x1(), l.y1(), l.x2(), l.y2(), x, y) <= reach ? Touch.ON : Touch.OFF;
            }
            case Shape.Path p -> {
                double[] flat = Objects.requireNonNull(e.flat);
                if (p.style().fill() != null && Geometry.inside(flat, x, y)) {
                    yield Touch.ON;
                }
                double reach = Math.max(REACH, p.style().strokeWidth() / 2);
                yield p.style().stroke() != null && Geometry.distance(flat, x, y) <= reach ? Touch.ON : Touch.OFF;
            }
            case Shape.Group _ -> Touch.OFF;
        };
    }

    private static double area(Entry e) {
        return e.seen.width() * e.seen.height();
    }
}
