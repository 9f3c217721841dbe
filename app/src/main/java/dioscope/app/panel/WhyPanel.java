package dioscope.app.panel;

import dioscope.app.paint.CellId;
import dioscope.app.paint.Drawing;
import dioscope.app.paint.FontRole;
import dioscope.app.paint.Token;
import dioscope.model.trace.Moment;
import dioscope.model.trace.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Why the step went as it did, what decided it and what it changed.
public final class WhyPanel {
    private final Kit k;
    private final Moment m;
    private final double room;
    private final double x;
    private double y;

    private WhyPanel(Moment m, View v, double width, double height) {
        this.m = m;
        k = new Kit(m, v, width, height);
        x = k.left();
        room = k.right() - x;
        y = k.top();
    }

    /// The panel in a space of `width` by `height` pixels.
    public static Drawing draw(Moment m, View v, double width, double height) {
        return new WhyPanel(m, v, width, height).draw();
    }

    private Drawing draw() {
        var step = m.step();
        String at = step.kind() == Step.Kind.START ? "what to watch" : "step " + m.index();
        if (step.kind() == Step.Kind.START) {
            k.frame("WHY", at);
        } else {
            k.frame("WHY", at + " · " + step.site(), at + " · " + step.fn(), at);
        }
        String why = k.view.study().words().why(step);
        prose(why != null ? why : plain(step), step);
        y += 8 * k.s;
        decided(step);
        changes();
        selected();
        return k.done();
    }

    /// The reason, as large as leaves room for the rest.
    private void prose(String text, Step step) {
        int rows = (step.values().size() > 0 ? 2 + step.values().size() : 0) + 3 + (k.view.selected() == null ? 0 : 2);
        boolean alone = step.kind() == Step.Kind.START && k.view.selected() == null;
        double rest = alone ? 0 : Math.min(rows * 20 * k.s, 0.26 * (k.bottom() - y));
        for (double size = 16;; size -= 0.5) {
            var prose = new Prose(k, size, Token.TEXT);
            double lineH = (size * 1.5 + 1) * k.s;
            if (size <= 12.5 || prose.height(text, room, lineH) <= k.bottom() - rest - y) {
                y = prose.draw(text, x, y, room, lineH, k.bottom());
                return;
            }
        }
    }

    /// What happened, where nobody has written why.
    static String plain(Step s) {
        return switch (s.kind()) {
            case START -> "The world before anything runs.";
            case ENTER -> "`" + s.fn() + "` is called.";
            case BRANCH -> "`" + s.fn() + "` decides `" + s.label() + "`: **" + (s.taken() ? "yes" : "no") + "**.";
            case CHANGE -> "`" + s.fn() + "` changes state" + (s.label().isEmpty() ? "." : ": `" + s.label() + "`.");
            case RETURN -> "`" + s.fn() + "` returns.";
            case SWITCH -> "Another task runs" + (s.label().isEmpty() ? "." : ": " + s.label() + ".");
            case NOTE -> s.label().isEmpty() ? "" : s.label().substring(0, 1).toUpperCase(Locale.ROOT) + s.label().substring(1) + ".";
        };
    }

    private void decided(Step step) {
        var values = step.values();
        if (values.size() == 0) {
            return;
        }
        heading(decidedBy(step));
        double indent = 0;
        for (int i = 0; i < values.size(); i++) {
            indent = Math.max(indent, k.width(values.name(i), FontRole.MONO, 13));
        }
        indent = Math.min(indent + 12 * k.s, room * 0.5);
        for (int i = 0; i < values.size(); i++) {
            row(null, values.name(i), Told.value(values.value(i)), indent, Token.TEXT);
        }
    }

    /// What the values of a step are.
    static String decidedBy(Step step) {
        return switch (step.kind()) {
            case BRANCH -> "decided by";
            case ENTER -> "called with";
            case RETURN, START, CHANGE, SWITCH, NOTE -> "values";
        };
    }

    private void changes() {
        var list = m.changes().stream().filter(c -> !c.cell().path().matches("current|tasks\\.\\d+\\.stack")).toList();
        if (list.isEmpty() || m.index() == 0) {
            return;
        }
        heading("changed in this step");
        double indent = 0;
        for (int i = 0; i < Math.min(12, list.size()); i++) {
            indent = Math.max(indent, k.width(Told.cell(list.get(i).cell()), FontRole.MONO, 13));
        }
        indent = Math.min(indent + 12 * k.s, room * 0.52);
        for (int i = 0; i < list.size(); i++) {
            if (i < list.size() - 1 && y + 44 * k.s > k.bottom()) {
                line((list.size() - i) + " more");
                return;
            }
            var c = list.get(i);
            row(CellId.of("change." + c.cell().path()), Told.cell(c.cell()), Owner.change(c, m, k.view), indent, Token.CHANGED);
        }
    }

    /// Who set the selected thing last, and when.
    private void selected() {
        var cell = k.view.selected();
        if (cell == null) {
            return;
        }
        var last = Card.events(m, k.view, cell).stream().filter(e -> e.step() <= m.index()).reduce((a, b) -> b).orElse(null);
        String name = Told.cell(new dioscope.model.state.CellId(cell.path()));
        if (last == null) {
            heading(name + " has not changed so far");
            return;
        }
        var by = m.trace().step(last.step());
        y += 6 * k.s;
        if (y + 20 * k.s <= k.bottom()) {
            k.pen.begin(CellId.of("goto." + last.step()), 0, 0);
            String t = name + ": set at step " + last.step() + " by " + by.fn();
            var parts = new ArrayList<>(k.tm.wrap(t, room, FontRole.SANS, k.px(14.5)));
            for (var part : parts) {
                if (y + 20 * k.s <= k.bottom()) {
                    k.text(part, x, k.baseline(y + 10 * k.s, FontRole.SANS, 14.5), 14.5, FontRole.SANS, Token.ACCENT, room);
                    y += 20 * k.s;
                }
            }
            k.pen.end();
        }
    }

    private void heading(String t) {
        if (y + 42 * k.s <= k.bottom()) {
            y += 6 * k.s;
            k.text(t, x, k.baseline(y + 9 * k.s, FontRole.SANS_BOLD, 12.5), 12.5, FontRole.SANS_BOLD, Token.TEXT_DIM, room);
            y += 20 * k.s;
        }
    }

    private void line(String t) {
        if (y + 20 * k.s <= k.bottom() + 1) {
            k.text(t, x, k.baseline(y + 10 * k.s, FontRole.SANS, 13), 13, FontRole.SANS, Token.TEXT_DIM, room);
            y += 20 * k.s;
        }
    }

    /// A name and its value side by side; one below the other where they do not fit.
    private void row(@Nullable CellId id, String name, String value, double indent, Token token) {
        boolean one = k.fits(name, FontRole.MONO, 13, indent - 6 * k.s) && k.fits(value, FontRole.MONO, 13, room - indent);
        var values = one ? List.of(value) : k.tm.wrap(value.replace('|', ' '), room - 14 * k.s, FontRole.MONO, k.px(13));
        double height = (one ? 1 : 1 + values.size()) * 20 * k.s;
        if (y + height > k.bottom() + 1) {
            return;
        }
        k.pen.begin(id, 0, 0);
        k.text(name, x, base(), 13, FontRole.MONO, Token.TEXT_DIM, room);
        for (var part : values) {
            y += one ? 0 : 20 * k.s;
            k.text(part, x + (one ? indent : 14 * k.s), base(), 13, FontRole.MONO, token, room);
        }
        k.pen.end();
        y += 20 * k.s;
    }

    private double base() {
        return k.baseline(y + 10 * k.s, FontRole.MONO, 13);
    }
}
