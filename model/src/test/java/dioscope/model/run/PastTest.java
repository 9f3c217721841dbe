package dioscope.model.run;

import static org.assertj.core.api.Assertions.assertThat;

import dioscope.model.profile.Profile;
import dioscope.model.scenario.History;
import dioscope.model.scenario.Scenario;
import dioscope.model.scenario.ScenarioJson;
import dioscope.model.state.Page;
import dioscope.model.state.World;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

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
            assertThat(FirstWorld.of(s)).isEqualTo(FirstWorld.of(s.withHistory(History.NONE)));
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
}
