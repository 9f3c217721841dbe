package dioscope.model.run;

import static org.assertj.core.api.Assertions.assertThat;

import dioscope.model.engine.Bounds;
import dioscope.model.scenario.Request;
import dioscope.model.scenario.Scenario;
import dioscope.model.scenario.ScenarioJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// Scenarios of every kind on every kernel: each ends, within bounds, with a result or with a sentence that says what is not modelled, and
/// nothing that must hold is broken on the way. `mvn -Psweep` runs 100,000 of them.
class SweepTest {
    private static final int RUNS = Integer.getInteger("sweep.runs", 2000);
    private static final long SEED = Long.getLong("sweep.seed", 2026);
    /// Scenarios of one generator: as many as make a task of a few milliseconds.
    private static final int CHUNK = 50;
    private static final Bounds BOUNDS = new Bounds(200_000, 200);
    private static final Path LIST = Path.of("target", "sweep-wrong.txt");
    private static final int SHOWN = 5;

    private final ConcurrentLinkedQueue<String> wrong = new ConcurrentLinkedQueue<>();
    private final AtomicLong finished = new AtomicLong();
    private final AtomicLong refused = new AtomicLong();
    private final AtomicLong steps = new AtomicLong();

    @Test
    void everyScenarioEndsAndBreaksNothing() throws InterruptedException, ExecutionException, IOException {
        long begin = System.nanoTime();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var parts = new ArrayList<Future<?>>();
            for (int done = 0; done < RUNS; done += CHUNK) {
                int from = done;
                parts.add(threads.submit(() -> chunk(from, Math.min(RUNS, from + CHUNK))));
            }
            for (var p : parts) {
                p.get();
            }
        }
        double seconds = (System.nanoTime() - begin) / 1e9;
        System.out.printf("sweep: %,d scenarios, %,d finished, %,d refused, %,d wrong; %,d steps; %,.0f scenarios/s%n", RUNS,
                finished.get(),
                refused.get(), wrong.size(), steps.get(), RUNS / seconds);
        if (!wrong.isEmpty()) {
            Files.createDirectories(LIST.getParent());
            Files.writeString(LIST, String.join("\n", wrong));
            kinds().forEach((kind, n) -> System.out.println("  " + n + " x " + kind));
        }
        assertThat(wrong.stream().limit(SHOWN)).as("%d of %d", wrong.size(), RUNS).isEmpty();
        assertThat(finished.get()).as("runs that were not refused").isGreaterThan(RUNS / 2);
    }

    /// What went wrong without its numbers, and how often.
    private Map<String, Long> kinds() {
        return wrong.stream().map(w -> w.lines().findFirst().orElse("").replaceAll("[0-9]+", "n"))
                .map(w -> w.substring(0, Math.min(w.length(), 240)))
                .collect(Collectors.groupingBy(w -> w, TreeMap::new, Collectors.counting()));
    }

    private void chunk(int from, int to) {
        var generator = Generator.ofEverything(SEED + from);
        for (int n = from; n < to; n++) {
            var s = generator.next();
            try {
                one(s);
            } catch (RuntimeException | StackOverflowError e) {
                wrong.add(e + " " + List.of(e.getStackTrace()).subList(0, Math.min(6, e.getStackTrace().length)) + "\n"
                        + ScenarioJson.write(s));
            }
        }
    }

    private void one(Scenario s) {
        var trace = Runner.run(s, BOUNDS);
        steps.addAndGet(trace.size());
        if (trace.size() >= BOUNDS.steps()) {
            wrong.add("not over after " + BOUNDS.steps() + " steps, in " + trace.steps().getLast().site() + "\n" + ScenarioJson.write(s));
            return;
        }
        Invariants.broken(trace, s.asks().isEmpty()).forEach(w -> wrong.add(w + "\n" + ScenarioJson.write(s)));
        if (trace.refusal() != null) {
            refused.incrementAndGet();
            return;
        }
        finished.incrementAndGet();
        var r = s.request();
        if (s.requests().size() == 1 && s.asks().isEmpty() && !s.inode().inline() && r.write()
                && r.submission() == Request.Submission.SYNC) {
            Outcome.broken(s, trace).forEach(w -> wrong.add(w + "\n" + ScenarioJson.write(s)));
        }
    }
}
