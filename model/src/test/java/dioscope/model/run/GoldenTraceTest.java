package dioscope.model.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dioscope.model.scenario.ScenarioJson;
import dioscope.model.trace.Diff;
import dioscope.model.trace.Step;
import dioscope.model.trace.Trace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Every shipped scenario runs as its golden trace says, one line a step; `-Dgolden.update=true` writes them anew, to be reviewed as a diff.
///
/// A line holds what happened (`>` enter, `<` return, `?` branch, `=` change, `@` switch of task, `#` note), where (context, depth, site), and the
/// values: those of the step, or for a change the cells that changed.
class GoldenTraceTest {
    private static final Path SCENARIOS = Path.of("..", "assets", "scenarios");
    private static final Path GOLDEN = Path.of("src", "test", "resources", "golden");
    private static final int AROUND = 3;
    private static final int LONGEST_VALUE = 40;

    static Stream<String> shipped() throws IOException {
        return Files.list(SCENARIOS).map(f -> f.getFileName().toString()).filter(f -> f.endsWith(".json")).map(f -> f.replace(".json", ""))
                .sorted();
    }

    @ParameterizedTest
    @MethodSource("shipped")
    void theRunIsTheGoldenOne(String name) throws IOException {
        var scenario = ScenarioJson.read(Files.readString(SCENARIOS.resolve(name + ".json")), name);
        var now = lines(Runner.run(scenario));
        var file = GOLDEN.resolve(name + ".txt");
        if (Boolean.getBoolean("golden.update")) {
            Files.createDirectories(GOLDEN);
            Files.writeString(file, String.join("\n", now) + "\n");
        }
        assertThat(file).as("write it with -Dgolden.update=true").exists();
        var golden = Files.readAllLines(file);
        if (!now.equals(golden)) {
            fail(difference(name, golden, now));
        }
    }

    @Test
    void everyGoldenHasItsScenario() throws IOException {
        try (var files = Files.list(GOLDEN)) {
            assertThat(files.map(f -> f.getFileName().toString().replace(".txt", ""))).containsExactlyInAnyOrderElementsOf(
                    shipped().toList());
        }
    }

    static List<String> lines(Trace trace) {
        var out = new ArrayList<String>(trace.size() + 1);
        for (int i = 1; i < trace.size(); i++) {
            var s = trace.step(i);
            out.add(line(s, s.kind() == Step.Kind.CHANGE ? changes(trace, i) : s.values().toString()));
        }
        if (trace.refusal() != null) {
            out.add("refused: " + trace.refusal());
        }
        return out;
    }

    private static String line(Step s, String values) {
        var frame = s.frame();
        int depth = frame == null ? 0 : frame.depth();
        String mark = switch (s.kind()) {
            case START -> "!";
            case ENTER -> ">";
            case RETURN -> "<";
            case BRANCH -> "?";
            case CHANGE -> "=";
            case SWITCH -> "@";
            case NOTE -> "#";
        };
        String taken = s.kind() == Step.Kind.BRANCH ? s.taken() ? " yes" : " no" : "";
        return (mark + ' ' + s.ctx().ctx() + ' ' + depth + ' ' + s.site() + taken + (values.isEmpty() ? "" : " | " + values))
                .stripTrailing();
    }

    private static String changes(Trace trace, int i) {
        return Diff.between(trace.step(i - 1).world(), trace.step(i).world()).stream()
                .map(c -> c.cell().path() + ' ' + value(c.before()) + "→" + value(c.after())).collect(Collectors.joining("; "));
    }

    private static String value(@Nullable Object v) {
        if (v == null) {
            return "-";
        }
        var text = v instanceof Record ? v.getClass().getSimpleName() : v.toString();
        return text.length() <= LONGEST_VALUE ? text : text.substring(0, LONGEST_VALUE) + "…";
    }

    /// The first place where they part with what stands around it, and how much differs in all.
    private static String difference(String name, List<String> golden, List<String> now) {
        int first = 0;
        while (first < Math.min(golden.size(), now.size()) && golden.get(first).equals(now.get(first))) {
            first++;
        }
        int tail = 0;
        while (tail < Math.min(golden.size(), now.size()) - first
                && golden.get(golden.size() - 1 - tail).equals(now.get(now.size() - 1 - tail))) {
            tail++;
        }
        var s = new StringBuilder(name + " runs differently from line " + (first + 1) + " of its golden trace on: " + (golden.size()
                - first - tail) + " lines became " + (now.size() - first - tail) + " (-Dgolden.update=true accepts)\n");
        for (int i = Math.max(0, first - AROUND); i < first; i++) {
            s.append("  ").append(golden.get(i)).append('\n');
        }
        golden.subList(first, Math.min(golden.size() - tail, first + 2 * AROUND)).forEach(l -> s.append("- ").append(l).append('\n'));
        now.subList(first, Math.min(now.size() - tail, first + 2 * AROUND)).forEach(l -> s.append("+ ").append(l).append('\n'));
        return s.toString();
    }
}
