package dioscope.model.run;

import static dioscope.model.run.DioRun.HOLE;
import static dioscope.model.run.DioRun.WRITTEN;
import static org.assertj.core.api.Assertions.assertThat;

import dioscope.model.profile.Profile;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The rows of the table of version differences that lie in fs/iomap/direct-io.c, one test each, on all kernels.
class DirectIoRowsTest {
    private static final String OVERWRITE = "\"offset\": 8192, \"length\": 8192";
    private static final String READ = "\"op\": \"read\", " + OVERWRITE;
    private static final String AIO = ", \"submission\": \"aio\"";
    private static final String IOPOLL = ", \"submission\": \"uring-iopoll\"";
    private static final String CLEAN_PAGE = ", \"page_cache\": [{\"page\": 2, \"pages\": 1, \"state\": \"clean\"}]";

    static List<String> kernels() {
        return Profile.ALL.stream().map(Profile::name).toList();
    }

    private static boolean of(String kernel, String... kernels) {
        return Set.of(kernels).contains(kernel);
    }

    private static boolean seven(String kernel) {
        return of(kernel, "7.1", "7.2");
    }

    @ParameterizedTest
    @MethodSource("kernels")
    void row1Iteration(String kernel) {
        var r = DioRun.of(kernel, WRITTEN, OVERWRITE);
        assertThat(r.result()).isEqualTo(8192);
        assertThat(r.entered("iomap_apply")).isEqualTo(of(kernel, "5.10"));
        assertThat(r.entered("iomap_iter")).isEqualTo(!of(kernel, "5.10"));
        assertThat(r.entered("iomap_iter_next")).isEqualTo(seven(kernel));
        assertThat(((Number) r.ret(of(kernel, "5.10") ? "iomap_dio_bio_actor" : "iomap_dio_bio_iter")).longValue())
                .as("bytes processed, or a status").isEqualTo(seven(kernel) ? 0 : 8192);
    }

    @ParameterizedTest
    @MethodSource("kernels")
    void row2HowTheCallerAsksToWait(String kernel) {
        var r = DioRun.of(kernel, WRITTEN, "\"offset\": 65536, \"length\": 4096" + AIO);
        assertThat(r.result()).isEqualTo(4096);
        assertThat(r.arg("iomap_dio_rw", "wait")).isEqualTo(of(kernel, "5.10") ? true : null);
        assertThat(String.valueOf(r.arg("iomap_dio_rw", "dio_flags"))).isEqualTo(of(kernel, "5.10") ? "null" : "FORCE_WAIT");
        assertThat(r.completed()).as("an extending write waits, asynchronous or not").isEqualTo("task");
    }

    @ParameterizedTest
    @MethodSource("kernels")
    void row3NameOfTheWriteThroughFlag(String kernel) {
        var r = DioRun.of(kernel, WRITTEN, OVERWRITE + ", \"open_flags\": [\"O_DIRECT\", \"O_DSYNC\"]");
        boolean old = of(kernel, "5.10", "6.1");
        assertThat(r.had("WRITE_FUA")).isEqualTo(old);
        assertThat(r.had("WRITE_THROUGH")).isEqualTo(!old);
        assertThat(r.bioFlags()).contains("FUA");
        assertThat(r.entered("ext4_sync_file")).isFalse();
    }

    @ParameterizedTest
    @MethodSource("kernels")
    void row4DsyncOverwriteWithoutAWriteCache(String kernel) {
        var r = DioRun.of(kernel, WRITTEN, OVERWRITE + ", \"open_flags\": [\"O_DIRECT\", \"O_DSYNC\"]",
                ", \"device\": {\"write_cache\": false, \"fua\": false}");
        boolean old = of(kernel, "5.10", "6.1");
        assertThat(r.bioFlags().contains("FUA")).isEqualTo(!old);
        assertThat(r.flags().contains("NEED_SYNC")).isEqualTo(old);
        assertThat(r.entered("ext4_sync_file")).isEqualTo(old);
        assertThat(r.end().bios().at(1).opf() & r.trace().profile().req().mask(dioscope.model.profile.Req.REQ_FUA))
                .as("the block layer strips it").isZero();
    }

    @ParameterizedTest
    @MethodSource("kernels")
    void row5EndOfAnAsynchronousWrite(String kernel) {
        var r = DioRun.of(kernel, WRITTEN, OVERWRITE + AIO);
        assertThat(r.result()).isEqualTo(8192);
        assertThat(r.completed()).isEqualTo(seven(kernel) ? "irq" : "worker");
        assertThat(r.had("NO_INVALIDATE")).isEqualTo(seven(kernel));
        var cached = DioRun.of(kernel, WRITTEN, OVERWRITE + AIO, ", \"page_cache\": [{\"page\": 9, \"pages\": 1, \"state\": \"clean\"}]");
        assertThat(cached.completed()).as("a cached page elsewhere in the file").isEqualTo("worker");
        assertThat(cached.had("COMP_WORK")).isEqualTo(seven(kernel));
    }

    @ParameterizedTest
    @MethodSource("kernels")
    void row6EndOfAnAsynchronousRead(String kernel) {
        var r = DioRun.of(kernel, WRITTEN, READ + AIO);
        assertThat(r.result()).isEqualTo(8192);
        assertThat(r.completed()).isEqualTo("irq");
        var failed = DioRun.of(kernel, WRITTEN, READ + AIO, ", \"faults\": {\"fail_bio\": 1}");
        assertThat(failed.result()).isEqualTo(-5);
        assertThat(failed.completed()).as("errors end in a task where reads have a workqueue")
                .isEqualTo(of(kernel, "6.12", "7.1", "7.2") ? "worker" : "irq");
    }

    @ParameterizedTest
    @MethodSource("kernels")
    void row7ASynchronousRequestThatAsksToBePolled(String kernel) {
        var r = DioRun.of(kernel, WRITTEN, READ + ", \"rwf\": [\"RWF_HIPRI\"]");
        assertThat(r.result()).isEqualTo(8192);
        assertThat(r.entered("blk_poll")).isEqualTo(of(kernel, "5.10"));
        assertThat(r.bioFlags()).as("asked for in the bio").matches(f -> f.contains("HIPRI") == of(kernel, "5.10"))
                .doesNotContain("POLLED");
        assertThat(r.entries("iomap_dio_bio_end_io").getFirst().ctx().ctx()).isEqualTo(of(kernel, "5.10") ? "task" : "irq");
    }

    @ParameterizedTest
    @MethodSource("kernels")
    void row8APolledAsynchronousWrite(String kernel) {
        var r = DioRun.of(kernel, WRITTEN, OVERWRITE + IOPOLL);
        assertThat(r.result()).isEqualTo(8192);
        var expected = switch (kernel) {
            case "5.10" -> List.of("SYNC", "IDLE", "NOWAIT", "HIPRI");
            case "6.1" -> List.of("SYNC", "IDLE", "NOWAIT", "POLLED");
            case "7.1", "7.2" -> List.of("SYNC", "IDLE", "POLLED");
            default -> List.of("SYNC", "IDLE");
        };
        assertThat(r.bioFlags()).contains(expected.toArray(String[]::new));
        assertThat(r.bioFlags().contains("POLLED") || r.bioFlags().contains("HIPRI")).isEqualTo(expected.size() > 2);
    }

    @ParameterizedTest
    @MethodSource("kernels")
    void row9AlignmentOfTheUsersMemory(String kernel) {
        var dma = ", \"device\": {\"logical_block_size\": 4096, \"physical_block_size\": 4096, \"dma_alignment\": 3, \"virt_boundary_mask\": 0, "
                + "\"atomic_write_unit_min\": 4096, \"atomic_write_unit_max\": 4096, \"atomic_write_max\": 4096}";
        assertThat(DioRun.of(kernel, WRITTEN, OVERWRITE + ", \"iovecs\": [{\"base_mod_4096\": 512, \"len\": 8192}]", dma).result())
                .as("an address on the device's DMA alignment only").isEqualTo(of(kernel, "5.10") ? -22 : 8192);
        var pieces = DioRun.of(kernel, WRITTEN,
                OVERWRITE + ", \"iovecs\": [{\"base_mod_4096\": 0, \"len\": 2048}, {\"base_mod_4096\": 0, \"len\": 6144}]", dma);
        assertThat(pieces.result()).as("segments shorter than a logical block").isEqualTo(seven(kernel) ? 8192 : -22);
    }

    @ParameterizedTest
    @MethodSource("kernels")
    void row10FlagsOfAReadBio(String kernel) {
        var flags = DioRun.of(kernel, WRITTEN, READ).bioFlags();
        assertThat(flags.contains("SYNC")).isEqualTo(seven(kernel));
        assertThat(flags.contains("IDLE")).isEqualTo(seven(kernel));
    }

    @ParameterizedTest
    @MethodSource("kernels")
    void row11ReadThatPassesTheEndOfTheFile(String kernel) {
        var r = DioRun.of(kernel,
                "\"i_size\": 8192, \"extents\": [{\"logical\": 0, \"physical\": 8462336, \"length\": 8192, \"state\": \"written\"}]",
                "\"op\": \"read\", \"offset\": 4096, \"length\": 16384");
        assertThat(r.result()).isEqualTo(4096);
        assertThat(r.data()).as("5.10 stops at the end of the file, the others go on over the hole behind it")
                .isEqualTo(of(kernel, "5.10") ? List.of("0+4096 11") : List.of("0+4096 11", "4096+12288 0"));
        assertThat(r.end().io().at(1).iter().done()).as("the iterator goes back").isEqualTo(4096);
    }

    @ParameterizedTest
    @MethodSource("kernels")
    void row12ReadOfAHoleIntoMemoryThatCannotBeWritten(String kernel) {
        var r = DioRun.of(kernel, HOLE, READ, ", \"faults\": {\"buffer\": \"unreadable\"}");
        assertThat(r.result()).isEqualTo(of(kernel, "5.10") ? 0 : -14);
        assertThat(r.data()).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("kernels")
    void row13ReadThatMayNotWaitWithCachedPages(String kernel) {
        var request = READ + ", \"rwf\": [\"RWF_NOWAIT\"]";
        assertThat(DioRun.of(kernel, WRITTEN, request, CLEAN_PAGE).result()).isEqualTo(of(kernel, "5.10") ? -11 : 8192);
        assertThat(DioRun.of(kernel, WRITTEN, request, CLEAN_PAGE.replace("clean", "dirty")).result()).isEqualTo(-11);
    }

    @ParameterizedTest
    @MethodSource("kernels")
    void row18EndOfAMapping(String kernel) {
        var r = DioRun.of(kernel, WRITTEN, "\"offset\": 8192, \"length\": 8192, \"iovecs\": [{\"base_mod_4096\": 1, \"len\": 8192}]");
        assertThat(r.result()).isEqualTo(-22);
        assertThat(r.entered("ext4_iomap_end")).isEqualTo(!seven(kernel));
    }

    @ParameterizedTest
    @MethodSource("kernels")
    void row20DelayedBlocksUnderDirectIo(String kernel) {
        for (var op : List.of("", "\"op\": \"read\", ")) {
            var r = DioRun.of(kernel, WRITTEN, op + OVERWRITE, ", \"asks\": [\"delalloc-mapping\"]");
            assertThat(r.result()).isEqualTo(-5);
            assertThat(r.submitted()).isEmpty();
        }
    }

    @ParameterizedTest
    @MethodSource("kernels")
    void row40WhoHearsOfAnError(String kernel) {
        var r = DioRun.of(kernel, WRITTEN, READ, ", \"faults\": {\"fail_bio\": 1}");
        assertThat(r.entered("fserror_report_io")).isEqualTo(seven(kernel));
        if (seven(kernel)) {
            assertThat(r.arg("fserror_report_io", "type")).isEqualTo("FSERR_DIRECTIO_READ");
        }
        assertThat(DioRun.of(kernel, WRITTEN, READ).entered("fserror_report_io")).isFalse();
    }

    @ParameterizedTest
    @MethodSource("kernels")
    void row41ZerosAroundASubBlockWrite(String kernel) {
        var r = DioRun.of(kernel, HOLE, "\"offset\": 8704, \"length\": 512");
        assertThat(r.result()).isEqualTo(512);
        assertThat(r.submitted()).extracting(b -> b.kind() + " " + b.bytes()).containsExactly("ZERO_PAD 512", "DATA 512", "ZERO_PAD 3072");
        boolean asks = of(kernel, "6.12", "6.14", "7.1", "7.2");
        assertThat(DioRun.of(kernel, HOLE, OVERWRITE).entered("iomap_dio_zero")).as("called for 0 bytes").isEqualTo(asks);
    }

    @ParameterizedTest
    @MethodSource("kernels")
    void row43Tracepoints(String kernel) {
        var r = DioRun.of(kernel, WRITTEN, OVERWRITE + AIO);
        boolean traced = !of(kernel, "5.10", "6.1");
        for (var t : List.of("trace_iomap_dio_rw_begin", "trace_iomap_dio_rw_queued", "trace_iomap_dio_complete")) {
            assertThat(r.entered(t)).as(t).isEqualTo(traced);
        }
    }
}
