package dioscope.app.fx;

import dioscope.app.panel.Study;
import dioscope.app.panel.Words;
import dioscope.model.profile.Profile;
import dioscope.app.session.SessionState;
import dioscope.app.session.Studies;
import dioscope.model.scenario.Scenario;
import dioscope.model.trace.Trace;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Works out what the panels are told of a run where the run is made, off the toolkit's thread: for a long run it takes longer than a frame.
final class Ahead {
    private record Made(Trace trace, Study study) {}

    private final Function<Scenario, Trace> run;
    private final Function<Profile, Words> words;
    private volatile @Nullable Made last;

    Ahead(Function<Scenario, Trace> run, Function<Profile, Words> words) {
        this.run = run;
        this.words = words;
    }

    Trace run(Scenario s) {
        var trace = run.apply(s);
        last = new Made(trace, Studies.of(s, trace, words.apply(trace.profile())));
        return trace;
    }

    /// What is known of the run on screen.
    Study study(SessionState s) {
        return study(s.scenario(), s.trace());
    }

    /// What is known of a run.
    Study study(Scenario s, Trace trace) {
        var made = last;
        return made != null && made.trace == trace ? made.study : Studies.of(s, trace, words.apply(trace.profile()));
    }
}
