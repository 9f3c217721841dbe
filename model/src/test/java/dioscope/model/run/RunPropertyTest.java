package dioscope.model.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dioscope.model.scenario.Scenario;
import dioscope.model.scenario.ScenarioJson;
import dioscope.model.state.CellId;
import dioscope.model.state.World;
import dioscope.model.trace.Change;
import dioscope.model.trace.Diff;
import dioscope.model.trace.History;
import dioscope.model.trace.Trace;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// What is true of every run, over scenarios drawn from a seed. A failure prints the scenario as a file that opens in the program.
class RunPropertyTest {
    private static final int RUNS = Integer.getInteger("property.runs", 1500);
    private static final long SEED = Long.getLong("property.seed", 612);
    private static final int FEW = 24;

    @Test
    void invariantsHoldAfterEveryStepAndTheFileHoldsWhatWasPromised() {
        var generator = new Generator(SEED);
        var wrong = new ArrayList<String>();
        int finished = 0;
        for (int n = 0; n < RUNS && wrong.size() < 5; n++) {
            var s = generator.next();
            try {
                var trace = Runner.run(s);
                Invariants.broken(trace, s).forEach(w -> wrong.add(w + "\n" + ScenarioJson.write(s)));
                if (trace.refusal() == null) {
                    finished++;
                    Outcome.broken(s, trace).forEach(w -> wrong.add(w + "\n" + ScenarioJson.write(s)));
                }
            } catch (RuntimeException e) {
                wrong.add(e + " " + List.of(e.getStackTrace()).subList(0, Math.min(6, e.getStackTrace().length)) + "\n"
                        + ScenarioJson.write(s));
            }
        }
        assertThat(wrong).isEmpty();
        assertThat(finished).as("runs that were not refused").isGreaterThan(RUNS / 2);
    }

    @Test
    void theSameScenarioGivesTheSameTrace() {
        var generator = new Generator(SEED + 1);
        for (int n = 0; n < FEW; n++) {
            var s = generator.next();
            assertThat(Runner.run(s)).as(() -> ScenarioJson.write(s)).isEqualTo(Runner.run(s));
        }
    }

    @Test
    void aDiffAppliedGivesTheNextWorldAndUndoneTheOneBefore() {
        var generator = new Generator(SEED + 2);
        for (int n = 0; n < FEW; n++) {
            var trace = Runner.run(generator.next());
            for (int i = 1; i < trace.size(); i++) {
                var a = trace.step(i - 1).world();
                var b = trace.step(i).world();
                if (!Diff.apply(a, Diff.between(a, b)).equals(b) || !Diff.apply(b, Diff.between(b, a)).equals(a)) {
                    fail("step " + i + " (" + trace.step(i).site() + "): " + Diff.between(a, b));
                }
            }
        }
    }

    /// Walking to a step by the changes of each step, there and back at random, is where seeking lands.
    @Test
    void steppingBackAndForthIsSeeking() {
        var generator = new Generator(SEED + 3);
        var random = new Random(SEED);
        for (int n = 0; n < FEW / 4; n++) {
            var trace = Runner.run(generator.next());
            World w = trace.step(0).world();
            int at = 0;
            for (int leg = 0; leg < 6; leg++) {
                int to = random.nextInt(trace.size());
                while (at != to) {
                    int next = at < to ? at + 1 : at - 1;
                    w = Diff.apply(w, Diff.between(trace.step(at).world(), trace.step(next).world()));
                    at = next;
                }
                assertThat(w).isEqualTo(trace.at(to).world());
            }
            assertThat(trace.at(trace.size() + 10).index()).isEqualTo(trace.size() - 1);
        }
    }

    @Test
    void theHistoryOfACellIsEveryChangeADirectScanFinds() {
        var generator = new Generator(SEED + 4);
        for (int n = 0; n < FEW / 2; n++) {
            Scenario s = generator.next();
            var trace = Runner.run(s);
            var history = History.of(trace);
            var scanned = scan(trace);
            scanned.forEach((path, events) -> assertThat(history.of(new CellId(path))).isEqualTo(events));
            for (var part : List.of("inode", "io.1.dio", "locks", "bios.1", "journal")) {
                var within = new ArrayList<History.Event>();
                scanned.forEach((path, events) -> {
                    if (path.equals(part) || path.startsWith(part + ".")) {
                        within.addAll(events);
                    }
                });
                assertThat(history.within(new CellId(part))).as(part).containsExactlyInAnyOrderElementsOf(within).isSortedAccordingTo(
                        java.util.Comparator.comparingInt(History.Event::step));
            }
        }
    }

    private static Map<String, List<History.Event>> scan(Trace trace) {
        var out = new HashMap<String, List<History.Event>>();
        for (int i = 1; i < trace.size(); i++) {
            for (Change c : trace.at(i).changes()) {
                out.computeIfAbsent(c.cell().path(), p -> new ArrayList<>()).add(new History.Event(i, c));
            }
        }
        return out;
    }
}
