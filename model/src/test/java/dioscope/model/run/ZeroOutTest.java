package dioscope.model.run;

import static org.assertj.core.api.Assertions.assertThat;

import dioscope.model.state.Bio;
import dioscope.model.state.Extent;
import dioscope.model.trace.Trace;
import org.junit.jupiter.api.Test;

/// A full file system cannot give a tree a block for one extent more: what a split would have kept apart is zeroed on the device instead.
class ZeroOutTest {
    private static final String FULL = ", \"faults\": {\"free_bytes\": 0, \"reserved_clusters\": 0}";

    private static Trace write(long iSize, long block) {
        var extents = new StringBuilder();
        for (int i = 0; i < 4; i++) {
            extents.append(i == 0 ? "" : ",").append("{\"logical\": %d, \"physical\": %d, \"length\": 12288, \"state\": \"unwritten\"}"
                    .formatted(i * 5 * 4096, (3000 + i * 5) * 4096));
        }
        return AllocationRulesTest.run("\"i_size\": " + iSize + ", \"i_blocks_512\": 96, \"extents\": [" + extents + "]",
                "\"offset\": " + block * 4096 + ", \"length\": 4096", FULL);
    }

    @Test
    void theWholeExtentIsZeroedAndWrittenWhenItLiesInsideTheFile() {
        var t = write(18 * 4096, 17);
        var w = t.steps().getLast().world();
        assertThat(t.refusal()).isNull();
        assertThat(w.io().at(1).result()).isEqualTo(4096L);
        assertThat(w.bios()).extracting(e -> e.value().op()).containsExactly(Bio.Op.WRITE_ZEROES, Bio.Op.WRITE);
        assertThat(w.bios().at(1).bytes()).isEqualTo(3 * 4096);
        assertThat(w.extents().at(15)).isEqualTo(new Extent(15, 3, 3015, false));
    }

    @Test
    void anExtentThatGoesOnBehindTheFileMayNotBecomeWritten() {
        var t = write(17 * 4096, 16);
        var w = t.steps().getLast().world();
        assertThat(w.io().at(1).result()).isEqualTo(-28L);
        assertThat(w.bios()).isEmpty();
        assertThat(w.extents().at(15).unwritten()).isTrue();
    }

    @Test
    void inTheMiddleTheCutInFrontFailsAlthoughTheBlocksAreZeroAlready() {
        var w = write(18 * 4096, 16).steps().getLast().world();
        assertThat(w.io().at(1).result()).isEqualTo(-28L);
        assertThat(w.bios()).extracting(e -> e.value().op()).containsOnly(Bio.Op.WRITE_ZEROES);
        assertThat(w.extents().at(15)).isEqualTo(new Extent(15, 3, 3015, false));
    }
}
