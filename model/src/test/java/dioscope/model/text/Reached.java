package dioscope.model.text;

import dioscope.model.evidence.RecordingStore;
import dioscope.model.run.Runner;
import dioscope.model.scenario.Scenario;
import dioscope.model.scenario.ScenarioJson;
import dioscope.model.trace.Step;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Every way every site goes in the scenarios that are shipped and in those the carried recordings start from, on one kernel.
final class Reached {
    /// How many steps of one kind are kept: enough to meet different values, few enough to be quick.
    private static final int SAMPLES = 12;
    /// How many cases of a group are run; `-Dsites.sample=1000` runs all.
    private static final int CASES = Integer.getInteger("sites.sample", 7);
    private static final RecordingStore STORE = RecordingStore.carried();

    private final Map<List<Object>, List<Step>> steps = new LinkedHashMap<>();

    Reached(List<Scenario> scenarios) {
        for (var s : scenarios) {
            for (var step : Runner.run(s).steps()) {
                var samples = steps.computeIfAbsent(List.of(step.kind(), step.site(), step.taken()), k -> new ArrayList<>());
                if (samples.size() < SAMPLES && samples.stream().noneMatch(o -> o.values().equals(step.values()))) {
                    samples.add(step);
                }
            }
        }
    }

    List<Step> steps() {
        return steps.values().stream().flatMap(List::stream).toList();
    }

    /// What the recordings of `kernel` start from: of each group as many cases as are run, from its beginning to its end.
    static List<Scenario> recorded(String kernel) {
        try {
            var out = new ArrayList<Scenario>();
            for (var group : STORE.groups(kernel)) {
                var cases = STORE.cases(kernel, group);
                int n = Math.min(cases.size(), CASES);
                for (int i = 0; i < n; i++) {
                    var c = cases.get((int) ((long) i * cases.size() / n));
                    out.add(ScenarioJson.read(STORE.startText(c), c.name()));
                }
            }
            return out;
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /// What the steps name, to be looked up.
    Set<String> functions() {
        var out = new java.util.TreeSet<String>();
        steps().stream().filter(s -> s.frame() != null).forEach(s -> out.add(s.fn()));
        return out;
    }
}
