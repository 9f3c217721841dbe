package dioscope.app.paint;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Draws into a [Drawing] to be. Not to be shared between threads, and of no use after [#toDrawing()].
///
///     Drawing d = Drawing.pen(400, 100)
///             .rect(null, 0, 0, 400, 100, 8, Style.fill(Token.PANEL))
///             .group(CellId.of("bio.3"), 20, 10, p -> p
///                     .rect(0, 0, 116, 60, 6, Style.stroke(Token.BIO_PLUGGED, 2))
///                     .text("bio 3", 8, 20, 13, FontRole.MONO_BOLD, Token.BIO_PLUGGED))
///             .toDrawing();
///
/// What has no id within a group moves with the group, so a thing made of several shapes is best a group with the id,
/// placed by its `dx`, `dy`.
public final class Pen {
    private final double width;
    private final double height;
    private final TextMetrics metrics;
    private final ArrayList<ArrayList<Shape>> open = new ArrayList<>();
    private final ArrayList<Shape.Group> heads = new ArrayList<>();
    private ArrayList<Shape> shapes = new ArrayList<>(64);
    private final Map<CellId, Bounds> origins = new HashMap<>();

    public Pen(double width, double height, TextMetrics metrics) {
        this.width = width;
        this.height = height;
        this.metrics = metrics;
    }

    public double width() {
        return width;
    }

    public double height() {
        return height;
    }

    public TextMetrics metrics() {
        return metrics;
    }

    public Pen add(Shape shape) {
        shapes.add(shape);
        return this;
    }

    public Pen rect(@Nullable CellId id, double x, double y, double w, double h, double radius, Style style) {
        return add(new Shape.Rect(id, x, y, w, h, radius, style));
    }

    public Pen rect(double x, double y, double w, double h, double radius, Style style) {
        return add(new Shape.Rect(null, x, y, w, h, radius, style));
    }

    public Pen circle(@Nullable CellId id, double cx, double cy, double r, Style style) {
        return add(new Shape.Rect(id, cx - r, cy - r, 2 * r, 2 * r, r, style));
    }

    public Pen line(@Nullable CellId id, double x1, double y1, double x2, double y2, Style style) {
        return add(new Shape.Line(id, x1, y1, x2, y2, style));
    }

    public Pen line(double x1, double y1, double x2, double y2, Style style) {
        return add(new Shape.Line(null, x1, y1, x2, y2, style));
    }

    public Pen path(@Nullable CellId id, Style style, Consumer<PathPen> segments) {
        PathPen path = new PathPen();
        segments.accept(path);
        return add(path.toPath(id, style));
    }

    public Pen text(String text, double x, double y, double size, FontRole role, Token token) {
        return text(null, text, x, y, size, role, Anchor.START, Double.POSITIVE_INFINITY, Style.fill(token));
    }

    public Pen text(String text, double x, double y, double size, FontRole role, Anchor anchor, Token token) {
        return text(null, text, x, y, size, role, anchor, Double.POSITIVE_INFINITY, Style.fill(token));
    }

    /// A text that is shortened with an ellipsis where it is wider than `maxWidth` pixels.
    public Pen text(@Nullable CellId id, String text, double x, double y, double size, FontRole role, Anchor anchor, double maxWidth,
            Style style) {
        double natural = metrics.width(text, role, size);
        if (natural <= maxWidth) {
            return add(new Shape.Text(id, text, x, y, size, role, anchor, natural, style));
        }
        String shorter = metrics.ellipsize(text, maxWidth, role, size);
        return shorter.isEmpty()
                ? this
                : add(new Shape.Text(id, shorter, x, y, size, role, anchor, metrics.width(shorter, role, size), style));
    }

    /// Everything drawn until the matching [#end()] belongs to this group.
    public Pen begin(@Nullable CellId id, double dx, double dy, @Nullable Bounds clip) {
        heads.add(new Shape.Group(id, dx, dy, clip, 1, List.of()));
        open.add(shapes);
        shapes = new ArrayList<>();
        return this;
    }

    public Pen begin(@Nullable CellId id, double dx, double dy) {
        return begin(id, dx, dy, null);
    }

    public Pen end() {
        if (heads.isEmpty()) {
            throw new IllegalStateException("no group is open");
        }
        Shape.Group head = heads.removeLast();
        List<Shape> children = freeze(shapes);
        shapes = open.removeLast();
        return add(new Shape.Group(head.id(), head.dx(), head.dy(), head.clip(), head.opacity(), children));
    }

    public Pen group(@Nullable CellId id, double dx, double dy, Consumer<Pen> content) {
        return group(id, dx, dy, null, content);
    }

    public Pen group(@Nullable CellId id, double dx, double dy, @Nullable Bounds clip, Consumer<Pen> content) {
        begin(id, dx, dy, clip);
        content.accept(this);
        return end();
    }

    /// Where a thing of this picture comes from when it was not there before, in the coordinates of the picture.
    public Pen origin(CellId id, Bounds room) {
        origins.put(id, room);
        return this;
    }

    /// Where a thing of this picture comes from, null where it was not told.
    public @Nullable Bounds originOf(CellId id) {
        return origins.get(id);
    }

    /// A whole picture inside this one, cut at its own edge.
    public Pen drawing(double x, double y, Drawing drawing) {
        drawing.origins().forEach((id, room) -> origins.put(id, room.translate(x, y)));
        return add(new Shape.Group(null, x, y, new Bounds(0, 0, drawing.width(), drawing.height()), 1, drawing.shapes()));
    }

    public Drawing toDrawing() {
        if (!heads.isEmpty()) {
            throw new IllegalStateException("a group is still open: " + heads.getLast().id());
        }
        return new Drawing(width, height, freeze(shapes), Map.copyOf(origins));
    }

    private static List<Shape> freeze(ArrayList<Shape> list) {
        return List.of(list.toArray(Shape[]::new));
    }
}
