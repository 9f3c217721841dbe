package dioscope.app.panel;

import dioscope.app.paint.Anchor;
import dioscope.app.paint.Bounds;
import dioscope.app.paint.CellId;
import dioscope.app.paint.Dash;
import dioscope.app.paint.Drawing;
import dioscope.app.paint.FontRole;
import dioscope.app.paint.Pen;
import dioscope.app.paint.Style;
import dioscope.app.paint.TextMetrics;
import dioscope.app.paint.Token;
import dioscope.model.trace.Moment;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// What every panel draws with: a pen, the view, the frame with its heading, text that keeps within its room, and the outlines of
/// what is under the mouse, selected, or different.
final class Kit {
    final Pen pen;
    final View view;
    final double w;
    final double h;
    final double s;
    final TextMetrics tm;
    private final Set<String> changed = new HashSet<>();
    private final Set<String> edited = new HashSet<>();
    private final Set<CellId> lit;
    private final List<Bounds> texts = new ArrayList<>();

    Kit(Moment m, View view, double w, double h) {
        this.view = view;
        this.w = w;
        this.h = h;
        s = view.scale();
        pen = Drawing.pen(w, h);
        tm = pen.metrics();
        for (var c : m.changes()) {
            withParents(c.cell().path(), changed);
        }
        for (var c : view.edited()) {
            withParents(c.path(), edited);
        }
        var hover = view.hover();
        lit = hover == null ? Set.of() : Related.of(m.world(), hover, view.study().setting().blockSize());
    }

    private static void withParents(String path, Set<String> into) {
        for (String p = path; !p.isEmpty(); p = p.substring(0, Math.max(0, p.lastIndexOf('.')))) {
            into.add(p);
        }
    }

    /// Left edge of the content.
    double left() {
        return 14 * s;
    }

    double right() {
        return w - 14 * s;
    }

    /// Top edge of the content, below the heading.
    double top() {
        return 36 * s;
    }

    double bottom() {
        return h - 12 * s;
    }

    /// The panel's ground and heading, with the first of `subtitles` that fits beside the title.
    Kit frame(String title, String... subtitles) {
        pen.rect(0.5, 0.5, Math.max(1, w - 1), Math.max(1, h - 1), 10 * s, Style.fill(Token.PANEL).withStroke(Token.PANEL_BORDER, 1));
        double at = text(title, left(), 24 * s, 13, FontRole.SANS_BOLD, Token.TEXT_DIM, right() - left());
        double room = right() - at - 10 * s;
        String t = fit(room, FontRole.SANS, 13, subtitles);
        text(t.isEmpty() ? subtitles[subtitles.length - 1] : t, at + 10 * s, 24 * s, 13, FontRole.SANS, Token.TEXT_DIM, room);
        return this;
    }

    Drawing done() {
        return pen.toDrawing();
    }

    /// The size of a text in pixels, from one before scaling.
    double px(double size) {
        return Math.max(size, view.least()) * s;
    }

    /// Where text stands, so that a line can keep clear of it.
    private void note(String t, double left, double y, double size, FontRole role, double room) {
        texts.add(new Bounds(left - 2 * s, y - px(size), Math.min(room, width(t, role, size)) + 4 * s, px(size) * 1.3));
    }

    /// A vertical line that leaves out the texts drawn so far.
    void lineBetweenTexts(double x, double from, double to, Style style) {
        double y = from;
        var across = new ArrayList<Bounds>();
        for (var b : texts) {
            if (b.x() <= x && b.right() >= x && b.bottom() > from && b.y() < to) {
                across.add(b);
            }
        }
        across.sort(Comparator.comparingDouble(Bounds::y));
        for (var b : across) {
            if (b.y() > y) {
                pen.line(x, y, x, b.y(), style);
            }
            y = Math.max(y, b.bottom());
        }
        if (to > y) {
            pen.line(x, y, x, to, style);
        }
    }

    /// Text from `x`, shortened to `room`; `size` before scaling. Returns where it ends.
    double text(String t, double x, double y, double size, FontRole role, Token token, double room) {
        if (t.isEmpty() || room <= 0) {
            return x;
        }
        pen.text(null, t, x, y, px(size), role, Anchor.START, room, Style.fill(token));
        note(t, x, y, size, role, room);
        return x + Math.min(room, width(t, role, size));
    }

    void middle(String t, double cx, double y, double size, FontRole role, Token token, double room) {
        if (!t.isEmpty() && room > 0) {
            pen.text(null, t, cx, y, px(size), role, Anchor.MIDDLE, room, Style.fill(token));
            note(t, cx - Math.min(room, width(t, role, size)) / 2, y, size, role, room);
        }
    }

    void end(String t, double x, double y, double size, FontRole role, Token token, double room) {
        if (!t.isEmpty() && room > 0) {
            pen.text(null, t, x, y, px(size), role, Anchor.END, room, Style.fill(token));
        }
    }

    double width(String t, FontRole role, double size) {
        return tm.width(t, role, px(size));
    }

    boolean fits(String t, FontRole role, double size, double room) {
        return width(t, role, size) <= room;
    }

    /// The first of `choices`, longest first, that fits in `room`; empty when none does.
    String fit(double room, FontRole role, double size, String... choices) {
        for (var c : choices) {
            if (fits(c, role, size, room)) {
                return c;
            }
        }
        return "";
    }

    double baseline(double cy, FontRole role, double size) {
        return tm.baseline(cy, role, px(size));
    }

    boolean changed(String path) {
        return changed.contains(path);
    }

    boolean lit(CellId id) {
        return lit.contains(id);
    }

    /// The outlines a thing gets on top of its own look: hover, selected, made different by an edit, changed in this step.
    void outline(CellId id, double x, double y, double width, double height, double radius) {
        outline(id, changed.contains(id.path()), x, y, width, height, radius);
    }

    /// As above, for a thing of which `differs` says whether this step changed it.
    void outline(CellId id, boolean differs, double x, double y, double width, double height, double radius) {
        if (lit.contains(id)) {
            ring(x, y, width, height, radius, Style.stroke(Token.HOVER, 2.4 * s));
        } else if (id.equals(view.selected())) {
            ring(x, y, width, height, radius, Style.stroke(Token.SELECTED, 2 * s).withDash(Dash.LONG));
        } else if (edited.contains(id.path())) {
            ring(x, y, width, height, radius, Style.stroke(Token.CHANGED, 1.5 * s).withDash(Dash.SHORT));
        } else if (differs) {
            ring(x, y, width, height, radius, Style.stroke(Token.CHANGED, 2 * s));
        }
    }

    private void ring(double x, double y, double width, double height, double radius, Style style) {
        pen.rect(x - 1 * s, y - 1 * s, width + 2 * s, height + 2 * s, radius + 1 * s, style);
    }
}
