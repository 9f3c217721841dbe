package dioscope.app.session;

import static org.assertj.core.api.Assertions.assertThat;

import dioscope.app.panel.Study;
import dioscope.model.run.Runner;
import dioscope.model.scenario.Scenario;
import dioscope.model.scenario.ShippedScenarios;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The story told at speed 1: neither a flicker nor a wait.
class PaceTest {
    /// Stops of a call that is soon over: its beginning and its end stand longer than what lies between, and there is little between.
    private static final int FEW = 16;

    static Stream<Scenario> scenarios() {
        return ShippedScenarios.all().stream();
    }

    private static List<Integer> stops(Study s, Granularity g) {
        var out = new ArrayList<Integer>();
        for (int i = 0; i < s.trace().size() - 1; i = Stepping.forward(s.trace(), i, g)) {
            out.add(i);
        }
        return out;
    }

    @ParameterizedTest
    @MethodSource("scenarios")
    void aStoryTakesOneToOneAndAHalfSecondsAStop(Scenario s) {
        var study = Studies.of(s, Runner.run(s), TextWords.carried(s.kernel()));
        var stops = stops(study, Granularity.STORY);
        long all = stops.stream().mapToLong(i -> Pace.nanos(study, i, Granularity.STORY)).sum();
        double longest = stops.size() < FEW ? 2.1 : 1.6;
        assertThat(all / 1e9 / stops.size()).isBetween(0.9, longest);
        assertThat(stops).allSatisfy(i -> assertThat(Pace.nanos(study, i, Granularity.STORY)).isBetween(400_000_000L, 4_000_000_000L));
    }

    @ParameterizedTest
    @MethodSource("scenarios")
    void everyStepByStepIsEven(Scenario s) {
        var study = Studies.of(s, Runner.run(s), TextWords.carried(s.kernel()));
        assertThat(Pace.nanos(study, 0, Granularity.EVERY)).isEqualTo(Pace.nanos(study, study.trace().size() - 1, Granularity.EVERY));
    }
}
