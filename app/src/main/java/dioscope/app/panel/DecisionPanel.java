package dioscope.app.panel;

import dioscope.app.paint.CellId;
import dioscope.app.paint.Drawing;
import dioscope.app.paint.FontRole;
import dioscope.app.paint.Style;
import dioscope.app.paint.Token;
import dioscope.model.trace.Moment;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// What the fate of a call was decided by: each condition ticked or crossed, with its value. A click leads to the step that decided.
public final class DecisionPanel {
    private static final double HEAD = 1.45;
    private static final double GAP = 0.4;
    /// Least height of a row, units.
    private static final double LEAST = 15;

    private final Kit k;
    private final Moment m;
    private final double room;
    private final double x;
    private double rowH;
    private double y;

    private DecisionPanel(Moment m, View v, double width, double height) {
        this.m = m;
        k = new Kit(m, v, width, height);
        x = k.left();
        room = k.right() - x;
        y = k.top();
    }

    /// The panel in a space of `width` by `height` pixels.
    public static Drawing draw(Moment m, View v, double width, double height) {
        return new DecisionPanel(m, v, width, height).draw();
    }

    private Drawing draw() {
        k.frame("DECISIONS", "of the whole run, dim where the playhead has not come yet", "of the whole run", "");
        var blocks = k.view.study().decisions(request());
        var shown = fitting(blocks, (k.bottom() - y) / (LEAST * k.s));
        rowH = Math.clamp((k.bottom() - y) / Math.max(1, units(shown)), LEAST * k.s, 22 * k.s);
        for (var b : shown) {
            block(b);
        }
        if (blocks.isEmpty()) {
            k.text("nobody has written questions for this run", x, k.baseline(y + 10 * k.s, FontRole.SANS, 13), 13, FontRole.SANS,
                    Token.TEXT_DIM, room);
        }
        return k.done();
    }

    /// The request the step is about.
    private int request() {
        return k.view.study().past().requestAt(m.index());
    }

    /// A question with those of its conditions that there is room for.
    ///
    /// @param met how many conditions that were met are left out
    private record Shown(Decisions.Block block, List<Decisions.Row> rows, int met) {
        double units() {
            return HEAD + GAP + rows.size() + (met > 0 ? 1 : 0);
        }
    }

    private static double units(List<Shown> blocks) {
        return blocks.stream().mapToDouble(Shown::units).sum();
    }

    /// Where there is no room for all, first what was not asked goes, then what was met, from the longest question; what was not met stays.
    private List<Shown> fitting(List<Decisions.Block> blocks, double room) {
        var out = new ArrayList<Shown>();
        for (var b : blocks) {
            out.add(new Shown(b, b.rows(), 0));
        }
        if (units(out) > room) {
            out.replaceAll(b -> new Shown(b.block, b.rows.stream().filter(r -> r.mark() != Decisions.Mark.NOT_ASKED).toList(), 0));
        }
        while (units(out) > room) {
            var longest = out.stream().filter(b -> b.rows.stream().anyMatch(this::spare)).max(Comparator.comparingInt(b -> b.rows.size()));
            if (longest.isEmpty()) {
                break;
            }
            var b = longest.get();
            var rows = new ArrayList<>(b.rows);
            rows.remove(rows.reversed().stream().filter(this::spare).findFirst().orElseThrow());
            out.set(out.indexOf(b), new Shown(b.block, List.copyOf(rows), b.met + 1));
        }
        return out;
    }

    private boolean spare(Decisions.Row r) {
        return r.mark() == Decisions.Mark.MET && r.step() != m.index();
    }

    private void block(Shown shown) {
        var b = shown.block;
        if (y + HEAD * rowH > k.bottom() + 1) {
            return;
        }
        double base = k.baseline(y + HEAD * rowH / 2, FontRole.SANS_BOLD, 14);
        double aw = Math.min(room * 0.6, k.width(b.answer(), FontRole.SANS_BOLD, 14));
        k.text(b.words(), x, base, 14, FontRole.SANS_BOLD, Token.TEXT, room - aw - 10 * k.s);
        k.end(b.answer(), k.right(), base, 14, FontRole.SANS_BOLD, Token.ACCENT, aw + 1);
        y += HEAD * rowH;
        shown.rows.forEach(this::row);
        if (shown.met > 0) {
            mark(Decisions.Mark.MET, x + 6 * k.s, y + rowH / 2, true);
            k.text(shown.met + " more, met", x + 20 * k.s, k.baseline(y + rowH / 2, FontRole.SANS, 11), 11, FontRole.SANS, Token.TEXT_DIM,
                    room - 20 * k.s);
            y += rowH;
        }
        y += GAP * rowH;
    }

    private void row(Decisions.Row r) {
        if (y + rowH > k.bottom() + 1) {
            return;
        }
        boolean asked = r.mark() != Decisions.Mark.NOT_ASKED;
        boolean later = !asked || r.step() > m.index();
        k.pen.begin(asked ? CellId.of("goto." + r.step() + ".decided." + (int) y) : null, 0, 0);
        k.pen.rect(x - 6 * k.s, y, room + 12 * k.s, rowH, 3 * k.s, Style.fill(r.step() == m.index() ? Token.NOW_GROUND : Token.PANEL));
        double cy = y + rowH / 2;
        mark(r.mark(), x + 6 * k.s, cy, later);
        double left = x + 20 * k.s;
        String value = r.times() > 1 ? r.value() + " ×" + r.times() : r.value();
        double size = Math.min(13, rowH / k.s * 0.72);
        double words = k.width(r.words(), FontRole.SANS, size);
        double whole = k.right() - left;
        double vw = Math.min(k.width(value, FontRole.MONO, size - 1), Math.max(whole * 0.34, whole - words - 10 * k.s));
        k.text(r.words(), left, k.baseline(cy, FontRole.SANS, size), size, FontRole.SANS, later ? Token.TEXT_DIM : Token.TEXT,
                whole - vw - 8 * k.s);
        k.end(value, k.right(), k.baseline(cy, FontRole.MONO, size - 1), size - 1, FontRole.MONO, Token.TEXT_DIM, vw + 1);
        k.pen.end();
        y += rowH;
    }

    /// A tick, a cross or a dash, as lines: no font is asked for them.
    private void mark(Decisions.Mark mark, double cx, double cy, boolean later) {
        double r = 4 * k.s;
        var ink = Style.stroke(switch (mark) {
            case MET -> Token.OK;
            case NOT_MET -> Token.ERROR;
            case NOT_ASKED -> Token.TEXT_FAINT;
        }, (later ? 1.3 : 2) * k.s);
        switch (mark) {
            case MET -> {
                k.pen.line(cx - r, cy, cx - r * 0.25, cy + r * 0.8, ink);
                k.pen.line(cx - r * 0.25, cy + r * 0.8, cx + r, cy - r * 0.8, ink);
            }
            case NOT_MET -> {
                k.pen.line(cx - r * 0.8, cy - r * 0.8, cx + r * 0.8, cy + r * 0.8, ink);
                k.pen.line(cx - r * 0.8, cy + r * 0.8, cx + r * 0.8, cy - r * 0.8, ink);
            }
            case NOT_ASKED -> k.pen.line(cx - r * 0.7, cy, cx + r * 0.7, cy, ink);
        }
    }
}
