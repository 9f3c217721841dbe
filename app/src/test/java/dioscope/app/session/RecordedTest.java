package dioscope.app.session;

import static org.assertj.core.api.Assertions.assertThat;

import dioscope.model.evidence.RecordingStore;
import dioscope.model.run.Runner;
import dioscope.model.scenario.ScenarioJson;
import dioscope.model.scenario.ShippedScenarios;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class RecordedTest {
    private final RecordingStore store = RecordingStore.carried();
    private final Recorded recorded = new Recorded(store);

    @Test
    void aRecordedStartWithItsOwnRunIsVouchedForAndWithAnothersIsNot() throws IOException {
        var id = store.find("6.12", "dsync-overwrite-wb-fua").orElseGet(() -> store.cases("6.12", "dio-write-durability").getFirst());
        var scenario = ScenarioJson.read(store.startText(id), id.name());
        var run = Runner.run(scenario);
        assertThat(recorded.agreement(scenario, run)).contains("6.12.107");
        var other = Runner.run(ShippedScenarios.all().getLast());
        assertThat(recorded.agreement(scenario, other)).isEmpty();
    }

    @Test
    void aCaseNobodyRecordedIsNotVouchedFor() {
        var s = ShippedScenarios.all().getFirst();
        var odd = new Lens("device.queue_depth").set(new Lens("device.max_segments").set(s, 77L), 5L);
        assertThat(recorded.agreement(odd, Runner.run(odd))).isEmpty();
    }
}
