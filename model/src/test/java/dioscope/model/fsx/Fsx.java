package dioscope.model.fsx;

import dioscope.model.engine.Bounds;
import dioscope.model.run.Runner;
import dioscope.model.scenario.Scenario;
import dioscope.model.scenario.ScenarioJson;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Runs drawn scenarios on all cores until so many operations are done, judges each, and makes those that fail small.
final class Fsx {
    /// What an application saw of a run.
    ///
    /// @param outcomes of the calls that returned
    /// @param steps how long it was
    /// @param refusal why it stopped before its end, or null
    record Seen(List<Outcome> outcomes, int steps, @Nullable String refusal) {}

    /// A failing scenario.
    record Failure(long seed, String kind, String words, Scenario scenario) {}

    private static final Bounds BOUNDS = new Bounds(400_000, 300);
    private static final int TRIES = 1500;
    private static final int FRAMES = 8;

    private final Function<Scenario, Seen> kernel;
    private final long operations;
    private final long seed;
    private final LongAdder done = new LongAdder();
    private final LongAdder steps = new LongAdder();
    private final LongAdder scenarios = new LongAdder();
    private final ConcurrentSkipListMap<String, LongAdder> refusals = new ConcurrentSkipListMap<>();
    private final ConcurrentSkipListMap<String, Failure> failures = new ConcurrentSkipListMap<>();
    private final ConcurrentSkipListMap<String, LongAdder> failed = new ConcurrentSkipListMap<>();
    private double seconds;

    Fsx(long operations, long seed) {
        this(operations, seed, Fsx::simulated);
    }

    /// @param kernel what makes the calls
    Fsx(long operations, long seed, Function<Scenario, Seen> kernel) {
        this.operations = operations;
        this.seed = seed;
        this.kernel = kernel;
    }

    /// What an application sees of a simulated run.
    static Seen simulated(Scenario s) {
        var trace = Runner.run(s, BOUNDS);
        return new Seen(Watch.of(trace), trace.size(), trace.refusal());
    }

    /// One virtual thread a core.
    Fsx run() throws InterruptedException {
        long begin = System.nanoTime();
        var next = new AtomicLong(seed);
        var threads = new ArrayList<Thread>();
        for (int i = 0; i < Runtime.getRuntime().availableProcessors(); i++) {
            threads.add(Thread.startVirtualThread(() -> {
                while (done.sum() < operations) {
                    one(next.getAndIncrement());
                }
            }));
        }
        for (var t : threads) {
            t.join();
        }
        seconds = (System.nanoTime() - begin) / 1e9;
        return this;
    }

    private void one(long seed) {
        var s = new Draw(seed).next();
        scenarios.increment();
        judge(s, true).ifPresent(m -> {
            failed.computeIfAbsent(m.kind(), k -> new LongAdder()).increment();
            if (failures.putIfAbsent(m.kind(), new Failure(seed, m.kind(), m.words(), s)) == null) {
                var small = new Shrink(x -> judge(x, false).filter(y -> y.kind().equals(m.kind())).isPresent(), TRIES).of(s);
                var words = judge(small, false).map(Mismatch::words).orElse(m.words());
                failures.put(m.kind(), new Failure(seed, m.kind(), words, small));
            }
        });
    }

    /// What is wrong with a run of this scenario.
    Optional<Mismatch> judge(Scenario s) {
        return judge(s, false);
    }

    private Optional<Mismatch> judge(Scenario s, boolean counted) {
        try {
            var seen = kernel.apply(s);
            var outcomes = seen.outcomes();
            if (counted) {
                done.add(Math.max(1, outcomes.size()));
                steps.add(seen.steps());
                var refusal = seen.refusal();
                if (refusal != null) {
                    refusals.computeIfAbsent(refusal.replaceAll("[0-9]+", "n"), k -> new LongAdder()).increment();
                }
            }
            var wrong = Oracle.judge(s, outcomes);
            if (wrong.isEmpty() && seen.steps() >= BOUNDS.steps()) {
                return Optional.of(new Mismatch(outcomes.size(), "never ends", "not over after " + seen.steps() + " steps"));
            }
            if (wrong.isEmpty() && seen.refusal() == null && outcomes.size() < s.requests().size()) {
                int stuck = outcomes.size() + 1;
                return Optional.of(new Mismatch(stuck, s.requests().get(stuck - 1).request().op() + ": never returns",
                        "call " + stuck + ", " + Oracle.words(s.requests().get(stuck - 1).request()) + ": never returns"));
            }
            return wrong;
        } catch (RuntimeException | StackOverflowError e) {
            var at = List.of(e.getStackTrace());
            var words = e + " " + at.subList(0, Math.min(FRAMES, at.size()));
            return Optional.of(new Mismatch(0, "fails: " + words.replaceAll("[0-9]+", "n"), words));
        }
    }

    List<Failure> failures() {
        return List.copyOf(failures.values());
    }

    /// Scenarios whose end was not reached, as a part of all.
    double refused() {
        return (double) refusals.values().stream().mapToLong(LongAdder::sum).sum() / Math.max(1, scenarios.sum());
    }

    long done() {
        return done.sum();
    }

    /// Writes each failure to a file that opens in the program, and tells them all.
    String tell(Path folder) {
        var out = new StringBuilder();
        try {
            for (var f : failures.values()) {
                Files.createDirectories(folder);
                var file = folder.resolve("seed-" + f.seed() + ".json");
                var title = "fsx, seed " + f.seed();
                Files.writeString(file, ScenarioJson.write(f.scenario().withWords(title, f.words(), List.of())));
                line(out, "%d x %s%n  %s%n  %d calls on %s: %s", failed.getOrDefault(f.kind(), new LongAdder()).sum(), f.kind(), f.words(),
                        f.scenario().requests().size(), f.scenario().kernel().name(), file.toAbsolutePath());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toString();
    }

    /// The result in words, for people.
    String report() {
        var out = new StringBuilder();
        line(out, "fsx: %,d operations in %,d scenarios from seed %d, %,d steps, %.1f s", done.sum(), scenarios.sum(), seed, steps.sum(),
                seconds);
        line(out, "%d kinds of mismatch, %d scenarios refused", failures.size(),
                refusals.values().stream().mapToLong(LongAdder::sum).sum());
        out.append(refusals.entrySet().stream().sorted(Map.Entry.comparingByValue((a, b) -> Long.compare(b.sum(), a.sum())))
                .map(e -> "  " + e.getValue() + " x " + e.getKey() + "\n").collect(Collectors.joining()));
        return out.toString();
    }

    private static void line(StringBuilder out, String format, Object... values) {
        out.append(String.format(Locale.ROOT, format, values)).append('\n');
    }
}
