package dioscope.model.run;

import static org.assertj.core.api.Assertions.assertThat;

import dioscope.model.evidence.Facet;
import dioscope.model.evidence.Observed;
import dioscope.model.scenario.Scenario;
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
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Data that live in the inode: they stay there while there is room, and leave it in the way of each kernel.
class InlineDataTest {
    private static final String EMPTY = "\"i_size\": 0, \"inline\": true, \"may_inline_data\": true, \"extents\": []";
    private static final String SIXTY = "\"i_size\": 60, \"inline\": true, \"may_inline_data\": true, \"extents\": [{\"logical\": 0, \"length\": 60,"
            + " \"state\": \"inline\"}]";

    private static Trace run(String kernel, String fs, String inode, String... calls) {
        return Runner.run(scenario(kernel, fs, inode, calls));
    }

    private static Scenario scenario(String kernel, String fs, String inode, String... calls) {
        String all = Arrays.stream(calls)
                .map(c -> "{" + (c.contains("open_flags") ? "" : "\"open_flags\": [], ") + c + ", \"task\": 1}")
                .collect(Collectors.joining(", "));
        String content = inode.startsWith(SIXTY) ? ", \"content_before\": [[0, 60, \"11\"]]" : "";
        return ScenarioJson.read("""
                {"kernel": "%s", "device": {"preset": "virtio-wt"}, "fs": {"inline_data": true%s}, "inode": {%s}, "requests": [%s]%s}"""
                .formatted(kernel, fs, inode, all, content), "test");
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
        var recorded = Runner.runAndSync(scenario(kernel, ", \"delalloc\": false", SIXTY, "\"offset\": 60, \"length\": 4000"));
        assertThat(Observed.runFile(recorded, "").facets().get(Facet.CALLS).toString()).as("where a recording sees the handle begin")
                .contains(kernel.equals("7.2") ? "ext4_convert_inline_data_to_extent" : "ext4_try_to_write_inline_data");
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

    private static List<Piece> disk(World w) {
        var d = w.disk().flushed().media();
        long at = w.extents().at(0).pblk() * 4096;
        return d.pieces(at, 4096).stream().map(p -> new Piece(p.start() - at, p.length(), p.data())).toList();
    }

    private static Bio metadata(World w) {
        return w.bios().values().stream().filter(b -> b.via() == Bio.Via.METADATA && !b.payload().runs().isEmpty()).findFirst()
                .orElseThrow();
    }

    private static final String TRUNCATE = "\"op\": \"truncate\", \"offset\": 8192";
    private static final String FSYNC = "\"op\": \"fsync\"";
    private static final String SYNC = "\"op\": \"sync\"";

    /// As recorded on all four kernels: 4 blocks in the transaction, of which one is the file's, and nothing at its place on the device.
    @ParameterizedTest
    @ValueSource(strings = {"5.10", "6.1", "6.12", "7.2"})
    void aSizeBeyondTheInodesRoomMovesTheDataIntoTheJournal(String kernel) {
        var w = end(run(kernel, "", SIXTY, TRUNCATE));
        assertThat(w.inode().inlineData()).isFalse();
        assertThat(w.inode().iSize()).isEqualTo(8192);
        var tx = Objects.requireNonNull(w.journal().running());
        assertThat(tx.metadata()).containsExactlyInAnyOrder("inode", "block bitmap", "group descriptor", "first block of the file");
        var c = Objects.requireNonNull(w.journal().converted());
        assertThat(c.block()).isEqualTo(w.extents().at(0).pblk());
        assertThat(c.data().pieces(0, 4096)).containsExactly(new Piece(0, 60, Data.old(0x11)), new Piece(60, 4036, Data.ZERO));
        assertThat(disk(w)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"5.10", "6.1", "6.12", "7.2"})
    void theCommitCarriesTheBytesAndALaterSyncBringsThemToTheirPlace(String kernel) {
        var committed = end(run(kernel, "", SIXTY, TRUNCATE, FSYNC));
        assertThat(committed.bios().values()).filteredOn(b -> b.via() == Bio.Via.JOURNAL && !b.payload().runs().isEmpty()).singleElement()
                .satisfies(b -> assertThat(b.payload().pieces(0, 4096)).extracting(Piece::data)
                        .containsExactly(Data.old(0x11), Data.ZERO));
        assertThat(committed.journal().dirty()).contains("first block of the file");
        var w = end(run(kernel, "", SIXTY, TRUNCATE, FSYNC, SYNC));
        assertThat(metadata(w).sector()).isEqualTo(w.extents().at(0).pblk() * 8);
        assertThat(w.journal().dirty()).isEmpty();
        assertThat(disk(w)).containsExactly(new Piece(0, 60, Data.old(0x11)), new Piece(60, 4036, Data.ZERO));
    }

    /// As recorded: what is read from the device meanwhile is what stood there before. Later kernels zero the block's end in the page they read.
    @ParameterizedTest
    @CsvSource({"5.10, 4096", "6.1, 4096", "6.12, 60", "7.2, 60"})
    void aReadBeforeThatFindsWhatTheDeviceHeld(String kernel, int stale) {
        var w = end(run(kernel, "", SIXTY, TRUNCATE, "\"op\": \"read\", \"offset\": 0, \"length\": 4096"));
        assertThat(w.io().at(2).data().pieces(0, 4096).getFirst()).isEqualTo(new Piece(0, stale, Data.STALE));
    }

    /// As recorded on all four kernels: the buffer is written behind the file's page, and takes the bytes back that were written to the file since.
    @ParameterizedTest
    @ValueSource(strings = {"5.10", "6.1", "6.12", "7.2"})
    void theBufferOverwritesWhatTheFilesPageHasBroughtToTheBlock(String kernel) {
        var cached = "\"op\": \"read\", \"offset\": 0, \"length\": 60";
        var written = end(run(kernel, "", SIXTY, cached, TRUNCATE, "\"offset\": 10, \"length\": 10", FSYNC));
        assertThat(disk(written)).contains(new Piece(10, 10, Data.request(3, 0xAB)));
        var synced = end(run(kernel, "", SIXTY, cached, TRUNCATE, "\"offset\": 10, \"length\": 10", FSYNC, SYNC));
        assertThat(disk(synced)).containsExactly(new Piece(0, 60, Data.old(0x11)), new Piece(60, 4036, Data.ZERO));
        assertThat(FileBytes.read(synced).pieces(10, 10)).as("cached").containsExactly(new Piece(10, 10, Data.request(3, 0xAB)));
    }

    /// As recorded: without a journal fsync writes the file's page, and then the buffer over it.
    @ParameterizedTest
    @ValueSource(strings = {"5.10", "6.1", "6.12", "7.2"})
    void withoutAJournalFsyncWritesThePageAndThenTheBuffer(String kernel) {
        var w = end(run(kernel, ", \"journal\": false", SIXTY, "\"op\": \"mmap_write\", \"offset\": 0, \"length\": 1", FSYNC));
        assertThat(w.bios().values()).extracting(Bio::via).startsWith(Bio.Via.WRITEBACK, Bio.Via.METADATA, Bio.Via.METADATA);
        assertThat(w.bios().values().getFirst().sector()).isEqualTo(metadata(w).sector());
        assertThat(disk(w)).contains(new Piece(0, 60, Data.old(0x11)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"5.10", "6.1", "6.12", "7.2"})
    void aStoreIntoTheMappedFileMovesThemToo(String kernel) {
        var t = run(kernel, "", SIXTY, "\"op\": \"mmap_write\", \"offset\": 0, \"length\": 1", FSYNC);
        assertThat(entered(t, "ext4_convert_inline_data_nolock")).isTrue();
        assertThat(disk(end(t))).startsWith(new Piece(0, 1, Data.request(1, 0xAB)), new Piece(1, 59, Data.old(0x11)));
    }

    /// As recorded: with data=journal the block is in the transaction twice, once for each of its buffers.
    @ParameterizedTest
    @ValueSource(strings = {"5.10", "6.1", "6.12", "7.2"})
    void withJournalledDataTheBlockIsInTheTransactionTwice(String kernel) {
        var w = end(run(kernel, ", \"data_mode\": \"journal\"", SIXTY, "\"op\": \"mmap_write\", \"offset\": 0, \"length\": 1"));
        var tx = Objects.requireNonNull(w.journal().running());
        assertThat(tx.metadata()).hasSize(4).contains("first block of the file");
        assertThat(tx.data().has(0)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"5.10", "6.1", "6.12", "7.2"})
    void dataThatFindNoBlockStayInTheInode(String kernel) {
        String all = "{\"op\": \"truncate\", \"offset\": 8192, \"open_flags\": [], \"task\": 1}";
        var w = end(Runner.run(ScenarioJson.read("""
                {"kernel": "%s", "device": {"preset": "virtio-wt"}, "fs": {"inline_data": true}, "inode": {%s}, "requests": [%s],
                 "content_before": [[0, 60, "11"]], "faults": {"free_bytes": 0}}""".formatted(kernel, SIXTY, all), "test")));
        assertThat(w.io().at(1).result()).isEqualTo(-28);
        assertThat(inode(w)).containsExactly(new Piece(0, 60, Data.old(0x11)));
        assertThat(w.inode().mayInlineData()).isTrue();
        assertThat(w.inode().iSize()).isEqualTo(60);
    }

    /// The data are on their way to a delayed block: writeback ends that, and no buffer of the device's page cache comes into being.
    @ParameterizedTest
    @ValueSource(strings = {"5.10", "6.1", "6.12", "7.2"})
    void aHalfDoneMoveIsEndedByWriteback(String kernel) {
        var w = end(run(kernel, "", SIXTY, "\"offset\": 60, \"length\": 4000", "\"op\": \"truncate\", \"offset\": 9000"));
        assertThat(w.inode().inlineData()).isFalse();
        assertThat(w.journal().converted()).isNull();
        assertThat(w.bios().values()).anyMatch(b -> b.via() == Bio.Via.WRITEBACK);
    }

    /// A file with the sync flag has its block written while it is moved.
    @ParameterizedTest
    @ValueSource(strings = {"5.10", "6.1", "6.12", "7.2"})
    void withoutAJournalAFileWithTheSyncFlagHasTheBlockWrittenAtOnce(String kernel) {
        var w = end(run(kernel, ", \"journal\": false", SIXTY + ", \"sync_flag\": true", TRUNCATE));
        assertThat(metadata(w).sector()).isEqualTo(w.extents().at(0).pblk() * 8);
        assertThat(w.journal().dirty()).doesNotContain("first block of the file");
    }
}
