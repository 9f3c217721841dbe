package dioscope.model.run;

import static dioscope.model.run.DioRun.HOLE;
import static dioscope.model.run.DioRun.WRITTEN;
import static org.assertj.core.api.Assertions.assertThat;

import dioscope.model.profile.DioArg;
import dioscope.model.profile.Profile;
import dioscope.model.state.Data;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What other file systems ask of fs/iomap/direct-io.c, each on the kernels that know the question, and what the others make of it.
class FilesystemAsksTest {
    private static final String OVERWRITE = "\"offset\": 8192, \"length\": 8192";
    private static final String DSYNC = ", \"open_flags\": [\"O_DIRECT\", \"O_DSYNC\"]";
    private static final String READ = "\"op\": \"read\", " + OVERWRITE;
    private static final String AIO = ", \"submission\": \"aio\"";

    static List<String> kernels() {
        return Profile.ALL.stream().map(Profile::name).toList();
    }

    private static DioRun run(String kernel, String inode, String request, String ask) {
        return DioRun.of(kernel, inode, request, ", \"asks\": [\"" + ask + "\"]");
    }

    private static boolean knows(String kernel, DioArg flag) {
        return Profile.ALL.stream().filter(p -> p.name().equals(kernel)).findFirst().orElseThrow().dioArg().exists(flag);
    }

    @ParameterizedTest
    @MethodSource("kernels")
    void sharedBlocksAreMarkedAndNeverWrittenThrough(String kernel) {
        var r = run(kernel, WRITTEN, OVERWRITE + DSYNC, "shared");
        assertThat(r.result()).isEqualTo(8192);
        assertThat(r.flags()).contains("COW", "NEED_SYNC");
        assertThat(r.bioFlags()).doesNotContain("FUA");
        assertThat(r.entered("ext4_sync_file")).isTrue();
    }

    @ParameterizedTest
    @MethodSource("kernels")
    void inlineDataAreCopiedAndNoBioIsMade(String kernel) {
        var r = run(kernel,
                "\"i_size\": 4096, \"extents\": [{\"logical\": 0, \"physical\": 8462336, \"length\": 4096, \"state\": \"written\"}]",
                "\"op\": \"read\", \"offset\": 0, \"length\": 4096", "inline-mapping");
        assertThat(r.result()).isEqualTo(4096);
        assertThat(r.submitted()).isEmpty();
        assertThat(r.data()).hasSize(1);
        assertThat(r.entered(kernel.equals("5.10") ? "iomap_dio_inline_actor" : "iomap_dio_inline_iter")).isTrue();
        var w = run(kernel,
                "\"i_size\": 4096, \"extents\": [{\"logical\": 0, \"physical\": 8462336, \"length\": 4096, \"state\": \"written\"}]",
                "\"offset\": 0, \"length\": 4096", "inline-mapping");
        assertThat(w.result()).isEqualTo(4096);
        assertThat(w.submitted()).isEmpty();
        assertThat(w.end().pageCache().data().at(0)).isEqualTo(Data.request(1, 0xAB));
    }

    @ParameterizedTest
    @MethodSource("kernels")
    void forceWaitMakesAnAsynchronousRequestWait(String kernel) {
        var r = run(kernel, WRITTEN, OVERWRITE + AIO, "force-wait");
        assertThat(r.result()).isEqualTo(8192);
        assertThat(r.arg("iomap_dio_complete", "wait")).isEqualTo(true);
        assertThat(r.completed()).isEqualTo("task");
    }

    @ParameterizedTest
    @MethodSource("kernels")
    void overwriteOnlyRefusesToGrowTheFile(String kernel) {
        var r = run(kernel, WRITTEN, "\"offset\": 61440, \"length\": 8192", "overwrite-only");
        assertThat(r.result()).isEqualTo(knows(kernel, DioArg.IOMAP_DIO_OVERWRITE_ONLY) ? -11 : 8192);
        assertThat(run(kernel, WRITTEN, OVERWRITE, "overwrite-only").result()).isEqualTo(8192);
    }

    @ParameterizedTest
    @MethodSource("kernels")
    void whatWasReadBeforeAFaultCounts(String kernel) {
        var faults = ", \"faults\": {\"buffer\": \"unreadable from page 1 on\"}";
        boolean partial = knows(kernel, DioArg.IOMAP_DIO_PARTIAL);
        var r = DioRun.of(kernel, WRITTEN, READ, ", \"asks\": [\"partial\"]" + faults);
        assertThat(r.result()).isEqualTo(partial ? 4096 : -14);
        assertThat(r.data()).containsExactly("0+4096 11");
        assertThat(DioRun.of(kernel, WRITTEN, READ, faults).result()).isEqualTo(-14);
    }

    @ParameterizedTest
    @MethodSource("kernels")
    void nosyncLeavesDurabilityToTheCaller(String kernel) {
        var r = run(kernel, WRITTEN, OVERWRITE + DSYNC, "nosync");
        assertThat(r.result()).isEqualTo(8192);
        boolean known = knows(kernel, DioArg.IOMAP_DIO_NOSYNC);
        assertThat(r.had("NEED_SYNC")).isEqualTo(!known);
        assertThat(r.bioFlags().contains("FUA")).isEqualTo(!known);
    }

    @ParameterizedTest
    @MethodSource("kernels")
    void fileSystemBlocksAreTheUnitWhereAskedFor(String kernel) {
        boolean known = knows(kernel, DioArg.IOMAP_DIO_FSBLOCK_ALIGNED);
        assertThat(run(kernel, WRITTEN, "\"offset\": 8192, \"length\": 512", "fsblock-aligned").result()).isEqualTo(known ? -22 : 512);
        var r = run(kernel, WRITTEN, OVERWRITE, "fsblock-aligned");
        assertThat(r.result()).isEqualTo(8192);
        assertThat(r.had("FSBLOCK_ALIGNED")).isEqualTo(known);
    }

    @ParameterizedTest
    @MethodSource("kernels")
    void bouncedReadReachesTheUserThroughPagesOfTheKernel(String kernel) {
        var r = run(kernel, WRITTEN, READ, "bounce");
        assertThat(r.result()).isEqualTo(8192);
        assertThat(r.data()).containsExactly("0+8192 11");
        boolean known = knows(kernel, DioArg.IOMAP_DIO_BOUNCE);
        assertThat(r.had("BOUNCE")).isEqualTo(known);
        assertThat(r.entered("bio_iov_iter_unbounce")).isEqualTo(known);
        assertThat(r.entered("bio_set_pages_dirty")).as("not for pages the device does not see").isEqualTo(!known);
        assertThat(r.submitted().getFirst().vecs()).hasSize(known ? 1 : 2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"7.1", "7.2"})
    void bouncedReadThatFailsCopiesNothing(String kernel) {
        var r = DioRun.of(kernel, WRITTEN, READ, ", \"asks\": [\"bounce\"], \"faults\": {\"fail_bio\": 1}");
        assertThat(r.result()).isEqualTo(-5);
        assertThat(r.data()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"7.1", "7.2"})
    void bouncedWriteIsCopiedBeforeItIsSent(String kernel) {
        var r = run(kernel, HOLE, "\"offset\": 0, \"length\": 1536000", "bounce");
        assertThat(r.result()).isEqualTo(1536000);
        assertThat(r.file(0)).isEqualTo(Data.request(1, 0xAB));
        assertThat(r.file(1535999)).isEqualTo(Data.request(1, 0xAB));
        assertThat(r.submitted().getFirst().vecs().getFirst().len()).as("folios of whole powers of two").isEqualTo(1 << 20);
        var faulty = DioRun.of(kernel, WRITTEN, READ.replace("\"op\": \"read\", ", ""),
                ", \"asks\": [\"bounce\"], \"faults\": {\"buffer\": \"unreadable from page 1 on\"}");
        assertThat(faulty.result()).isEqualTo(-14);
        assertThat(faulty.submitted()).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("kernels")
    void aFileSystemMaySubmitBiosItself(String kernel) {
        for (var op : List.of(OVERWRITE, READ)) {
            var r = run(kernel, WRITTEN, op, "submit-io");
            assertThat(r.result()).isEqualTo(8192);
            assertThat(r.entered("submit_io")).isTrue();
        }
    }

    @ParameterizedTest
    @MethodSource("kernels")
    void aFileSystemMayEndBiosFromItsIoendWorkqueue(String kernel) {
        boolean seven = kernel.startsWith("7");
        var r = run(kernel, WRITTEN, "\"offset\": 8192, \"length\": 4096, \"open_flags\": [\"O_DIRECT\", \"O_SYNC\"]" + AIO, "ioend");
        assertThat(r.result()).isEqualTo(4096);
        assertThat(r.completed()).isEqualTo("worker");
        assertThat(r.entered("iomap_finish_ioend_direct")).isEqualTo(seven);
        assertThat(r.entered("queue_work")).isTrue();
        if (seven) {
            assertThat(r.flags()).as("already in a task: no second workqueue").doesNotContain("COMP_WORK");
            assertThat(r.entries("queue_work")).hasSize(1);
        }
    }

    @ParameterizedTest
    @MethodSource("kernels")
    void integrityShowsOnlyWhereTheKernelLeavesItToTheFileSystem(String kernel) {
        assertThat(run(kernel, WRITTEN, OVERWRITE, "integrity").entered("fs_bio_integrity_generate")).isEqualTo(kernel.equals("7.2"));
        assertThat(run(kernel, WRITTEN, READ, "integrity").entered("fs_bio_integrity_alloc")).isEqualTo(kernel.equals("7.2"));
    }

    @Test
    void zonesAreRefusedByName() {
        assertThat(run("6.1", WRITTEN, OVERWRITE, "zone-append").trace().refusal()).contains("ZONE_APPEND");
        assertThat(run("6.12", WRITTEN, OVERWRITE, "zone-append").result()).isEqualTo(8192);
    }
}
