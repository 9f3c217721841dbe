package dioscope.model.run;

import static dioscope.model.run.DioRun.HOLE;
import static dioscope.model.run.DioRun.WRITTEN;
import static org.assertj.core.api.Assertions.assertThat;

import dioscope.model.profile.DioArg;
import dioscope.model.profile.DioFlag;
import dioscope.model.profile.Profile;
import dioscope.model.trace.Step;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The places in fs/iomap/direct-io.c where a naive simulator is wrong, one test each, on all kernels.
class DirectIoGotchasTest {
    private static final String OVERWRITE = "\"offset\": 8192, \"length\": 8192";
    private static final String READ = "\"op\": \"read\", " + OVERWRITE;
    private static final String DSYNC = ", \"open_flags\": [\"O_DIRECT\", \"O_DSYNC\"]";
    private static final String AIO = ", \"submission\": \"aio\"";
    /// 8 KiB written, the rest unwritten.
    private static final String MIXED = "\"i_size\": 65536, \"extents\": [{\"logical\": 0, \"physical\": 8462336, \"length\": 8192, \"state\": \"written\"}, "
            + "{\"logical\": 8192, \"physical\": 9461760, \"length\": 57344, \"state\": \"unwritten\"}]";

    static List<String> kernels() {
        return Profile.ALL.stream().map(Profile::name).toList();
    }

    private static boolean of(String kernel, String... kernels) {
        return Set.of(kernels).contains(kernel);
    }

    @ParameterizedTest
    @MethodSource("kernels")
    void gotcha1TwoFlagWordsWithTheSameBits(String kernel) {
        var p = Profile.ALL.stream().filter(x -> x.name().equals(kernel)).findFirst().orElseThrow();
        if (p.dioArg().exists(DioArg.IOMAP_DIO_FORCE_WAIT)) {
            assertThat(p.dioArg().mask(DioArg.IOMAP_DIO_FORCE_WAIT)).isEqualTo(p.dio().mask(DioFlag.IOMAP_DIO_UNWRITTEN));
        }
        var r = DioRun.of(kernel, WRITTEN, OVERWRITE, ", \"asks\": [\"force-wait\"]");
        assertThat(r.had("UNWRITTEN")).as("the argument's bit 0 is not the state's").isFalse();
        var copied = DioRun.of(kernel, WRITTEN, OVERWRITE, ", \"asks\": [\"fsblock-aligned\", \"bounce\"]");
        assertThat(copied.had("FSBLOCK_ALIGNED") && copied.had("BOUNCE")).as("only these two are copied")
                .isEqualTo(of(kernel, "7.1", "7.2"));
    }

    @ParameterizedTest
    @MethodSource("kernels")
    void gotcha2NobodyOffersToCompleteInTheCaller(String kernel) {
        for (var how : List.of("aio", "uring", "uring-iopoll")) {
            var r = DioRun.of(kernel, WRITTEN, OVERWRITE + ", \"submission\": \"" + how + "\"");
            assertThat(r.result()).isEqualTo(8192);
            assertThat(r.had("CALLER_COMP")).isFalse();
            assertThat(r.entered("iomap_dio_deferred_complete")).isFalse();
        }
    }

    @ParameterizedTest
    @MethodSource("kernels")
    void gotcha4WriteThroughFallsOnceAndForAll(String kernel) {
        var r = DioRun.of(kernel, MIXED, "\"offset\": 4096, \"length\": 8192" + DSYNC);
        assertThat(r.result()).isEqualTo(8192);
        var data = r.submitted().stream().filter(b -> b.io() == 1).map(b -> r.trace().profile().req().names(b.opf()).contains("FUA"))
                .toList();
        assertThat(data).as("what went before it fell keeps its FUA").containsExactly(true, false);
        assertThat(r.flags()).contains("NEED_SYNC").doesNotContain("WRITE_FUA", "WRITE_THROUGH");
        assertThat(r.entered("ext4_sync_file")).isTrue();
    }

    @ParameterizedTest
    @MethodSource("kernels")
    void gotcha11TheEndOfTheFileAsksForPaddingToo(String kernel) {
        var r = DioRun.of(kernel,
                "\"i_size\": 8704, \"extents\": [{\"logical\": 0, \"physical\": 8462336, \"length\": 12288, \"state\": \"written\"}]",
                "\"offset\": 8192, \"length\": 512");
        assertThat(r.result()).isEqualTo(512);
        assertThat(r.submitted()).extracting(b -> b.kind() + " " + b.bytes()).containsExactly("DATA 512", "ZERO_PAD 3584");
    }

    @ParameterizedTest
    @MethodSource("kernels")
    void gotcha12TheSizeMovesInEndIoBeforeTheSync(String kernel) {
        var r = DioRun.of(kernel, WRITTEN, "\"offset\": 65536, \"length\": 4096" + DSYNC);
        assertThat(r.result()).isEqualTo(4096);
        assertThat(r.entries("ext4_dio_write_end_io").getFirst().world().inode().iSize()).isEqualTo(65536);
        assertThat(r.entries("ext4_sync_file").getFirst().world().inode().iSize()).isEqualTo(69632);
        assertThat(r.entries("ext4_sync_file").getFirst().world().inode().dioCount()).as("after inode_dio_end").isZero();
    }

    @ParameterizedTest
    @MethodSource("kernels")
    void gotcha13ThePageCacheIsEmptiedTwice(String kernel) {
        var pages = ", \"page_cache\": [{\"page\": 2, \"pages\": 1, \"state\": \"clean\"}, {\"page\": 9, \"pages\": 1, \"state\": \"clean\"}]";
        var r = DioRun.of(kernel, WRITTEN, OVERWRITE, pages);
        assertThat(r.entries("invalidate_inode_pages2_range")).hasSize(2);
        assertThat(DioRun.of(kernel, WRITTEN, OVERWRITE).entries("invalidate_inode_pages2_range")).as("only while pages are cached")
                .hasSize(1);
    }

    @ParameterizedTest
    @MethodSource("kernels")
    void gotcha14APartlyFailedWriteFailsAsAWhole(String kernel) {
        var r = DioRun.of(kernel, MIXED, "\"offset\": 4096, \"length\": 8192", ", \"faults\": {\"fail_bio\": 2}");
        assertThat(r.result()).isEqualTo(-5);
        assertThat(r.file(4096)).as("the first bio is in the file all the same").isEqualTo(dioscope.model.state.Data.request(1, 0xAB));
        assertThat(r.file(8192)).isNotEqualTo(dioscope.model.state.Data.request(1, 0xAB));
    }

    @ParameterizedTest
    @MethodSource("kernels")
    void gotcha17SynchronousPollingAndSeveralBios(String kernel) {
        var frag = "\"i_size\": 65536, \"extents\": [{\"logical\": 0, \"physical\": 8462336, \"length\": 12288, \"state\": \"written\"}, "
                + "{\"logical\": 12288, \"physical\": 9461760, \"length\": 53248, \"state\": \"written\"}]";
        var r = DioRun.of(kernel, frag, READ + ", \"rwf\": [\"RWF_HIPRI\"]");
        assertThat(r.result()).isEqualTo(8192);
        assertThat(r.submitted()).hasSize(2).allSatisfy(
                b -> assertThat(r.trace().profile().req().names(b.opf()).contains("HIPRI")).as("5.10 never gives up")
                        .isEqualTo(of(kernel, "5.10")));
    }

    @ParameterizedTest
    @MethodSource("kernels")
    void gotcha18ReadsBeyondTheEndBringDiskBytes(String kernel) {
        var r = DioRun.of(kernel,
                "\"i_size\": 5000, \"extents\": [{\"logical\": 0, \"physical\": 8462336, \"length\": 8192, \"state\": \"written\"}]",
                "\"op\": \"read\", \"offset\": 4096, \"length\": 4096");
        assertThat(r.result()).as("only the return value is cut").isEqualTo(904);
        assertThat(r.end().io().at(1).data().at(4095)).isNotNull();
        assertThat(r.submitted().getFirst().bytes()).isEqualTo(4096);
    }

    @ParameterizedTest
    @MethodSource("kernels")
    void gotcha19NoProgressOfAReadIsEnotblkToo(String kernel) {
        var r = DioRun.of(kernel, HOLE, READ, ", \"faults\": {\"buffer\": \"unreadable\"}");
        assertThat(r.entered("ext4_iomap_end")).isEqualTo(!of(kernel, "7.1", "7.2"));
        if (of(kernel, "5.10")) {
            assertThat(r.ret("ext4_iomap_end")).isEqualTo(-15);
            assertThat(r.result()).isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"7.1", "7.2"})
    void gotcha25NoInvalidateIsDecidedAtTheEnd(String kernel) {
        var r = DioRun.of(kernel, WRITTEN, OVERWRITE + AIO);
        var set = r.trace().steps().stream().filter(s -> s.kind() == Step.Kind.CHANGE && s.label().equals("set NO_INVALIDATE")).toList();
        assertThat(set).hasSize(1).allSatisfy(s -> assertThat(s.ctx().ctx()).isEqualTo("irq"));
        assertThat(r.entered("kiocb_invalidate_post_direct_write")).isFalse();
        var under = DioRun.of(kernel, WRITTEN, OVERWRITE + AIO, ", \"page_cache\": [{\"page\": 2, \"pages\": 1, \"state\": \"clean\"}]");
        assertThat(under.completed()).as("a page under the range was dropped before").isEqualTo("irq");
    }

    @ParameterizedTest
    @ValueSource(strings = {"6.14", "7.2"})
    void anAtomicWriteIsOneBio(String kernel) {
        var device = ", \"device\": {\"preset\": \"nvme-fua\", \"atomic_write_unit_min\": 512, \"atomic_write_unit_max\": 65536, \"atomic_write_max\": 65536}";
        var r = DioRun.of(kernel, WRITTEN, "\"offset\": 8192, \"length\": 4096, \"rwf\": [\"RWF_ATOMIC\"]", device);
        assertThat(r.result()).isEqualTo(4096);
        assertThat(r.submitted()).hasSize(1);
        assertThat(r.bioFlags()).contains("ATOMIC");
    }
}
