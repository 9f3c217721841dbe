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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Where in a run something happens. Built once for a trace, in one pass; a drawing of the timeline then costs what it shows.
public final class TimelineIndex {
    /// What a lane of the timeline stands for, in the order they are drawn.
    public enum Of { TASK, IO_WQ, IRQ, WORKER, FLUSHER, JBD2, DEVICE }

    /// A lane: each task that submits has its own, and each worker of io_uring; of all else there is one.
    ///
    /// @param number counts from 1
    public record Lane(Of of, int number) implements Comparable<Lane> {
        /// More tasks than these share the last lane.
        static final int MOST = 6;
        public static final Lane TASK = new Lane(Of.TASK, 1);
        public static final Lane IRQ = new Lane(Of.IRQ, 1);
        public static final Lane DEVICE = new Lane(Of.DEVICE, 1);

        @Override
        public int compareTo(Lane o) {
            return of == o.of ? number - o.number : of.compareTo(o.of);
        }

        /// Its name beside its bars; numbered where there is another of its kind.
        String name(java.util.Collection<Lane> all) {
            String name = switch (of) {
                case TASK -> "task";
                case IO_WQ -> "io-wq";
                case IRQ -> "irq";
                case WORKER -> "worker";
                case FLUSHER -> "flusher";
                case JBD2 -> "jbd2";
                case DEVICE -> "device";
            };
            return all.stream().filter(l -> l.of == of).count() > 1 ? name + " " + number : name;
        }
    }

    /// What goes on in a span. WAIT: the task of the lane sleeps. FLUSH: the device empties its cache.
    public enum What { RUN, WAIT, BUSY, FLUSH }

    /// What a mark stands for, the most telling last.
    public enum Event { BIO, FLAG, ERROR }

    /// Steps `from` (included) to `to` (not included).
    public record Span(int from, int to, What what) {}

    /// The step at which the device has done a flush, before its request ends.
    private static final String FLUSHED = "device FLUSH";

    private final long[] nanos;
    private final List<Lane> all;
    private final byte[] lanes;
    private final Map<Lane, List<Span>> spans;
    private final Map<Event, int[]> marks;
    private final int maxDepth;
    private final Map<Integer, Call> calls;
    private final Map<Integer, Integer> journalDone;
    /// The steps at which the device has emptied its cache.
    private final int[] flushes;
    private final int stackRows;

    /// When a system call begins and ends.
    ///
    /// @param end the step at which its result is known, -1 for never
    public record Call(int io, int begin, int end) {}

    private TimelineIndex(long[] nanos, List<Lane> all, byte[] laneOf, Map<Lane, List<Span>> spans, Map<Event, int[]> marks, int maxDepth,
            Map<Integer, Call> calls, Map<Integer, Integer> journalDone, int[] flushes, int stackRows) {
        this.nanos = nanos;
        this.all = all;
        this.lanes = laneOf;
        this.spans = spans;
        this.marks = marks;
        this.maxDepth = maxDepth;
        this.calls = calls;
        this.journalDone = journalDone;
        this.flushes = flushes;
        this.stackRows = stackRows;
    }

    /// Reads the whole run.
    public static TimelineIndex of(Trace t) {
        var nanos = new long[t.size()];
        var laneOf = new byte[t.size()];
        var spans = new TreeMap<Lane, Spans>();
        var tasks = new Tasks();
        var marks = new EnumMap<Event, Ints>(Event.class);
        for (var e : Event.values()) {
            marks.put(e, new Ints());
        }
        int depth = 0;
        int rows = 0;
        var calls = new TreeMap<Integer, Call>();
        var journalDone = new HashMap<Integer, Integer>();
        var flushes = new Ints();
        var before = t.step(0).beneath();
        // who sleeps is looked up again only where tasks have changed: most steps change nothing but a stack
        @Nullable
        OrdMap<Task> looked = null;
        int doing = 0;
        int others = 0;
        var waiting = new ArrayList<Spans>();
        for (int i = 0; i < nanos.length; i++) {
            var step = t.step(i);
            var w = step.beneath();
            nanos[i] = step.nanos();
            if (step.label().equals(FLUSHED)) {
                flushes.add(i);
            }
            var f = step.frame();
            depth = Math.max(depth, f == null ? 0 : f.depth() + 1);
            begin(calls, step, i);
            var doer = w.tasks().get(step.task());
            boolean idle = doer != null && doer.state() != Task.State.RUNNING;
            var lane = tasks.lane(step.task(), step.ctx());
            laneOf[i] = tasks.number(lane);
            if (!idle) {
                spans.computeIfAbsent(lane, _ -> new Spans()).at(i, What.RUN);
            }
            if (w.tasks() != looked || step.task() != doing) {
                looked = w.tasks();
                doing = step.task();
                others = 0;
                waiting.clear();
                for (var e : w.tasks()) {
                    others += e.value().id() == step.task() ? 0 : StackPanel.rowsAside(e.value());
                    if (e.value().state() == Task.State.SLEEPING) {
                        var sleeper = tasks.lane(e.value().id(), e.value().kind());
                        if (idle || !sleeper.equals(lane)) {
                            waiting.add(spans.computeIfAbsent(sleeper, _ -> new Spans()));
                        }
                    }
                }
            }
            for (var s : waiting) {
                s.at(i, What.WAIT);
            }
            rows = Math.max(rows, (f == null ? 1 : f.depth() + 1) + others);
            var busy = device(w);
            if (busy != null) {
                spans.computeIfAbsent(Lane.DEVICE, _ -> new Spans()).at(i, busy);
            }
            if (before != w) {
                mark(i, before, w, marks);
                if (before.bios() != w.bios()) {
                    journal(journalDone, before, w, i);
                }
                if (before.io() != w.io()) {
                    end(calls, before, w, i);
                }
                before = w;
            }
        }
        var done = new TreeMap<Lane, List<Span>>();
        spans.forEach((l, s) -> done.put(l, List.copyOf(s.list)));
        var points = new EnumMap<Event, int[]>(Event.class);
        marks.forEach((e, m) -> points.put(e, m.toArray()));
        return new TimelineIndex(nanos, List.copyOf(tasks.lanes), laneOf, done, points, depth, calls, journalDone, flushes.toArray(), rows);
    }

    /// The first call of the task that has not begun yet begins when the task enters a function.
    private static void begin(Map<Integer, Call> calls, Step step, int i) {
        if (step.kind() != Step.Kind.ENTER || step.frame() == null || step.frame().depth() > 0) {
            return;
        }
        for (var e : step.beneath().io()) {
            var io = e.value();
            var known = calls.get(io.id());
            if (io.task() == step.task() && (known == null || known.end < 0)) {
                if (known == null && io.startNanos() <= step.nanos()) {
                    calls.put(io.id(), new Call(io.id(), i, -1));
                }
                return;
            }
        }
    }

    private static void end(Map<Integer, Call> calls, World a, World b, int i) {
        OrdMap.diff(a.io(), b.io(), (id, x, y) -> {
            if (y != null && y.result() != null && (x == null || x.result() == null)) {
                var known = calls.get(y.id());
                calls.put(y.id(), new Call(y.id(), known == null ? i : known.begin, i));
            }
        });
    }

    private static void journal(Map<Integer, Integer> done, World a, World b, int i) {
        OrdMap.diff(a.bios(), b.bios(), (id, x, y) -> {
            if (y != null && y.via() == Bio.Via.JOURNAL && y.state() == Bio.State.DONE && (x == null || x.state() != Bio.State.DONE)) {
                done.put(y.id(), i);
            }
        });
    }

    /// Whether a bio of the journal has reached the device at step `i`.
    boolean journalDone(int bio, int i) {
        var at = journalDone.get(bio);
        return at != null && at <= i;
    }

    /// Whether the device has emptied its cache, up to step `i`, since that bio of the journal reached it.
    boolean flushedSince(int bio, int i) {
        var at = journalDone.get(bio);
        return at != null && spans(Lane.DEVICE).stream().anyMatch(s -> s.what() == What.FLUSH && s.from() > at && emptied(s) <= i);
    }

    /// Whether a flush is in the device that has emptied the cache already at step `i`.
    boolean emptied(int i) {
        return spans(Lane.DEVICE).stream().anyMatch(s -> s.what() == What.FLUSH && s.from() <= i && i < s.to() && emptied(s) <= i);
    }

    /// The step at which a flush has done its work; its request ends later.
    private int emptied(Span s) {
        for (int f : flushes) {
            if (f >= s.from() && f <= s.to()) {
                return f;
            }
        }
        return s.to();
    }

    /// The lines that call stacks take at the most in this run: that of the task that runs, and those of others that are under way.
    public int stackRows() {
        return stackRows;
    }

    /// The calls of the run, by number.
    public List<Call> calls() {
        return List.copyOf(calls.values());
    }

    /// Whether call `io` has begun at step `i`.
    public boolean begun(int io, int i) {
        var c = calls.get(io);
        return c != null && c.begin <= i;
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
        return all.get(lanes[i]);
    }

    /// Every lane in which something goes on, in order.
    public List<Lane> lanes() {
        return List.copyOf(spans.keySet());
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

    /// Which lane each task has.
    private static final class Tasks {
        final ArrayList<Lane> lanes = new ArrayList<>();
        private final Map<Integer, Lane> known = new HashMap<>();

        Lane lane(int task, Task.Kind kind) {
            var l = known.get(task);
            if (l == null) {
                var of = Of.valueOf(kind.name());
                int n = of == Of.TASK || of == Of.IO_WQ ? 1 + (int) lanes.stream().filter(x -> x.of() == of).count() : 1;
                l = new Lane(of, Math.min(n, Lane.MOST));
                known.put(task, l);
                if (!lanes.contains(l)) {
                    lanes.add(l);
                }
            }
            return l;
        }

        byte number(Lane l) {
            return (byte) lanes.indexOf(l);
        }
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
                if (last.to > i) {
                    return;
                }
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
