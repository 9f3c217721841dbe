package dioscope.model.run;

import static org.assertj.core.api.Assertions.assertThat;

import dioscope.model.profile.Profile;
import dioscope.model.scenario.History;
import dioscope.model.scenario.Scenario;
import dioscope.model.scenario.ScenarioJson;
import dioscope.model.state.Bh;
import dioscope.model.state.ExtentStatus;
import dioscope.model.state.Page;
import dioscope.model.state.World;
import dioscope.model.trace.Step;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What the history of a start state adds to its fields.
class PastTest {
    private static Scenario scenario(String kernel, String cache, String extents, long size, long disksize, String steps) {
        return ScenarioJson.read("""
                {"kernel": "%s", "page_cache": [%s], "content_before": [[0, %d, "11"]],
                 "inode": {"i_size": %d, "i_disksize": %d, "sync_tid_committed": false, "extents": [%s]},
                 "request": {"op": "fsync"}, "setup": {"steps": [%s]}}""".formatted(kernel, cache, size, size, disksize, extents, steps),
                "test");
    }

    private static List<Integer> folios(World w) {
        var out = new ArrayList<Integer>();
        for (var e : w.pageCache().pages()) {
            out.add(e.value().pages());
        }
        return out;
    }

    private static final String FOUR_DELAYED = "{\"logical\": 0, \"length\": 16384, \"state\": \"delalloc\"}";
    private static final String FOUR_DIRTY = "{\"page\": 0, \"pages\": 4, \"state\": \"dirty-delalloc\", \"mapped\": null}";

    @Test
    void writesAfterOneAnotherLeaveFoliosOfTheirOwn() {
        var s = scenario("7.2", FOUR_DIRTY, FOUR_DELAYED, 16384, 0, "\"--\", \"write 8192 8192\", \"write 0 8192\"");
        assertThat(folios(FirstWorld.of(s))).containsExactly(2, 2);
        assertThat(folios(FirstWorld.of(s.withHistory(History.NONE)))).containsExactly(4);
        assertThat(folios(FirstWorld.of(s.withKernel(Profile.V6_12)))).containsExactly(1, 1, 1, 1);
    }

    @Test
    void aHistoryThatLeadsElsewhereCountsForNothing() {
        for (var steps : List.of("\"--\", \"write 0 8192\"", "\"--\", \"write 0 20480\"", "\"write 0 8192\", \"write 8192 8192\"")) {
            var s = scenario("7.2", FOUR_DIRTY, FOUR_DELAYED, 16384, 0, steps);
            var w = FirstWorld.of(s);
            assertThat(w).isEqualTo(FirstWorld.of(s.withHistory(History.NONE)).withStatus(w.status()));
        }
    }

    @Test
    void aStateThatIsChangedHasNoHistory() {
        var s = scenario("7.2", FOUR_DIRTY, FOUR_DELAYED, 16384, 0, "\"--\", \"write 8192 8192\", \"write 0 8192\"");
        assertThat(s.withLatency(s.latency()).history()).isEqualTo(s.history());
        assertThat(s.withPageCache(s.pageCache()).history()).isEqualTo(History.NONE);
        assertThat(ScenarioJson.read(ScenarioJson.write(s), "test")).isEqualTo(s);
    }

    /// A write behind the end of a file that ends inside a block: what lies behind the old end is zeroed, and ordered before the commit.
    @Test
    void whatATruncationLeftBehindTheEndIsZero() {
        var s = scenario("6.12", "{\"page\": 0, \"pages\": 1, \"state\": \"clean\", \"mapped\": null}, "
                + "{\"page\": 1, \"pages\": 1, \"state\": \"dirty-delalloc\", \"mapped\": null}",
                "{\"logical\": 0, \"physical\": 8388608, \"length\": 4096, \"state\": \"written\"}, "
                        + "{\"logical\": 4096, \"length\": 4096, \"state\": \"delalloc\"}",
                8192, 1393, "\"write 0 4096\", \"truncate 1393\", \"drop\", \"--\", \"read 0 4096\", \"write 4096 4096\"");
        var w = FirstWorld.of(s);
        assertThat(w.pageCache().pages().at(0).dirty()).isTrue();
        assertThat(w.pageCache().data().at(1392).value()).isEqualTo(0x11);
        assertThat(w.pageCache().data().at(1393).value()).isZero();
        assertThat(w.journal().running().orderedStart()).isEqualTo(1393);
        assertThat(w.tasks()).isEmpty();
        assertThat(w.pageCache().in(0, 9, Page::locked)).isNull();
    }

    private static Scenario sixteen(String kernel, String fs, String cache, String steps) {
        return ScenarioJson.read("""
                {"kernel": "%s", "fs": {%s}, "page_cache": [%s], "content_before": [[0, 65536, "11"]],
                 "inode": {"i_size": 65536, "i_disksize": 65536, "sync_tid_committed": %b, "extents": [
                 {"logical": 0, "physical": 8388608, "length": 65536, "state": "written"}]},
                 "request": {"op": "fsync"}, "setup": {"steps": ["write 0 65536", "drop", "--", %s]}}"""
                .formatted(kernel, fs, cache, cache.isEmpty(), steps), "test");
    }

    private static final String DIRTY = "{\"page\": 2, \"pages\": 1, \"state\": \"dirty\", \"mapped\": null}";

    /// Who recorded the state has asked for its extents, which looks up all of them.
    @Test
    void whatIsBehindTheExtentsIsKnownToBeAHole() {
        var s = scenario("7.2", FOUR_DIRTY, FOUR_DELAYED, 16384, 0, "\"--\", \"write 0 16384\"");
        var hole = FirstWorld.of(s).status().floor(1000);
        assertThat(hole).isNotNull();
        assertThat(hole.value()).isEqualTo(new ExtentStatus(4, 0xFFFF_FFFBL, 0, ExtentStatus.Status.HOLE));
        assertThat(FirstWorld.of(s.withHistory(History.NONE)).status().floor(1000).key()).isZero();
    }

    /// A sync lasts longer than a tick, so that the write after it changes mtime: the inode is in a new transaction.
    @ParameterizedTest
    @ValueSource(strings = {"5.10", "6.1", "6.12", "7.2"})
    void aRewriteAfterASyncChangesTheInodeAgain(String kernel) {
        var w = FirstWorld.of(sixteen(kernel, "", DIRTY, "\"write 8192 4096 0x44\", \"fsync\", \"write 8192 4096 0x22\""));
        var running = w.journal().running();
        assertThat(running).isNotNull();
        assertThat(w.inode().syncTid()).isEqualTo(running.tid());
        assertThat(running.metadata()).containsExactly("inode");
        assertThat(w.pageCache().data().at(8192).value()).isEqualTo(0x22);
    }

    /// Journalled data are in the transaction; until 6.1 their page is not dirty.
    @ParameterizedTest
    @CsvSource({"5.10, false", "6.1, false", "6.12, true", "7.2, true"})
    void whatTheJournalHasCountsAsDirty(String kernel, boolean dirty) {
        var w = FirstWorld.of(sixteen(kernel, "\"data_mode\": \"journal\"", DIRTY, "\"write 8192 4096 0x44\""));
        var page = w.pageCache().in(2, 2, _ -> true);
        assertThat(page).isNotNull();
        assertThat(page.dirty()).isEqualTo(dirty);
        assertThat(page.buffers().getFirst().has(Bh.JBD_DIRTY)).isTrue();
        assertThat(w.inode().datasyncTid()).isEqualTo(w.journal().running().tid());
    }

    private static List<String> fastMappings(String kernel, String extents, String steps) {
        var s = ScenarioJson.read("""
                {"kernel": "%s", "fs": {"fast_commit": true}, "content_before": [[0, 65536, "11"]],
                 "inode": {"i_size": 65536, "i_disksize": 65536, "sync_tid_committed": false, "extents": [%s]},
                 "request": {"op": "fsync"}, "setup": {"steps": ["write 0 65536", "drop", "--", %s]}}""".formatted(kernel, extents, steps),
                "test");
        var out = new ArrayList<String>();
        for (var step : Runner.run(s).steps()) {
            if (step.kind() == Step.Kind.ENTER && (step.fn().equals("ext4_map_blocks") || step.fn().equals("jbd2_log_start_commit"))) {
                out.add(step.fn() + " " + step.values().get("lblk") + " " + step.values().get("len"));
            }
        }
        return out;
    }

    /// A fast commit tells what became of the blocks of a hole that was punched, and of the one behind it; 7.2 looks it up without asking for blocks.
    @ParameterizedTest
    @ValueSource(strings = {"5.10", "6.1", "6.12", "7.2"})
    void aPunchedHoleIsInTheFastCommit(String kernel) {
        var extents = "{\"logical\": 0, \"physical\": 8388608, \"length\": 8192, \"state\": \"written\"}, "
                + "{\"logical\": 16384, \"physical\": 8404992, \"length\": 49152, \"state\": \"written\"}";
        var asked = fastMappings(kernel, extents, "\"punch 8192 8192\"");
        if (kernel.equals("7.2")) {
            assertThat(asked).isEmpty();
        } else {
            assertThat(asked).containsExactly("ext4_map_blocks 2 3", "ext4_map_blocks 4 1");
        }
    }

    /// What fallocate has made of a hole is in it, too, as what it is.
    @Test
    void blocksOfAHoleThatFallocateMadeAreInTheFastCommit() {
        var s = ScenarioJson.read("""
                {"kernel": "6.12", "fs": {"fast_commit": true}, "content_before": [[0, 4096, "11"], [4096, 12288, "00"]],
                 "inode": {"i_size": 16384, "i_disksize": 16384, "sync_tid_committed": false, "extents": [
                 {"logical": 0, "physical": 8388608, "length": 4096, "state": "written"},
                 {"logical": 4096, "physical": 8392704, "length": 12288, "state": "unwritten"}]},
                 "request": {"op": "fsync"}, "setup": {"steps": ["write 0 4096", "--", "fallocate 0 16384"]}}""", "test");
        var fast = FirstWorld.of(s).journal().fast();
        assertThat(fast.queued()).isTrue();
        assertThat(fast.start()).isEqualTo(1);
        assertThat(fast.len()).isEqualTo(3);
    }

    /// Blocks that a truncation gave back are not where the next ones are taken from; one that frees nothing changes nothing.
    @ParameterizedTest
    @CsvSource({"'\"fallocate 0 12288\", \"truncate 5000\"', 1", "'\"fallocate 0 8192\", \"truncate 5000\"', 0"})
    void onlyATruncationThatFreesBlocksMovesThePlaceOfTheNext(String steps, long skipped) {
        var s = ScenarioJson.read("""
                {"kernel": "6.12", "content_before": [[0, 5000, "00"]], "inode": {"i_size": 5000, "i_disksize": 5000, "extents": [
                 {"logical": 0, "physical": 8388608, "length": 8192, "state": "unwritten"}]},
                 "request": {"op": "fsync"}, "setup": {"steps": [%s, "drop"]}}""".formatted(steps), "test");
        assertThat(FirstWorld.of(s).fs().groupNext()).isEqualTo(2048 + 2 + skipped);
    }
}
