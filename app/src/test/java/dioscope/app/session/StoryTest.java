package dioscope.app.session;

import static org.assertj.core.api.Assertions.assertThat;

import dioscope.model.run.Runner;
import dioscope.model.scenario.ShippedScenarios;
import dioscope.model.trace.Step;
import org.junit.jupiter.api.Test;

class StoryTest {
    /// Steps of a call that is turned away at the door: there is little to stop at.
    private static final int SHORT = 120;

    @Test
    void everyShippedScenarioTellsAStoryOfALengthAPersonFollows() {
        for (var s : ShippedScenarios.all()) {
            var steps = Runner.run(s).steps();
            long stops = steps.stream().filter(Story.shipped()::has).count();
            assertThat(stops).as(s.title()).isBetween(steps.size() < SHORT ? 2L : 8L, 150L);
        }
    }

    @Test
    void theFirstScenarioStopsWhereWriteThroughFalls() {
        var t = Runner.run(ShippedScenarios.all().getFirst());
        assertThat(t.steps().stream().filter(Story.shipped()::has).map(Step::site)).contains("iomap_dio_bio_opflags/clear WRITE_THROUGH",
                "iomap_dio_complete/still needs sync", "jbd2_journal_commit_transaction/j_commit_sequence", "user/returned");
    }
}
