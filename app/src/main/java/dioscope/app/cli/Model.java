package dioscope.app.cli;

import dioscope.model.evidence.Observed;
import dioscope.model.evidence.RunFile;
import dioscope.model.run.Runner;
import dioscope.model.scenario.Scenario;
import dioscope.model.trace.Trace;
import java.util.function.Function;

/// What the commands need from the model.
///
/// @param run runs a scenario
/// @param recorded runs a scenario, and a sync after it, as a recorder does
/// @param observed a run in the vocabulary of the recordings
record Model(Function<Scenario, Trace> run, Function<Scenario, Trace> recorded, Observer observed) {
    /// With runs that no sync follows.
    Model(Function<Scenario, Trace> run, Observer observed) {
        this(run, run, observed);
    }

    /// Tells a run as a recording would have told it.
    interface Observer {
        RunFile runFile(Trace trace, String caseName);
    }

    /// The simulated kernel.
    static Model real() {
        return new Model(Runner::run, Runner::runAndSync, Observed::runFile);
    }
}
