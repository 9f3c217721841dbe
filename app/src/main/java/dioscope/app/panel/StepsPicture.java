package dioscope.app.panel;

import dioscope.app.paint.Bounds;
import dioscope.app.paint.CellId;
import dioscope.app.paint.Dash;
import dioscope.app.paint.Drawing;
import dioscope.app.paint.FontRole;
import dioscope.app.paint.Pen;
import dioscope.app.paint.Style;
import dioscope.app.paint.Token;
import dioscope.model.trace.Diff;
import dioscope.model.trace.Moment;
import dioscope.model.trace.Step;
import java.util.List;
import java.util.stream.Collectors;

/// Two steps of one run beside each other, and between them what is otherwise at the second one.
public final class StepsPicture {
    private static final double ROW = 20;

    private final View v;
    private final int a;
    private final int b;

    private StepsPicture(View v, int a, int b) {
        this.v = v;
        this.a = a;
        this.b = b;
    }

    /// The picture; its scale follows its size and [View#scale()] is a factor on top.
    public static Drawing draw(View view, int a, int b, String title, double width, double height) {
        var l = CompareLayout.of(width, height, view.scale(), 0);
        var t = view.study().trace();
        var differs = Diff.between(t.at(a).world(), t.at(b).world()).stream().map(c -> CellId.of(c.cell().path()))
                .collect(Collectors.toSet());
        return new StepsPicture(view.withScale(l.scale()).withEdited(differs), a, b).draw(l, title, width, height);
    }

    private Drawing draw(CompareLayout l, String title, double width, double height) {
        Pen p = Drawing.pen(width, height);
        p.rect(0, 0, width, height, 0, Style.fill(Token.BACKGROUND));
        put(p, l.header(), header(title, l.header()));
        column(p, l.a(), a, true);
        column(p, l.b(), b, false);
        var rows = StepTold.between(v, a, b);
        put(p, l.count(), count(rows.size(), l.count()));
        put(p, l.story(), story(rows, l.story()));
        put(p, l.timeline(), timeline(l.timeline()));
        return p.toDrawing();
    }

    private Moment at(int step) {
        return v.study().trace().at(step);
    }

    private static void put(Pen p, Bounds b, Drawing d) {
        if (b.width() > 1 && b.height() > 1) {
            p.drawing(b.x(), b.y(), d);
        }
    }

    private void column(Pen p, CompareLayout.Column c, int step, boolean first) {
        var m = at(step);
        put(p, c.head(), head(m, first, c.head()));
        if (v.flow()) {
            var flow = c.file().union(c.dio());
            var stack = c.stack().union(c.bio());
            put(p, flow, FlowPanel.draw(m, v, flow.width(), flow.height()));
            put(p, stack, StackPanel.draw(m, v, stack.width(), stack.height()));
            return;
        }
        put(p, c.file(), FilePanel.draw(m, v, c.file().width(), c.file().height()));
        put(p, c.dio(), DioPanel.draw(m, v, c.dio().width(), c.dio().height()));
        put(p, c.stack(), StackPanel.draw(m, v, c.stack().width(), c.stack().height()));
        put(p, c.bio(), BioPanel.draw(m, v, c.bio().width(), c.bio().height()));
    }

    private Drawing header(String title, Bounds room) {
        var k = new Kit(at(b), v, room.width(), room.height());
        double base = k.baseline(room.height() / 2, FontRole.SANS_BOLD, 20);
        double x = k.text("dio", 8 * k.s, base, 20, FontRole.SANS_BOLD, Token.TEXT, room.width());
        x = k.text("scope", x, base, 20, FontRole.SANS_BOLD, Token.ACCENT, room.width()) + 22 * k.s;
        String kernel = "Linux " + v.study().trace().profile().release();
        double kw = k.width(kernel, FontRole.MONO, 14);
        double right = room.width() - 8 * k.s;
        k.end(kernel, right, k.baseline(room.height() / 2, FontRole.MONO, 14), 14, FontRole.MONO, Token.TEXT_DIM, kw + 1);
        k.text(title, x, k.baseline(room.height() / 2, FontRole.SANS, 16), 16, FontRole.SANS, Token.TEXT, right - kw - 20 * k.s - x);
        return k.done();
    }

    private Drawing head(Moment m, boolean first, Bounds room) {
        var k = new Kit(m, v, room.width(), room.height());
        var ink = first ? Token.ACCENT : Token.OK;
        ground(k);
        k.pen.rect(0.5, 0.5, 5 * k.s, k.h - 1, 2 * k.s, Style.fill(ink));
        double cy = k.h / 2;
        double x = k.text(first ? "A" : "B", 20 * k.s, k.baseline(cy, FontRole.MONO_BOLD, 17), 17, FontRole.MONO_BOLD, ink, 30 * k.s)
                + 16 * k.s;
        x = k.text("step " + m.index(), x, k.baseline(cy, FontRole.SANS_BOLD, 15), 15, FontRole.SANS_BOLD, Token.TEXT, k.w) + 14 * k.s;
        String time = Units.time(m.step().nanos());
        double tw = k.width(time, FontRole.MONO, 13.5);
        k.end(time, k.right(), k.baseline(cy, FontRole.MONO, 13.5), 13.5, FontRole.MONO, Token.TEXT_DIM, tw + 1);
        String where = m.step().kind() == Step.Kind.START ? "before anything runs" : m.step().site();
        String source = v.study().words().source(m.step());
        double left = k.right() - tw - 16 * k.s - x;
        String t = k.fit(left, FontRole.MONO, 13.5, source.isEmpty() ? where : where + "  " + source, where, m.step().fn());
        k.text(t.isEmpty() ? where : t, x, k.baseline(cy, FontRole.MONO, 13.5), 13.5, FontRole.MONO, Token.TEXT, left);
        return k.done();
    }

    private Drawing count(int n, Bounds room) {
        var k = new Kit(at(b), v, room.width(), room.height());
        ground(k);
        String t = n == 0 ? "nothing is otherwise" : n == 1 ? "one thing is otherwise" : n + " things are otherwise";
        k.middle(t, k.w / 2, k.baseline(k.h / 2, FontRole.SANS_BOLD, 15), 15, FontRole.SANS_BOLD, n == 0 ? Token.OK : Token.CHANGED,
                k.w - 16 * k.s);
        return k.done();
    }

    private Drawing story(List<StepTold.Row> rows, Bounds room) {
        var k = new Kit(at(b), v, room.width(), room.height());
        k.frame("OTHERWISE", a < b ? "at step " + b + " than at step " + a : "at step " + b + ", before step " + a, "");
        double y = k.top() + 4 * k.s;
        double row = ROW * k.s;
        double w = k.right() - k.left();
        for (int i = 0; i < rows.size(); i++) {
            var r = rows.get(i);
            var value = r.value().replace('|', ' ');
            boolean one = k.width(r.name(), FontRole.MONO, 13) + k.width(value, FontRole.MONO, 13) + 12 * k.s <= w;
            var lines = one ? List.of(value) : k.tm.wrap(value, w - 14 * k.s, FontRole.MONO, k.px(13));
            double need = one ? row : row * (1 + lines.size());
            if (y + need + (i == rows.size() - 1 ? 0 : row) > k.bottom() + 1) {
                k.text((rows.size() - i) + " more", k.left(), k.baseline(y + row / 2, FontRole.SANS, 13), 13, FontRole.SANS, Token.TEXT_DIM,
                        w);
                break;
            }
            k.text(r.name(), k.left(), k.baseline(y + row / 2, FontRole.MONO, 13), 13, FontRole.MONO, Token.TEXT_DIM, w);
            if (one) {
                k.end(value, k.right(), k.baseline(y + row / 2, FontRole.MONO, 13), 13, FontRole.MONO, Token.TEXT, w);
            } else {
                for (var line : lines) {
                    y += row;
                    k.text(line, k.left() + 14 * k.s, k.baseline(y + row / 2, FontRole.MONO, 13), 13, FontRole.MONO, Token.TEXT, w);
                }
            }
            y += row + (one ? 0 : 3 * k.s);
        }
        return k.done();
    }

    /// The run with a line for the first step, dashed, beside the one for the second.
    private Drawing timeline(Bounds room) {
        var d = TimelinePanel.draw(at(b), v, room.width(), room.height());
        var lanes = TimelinePanel.scrubber(v, room.width(), room.height());
        Pen p = Drawing.pen(room.width(), room.height());
        p.drawing(0, 0, d);
        double x = lanes.xOf(a);
        p.line(x, lanes.lanes().y(), x, lanes.lanes().bottom(), Style.stroke(Token.ACCENT, 2 * v.scale()).withDash(Dash.LONG));
        return p.toDrawing();
    }

    private static void ground(Kit k) {
        k.pen.rect(0.5, 0.5, k.w - 1, k.h - 1, 8 * k.s, Style.fill(Token.PANEL).withStroke(Token.PANEL_BORDER, 1));
    }
}
