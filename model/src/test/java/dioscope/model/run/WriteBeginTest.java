package dioscope.model.run;

import static dioscope.model.kernel.Errno.EIO;
import static dioscope.model.kernel.Errno.ENOSPC;
import static org.assertj.core.api.Assertions.assertThat;

import dioscope.model.scenario.ScenarioJson;
import dioscope.model.state.Bh;
import dioscope.model.state.Bio;
import dioscope.model.state.Data;
import dioscope.model.state.ExtentStatus;
import dioscope.model.state.World;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The blocks of a buffered write: what is read, reserved, zeroed and told of the file's size.
class WriteBeginTest {
    private static String extent(long offset, long length, String state) {
        return "{\"logical\": %d, \"physical\": %d, \"length\": %d, \"state\": \"%s\"}".formatted(offset, 8192000 + offset, length, state);
    }

    private static String file(long size, String... extents) {
        return "\"i_size\": " + size + ", \"extents\": [" + String.join(", ", extents) + "]";
    }

    private static DioRun write(String kernel, String fs, String inode, String request, String more) {
        var json = "{\"kernel\": \"" + kernel + "\", \"device\": {\"preset\": \"virtio-wt\"}, \"fs\": {" + fs + "}, \"inode\": {" + inode
                + "}, \"request\": {\"open_flags\": [], " + request + "}" + more + "}";
        return new DioRun(Runner.run(ScenarioJson.read(json, "test")));
    }

    private static DioRun write(String kernel, String inode, String request) {
        return write(kernel, "", inode, request, "");
    }

    private static List<String> reads(DioRun r) {
        return r.end().bios().values().stream().filter(b -> b.op() == Bio.Op.READ)
                .map(b -> b.fileOffset() + "+" + b.bytes() + " " + r.trace().profile().req().names(b.opf())).toList();
    }

    private static long delayed(DioRun r) {
        return r.end().fs().delayedBlocks();
    }

    private static Bh buffer(World w, long page, int i) {
        return w.pageCache().pages().at(page).buffers().get(i);
    }

    @ParameterizedTest
    @ValueSource(strings = {"5.10", "6.1", "6.12", "7.2"})
    void hundredBytesInABlockThatIsNotCachedReadThatBlockAndNothingElse(String kernel) {
        var r = write(kernel, file(65536, extent(0, 65536, "written")), "\"offset\": 8292, \"length\": 100");
        assertThat(r.result()).isEqualTo(100);
        assertThat(reads(r)).containsExactly("8192+4096 []");
        assertThat(r.end().pageCache().pages().at(2).uptodate()).isTrue();
        assertThat(r.end().pageCache().data().pieces(8192, 4096)).extracting(p -> p.length() + " " + p.data().whose())
                .containsExactly("100 old", "100 request 1", "3896 old");
    }

    @ParameterizedTest
    @CsvSource({"5.10, unwritten", "6.1, unwritten", "6.12, unwritten", "7.2, unwritten", "5.10, none", "6.1, none", "6.12, none",
            "7.2, none"})
    void whatReadsAsZerosIsZeroedAndNotRead(String kernel, String state) {
        var inode = state.equals("none") ? file(65536) : file(65536, extent(0, 65536, state));
        var r = write(kernel, inode, "\"offset\": 8292, \"length\": 100");
        assertThat(reads(r)).isEmpty();
        assertThat(r.end().pageCache().data().pieces(8192, 4096)).extracting(p -> p.length() + " " + p.data().whose())
                .containsExactly("100 zero", "100 request 1", "3896 zero");
        assertThat(delayed(r)).isEqualTo(state.equals("none") ? 1 : 0);
        assertThat(buffer(r.end(), 2, 0).names()).contains("Uptodate", "Dirty", "Mapped", state.equals("none") ? "Delay" : "Unwritten")
                .doesNotContain("New");
    }

    @ParameterizedTest
    @ValueSource(strings = {"5.10", "6.1", "6.12", "7.2"})
    void ofSmallBlocksOnlyTheTwoAtTheEndsAreRead(String kernel) {
        var r = write(kernel, "\"block_size\": 1024", file(65536, extent(0, 65536, "written")), "\"offset\": 8692, \"length\": 2100", "");
        assertThat(r.result()).isEqualTo(2100);
        assertThat(reads(r)).containsExactly("8192+1024 []", "10240+1024 []");
        var page = r.end().pageCache().pages().at(2);
        assertThat(page.uptodate()).as("its last block was neither read nor written").isFalse();
        assertThat(page.buffers()).extracting(b -> b.has(Bh.DIRTY)).containsExactly(true, true, true, false);
    }

    @ParameterizedTest
    @ValueSource(strings = {"5.10", "6.1", "6.12", "7.2"})
    void wholeBlocksAreNotRead(String kernel) {
        var r = write(kernel, file(65536, extent(0, 65536, "written")), "\"offset\": 8192, \"length\": 8192");
        assertThat(reads(r)).isEmpty();
        assertThat(r.end().pageCache().nrDirty()).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"5.10", "6.1", "6.12", "7.2"})
    void aReadThatFailsFailsTheWrite(String kernel) {
        var r = write(kernel, "", file(65536, extent(0, 65536, "written")), "\"offset\": 8292, \"length\": 100",
                ", \"faults\": {\"eio_file_ranges\": [[8192, 4096]]}");
        assertThat(r.result()).isEqualTo(-EIO);
        var page = r.end().pageCache().pages().at(2);
        assertThat(page.dirty()).isFalse();
        assertThat(page.uptodate()).isFalse();
        assertThat(page.locked()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"5.10, 65536, 4096, 65536", "6.1, 65536, 4096, 65536", "6.12, 65536, 4096, 65536", "7.2, 65536, 4096, 65536",
            "5.10, 65000, 100, 65100", "6.1, 65000, 100, 65100", "6.12, 65000, 100, 65100", "7.2, 65000, 100, 65100"})
    void theSizeOnDiskFollowsAtOnceOnlyIfTheLastByteHasItsBlock(String kernel, long size, long length, long disksize) {
        var r = write(kernel, file(size, extent(0, 65536, "written")), "\"offset\": " + size + ", \"length\": " + length);
        assertThat(r.end().inode().iSize()).isEqualTo(size + length);
        assertThat(r.end().inode().iDisksize()).isEqualTo(disksize);
        assertThat(r.end().inode().rawSize()).as("in the running transaction").isEqualTo(disksize);
    }

    /// Until 6.1 a grown i_size dirties the inode, since 6.12 only what the journal must know does.
    @ParameterizedTest
    @CsvSource({"5.10, ext4_dirty_inode ext4_da_write_begin ext4_dirty_inode", "6.1, ext4_dirty_inode ext4_dirty_inode",
            "6.12, ext4_dirty_inode",
            "7.2, ext4_dirty_inode"})
    void anAppendStartsTheHandlesOfItsKernel(String kernel, String callers) {
        var r = write(kernel, file(65536, extent(0, 65536, "written")), "\"offset\": 65536, \"length\": 4096");
        assertThat(r.entries("ext4_journal_start")).extracting(s -> String.valueOf(s.values().get("caller")))
                .containsExactly(callers.split(" "));
    }

    @ParameterizedTest
    @CsvSource({"5.10, false", "6.1, false", "6.12, true", "7.2, true"})
    void aGapBehindTheOldEndIsZeroedInItsBlockSince6_12(String kernel, boolean zeroed) {
        var r = write(kernel, file(5000, extent(0, 8192, "written")), "\"offset\": 20480, \"length\": 4096");
        assertThat(r.end().inode().iSize()).isEqualTo(24576);
        assertThat(r.end().inode().iDisksize()).isEqualTo(5000);
        assertThat(reads(r)).hasSize(zeroed ? 1 : 0);
        assertThat(r.end().pageCache().pages().has(1)).isEqualTo(zeroed);
        if (zeroed) {
            assertThat(r.end().pageCache().data().at(5000)).isEqualTo(Data.ZERO);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"5.10", "6.1", "6.12", "7.2"})
    void reservationsAreTakenOncePerBlockAndClusterAndEndWithTheWriteback(String kernel) {
        var three = write(kernel, file(65536), "\"offset\": 8192, \"length\": 12288");
        assertThat(delayed(three)).isEqualTo(3);
        assertThat(three.end().status().values()).filteredOn(e -> e.status() == ExtentStatus.Status.DELAYED).singleElement()
                .satisfies(e -> assertThat(e.lblk() + "+" + e.len()).isEqualTo("2+3"));
        var synced = write(kernel, file(65536), "\"offset\": 8192, \"length\": 12288, \"rwf\": [\"RWF_DSYNC\"]");
        assertThat(synced.result()).isEqualTo(12288);
        assertThat(delayed(synced)).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"5.10", "6.1", "6.12", "7.2"})
    void withClustersABlockBesideAnAllocatedOneReservesNothing(String kernel) {
        var fs = "\"bigalloc\": true, \"cluster_size\": 16384";
        var alone = write(kernel, fs, file(65536), "\"offset\": 8192, \"length\": 12288", "");
        assertThat(delayed(alone)).as("two clusters of four blocks").isEqualTo(8);
        var beside = write(kernel, fs, file(65536, extent(0, 4096, "written")), "\"offset\": 8192, \"length\": 12288", "");
        assertThat(delayed(beside)).as("the first cluster is there").isEqualTo(4);
        assertThat(beside.end().fs().pending().values()).hasSize(1);
        var synced = write(kernel, fs, file(65536, extent(0, 4096, "written")),
                "\"offset\": 8192, \"length\": 12288, \"rwf\": [\"RWF_DSYNC\"]", "");
        assertThat(synced.result()).isEqualTo(12288);
        assertThat(delayed(synced)).isZero();
        assertThat(synced.end().fs().pending().isEmpty()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"5.10", "6.1", "6.12", "7.2"})
    void withoutSpaceTheWriteEndsAndNothingStaysReserved(String kernel) {
        var r = write(kernel, "", file(65536, extent(0, 65536, "written")), "\"offset\": 65536, \"length\": 16384",
                ", \"faults\": {\"free_bytes\": 0}");
        assertThat(r.result()).isEqualTo(-ENOSPC);
        assertThat(delayed(r)).isZero();
        assertThat(r.end().inode().iSize()).isEqualTo(65536);
        assertThat(r.end().inode().orphan()).isFalse();
        assertThat(r.end().pageCache().nrpages()).isZero();
    }

    /// With half of the free space reserved a writeback is asked for, and with two thirds of it, or nothing that is safe to promise, blocks are allocated.
    @ParameterizedTest
    @ValueSource(strings = {"5.10", "6.1", "6.12", "7.2"})
    void withLittleSpaceBlocksAreAllocatedAtOnce(String kernel) {
        var r = write(kernel, "", file(65536), "\"offset\": 8192, \"length\": 4096",
                ", \"faults\": {\"free_bytes\": 262144, \"reserved_clusters\": 0}");
        assertThat(r.result()).isEqualTo(4096);
        assertThat(r.entered("ext4_write_begin")).isTrue();
        assertThat(r.entered("ext4_da_reserve_space")).isFalse();
        assertThat(delayed(r)).isZero();
        assertThat(r.end().extents().isEmpty()).isFalse();
    }

    /// nodelalloc, and indirect files: the size on disk follows at the end of the write, in the handle that its beginning has opened.
    @ParameterizedTest
    @CsvSource({"5.10, true", "6.1, true", "6.12, true", "7.2, true", "5.10, false", "6.1, false", "6.12, false", "7.2, false"})
    void withoutDelayedAllocationTheBlockAndTheSizeShareOneHandle(String kernel, boolean extents) {
        var r = write(kernel, "\"delalloc\": false", file(0) + ", \"extents_format\": " + extents, "\"offset\": 0, \"length\": 100", "");
        assertThat(r.result()).isEqualTo(100);
        assertThat(r.end().inode().iDisksize()).isEqualTo(100);
        assertThat(r.end().extents().values()).hasSize(1);
        assertThat(r.end().pageCache().data().at(4095)).isEqualTo(Data.ZERO);
        var handles = r.entries("ext4_journal_start").stream().map(s -> String.valueOf(s.values().get("caller"))).toList();
        assertThat(handles).contains("ext4_write_begin").doesNotContain("ext4_write_end");
    }

    /// A large folio for which space ends half-way: what was reserved for its first blocks is given back each time it is tried.
    @ParameterizedTest
    @CsvSource({"7.1", "7.2"})
    void aLargeFolioThatFindsTooLittleSpaceGivesBackWhatItHas(String kernel) {
        var r = write(kernel, "", file(65536, extent(0, 65536, "written")), "\"offset\": 65536, \"length\": 16384",
                ", \"faults\": {\"free_bytes\": 8192}");
        assertThat(r.result()).isEqualTo(-ENOSPC);
        assertThat(r.entries("ext4_da_release_space")).hasSize(4).allSatisfy(s -> assertThat(s.values().get("to_free")).isEqualTo(2));
        assertThat(delayed(r)).isZero();
        assertThat(r.end().pageCache().nrpages()).isZero();
    }

    @ParameterizedTest
    @CsvSource({"5.10", "6.1", "6.12"})
    void pagesWriteWhatThereIsSpaceFor(String kernel) {
        var r = write(kernel, "", file(65536, extent(0, 65536, "written")), "\"offset\": 65536, \"length\": 16384",
                ", \"faults\": {\"free_bytes\": 8192}");
        assertThat(r.result()).isEqualTo(8192);
        assertThat(delayed(r)).isEqualTo(2);
        assertThat(r.end().inode().iSize()).isEqualTo(73728);
    }
}
