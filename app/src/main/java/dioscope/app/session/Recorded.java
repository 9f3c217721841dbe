package dioscope.app.session;

import dioscope.model.evidence.CaseId;
import dioscope.model.evidence.Comparer;
import dioscope.model.evidence.Json;
import dioscope.model.evidence.Observed;
import dioscope.model.evidence.RecordingStore;
import dioscope.model.run.Runner;
import dioscope.model.scenario.Film;
import dioscope.model.scenario.Scenario;
import dioscope.model.scenario.ScenarioException;
import dioscope.model.scenario.ScenarioJson;
import dioscope.model.trace.Trace;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/// Whether a scenario is one that was recorded on a real kernel, and whether its run agrees with that recording. Takes its time: not
/// for the thread of the window.
public final class Recorded {
    private final RecordingStore store;

    public Recorded(RecordingStore store) {
        this.store = store;
    }

    /// The release of the kernel whose recording of this very case `run` agrees with in every facet; empty when there is none.
    public Optional<String> agreement(Scenario scenario, Trace run) {
        for (var id : store.cases(scenario.kernel().name())) {
            try {
                if (same(scenario, id) && agrees(id, synced(scenario, run))) {
                    return Optional.of(scenario.kernel().release());
                }
            } catch (IOException e) {
                // a recording that cannot be read proves nothing
            }
        }
        return Optional.empty();
    }

    private boolean agrees(CaseId id, Trace run) throws IOException {
        return run.synced() != null && Comparer.compare(store.recording(id), Observed.runFile(run, id.name())).agrees();
    }

    /// The run with what a sync after it would leave.
    private static Trace synced(Scenario scenario, Trace run) {
        return new Trace(run.profile(), run.steps(), run.refusal(), Runner.runAndSync(scenario).synced());
    }

    /// Whether a recording started from this scenario, whatever its title and its latencies.
    private boolean same(Scenario s, CaseId id) throws IOException {
        var same = store.start(id) instanceof Json.Obj start && start.get("request") instanceof Json.Obj r
                && r.get("offset").equals(Json.of(s.request().offset())) && r.get("length").equals(Json.of(s.request().length()));
        if (!same) {
            return false;
        }
        try {
            var recorded = ScenarioJson.readFor(s.kernel(), store.startText(id), id.name());
            return bare(recorded).equals(bare(asLarge(s, recorded)));
        } catch (ScenarioException e) {
            return false;
        }
    }

    /// The scenario with the largest request that the recording's device takes, where the whole call fits into one on either: kernels have other limits.
    private static Scenario asLarge(Scenario s, Scenario recorded) {
        long most = Math.min(s.device().maxBytes(), recorded.device().maxBytes());
        return s.request().length() > most ? s : new Lens("device.max_bytes").set(s, recorded.device().maxBytes());
    }

    /// A scenario without what only people read, and without its latencies.
    static Scenario bare(Scenario s) {
        return s.withWords("", "", List.of()).withLatency(Scenario.Latency.DEFAULT).withFilm(Film.NONE);
    }
}
