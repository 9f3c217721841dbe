package dioscope.app.cli;

import dioscope.model.evidence.Agreement;
import dioscope.model.evidence.Agreement.Outcome;
import dioscope.model.evidence.CaseId;
import dioscope.model.evidence.Comparer;
import dioscope.model.evidence.RecordingStore;
import dioscope.model.run.Need;
import dioscope.model.scenario.Scenario;
import dioscope.model.scenario.ScenarioException;
import dioscope.model.scenario.ScenarioJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Holds the model against recordings of real kernels.
@Command(name = "check", mixinStandardHelpOptions = true, description = "Runs recorded cases and compares with what was recorded, by group and facet.")
final class CheckCommand implements Callable<Integer> {
    @Parameters(arity = "0..1", paramLabel = "RECORDINGS", description = "A folder <kernel>/<case>.run.json with .start.json beside it, or a packed file; without it the recordings carried with the program.")
    private @Nullable Path recordings;
    @Option(names = "--kernel", paramLabel = "K", description = "Only recordings of this kernel.")
    private @Nullable String kernel;
    @Option(names = "--group", paramLabel = "GROUP", description = "Only groups whose name begins so.")
    private String group = "";
    @Option(names = "--skipped", description = "Names each case outside the model and why.")
    private boolean nameSkipped;

    private final Output to;
    private final Model model;

    CheckCommand(Output to, Model model) {
        this.to = to;
        this.model = model;
    }

    @Override
    public Integer call() throws IOException {
        var store = open();
        var cases = store.cases().stream().filter(c -> kernel == null || c.kernel().equals(kernel))
                .filter(c -> c.group().startsWith(group)).toList();
        if (cases.isEmpty()) throw Failure.usage("no recorded case is asked for");
        var outcomes = new ArrayList<Outcome>();
        var skipped = new ArrayList<String>();
        for (var id : cases) one(store, id, outcomes, skipped);
        var agreement = new Agreement(outcomes);
        to.out().print(agreement.tableText());
        to.out().println(
                skipped.size() + " more cases lie outside the model" + (nameSkipped || skipped.isEmpty() ? "" : " (--skipped names them)"));
        if (nameSkipped) skipped.forEach(to.out()::println);
        to.out().print(agreement.differencesText());
        return agreement.differing().isEmpty() ? 0 : Failure.FAILED;
    }

    private RecordingStore open() throws IOException {
        var path = recordings;
        if (path == null) return RecordingStore.carried();
        if (!Files.exists(path)) throw Failure.usage(path + ": no such file");
        return RecordingStore.open(path);
    }

    private void one(RecordingStore store, CaseId id, List<Outcome> outcomes, List<String> skipped) throws IOException {
        Scenario scenario;
        try {
            scenario = ScenarioJson.read(store.startText(id), id.toString());
        } catch (ScenarioException outside) {
            skipped.add(String.valueOf(outside.getMessage()));
            return;
        }
        var tooMuch = Need.refusal(scenario);
        if (tooMuch.isPresent()) {
            skipped.add(id + ": " + tooMuch.get());
            return;
        }
        var trace = model.recorded().apply(scenario);
        if (trace.refusal() != null) {
            skipped.add(id + ": " + trace.refusal());
            return;
        }
        outcomes.add(new Outcome(id, Comparer.compare(store.recording(id), model.observed().runFile(trace, id.name()))));
    }
}
