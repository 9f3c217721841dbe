package dioscope.app.panel;

import dioscope.app.paint.Bounds;
import dioscope.app.paint.CellId;
import dioscope.app.paint.Drawing;
import dioscope.app.paint.Shape;
import dioscope.app.paint.TextMetrics;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What can be wrong with a drawing for a reader: text outside its panel, text over text, letters the font does not have, an id twice.
public final class Texts {
    /// A text where it lies on the drawing.
    public record Placed(String text, double size, Bounds bounds, Bounds limit) {}

    private final List<Placed> texts = new ArrayList<>();
    private final List<String> faults = new ArrayList<>();
    private final Set<CellId> ids = new HashSet<>();
    private final boolean uniqueIds;
    private int shapes;

    private Texts(boolean uniqueIds) {
        this.uniqueIds = uniqueIds;
    }

    /// The faults of one panel, in words; none when it can be read.
    public static List<String> faults(Drawing d) {
        return of(d, true).faults;
    }

    /// The faults of a picture of several panels, which may share ids.
    public static List<String> faultsOfPicture(Drawing d) {
        return of(d, false).faults;
    }

    public static int shapes(Drawing d) {
        return of(d, false).shapes;
    }

    public static List<Placed> all(Drawing d) {
        return of(d, false).texts;
    }

    private static Texts of(Drawing d, boolean uniqueIds) {
        var t = new Texts(uniqueIds);
        t.walk(d.shapes(), 0, 0, new Bounds(0, 0, d.width(), d.height()));
        for (int i = 0; i < t.texts.size(); i++) {
            var a = t.texts.get(i);
            if (a.bounds.x() < a.limit.x() - 0.6 || a.bounds.right() > a.limit.right() + 0.6 || a.bounds.y() < a.limit.y() - 0.6
                    || a.bounds.bottom() > a.limit.bottom() + 0.6) {
                t.faults.add("cut: " + a);
            }
            for (int j = i + 1; j < t.texts.size(); j++) {
                var over = a.bounds.intersect(t.texts.get(j).bounds);
                if (over.width() > 0.5 && over.height() > 0.5) {
                    t.faults.add("over one another: " + a + " and " + t.texts.get(j));
                }
            }
        }
        return t;
    }

    private void walk(List<Shape> list, double dx, double dy, Bounds limit) {
        for (var s : list) {
            shapes++;
            id(s.id());
            switch (s) {
                case Shape.Text t -> {
                    texts.add(new Placed(t.text(), t.size(),
                            new Bounds(t.left() + dx, t.y() + dy - 0.74 * t.size(), t.width(), 0.86 * t.size()),
                            limit));
                    if (!TextMetrics.bundled().covers(t.text(), t.role())) {
                        faults.add("letters the font does not have: " + t.text());
                    }
                }
                case Shape.Group g -> {
                    var clip = g.clip();
                    walk(g.children(), dx + g.dx(), dy + g.dy(),
                            clip == null ? limit : clip.translate(dx + g.dx(), dy + g.dy()).intersect(limit));
                }
                case Shape.Rect _,Shape.Line _,Shape.Path _ -> {
                }
            }
        }
    }

    private void id(@Nullable CellId id) {
        if (id != null && uniqueIds && !ids.add(id)) {
            faults.add("twice: " + id);
        }
    }
}
