package dioscope.model.run;

import static org.assertj.core.api.Assertions.assertThat;

import dioscope.model.state.Bh;
import dioscope.model.state.Bio;
import dioscope.model.state.Data;
import dioscope.model.state.Page;
import dioscope.model.trace.Trace;
import java.util.List;
import org.junit.jupiter.api.Test;

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
}
