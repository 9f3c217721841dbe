package dioscope.app.panel;

import dioscope.app.paint.Bounds;
import dioscope.app.paint.CellId;
import dioscope.app.paint.Drawing;
import dioscope.app.paint.FontRole;
import dioscope.app.paint.Style;
import dioscope.app.paint.Token;
import dioscope.app.panel.TimelineIndex.Event;
import dioscope.app.panel.TimelineIndex.Lane;
import dioscope.app.panel.TimelineIndex.Span;
import dioscope.app.panel.TimelineIndex.What;
import dioscope.model.trace.Moment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The whole run at a glance: who ran when, what the device did, where bios, flags and errors changed, and where we are.
///
/// The left half of its first [#headerHeight] pixels is left free for the buttons of a player.
public final class TimelinePanel {
    /// Height of the line that names the calls, units.
    private static final double CALLS = 12;

    private final Kit k;
    private final Moment m;
    private final Scrubber scrubber;
    private final List<Lane> lanes;

    private TimelinePanel(Moment m, View v, double width, double height) {
        this.m = m;
        k = new Kit(m, v, width, height);
        scrubber = scrubber(v, width, height);
        lanes = lanes(v);
    }

    /// The panel in a space of `width` by `height` pixels.
    public static Drawing draw(Moment m, View v, double width, double height) {
        return new TimelinePanel(m, v, width, height).draw();
    }

    /// Height of the part above the lanes, pixels.
    public static double headerHeight(View v) {
        return 38 * v.scale();
    }

    /// Where the steps are in this panel.
    public static Scrubber scrubber(View v, double width, double height) {
        double s = v.scale();
        double left = 76 * s;
        double top = headerHeight(v) + (v.study().flow() ? CALLS * s : 0);
        return new Scrubber(v.study().timeline(), v.axis(),
                new Bounds(left, top, Math.max(1, width - left - 20 * s), Math.max(1, height - top - 10 * s)));
    }

    /// The geometry of the lanes.
    ///
    /// @param lanes the area they cover in the panel, in pixels
    public record Scrubber(TimelineIndex index, View.Axis axis, Bounds lanes) {
        /// The step under `x`, clamped to the run.
        public int stepAt(double x) {
            return index.stepAt((x - lanes.x()) / lanes.width(), axis);
        }

        /// Where step `i` is.
        public double xOf(int i) {
            return lanes.x() + index.shareOf(i, axis) * lanes.width();
        }
    }

    private static List<Lane> lanes(View v) {
        var out = new ArrayList<Lane>();
        out.addAll(v.study().timeline().lanes());
        for (var l : List.of(Lane.TASK, Lane.IRQ, Lane.DEVICE)) {
            if (!out.contains(l)) {
                out.add(l);
            }
        }
        out.sort(null);
        return out;
    }

    private Drawing draw() {
        k.frame("TIMELINE", "");
        heading();
        var b = scrubber.lanes;
        double pitch = b.height() / lanes.size();
        double bar = Math.min(pitch - 3 * k.s, 16 * k.s);
        for (int i = 0; i < lanes.size(); i++) {
            lane(lanes.get(i), b.y() + i * pitch, bar);
        }
        marks(pitch, bar);
        edited();
        if (k.view.study().flow()) {
            calls();
        }
        playhead();
        return k.done();
    }

    private void heading() {
        var step = m.step();
        double base = 24 * k.s;
        String at = "step " + m.index() + " of " + (m.trace().size() - 1) + " · " + Units.time(step.nanos());
        double x = k.right();
        double room = k.w * 0.55;
        k.end(at, x, base, 14, FontRole.MONO, Token.TEXT, room);
        x -= k.width(at, FontRole.MONO, 14) + 22 * k.s;
        double from = k.left() + k.width("TIMELINE", FontRole.SANS_BOLD, 13) + 12 * k.s;
        for (var e : List.of(Map.entry("flush", Token.BIO_FLUSH), Map.entry("sleeps", Token.LANE_WAIT))) {
            if (x - k.width(e.getKey(), FontRole.SANS, 12.5) - 19 * k.s >= from) {
                x = swatch(e.getKey(), e.getValue(), x, base);
            }
        }
        for (var e : List.of(Event.ERROR, Event.FLAG, Event.BIO)) {
            String name = switch (e) {
                case BIO -> "bio";
                case FLAG -> "flag";
                case ERROR -> "error";
            };
            double tw = k.width(name, FontRole.SANS, 12.5);
            if (x - tw - 13 * k.s < from) {
                break;
            }
            k.text(name, x - tw, base, 12.5, FontRole.SANS, Token.TEXT_DIM, tw + 1);
            mark(e, null, x - tw - 9 * k.s, base - 4.5 * k.s, 3.6 * k.s);
            x -= tw + 28 * k.s;
        }
        if (!k.view.editedSteps().isEmpty()) {
            int n = k.view.editedSteps().stream().mapToInt(e -> e.to() - e.from()).sum();
            String edit = k.fit(x - k.left() - 110 * k.s, FontRole.SANS, 12.5,
                    n + (n == 1 ? " step" : " steps") + " not as before the edit", "not as before the edit", "edited");
            swatch(edit, Token.CHANGED, x + 4 * k.s, base);
        }
    }

    private double swatch(String name, Token token, double x, double base) {
        double tw = k.width(name, FontRole.SANS, 12.5);
        k.text(name, x - tw, base, 12.5, FontRole.SANS, Token.TEXT_DIM, tw + 1);
        k.pen.rect(x - tw - 19 * k.s, base - 8.5 * k.s, 14 * k.s, 8 * k.s, 2 * k.s, Style.fill(token));
        return x - tw - 34 * k.s;
    }

    private void lane(Lane l, double y, double h) {
        var b = scrubber.lanes;
        double size = Math.min(12.5, b.height() / lanes.size() / k.s * 0.95);
        k.text(l.name(lanes), k.left(), k.baseline(y + h / 2, FontRole.SANS, size), size, FontRole.SANS, Token.TEXT_DIM,
                b.x() - k.left() - 6 * k.s);
        k.pen.rect(b.x(), y, b.width(), h, 3 * k.s, Style.fill(Token.WELL));
        Span run = null;
        double a = 0;
        double z = 0;
        for (var s : k.view.study().timeline().spans(l)) {
            double from = scrubber.xOf(s.from());
            double to = Math.max(from + 1.5, scrubber.xOf(timeEnd(s)));
            if (run != null && from <= z + 0.75 && (s.what() == run.what() || to - from < 2 || z - a < 2)) {
                z = Math.max(z, to);
            } else {
                if (run != null) {
                    bar(l, run.what(), a, y, z - a, h);
                }
                run = s;
                a = from;
                z = to;
            }
        }
        if (run != null) {
            bar(l, run.what(), a, y, z - a, h);
        }
    }

    /// A task that ran does not run on while time passes without it; a device or a sleeper does.
    private int timeEnd(Span s) {
        return scrubber.axis == View.Axis.TIME && s.what() == What.RUN ? s.to() - 1 : s.to();
    }

    private void bar(Lane l, What what, double x, double y, double width, double h) {
        var token = what == What.WAIT ? Token.LANE_WAIT : switch (l.of()) {
            case TASK, IO_WQ -> Token.LANE_TASK;
            case IRQ -> Token.LANE_IRQ;
            case WORKER, FLUSHER -> Token.LANE_WORKER;
            case JBD2 -> Token.LANE_JOURNAL;
            case DEVICE -> what == What.FLUSH ? Token.BIO_FLUSH : Token.LANE_DEVICE;
        };
        k.pen.rect(x, y, width, h, Math.min(3 * k.s, width / 3), Style.fill(token));
    }

    /// Marks stand in the lane in which their step happens.
    private void marks(double pitch, double bar) {
        double r = Math.min(4 * k.s, bar * 0.36);
        var index = k.view.study().timeline();
        for (var e : Event.values()) {
            var last = new double[lanes.size()];
            Arrays.fill(last, -99);
            for (int i : index.marks(e)) {
                double x = scrubber.xOf(i);
                int lane = lanes.indexOf(index.lane(i));
                if (lane >= 0 && x - last[lane] >= 2.2 * r) {
                    double y = scrubber.lanes.y() + lane * pitch + bar / 2;
                    mark(e, CellId.of("step." + i + "." + e.ordinal()), x, y, r);
                    last[lane] = x;
                }
            }
        }
    }

    private void mark(Event e, @Nullable CellId id, double x, double y, double r) {
        var edge = Style.stroke(Token.PANEL, 1);
        switch (e) {
            case BIO -> k.pen.circle(id, x, y, r, edge.withFill(Token.MARK));
            case FLAG -> k.pen.path(id, edge.withFill(Token.BIT_ON),
                    p -> p.move(x, y - 1.3 * r).line(x + 1.3 * r, y).line(x, y + 1.3 * r).line(x - 1.3 * r, y).close());
            case ERROR -> k.pen.rect(id, x - r, y - r, 2 * r, 2 * r, 0, edge.withFill(Token.ERROR));
        }
    }

    /// A band above the lanes over the steps that the last edit made different.
    private void edited() {
        var b = scrubber.lanes;
        double y = b.y() - 6 * k.s;
        double a = 0;
        double z = -1;
        for (var e : k.view.editedSteps()) {
            double from = scrubber.xOf(e.from());
            double to = Math.max(from + 2, scrubber.xOf(e.to()));
            if (z >= 0 && from > z + 0.75) {
                k.pen.rect(a, y, z - a, 4 * k.s, 0, Style.fill(Token.CHANGED));
                a = from;
            } else if (z < 0) {
                a = from;
            }
            z = Math.max(z, to);
        }
        if (z >= 0) {
            k.pen.rect(a, y, z - a, 4 * k.s, 0, Style.fill(Token.CHANGED));
        }
    }

    /// Where each call begins and returns, by name as far as there is room; that it returns is told first.
    private void calls() {
        var taken = new ArrayList<double[]>();
        var calls = k.view.study().timeline().calls();
        for (var c : calls) {
            if (c.end() >= 0) {
                call(c.io(), c.end(), true, taken);
            }
        }
        for (var c : calls) {
            call(c.io(), c.begin(), false, taken);
        }
    }

    private void call(int io, int step, boolean returns, List<double[]> taken) {
        var call = m.world().io().get(io);
        if (call == null) {
            return;
        }
        var b = scrubber.lanes;
        double x = scrubber.xOf(step);
        double y = b.y() - 3 * k.s;
        k.pen.path(CellId.of("step." + step + (returns ? ".returns" : ".begins") + io), Style.fill(returns ? Token.TEXT : Token.TEXT_DIM),
                p -> p.move(x - 3.5 * k.s, y - 5 * k.s).line(x + 3.5 * k.s, y - 5 * k.s).line(x, y).close());
        String name = Bytes.call(m.world(), call);
        String t = returns ? name + " returns" : name;
        double tw = k.width(t, FontRole.SANS, 11.5);
        for (double left : new double[]{x + 6 * k.s, x - 6 * k.s - tw}) {
            double right = left + tw;
            boolean fits = left >= b.x() - 4 * k.s && right <= b.right() + 6 * k.s;
            if (fits && taken.stream().noneMatch(z -> left < z[1] + 10 * k.s && right > z[0] - 10 * k.s)) {
                taken.add(new double[]{left, right});
                k.text(t, left, y, 11.5, FontRole.SANS, returns ? Token.TEXT : Token.TEXT_DIM, tw + 1);
                return;
            }
        }
    }

    private void playhead() {
        double x = scrubber.xOf(m.index());
        var b = scrubber.lanes;
        k.pen.begin(CellId.of("playhead"), x, 0);
        k.pen.line(0, b.y() - 5 * k.s, 0, b.bottom() + 3 * k.s, Style.stroke(Token.NOW, 2.4 * k.s));
        k.pen.path(null, Style.fill(Token.NOW),
                p -> p.move(-7 * k.s, b.y() - 8 * k.s).line(7 * k.s, b.y() - 8 * k.s).line(0, b.y() + 1 * k.s).close());
        k.pen.end();
    }
}
