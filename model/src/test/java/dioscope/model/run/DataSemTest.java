package dioscope.model.run;

import static org.assertj.core.api.Assertions.assertThat;

import dioscope.model.scenario.Scenario;
import dioscope.model.scenario.ScenarioJson;
import dioscope.model.state.Lock;
import dioscope.model.state.World;
import dioscope.model.trace.Step;
import dioscope.model.trace.Trace;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// i_data_sem: who changes the file's mapping may sleep, and nobody sees it half changed.
class DataSemTest {
    /// The second write has a dirty page written back first, whose unwritten blocks are zeroed on the device without dioread_nolock; meanwhile the first,
    /// asynchronous write completes and its unwritten block is to be converted.
    private static Scenario scenario(String kernel) {
        return ScenarioJson.read("""
                {"kernel": "%s",
                 "fs": {"dioread_nolock": false, "dioread_nolock_effective": false},
                 "inode": {"i_size": 65536, "extents": [
                   {"logical": 0, "physical": "64M", "length": 4096, "state": "unwritten"},
                   {"logical": 8192, "physical": "65M", "length": 16384, "state": "unwritten"}]},
                 "page_cache": [{"page": 2, "pages": 1, "state": "dirty", "mapped": "none"}],
                 "requests": [
                   {"op": "write", "offset": 0, "length": 4096, "open_flags": ["O_DIRECT"], "submission": "aio"},
                   {"op": "write", "offset": 8192, "length": 4096, "open_flags": ["O_DIRECT"], "start_nanos": 20000}],
                 "latency": {"read_nanos": 80000, "write_nanos": 80000, "flush_nanos": 80000}}
                """.formatted(kernel), "i_data_sem");
    }

    @ParameterizedTest
    @ValueSource(strings = {"5.10", "6.1", "6.12", "7.2"})
    void theConversionWaitsUntilTheOthersZeroesAreOnTheDevice(String kernel) {
        var trace = Runner.run(scenario(kernel));
        assertThat(trace.refusal()).isNull();
        assertThat(Invariants.broken(trace)).isEmpty();
        int waits = step(trace, Step.Kind.CHANGE, "ext4_map_blocks/wait for i_data_sem");
        assertThat(waits).isPositive();
        var w = trace.step(waits).world();
        assertThat(w.locks().at(World.I_DATA_SEM).mode()).isEqualTo(Lock.Mode.EXCLUSIVE);
        assertThat(w.locks().at(World.I_DATA_SEM).holders()).doesNotContain(w.current());
        var end = trace.steps().getLast().world();
        assertThat(end.extents().values()).noneMatch(e -> e.unwritten());
    }

    private static int step(Trace trace, Step.Kind kind, String site) {
        for (int i = 0; i < trace.size(); i++) {
            if (trace.step(i).kind() == kind && trace.step(i).site().equals(site)) {
                return i;
            }
        }
        return -1;
    }
}
