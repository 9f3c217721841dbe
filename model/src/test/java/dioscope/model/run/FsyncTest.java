package dioscope.model.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dioscope.model.profile.Profile;
import dioscope.model.scenario.ScenarioException;
import dioscope.model.scenario.ScenarioJson;
import dioscope.model.state.Bio;
import dioscope.model.state.Journal;
import dioscope.model.state.Journal.TxState;
import dioscope.model.state.World;
import dioscope.model.trace.Step;
import dioscope.model.trace.Trace;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// fsync and the journal: how often the device is flushed, who hears of an error, which transaction holds what.
class FsyncTest {
    private static final String WRITE = "{\"op\": \"write\", \"offset\": 8192, \"length\": 4096, \"open_flags\": [], \"task\": 1}";
    private static final String FSYNC = "{\"op\": \"fsync\", \"open_flags\": [], \"task\": 1}";

    static List<String> kernels() {
        return Profile.ALL.stream().map(Profile::name).toList();
    }

    private static Trace run(String kernel, String fields) {
        var t = Runner.run(ScenarioJson.read("{\"kernel\": \"" + kernel + "\", " + fields + "}", "test"));
        assertThat(t.refusal()).isNull();
        return t;
    }

    private static World end(Trace t) {
        return t.steps().getLast().world();
    }

    private static long result(Trace t, int call) {
        return Objects.requireNonNull(end(t).io().at(call).result());
    }

    private static long entered(Trace t, String fn) {
        return t.steps().stream().filter(s -> s.kind() == Step.Kind.ENTER && s.fn().equals(fn)).count();
    }

    private static long flushes(Trace t) {
        return end(t).requests().values().stream().filter(q -> q.op() == Bio.Op.FLUSH).count();
    }

    /// For each kernel: device, call, whether what it waits for has committed, flushes, commits.
    static Stream<Arguments> flushTable() {
        var rows = List.of("nvme-fua fsync true 1 0", "nvme-nofua fsync true 1 0", "virtio-wt fsync true 0 0",
                "nvme-fua fdatasync true 1 0",
                "nvme-nofua fdatasync true 1 0", "virtio-wt fdatasync true 0 0", "nvme-fua fsync false 1 1", "nvme-nofua fsync false 2 1",
                "virtio-wt fsync false 0 1", "nvme-fua fdatasync false 1 1", "nvme-nofua fdatasync false 2 1",
                "virtio-wt fdatasync false 0 1",
                "sata fsync false 2 1", "4kn fsync true 1 0");
        return kernels().stream().flatMap(k -> rows.stream().map(r -> Arguments.of(k, r)));
    }

    @ParameterizedTest
    @MethodSource("flushTable")
    void theDeviceIsFlushedAsOftenAsItsCacheAsksFor(String kernel, String row) {
        var r = row.split(" ");
        var fields = "\"device\": {\"preset\": \"" + r[0] + "\"}, \"inode\": {\"sync_tid_committed\": " + r[2]
                + ", \"datasync_tid_committed\": "
                + r[2] + "}, \"request\": {\"op\": \"" + r[1] + "\"}";
        var t = run(kernel, fields);
        assertThat(result(t, 1)).isZero();
        assertThat(flushes(t)).isEqualTo(Long.parseLong(r[3]));
        assertThat(end(t).journal().committed() - t.step(0).world().journal().committed()).isEqualTo(Integer.parseInt(r[4]));
        var unsafe = run(kernel, fields + ", \"fs\": {\"barrier\": false}");
        assertThat(flushes(unsafe)).as("nobarrier").isZero();
    }

    @ParameterizedTest
    @MethodSource("kernels")
    void anErrorIsToldOnceToEachOpenFile(String kernel) {
        var other = "{\"op\": \"fsync\", \"open_flags\": [], \"task\": 2, \"start_nanos\": 500000000}";
        var t = run(kernel,
                "\"faults\": {\"eio_file_ranges\": [[8192, 4096]]}, \"requests\": [" + WRITE + ", " + FSYNC + ", " + FSYNC + ", "
                        + other + "]");
        assertThat(result(t, 1)).as("write() knows nothing yet").isEqualTo(4096);
        assertThat(result(t, 2)).as("the first to ask hears of it").isEqualTo(-5);
        assertThat(result(t, 3)).as("but once").isZero();
        assertThat(result(t, 4)).as("opened after somebody was told").isZero();
    }

    @ParameterizedTest
    @MethodSource("kernels")
    void twoOpenFilesBothHearOfAnError(String kernel) {
        var reader = "{\"op\": \"read\", \"offset\": 0, \"length\": 512, \"open_flags\": [], \"task\": 2}";
        var late = "{\"op\": \"fsync\", \"open_flags\": [], \"task\": 2, \"start_nanos\": 500000000}";
        var t = run(kernel,
                "\"faults\": {\"eio_file_ranges\": [[8192, 4096]]}, \"requests\": [" + WRITE + ", " + FSYNC + ", " + reader + ", "
                        + late + "]");
        assertThat(result(t, 2)).isEqualTo(-5);
        assertThat(result(t, 4)).as("its file was open when the error came").isEqualTo(-5);
    }

    @ParameterizedTest
    @MethodSource("kernels")
    void twoFsyncsShareACommit(String kernel) {
        var t = run(kernel, "\"inode\": {\"sync_tid_committed\": false}, \"requests\": [{\"op\": \"fsync\"}, {\"op\": \"fsync\"}]");
        assertThat(result(t, 1)).isZero();
        assertThat(result(t, 2)).isZero();
        assertThat(entered(t, "jbd2_start_commit")).isEqualTo(1);
        assertThat(t.steps()).as("both sleep until it is over").anyMatch(s -> s.world().tasks().values().stream()
                .filter(k -> "commit of transaction 8".equals(k.waitsFor())).count() == 2);
    }

    @ParameterizedTest
    @MethodSource("kernels")
    void aTransactionIsCommittedUnaskedWhenItsTimeIsOver(String kernel) {
        var before = run(kernel,
                "\"pass_nanos\": 1900000000, \"journal\": {\"commit_interval_nanos\": 2000000000}, \"requests\": [" + WRITE + "]");
        assertThat(end(before).journal().committed()).isEqualTo(7);
        var t = run(kernel,
                "\"pass_nanos\": 4000000000, \"journal\": {\"commit_interval_nanos\": 2000000000}, \"requests\": [" + WRITE + "]");
        assertThat(end(t).journal().committed()).isEqualTo(8);
        assertThat(entered(t, "commit_timeout")).isEqualTo(1);
    }

    @ParameterizedTest
    @MethodSource("kernels")
    void aFinishedTransactionWaitsUntilItsBlocksAreInTheirPlace(String kernel) {
        var t = run(kernel,
                "\"journal\": {\"checkpoint\": [{\"tid\": 5, \"metadata\": [\"block bitmap\"]}, {\"tid\": 6, \"metadata\": [\"inode\"]}]}, "
                        + "\"requests\": [" + WRITE + ", " + FSYNC + "]");
        var j = end(t).journal();
        assertThat(j.checkpoint().stream().map(Journal.Tx::tid)).as("8 has the inode now; the bitmap still waits").containsExactly(5, 8);
        assertThat(j.checkpoint()).allMatch(x -> x.state() == TxState.FINISHED);
        assertThat(j.dirty()).contains("block bitmap", "inode");
    }

    @ParameterizedTest
    @MethodSource("kernels")
    void creditsReturnWhenHandlesClose(String kernel) {
        var t = run(kernel,
                "\"requests\": [{\"op\": \"write\", \"offset\": 65536, \"length\": 8192, \"open_flags\": [], \"task\": 1}, " + FSYNC + "]");
        for (var s : t.steps()) {
            var j = s.world().journal();
            int held = j.handles().values().stream().mapToInt(h -> h.credits() + h.reserved()).sum();
            assertThat(j.handles().values()).as("nobody changes more than asked for").allMatch(h -> h.credits() >= 0);
            if (j.running() instanceof Journal.Tx tx && j.committing() == null && j.handles().isEmpty()) {
                assertThat(tx.credits() - tx.metadata().size()).isEqualTo(j.reservedCredits());
            }
            assertThat(held).isGreaterThanOrEqualTo(0);
        }
        assertThat(end(t).journal().reservedCredits()).isZero();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "\"journal\": {\"running\": {\"tid\": 7}} | journal.running.tid | a transaction cannot have committed while it runs",
            "\"journal\": {\"running\": {\"tid\": 9}} | journal.running.tid | transactions commit in the order of their numbers",
            "\"journal\": {\"running\": null}, \"inode\": {\"sync_tid_committed\": false} | inode.sync_tid_committed | nothing after transaction 7",
            "\"journal\": {\"checkpoint\": [{\"tid\": 8, \"metadata\": [\"inode\"]}]} | journal.checkpoint[0].tid | must not be after",
            "\"journal\": {\"running\": {\"ordered\": [0, 1048576]}} | journal.running.ordered | within a written extent",
            "\"journal\": {\"running\": {}}, \"fs\": {\"journal\": false} | journal.running | without a journal"})
    void impossibleJournalsAreRefusedWithTheRule(String fields, String path, String rule) {
        assertThatThrownBy(() -> ScenarioJson.read("{" + fields + "}", "test"))
                .isInstanceOfSatisfying(ScenarioException.class,
                        e -> assertThat(e.errors()).anyMatch(x -> x.path().equals(path) && x.rule().contains(rule)));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"\"journal\": {\"running\": null}",
            "\"journal\": {\"committed_tid\": 41, \"running\": {\"tid\": 42, \"metadata\": [\"inode\", \"block bitmap\"], \"ordered\": [0, 4096], \"age_nanos\": 5}, \"checkpoint\": [{\"tid\": 40, \"metadata\": [\"super block\"]}]}"})
    void whatIsWrittenReadsTheSame(String fields) {
        var s = ScenarioJson.read("{" + fields + "}", "test");
        assertThat(ScenarioJson.read(ScenarioJson.write(s), "again")).isEqualTo(s);
    }

    /// After a truncation the range that a fast commit tells reaches to the last block a file can have.
    @ParameterizedTest
    @ValueSource(strings = {"5.10", "6.1", "6.12"})
    void aFastCommitAfterATruncationAsksForAllBlocksBehind(String kernel) {
        var t = run(kernel, """
                "fs": {"fast_commit": true}, "content_before": [[0, 65536, "11"]],
                "inode": {"i_size": 65536, "extents": [{"logical": 0, "physical": 8388608, "length": 65536, "state": "written"}]},
                "requests": [{"op": "truncate", "offset": 30000, "task": 1}, %s]""".formatted(FSYNC));
        assertThat(t.steps().stream().filter(s -> s.kind() == Step.Kind.ENTER && s.fn().equals("ext4_map_blocks"))
                .map(s -> s.values().get("lblk") + " " + s.values().get("len"))).contains("7 4294967288");
    }
}
