package dioscope.model.run;

import static org.assertj.core.api.Assertions.assertThat;

import dioscope.model.scenario.ScenarioJson;
import dioscope.model.state.Bh;
import dioscope.model.state.Bio;
import dioscope.model.state.Data;
import dioscope.model.state.Page;
import dioscope.model.trace.Trace;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// An extending write that fails cuts the file back to i_size; when that lies inside a block, what is behind it in the block becomes zero in the page cache.
class FailedExtensionTest {
    private static Trace failing(String state) {
        return AllocationRulesTest.run(
                "\"i_size\": 5000, \"extents\": [{\"logical\": 0, \"physical\": 8192000, \"length\": 8192, \"state\": \"" + state + "\"}]",
                "\"offset\": 8192, \"length\": 4096", ", \"faults\": {\"buffer\": \"unreadable\"}");
    }

    @Test
    void aWrittenBlockIsReadZeroedAndLeftDirty() {
        var w = failing("written").steps().getLast().world();
        assertThat(w.io().at(1).result()).isEqualTo(-14L);
        assertThat(w.bios()).extracting(e -> e.value().op()).containsExactly(Bio.Op.READ);
        var page = w.pageCache().pages().at(1);
        assertThat(page).isEqualTo(new Page(1, 1, true, false, false, Page.Mapping.NONE, false)
                .withBuffers(List.of(new Bh(2001, Bh.UPTODATE | Bh.DIRTY | Bh.MAPPED))));
        assertThat(w.pageCache().data().pieces(5000, 3192)).allSatisfy(p -> assertThat(p.data()).isEqualTo(Data.ZERO));
        assertThat(w.journal().running()).satisfies(tx -> {
            assertThat(tx).isNotNull();
            assertThat(tx.ordered()).isTrue();
        });
    }

    @Test
    void anUnwrittenBlockReadsAsZerosAnyway() {
        var w = failing("unwritten").steps().getLast().world();
        assertThat(w.bios()).isEmpty();
        assertThat(w.pageCache().pages().at(1).dirty()).isFalse();
    }

    /// A direct write that may not be one is turned away before ext4_dio_write_checks has told an appending call where it writes: ext4_buffered_write_iter finds
    /// that out, and when the sync of its data fails the file has grown all the same. fs/ext4/file.c, ext4_dio_write_iter
    @ParameterizedTest
    @ValueSource(strings = {"5.10", "6.1", "6.6", "6.12", "6.14", "7.1", "7.2"})
    void anAppendingWriteTurnedAwayFromDirectWritesBehindTheEndWhateverItsOffset(String kernel) {
        var json = "{\"kernel\": \"" + kernel + "\", \"inode\": {\"i_size\": 26112, \"encrypted\": \"inline\", "
                + "\"extents\": [{\"logical\": 24576, \"physical\": 67158016, \"length\": 4096, \"state\": \"unwritten\"}]}, "
                + "\"request\": {\"offset\": 27136, \"length\": 500, \"open_flags\": [\"O_DIRECT\", \"O_APPEND\", \"O_DSYNC\"]}, "
                + "\"faults\": {\"eio_file_ranges\": [[26112, 512]]}}";
        var scenario = ScenarioJson.read(json, "test");
        var t = Runner.run(scenario);
        var w = t.steps().getLast().world();
        assertThat(w.io().at(1).result()).isEqualTo(-5L);
        assertThat(w.inode().iSize()).isEqualTo(26612);
        assertThat(Outcome.broken(scenario, t)).isEmpty();
    }
}
