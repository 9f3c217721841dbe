package dioscope.model.run;

import static org.assertj.core.api.Assertions.assertThat;

import dioscope.model.profile.Iocb;
import dioscope.model.scenario.ScenarioJson;
import dioscope.model.state.Task;
import dioscope.model.state.World;
import dioscope.model.trace.Trace;
import java.util.Objects;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Buffered reads of a ring: called back by the page that is read (IOCB_WAITQ), else brought by a worker.
class UringReadTest {
    private static Trace run(String kernel, String more, String request) {
        return Runner.run(ScenarioJson.read(
                "{\"kernel\": \"" + kernel + "\", \"inode\": {\"i_size\": 1048576, \"extents\": [{\"logical\": 0, \"physical\": 8462336, "
                        + "\"length\": 1048576, \"state\": \"written\"}]}, \"requests\": [{\"op\": \"read\", \"open_flags\": [], "
                        + "\"submission\": \"uring\", " + request + "}]" + more + "}",
                "test"));
    }

    private static World end(Trace t) {
        if (t.refusal() != null) {
            throw new AssertionError(t.refusal());
        }
        return t.steps().getLast().world();
    }

    private static long result(Trace t) {
        return Objects.requireNonNull(end(t).io().at(1).result());
    }

    /// Steps that begin to wait for a page by a callback.
    private static long waits(Trace t) {
        return t.steps().stream().map(s -> Objects.requireNonNull(s.world().io().at(1)).kiocb().flags())
                .map(f -> t.profile().iocb().has(f, Iocb.IOCB_WAITQ)).reduce(new long[2], (a, has) -> new long[]{
                        a[0] + (has && a[1] == 0 ? 1 : 0), has ? 1 : 0}, (a, b) -> a)[0];
    }

    private static boolean worker(Trace t) {
        return end(t).tasks().values().stream().anyMatch(x -> x.kind() == Task.Kind.IO_WQ);
    }

    @ParameterizedTest
    @ValueSource(strings = {"5.10", "6.1", "6.6", "6.12", "6.14", "7.1", "7.2"})
    void aColdReadIsCalledBackByThePageAndNeedsNoWorker(String kernel) {
        var t = run(kernel, "", "\"offset\": 0, \"length\": 4096");
        assertThat(result(t)).isEqualTo(4096);
        assertThat(waits(t)).isEqualTo(1);
        assertThat(worker(t)).isFalse();
        assertThat(t.profile().iocb().has(end(t).io().at(1).kiocb().flags(), Iocb.IOCB_WAITQ)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"5.10", "6.1", "6.12", "7.2"})
    void cachedPagesGoAheadAndTheRestFollows(String kernel) {
        var t = run(kernel, ", \"page_cache\": [{\"page\": 0, \"pages\": 2, \"state\": \"clean\"}]", "\"offset\": 0, \"length\": 1048576");
        assertThat(result(t)).isEqualTo(1048576);
        assertThat(waits(t)).isPositive();
        assertThat(t.steps().stream().map(s -> s.world().io().at(1).uring()).filter(Objects::nonNull).anyMatch(u -> u.bytesDone() == 8192))
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"5.10", "6.1", "6.12", "7.2"})
    void nowaitIsFinal(String kernel) {
        var t = run(kernel, "", "\"offset\": 0, \"length\": 4096, \"rwf\": [\"RWF_NOWAIT\"]");
        assertThat(result(t)).isEqualTo(-11);
        assertThat(waits(t)).isZero();
        assertThat(worker(t)).isFalse();
    }

    /// Later kernels give a page that could not be read to a worker; 5.10 reads it again and again.
    @ParameterizedTest
    @CsvSource({"6.1", "6.12", "7.2"})
    void aWorkerReadsWhatCouldNotBeRead(String kernel) {
        var t = run(kernel, ", \"faults\": {\"eio_file_ranges\": [[0, 1048576]]}", "\"offset\": 0, \"length\": 4096");
        assertThat(result(t)).isEqualTo(-5);
        assertThat(waits(t)).isEqualTo(2);
        assertThat(worker(t)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = "5.10")
    void anOldKernelNeverGivesUp(String kernel) {
        assertThat(run(kernel, ", \"faults\": {\"eio_file_ranges\": [[0, 1048576]]}", "\"offset\": 0, \"length\": 4096").refusal())
                .contains("again and again");
    }
}
