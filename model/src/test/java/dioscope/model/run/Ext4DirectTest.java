package dioscope.model.run;

import static org.assertj.core.api.Assertions.assertThat;

import dioscope.model.scenario.ScenarioJson;
import dioscope.model.state.Lock;
import dioscope.model.state.World;
import dioscope.model.trace.Step;
import dioscope.model.trace.Trace;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What fs/ext4/file.c and fs/ext4/inode.c decide about a direct I/O, kernel by kernel; tests are named after the rows of the table of version
/// differences and the pitfalls that lie in these files.
class Ext4DirectTest {
    private static final String WRITTEN = "\"extents\": [{\"logical\": 0, \"physical\": 8192000, \"length\": 16384, \"state\": \"written\"}]";
    private static final String HOLE = "\"i_size\": 16384, \"extents\": []";
    private static final String UNWRITTEN = "\"extents\": [{\"logical\": 0, \"physical\": 8192000, \"length\": 16384, \"state\": \"unwritten\"}]";

    /// chattr +j has no effect where allocation is delayed.
    private static final String NODELALLOC = ", \"fs\": {\"delalloc\": false}";

    private static Trace run(String kernel, String inode, String request, String more) {
        var json = "{\"kernel\": \"" + kernel + "\", \"device\": {\"preset\": \"virtio-wt\"}, \"inode\": {" + inode
                + "}, \"request\": {\"open_flags\": [\"O_DIRECT\"], " + request + "}" + more + "}";
        return Runner.run(ScenarioJson.read(json, "test"));
    }

    private static Trace run(String kernel, String inode, String request) {
        return run(kernel, inode, request, "");
    }

    private static String at(long offset, long length) {
        return "\"offset\": " + offset + ", \"length\": " + length;
    }

    private static World end(Trace t) {
        return t.steps().getLast().world();
    }

    private static long result(Trace t) {
        return Objects.requireNonNull(end(t).io().at(1).result());
    }

    private static List<String> entered(Trace t) {
        return t.steps().stream().filter(s -> s.kind() == Step.Kind.ENTER).map(Step::fn).toList();
    }

    /// How i_rwsem was held when the first mapping was asked for.
    private static Lock.Mode lock(Trace t) {
        return t.steps().stream().filter(s -> s.kind() == Step.Kind.ENTER && s.fn().equals("iomap_dio_rw")).findFirst().orElseThrow()
                .world()
                .locks().at(World.I_RWSEM).mode();
    }

    @ParameterizedTest
    @CsvSource({"5.10, EXCLUSIVE", "6.1, EXCLUSIVE", "6.12, SHARED", "6.14, SHARED", "7.2, SHARED"})
    void row15_anOverwriteThatIsNotWholeBlocksIsShared(String kernel, Lock.Mode mode) {
        assertThat(lock(run(kernel, WRITTEN, at(512, 512)))).isEqualTo(mode);
    }

    @ParameterizedTest
    @CsvSource({"5.10, EXCLUSIVE", "6.1, EXCLUSIVE", "6.12, SHARED", "6.14, SHARED", "7.2, SHARED"})
    void row16_wholeBlocksOfOneUnwrittenExtentAreShared(String kernel, Lock.Mode mode) {
        assertThat(lock(run(kernel, UNWRITTEN, at(0, 4096)))).isEqualTo(mode);
    }

    @ParameterizedTest
    @CsvSource({"5.10, true", "6.1, true", "6.12, true", "6.14, true", "7.1, false", "7.2, false"})
    void row17_anOverwriteAsksForMappingsAsAReadDoes(String kernel, boolean overwrite) {
        assertThat(entered(run(kernel, WRITTEN, at(0, 4096))).contains("ext4_iomap_overwrite_begin")).isEqualTo(overwrite);
    }

    @ParameterizedTest
    @CsvSource({"5.10, true", "6.1, true", "6.12, true", "7.2, false"})
    void row18_eachMappingIsEnded(String kernel, boolean ended) {
        assertThat(entered(run(kernel, WRITTEN, at(0, 4096))).contains("ext4_iomap_end")).isEqualTo(ended);
    }

    @ParameterizedTest
    @CsvSource({"5.10, true", "6.1, true", "6.12, true", "7.2, false"})
    void row19_unwrittenBlocksAreSplitBeforeTheIo(String kernel, boolean split) {
        assertThat(entered(run(kernel, UNWRITTEN, at(4096, 4096))).contains("ext4_iomap_alloc")).isEqualTo(split);
    }

    @ParameterizedTest
    @CsvSource({"5.10, ext4_dio_supported", "6.1, ext4_should_use_dio", "6.12, ext4_should_use_dio", "7.2, ext4_should_use_dio"})
    void row21_whetherDirectIoIsPossibleIsAskedFirst(String kernel, String fn) {
        assertThat(entered(run(kernel, WRITTEN, at(0, 4096)))).contains(fn).endsWith(entered(run(kernel, WRITTEN, at(0, 4096))).getLast());
    }

    @ParameterizedTest
    @CsvSource({"5.10, true", "6.1, true", "6.12, false", "7.2, false"})
    void row22_mayInlineDataIsClearedAfterOrBeforeTheChecks(String kernel, boolean after) {
        var t = run(kernel, "\"i_size\": 0, \"extents\": [], \"may_inline_data\": true", at(0, 4096));
        var modified = t.steps().stream().filter(s -> s.kind() == Step.Kind.ENTER && s.fn().equals("file_modified")).findFirst()
                .orElseThrow();
        assertThat(modified.world().inode().mayInlineData()).isEqualTo(after);
        assertThat(end(t).inode().mayInlineData()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"5.10, 4096", "6.1, 4096", "6.12, 4096", "6.14, 4096", "7.2, 0"})
    void row23_endIoTellsTheSizeOrLeavesItOpen(String kernel, long ret) {
        for (var offset : List.of(0L, 16384L)) {
            var t = run(kernel, WRITTEN, at(offset, 4096));
            assertThat(t.steps()).filteredOn(s -> s.kind() == Step.Kind.RETURN && s.fn().equals("ext4_dio_write_end_io"))
                    .extracting(s -> s.values().get("ret")).containsExactly(ret);
            assertThat(result(t)).isEqualTo(4096);
        }
    }

    @ParameterizedTest
    @CsvSource({"5.10, -5", "6.1, -5", "6.12, -5", "7.2, -5"})
    void row25_aFileSystemThatIsShutDownTakesNothing(String kernel, long ret) {
        assertThat(result(run(kernel, WRITTEN, at(0, 4096), ", \"faults\": {\"shutdown_mode\": \"default\"}"))).isEqualTo(ret);
    }

    /// Read-only after an error: 7.2 asks first, the others notice only where a handle is needed, which an overwrite never does.
    @ParameterizedTest
    @CsvSource({"5.10, 4096, -30", "6.1, 4096, -30", "6.6, 4096, -30", "6.12, 4096, -30", "6.14, 4096, -30", "7.2, -30, -30"})
    void row25_aFileSystemThatWentReadOnly(String kernel, long overwrite, long hole) {
        var ro = ", \"fs\": {\"mount_options\": [\"ro\"]}";
        assertThat(result(run(kernel, WRITTEN, at(0, 4096), ro))).isEqualTo(overwrite);
        assertThat(result(run(kernel, HOLE, at(0, 4096), ro))).isEqualTo(hole);
    }

    @ParameterizedTest
    @CsvSource({"5.10, HOLE", "6.1, HOLE", "6.6, DELALLOC", "6.12, DELALLOC", "6.14, DELALLOC", "7.1, DELALLOC", "7.2, DELALLOC"})
    void row20_delayedBlocksAreAHoleOrHaveATypeOfTheirOwn(String kernel, String type) {
        var t = run(kernel, "\"i_size\": 16384, \"extents\": [{\"logical\": 0, \"length\": 16384, \"state\": \"delalloc\"}]",
                "\"op\": \"read\", " + at(0, 4096));
        var told = t.steps().stream().filter(s -> s.kind() == Step.Kind.RETURN && s.fn().equals("ext4_set_iomap"))
                .map(s -> String.valueOf(s.values().get("ret"))).toList();
        assertThat(told).containsExactly(type);
        assertThat(result(t)).isEqualTo(type.equals("HOLE") ? 4096 : -5);
    }

    @ParameterizedTest
    @CsvSource({"5.10, false", "6.1, true", "6.12, true", "7.2, true"})
    void row26_aBufferedWriteWaitsForDirectOnes(String kernel, boolean waits) {
        var t = run(kernel, WRITTEN + ", \"journal_data_flag\": true", at(0, 4096), NODELALLOC);
        assertThat(entered(t)).contains("generic_perform_write");
        assertThat(entered(t).contains("inode_dio_wait")).isEqualTo(waits);
        assertThat(result(t)).isEqualTo(4096);
    }

    @ParameterizedTest
    @ValueSource(strings = {"5.10", "6.1", "6.12", "7.2"})
    void gotcha8_anOverwriteStillDirtiesTheInodeForItsTimes(String kernel) {
        var t = run(kernel, WRITTEN, at(0, 4096));
        assertThat(entered(t)).contains("ext4_dirty_inode");
        assertThat(end(t).inode().mtimeAt()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"5.10", "6.1", "6.12", "7.2"})
    void gotcha9_blocksBeyondTheEndAreAllocatedWritten(String kernel) {
        var t = run(kernel, WRITTEN, at(16384, 4096));
        assertThat(entered(t)).doesNotContain("ext4_convert_unwritten_extents");
        assertThat(end(t).extents().at(0).unwritten()).isFalse();
        assertThat(end(t).inode().iSize()).isEqualTo(20480);
        assertThat(end(t).inode().orphan()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"5.10", "6.1", "6.12", "7.2"})
    void gotcha12_theSizeMovesInsideEndIo(String kernel) {
        var t = run(kernel, WRITTEN, at(16384, 4096));
        var moved = t.steps().stream().filter(s -> s.kind() == Step.Kind.CHANGE && s.label().equals("i_size")).findFirst().orElseThrow();
        assertThat(moved.fn()).isEqualTo("ext4_update_inode_size");
        assertThat(moved.world().inode().dioCount()).isOne();
    }

    @ParameterizedTest
    @ValueSource(strings = {"5.10", "6.1", "6.12", "7.2"})
    void gotcha15_whatHasNoDirectIoGoesThroughThePageCacheAsAWhole(String kernel) {
        var t = run(kernel, WRITTEN + ", \"journal_data_flag\": true", at(0, 4096), NODELALLOC);
        assertThat(entered(t)).doesNotContain("iomap_dio_rw").containsSubsequence("ext4_dio_write_iter", "ext4_buffered_write_iter",
                "ext4_write_checks", "file_modified", "generic_perform_write");
        assertThat(result(t)).isEqualTo(4096);
        assertThat(end(t).pageCache().nrpages()).as("it is left in the page cache").isOne();
    }

    @ParameterizedTest
    @CsvSource({"5.10, inline", "6.1, inline", "6.12, inline", "7.2, inline", "5.10, encrypted", "6.1, encrypted", "6.12, encrypted",
            "7.2, encrypted"})
    void gotcha15_aFeatureThatNeedsThePageCacheIsNoFailedDirectWrite(String kernel, String why) {
        var t = why.equals("inline")
                ? run(kernel, "\"i_size\": 60, \"extents\": [{\"logical\": 0, \"length\": 60, \"state\": \"inline\"}], \"inline\": true",
                        at(0, 4096), ", \"fs\": {\"inline_data\": true}")
                : run(kernel, WRITTEN + ", \"encrypted\": \"software\"", at(0, 4096));
        assertThat(entered(t)).contains("ext4_buffered_write_iter").doesNotContain("iomap_dio_rw", "kiocb_invalidate_pages",
                "invalidate_inode_pages2_range");
    }

    @ParameterizedTest
    @ValueSource(strings = {"5.10", "6.1", "6.12", "7.2"})
    void gotcha16_aBufferedWriteThatMayNotWaitIsNotSupported(String kernel) {
        var t = run(kernel, WRITTEN + ", \"journal_data_flag\": true", at(0, 4096) + ", \"rwf\": [\"RWF_NOWAIT\"]",
                NODELALLOC);
        assertThat(result(t)).isEqualTo(-95);
    }

    @ParameterizedTest
    @ValueSource(strings = {"5.10", "6.1", "6.12", "7.2"})
    void gotcha20_twoWrittenExtentsAreNotOneOverwrite(String kernel) {
        var two = "\"extents\": [{\"logical\": 0, \"physical\": 8192000, \"length\": 8192, \"state\": \"written\"},"
                + "{\"logical\": 8192, \"physical\": 9191424, \"length\": 8192, \"state\": \"written\"}]";
        assertThat(lock(run(kernel, two, at(4096, 8192)))).isEqualTo(Lock.Mode.EXCLUSIVE);
        assertThat(lock(run(kernel, two, at(0, 8192)))).isEqualTo(Lock.Mode.SHARED);
    }

    @ParameterizedTest
    @CsvSource({"5.10, 0", "6.1, 0", "6.12, 2", "7.2, 2"})
    void correction7_theBlocksAreAskedForOnlyWhereNothingElseDecidedTheLock(String kernel, int queries) {
        var t = run(kernel, HOLE + ", \"nosec\": false", at(0, 4096));
        int rw = entered(t).indexOf("iomap_dio_rw");
        assertThat(entered(t).subList(0, rw).stream().filter("ext4_overwrite_io"::equals).count()).isEqualTo(queries);
        assertThat(lock(t)).isEqualTo(Lock.Mode.EXCLUSIVE);
    }

    @ParameterizedTest
    @CsvSource({"5.10, true", "6.1, true", "6.12, false", "7.2, false"})
    void aWriteThatMayNotWaitAndExtendsMovesTheTimesFirst(String kernel, boolean moved) {
        var t = run(kernel, WRITTEN, at(16384, 4096) + ", \"rwf\": [\"RWF_NOWAIT\"]");
        assertThat(result(t)).isEqualTo(-11);
        assertThat(entered(t).contains("file_modified")).isEqualTo(moved);
        assertThat(end(t).locks().at(World.I_RWSEM).mode()).isEqualTo(Lock.Mode.FREE);
    }

    @ParameterizedTest
    @CsvSource({"6.14, -95", "7.2, -95"})
    void row24_anAtomicWriteNeedsADeviceThatCan(String kernel, long ret) {
        assertThat(result(run(kernel, WRITTEN, at(0, 4096) + ", \"rwf\": [\"RWF_ATOMIC\"]"))).isEqualTo(ret);
    }

    @Test
    void aReadMovesAtimeUnlessItWasReadSinceItChanged() {
        var t = run("6.12", WRITTEN, "\"op\": \"read\", " + at(0, 4096));
        assertThat(entered(t)).containsSubsequence("ext4_file_read_iter", "ext4_dio_read_iter", "iomap_dio_rw", "touch_atime",
                "ext4_dirty_inode");
        assertThat(end(t).inode().atimeAt()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"5.10", "6.1", "6.12", "7.2"})
    void gotcha3_aWriteThatIsTurnedAwayForItsAlignmentHasChangedTheFileAlready(String kernel) {
        var t = run(kernel, HOLE, at(1, 4096));
        assertThat(result(t)).isEqualTo(-22);
        assertThat(end(t).inode().mtimeAt()).isZero();
        assertThat(end(t).extents().at(0).unwritten()).isTrue();
        var beyond = run(kernel, WRITTEN, at(16385, 4096));
        assertThat(result(beyond)).isEqualTo(-22);
        assertThat(entered(beyond)).containsSubsequence("ext4_iomap_alloc", "ext4_inode_extension_cleanup", "ext4_truncate");
        assertThat(end(beyond).extents().at(0).len()).isEqualTo(4);
        assertThat(end(beyond).inode().orphan()).isFalse();
    }

    private static List<String> mappings(Trace t) {
        return t.steps().stream().filter(s -> s.kind() == Step.Kind.BRANCH && s.site().equals("ext4_set_iomap/dirty"))
                .map(s -> s.taken() ? "DIRTY" : "clean").toList();
    }

    @ParameterizedTest
    @ValueSource(strings = {"5.10", "6.1", "6.12", "7.2"})
    void gotcha5_aRequestAcrossTheEndIsDirtyFromItsFirstMappingOn(String kernel) {
        assertThat(mappings(run(kernel, WRITTEN, at(8192, 16384)))).isNotEmpty().doesNotContain("clean");
        assertThat(mappings(run(kernel, WRITTEN, at(8192, 8192)))).containsExactly("clean");
    }

    @ParameterizedTest
    @ValueSource(strings = {"5.10", "6.1", "6.12", "7.2"})
    void gotcha6_anOverwriteIsDirtyWhileTheTransactionOfItsBlocksRuns(String kernel) {
        assertThat(mappings(run(kernel, WRITTEN + ", \"datasync_tid_committed\": false", at(0, 4096)))).containsExactly("DIRTY");
        assertThat(mappings(run(kernel, WRITTEN + ", \"sync_tid_committed\": false", at(0, 4096)))).containsExactly("clean");
    }

    @ParameterizedTest
    @ValueSource(strings = {"5.10", "6.1", "6.12", "7.2"})
    void gotcha10_anExtendingAsynchronousWriteIsWaitedFor(String kernel) {
        var t = run(kernel, WRITTEN, at(16384, 4096) + ", \"submission\": \"aio\"");
        assertThat(end(t).io().at(1).submitResult()).isEqualTo(4096);
    }

    @ParameterizedTest
    @CsvSource({"5.10, -15", "6.1, -15", "6.12, -15"})
    void gotcha19_aReadThatGotNothingFromAMappingEndsItWithEnotblk(String kernel, long ret) {
        var t = run(kernel, WRITTEN, "\"op\": \"read\", " + at(0, 4096), ", \"faults\": {\"buffer\": \"unreadable\"}");
        assertThat(t.steps()).filteredOn(s -> s.kind() == Step.Kind.RETURN && s.fn().equals("ext4_iomap_end"))
                .extracting(s -> ((Number) s.values().get("ret")).longValue()).containsExactly(ret);
    }

    @ParameterizedTest
    @ValueSource(strings = {"5.10", "6.1", "6.12", "7.2"})
    void gotcha21_aHoleOfAnIndirectFileGoesThroughThePageCache(String kernel) {
        var t = run(kernel, HOLE + ", \"extents_format\": false", at(0, 4096));
        assertThat(t.steps()).filteredOn(s -> s.site().equals("ext4_iomap_alloc/hole of an indirect file")).extracting(Step::taken)
                .containsExactly(true);
        assertThat(entered(t)).containsSubsequence("iomap_dio_rw", "ext4_buffered_write_iter", "generic_perform_write");
    }

    @ParameterizedTest
    @ValueSource(strings = {"5.10", "6.1", "6.12", "7.2"})
    void gotcha22_blocksPreallocatedBeyondTheEndAreWrittenAtSubmission(String kernel) {
        var both = "\"i_size\": 16384, \"extents\": [{\"logical\": 0, \"physical\": 8192000, \"length\": 16384, \"state\": \"written\"},"
                + "{\"logical\": 16384, \"physical\": 8208384, \"length\": 262144, \"state\": \"unwritten\"}]";
        var t = run(kernel, both, at(16384, 4096));
        var sent = t.steps().stream().filter(s -> s.kind() == Step.Kind.ENTER && s.fn().startsWith("iomap_dio_bio_")).findFirst()
                .orElseThrow();
        assertThat(sent.world().extents().floor(4).value().unwritten()).isFalse();
        assertThat(entered(t)).doesNotContain("ext4_convert_unwritten_extents");
    }

    @Test
    void row24_anAtomicWriteIsOneWholePowerOfTwoInOneSegmentOfWhatTheDeviceOffers() {
        var device = ", \"device\": {\"preset\": \"nvme-fua\", \"atomic_write_unit_min\": 4096, \"atomic_write_unit_max\": 65536,"
                + " \"atomic_write_max\": 65536}, \"fs\": {\"bigalloc\": true, \"cluster_size\": 16384}";
        var json = "{\"kernel\": \"%s\", \"inode\": {" + WRITTEN
                + "}, \"request\": {\"open_flags\": [\"O_DIRECT\"], \"rwf\": [\"RWF_ATOMIC\"], %s}"
                + device + "}";
        record Case(String kernel, String request, long ret) {}
        for (var c : List.of(new Case("7.2", at(0, 16384), 16384), new Case("7.2", at(4096, 8192), -22), new Case("7.2", at(0, 12288), -22),
                new Case("7.2", at(0, 32768), -22), new Case("6.14", at(0, 4096), 4096), new Case("6.14", at(0, 8192), -22),
                new Case("6.12", at(0, 4096), -95), new Case("6.1", at(0, 4096), -95), new Case("5.10", at(0, 4096), -95))) {
            var t = Runner.run(ScenarioJson.read(json.formatted(c.kernel(), c.request()), "test"));
            assertThat(result(t)).as(c.toString()).isEqualTo(c.ret());
        }
    }

    @ParameterizedTest
    @CsvSource({"5.10, software, 0, false", "5.10, inline, 0, false", "6.1, software, 0, false", "6.1, inline, 0, true",
            "6.12, inline, 512, false",
            "7.2, inline, 0, true", "7.2, inline, 512, false", "7.2, software, 0, false"})
    void row21_anEncryptedFileNeedsTheBlockLayerToEncryptAndWholeBlocks(String kernel, String by, long offset, boolean direct) {
        var t = run(kernel, WRITTEN + ", \"encrypted\": \"" + by + "\"", at(offset, 4096));
        assertThat(entered(t).contains("iomap_dio_rw")).isEqualTo(direct);
        assertThat(entered(t).contains("ext4_buffered_write_iter")).isNotEqualTo(direct);
    }

    @ParameterizedTest
    @ValueSource(strings = {"5.10", "6.1", "6.12", "7.2"})
    void aSealedFileIsReadThroughThePageCache(String kernel) {
        var t = run(kernel, WRITTEN + ", \"verity\": true", "\"op\": \"read\", " + at(0, 4096));
        assertThat(entered(t)).contains("generic_file_read_iter").doesNotContain("iomap_dio_rw");
        assertThat(end(t).locks().at(World.I_RWSEM).mode()).isEqualTo(Lock.Mode.FREE);
    }
}
