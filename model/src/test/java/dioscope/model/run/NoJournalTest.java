package dioscope.model.run;

import static org.assertj.core.api.Assertions.assertThat;

import dioscope.model.profile.IomapFlag;
import dioscope.model.state.Bio;
import dioscope.model.trace.Step;
import dioscope.model.trace.Trace;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Without a journal a sync writes the blocks of the extent tree and the inode to their places, and then flushes.
class NoJournalTest {
    private static Trace write(String inode, String flag) {
        return AllocationRulesTest.run(inode, "\"offset\": 4096, \"length\": 4096, \"rwf\": [\"" + flag + "\"]",
                ", \"fs\": {\"journal\": false}");
    }

    private static List<Bio.Kind> kinds(Trace t) {
        return t.steps().getLast().world().bios().entries().stream().map(e -> e.value().kind()).toList();
    }

    @Test
    void syncWritesTheInodeBlockAndFlushes() {
        var t = write("\"i_size\": \"64K\"", "RWF_SYNC");
        assertThat(t.refusal()).isNull();
        assertThat(kinds(t)).containsExactly(Bio.Kind.DATA, Bio.Kind.METADATA, Bio.Kind.FLUSH);
    }

    @Test
    void aChangedTreeBlockGoesFirstAndMakesTheNextMappingDirty() {
        var t = write(
                "\"i_size\": 16384, \"i_blocks_512\": 40, \"extents\": [{\"logical\": 0, \"physical\": 8192000, \"length\": 16384, \"state\": \"unwritten\"}]",
                "RWF_DSYNC");
        assertThat(kinds(t)).containsExactly(Bio.Kind.DATA, Bio.Kind.METADATA, Bio.Kind.METADATA, Bio.Kind.FLUSH);
        var layout = t.profile().iomap();
        assertThat(t.steps()).filteredOn(s -> s.kind() == Step.Kind.CHANGE && s.label().equals("mapping")).isNotEmpty()
                .allSatisfy(s -> assertThat(layout.has(s.world().io().at(1).iomi().iomap().flags(), IomapFlag.IOMAP_F_DIRTY)).isTrue());
    }
}
