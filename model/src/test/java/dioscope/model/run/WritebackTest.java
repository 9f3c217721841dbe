package dioscope.model.run;

import static org.assertj.core.api.Assertions.assertThat;

import dioscope.model.scenario.ScenarioJson;
import dioscope.model.state.Bh;
import dioscope.model.state.Bio;
import dioscope.model.state.Content.Piece;
import dioscope.model.state.Data;
import dioscope.model.state.ExtentStatus.Status;
import dioscope.model.state.Page;
import dioscope.model.state.Task;
import dioscope.model.state.World;
import dioscope.model.trace.Step;
import dioscope.model.trace.Trace;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What a direct write does with dirty pages in its range before it submits anything.
class WritebackTest {
    private static Trace run(String kernel, String fs, String inode, String pages, String request, String faults) {
        var json = """
                {"kernel": "%s", "device": {"preset": "virtio-wt"}, "fs": {%s}, "inode": {%s}, "page_cache": [%s],
                 "request": {"open_flags": ["O_DIRECT"], %s}, "faults": {%s}, "content_before": [[0, %s, "44"]]}"""
                .formatted(kernel, fs, inode, pages, request, faults, inode.replaceFirst("(?s).*\"i_size\": (\\d+).*", "$1"));
        return Runner.run(ScenarioJson.read(json, "test"));
    }

    private static String extent(String state) {
        return "\"i_size\": 65536, \"extents\": [{\"logical\": 0, \"physical\": 8192000, \"length\": 65536, \"state\": \"" + state + "\"}]";
    }

    private static String dirty(long page, long pages, String state) {
        return "{\"page\": %d, \"pages\": %d, \"state\": \"%s\"}".formatted(page, pages, state);
    }

    private static final String DELAYED = "\"i_size\": 65536, \"extents\": [{\"logical\": 8192, \"length\": 8192, \"state\": \"delalloc\"}]";
    private static final String OVER_BOTH = "\"offset\": 8192, \"length\": 8192";

    private static List<Step> entered(Trace t, String fn) {
        return t.steps().stream().filter(s -> s.kind() == Step.Kind.ENTER && s.fn().equals(fn)).toList();
    }

    private static List<Object> values(Trace t, String fn, String name) {
        return entered(t, fn).stream().map(s -> (Object) String.valueOf(s.values().get(name))).toList();
    }

    private static List<Bio> writeback(Trace t) {
        return end(t).bios().values().stream().filter(b -> b.via() == Bio.Via.WRITEBACK).toList();
    }

    private static World end(Trace t) {
        return t.steps().getLast().world();
    }

    @Test
    void aDirtyPageUnderTheRangeReachesTheDeviceBeforeTheRequestAndLeavesTheCache() {
        var t = run("6.12", "", extent("written"), dirty(1, 2, "dirty"), OVER_BOTH, "");
        assertThat(end(t).bios().values()).extracting(Bio::via).containsExactly(Bio.Via.WRITEBACK, Bio.Via.DIO);
        assertThat(writeback(t).getFirst().fileOffset()).isEqualTo(8192);
        assertThat(end(t).pageCache().pages().has(2)).isFalse();
        assertThat(end(t).pageCache().pages().at(1).dirty()).as("a page outside the range stays dirty").isTrue();
    }

    @Test
    void aPageThatIsWritableInAPageTableLosesThatBeforeItIsWritten() {
        var t = run("6.12", "", extent("written"), "{\"page\": 2, \"pages\": 1, \"state\": \"dirty\", \"mapped\": \"rw\"}", OVER_BOTH, "");
        var cleaned = t.steps().stream().filter(s -> s.site().equals("folio_clear_dirty_for_io/folio_mkclean")).findFirst().orElseThrow();
        assertThat(cleaned.world().pageCache().pages().at(2).mapped()).isEqualTo(Page.Mapping.READ_ONLY);
        assertThat(cleaned.world().bios().isEmpty()).isTrue();
        assertThat(entered(t, "invalidate_complete_folio2").getFirst().world().pageCache().pages().at(2).mapped())
                .isEqualTo(Page.Mapping.NONE);
    }

    @Test
    void theTaskSleepsUntilTheWritebackHasEnded() {
        var t = run("6.12", "", extent("written"), dirty(2, 1, "dirty"), OVER_BOTH, "");
        assertThat(t.steps()).anySatisfy(s -> assertThat(s.world().tasks().values())
                .anySatisfy(x -> assertThat(x.waitsFor()).isEqualTo("the writeback of page 2")));
        assertThat(entered(t, "ext4_end_bio").getFirst().ctx()).isEqualTo(Task.Kind.IRQ);
    }

    @Test
    void bytesBehindTheEndOfTheFileAreZeroOnTheDevice() {
        var inode = "\"i_size\": 10000, \"extents\": [{\"logical\": 8192, \"physical\": 8192000, \"length\": 4096, \"state\": \"written\"}]";
        var t = run("6.12", "", inode, dirty(2, 1, "dirty"), "\"offset\": 8192, \"length\": 1536", "");
        assertThat(writeback(t).getFirst().bytes()).isEqualTo(4096);
        assertThat(writeback(t).getFirst().payload().pieces(1808, 4096)).containsExactly(new Piece(1808, 2288, Data.ZERO));
    }

    @Test
    void wholeBlocksBehindTheEndOfTheFileAreNotWritten() {
        var inode = "\"i_size\": 10000, \"extents\": [{\"logical\": 8192, \"physical\": 8192000, \"length\": 4096, \"state\": \"written\"}]";
        var t = run("6.12", "\"block_size\": 1024", inode, dirty(2, 1, "dirty"), "\"offset\": 8192, \"length\": 1024", "");
        assertThat(writeback(t)).extracting(Bio::bytes).containsExactly(2048L);
    }

    @Test
    void oneFolioWithBlocksOnTwoPlacesNeedsTwoBiosAndEndsWithTheLast() {
        var inode = "\"i_size\": 65536, \"extents\": [{\"logical\": 8192, \"physical\": 8192000, \"length\": 2048, \"state\": \"written\"},"
                + "{\"logical\": 10240, \"physical\": 9216000, \"length\": 2048, \"state\": \"written\"}]";
        var t = run("6.12", "\"block_size\": 1024", inode, dirty(2, 1, "dirty"), "\"offset\": 8192, \"length\": 1024", "");
        assertThat(writeback(t)).extracting(Bio::fileOffset).containsExactly(8192L, 10240L);
        assertThat(entered(t, "folio_end_writeback")).hasSize(1);
        assertThat(entered(t, "ext4_finish_bio")).hasSize(2);
    }

    @Test
    void delayedBlocksWithAGapInOneFolioAreMappedPieceByPieceAndConvertedPieceByPiece() {
        var inode = "\"i_size\": 65536, \"extents\": [{\"logical\": 8192, \"length\": 1024, \"state\": \"delalloc\"},"
                + "{\"logical\": 10240, \"length\": 1024, \"state\": \"delalloc\"}]";
        var t = run("6.12", "\"block_size\": 1024", inode, dirty(2, 1, "dirty-delalloc"), "\"offset\": 8192, \"length\": 4096", "");
        assertThat(values(t, "ext4_da_write_pages_extent", "lblk")).containsExactly("8", "10");
        assertThat(entered(t, "ext4_end_io_rsv_work")).hasSize(1);
        var converted = entered(t, "ext4_convert_unwritten_extents").stream().filter(s -> s.ctx() == Task.Kind.WORKER).toList();
        assertThat(converted).extracting(s -> s.values().get("offset")).containsExactly(8192L, 10240L);
    }

    @ParameterizedTest
    @CsvSource({"5.10", "6.1", "6.12", "7.2"})
    void delayedBlocksAreAllocatedUnwrittenAndConvertedByAWorkerWithAReservedHandle(String kernel) {
        var t = run(kernel, "", DELAYED, dirty(2, 2, "dirty-delalloc"), OVER_BOTH, "");
        var started = entered(t, "ext4_journal_start").stream().filter(s -> Boolean.TRUE.equals(s.values().get("reserved"))).toList();
        assertThat(started).singleElement().satisfies(s -> assertThat(s.ctx()).isEqualTo(Task.Kind.WORKER));
        assertThat(end(t).extents().at(2).unwritten()).isFalse();
        assertThat(end(t).fs().delayedBlocks()).isZero();
        var conversion = entered(t, "ext4_end_io_end").getFirst().world();
        assertThat(conversion.extents().at(2).unwritten()).isTrue();
        assertThat(conversion.pageCache().pages().at(2).writeback()).as("under writeback until converted").isTrue();
    }

    @Test
    void withoutDioreadNolockBlocksAreAllocatedWrittenAndTheCommitWaitsForTheData() {
        var t = run("6.12", "\"dioread_nolock\": false", DELAYED, dirty(2, 2, "dirty-delalloc"), OVER_BOTH, "");
        assertThat(entered(t, "ext4_end_io_rsv_work")).isEmpty();
        assertThat(entered(t, "jbd2_journal_inode_ranged_wait")).hasSize(1);
        assertThat(end(t).status().at(2).status()).isEqualTo(Status.WRITTEN);
        assertThat(end(t).journal().running()).satisfies(tx -> {
            assertThat(tx).isNotNull();
            assertThat(tx.ordered()).isTrue();
            assertThat(tx.writeData()).isFalse();
        });
    }

    @Test
    void anUnwrittenExtentIsSplitToThePagesBeforeTheyAreWritten() {
        var t = run("6.12", "", extent("unwritten"), dirty(2, 2, "dirty"), OVER_BOTH, "");
        var submitted = entered(t, "submit_bio").getFirst().world();
        assertThat(submitted.extents().values()).extracting(e -> e.lblk()).containsExactly(0L, 2L, 4L);
        assertThat(submitted.pageCache().pages().at(2).buffers()).extracting(Bh::names)
                .allSatisfy(n -> assertThat(n).doesNotContain("Unwritten", "Dirty"));
        assertThat(end(t).extents().at(2).unwritten()).isFalse();
    }

    /// Row 14: from 6.6 the failure turns into a fall back to the page cache, before it is the result.
    @ParameterizedTest
    @CsvSource({"5.10, -5", "6.1, -5", "6.12, -15", "7.2, -15"})
    void row14AFailedWritebackIsTheResultOrTheFallBack(String kernel, long ret) {
        var t = run(kernel, "", extent("written"), dirty(2, 2, "dirty"), OVER_BOTH, "\"eio_file_ranges\": [[12288, 4096]]");
        var returned = t.steps().stream().filter(s -> s.kind() == Step.Kind.RETURN && s.fn().equals("iomap_dio_rw")).findFirst();
        assertThat(returned).hasValueSatisfying(s -> assertThat(String.valueOf(s.values().value(0))).isEqualTo(String.valueOf(ret)));
        var errors = returned.orElseThrow().world().pageCache().errors();
        assertThat(errors.err()).isEqualTo(-5);
        assertThat(errors.seq()).as("fsync will hear of it once").isEqualTo(errors.told(1) + 1);
        assertThat(errors.eio()).as("the flag was cleared by who looked").isFalse();
    }

    /// Row 14: an atomic write never falls back, it is to be tried again.
    @ParameterizedTest
    @CsvSource({"6.14", "7.1", "7.2"})
    void row14AnAtomicWriteIsToBeTriedAgain(String kernel) {
        var json = """
                {"kernel": "%s", "device": {"preset": "nvme-fua", "atomic_write_unit_min": 4096, "atomic_write_unit_max": 65536, "atomic_write_max": 65536},
                 "inode": {%s}, "page_cache": [%s], "request": {"open_flags": ["O_DIRECT"], "rwf": ["RWF_ATOMIC"], "offset": 8192, "length": 4096},
                 "faults": {"eio_file_ranges": [[8192, 4096]]}}""".formatted(kernel, extent("written"), dirty(2, 1, "dirty"));
        var t = Runner.run(ScenarioJson.read(json, "test"));
        assertThat(end(t).io().at(1).result()).isEqualTo(-11L);
        assertThat(entered(t, "ext4_buffered_write_iter")).isEmpty();
    }

    /// Row 36: blocks whose data failed stay unwritten from 6.6 on.
    @ParameterizedTest
    @CsvSource({"5.10, false", "6.1, false", "6.12, true", "7.2, true"})
    void row36BlocksWhoseDataFailedAreConvertedOrNot(String kernel, boolean unwritten) {
        var t = run(kernel, "", extent("unwritten"), dirty(2, 2, "dirty"), OVER_BOTH, "\"eio_file_ranges\": [[8192, 4096]]");
        assertThat(entered(t, "ext4_end_bio").getFirst().values().get("status")).isEqualTo(-5);
        var x = end(t).extents().floor(2);
        assertThat(x).isNotNull();
        assertThat(x.value().unwritten()).isEqualTo(unwritten);
    }

    /// Row 36: with data_err=abort the journal is aborted where the writeback ends, from 7.1 on; before only a commit that waited for the data did so.
    @ParameterizedTest
    @CsvSource({"5.10, false", "6.12, false", "7.2, true"})
    void row36WithDataErrAbortTheEndOfTheWritebackAbortsTheJournal(String kernel, boolean aborted) {
        var t = run(kernel, "\"mount_options\": [\"data_err=abort\"]", extent("written"), dirty(2, 2, "dirty"), OVER_BOTH,
                "\"eio_file_ranges\": [[8192, 4096]]");
        assertThat(end(t).journal().aborted()).isEqualTo(aborted);
        assertThat(entered(t, "ext4_end_io_rsv_work")).hasSize(aborted ? 1 : 0);
    }

    @Test
    void aPageThatIsHeldStaysAndTheRequestGoesThroughTheCache() {
        var t = run("6.12", "", extent("written"), dirty(2, 2, "clean"), OVER_BOTH, "\"stuck_pages\": [3]");
        assertThat(t.steps()).filteredOn(s -> s.kind() == Step.Kind.RETURN && s.fn().equals("invalidate_inode_pages2_range"))
                .extracting(s -> s.values().value(0)).containsExactly(-16);
        assertThat(entered(t, "ext4_buffered_write_iter")).hasSize(1);
    }
}
