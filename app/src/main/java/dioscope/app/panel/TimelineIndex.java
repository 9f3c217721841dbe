package dioscope.app.panel;

import dioscope.model.state.Bio;
import dioscope.model.state.OrdMap;
import dioscope.model.state.Task;
import dioscope.model.state.World;
import dioscope.model.trace.Step;
import dioscope.model.trace.Trace;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Where in a run something happens. Built once for a trace, in one pass; a drawing of the timeline then costs what it shows.
public final class TimelineIndex {
    /// A lane of the timeline, in the order they are drawn.
    public enum Lane { TASK, IO_WQ, IRQ, WORKER, FLUSHER, JBD2, DEVICE }

    /// What goes on in a span. WAIT: the task of the lane sleeps. FLUSH: the device empties its cache.
    public enum What { RUN, WAIT, BUSY, FLUSH }

    /// What a mark stands for, the most telling last.
    public enum Event { BIO, FLAG, ERROR }

    /// Steps `from` (included) to `to` (not included).
    public record Span(int from, int to, What what) {}

    private final long[] nanos;
    private final byte[] lanes;
    private final Map<Lane, List<Span>> spans;
    private final Map<Event, int[]> marks;
    private final int maxDepth;

    private TimelineIndex(long[] nanos, byte[] laneOf, Map<Lane, List<Span>> spans, Map<Event, int[]> marks, int maxDepth) {
        this.nanos = nanos;
        this.lanes = laneOf;
        this.spans = spans;
        this.marks = marks;
        this.maxDepth = maxDepth;
    }

    /// Reads the whole run.
    public static TimelineIndex of(Trace t) {
        var nanos = new long[t.size()];
        var laneOf = new byte[t.size()];
        var lanes = new EnumMap<Lane, Spans>(Lane.class);
        var marks = new EnumMap<Event, Ints>(Event.class);
        for (var e : Event.values()) {
            marks.put(e, new Ints());
        }
        int depth = 0;
        for (int i = 0; i < nanos.length; i++) {
            var step = t.step(i);
            var w = step.world();
            nanos[i] = step.nanos();
            var f = step.frame();
            depth = Math.max(depth, f == null ? 0 : f.depth() + 1);
            var doer = w.tasks().get(step.task());
            boolean idle = doer != null && doer.state() != Task.State.RUNNING;
            var lane = lane(step.ctx());
            laneOf[i] = (byte) lane.ordinal();
            for (var l : Lane.values()) {
                var what = l == Lane.DEVICE ? device(w) : l == lane && !idle ? What.RUN : l == Lane.TASK && sleeps(w) ? What.WAIT : null;
                if (what != null) {
                    lanes.computeIfAbsent(l, k -> new Spans()).at(i, what);
                }
            }
            if (i > 0) {
                var before = t.step(i - 1).world();
                if (before != w) {
                    mark(i, before, w, marks);
                }
            }
        }
        var done = new EnumMap<Lane, List<Span>>(Lane.class);
        lanes.forEach((l, s) -> done.put(l, List.copyOf(s.list)));
        var points = new EnumMap<Event, int[]>(Event.class);
        marks.forEach((e, m) -> points.put(e, m.toArray()));
        return new TimelineIndex(nanos, laneOf, done, points, depth);
    }

    public int size() {
        return nanos.length;
    }

    /// Virtual time of step `i`.
    public long nanos(int i) {
        return nanos[i];
    }

    /// The lane in which step `i` happens.
    public Lane lane(int i) {
        return Lane.values()[lanes[i]];
    }

    /// The deepest call stack of the run, in frames.
    public int maxDepth() {
        return maxDepth;
    }

    /// What goes on in `lane`, in order and disjoint; empty when nothing ever does.
    public List<Span> spans(Lane lane) {
        return spans.getOrDefault(lane, List.of());
    }

    /// The steps at which such a thing happens, in order.
    int[] marks(Event e) {
        var m = marks.get(e);
        return m == null ? new int[0] : m;
    }

    /// Whether a flag or an error changes after step `from`, up to step `to`.
    public boolean turns(int from, int to) {
        for (var e : List.of(Event.FLAG, Event.ERROR)) {
            int at = Arrays.binarySearch(marks(e), from + 1);
            int next = at >= 0 ? at : -at - 1;
            if (next < marks(e).length && marks(e)[next] <= to) {
                return true;
            }
        }
        return false;
    }

    /// Where step `i` is between the start (0) and the end (1) of the run.
    public double shareOf(int i, View.Axis axis) {
        int last = nanos.length - 1;
        if (last <= 0) {
            return 0;
        }
        int k = Math.clamp(i, 0, last);
        long all = nanos[last] - nanos[0];
        return axis == View.Axis.TIME && all > 0 ? (double) (nanos[k] - nanos[0]) / all : (double) k / last;
    }

    /// The step at that share of the run, clamped to it.
    public int stepAt(double share, View.Axis axis) {
        int last = nanos.length - 1;
        double q = Math.clamp(share, 0.0, 1.0);
        long all = last <= 0 ? 0 : nanos[last] - nanos[0];
        if (axis == View.Axis.STEPS || all <= 0) {
            return (int) Math.round(q * Math.max(0, last));
        }
        long t = nanos[0] + Math.round(q * all);
        int lo = 0;
        int hi = last;
        while (lo < hi) {
            int mid = (lo + hi + 1) >>> 1;
            if (nanos[mid] <= t) {
                lo = mid;
            } else {
                hi = mid - 1;
            }
        }
        return lo;
    }

    private static Lane lane(Task.Kind kind) {
        return switch (kind) {
            case TASK -> Lane.TASK;
            case IO_WQ -> Lane.IO_WQ;
            case IRQ -> Lane.IRQ;
            case WORKER -> Lane.WORKER;
            case FLUSHER -> Lane.FLUSHER;
            case JBD2 -> Lane.JBD2;
        };
    }

    private static boolean sleeps(World w) {
        for (var e : w.tasks()) {
            if (e.value().kind() == Task.Kind.TASK && e.value().state() == Task.State.SLEEPING) {
                return true;
            }
        }
        return false;
    }

    private static @Nullable What device(World w) {
        var in = w.queue().inFlight();
        if (in.isEmpty()) {
            return null;
        }
        for (int id : in) {
            var r = w.requests().get(id);
            if (r != null && r.op() == Bio.Op.FLUSH) {
                return What.FLUSH;
            }
        }
        return What.BUSY;
    }

    private static void mark(int i, World a, World b, Map<Event, Ints> marks) {
        boolean[] seen = new boolean[Event.values().length];
        if (a.bios() != b.bios()) {
            OrdMap.diff(a.bios(), b.bios(), (id, x, y) -> {
                if (x == null || y == null || x.state() != y.state()) {
                    seen[Event.BIO.ordinal()] = true;
                }
                if (y != null && y.status() < 0 && (x == null || x.status() != y.status())) {
                    seen[Event.ERROR.ordinal()] = true;
                }
            });
        }
        if (a.io() != b.io()) {
            OrdMap.diff(a.io(), b.io(), (id, x, y) -> {
                var p = x == null ? null : x.dio();
                var q = y == null ? null : y.dio();
                if (p != null && q != null) {
                    seen[Event.FLAG.ordinal()] |= p.flags() != q.flags();
                    seen[Event.ERROR.ordinal()] |= p.error() != q.error();
                }
                Long r = y == null ? null : y.result();
                if (r != null && r < 0 && (x == null || x.result() == null)) {
                    seen[Event.ERROR.ordinal()] = true;
                }
            });
        }
        for (var e : Event.values()) {
            if (seen[e.ordinal()]) {
                at(marks, e).add(i);
            }
        }
    }

    private static Ints at(Map<Event, Ints> marks, Event e) {
        return marks.computeIfAbsent(e, k -> new Ints());
    }

    private static final class Spans {
        final ArrayList<Span> list = new ArrayList<>();

        void at(int i, What what) {
            if (!list.isEmpty()) {
                var last = list.getLast();
                if (last.to == i && last.what == what) {
                    list.set(list.size() - 1, new Span(last.from, i + 1, what));
                    return;
                }
            }
            list.add(new Span(i, i + 1, what));
        }
    }

    private static final class Ints {
        private int[] items = new int[16];
        private int size;

        void add(int v) {
            if (size == items.length) {
                items = Arrays.copyOf(items, size * 2);
            }
            items[size++] = v;
        }

        int[] toArray() {
            return Arrays.copyOf(items, size);
        }
    }
}
