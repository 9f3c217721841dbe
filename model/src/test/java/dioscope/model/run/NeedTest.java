package dioscope.model.run;

import static org.assertj.core.api.Assertions.assertThat;

import dioscope.model.engine.Bounds;
import dioscope.model.scenario.Scenario;
import dioscope.model.scenario.ScenarioJson;
import dioscope.model.scenario.ShippedScenarios;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NeedTest {
    private static final long GIB = 1L << 30;

    private static Scenario scenario(String kernel, String size, String flags, String fs) {
        return ScenarioJson.read("""
                {"kernel": "%s", "fs": {%s}, "inode": {"i_size": 0, "extents": []},
                 "requests": [{"offset": 0, "length": "%s", "task": 1, "buffer": "scatter", "open_flags": [%s]}, {"op": "fsync", "task": 1}]}
                """.formatted(kernel, fs, size, flags), "need");
    }

    @Test
    void tooMuchIsRefusedWithWhatItTakesAndWhatThereIs() {
        assertThat(Need.refusal(scenario("5.10", "1G", "", ""), Bounds.DEFAULT, 4 * GIB))
                .contains("Running a buffered write of 1 GiB and its other"
                        + " calls on 5.10 would take about 57 million steps and 5.8 GiB of memory; this program may use 8 million steps and 4 GiB"
                        + ".");
    }

    @Test
    void theBoundIsWhereTheNeedIs() {
        var s = scenario("6.12", "16M", "", "");
        var need = Need.of(s);
        assertThat(Need.refusal(s, new Bounds((int) need.steps(), 200), GIB)).isEmpty();
        assertThat(Need.refusal(s, new Bounds((int) need.steps() - 1, 200), GIB)).isPresent();
        long enough = (long) Math.ceil(need.bytes() / 0.8);
        assertThat(Need.refusal(s, Bounds.DEFAULT, enough + 1)).isEmpty();
        assertThat(Need.refusal(s, Bounds.DEFAULT, enough - 1)).isPresent();
    }

    @ParameterizedTest
    @CsvSource({"5.10", "6.1", "6.6", "6.12", "6.14", "7.1", "7.2"})
    void sixtyFourMebibytesAreWithinTheBoundsOfOneGibibyte(String kernel) {
        assertThat(Need.refusal(scenario(kernel, "64M", "", ""), Bounds.DEFAULT, GIB)).isEmpty();
    }

    /// What is told before is what is found, within a quarter: the costs of a page are measured, and code changes.
    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"5.10 | | ", "6.1 | | ", "6.12 | | ", "7.2 | | ", "5.10 | | \"block_size\": 1024",
            "7.2 | | \"block_size\": 1024", "6.12 | | \"delalloc\": false", "7.2 | | \"delalloc\": false"})
    void aRunTakesAboutWhatWasTold(String kernel, String flags, String fs) {
        var s = scenario(kernel, "4M", flags == null ? "" : flags, fs == null ? "" : fs);
        var trace = Runner.run(s);
        assertThat(trace.refusal()).isNull();
        assertThat((double) trace.size() / Need.of(s).steps()).isBetween(0.75, 1.25);
    }

    @Test
    void aDirectWriteAndAReadNeedLess() {
        long buffered = Need.of(scenario("6.12", "64M", "", "")).steps();
        assertThat(Need.of(scenario("6.12", "64M", "\"O_DIRECT\"", "")).steps()).isLessThan(buffered / 50);
        assertThat(Need.of(scenario("6.12", "64M", "\"O_DIRECT\"", "\"data_mode\": \"journal\"")).steps()).isGreaterThan(buffered);
    }

    @Test
    void shippedScenariosRunInASmallProgram() {
        assertThat(ShippedScenarios.all()).allSatisfy(s -> assertThat(Need.refusal(s, Bounds.DEFAULT, GIB / 4)).isEmpty());
    }
}
