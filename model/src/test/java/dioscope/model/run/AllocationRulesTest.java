package dioscope.model.run;

import static org.assertj.core.api.Assertions.assertThat;

import dioscope.model.kernel.fs.ext4.PreallocWindow;
import dioscope.model.scenario.ScenarioJson;
import dioscope.model.trace.Step;
import dioscope.model.trace.Trace;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Where new blocks come from decides how many mappings a request needs, and which bios the block layer merges.
class AllocationRulesTest {
    static Trace run(String inode, String request, String more) {
        var json = "{\"device\": {\"preset\": \"virtio-wt\"}, \"inode\": {" + inode + "}, \"request\": {\"open_flags\": [\"O_DIRECT\"], "
                + request
                + "}" + more + "}";
        return Runner.run(ScenarioJson.read(json, "test"));
    }

    private static String extent(long lblk, long pblk, long len, String state) {
        return "{\"logical\": %d, \"physical\": %d, \"length\": %d, \"state\": \"%s\"}".formatted(lblk * 4096, pblk * 4096, len * 4096,
                state);
    }

    static List<String> mapped(Trace t) {
        return t.steps().stream().filter(s -> s.kind() == Step.Kind.RETURN && s.fn().equals("ext4_map_blocks"))
                .map(s -> s.values().toString())
                .toList();
    }

    @ParameterizedTest
    @CsvSource({"0, 3, 0, 0, 4", "4, 1, 0, 0, 8", "30, 3, 0, 0, 64", "0, 256, 0, 0, 256", "991, 128, 4059136, 0, 1024",
            "1100, 10, 0, 1024, 2048",
            "5000, 10, 0, 4096, 6144"})
    void theWindowIsAPowerOfTwoUpToOneMiBAndAlignedChunksBeyond(long lblk, long len, long iSize, long start, long end) {
        assertThat(PreallocWindow.of(lblk, len, iSize, 4096)).isEqualTo(new PreallocWindow(start, end));
    }

    @Test
    void aHoleIsFilledWhereTheFileWouldHaveItsBlocksAnyway() {
        var extents = extent(0, 3000, 10, "unwritten") + "," + extent(20, 3020, 30, "unwritten");
        var t = run("\"i_size\": 204800, \"extents\": [" + extents + "]", "\"offset\": 40960, \"length\": 40960", "");
        assertThat(t.steps().getLast().world().extents().at(10).pblk()).isEqualTo(3010);
    }

    @Test
    void whatIsChargedAndNotFoundInOnePieceIsGivenBackWhichDirtiesTheInodeOnceMore() {
        var t = run("\"i_size\": 163840, \"extents\": [" + extent(0, 3000, 40, "written") + "]", "\"offset\": 163840, \"length\": 163840",
                "");
        assertThat(t.steps()).filteredOn(s -> s.site().equals("ext4_mb_new_blocks/less than charged")).extracting(Step::taken)
                .containsExactly(true, false);
        assertThat(t.steps().getLast().world().extents().get(0L).len()).isEqualTo(80);
    }

    @Test
    void aRequestAcrossAnAlignedChunkNeedsTwoMappings() {
        var t = run("\"i_size\": 4059136, \"extents\": [" + extent(989, 3340, 2, "unwritten") + "]",
                "\"offset\": 4059136, \"length\": 524288", "");
        assertThat(mapped(t)).anySatisfy(v -> assertThat(v).contains("33")).anySatisfy(v -> assertThat(v).contains("95"));
    }

    @Test
    void theNumberOfTreeBlocksComesFromIBlocks() {
        var extents = extent(0, 3000, 1, "written");
        var t = run("\"i_size\": 4096, \"i_blocks_512\": 24, \"extents\": [" + extents + "]", "\"offset\": 0, \"length\": 4096", "");
        assertThat(t.step(0).world().inode().treeBlocks()).isEqualTo(2);
    }

    /// What a small file has got its blocks from keeps the blocks behind it, wherever that is: an append that makes the file large lies elsewhere.
    @ParameterizedTest
    @ValueSource(longs = {43, 3000})
    void anAppendBehindSixteenBlocksLiesElsewhere(long pblk) {
        var t = run("\"i_size\": 65536, \"extents\": [" + extent(0, pblk, 16, "written") + "]", "\"offset\": 65536, \"length\": 8192", "");
        assertThat(t.steps().getLast().world().extents().at(16).pblk()).isGreaterThanOrEqualTo(pblk + 16 + 512);
    }
}
