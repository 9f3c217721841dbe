package dioscope.app.panel;

import dioscope.app.paint.CellId;
import dioscope.app.paint.Drawing;
import dioscope.app.paint.FontRole;
import dioscope.app.paint.Style;
import dioscope.app.paint.Token;
import dioscope.model.trace.History;
import dioscope.model.trace.Moment;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What a thing is, and every change of it in the run. A row that leads to a step has the id `goto.<step>`.
public final class Card {
    private static final double ROW = 20;
    private static final double WHY = 16;
    /// A reason that takes more lines is left to the panel that tells it whole.
    private static final int MOST_LINES = 3;

    private Card() {}

    /// One line: a name, a value, and the step it leads to (-1 for none).
    ///
    /// @param why in lines, what is written of that step
    private record Row(String name, String value, int step, boolean future, List<String> why) {
        static Row field(String name, String value) {
            return new Row(name, value, -1, false, List.of());
        }

        double height(Kit k) {
            return (ROW + WHY * why.size()) * k.s;
        }

        Row brief() {
            return why.isEmpty() ? this : new Row(name, value, step, future, List.of());
        }
    }

    /// The card of `cell`, as large as it has to be but no larger than `maxWidth` by `maxHeight`; null when there is nothing to tell.
    public static @Nullable Drawing draw(Moment m, View v, CellId cell, double maxWidth, double maxHeight) {
        var subject = Subject.of(m, v, cell);
        if (subject == null) {
            return null;
        }
        var plain = new View(v.study(), v.scale(), null, null, Set.of(), List.of(), v.axis(), v.window(), false, v.flow(), v.least());
        var probe = new Kit(m, plain, 1, 1);
        double room = Math.min(maxWidth, 460 * v.scale()) - 28 * v.scale();
        var fields = new ArrayList<Row>();
        double natural = probe.width(subject.title(), FontRole.SANS_BOLD, 14);
        for (var r : subject.fields()) {
            fields.add(Row.field(r.name(), r.value()));
            natural = Math.max(natural, width(probe, fields.getLast()));
        }
        var changes = new ArrayList<Row>();
        for (var c : subject.changes()) {
            var lines = probe.tm.wrap(c.why(), room, FontRole.SANS, 12 * v.scale());
            var why = c.why().isEmpty() || lines.size() > MOST_LINES ? List.<String>of() : lines;
            var row = new Row(c.step() + "  " + c.by(), c.what(), c.step(), c.step() > m.index(), why);
            changes.add(row);
            natural = Math.max(natural, width(probe, row));
            for (var line : why) {
                natural = Math.max(natural, probe.width(line, FontRole.SANS, 12));
            }
        }
        double inner = Math.min(room, natural);
        double row = ROW * v.scale();
        double fixed = (44 + (changes.isEmpty() ? 0 : 26)) * v.scale() + fields.size() * row;
        // the changes matter more than the fields: they get up to a half
        double kept = Math.min(changes.size(), 6) * row;
        while (!fields.isEmpty() && fixed + kept > maxHeight) {
            fields.removeLast();
            fixed -= row;
        }
        var shown = shown(probe, changes, m.index(), Math.max(row, maxHeight - fixed));
        double height = Math.min(maxHeight, fixed + height(probe, shown));
        var k = new Kit(m, plain, inner + 28 * v.scale(), height);
        k.pen.rect(0.5, 0.5, k.w - 1, k.h - 1, 8 * k.s, Style.fill(Token.WELL).withStroke(Token.HOVER, 1.4 * k.s));
        k.text(subject.title(), k.left(), 24 * k.s, 14, FontRole.SANS_BOLD, Token.TEXT, inner);
        double y = 36 * k.s;
        for (var r : fields) {
            if (y + row <= k.h) {
                row(k, r, y, inner);
                y += row;
            }
        }
        if (!changes.isEmpty() && y + 26 * k.s <= k.h) {
            k.text(subject.heading(), k.left(), y + 17 * k.s, 12, FontRole.SANS_BOLD, Token.TEXT_DIM, inner);
            y += 26 * k.s;
            for (var r : shown) {
                if (y + r.height(k) <= k.h + 0.5) {
                    row(k, r, y, inner);
                }
                y += r.height(k);
            }
        }
        return k.done();
    }

    private static double height(Kit k, List<Row> rows) {
        double h = 0;
        for (var r : rows) {
            h += r.height(k);
        }
        return h;
    }

    /// What of the changes fits: all with their reasons, else only with that of the last one so far, else those around it.
    private static List<Row> shown(Kit k, List<Row> changes, int now, double room) {
        if (height(k, changes) <= room) {
            return changes;
        }
        int at = 0;
        while (at + 1 < changes.size() && changes.get(at + 1).step <= now) {
            at++;
        }
        var brief = new ArrayList<Row>();
        for (int i = 0; i < changes.size(); i++) {
            brief.add(i == at ? changes.get(i) : changes.get(i).brief());
        }
        if (height(k, brief) > room) {
            brief.set(at, brief.get(at).brief());
        }
        if (height(k, brief) <= room) {
            return brief;
        }
        int most = Math.max(1, (int) (room / (ROW * k.s) + 1e-6));
        int lines = Math.max(1, most - 2);
        int from = Math.clamp(at - lines / 2, 0, Math.max(0, brief.size() - lines));
        int to = Math.min(brief.size(), from + lines);
        var out = new ArrayList<Row>();
        if (from > 0 && most > 1) {
            out.add(Row.field(from + " earlier", ""));
        }
        out.addAll(brief.subList(from, to));
        if (to < brief.size() && most > 2) {
            out.add(Row.field((brief.size() - to) + " later", ""));
        }
        return out;
    }

    /// The changes of `cell`: of a bit, those of its word that touch it; of a thing, those of its parts.
    static List<History.Event> events(Moment m, View v, CellId cell) {
        return Subject.events(v, cell);
    }

    private static double width(Kit k, Row r) {
        return k.width(r.name, FontRole.MONO, 12.5) + 16 * k.s + k.width(r.value, FontRole.MONO, 12.5);
    }

    private static void row(Kit k, Row r, double y, double inner) {
        double h = ROW * k.s;
        double base = k.baseline(y + h / 2, FontRole.MONO, 12.5);
        k.pen.begin(r.step < 0 ? null : CellId.of("goto." + r.step), 0, 0);
        if (r.step >= 0) {
            k.pen.rect(k.left() - 6 * k.s, y + 1, inner + 12 * k.s, r.height(k) - 2, 4 * k.s,
                    Style.fill(Token.PANEL).withOpacity(r.future ? 0.4 : 1));
        }
        double vw = Math.min(k.width(r.value, FontRole.MONO, 12.5), inner * 0.62);
        k.text(r.name, k.left(), base, 12.5, FontRole.MONO, r.step < 0 || r.future ? Token.TEXT_DIM : Token.ACCENT, inner - vw - 14 * k.s);
        k.end(r.value, k.left() + inner, base, 12.5, FontRole.MONO, r.future ? Token.TEXT_DIM : Token.TEXT, vw + 1);
        double at = y + h;
        for (var line : r.why) {
            k.text(line, k.left(), k.baseline(at + WHY * k.s / 2 - 2 * k.s, FontRole.SANS, 12), 12, FontRole.SANS, Token.TEXT_DIM,
                    inner + 1);
            at += WHY * k.s;
        }
        k.pen.end();
    }
}
