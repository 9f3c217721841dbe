package dioscope.model.run;

import static org.assertj.core.api.Assertions.assertThat;

import dioscope.model.scenario.ScenarioJson;
import dioscope.model.state.Bh;
import dioscope.model.state.Bio;
import dioscope.model.state.Content;
import dioscope.model.state.Data;
import dioscope.model.state.World;
import dioscope.model.trace.Step;
import dioscope.model.trace.Trace;
import java.util.Arrays;
import java.util.Objects;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// data=journal: what was written is in a transaction first, and may go to its place only when that has committed.
class JournalledDataTest {
    private static final String WRITTEN = "\"i_size\": 65536, \"extents\": [{\"logical\": 0, \"physical\": 8192000, \"length\": 65536,"
            + " \"state\": \"written\"}]";

    private static Trace run(String kernel, String device, String... calls) {
        String all = Arrays.stream(calls)
                .map(c -> "{" + (c.contains("open_flags") ? "" : "\"open_flags\": [], ") + c + ", \"task\": 1}")
                .collect(Collectors.joining(", "));
        return Runner.run(ScenarioJson.read("""
                {"kernel": "%s", "device": {"preset": "%s"}, "fs": {"data_mode": "journal"}, "inode": {%s}, "requests": [%s],
                 "content_before": [[0, 65536, "11"]]}"""
                .formatted(kernel, device, WRITTEN, all), "test"));
    }

    private static World end(Trace t) {
        assertThat(t.refusal()).isNull();
        return t.steps().getLast().world();
    }

    private static boolean entered(Trace t, String fn) {
        return t.steps().stream().anyMatch(s -> s.kind() == Step.Kind.ENTER && s.fn().equals(fn));
    }

    @ParameterizedTest
    @CsvSource({"5.10, false", "6.1, false", "6.6, true", "6.12, true", "7.2, true"})
    void theBufferBelongsToTheTransactionAndOnlyLaterKernelsMarkThePage(String kernel, boolean dirty) {
        var w = end(run(kernel, "virtio-wt", "\"offset\": 8192, \"length\": 4096"));
        var page = w.pageCache().pages().at(2);
        assertThat(page.buffers().getFirst().has(Bh.JBD_DIRTY)).isTrue();
        assertThat(page.buffers().getFirst().has(Bh.DIRTY)).as("must not be written to its place").isFalse();
        assertThat(page.dirty()).isEqualTo(dirty);
        var tx = w.journal().running();
        assertThat(tx != null && tx.data().has(2)).isTrue();
        assertThat(tx != null && w.inode().datasyncTid() == tx.tid()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"5.10", "6.1"})
    void fsyncUntil6Point1CommitsAndLeavesTheDataToBeWrittenToTheirPlace(String kernel) {
        var t = run(kernel, "virtio-wt", "\"offset\": 8192, \"length\": 4096", "\"op\": \"fsync\"");
        var w = end(t);
        assertThat(w.bios().values()).extracting(Bio::via).containsOnly(Bio.Via.JOURNAL);
        var page = w.pageCache().pages().at(2);
        assertThat(page.dirty()).isTrue();
        assertThat(page.buffers().getFirst().has(Bh.DIRTY)).isTrue();
        assertThat(page.buffers().getFirst().has(Bh.JBD | Bh.JBD_DIRTY)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"6.12", "7.2"})
    void fsyncLaterCommitsAndThenWritesTheDataToTheirPlace(String kernel) {
        var t = run(kernel, "virtio-wt", "\"offset\": 8192, \"length\": 4096", "\"op\": \"fsync\"");
        var w = end(t);
        var vias = w.bios().values().stream().filter(b -> b.bytes() > 0).map(Bio::via).toList();
        assertThat(vias.getLast()).isEqualTo(Bio.Via.WRITEBACK);
        assertThat(vias.subList(0, vias.size() - 1)).containsOnly(Bio.Via.JOURNAL).hasSizeGreaterThan(2);
        assertThat(w.pageCache().pages().at(2).dirty()).isFalse();
        assertThat(w.disk().media().at(8192000 + 8192)).isEqualTo(dioscope.model.state.Data.request(1, 0xAB));
    }

    @ParameterizedTest
    @ValueSource(strings = {"5.10", "6.1", "6.12", "7.2"})
    void aSecondWriteAfterTheCommitTakesTheBlockIntoTheNewTransaction(String kernel) {
        var t = run(kernel, "virtio-wt", "\"offset\": 8192, \"length\": 4096", "\"op\": \"fsync\"", "\"offset\": 8192, \"length\": 100");
        var w = end(t);
        var bh = w.pageCache().pages().at(2).buffers().getFirst();
        assertThat(bh.has(Bh.JBD_DIRTY)).isTrue();
        assertThat(bh.has(Bh.DIRTY)).isFalse();
        var tx = w.journal().running();
        assertThat(tx != null && tx.data().has(2)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"5.10", "6.1", "6.12", "7.2"})
    void directWritesGoThroughThePageCache(String kernel) {
        var t = run(kernel, "virtio-wt", "\"offset\": 8192, \"length\": 8192, \"open_flags\": [\"O_DIRECT\"]");
        assertThat(end(t).io().at(1).result()).isEqualTo(8192);
        assertThat(entered(t, "ext4_journalled_write_end")).isTrue();
        assertThat(entered(t, "iomap_dio_rw")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"5.10", "6.1", "6.12", "7.2"})
    void anAppendAllocatesInTheTransactionThatHasItsData(String kernel) {
        var w = end(run(kernel, "virtio-wt", "\"offset\": 65536, \"length\": 4096"));
        assertThat(w.inode().iDisksize()).isEqualTo(69632);
        var tx = w.journal().running();
        assertThat(tx != null && tx.data().has(16)).isTrue();
        assertThat(tx != null && tx.metadata().contains("inode")).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"6.12", "7.2"})
    void theOldEndOfTheFileIsZeroedThroughTheJournal(String kernel) {
        var t = Runner.run(ScenarioJson.read("""
                {"kernel": "%s", "device": {"preset": "virtio-wt"}, "fs": {"data_mode": "journal"}, "inode": {"i_size": 5000, "extents":
                 [{"logical": 0, "physical": 8192000, "length": 8192, "state": "written"}]}, "content_before": [[0, 5000, "11"]],
                 "request": {"open_flags": [], "offset": 12288, "length": 4096}}""".formatted(kernel), "test"));
        var tx = end(t).journal().running();
        assertThat(tx != null && tx.data().has(1) && tx.data().has(3)).isTrue();
        var bh = end(t).pageCache().pages().at(1).buffers().getFirst();
        assertThat(bh.has(Bh.JBD_DIRTY)).isTrue();
        assertThat(bh.has(Bh.DIRTY)).isFalse();
    }

    /// The commit takes the right to write away, and the blocks go into the log; until 6.1 writeback takes the page into the journal first.
    @ParameterizedTest
    @CsvSource({"5.10, true", "6.1, true", "6.6, false", "6.12, false", "7.2, false"})
    void aStoreThroughAMappingIsInTheLogAfterFsync(String kernel, boolean again) {
        var t = run(kernel, "virtio-wt", "\"op\": \"mmap_write\", \"offset\": 8192, \"length\": 16", "\"op\": \"fsync\"");
        var w = end(t);
        assertThat(w.io().at(2).result()).isEqualTo(0);
        assertThat(entered(t, "__ext4_journalled_writepage")).isEqualTo(again);
        assertThat(entered(t, "ext4_journalled_submit_inode_data_buffers")).isTrue();
        assertThat(t.steps().stream().anyMatch(s -> s.kind() == Step.Kind.ENTER && s.fn().equals("jbd2_journal_commit_transaction")))
                .isTrue();
        var page = w.pageCache().pages().at(2);
        assertThat(page.mapped()).isEqualTo(dioscope.model.state.Page.Mapping.READ_ONLY);
        assertThat(w.journal().checkpoint()).anyMatch(c -> c.data().has(2));
    }

    /// A block that is cut off leaves the running transaction; one that is being committed is waited for when its page stays.
    @ParameterizedTest
    @ValueSource(strings = {"5.10", "6.1", "6.12", "7.2"})
    void whatIsCutOffIsNotCommitted(String kernel) {
        var t = run(kernel, "virtio-wt", "\"offset\": 8192, \"length\": 4096", "\"op\": \"truncate\", \"offset\": 4096");
        var tx = end(t).journal().running();
        assertThat(tx != null && tx.data().isEmpty()).isTrue();
        assertThat(entered(t, "ext4_wait_for_tail_page_commit")).isTrue();
    }

    private static java.util.List<Bio> withData(World w, Bio.Via via) {
        return w.bios().values().stream().filter(b -> b.via() == via && !b.payload().runs().isEmpty()).toList();
    }

    /// The block goes into the log with its bytes, and with the same bytes to its place.
    @ParameterizedTest
    @ValueSource(strings = {"5.10", "6.1", "6.12", "7.2"})
    void theBioIntoTheLogAndTheOneToThePlaceCarryTheData(String kernel) {
        var w = end(run(kernel, "virtio-wt", "\"offset\": 8192, \"length\": 1000", "\"op\": \"fsync\"", "\"op\": \"sync\""));
        var expected = new Content.Piece[]{new Content.Piece(0, 1000, Data.request(1, 0xAB)),
                new Content.Piece(1000, 3096, Data.old(0x11))};
        assertThat(withData(w, Bio.Via.JOURNAL)).singleElement()
                .satisfies(b -> assertThat(b.payload().pieces(0, 4096)).containsExactly(expected));
        assertThat(withData(w, Bio.Via.WRITEBACK)).first()
                .satisfies(b -> assertThat(b.payload().pieces(0, 4096)).containsExactly(expected));
    }

    /// What a commit has not sent yet is copied away when somebody changes the page.
    @ParameterizedTest
    @ValueSource(strings = {"5.10", "6.1", "6.12", "7.2"})
    void eachCommitLogsWhatItsOwnTransactionHeld(String kernel) {
        var w = end(
                run(kernel, "virtio-wt", "\"offset\": 8192, \"length\": 4096", "\"op\": \"fsync\"", "\"offset\": 8192, \"length\": 4096",
                        "\"op\": \"fsync\""));
        assertThat(withData(w, Bio.Via.JOURNAL)).extracting(b -> b.payload().at(0))
                .containsExactly(Data.request(1, 0xAB), Data.request(3, 0xAB));
    }

    /// Before 6.4 a store through a mapping did not tell fdatasync of its transaction. From then on fsync commits it and has the data in their place.
    @ParameterizedTest
    @CsvSource({"5.10, false", "6.1, false", "6.6, true", "6.12, true", "7.2, true"})
    void whatIsStoredThroughAMappingIsWaitedFor(String kernel, boolean waits) {
        var stored = end(run(kernel, "virtio-wt", "\"op\": \"mmap_write\", \"offset\": 8192, \"length\": 16"));
        var tx = stored.journal().running();
        assertThat(tx != null && stored.inode().datasyncTid() == tx.tid()).isEqualTo(waits);
        var t = run(kernel, "virtio-wt", "\"op\": \"mmap_write\", \"offset\": 8192, \"length\": 16", "\"op\": \"fsync\"");
        assertThat(end(t).bios().values().stream().anyMatch(b -> b.kind() == Bio.Kind.DATA)).isEqualTo(waits);
        assertThat(end(t).pageCache().nrDirty() == 0).isEqualTo(waits);
    }

    private static Trace small(String kernel, int blocks, String... calls) {
        String all = Arrays.stream(calls).map(c -> "{\"open_flags\": [], " + c + ", \"task\": 1}").collect(Collectors.joining(", "));
        return Runner.run(ScenarioJson.read("""
                {"kernel": "%s", "device": {"preset": "virtio-wt"}, "fs": {"data_mode": "journal"}, "inode": {"i_size": 0, "extents": []},
                 "journal": {"blocks": %d, "committed_tid": 7}, "requests": [%s]}""".formatted(kernel, blocks, all), "test"));
    }

    /// A transaction has a quarter of the log, from 6.12 a third: what is more begins the next one, and the commit of the first.
    @ParameterizedTest
    @CsvSource({"5.10, 256", "6.1, 256", "6.12, 341", "7.2, 341"})
    void aTransactionThatIsTooLargeIsCommitted(String kernel, int most) {
        var t = small(kernel, 1024, "\"offset\": 0, \"length\": 1605632");
        var w = end(t);
        assertThat(w.inode().iSize()).isEqualTo(1605632);
        assertThat(w.journal().committed()).as("without anybody's fsync").isGreaterThan(7);
        assertThat(entered(t, "add_transaction_credits")).isTrue();
        int largest = t.steps().stream().map(s -> s.world().journal().running()).filter(Objects::nonNull)
                .mapToInt(tx -> tx.data().size() + tx.metadata().size()).max().orElse(0);
        assertThat(largest).isBetween(most * 2 / 3, most - 1);
        var plain = small(kernel, 0, "\"offset\": 0, \"length\": 1605632");
        assertThat(end(plain).journal().committed()).isEqualTo(7);
        assertThat(entered(plain, "add_transaction_credits")).isFalse();
    }

    /// Blocks in the log are counted; a commit that would leave too little of it is not modelled to wait, and is said to be so.
    @ParameterizedTest
    @ValueSource(strings = {"5.10", "6.1", "6.12", "7.2"})
    void aLogThatIsFullIsRefused(String kernel) {
        assertThat(small(kernel, 1024, "\"offset\": 0, \"length\": 8388608").refusal()).contains("The journal of 1024 blocks is full");
        var w = end(small(kernel, 8192, "\"offset\": 0, \"length\": 4096", "\"op\": \"fsync\""));
        assertThat(w.journal().log().free()).isEqualTo(8191 - w.journal().log().head());
        assertThat(w.journal().log().head())
                .isEqualTo(
                        w.bios().values().stream().filter(b -> b.kind() == Bio.Kind.JOURNAL || b.kind() == Bio.Kind.COMMIT_BLOCK).count());
    }

    /// What is in its place gives its room back with the next commit, when that is enough to write the journal's super block for it.
    @ParameterizedTest
    @ValueSource(strings = {"5.10", "6.1", "6.12", "7.2"})
    void roomComesBackWithACommit(String kernel) {
        var write = "\"offset\": 0, \"length\": 1605632";
        var t = small(kernel, 1024, write, "\"op\": \"sync\"", "\"offset\": 0, \"length\": 4096", "\"op\": \"fsync\"",
                "\"offset\": 0, \"length\": 4096",
                "\"op\": \"fsync\"");
        assertThat(end(t).journal().log().tail()).isPositive();
        assertThat(entered(t, "jbd2_update_log_tail")).isTrue();
        assertThat(end(t).journal().log().free()).isGreaterThan(600);
    }
}
