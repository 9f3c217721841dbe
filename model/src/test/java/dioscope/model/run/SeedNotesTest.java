package dioscope.model.run;

import static dioscope.model.run.DioRun.HOLE;
import static dioscope.model.run.DioRun.WRITTEN;
import static org.assertj.core.api.Assertions.assertThat;

import dioscope.model.trace.Step;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Runs that prove notes of the seed documents wrong; the README of this module lists them.
class SeedNotesTest {
    private static final String OVERWRITE = "\"offset\": 8192, \"length\": 8192";

    static List<String> kernels() {
        return DirectIoRowsTest.kernels();
    }

    /// 001: iomap_dio_rw itself flushes and returns when all is complete, for asynchronous requests too.
    @ParameterizedTest
    @MethodSource("kernels")
    void anAsynchronousDsyncWriteReturnsBeforeItIsFlushed(String kernel) {
        var r = DioRun.of(kernel, WRITTEN, OVERWRITE + ", \"submission\": \"aio\", \"open_flags\": [\"O_DIRECT\", \"O_DSYNC\"]",
                ", \"device\": {\"preset\": \"nvme-nofua\"}");
        assertThat(r.ret("iomap_dio_rw")).isEqualTo(-529L);
        var steps = r.trace().steps();
        int returned = steps.indexOf(
                steps.stream().filter(s -> s.kind() == Step.Kind.RETURN && s.fn().equals("iomap_dio_rw")).findFirst().orElseThrow());
        var flush = r.entries("blkdev_issue_flush").getFirst();
        assertThat(steps.indexOf(flush)).isGreaterThan(returned);
        assertThat(flush.ctx().ctx()).isEqualTo("worker");
    }

    /// 001: after the submission the task always loops and waits.
    @ParameterizedTest
    @MethodSource("kernels")
    void aRequestWithoutABioInFlightDoesNotWait(String kernel) {
        var r = DioRun.of(kernel, HOLE, "\"op\": \"read\", " + OVERWRITE);
        assertThat(r.result()).isEqualTo(8192);
        assertThat(r.entered("blk_io_schedule") || r.entered("io_schedule")).isFalse();
        assertThat(DioRun.of(kernel, WRITTEN, OVERWRITE).entered("blk_io_schedule")).isTrue();
    }

    /// 003: ext4_iomap_end does nothing.
    @ParameterizedTest
    @ValueSource(strings = {"5.10", "6.1", "6.6", "6.12", "6.14"})
    void iomapEndTurnsNoProgressIntoEnotblk(String kernel) {
        var r = DioRun.of(kernel, WRITTEN, "\"op\": \"read\", " + OVERWRITE, ", \"faults\": {\"buffer\": \"unreadable\"}");
        assertThat(((Number) r.ret("ext4_iomap_end")).longValue()).isEqualTo(-15);
    }

    /// 003: ext4_iomap_begin first allocates blocks.
    @ParameterizedTest
    @MethodSource("kernels")
    void anOverwriteAllocatesNothing(String kernel) {
        assertThat(DioRun.of(kernel, WRITTEN, OVERWRITE).entered("ext4_iomap_alloc")).isFalse();
        assertThat(DioRun.of(kernel, HOLE, OVERWRITE).entered("ext4_iomap_alloc")).isTrue();
    }
}
