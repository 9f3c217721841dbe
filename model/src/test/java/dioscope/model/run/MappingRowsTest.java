package dioscope.model.run;

import static org.assertj.core.api.Assertions.assertThat;

import dioscope.model.profile.Bits;
import dioscope.model.profile.Profile;
import dioscope.model.state.Bio;
import dioscope.model.state.Extent;
import dioscope.model.trace.Step;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/// What maps blocks, commits and syncs: the rows of the table of version differences and the pitfalls that lie there, one test each, on all kernels.
class MappingRowsTest {
    private static final String UNWRITTEN = "\"i_size\": 65536, \"extents\": [{\"logical\": 0, \"physical\": 8462336, \"length\": 65536, \"state\": \"unwritten\"}]";
    private static final String CACHE_WITHOUT_FUA = ", \"device\": {\"preset\": \"nvme-nofua\"}";

    static List<String> kernels() {
        return Profile.ALL.stream().map(Profile::name).toList();
    }

    private static boolean of(String kernel, String... kernels) {
        return Set.of(kernels).contains(kernel);
    }

    private static boolean seven(String kernel) {
        return of(kernel, "7.1", "7.2");
    }

    private static String at(long block, int blocks) {
        return "\"offset\": " + block * 4096 + ", \"length\": " + blocks * 4096;
    }

    private static List<Bio> bios(DioRun r) {
        return r.end().bios().entries().stream().map(e -> e.value()).toList();
    }

    private static List<Bio.Kind> kinds(DioRun r) {
        return bios(r).stream().map(Bio::kind).toList();
    }

    private static List<String> flags(String kernel, Bio bio) {
        var p = Profile.ALL.stream().filter(x -> x.name().equals(kernel)).findFirst().orElseThrow();
        return new Bits(p.req(), bio.opf()).names();
    }

    @ParameterizedTest
    @MethodSource("kernels")
    void row19AnUnwrittenExtentIsCutBeforeTheDataAreSentOrWhenTheyAreThere(String kernel) {
        var r = DioRun.of(kernel, UNWRITTEN, at(4, 2));
        assertThat(r.result()).isEqualTo(8192);
        var whenSent = r.entries("iomap_dio_bio_end_io").getFirst().world();
        assertThat(whenSent.extents()).as("extents while the data are on their way").hasSize(seven(kernel) ? 1 : 3);
        assertThat(r.entries("ext4_journal_start").stream().anyMatch(x -> "ext4_iomap_alloc".equals(x.values().get("caller"))))
                .as("a handle for the mapping").isEqualTo(!seven(kernel));
        assertThat(r.end().extents()).extracting(e -> e.value())
                .containsExactly(new Extent(0, 4, 2066, true), new Extent(4, 2, 2070, false), new Extent(6, 10, 2072, true));
    }

    @ParameterizedTest
    @MethodSource("kernels")
    void row33HowBlocksOfTheJournalAreSent(String kernel) {
        var r = DioRun.of(kernel, DioRun.HOLE, at(4, 2) + ", \"open_flags\": [\"O_DIRECT\", \"O_DSYNC\"]");
        var journal = bios(r).stream().filter(b -> b.kind() == Bio.Kind.JOURNAL).findFirst().orElseThrow();
        assertThat(flags(kernel, journal)).doesNotContain("FUA", "PREFLUSH").contains("SYNC");
        assertThat(flags(kernel, journal).contains("META")).isEqualTo(!of(kernel, "5.10"));
        var commit = bios(r).stream().filter(b -> b.kind() == Bio.Kind.COMMIT_BLOCK).findFirst().orElseThrow();
        assertThat(flags(kernel, commit)).contains("SYNC", "PREFLUSH", "FUA");
    }

    @ParameterizedTest
    @MethodSource("kernels")
    void row34TheEventOfAFastCommitWithoutFastCommits(String kernel) {
        var r = DioRun.of(kernel, DioRun.HOLE, at(4, 2) + ", \"open_flags\": [\"O_DIRECT\", \"O_DSYNC\"]");
        assertThat(r.entered("ext4_fc_commit")).isTrue();
        assertThat(r.entered("ext4_fc_commit_start")).isEqualTo(of(kernel, "5.10"));
    }

    @ParameterizedTest
    @MethodSource("kernels")
    void row35WithoutAJournalAChangeOfTimeAloneIsNoReasonToFlushUntil6_1(String kernel) {
        var r = DioRun.of(kernel, DioRun.WRITTEN, at(4, 2) + ", \"open_flags\": [\"O_DIRECT\", \"O_DSYNC\"]",
                CACHE_WITHOUT_FUA + ", \"fs\": {\"journal\": false}");
        assertThat(r.result()).isEqualTo(8192);
        assertThat(kinds(r)).isEqualTo(of(kernel, "5.10", "6.1")
                ? List.of(Bio.Kind.DATA)
                : List.of(Bio.Kind.DATA, Bio.Kind.METADATA, Bio.Kind.FLUSH));
    }

    @ParameterizedTest
    @MethodSource("kernels")
    void row45TheOrphanFileSparesSuperBlockAndInode(String kernel) {
        var r = DioRun.of(kernel, DioRun.WRITTEN, at(16, 2), ", \"fs\": {\"orphan_file\": true}");
        assertThat(r.result()).isEqualTo(8192);
        var blocks = Objects.requireNonNull(r.end().journal().running()).metadata();
        assertThat(r.entered("ext4_orphan_file_add")).isEqualTo(!of(kernel, "5.10"));
        assertThat(blocks.contains("super block")).isEqualTo(of(kernel, "5.10"));
        assertThat(r.end().inode().orphan()).isFalse();
    }

    @ParameterizedTest
    @MethodSource("kernels")
    void gotcha9BeyondTheFileBlocksAreWrittenAtOnceInsideTheyAreNot(String kernel) {
        assertThat(DioRun.of(kernel, DioRun.HOLE, at(4, 2)).entered("ext4_convert_unwritten_extents")).isTrue();
        assertThat(DioRun.of(kernel, DioRun.WRITTEN, at(16, 2)).entered("ext4_convert_unwritten_extents")).isFalse();
    }

    @ParameterizedTest
    @MethodSource("kernels")
    void gotcha21AHoleOfAnIndirectFileGoesThroughThePageCache(String kernel) {
        var fs = ", \"fs\": {\"extents\": false, \"dioread_nolock_effective\": false}";
        var r = DioRun.of(kernel, DioRun.HOLE + ", \"extents_format\": false", at(4, 2), fs);
        assertThat(r.ret("ext4_ind_map_blocks")).isEqualTo(0);
        assertThat(r.ret("ext4_iomap_alloc")).isEqualTo(-15);
        assertThat(r.entered("ext4_buffered_write_iter")).isTrue();
        var extending = DioRun.of(kernel, DioRun.WRITTEN + ", \"extents_format\": false", at(16, 2), fs);
        assertThat(extending.result()).isEqualTo(8192);
        assertThat(extending.entered("ext4_alloc_branch")).isTrue();
    }

    @ParameterizedTest
    @MethodSource("kernels")
    void gotcha22BlocksPreallocatedBehindTheFileBecomeWrittenBeforeTheDataAreSent(String kernel) {
        var r = DioRun.of(kernel,
                "\"i_size\": 4096, \"extents\": [{\"logical\": 0, \"physical\": 8462336, \"length\": 4096, \"state\": \"written\"},"
                        + "{\"logical\": 4096, \"physical\": 8466432, \"length\": 61440, \"state\": \"unwritten\"}]",
                at(1, 2));
        assertThat(r.result()).isEqualTo(8192);
        assertThat(r.entries("iomap_dio_bio_end_io").getFirst().world().extents().get(0L)).as("handed over to the written neighbour")
                .isEqualTo(new Extent(0, 3, 2066, false));
        assertThat(r.end().extents().at(3)).isEqualTo(new Extent(3, 13, 2069, true));
    }

    @ParameterizedTest
    @CsvSource({"5.10, 20480, true", "6.12, 20480, true", "7.2, 20480, true", "7.2, 65536, false"})
    void aClusterThatTheFileHasImpliesItsOtherBlocks(String kernel, long offset, boolean implied) {
        var r = DioRun.of(kernel,
                "\"i_size\": 131072, \"extents\": [{\"logical\": 16384, \"physical\": 16777216, \"length\": 4096, \"state\": \"written\"}]",
                "\"offset\": " + offset + ", \"length\": 4096", ", \"fs\": {\"bigalloc\": true, \"cluster_size\": 16384}");
        assertThat(r.result()).isEqualTo(4096);
        assertThat(r.entered("ext4_mb_new_blocks")).isEqualTo(!implied);
        if (implied) {
            assertThat(r.end().extents().at(4)).isEqualTo(new Extent(4, 2, 4096, false));
        }
    }

    @ParameterizedTest
    @MethodSource("kernels")
    void aFastCommitIsOneBlockOfTheTaskThatSyncs(String kernel) {
        var r = DioRun.of(kernel, DioRun.WRITTEN, at(16, 2) + ", \"open_flags\": [\"O_DIRECT\", \"O_DSYNC\"]",
                ", \"fs\": {\"fast_commit\": true}");
        assertThat(r.result()).isEqualTo(8192);
        assertThat(kinds(r)).containsExactly(Bio.Kind.DATA, Bio.Kind.COMMIT_BLOCK);
        assertThat(r.entered("jbd2_journal_commit_transaction")).isFalse();
        assertThat(r.trace().steps()).filteredOn(s -> s.kind() == Step.Kind.ENTER && s.fn().equals("ext4_map_blocks"))
                .as("asked again for what changed")
                .hasSize(seven(kernel) ? 1 : 2);
    }
}
