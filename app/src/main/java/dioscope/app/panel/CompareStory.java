package dioscope.app.panel;

import dioscope.app.paint.CellId;
import dioscope.app.paint.Drawing;
import dioscope.app.paint.FontRole;
import dioscope.app.paint.Style;
import dioscope.app.paint.Token;
import dioscope.model.compare.Comparison;
import dioscope.model.compare.Row;
import dioscope.model.compare.What;
import dioscope.model.trace.Step;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;

/// What differs, one place below the other, with the place both runs stand at; below it where and why they part, and how they ended. A place has the id
/// `row.N`.
public final class CompareStory {
    private static final double LINE = 23;

    private final Kit k;
    private final CompareView v;
    private final Comparison c;

    /// One line: a difference, or what both do alike until the next one.
    ///
    /// @param from the row it stands for
    /// @param to the row after its last one
    /// @param differs an index into the differences, -1 for none
    /// @param alike places in which both do the same
    /// @param folded differences outside the story
    private record Line(int from, int to, int differs, int alike, int folded) {
        String told() {
            String same = alike == 0 ? "" : alike + " alike";
            return same + (folded == 0 ? "" : (same.isEmpty() ? "" : " · ") + folded + " in the code only");
        }
    }

    private CompareStory(CompareView v, double width, double height) {
        this.v = v;
        c = v.comparison();
        k = v.kit(true, width, height);
    }

    /// The panel in a space of `width` by `height` pixels.
    public static Drawing draw(CompareView v, double width, double height) {
        return new CompareStory(v, width, height).draw();
    }

    private Drawing draw() {
        k.frame("STEP BY STEP", "");
        every();
        double foot = foot(false);
        lines(k.top(), Math.max(k.top() + 3 * LINE * k.s, k.bottom() - foot - 14 * k.s));
        foot(true);
        return k.done();
    }

    /// What turns the list from the story to every difference and back.
    private void every() {
        int rest = c.differences().size() - (int) c.story().count();
        if (rest == 0 || !told()) {
            return;
        }
        var id = CellId.of("every");
        k.pen.begin(id, 0, 0);
        String t = v.every() ? "only the story (A)" : "all " + c.differences().size() + " (A)";
        double w = k.width(t, FontRole.SANS, 12.5);
        boolean hover = id.equals(v.hover());
        k.pen.rect(k.right() - w - 16 * k.s, 9 * k.s, w + 16 * k.s, 22 * k.s, 4 * k.s,
                Style.fill(Token.WELL).withStroke(hover ? Token.HOVER : Token.PANEL_BORDER, 1));
        k.end(t, k.right() - 8 * k.s, 24.5 * k.s, 12.5, FontRole.SANS, hover ? Token.TEXT : Token.TEXT_DIM, k.w / 2);
        k.pen.end();
    }

    /// Whether anything is the story; where nothing is, every difference is shown.
    private boolean told() {
        return c.story().findAny().isPresent();
    }

    /// The lines; what is folded stands in the line between two parts of the story.
    private List<Line> all() {
        var out = new ArrayList<Line>();
        boolean every = v.every() || !told();
        int at = 0;
        var all = c.differences();
        for (int d = 0; d < all.size(); d++) {
            if (!every && !c.story(d)) {
                continue;
            }
            int row = all.get(d).row();
            if (row > at) {
                out.add(between(at, row));
            }
            int end = row + 1;
            while (end < c.rows().size() && c.differenceOf(end) == d) {
                end++;
            }
            out.add(new Line(row, end, d, 0, 0));
            at = Math.max(at, end);
        }
        if (at < c.rows().size()) {
            out.add(between(at, c.rows().size()));
        }
        return out;
    }

    private Line between(int from, int to) {
        int alike = 0;
        var folded = new HashSet<Integer>();
        for (int r = from; r < to; r++) {
            int d = c.differenceOf(r);
            alike += d < 0 ? 1 : 0;
            if (d >= 0 && !(v.every() || c.story(d))) {
                folded.add(d);
            }
        }
        return new Line(from, to, -1, alike, folded.size());
    }

    private void lines(double top, double bottom) {
        var all = all();
        int at = 0;
        for (int i = 0; i < all.size(); i++) {
            if (all.get(i).from <= v.row()) {
                at = i;
            }
        }
        double h = LINE * k.s;
        int room = Math.max(1, (int) ((bottom - top) / h));
        int from = Math.clamp(at - room / 3, 0, Math.max(0, all.size() - room));
        int to = Math.min(all.size(), from + room);
        int shown = to < all.size() ? to - 1 : to;
        for (int i = from; i < shown; i++) {
            line(all.get(i), i == at, top + (i - from) * h, h);
        }
        if (shown < to) {
            double x = (k.left() + k.right()) / 2;
            k.middle("+ " + (all.size() - shown) + " more", x, k.baseline(top + (shown - from + 0.5) * h, FontRole.SANS, 12.5), 12.5,
                    FontRole.SANS,
                    Token.TEXT_FAINT, k.w);
        }
    }

    private void line(Line l, boolean here, double y, double h) {
        double x = k.left();
        double w = k.right() - x;
        double cy = y + h / 2 - 1 * k.s;
        int target = here && l.differs < 0 ? v.row() : l.from;
        var id = CellId.of("row." + target);
        k.pen.begin(id, 0, 0);
        boolean hover = id.equals(v.hover());
        if (here) {
            k.pen.rect(x - 4 * k.s, y, w + 8 * k.s, h - 2 * k.s, 3 * k.s, Style.fill(Token.NOW_GROUND));
            k.pen.rect(x - 4 * k.s, y, 3 * k.s, h - 2 * k.s, 0, Style.fill(Token.NOW));
        }
        if (hover) {
            k.pen.rect(x - 4 * k.s, y, w + 8 * k.s, h - 2 * k.s, 3 * k.s, Style.stroke(Token.HOVER, 1.6 * k.s));
        }
        if (l.differs < 0) {
            String t = here ? label(c.rows().get(v.row())) : l.told();
            k.middle(t, x + w / 2, k.baseline(cy, FontRole.MONO, 12), 12, FontRole.MONO, here ? Token.TEXT : Token.TEXT_FAINT,
                    w - 44 * k.s);
        } else {
            difference(l, cy, x, w, y, h, here);
        }
        k.pen.end();
    }

    private void difference(Line l, double cy, double x, double w, double y, double h, boolean here) {
        var d = c.differences().get(l.differs);
        var row = c.rows().get(d.row());
        var ink = CompareHead.ink(d.what());
        boolean story = c.story(l.differs) || !told();
        if (!here && story && d.what().turns()) {
            k.pen.rect(x, y, w, h - 2 * k.s, 3 * k.s, Style.fill(ink).withOpacity(0.13));
        }
        String mark = switch (d.what()) {
            case ONLY_A -> "A";
            case ONLY_B -> "B";
            case BRANCH, MOVED -> "≠";
            case VALUES, EFFECT, RETURN, SAME -> "~";
        };
        double base = k.baseline(cy, FontRole.MONO_BOLD, 12);
        if (d.what() == What.ONLY_B) {
            k.end(mark, x + w - 8 * k.s, base, 12, FontRole.MONO_BOLD, ink, 14 * k.s);
        } else {
            k.text(mark, x + 8 * k.s, base, 12, FontRole.MONO_BOLD, ink, 14 * k.s);
        }
        boolean plain = !story || d.what() == What.VALUES || d.what() == What.EFFECT || d.what() == What.RETURN;
        String t = label(row) + (d.steps() > 1 ? " · " + d.steps() : "");
        k.middle(t, x + w / 2, base, 12, FontRole.MONO, plain && !here ? Token.TEXT_DIM : Token.TEXT, w - 48 * k.s);
    }

    private String label(Row r) {
        var s = r.a() >= 0 ? c.a().trace().step(r.a()) : c.b().trace().step(r.b());
        return switch (s.kind()) {
            case ENTER -> s.fn();
            case BRANCH -> s.label() + "? " + (r.what() == What.BRANCH
                    ? (s.taken() ? "yes | no" : "no | yes")
                    : s.taken() ? "yes" : "no");
            case RETURN -> "end of " + s.fn();
            case CHANGE, NOTE -> s.label();
            case SWITCH -> "→ " + s.label();
            case START -> "start";
        };
    }

    /// The sentence and how both ended; returns the height it takes.
    private double foot(boolean draw) {
        double x = k.left();
        double room = k.right() - x;
        var prose = new Prose(k, 14.5, Token.TEXT);
        double lineH = 21 * k.s;
        double most = (k.bottom() - k.top()) * 0.36;
        double text = Math.min(Math.max(lineH, Math.floor(most / lineH) * lineH), prose.height(v.sentence(), room - 8 * k.s, lineH));
        double rows = 0;
        for (var e : v.endings()) {
            rows += (e.differs() ? 2.0 : 1.0) * 18 * k.s + 4 * k.s;
        }
        rows = rows > 0 ? rows + 26 * k.s : 0;
        if (rows + text > (k.bottom() - k.top()) * 0.66) {
            rows = 0;
        }
        double height = 44 * k.s + text + rows;
        if (!draw) {
            return height;
        }
        double y = k.bottom() - height;
        var ink = c.differences().isEmpty() ? Token.OK : Token.CHANGED;
        var id = CellId.of("row." + v.turning() + ".first");
        k.pen.begin(id, 0, 0);
        double box = 32 * k.s + text + 6 * k.s;
        k.pen.rect(x - 8 * k.s, y, room + 16 * k.s, box, 5 * k.s,
                id.equals(v.hover()) ? Style.fill(ink).withOpacity(0.2) : Style.fill(ink).withOpacity(0.11));
        k.pen.rect(x - 8 * k.s, y, 4 * k.s, box, 0, Style.fill(ink));
        k.text(c.differences().isEmpty() ? "NOTHING DIFFERS" : "FIRST DIFFERENCE", x + 4 * k.s, y + 20 * k.s, 14, FontRole.SANS_BOLD, ink,
                room);
        prose.draw(v.sentence(), x + 4 * k.s, y + 28 * k.s, room - 8 * k.s, lineH, y + 30 * k.s + text);
        k.pen.end();
        if (rows > 0) {
            endings(y + 38 * k.s + text + 8 * k.s, x, room);
        }
        return height;
    }

    private void endings(double top, double x, double room) {
        k.text("HOW THEY ENDED", x, top + 12 * k.s, 12.5, FontRole.SANS_BOLD, Token.TEXT_DIM, room);
        double y = top + 18 * k.s;
        for (var e : v.endings()) {
            double base = y + 13 * k.s;
            if (!e.differs()) {
                k.text("=  " + e.a(), x, base, 12.5, FontRole.SANS, Token.TEXT_DIM, room);
                y += 22 * k.s;
            } else {
                k.text("A  " + e.a(), x, base, 12.5, FontRole.SANS, Token.ACCENT, room);
                k.text("B  " + e.b(), x, base + 18 * k.s, 12.5, FontRole.SANS, Token.OK, room);
                y += 40 * k.s;
            }
        }
    }

}
