package dioscope.app.paint;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Writes a drawing down, one line a shape with its tokens, for a test to read. Needs no theme: the one given is not asked.
public final class RecordingSurface implements Surface {
    private final List<String> lines = new ArrayList<>();

    /// What was drawn, in order; the children of a group are indented by two spaces.
    public List<String> lines() {
        return List.copyOf(lines);
    }

    /// A drawing as lines.
    public static List<String> linesOf(Drawing drawing) {
        RecordingSurface surface = new RecordingSurface();
        surface.record(drawing);
        return surface.lines();
    }

    @Override
    public void draw(Drawing drawing, Theme theme) {
        record(drawing);
    }

    private void record(Drawing drawing) {
        lines.add("drawing " + numbers(drawing.width(), drawing.height()));
        drawing.shapes().forEach(s -> record(s, "  "));
    }

    private void record(Shape shape, String indent) {
        String id = shape.id() == null ? "-" : shape.id().path();
        lines.add(indent + switch (shape) {
            case Shape.Rect r -> "rect " + id + " at " + numbers(r.x(), r.y(), r.width(), r.height())
                    + (r.radius() == 0 ? "" : " radius " + Numbers.text(r.radius())) + look(r.style());
            case Shape.Line l -> "line " + id + " at " + numbers(l.x1(), l.y1(), l.x2(), l.y2()) + look(l.style());
            case Shape.Path p -> "path " + id + " at " + numbers(p.coords()) + look(p.style());
            case Shape.Text t -> "text " + id + " at " + numbers(t.x(), t.y()) + " " + t.anchor() + " " + t.role() + " "
                    + Numbers.text(t.size()) + look(t.style()) + " \"" + t.text() + "\"";
            case Shape.Group g -> "group " + id + " by " + numbers(g.dx(), g.dy()) + clip(g.clip())
                    + (g.opacity() == 1 ? "" : " opacity " + Numbers.text(g.opacity()));
        });
        if (shape instanceof Shape.Group g) {
            g.children().forEach(s -> record(s, indent + "  "));
        }
    }

    private static String clip(@Nullable Bounds clip) {
        return clip == null ? "" : " clip " + numbers(clip.x(), clip.y(), clip.width(), clip.height());
    }

    private static String look(Style s) {
        return (s.fill() == null ? "" : " fill " + s.fill()) + (s.hatch() == Hatch.NONE ? "" : " " + s.hatch() + " over " + s.ground())
                + (s.stroke() == null ? "" : " stroke " + s.stroke() + " " + Numbers.text(s.strokeWidth()))
                + (s.dash() == Dash.SOLID ? "" : " " + s.dash()) + (s.opacity() == 1 ? "" : " opacity " + Numbers.text(s.opacity()));
    }

    private static String numbers(double... values) {
        StringBuilder out = new StringBuilder();
        for (double v : values) {
            Numbers.append(out.isEmpty() ? out : out.append(','), v);
        }
        return out.toString();
    }
}
