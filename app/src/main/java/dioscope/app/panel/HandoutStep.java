package dioscope.app.panel;

import dioscope.app.paint.Bounds;
import dioscope.app.paint.Drawing;
import dioscope.app.paint.FontRole;
import dioscope.app.paint.Style;
import dioscope.app.paint.Token;
import dioscope.model.trace.Moment;
import dioscope.model.trace.Step;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A page of a handout that shows one step: its picture, its words beside it, and where in the run it is below both.
public final class HandoutStep {
    private static final double GAP = 22;
    private static final double ROW = 18;
    /// The code is shown where there is room for as much.
    private static final double CODE = 120;

    private final Kit k;
    private final double x;
    private final double room;
    private final double bottom;
    private double y;

    private HandoutStep(Kit k, Bounds words) {
        this.k = k;
        x = words.x();
        room = words.width();
        bottom = words.bottom();
        y = words.y();
    }

    /// @param chapter in which the step is; empty for none
    /// @param words in place of the reason; null for the reason
    /// @param before the step of the page before, -1 for none; what differs from it is told where there is room
    public static Drawing draw(Moment m, Study study, HandoutPaper paper, String chapter, @Nullable String words,
            int before, int page, int of) {
        var v = View.of(study).withScale(1).withLeast(HandoutPaper.LEAST);
        var k = new Kit(m, v, paper.width(), paper.height());
        paper.around(k, chapter, page, of);
        var b = paper.body();
        double head = heading(k, b, StepTold.of(m, v), m);
        double time = Math.min(50 + 20 * Math.clamp(study.timeline().lanes().size(), 3, 7), 0.21 * b.height());
        double top = b.y() + head;
        double height = b.height() - head - time - GAP * 0.6;
        double wide = Math.round(b.width() * 0.685);
        picture(k, m, v, new Bounds(b.x(), top, wide, height));
        new HandoutStep(k, new Bounds(b.x() + wide + GAP, top, b.width() - wide - GAP, height)).words(m, v, words, before);
        k.pen.drawing(b.x(), b.bottom() - time, TimelinePanel.draw(m, v, b.width(), time));
        return k.done();
    }

    private static double heading(Kit k, Bounds b, StepTold t, Moment m) {
        double base = b.y() + 18;
        double right = b.right();
        double tw = k.width(t.time(), FontRole.MONO, 14);
        k.end(t.time(), right, base, 14, FontRole.MONO, Token.TEXT_DIM, tw + 1);
        double at = k.text("Step " + t.index(), b.x(), base, 20, FontRole.SANS_BOLD, Token.TEXT, 200) + 18;
        at = k.text(m.step().kind() == Step.Kind.START ? "before anything runs" : t.site(), at, base, 16, FontRole.MONO_BOLD, Token.TEXT,
                right - tw - 24 - at) + 18;
        k.text(t.source(), at, base, 14, FontRole.MONO, Token.TEXT_DIM, right - tw - 24 - at);
        return 34;
    }

    private static void picture(Kit k, Moment m, View v, Bounds b) {
        double gap = 8;
        if (v.flow()) {
            k.pen.drawing(b.x(), b.y(), FlowPanel.draw(m, v, b.width(), b.height()));
            return;
        }
        double file = Math.round(b.height() * 0.5);
        double low = b.height() - file - gap;
        double half = Math.floor((b.width() - gap) / 2);
        k.pen.drawing(b.x(), b.y(), FilePanel.draw(m, v, b.width(), file));
        k.pen.drawing(b.x(), b.y() + file + gap, BioPanel.draw(m, v, half, low));
        k.pen.drawing(b.x() + half + gap, b.y() + file + gap, DioPanel.draw(m, v, b.width() - half - gap, low));
    }

    private void words(Moment m, View v, @Nullable String own, int before) {
        var t = StepTold.of(m, v);
        if (t.path().size() > 1) {
            for (var line : k.tm.wrap(String.join(" › ", t.path()), room, FontRole.MONO, k.px(12.5))) {
                if (y + ROW > bottom - 200) {
                    break;
                }
                k.text(line, x, k.baseline(y + ROW / 2, FontRole.MONO, 12.5), 12.5, FontRole.MONO, Token.TEXT_DIM, room + 1);
                y += ROW;
            }
            y += 10;
        }
        var text = own == null || own.isBlank() ? t.why() : own;
        prose(text, rows(t.values()) + rows(t.changes()));
        y += 6;
        rows(t.head(), t.values(), 0);
        var since = before < 0 ? List.<StepTold.Row>of() : StepTold.between(v, before, m.index());
        rows("changed in this step", t.changes(), 0);
        if (!since.equals(t.changes())) {
            rows("changed since step " + before, since, 3);
        }
        double left = bottom - y - GAP;
        if (left >= CODE && m.step().frame() != null && !v.study().words().code(m.step().fn()).isEmpty()) {
            double h = Math.min(left, 2 * CODE);
            k.pen.drawing(x, bottom - h, CodePanel.draw(m, v, room, h));
        }
    }

    private static double rows(List<StepTold.Row> rows) {
        return rows.isEmpty() ? 0 : 30 + ROW * rows.size();
    }

    private void prose(String text, double below) {
        double rest = Math.min(below, 0.35 * (bottom - y));
        for (double size = 16;; size -= 0.5) {
            var prose = new Prose(k, size, Token.TEXT);
            double lineH = size * 1.45;
            if (size <= 13 || prose.height(text, room, lineH) <= bottom - rest - y) {
                y = prose.draw(text, x, y, room, lineH, bottom);
                return;
            }
        }
    }

    /// Names and values under a heading, as many as there is room for.
    ///
    /// @param least how many there must be room for, if there are as many, so that the heading is worth its line
    private void rows(String heading, List<StepTold.Row> rows, int least) {
        if (rows.isEmpty() || y + 30 + ROW * Math.min(rows.size(), Math.max(1, least)) > bottom) {
            return;
        }
        y += 8;
        k.pen.line(x, y, x + room, y, Style.stroke(Token.PANEL_BORDER, 1));
        k.text(heading, x, k.baseline(y + 13, FontRole.SANS_BOLD, 13), 13, FontRole.SANS_BOLD, Token.TEXT_DIM, room);
        y += 24;
        for (int i = 0; i < rows.size(); i++) {
            var r = rows.get(i);
            var value = r.value().replace('|', ' ');
            boolean one = k.width(r.name(), FontRole.MONO, 13) + k.width(value, FontRole.MONO, 13) + 14 <= room;
            var lines = one ? List.of(value) : k.tm.wrap(value, room - 16, FontRole.MONO, k.px(13));
            double need = one ? ROW : ROW * (1 + lines.size());
            boolean last = i == rows.size() - 1;
            if (y + need + (last ? 0 : ROW) > bottom) {
                k.text((rows.size() - i) + (i == 0 ? "" : " more"), x, k.baseline(y + ROW / 2, FontRole.SANS, 13), 13, FontRole.SANS,
                        Token.TEXT_DIM, room);
                y += ROW;
                return;
            }
            k.text(r.name(), x, k.baseline(y + ROW / 2, FontRole.MONO, 13), 13, FontRole.MONO, Token.TEXT_DIM, room + 1);
            if (one) {
                k.end(value, x + room, k.baseline(y + ROW / 2, FontRole.MONO, 13), 13, FontRole.MONO, Token.TEXT, room);
            } else {
                for (var line : lines) {
                    y += ROW;
                    k.text(line, x + 16, k.baseline(y + ROW / 2, FontRole.MONO, 13), 13, FontRole.MONO, Token.TEXT, room);
                }
            }
            y += ROW;
        }
    }
}
