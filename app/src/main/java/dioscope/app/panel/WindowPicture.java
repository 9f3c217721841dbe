package dioscope.app.panel;

import dioscope.app.paint.Bounds;
import dioscope.app.paint.Drawing;
import dioscope.app.paint.FontRole;
import dioscope.app.paint.Pen;
import dioscope.app.paint.Style;
import dioscope.app.paint.Token;
import dioscope.model.trace.Moment;
import java.util.Locale;

/// All panels in one picture, for a still that needs no window.
public final class WindowPicture {
    private WindowPicture() {}

    private interface Panel {
        Drawing draw(Moment m, View v, double width, double height);
    }

    /// The picture; its scale follows its size and [View#scale()] is a factor on top.
    ///
    /// @param inputs what the run was started with, shown in place of the editor
    public static Drawing draw(Moment m, View v, Inputs inputs, double width, double height) {
        var fixed = Layout.of(width, height, Layout.editorWidthFor(width, height), v.scale(), v.study().timeline().stackRows());
        var l = (v.flow() ? fixed.flowing() : fixed).at(m, v.decisions());
        var u = v.withScale(l.scale());
        Pen p = Drawing.pen(width, height);
        p.rect(0, 0, width, height, 0, Style.fill(Token.BACKGROUND));
        put(p, l.header(), header(m, u, inputs, l.header()));
        put(p, l.editor(), inputs(m, u, inputs, l.editor()));
        if (v.flow()) {
            put(p, m, u, l.flow(), FlowPanel::draw);
        } else {
            put(p, m, u, l.file(), FilePanel::draw);
            put(p, m, u, l.bio(), BioPanel::draw);
            put(p, m, u, l.dio(), DioPanel::draw);
        }
        if (l.stack().width() > 0) {
            put(p, m, u, l.stack(), StackPanel::draw);
        }
        if (l.code().width() > 0) {
            put(p, m, u, l.code(), CodePanel::draw);
        }
        if (l.why().width() > 0) {
            put(p, m, u, l.why(), WhyPanel::draw);
        }
        if (l.decisions().width() > 0) {
            put(p, m, u, l.decisions(), DecisionPanel::draw);
        }
        put(p, m, u, l.timeline(), TimelinePanel::draw);
        return p.toDrawing();
    }

    private static void put(Pen p, Moment m, View v, Bounds b, Panel panel) {
        put(p, b, panel.draw(m, v, b.width(), b.height()));
    }

    private static void put(Pen p, Bounds b, Drawing d) {
        p.drawing(b.x(), b.y(), d);
    }

    private static Drawing header(Moment m, View v, Inputs inputs, Bounds b) {
        var k = new Kit(m, v, b.width(), b.height());
        double base = k.baseline(b.height() / 2, FontRole.SANS_BOLD, 20);
        double x = k.text("dio", 8 * k.s, base, 20, FontRole.SANS_BOLD, Token.TEXT, b.width());
        x = k.text("scope", x, base, 20, FontRole.SANS_BOLD, Token.ACCENT, b.width()) + 22 * k.s;
        String kernel = "Linux " + m.trace().profile().release();
        double kw = k.width(kernel, FontRole.MONO, 14);
        double right = b.width() - 8 * k.s;
        k.end(kernel, right, k.baseline(b.height() / 2, FontRole.MONO, 14), 14, FontRole.MONO, Token.TEXT_DIM, kw + 1);
        k.text(inputs.title(), x, k.baseline(b.height() / 2, FontRole.SANS, 16), 16, FontRole.SANS, Token.TEXT, right - kw - 20 * k.s - x);
        return k.done();
    }

    /// The inputs as names and values; smaller where there are many of them, and the last ones left out where even that is not enough.
    private static Drawing inputs(Moment m, View v, Inputs inputs, Bounds b) {
        var k = new Kit(m, v, b.width(), b.height());
        k.pen.rect(0.5, 0.5, Math.max(1, b.width() - 1), Math.max(1, b.height() - 1), 10 * k.s,
                Style.fill(Token.PANEL).withStroke(Token.PANEL_BORDER, 1));
        double units = 0;
        for (var s : inputs.sections()) {
            units += 1.5 + s.rows().size();
        }
        double row = Math.min(27 * k.s, (k.h - 20 * k.s) / Math.max(1, units));
        double size = Math.clamp(row / k.s * 0.62, 10.5, 14);
        double y = 8 * k.s;
        double room = k.right() - k.left();
        for (var s : inputs.sections()) {
            if (y + 2.5 * row > k.h) {
                break;
            }
            y += 0.35 * row;
            k.text(s.heading().toUpperCase(Locale.ROOT), k.left(), k.baseline(y + row / 2, FontRole.SANS_BOLD, 13), 13, FontRole.SANS_BOLD,
                    Token.TEXT_DIM, room);
            y += 1.15 * row;
            for (var r : s.rows()) {
                if (y + row > k.h) {
                    break;
                }
                double nw = Math.min(room * 0.6, k.width(r.name(), FontRole.SANS, size));
                double base = k.baseline(y + row / 2, FontRole.SANS, size);
                k.text(r.name(), k.left(), base, size, FontRole.SANS, Token.TEXT_DIM, nw + 1);
                double left = room - nw - 12 * k.s;
                double vw = k.width(r.value(), FontRole.MONO, size);
                double smaller = vw <= left ? size : Math.max(10.5, size * left / vw);
                k.end(r.value(), k.right(), base, smaller, FontRole.MONO, Token.TEXT, left + 0.5);
                y += row;
            }
        }
        return k.done();
    }
}
