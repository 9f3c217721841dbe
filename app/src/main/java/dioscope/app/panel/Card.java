package dioscope.app.panel;

import dioscope.app.paint.CellId;
import dioscope.app.paint.Drawing;
import dioscope.app.paint.FontRole;
import dioscope.app.paint.Style;
import dioscope.app.paint.Token;
import dioscope.model.state.Content;
import dioscope.model.state.OrdMap;
import dioscope.model.state.World;
import dioscope.model.trace.Change;
import dioscope.model.trace.History;
import dioscope.model.trace.Moment;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What a thing is, and every change of it in the run. A row that leads to a step has the id `goto.<step>`.
public final class Card {
    private static final double ROW = 20;

    private Card() {}

    /// One line: a name, a value, and the step it leads to (-1 for none).
    private record Row(String name, String value, int step, boolean future) {}

    /// The card of `cell`, as large as it has to be but no larger than `maxWidth` by `maxHeight`; null when there is nothing to tell.
    public static @Nullable Drawing draw(Moment m, View v, CellId cell, double maxWidth, double maxHeight) {
        var named = part(cell.path(), "ribbon", "pblk");
        var fields = fields(m, named);
        var events = events(m, v, named);
        if (fields.isEmpty() && events.isEmpty()) {
            return null;
        }
        var plain = new View(v.study(), v.scale(), null, null, Set.of(), List.of(), v.axis(), v.window());
        var probe = new Kit(m, plain, 1, 1);
        var changes = new ArrayList<Row>();
        for (var e : events) {
            var by = m.trace().step(e.step());
            String what = e.change().cell().path().equals(named.path()) || bit(named) >= 0 ? "" : name(e.change(), named) + " ";
            String value = what + told(e, named, m);
            var last = changes.isEmpty() ? null : changes.getLast();
            if (last != null && last.step == e.step()) {
                changes.set(changes.size() - 1, new Row(last.name, last.value + ", " + value, last.step, last.future));
            } else {
                changes.add(new Row(e.step() + "  " + by.fn(), value, e.step(), e.step() > m.index()));
            }
        }
        double room = Math.min(maxWidth, 460 * v.scale()) - 28 * v.scale();
        double nameW = 0;
        double natural = probe.width(title(m, named), FontRole.SANS_BOLD, 14);
        for (var r : fields) {
            natural = Math.max(natural, width(probe, r));
        }
        for (var r : changes) {
            natural = Math.max(natural, width(probe, r));
            nameW = Math.max(nameW, probe.width(r.name, FontRole.MONO, 12.5));
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
        int most = (int) Math.max(1, (maxHeight - fixed) / row);
        int hidden = Math.max(0, changes.size() - most);
        int skip = hidden == 0 ? 0 : first(changes, m.index(), most - 1);
        double height = Math.min(maxHeight, fixed + Math.min(changes.size(), most) * row);
        var k = new Kit(m, plain, inner + 28 * v.scale(), height);
        k.pen.rect(0.5, 0.5, k.w - 1, k.h - 1, 8 * k.s, Style.fill(Token.WELL).withStroke(Token.HOVER, 1.4 * k.s));
        k.text(title(m, named), k.left(), 24 * k.s, 14, FontRole.SANS_BOLD, Token.TEXT, inner);
        double y = 36 * k.s;
        for (var r : fields) {
            if (y + row <= k.h) {
                row(k, r, y, row, inner);
                y += row;
            }
        }
        if (!changes.isEmpty() && y + 26 * k.s <= k.h) {
            k.text("every change in this run", k.left(), y + 17 * k.s, 12, FontRole.SANS_BOLD, Token.TEXT_DIM, inner);
            y += 26 * k.s;
            for (int i = skip; i < changes.size() && y + row <= k.h; i++) {
                boolean cut = hidden > 0 && (i == skip && skip > 0 || y + 2 * row > k.h && i < changes.size() - 1);
                if (cut) {
                    int n = i == skip && skip > 0 ? skip + 1 : changes.size() - i;
                    k.text(n + (i == skip && skip > 0 ? " earlier" : " later"), k.left(), k.baseline(y + row / 2, FontRole.SANS, 12), 12,
                            FontRole.SANS, Token.TEXT_DIM, inner);
                } else {
                    row(k, changes.get(i), y, row, inner);
                }
                y += row;
            }
        }
        return k.done();
    }

    /// The changes of `cell`: of a bit, those of its word that touch it; of a thing, those of its parts.
    static List<History.Event> events(Moment m, View v, CellId cell) {
        int bit = bit(cell);
        var history = v.study().history().get();
        if (bit < 0) {
            return history.within(new dioscope.model.state.CellId(cell.path()));
        }
        var word = new dioscope.model.state.CellId(cell.path().substring(0, cell.path().lastIndexOf('.')));
        var out = new ArrayList<History.Event>();
        for (var e : history.of(word)) {
            if (e.change().before() instanceof Integer a && e.change().after() instanceof Integer b && ((a ^ b) >>> bit & 1) != 0) {
                out.add(e);
            }
        }
        return out;
    }

    /// The bit a cell such as `io.1.dio.flags.28` names, -1 for other cells.
    private static int bit(CellId cell) {
        int dot = cell.path().lastIndexOf('.');
        return dot > 0 && cell.path().substring(0, dot).endsWith(".flags") ? Integer.parseInt(cell.path().substring(dot + 1)) : -1;
    }

    private static CellId part(String path, String... parts) {
        for (var p : parts) {
            if (path.endsWith("." + p)) {
                return CellId.of(path.substring(0, path.length() - p.length() - 1));
            }
        }
        return CellId.of(path);
    }

    private static int first(List<Row> rows, int now, int most) {
        int at = 0;
        while (at < rows.size() && rows.get(at).step <= now) {
            at++;
        }
        return Math.clamp(at - most / 2, 0, Math.max(0, rows.size() - most - 1));
    }

    private static double width(Kit k, Row r) {
        return k.width(r.name, FontRole.MONO, 12.5) + 16 * k.s + k.width(r.value, FontRole.MONO, 12.5);
    }

    private static void row(Kit k, Row r, double y, double h, double inner) {
        double base = k.baseline(y + h / 2, FontRole.MONO, 12.5);
        k.pen.begin(r.step < 0 ? null : CellId.of("goto." + r.step), 0, 0);
        if (r.step >= 0) {
            k.pen.rect(k.left() - 6 * k.s, y + 1, inner + 12 * k.s, h - 2, 4 * k.s,
                    Style.fill(Token.PANEL).withOpacity(r.future ? 0.4 : 1));
        }
        double vw = Math.min(k.width(r.value, FontRole.MONO, 12.5), inner * 0.62);
        k.text(r.name, k.left(), base, 12.5, FontRole.MONO, r.step < 0 || r.future ? Token.TEXT_DIM : Token.ACCENT, inner - vw - 14 * k.s);
        k.end(r.value, k.left() + inner, base, 12.5, FontRole.MONO, r.future ? Token.TEXT_DIM : Token.TEXT, vw + 1);
        k.pen.end();
    }

    private static String title(Moment m, CellId cell) {
        int bit = bit(cell);
        if (bit >= 0) {
            String word = cell.path().substring(0, cell.path().lastIndexOf('.'));
            var layout = Told.layout(word, m.trace().profile());
            var flag = layout == null ? null : layout.at(bit);
            return (flag == null ? "unused" : flag.name()) + " · bit " + bit + " of " + Told.cell(new dioscope.model.state.CellId(word));
        }
        return Told.cell(new dioscope.model.state.CellId(cell.path()));
    }

    private static String name(Change c, CellId within) {
        String rest = c.cell().path().length() > within.path().length() ? c.cell().path().substring(within.path().length() + 1) : "";
        return Told.words(rest.substring(rest.lastIndexOf('.') + 1));
    }

    private static String told(History.Event e, CellId cell, Moment m) {
        int bit = bit(cell);
        if (bit >= 0 && e.change().before() instanceof Integer a && e.change().after() instanceof Integer b) {
            return (a >>> bit & 1) + " → " + (b >>> bit & 1);
        }
        return Told.change(e.change(), m.trace().profile());
    }

    /// The parts of the thing, as it is in this step.
    private static List<Row> fields(Moment m, CellId cell) {
        Object v = value(m.world(), cell.path());
        var out = new ArrayList<Row>();
        if (v instanceof Record r && !(v instanceof dioscope.model.state.Frame)) {
            for (var c : r.getClass().getRecordComponents()) {
                Object x = read(c, r);
                if (x instanceof Record || x instanceof OrdMap<?> || c.getName().equals("id") || idle(x)) {
                    continue;
                }
                var layout = x instanceof Integer ? Told.layout(cell.path() + "." + c.getName(), m.trace().profile()) : null;
                String t = layout != null && x instanceof Integer n ? String.join(" ", layout.names(n)) : Told.value(x);
                out.add(new Row(Told.words(c.getName()), t.isEmpty() ? "0" : t, -1, false));
            }
        } else if (v != null && bit(cell) < 0) {
            out.add(new Row("now", Told.value(v), -1, false));
        }
        return out;
    }

    /// A part that says nothing: no, nothing, none of them.
    private static boolean idle(@Nullable Object x) {
        return x == null || x.equals(false) || x.equals(0) || x instanceof List<?> l && l.isEmpty() || x instanceof Content;
    }

    private static @Nullable Object value(World w, String path) {
        Object at = w;
        for (var p : path.split("\\.")) {
            switch (at) {
                case OrdMap<?> map -> at = p.matches("\\d+") ? map.get(Long.parseLong(p)) : null;
                case Record r -> {
                    Object next = null;
                    for (var c : r.getClass().getRecordComponents()) {
                        if (c.getName().equals(p)) {
                            next = read(c, r);
                        }
                    }
                    at = next;
                }
                case null, default -> {
                    return null;
                }
            }
        }
        return at;
    }

    private static @Nullable Object read(RecordComponent c, Record r) {
        try {
            return c.getAccessor().invoke(r);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("a record that cannot be read: " + r.getClass(), e);
        }
    }
}
