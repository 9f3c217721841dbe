package dioscope.model.evidence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dioscope.model.run.Runner;
import dioscope.model.scenario.Scenario;
import dioscope.model.scenario.ScenarioJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// How many of the recorded runs the model agrees with, kernel by kernel. The numbers are kept beside the test and can
/// only rise: a fall is a mistake in the model, and a rise is kept by `-Dheld.update=true`.
class HeldAgreementTest {
    private static final Path RESOURCES = Path.of("src", "test", "resources");
    private static final RecordingStore STORE = RecordingStore.carried();

    private static Scenario start(CaseId id) throws IOException {
        return ScenarioJson.read(STORE.startText(id), id.name());
    }

    static List<String> kernels() {
        return STORE.kernels();
    }

    private static Verdict judge(CaseId id, List<String> crashes) throws IOException {
        try {
            var trace = Runner.runAndSync(start(id));
            return trace.refusal() == null
                    ? Comparer.compare(STORE.recording(id), Observed.runFile(trace, id.name()))
                    : Verdict.everywhere("refused: " + trace.refusal());
        } catch (RuntimeException e) {
            crashes.add(id + ": " + e);
            return Verdict.everywhere("the run failed: " + e);
        }
    }

    @ParameterizedTest
    @MethodSource("kernels")
    void agreementWithTheRecordingsOnlyRises(String kernel) throws IOException {
        var file = RESOURCES.resolve("agreement-" + kernel + ".txt");
        var outcomes = new ArrayList<Agreement.Outcome>();
        var crashes = new ArrayList<String>();
        for (var id : STORE.cases(kernel)) {
            outcomes.add(new Agreement.Outcome(id, judge(id, crashes)));
        }
        var now = text(kernel, new Agreement(outcomes));
        if (Boolean.getBoolean("held.update")) {
            Files.writeString(file, now);
        }
        assertThat(crashes).isEmpty();
        var held = Files.readString(file);
        var falls = new ArrayList<String>();
        var rises = new ArrayList<String>();
        var was = counts(held);
        counts(now).forEach((cell, n) -> {
            int before = was.getOrDefault(cell, 0);
            (n < before ? falls : rises).addAll(n == before ? List.of() : List.of(cell + ": held " + before + ", now " + n));
        });
        was.keySet().stream().filter(cell -> !counts(now).containsKey(cell)).forEach(cell -> falls.add(cell + ": no longer compared"));
        if (!falls.isEmpty()) {
            fail("agreement with the recordings fell:\n" + String.join("\n", falls) + "\n\n" + new Agreement(outcomes).differencesText());
        }
        if (!rises.isEmpty()) {
            fail("agreement rose: raise the held number with -Dheld.update=true\n" + String.join("\n", rises));
        }
        assertThat(now).as("the held list of disagreements; raise it with -Dheld.update=true").isEqualTo(held);
    }

    /// One line a group: how many cases, how many agree on everything, how many on each facet; then what still differs.
    private static String text(String kernel, Agreement a) {
        var s = new StringBuilder("# Agreement with the " + kernel + " recordings; see HeldAgreementTest.\n");
        s.append("group cases all");
        for (var f : Facet.values()) {
            s.append(' ').append(f.key());
        }
        s.append('\n');
        a.table().forEach((row, facets) -> {
            var in = a.outcomes().stream().filter(o -> o.id().group().equals(row.group())).toList();
            s.append(row.group()).append(' ').append(in.size()).append(' ').append(in.stream().filter(o -> o.verdict().agrees()).count());
            facets.values().forEach(c -> s.append(' ').append(c.agree()));
            s.append('\n');
        });
        s.append("total ").append(a.overall().total()).append(' ').append(a.overall().agree());
        a.totals().values().forEach(c -> s.append(' ').append(c.agree()));
        return s.append("\n\n").append(a.differencesText()).toString().stripTrailing() + "\n";
    }

    private static Map<String, Integer> counts(String text) {
        var out = new LinkedHashMap<String, Integer>();
        var lines = text.lines().skip(1).takeWhile(l -> !l.isBlank()).map(l -> l.split(" ")).toList();
        for (var line : lines.subList(1, lines.size())) {
            for (int i = 1; i < line.length; i++) {
                out.put(line[0] + " " + lines.getFirst()[i], Integer.valueOf(line[i]));
            }
        }
        return out;
    }
}
