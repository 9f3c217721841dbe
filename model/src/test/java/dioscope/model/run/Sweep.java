package dioscope.model.run;

import com.sun.management.OperatingSystemMXBean;
import dioscope.model.engine.Bounds;
import dioscope.model.scenario.Request;
import dioscope.model.scenario.Scenario;
import dioscope.model.scenario.ScenarioJson;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Collectors;

/// Runs many generated scenarios on all cores and says what went wrong, with the scenario as a file that opens in the program.
final class Sweep {
    /// What can be wrong with a run.
    enum Kind { ERROR, UNBOUNDED, BROKEN }

    record Wrong(Kind kind, String what, String scenario) {}

    /// Scenarios of one generator: as many as make a task of a few milliseconds.
    private static final int CHUNK = 50;
    private static final int STEPS = 200_000;
    private static final int STEPS_A_BLOCK = 400;
    private static final int DEPTH = 200;
    private static final int FRAMES = 6;
    private static final int KIND_WIDTH = 240;

    private final int runs;
    private final long seed;
    private final ConcurrentLinkedQueue<Wrong> wrong = new ConcurrentLinkedQueue<>();
    private final ConcurrentSkipListMap<String, LongAdder> kernels = new ConcurrentSkipListMap<>();
    private final ConcurrentSkipListMap<String, LongAdder> refusals = new ConcurrentSkipListMap<>();
    private final LongAdder finished = new LongAdder();
    private final LongAdder steps = new LongAdder();
    private double seconds;
    private double cpuSeconds;

    Sweep(int runs, long seed) {
        this.runs = runs;
        this.seed = seed;
    }

    /// Runs them all, one virtual thread a core.
    Sweep run() throws InterruptedException {
        long begin = System.nanoTime();
        long cpu = cpuNanos();
        var next = new AtomicInteger();
        var threads = new ArrayList<Thread>();
        for (int i = 0; i < Runtime.getRuntime().availableProcessors(); i++) {
            threads.add(Thread.startVirtualThread(() -> {
                for (int from = next.getAndAdd(CHUNK); from < runs; from = next.getAndAdd(CHUNK)) {
                    chunk(from, Math.min(runs, from + CHUNK));
                }
            }));
        }
        for (var t : threads) {
            t.join();
        }
        seconds = (System.nanoTime() - begin) / 1e9;
        cpuSeconds = (cpuNanos() - cpu) / 1e9;
        return this;
    }

    List<Wrong> wrong() {
        return List.copyOf(wrong);
    }

    long finished() {
        return finished.sum();
    }

    /// CPU time of the whole process, its compiler and collector included.
    private static long cpuNanos() {
        return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getProcessCpuTime();
    }

    private void chunk(int from, int to) {
        var generator = Generator.ofEverything(seed + from);
        for (int n = from; n < to; n++) {
            var s = generator.next();
            kernels.computeIfAbsent(s.kernel().name(), k -> new LongAdder()).increment();
            try {
                one(s);
            } catch (RuntimeException | StackOverflowError e) {
                var at = List.of(e.getStackTrace());
                say(Kind.ERROR, e + " " + at.subList(0, Math.min(FRAMES, at.size())), s);
            }
        }
    }

    private void say(Kind kind, String what, Scenario s) {
        wrong.add(new Wrong(kind, what, ScenarioJson.write(s)));
    }

    /// What is asked for may take more: a journalled block of 1 KiB is copied, logged and written to its place in some 250 steps.
    private static Bounds bounds(Scenario s) {
        long blocks = s.requests().stream().mapToLong(c -> c.request().length() / s.fs().blockSize()).sum();
        return new Bounds(Math.toIntExact(STEPS + STEPS_A_BLOCK * blocks), DEPTH);
    }

    private void one(Scenario s) {
        var bounds = bounds(s);
        var trace = Runner.run(s, bounds);
        steps.add(trace.size());
        if (trace.size() >= bounds.steps()) {
            say(Kind.UNBOUNDED, "not over after " + bounds.steps() + " steps, in " + trace.steps().getLast().site(), s);
            return;
        }
        Invariants.broken(trace, s).forEach(w -> say(Kind.BROKEN, w, s));
        var refusal = trace.refusal();
        if (refusal != null) {
            refusals.computeIfAbsent(refusal.replaceAll("[0-9]+", "n"), k -> new LongAdder()).increment();
            return;
        }
        finished.increment();
        var r = s.request();
        if (s.requests().size() == 1 && s.asks().isEmpty() && !s.inode().inline() && r.write()
                && r.submission() == Request.Submission.SYNC) {
            Outcome.broken(s, trace).forEach(w -> say(Kind.BROKEN, w, s));
        }
    }

    /// What went wrong without its numbers, and how often.
    Map<String, Long> kinds() {
        return wrong.stream().map(w -> w.kind() + " " + w.what().lines().findFirst().orElse("").replaceAll("[0-9]+", "n"))
                .map(w -> w.substring(0, Math.min(w.length(), KIND_WIDTH)))
                .collect(Collectors.groupingBy(w -> w, TreeMap::new, Collectors.counting()));
    }

    private long count(Kind kind) {
        return wrong.stream().filter(w -> w.kind() == kind).count();
    }

    /// The result in words, for people.
    String report() {
        var out = new StringBuilder();
        line(out, "%,d scenarios of seed %d, invariants held against every step", runs, seed);
        line(out, "kernels: %s", kernels.entrySet().stream().map(e -> e.getKey() + " " + e.getValue()).collect(Collectors.joining(", ")));
        line(out, "%,d finished, %,d refused with a sentence, %,d steps", finished.sum(),
                refusals.values().stream().mapToLong(LongAdder::sum)
                        .sum(),
                steps.sum());
        line(out, "%d internal errors, %d unbounded runs, %d broken invariants", count(Kind.ERROR), count(Kind.UNBOUNDED),
                count(Kind.BROKEN));
        line(out, "%,.0f scenarios/s, %.2f ms CPU a scenario, %.0f s", runs / seconds, cpuSeconds * 1000 / runs, seconds);
        kinds().forEach((kind, n) -> line(out, "  %d x %s", n, kind));
        return out.toString();
    }

    /// The sentences of the runs that were refused, the most frequent first.
    String refusals() {
        return refusals.entrySet().stream().sorted((a, b) -> Long.compare(b.getValue().sum(), a.getValue().sum()))
                .map(e -> "  " + e.getValue() + " x " + e.getKey()).collect(Collectors.joining("\n"));
    }

    private static void line(StringBuilder out, String format, Object... values) {
        out.append(String.format(Locale.ROOT, format, values)).append('\n');
    }
}
