package dioscope.app.panel;

import dioscope.app.paint.Drawing;
import dioscope.app.paint.FontRole;
import dioscope.app.paint.Style;
import dioscope.app.paint.Token;
import dioscope.model.trace.Moment;
import dioscope.model.trace.Step;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What the current function decides, line by line in our own words.
public final class CodePanel {
    /// How far back the outcomes of earlier branches of this call are looked for.
    private static final int LOOK_BACK = 4000;

    private final Kit k;
    private final Moment m;
    private double rowH;

    private CodePanel(Moment m, View v, double width, double height) {
        this.m = m;
        k = new Kit(m, v, width, height);
        rowH = 22 * k.s;
    }

    /// The panel in a space of `width` by `height` pixels.
    public static Drawing draw(Moment m, View v, double width, double height) {
        return new CodePanel(m, v, width, height).draw();
    }

    private Drawing draw() {
        var words = k.view.study().words();
        var step = m.step();
        k.frame("WHAT THIS CODE DECIDES", "");
        double used = k.left() + k.width("WHAT THIS CODE DECIDES", FontRole.SANS_BOLD, 13) + 14 * k.s;
        String source = words.source(step);
        String name = source.substring(source.lastIndexOf('/') + 1);
        k.end(k.fit(k.right() - used, FontRole.SANS, 13, source, name), k.right(), 24 * k.s, 13, FontRole.SANS, Token.TEXT_DIM,
                k.right() - used);
        var lines = step.frame() == null ? List.<Words.Line>of() : words.code(step.fn());
        if (lines.isEmpty()) {
            none(step);
        } else {
            listing(lines, step, true);
        }
        return k.done();
    }

    /// Where nobody has written the function down: its branches so far.
    private void none(Step step) {
        if (step.frame() == null) {
            k.text("no kernel function runs", k.left(), k.baseline(k.top() + rowH * 0.5, FontRole.SANS, 14), 14, FontRole.SANS,
                    Token.TEXT_DIM,
                    k.right() - k.left());
            return;
        }
        var lines = new ArrayList<Words.Line>();
        lines.add(new Words.Line("", step.fn()));
        outcomes(step).keySet().forEach(label -> lines.add(new Words.Line(label, "  " + label)));
        if (!step.label().isEmpty() && lines.stream().noneMatch(l -> l.label().equals(step.label()))) {
            lines.add(new Words.Line(step.label(), "  " + step.label()));
        }
        listing(lines, step, false);
    }

    private static String outcome(Step s) {
        return s.kind() == Step.Kind.BRANCH ? s.taken() ? "yes" : "no" : "";
    }

    /// A line of the listing broken to the width of the panel.
    private record Row(int line, boolean first, boolean last, String text, String outcome, double indent) {}

    private void listing(List<Words.Line> lines, Step step, boolean numbered) {
        int now = current(lines, step);
        var outcomes = outcomes(step);
        double number = numbered ? k.width(lines.size() > 99 ? "000 " : "00 ", FontRole.MONO, 13) : 0;
        var rows = new ArrayList<Row>();
        int first = 0;
        for (int i = 0; i < lines.size(); i++) {
            var l = lines.get(i);
            String text = l.text().stripLeading();
            double indent = number + (l.text().length() - text.length()) * 6 * k.s;
            String outcome = outcomes.getOrDefault(l.label(), "");
            double room = k.right() - k.left() - 4 * k.s - indent
                    - (outcome.isEmpty() ? 0 : k.width(outcome, FontRole.MONO_BOLD, 13) + 12 * k.s);
            var parts = k.tm.wrap(text, room - 1, FontRole.MONO, k.px(13));
            if (i == now) {
                first = rows.size();
            }
            for (int j = 0; j < parts.size(); j++) {
                boolean last = j == parts.size() - 1;
                rows.add(new Row(i, j == 0, last, parts.get(j), last ? outcome : "", indent));
            }
        }
        double height = k.bottom() - k.top() + 4 * k.s;
        rowH = Math.clamp(height / Math.max(1, rows.size()), 16.5 * k.s, 22 * k.s);
        int fit = Math.max(1, (int) (height / rowH + 0.01));
        int from = rows.size() <= fit ? 0 : Math.clamp(first - fit / 2, 0, rows.size() - fit);
        for (int i = from; i < Math.min(rows.size(), from + fit); i++) {
            var r = rows.get(i);
            row(k.top() + (i - from + 0.5) * rowH, numbered && r.first ? r.line + 1 : 0, number, r, r.line == now);
        }
    }

    /// The line where this step is: that of its label; on entry the first, on return the last; else that of the last label before it in this call.
    private int current(List<Words.Line> lines, Step step) {
        var frame = step.frame();
        int own = line(lines, step.label());
        if (own >= 0 || frame == null) {
            return own;
        }
        if (step.kind() == Step.Kind.RETURN) {
            return lines.size() - 1;
        }
        for (int i = m.index() - 1; i > Math.max(frame.step(), m.index() - LOOK_BACK); i--) {
            var s = m.trace().step(i);
            if (frame.equals(s.frame()) && line(lines, s.label()) >= 0) {
                return line(lines, s.label());
            }
        }
        return 0;
    }

    private static int line(List<Words.Line> lines, String label) {
        for (int i = 0; i < lines.size(); i++) {
            if (!label.isEmpty() && lines.get(i).label().equals(label)) {
                return i;
            }
        }
        return -1;
    }

    /// Which way the branches of this call went so far.
    private Map<String, String> outcomes(Step step) {
        var out = new LinkedHashMap<String, String>();
        var frame = step.frame();
        if (frame == null) {
            return out;
        }
        int first = Math.max(frame.step(), m.index() - LOOK_BACK);
        for (int i = m.index(); i >= first; i--) {
            var s = m.trace().step(i);
            var f = s.frame();
            if (s.kind() == Step.Kind.BRANCH && f != null && f.step() == frame.step() && f.fn().equals(frame.fn())
                    && !s.label().isEmpty()) {
                out.putIfAbsent(s.label(), outcome(s));
            }
        }
        // latest first until here
        var ordered = new LinkedHashMap<String, String>();
        out.sequencedEntrySet().reversed().forEach(e -> ordered.put(e.getKey(), e.getValue()));
        return ordered;
    }

    private void row(double cy, int number, double numberW, Row r, boolean now) {
        double x = k.left();
        if (now) {
            k.pen.rect(x - 3 * k.s, cy - rowH / 2, k.right() - x + 3 * k.s, rowH, 0, Style.fill(Token.NOW_GROUND));
            k.pen.rect(x - 3 * k.s, cy - rowH / 2, 3 * k.s, rowH, 0, Style.fill(Token.NOW));
        }
        double base = k.baseline(cy, FontRole.MONO, 13);
        if (number > 0) {
            k.end(Integer.toString(number), x + numberW - 6 * k.s, base, 13, FontRole.MONO, Token.TEXT_FAINT, numberW);
        }
        double tx = x + 4 * k.s + r.indent;
        double end = k.text(r.text, tx, base, 13, FontRole.MONO, now ? Token.TEXT : Token.TEXT_DIM, k.right() - tx + 1);
        k.text(r.outcome, end + 12 * k.s, base, 13, FontRole.MONO_BOLD, r.outcome.equals("yes") ? Token.OK : Token.ERROR, k.right() - end);
    }
}
