package dioscope.model.run;

import static dioscope.model.run.DioRun.HOLE;
import static dioscope.model.run.DioRun.WRITTEN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dioscope.model.profile.Profile;
import dioscope.model.scenario.ScenarioJson;
import dioscope.model.state.Bio;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Where recordings of real kernels showed the reading of their sources to be wrong or incomplete: what they showed, on all kernels.
class CorrectionsTest {
    private static final String OVERWRITE = "\"offset\": 8192, \"length\": 8192";
    private static final String DSYNC = ", \"open_flags\": [\"O_DIRECT\", \"O_DSYNC\"]";
    private static final String CACHE_WITHOUT_FUA = ", \"device\": {\"preset\": \"nvme-nofua\"}";
    private static final String IOPOLL = ", \"submission\": \"uring-iopoll\"";

    static List<String> kernels() {
        return Profile.ALL.stream().map(Profile::name).toList();
    }

    private static boolean of(String kernel, String... kernels) {
        return Set.of(kernels).contains(kernel);
    }

    private static boolean seven(String kernel) {
        return of(kernel, "7.1", "7.2");
    }

    private static List<Bio.Kind> kinds(DioRun r) {
        return r.end().bios().values().stream().map(Bio::kind).toList();
    }

    @ParameterizedTest
    @MethodSource("kernels")
    void correction1APolledReadFailsRatherThanWaitsUntil7_1(String kernel) {
        var r = DioRun.of(kernel, WRITTEN, "\"op\": \"read\", " + OVERWRITE + IOPOLL);
        assertThat(r.result()).isEqualTo(8192);
        assertThat(r.bioFlags()).contains(of(kernel, "5.10") ? "HIPRI" : "POLLED");
        assertThat(r.bioFlags().contains("NOWAIT")).isEqualTo(!of(kernel, "7.2"));
    }

    @ParameterizedTest
    @MethodSource("kernels")
    void correction2PaddingIsAskedForEvenWhereThereIsNothingToPadFrom6_12On(String kernel) {
        var r = DioRun.of(kernel, HOLE, OVERWRITE);
        assertThat(r.entries("iomap_dio_zero")).allSatisfy(s -> assertThat(s.values().get("bytes")).isEqualTo(0))
                .hasSize(of(kernel, "5.10", "6.1", "6.6") ? 0 : 1);
        assertThat(kinds(r)).doesNotContain(Bio.Kind.ZERO_PAD);
    }

    @ParameterizedTest
    @MethodSource("kernels")
    void correction3WritebackSaysThatBlocksWereDelayedOnlyUntil6_1(String kernel) {
        var r = DioRun.of(kernel, "\"i_size\": 65536, \"extents\": [{\"logical\": 8192, \"length\": 8192, \"state\": \"delalloc\"}]",
                OVERWRITE,
                ", \"page_cache\": [{\"page\": 2, \"pages\": 2, \"state\": \"dirty-delalloc\"}]");
        var flags = r.entries("ext4_map_blocks").stream().map(s -> String.valueOf(s.values().get("flags"))).toList();
        assertThat(flags).isNotEmpty();
        assertThat(flags.stream().anyMatch(f -> f.contains("DELALLOC_RESERVE"))).isEqualTo(of(kernel, "5.10", "6.1"));
        assertThat(r.end().fs().delayedBlocks()).as("given back all the same").isZero();
    }

    @ParameterizedTest
    @MethodSource("kernels")
    void correction5NodelallocSwitchesDioreadNolockOff(String kernel) {
        var json = "{\"kernel\": \"" + kernel + "\", \"fs\": {\"mount_options\": [\"%s\"]}, \"request\": {" + OVERWRITE + "}}";
        var off = ScenarioJson.read(json.formatted("nodelalloc"), "test").fs();
        assertThat(off.dioreadNolock()).as("the option is still shown").isTrue();
        assertThat(off.dioreadNolockEffective()).as("and has no effect").isFalse();
        assertThat(ScenarioJson.read(json.formatted("delalloc"), "test").fs().dioreadNolockEffective()).isTrue();
        assertThatThrownBy(
                () -> ScenarioJson.read(json.formatted("nodelalloc").replace("]}", "], \"dioread_nolock_effective\": true}"), "test"))
                .hasMessageContaining("fs.dioread_nolock_effective: must be false");
    }

    @ParameterizedTest
    @MethodSource("kernels")
    void correction6AnAtomicWriteThatExtendsLooksBeforeItAllocates(String kernel) {
        if (of(kernel, "5.10", "6.1", "6.6", "6.12")) {
            return;
        }
        var device = ", \"device\": {\"preset\": \"nvme-fua\", \"atomic_write_unit_min\": 512, \"atomic_write_unit_max\": 65536, \"atomic_write_max\": 65536}";
        for (boolean atomic : List.of(true, false)) {
            var r = DioRun.of(kernel, WRITTEN, "\"offset\": 65536, \"length\": 4096" + (atomic ? ", \"rwf\": [\"RWF_ATOMIC\"]" : ""),
                    device);
            assertThat(r.result()).isEqualTo(4096);
            var t = r.trace().steps();
            int alloc = t.indexOf(r.entries("ext4_iomap_alloc").getFirst());
            int query = t.indexOf(r.entries("ext4_map_blocks").stream().filter(s -> t.indexOf(s) > alloc).findFirst().orElseThrow());
            int handle = t.indexOf(r.entries("ext4_journal_start").stream().filter(s -> t.indexOf(s) > alloc).findFirst().orElseThrow());
            assertThat(query < handle).isEqualTo(atomic && seven(kernel));
        }
    }

    @ParameterizedTest
    @MethodSource("kernels")
    void correction8TheSecondInvalidationIsForMappingsWithPages(String kernel) {
        assertThat(DioRun.of(kernel, WRITTEN, OVERWRITE).entries("invalidate_inode_pages2_range")).hasSize(1);
        var pages = ", \"page_cache\": [{\"page\": 9, \"pages\": 1, \"state\": \"clean\"}]";
        assertThat(DioRun.of(kernel, WRITTEN, OVERWRITE, pages).entries("invalidate_inode_pages2_range")).hasSize(2);
    }

    @ParameterizedTest
    @MethodSource("kernels")
    void correction9WithoutAJournalItCountsWhetherTheInodeHasAChangeForFdatasync(String kernel) {
        var fs = CACHE_WITHOUT_FUA + ", \"fs\": {\"journal\": false}";
        assertThat(kinds(DioRun.of(kernel, WRITTEN, OVERWRITE + DSYNC, fs)).contains(Bio.Kind.FLUSH)).as("new times only")
                .isEqualTo(!of(kernel, "5.10", "6.1"));
        assertThat(kinds(DioRun.of(kernel, WRITTEN, "\"offset\": 65536, \"length\": 4096" + DSYNC, fs))).as("a new size")
                .contains(Bio.Kind.FLUSH);
    }

    @ParameterizedTest
    @MethodSource("kernels")
    void correction11From7_1OnEndIoLeavesEverySizeOpen(String kernel) {
        var r = DioRun.of(kernel, WRITTEN, "\"offset\": 65536, \"length\": 4096");
        assertThat(((Number) r.ret("ext4_handle_inode_extension")).longValue()).isEqualTo(4096);
        assertThat(((Number) r.ret("ext4_dio_write_end_io")).longValue()).isEqualTo(seven(kernel) ? 0 : 4096);
        assertThat(r.result()).isEqualTo(4096);
    }

    @ParameterizedTest
    @MethodSource("kernels")
    void correction12ACommitBlockIsInsertedFrom6_12On(String kernel) {
        var r = DioRun.of(kernel, HOLE, OVERWRITE + DSYNC, CACHE_WITHOUT_FUA);
        assertThat(kinds(r)).contains(Bio.Kind.COMMIT_BLOCK);
        assertThat(r.entered("blk_mq_insert_request")).isEqualTo(!of(kernel, "5.10", "6.1"));
    }

    @ParameterizedTest
    @MethodSource("kernels")
    void correction13APolledBioEndsInTheTaskThatPolls(String kernel) {
        var read = DioRun.of(kernel, WRITTEN, "\"op\": \"read\", " + OVERWRITE + IOPOLL);
        assertThat(read.entries("iomap_dio_bio_end_io").getFirst().ctx().ctx()).isEqualTo("task");
        var write = DioRun.of(kernel, WRITTEN, OVERWRITE + IOPOLL);
        boolean polled = of(kernel, "5.10", "6.1", "7.1", "7.2");
        assertThat(write.entries("iomap_dio_bio_end_io").getFirst().ctx().ctx()).isEqualTo(polled ? "task" : "irq");
        assertThat(write.completed()).isEqualTo(seven(kernel) ? "task" : "worker");
    }
}
