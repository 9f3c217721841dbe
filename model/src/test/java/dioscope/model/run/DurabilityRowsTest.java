package dioscope.model.run;

import static dioscope.model.run.DioRun.HOLE;
import static dioscope.model.run.DioRun.WRITTEN;
import static org.assertj.core.api.Assertions.assertThat;

import dioscope.model.profile.Bits;
import dioscope.model.profile.Profile;
import dioscope.model.state.Bio;
import dioscope.model.trace.Step;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What makes data durable: the rows of the table of version differences and the pitfalls that lie there, on all kernels.
class DurabilityRowsTest {
    private static final String OVERWRITE = "\"offset\": 8192, \"length\": 8192";
    private static final String DSYNC = ", \"open_flags\": [\"O_DIRECT\", \"O_DSYNC\"]";
    private static final String CACHE_WITHOUT_FUA = ", \"device\": {\"preset\": \"nvme-nofua\"}";

    static List<String> kernels() {
        return Profile.ALL.stream().map(Profile::name).toList();
    }

    private static boolean of(String kernel, String... kernels) {
        return Set.of(kernels).contains(kernel);
    }

    private static List<Bio> bios(DioRun r, Bio.Kind kind) {
        return r.end().bios().values().stream().filter(b -> b.kind() == kind).toList();
    }

    private static List<String> kiFlags(DioRun r) {
        var iocb = r.entries("iomap_dio_rw").getFirst().world().io().at(1).kiocb();
        return r.trace().profile().iocb().names(iocb.flags());
    }

    @ParameterizedTest
    @MethodSource("kernels")
    void row42AFileWithTheSyncFlag(String kernel) {
        var r = DioRun.of(kernel, WRITTEN + ", \"sync_flag\": true", OVERWRITE);
        assertThat(r.result()).isEqualTo(8192);
        assertThat(kiFlags(r).contains("DSYNC")).as("put into the request when it is made, or asked of the inode when it matters")
                .isEqualTo(of(kernel, "5.10"));
        assertThat(r.bioFlags()).contains("FUA");
        assertThat(r.had("NEED_SYNC")).isTrue();
        assertThat(r.entered("ext4_sync_file")).isFalse();
        var cached = DioRun.of(kernel, WRITTEN + ", \"sync_flag\": true", OVERWRITE, CACHE_WITHOUT_FUA);
        assertThat(cached.entered("ext4_sync_file")).isTrue();
        assertThat(cached.arg("ext4_sync_file", "datasync")).as("as with O_DSYNC, not as with O_SYNC").isEqualTo(1);
        var plain = DioRun.of(kernel, WRITTEN, OVERWRITE, CACHE_WITHOUT_FUA);
        assertThat(plain.had("NEED_SYNC") || plain.entered("ext4_sync_file")).isFalse();
    }

    @ParameterizedTest
    @MethodSource("kernels")
    void row42ACutBackOfSuchAFileWaitsForItsCommit(String kernel) {
        var request = "\"offset\": 65536, \"length\": 4096, \"iovecs\": [{\"base_mod_4096\": 1, \"len\": 4096}]";
        for (boolean sync : List.of(true, false)) {
            var r = DioRun.of(kernel, WRITTEN + ", \"sync_flag\": " + sync, request);
            assertThat(r.result()).isEqualTo(-22);
            assertThat(r.entered("ext4_truncate")).isTrue();
            assertThat(r.entered("jbd2_journal_commit_transaction")).isEqualTo(sync);
        }
    }

    @ParameterizedTest
    @MethodSource("kernels")
    void gotcha7OSyncNeverWritesThrough(String kernel) {
        var r = DioRun.of(kernel, WRITTEN, OVERWRITE + ", \"open_flags\": [\"O_DIRECT\", \"O_SYNC\"]");
        assertThat(r.result()).isEqualTo(8192);
        assertThat(r.had("WRITE_FUA") || r.had("WRITE_THROUGH")).isFalse();
        assertThat(r.bioFlags()).doesNotContain("FUA");
        assertThat(r.flags()).contains("NEED_SYNC");
        assertThat(r.arg("ext4_sync_file", "datasync")).isEqualTo(0);
        assertThat(bios(r, Bio.Kind.COMMIT_BLOCK)).as("the transaction with the new times is committed").hasSize(1);
        var dsync = DioRun.of(kernel, WRITTEN, OVERWRITE + DSYNC);
        assertThat(dsync.bioFlags()).contains("FUA");
        assertThat(bios(dsync, Bio.Kind.COMMIT_BLOCK)).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("kernels")
    void gotcha24TheCommitFlushesTheDataNotTheFileSystem(String kernel) {
        var r = DioRun.of(kernel, HOLE, OVERWRITE + DSYNC, CACHE_WITHOUT_FUA);
        assertThat(r.result()).isEqualTo(8192);
        var commit = bios(r, Bio.Kind.COMMIT_BLOCK).getFirst();
        assertThat(new Bits(r.trace().profile().req(), commit.opf()).names()).contains("PREFLUSH");
        assertThat(r.entered("blkdev_issue_flush")).as("the commit's flush covers the data").isFalse();
        var committed = DioRun.of(kernel, WRITTEN, OVERWRITE + DSYNC, CACHE_WITHOUT_FUA);
        assertThat(bios(committed, Bio.Kind.COMMIT_BLOCK)).isEmpty();
        assertThat(committed.entries("blkdev_issue_flush")).as("nothing to commit: ext4 flushes by itself").hasSize(1);
    }

    @ParameterizedTest
    @MethodSource("kernels")
    void gotcha23AFlushOnAWriteThroughDeviceIsNoErrorAndNoCommand(String kernel) {
        var r = DioRun.of(kernel, WRITTEN, OVERWRITE + ", \"open_flags\": [\"O_DIRECT\", \"O_SYNC\"]",
                ", \"device\": {\"write_cache\": false, \"fua\": false}");
        assertThat(r.result()).isEqualTo(8192);
        var commit = bios(r, Bio.Kind.COMMIT_BLOCK).getFirst();
        assertThat(new Bits(r.trace().profile().req(), commit.opf()).names()).as("taken off at the door").doesNotContain("PREFLUSH", "FUA");
        assertThat(r.trace().steps()).noneMatch(s -> s.kind() == Step.Kind.ENTER && s.fn().equals("blk_insert_flush"));
        assertThat(Objects.requireNonNull(r.ret("ext4_sync_file"))).isEqualTo(0);
    }

    @ParameterizedTest
    @MethodSource("kernels")
    void aDirectWriteThatFailedIsNotSyncedAndLeavesItsBlocksUnwritten(String kernel) {
        var r = DioRun.of(kernel, HOLE, OVERWRITE + DSYNC, ", \"faults\": {\"fail_bio\": 1}");
        assertThat(r.result()).isEqualTo(-5);
        assertThat(r.entered("ext4_sync_file")).isFalse();
        assertThat(r.end().extents().at(2).unwritten()).as("direct I/O never converts blocks whose data failed").isTrue();
    }
}
