package dioscope.app.session;

import static org.assertj.core.api.Assertions.assertThat;

import dioscope.model.run.Runner;
import dioscope.model.scenario.ShippedScenarios;
import dioscope.model.trace.Step;
import java.util.HashSet;
import org.junit.jupiter.api.Test;

class StoryTest {
    @Test
    void everyShippedScenarioTellsAStoryOfALengthAPersonFollows() {
        for (var s : ShippedScenarios.all()) {
            long stops = Runner.run(s).steps().stream().filter(Story.shipped()::has).count();
            assertThat(stops).as(s.title()).isBetween(8L, 170L);
        }
    }

    @Test
    void theFirstScenarioStopsWhereWriteThroughFalls() {
        var t = Runner.run(ShippedScenarios.all().getFirst());
        assertThat(t.steps().stream().filter(Story.shipped()::has).map(Step::site)).contains("iomap_dio_bio_opflags/clear WRITE_THROUGH",
                "iomap_dio_complete/still needs sync", "jbd2_journal_commit_transaction/j_commit_sequence", "user/return");
    }

    @Test
    void placesOfTheStoryExistInTheKernelCode() {
        var sites = new HashSet<String>();
        for (var s : ShippedScenarios.all()) {
            for (var step : Runner.run(s).steps()) {
                sites.add(step.fn());
            }
        }
        var unknown = Story.shipped().places().stream().map(p -> p.split("/", 2)[0]).filter(f -> !sites.contains(f)).toList();
        assertThat(unknown).as("functions no shipped scenario enters").containsExactlyInAnyOrder("ext4_truncate", "ext4_ext_remove_space",
                "unmap_mapping_pages", "bio_attempt_front_merge");
    }
}
