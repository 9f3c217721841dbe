package dioscope.model.run;

import static org.assertj.core.api.Assertions.assertThat;

import dioscope.model.profile.Req;
import dioscope.model.scenario.ScenarioJson;
import dioscope.model.state.Bio;
import dioscope.model.state.Journal;
import dioscope.model.state.Task;
import dioscope.model.state.Wb;
import dioscope.model.state.World;
import dioscope.model.trace.Step;
import dioscope.model.trace.Trace;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// When dirty pages reach the device, by whom, and who waits for them.
class FlusherTest {
    private static final String WRITE = "{\"op\": \"write\", \"open_flags\": [], \"task\": 1, \"offset\": %d, \"length\": %d}";
    private static final String FILE = "\"inode\": {\"i_size\": 65536, \"extents\": [{\"logical\": 0, \"physical\": 8192000, \"length\": 65536,"
            + " \"state\": \"written\"}]}";
    private static final String EMPTY = "\"inode\": {\"i_size\": 0, \"extents\": []}";

    private static Trace run(String kernel, String parts, String... calls) {
        var t = Runner.run(ScenarioJson.read("{\"kernel\": \"%s\", \"device\": {\"preset\": \"virtio-wt\"}, %s, \"requests\": [%s]}"
                .formatted(kernel, parts, String.join(", ", calls)), "test"));
        assertThat(t.refusal()).isNull();
        return t;
    }

    private static String write(long offset, long length) {
        return WRITE.formatted(offset, length);
    }

    private static String call(String op) {
        return "{\"op\": \"%s\", \"open_flags\": [], \"task\": 1}".formatted(op);
    }

    private static World end(Trace t) {
        return t.steps().getLast().world();
    }

    private static List<Step> entered(Trace t, String fn) {
        return t.steps().stream().filter(s -> s.kind() == Step.Kind.ENTER && s.fn().equals(fn)).toList();
    }

    private static List<Bio> data(Trace t) {
        return end(t).bios().values().stream().filter(b -> b.via() == Bio.Via.WRITEBACK).toList();
    }

    @ParameterizedTest
    @ValueSource(strings = {"5.10", "6.1", "6.12", "7.2"})
    void aWriteAloneLeavesItsPagesDirtyForTheFlushersTimer(String kernel) {
        var t = run(kernel, FILE, write(8192, 8192));
        assertThat(data(t)).isEmpty();
        assertThat(end(t).pageCache().nrDirty()).isEqualTo(2);
        assertThat(end(t).wb().list()).isEqualTo(Wb.IoList.B_DIRTY);
        assertThat(end(t).wb().wakeAt()).isBetween(5_000_000_000L, 5_001_000_000L);
        assertThat(end(t).inode().dirtiedWhen()).isBetween(0L, 1_000_000L);
    }

    @ParameterizedTest
    @CsvSource({"5.10,29,0", "5.10,36,1", "6.1,29,0", "6.1,36,1", "6.12,29,0", "6.12,36,1", "7.2,29,0", "7.2,36,1"})
    void pagesGetOldBeforeTheFlusherWritesThem(String kernel, long seconds, int bios) {
        var t = run(kernel, FILE + ", \"pass_nanos\": " + seconds * 1_000_000_000L, write(8192, 8192));
        assertThat(data(t)).hasSize(bios);
        assertThat(end(t).pageCache().nrDirty()).isEqualTo(bios == 0 ? 2 : 0);
        assertThat(entered(t, "wb_workfn")).as("it looks every 5 s").hasSizeGreaterThanOrEqualTo(5).allSatisfy(s -> {
            assertThat(s.ctx()).isEqualTo(Task.Kind.FLUSHER);
        });
        if (bios == 1) {
            assertThat(end(t).wb().list()).as("clean, and on no list").isEqualTo(Wb.IoList.NONE);
            assertThat(end(t).inode().iState()).isZero();
            assertThat(end(t).wb().bdevDirtiedWhen()).as("the commit's metadata are younger").isGreaterThan(5_000_000_000L);
            assertThat(end(t).wb().wakeAt()).as("the timer goes on for them").isGreaterThan(36_000_000_000L);
        }
    }

    @ParameterizedTest
    @CsvSource({"1,1,1", "0,1,0"})
    void intervalAndAgeAreSettings(long interval, long expire, int bios) {
        var t = run("6.12", FILE + ", \"pass_nanos\": 4000000000, \"writeback\": {\"interval_nanos\": %d, \"expire_nanos\": %d}"
                .formatted(interval * 1_000_000_000L, expire * 1_000_000_000L), write(8192, 8192));
        assertThat(data(t)).hasSize(bios);
    }

    @ParameterizedTest
    @ValueSource(strings = {"5.10", "6.1", "6.12", "7.2"})
    void syncWritesWhatIsDirtyCommitsAndWaits(String kernel) {
        var t = run(kernel, EMPTY, write(0, 8192), call("sync"));
        var w = end(t);
        assertThat(data(t)).singleElement().satisfies(b -> assertThat(b.bytes()).isEqualTo(8192));
        assertThat(w.pageCache().nrDirty() + w.pageCache().nrWriteback()).isZero();
        assertThat(w.inode().iDisksize()).isEqualTo(8192);
        assertThat(w.journal().running()).isNull();
        assertThat(w.bios().values()).extracting(Bio::kind).contains(Bio.Kind.COMMIT_BLOCK);
        assertThat(w.wb().list()).isEqualTo(Wb.IoList.NONE);
        assertThat(entered(t, "ext4_writepages")).allSatisfy(s -> assertThat(s.ctx()).isEqualTo(Task.Kind.FLUSHER));
        assertThat(entered(t, "ext4_sync_fs")).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"5.10", "6.1", "6.12", "7.2"})
    void aboveTheBackgroundThresholdTheFlusherStarts(String kernel) {
        String limits = ", \"writeback\": {\"dirty_background_bytes\": 262144, \"dirty_bytes\": 16777216}";
        assertThat(entered(run(kernel, EMPTY + limits, write(0, 131072)), "wb_start_background_writeback")).isEmpty();
        var t = run(kernel, EMPTY + limits, write(0, 524288), write(524288, 524288), write(1048576, 4096));
        assertThat(entered(t, "wb_start_background_writeback")).isNotEmpty();
        assertThat(entered(t, "io_schedule_timeout")).as("far below the other threshold nobody is held up").isEmpty();
        assertThat(data(t)).isNotEmpty();
        assertThat(end(t).pageCache().nrDirty()).as("until no more is dirty than the threshold").isLessThanOrEqualTo(64);
    }

    @ParameterizedTest
    @ValueSource(strings = {"5.10", "6.1", "6.12", "7.2"})
    void nearTheDirtyThresholdTheWriterIsHeldUp(String kernel) {
        var t = run(kernel, EMPTY + ", \"writeback\": {\"dirty_background_bytes\": 131072, \"dirty_bytes\": 262144}",
                IntStream.range(0, 32).mapToObj(i -> write(i * 32768L, 32768)).toArray(String[]::new));
        assertThat(entered(t, "io_schedule_timeout")).isNotEmpty().allSatisfy(s -> assertThat(s.ctx()).isEqualTo(Task.Kind.TASK));
        assertThat(t.steps().stream().mapToInt(s -> s.world().pageCache().nrDirty()).max().orElseThrow())
                .as("it never runs far ahead of the device").isLessThan(128);
        assertThat(end(t).io().values()).allSatisfy(io -> assertThat(io.result()).isEqualTo(32768));
    }

    @ParameterizedTest
    @ValueSource(strings = {"5.10", "6.1", "6.12", "7.2"})
    void anErrorOfTheFlusherIsToldByTheNextFsyncAndOnlyOnce(String kernel) {
        var t = run(kernel, FILE + ", \"faults\": {\"eio_file_ranges\": [[8192, 4096]]}", write(8192, 4096), call("sync"), call("fsync"),
                call("fsync"));
        assertThat(end(t).io().at(2).result()).as("sync tells nobody").isEqualTo(0);
        assertThat(end(t).io().at(3).result()).isEqualTo(-5);
        assertThat(end(t).io().at(4).result()).isEqualTo(0);
    }

    @Test
    void syncFileRangeWritesOnlyItsRange() {
        var t = run("6.12", FILE, write(0, 65536), "{\"op\": \"sync_file_range\", \"task\": 1, \"offset\": 8192, \"length\": 4096}");
        assertThat(data(t)).singleElement().satisfies(b -> assertThat(b.fileOffset()).isEqualTo(8192));
        assertThat(end(t).pageCache().nrDirty()).isEqualTo(15);
        assertThat(entered(t, "ext4_sync_fs")).isEmpty();
    }

    /// WRITE alone submits and does not wait; no flag at all does nothing.
    @ParameterizedTest
    @CsvSource({"5.10, write, true, false", "7.2, write, true, false", "5.10, , false, false", "7.2, , false, false",
            "6.12, wait_after, false, false", "6.12, 'write\", \"wait_after', true, true"})
    void syncFileRangeDoesWhatItsFlagsSay(String kernel, String flags, boolean writes, boolean waits) {
        String list = flags == null ? "" : "\"" + flags + "\"";
        var t = run(kernel, FILE, write(0, 4096), "{\"op\": \"sync_file_range\", \"task\": 1, \"sync_flags\": [" + list + "]}");
        assertThat(data(t)).hasSize(writes ? 1 : 0);
        assertThat(end(t).pageCache().nrDirty()).isEqualTo(writes ? 0 : 1);
        var returned = t.steps().stream().map(Step::world).filter(w -> w.io().at(2) != null && w.io().at(2).result() != null).findFirst();
        assertThat(returned.orElseThrow().pageCache().nrWriteback() == 0).isEqualTo(waits || !writes);
    }

    @Test
    void aCyclicWritebackGoesOnWhereTheLastOneEnded() {
        var t = run("6.12", FILE + ", \"pass_nanos\": 80000000000", write(32768, 4096),
                WRITE.formatted(0, 65536).replace("\"task\": 1", "\"task\": 1, \"start_nanos\": 40000000000"));
        assertThat(data(t)).extracting(Bio::fileOffset).containsExactly(32768L, 36864L, 0L);
    }

    private static List<Bio> metadata(Trace t) {
        return end(t).bios().values().stream().filter(b -> b.via() == Bio.Via.METADATA).toList();
    }

    private static final String NO_JOURNAL = FILE + ", \"fs\": {\"journal\": false}";

    /// Without a journal changed metadata are dirty in the page cache of the device, whose inode is old after 30 s like any other.
    @ParameterizedTest
    @CsvSource({"5.10,29,0", "5.10,41,1", "6.1,29,0", "6.1,41,1", "6.12,29,0", "6.12,41,1", "7.2,29,0", "7.2,41,1"})
    void metadataWithoutAJournalGetOldToo(String kernel, long seconds, int bios) {
        var t = run(kernel, NO_JOURNAL + ", \"pass_nanos\": " + seconds * 1_000_000_000L, write(8192, 8192));
        assertThat(metadata(t)).hasSize(bios).allSatisfy(b -> {
            var req = t.profile().req();
            assertThat(b.opf()).isEqualTo(req.word(Req.REQ_META, Req.REQ_PRIO, Req.REQ_BACKGROUND));
        });
        assertThat(end(t).journal().dirty().isEmpty()).isEqualTo(bios > 0);
        assertThat(end(t).wb().bdevDirtiedWhen() < 0).isEqualTo(bios > 0);
    }

    /// What the writeback of delayed blocks changes is dirty only then, and waits for its own time.
    @ParameterizedTest
    @ValueSource(strings = {"5.10", "6.1", "6.12", "7.2"})
    void whatWritebackAllocatesFollowsLater(String kernel) {
        String parts = EMPTY + ", \"fs\": {\"journal\": false}, \"pass_nanos\": ";
        var t = run(kernel, parts + 41_000_000_000L, write(0, 8192));
        assertThat(data(t)).isNotEmpty();
        assertThat(end(t).journal().dirty()).contains("block bitmap");
        var later = run(kernel, parts + 80_000_000_000L, write(0, 8192));
        assertThat(end(later).journal().dirty()).isEmpty();
        assertThat(metadata(later).size()).isGreaterThan(metadata(t).size());
    }

    /// What a commit has finished is dirty in the page cache of the device, and old after 30 s. It leaves the checkpoint list at the next commit.
    @ParameterizedTest
    @CsvSource({"5.10,34,0", "5.10,46,1", "6.1,34,0", "6.1,46,1", "6.12,34,0", "6.12,46,1", "7.2,34,0", "7.2,46,1"})
    void metadataOfACommitGetOld(String kernel, long seconds, int bios) {
        var t = run(kernel, FILE + ", \"pass_nanos\": " + seconds * 1_000_000_000L, write(8192, 8192));
        assertThat(end(t).journal().committed()).isEqualTo(8);
        assertThat(metadata(t)).hasSize(bios).allSatisfy(b -> {
            var req = t.profile().req();
            assertThat(b.opf()).isEqualTo(req.word(Req.REQ_META, Req.REQ_PRIO, Req.REQ_BACKGROUND));
        });
        assertThat(end(t).journal().dirty().isEmpty()).isEqualTo(bios > 0);
        assertThat(end(t).journal().buffers().writeback()).isEmpty();
        assertThat(end(t).journal().checkpoint()).extracting(Journal.Tx::tid).containsExactly(8);
    }

    private static final String BEHIND = FILE
            + ", \"journal\": {\"committed_tid\": 7, \"running\": {\"tid\": 8, \"metadata\": [\"super block\"]},"
            + " \"checkpoint\": [%s]}";

    /// The list of a transaction ends at its first block that is dirty or changed again, and what younger transactions have is not looked at then.
    @ParameterizedTest
    @ValueSource(strings = {"5.10", "6.1", "6.12", "7.2"})
    void theCheckpointListIsCleanedUpToItsFirstDirtyBlock(String kernel) {
        var older = "{\"tid\": 5, \"metadata\": [\"block bitmap\", \"super block\", \"group descriptor\"]}";
        var younger = "{\"tid\": 6, \"metadata\": [\"orphan file block\"]}";
        var t = run(kernel, BEHIND.formatted(older + ", " + younger), call("sync"), write(0, 4096), call("fsync"));
        var first = t.steps().stream().map(s -> s.world().journal()).filter(j -> j.committed() == 8).findFirst().orElseThrow();
        assertThat(first.checkpoint()).extracting(Journal.Tx::tid).containsExactly(5, 6, 8);
        assertThat(first.checkpoint().getFirst().metadata()).containsExactly("block bitmap", "group descriptor");
        assertThat(end(t).journal().checkpoint()).extracting(Journal.Tx::tid).containsExactly(9);
    }

    /// Who changes a block that is on its way to its place waits for that.
    @ParameterizedTest
    @ValueSource(strings = {"5.10", "6.1", "6.12", "7.2"})
    void aBlockOnItsWayToItsPlaceIsWaitedFor(String kernel) {
        var inode = FILE
                + ", \"journal\": {\"committed_tid\": 7, \"running\": null, \"checkpoint\": [{\"tid\": 7, \"metadata\": [\"inode\"]}]}";
        var t = run(kernel, inode, call("sync"), write(0, 4096).replace("\"task\": 1", "\"task\": 2, \"start_nanos\": 60000"));
        assertThat(entered(t, "jbd2_journal_get_write_access")).isNotEmpty();
        assertThat(end(t).journal().running()).isNotNull();
    }

    private static final String INDIRECT = "\"fs\": {\"journal\": false, \"extents\": false, \"delalloc\": false}, \"inode\": {\"i_size\": 0, \"extents\": [],"
            + " \"extents_format\": false}";

    /// A block that maps the file stays on the file's list when somebody else has written it, so that O_DSYNC does not rely on FUA; fsync empties the list.
    @ParameterizedTest
    @ValueSource(strings = {"5.10", "6.1", "6.12", "7.2"})
    void aBlockWrittenBySyncStaysOnTheFilesList(String kernel) {
        var read = "{\"op\": \"read\", \"open_flags\": [\"O_DIRECT\"], \"task\": 1, \"offset\": 0, \"length\": 4096}";
        var t = run(kernel, INDIRECT, write(0, 65536), call("sync"), read);
        assertThat(end(t).journal().dirty()).doesNotContain("indirect block");
        assertThat(end(t).journal().buffers().associated()).containsExactly("indirect block");
        assertThat(t.steps()).anyMatch(s -> s.site().endsWith("/tree blocks not written") && s.taken());
        var synced = run(kernel, INDIRECT, write(0, 65536), call("sync"), write(0, 4096), call("fsync"), read);
        assertThat(end(synced).journal().buffers().associated()).isEmpty();
        assertThat(synced.steps()).anyMatch(s -> s.site().endsWith("/written by somebody else") && s.taken())
                .noneMatch(s -> s.site().endsWith("/tree blocks not written") && s.taken());
    }
}
