package dioscope.app.panel;

import dioscope.app.paint.Drawing;
import dioscope.app.paint.FontRole;
import dioscope.app.paint.Style;
import dioscope.app.paint.Token;
import dioscope.model.trace.Moment;
import dioscope.model.trace.Step;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// What the current function decides, line by line in our own words.
public final class CodePanel {
    /// How far back the outcomes of earlier branches of this call are looked for.
    private static final int LOOK_BACK = 4000;

    private final Kit k;
    private final Moment m;
    private final double rowH;

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
            listing(lines, step);
        }
        return k.done();
    }

    private void none(Step step) {
        double y = k.top() + rowH * 0.5;
        if (step.frame() == null) {
            k.text("no kernel function runs", k.left(), k.baseline(y, FontRole.SANS, 14), 14, FontRole.SANS, Token.TEXT_DIM,
                    k.right() - k.left());
            return;
        }
        k.text(step.fn(), k.left(), k.baseline(y, FontRole.MONO, 13.5), 13.5, FontRole.MONO, Token.TEXT, k.right() - k.left());
        if (!step.label().isEmpty()) {
            row(y + rowH, 0, step.label(), outcome(step), true);
        }
    }

    private static String outcome(Step s) {
        return s.kind() == Step.Kind.BRANCH ? s.taken() ? "yes" : "no" : "";
    }

    private void listing(List<Words.Line> lines, Step step) {
        int now = current(lines, step);
        var outcomes = outcomes(step);
        int rows = Math.max(1, (int) ((k.bottom() - k.top()) / rowH));
        int from = lines.size() <= rows ? 0 : Math.clamp(now - rows / 2, 0, lines.size() - rows);
        int to = Math.min(lines.size(), from + rows);
        for (int i = from; i < to; i++) {
            var l = lines.get(i);
            row(k.top() + (i - from + 0.5) * rowH, i + 1, l.text(), outcomes.getOrDefault(l.label(), ""), i == now);
        }
    }

    /// The line of this step's label; on entry the first, on return the last.
    private static int current(List<Words.Line> lines, Step step) {
        for (int i = 0; i < lines.size(); i++) {
            if (!step.label().isEmpty() && lines.get(i).label().equals(step.label())) {
                return i;
            }
        }
        return switch (step.kind()) {
            case ENTER -> 0;
            case RETURN -> lines.size() - 1;
            case START, BRANCH, CHANGE, SWITCH, NOTE -> -1;
        };
    }

    /// Which way the branches of this call went so far.
    private Map<String, String> outcomes(Step step) {
        var out = new HashMap<String, String>();
        var frame = step.frame();
        if (frame == null) {
            return out;
        }
        int first = Math.max(frame.step(), m.index() - LOOK_BACK);
        for (int i = m.index(); i >= first; i--) {
            var s = m.trace().step(i);
            var f = s.frame();
            if (s.kind() == Step.Kind.BRANCH && f != null && f.step() == frame.step() && f.fn().equals(frame.fn())) {
                out.putIfAbsent(s.label(), outcome(s));
            }
        }
        out.remove("");
        return out;
    }

    private void row(double cy, int number, String text, String outcome, boolean now) {
        double x = k.left();
        if (now) {
            k.pen.rect(x - 3 * k.s, cy - rowH / 2, k.right() - x + 3 * k.s, rowH, 0, Style.fill(Token.NOW_GROUND));
            k.pen.rect(x - 3 * k.s, cy - rowH / 2, 3 * k.s, rowH, 0, Style.fill(Token.NOW));
        }
        double base = k.baseline(cy, FontRole.MONO, 13);
        double indent = 0;
        if (number > 0) {
            indent = k.width("00 ", FontRole.MONO, 13);
            k.end(Integer.toString(number), x + indent - 8 * k.s, base, 13, FontRole.MONO, Token.TEXT_FAINT, indent);
        }
        double ow = outcome.isEmpty() ? 0 : k.width(outcome, FontRole.MONO_BOLD, 13) + 12 * k.s;
        int lead = 0;
        while (lead < text.length() && text.charAt(lead) == ' ') {
            lead++;
        }
        double tx = x + 4 * k.s + indent + lead * 6 * k.s;
        double end = k.text(text.substring(lead), tx, base, 13, FontRole.MONO, now ? Token.TEXT : Token.TEXT_DIM, k.right() - tx - ow);
        k.text(outcome, end + 12 * k.s, base, 13, FontRole.MONO_BOLD, outcome.equals("yes") ? Token.OK : Token.ERROR, ow);
    }
}
