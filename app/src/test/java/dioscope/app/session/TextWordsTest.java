package dioscope.app.session;

import static org.assertj.core.api.Assertions.assertThat;

import dioscope.app.paint.FontRole;
import dioscope.app.paint.TextMetrics;
import dioscope.model.profile.Profile;
import dioscope.model.run.Runner;
import dioscope.model.scenario.ShippedScenarios;
import dioscope.model.trace.Step;
import org.junit.jupiter.api.Test;

/// What is written is what a panel can show.
class TextWordsTest {
    @Test
    void everyStepOfTheFirstScenarioHasWordsThatTheFontsHave() {
        var words = TextWords.carried(Profile.V6_12);
        var tm = TextMetrics.bundled();
        for (var step : Runner.run(ShippedScenarios.read("01-odsync-mixed")).steps()) {
            assertThat(words.why(step)).isNotBlank().satisfies(t -> {
                assertThat(tm.covers(t.replace("\n", " "), FontRole.SANS)).as(t).isTrue();
                assertThat(tm.covers(t.replace("\n", " "), FontRole.MONO)).as(t).isTrue();
            });
            if (step.frame() != null && step.kind() == Step.Kind.BRANCH) {
                assertThat(words.code(step.fn())).isNotEmpty().allSatisfy(l -> assertThat(tm.covers(l.text(), FontRole.MONO)).isTrue());
                assertThat(words.source(step)).matches("[a-z0-9_/.-]+\\.[ch]:\\d+");
            }
        }
    }
}
