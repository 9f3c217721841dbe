package dioscope.model.run;

import static org.assertj.core.api.Assertions.assertThat;

import dioscope.model.scenario.ScenarioJson;
import dioscope.model.state.Bio;
import dioscope.model.state.Content.Piece;
import dioscope.model.state.Data;
import dioscope.model.state.ExtentStatus.Status;
import dioscope.model.state.World;
import dioscope.model.trace.Step;
import dioscope.model.trace.Trace;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Data that live in the inode: they stay there while there is room, and leave it in the way of each kernel.
class InlineDataTest {
    private static final String EMPTY = "\"i_size\": 0, \"inline\": true, \"may_inline_data\": true, \"extents\": []";
    private static final String SIXTY = "\"i_size\": 60, \"inline\": true, \"may_inline_data\": true, \"extents\": [{\"logical\": 0, \"length\": 60,"
            + " \"state\": \"inline\"}]";

    private static Trace run(String kernel, String fs, String inode, String... calls) {
        String all = Arrays.stream(calls)
                .map(c -> "{" + (c.contains("open_flags") ? "" : "\"open_flags\": [], ") + c + ", \"task\": 1}")
                .collect(Collectors.joining(", "));
        String content = inode.equals(SIXTY) ? ", \"content_before\": [[0, 60, \"11\"]]" : "";
        return Runner.run(ScenarioJson.read("""
                {"kernel": "%s", "device": {"preset": "virtio-wt"}, "fs": {"inline_data": true%s}, "inode": {%s}, "requests": [%s]%s}"""
                .formatted(kernel, fs, inode, all, content), "test"));
    }

    private static World end(Trace t) {
        assertThat(t.refusal()).isNull();
        return t.steps().getLast().world();
    }

    private static boolean entered(Trace t, String fn) {
        return t.steps().stream().anyMatch(s -> s.kind() == Step.Kind.ENTER && s.fn().equals(fn));
    }

    private static List<Piece> inode(World w) {
        return Objects.requireNonNull(w.inode().inline()).data().pieces(0, w.inode().iSize());
    }

    @ParameterizedTest
    @ValueSource(strings = {"5.10", "6.1", "6.12", "7.2"})
    void aShortWriteGoesIntoTheInodeAndLeavesACleanPage(String kernel) {
        var t = run(kernel, "", EMPTY, "\"offset\": 0, \"length\": 50");
        var w = end(t);
        assertThat(inode(w)).containsExactly(new Piece(0, 50, Data.request(1, 0xAB)));
        assertThat(w.inode().iDisksize()).isEqualTo(50);
        assertThat(w.pageCache().nrDirty()).isZero();
        assertThat(w.extents().isEmpty() && w.status().isEmpty()).isTrue();
        assertThat(entered(t, kernel.equals("7.2") ? "ext4_generic_write_inline_data" : "ext4_da_write_inline_data_begin")).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"5.10", "6.1", "6.12", "7.2"})
    void theInodeHasRoomFor128BytesAndNotForOneMore(String kernel) {
        var fits = end(run(kernel, "", SIXTY, "\"offset\": 100, \"length\": 28"));
        assertThat(inode(fits)).containsExactly(new Piece(0, 60, Data.old(0x11)), new Piece(60, 40, Data.ZERO),
                new Piece(100, 28, Data.request(1, 0xAB)));
        var leaves = end(run(kernel, "", SIXTY, "\"offset\": 100, \"length\": 29"));
        assertThat(leaves.inode().mayInlineData()).isFalse();
        assertThat(leaves.status().at(0).status()).isEqualTo(Status.DELAYED);
        assertThat(leaves.pageCache().pages().at(0).dirty()).isTrue();
        assertThat(leaves.inode().inlineData()).as("the inode keeps them until writeback").isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"5.10", "6.1", "6.12", "7.2"})
    void writebackLetsTheInodeGoAndPutsAllOfThePageIntoABlock(String kernel) {
        var w = end(run(kernel, "", SIXTY, "\"offset\": 60, \"length\": 4000", "\"op\": \"fsync\""));
        assertThat(w.inode().inlineData()).isFalse();
        assertThat(w.inode().iDisksize()).isEqualTo(4060);
        var x = w.extents().at(0);
        assertThat(x.unwritten()).isFalse();
        assertThat(w.disk().media().pieces(x.pblk() * 4096, 4060)).extracting(Piece::data)
                .containsExactly(Data.old(0x11), Data.request(1, 0xAB));
    }

    @ParameterizedTest
    @ValueSource(strings = {"5.10", "6.1", "6.12", "7.2"})
    void withoutDelayedAllocationTheDataMoveAtOnce(String kernel) {
        var t = run(kernel, ", \"delalloc\": false", SIXTY, "\"offset\": 60, \"length\": 4000");
        var w = end(t);
        assertThat(entered(t, "ext4_convert_inline_data_to_extent")).isTrue();
        assertThat(w.inode().inlineData()).isFalse();
        assertThat(w.extents().at(0).len()).isEqualTo(1);
        assertThat(FileBytes.read(w).pieces(0, 4060)).containsExactly(new Piece(0, 60, Data.old(0x11)),
                new Piece(60, 4000, Data.request(1, 0xAB)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"5.10", "6.1", "6.12", "7.2"})
    void aReadFillsItsPageFromTheInodeAndAsksTheDeviceForNothing(String kernel) {
        var t = run(kernel, "", SIXTY, "\"op\": \"read\", \"offset\": 10, \"length\": 512");
        var w = end(t);
        assertThat(w.io().at(1).result()).isEqualTo(50);
        assertThat(w.io().at(1).data().pieces(0, 512)).containsExactly(new Piece(0, 50, Data.old(0x11)));
        assertThat(w.bios().values().stream().filter(b -> b.via() != Bio.Via.JOURNAL)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"5.10", "6.1", "6.12", "7.2"})
    void fsyncOfInlineDataIsACommitOfTheInode(String kernel) {
        var t = run(kernel, "", EMPTY, "\"offset\": 0, \"length\": 50", "\"op\": \"fsync\"");
        assertThat(end(t).bios().values()).extracting(Bio::via).containsOnly(Bio.Via.JOURNAL);
        assertThat(end(t).inode().inlineData()).isTrue();
    }
}
