package dioscope.app.panel;

import dioscope.app.paint.Bounds;
import dioscope.app.paint.CellId;
import dioscope.app.paint.Drawing;
import dioscope.app.paint.FontRole;
import dioscope.app.paint.Style;
import dioscope.app.paint.Token;
import dioscope.app.panel.TimelineIndex.Lane;
import dioscope.model.compare.Comparison;
import java.util.List;
import java.util.TreeSet;

/// Both runs on one line of places: the same place is above itself, and where a run has a gap the other does something of its own. What differs is
/// marked between them.
public final class CompareTimeline {
    private final Kit k;
    private final CompareView v;
    private final Comparison c;
    private final Bounds area;

    private CompareTimeline(CompareView v, double width, double height) {
        this.v = v;
        c = v.comparison();
        k = v.kit(true, width, height);
        area = area(v, width, height);
    }

    /// The panel in a space of `width` by `height` pixels.
    public static Drawing draw(CompareView v, double width, double height) {
        return new CompareTimeline(v, width, height).draw();
    }

    /// The row under `x` in a panel of that size.
    public static int rowAt(CompareView v, double width, double height, double x) {
        var b = area(v, width, height);
        int n = v.comparison().rows().size();
        return Math.clamp((int) ((x - b.x()) / b.width() * n), 0, n - 1);
    }

    private static Bounds area(CompareView v, double width, double height) {
        double s = v.scale();
        double left = 96 * s;
        double top = 34 * s;
        return new Bounds(left, top, Math.max(1, width - left - 18 * s), Math.max(1, height - top - 10 * s));
    }

    private double x(double row) {
        return area.x() + row / Math.max(1, c.rows().size()) * area.width();
    }

    private Drawing draw() {
        k.frame("TIMELINE", "the same place stands above itself", "");
        var ra = v.momentA();
        var rb = v.momentB();
        String at = "A step " + ra.index() + " of " + (ra.trace().size() - 1) + " · B step " + rb.index() + " of "
                + (rb.trace().size() - 1);
        k.end(at, k.right(), 24 * k.s, 13.5, FontRole.MONO, Token.TEXT, k.w * 0.6);
        var a = lanes(true);
        var b = lanes(false);
        double strip = 9 * k.s;
        double pitch = (area.height() - strip - 8 * k.s) / (a.size() + b.size());
        double mid = area.y() + a.size() * pitch + 4 * k.s;
        side(true, a, area.y(), pitch);
        side(false, b, mid + strip + 4 * k.s, pitch);
        differences(mid, strip);
        double px = x(v.row() + 0.5);
        k.pen.line(CellId.of("playhead"), px, area.y() - 4 * k.s, px, area.bottom() + 3 * k.s, Style.stroke(Token.NOW, 2.4 * k.s));
        return k.done();
    }

    private List<Lane> lanes(boolean first) {
        var index = (first ? v.a() : v.b()).timeline();
        var used = new TreeSet<Lane>();
        for (int i = 0; i < index.size(); i++) {
            used.add(index.lane(i));
        }
        return List.copyOf(used);
    }

    private void side(boolean first, List<Lane> lanes, double top, double pitch) {
        double bar = Math.min(15 * k.s, pitch - 2.5 * k.s);
        var ink = first ? Token.ACCENT : Token.OK;
        k.text(first ? "A" : "B", k.left(), k.baseline(top + lanes.size() * pitch / 2, FontRole.MONO_BOLD, 15), 15, FontRole.MONO_BOLD, ink,
                20 * k.s);
        for (int i = 0; i < lanes.size(); i++) {
            double y = top + i * pitch;
            double size = Math.min(12.5, pitch / k.s * 0.9);
            k.text(lanes.get(i).name(lanes), k.left() + 22 * k.s, k.baseline(y + bar / 2, FontRole.SANS, size), size, FontRole.SANS,
                    Token.TEXT_DIM,
                    area.x() - k.left() - 26 * k.s);
            k.pen.rect(area.x(), y, area.width(), bar, 3 * k.s, Style.fill(Token.WELL));
        }
        var index = (first ? v.a() : v.b()).timeline();
        int from = -1;
        Lane run = Lane.TASK;
        int n = c.rows().size();
        for (int r = 0; r <= n; r++) {
            int step = r == n ? -1 : first ? c.rows().get(r).a() : c.rows().get(r).b();
            var lane = step < 0 ? null : index.lane(step);
            if (from >= 0 && lane != run) {
                double y = top + lanes.indexOf(run) * pitch;
                double w = Math.max(1, x(r) - x(from));
                k.pen.rect(x(from), y, w, bar, Math.min(2.5 * k.s, w / 3), Style.fill(token(run)));
                from = -1;
            }
            if (from < 0 && lane != null) {
                from = r;
                run = lane;
            }
        }
    }

    private void differences(double y, double h) {
        k.pen.rect(area.x(), y, area.width(), h, 2 * k.s, Style.fill(Token.WELL));
        double last = -99;
        for (var d : c.differences()) {
            double at = x(d.row());
            double w = Math.max(2 * k.s, x(d.row() + (d.what().only() ? d.steps() : 1)) - at);
            boolean plain = !d.what().turns();
            if (plain && at < last + 1) {
                continue;
            }
            last = at;
            double high = plain ? h * 0.4 : h;
            k.pen.rect(CellId.of("row." + d.row() + ".mark"), at, y + (h - high) / 2, w, high, 0, Style.fill(CompareHead.ink(d.what())));
        }
    }

    private static Token token(Lane l) {
        return switch (l.of()) {
            case TASK, IO_WQ -> Token.LANE_TASK;
            case IRQ -> Token.LANE_IRQ;
            case WORKER, FLUSHER -> Token.LANE_WORKER;
            case JBD2 -> Token.LANE_JOURNAL;
            case DEVICE -> Token.LANE_DEVICE;
        };
    }
}
