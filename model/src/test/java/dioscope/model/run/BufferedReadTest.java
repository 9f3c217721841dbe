package dioscope.model.run;

import static dioscope.model.kernel.Errno.EAGAIN;
import static dioscope.model.kernel.Errno.EFAULT;
import static dioscope.model.kernel.Errno.EIO;
import static org.assertj.core.api.Assertions.assertThat;

import dioscope.model.scenario.ScenarioJson;
import dioscope.model.state.Bio;
import dioscope.model.state.Data;
import dioscope.model.state.Page;
import dioscope.model.state.World;
import dioscope.model.trace.Step;
import dioscope.model.trace.Trace;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Reads through the page cache, and the calls that change it from outside: a new size, dropped caches, stores to mapped memory.
class BufferedReadTest {
    /// A file of 5 MiB, all written.
    private static final String LARGE = "\"i_size\": 5242880, \"extents\": [{\"logical\": 0, \"physical\": 8462336, \"length\": 5242880, \"state\": \"written\"}]";
    /// A disk that says that it turns, with requests of 1280 KiB.
    private static final String DISK = ", \"device\": {\"preset\": \"virtio-wt\"}";

    private static Trace run(String kernel, String inode, String more, String... requests) {
        var trace = Runner.run(ScenarioJson.read("{\"kernel\": \"" + kernel + "\", \"inode\": {" + inode + "}, \"requests\": ["
                + String.join(", ", requests) + "]" + more + "}", "test"));
        if (trace.refusal() != null) {
            throw new AssertionError(trace.refusal());
        }
        return trace;
    }

    private static String call(String op, long offset, long length, String more) {
        return "{\"op\": \"" + op + "\", \"offset\": " + offset + ", \"length\": " + length + ", \"open_flags\": [], \"task\": 1" + more
                + "}";
    }

    private static String read(long offset, long length) {
        return call("read", offset, length, "");
    }

    private static World end(Trace t) {
        return t.steps().getLast().world();
    }

    private static long result(Trace t, int io) {
        return Objects.requireNonNull(end(t).io().at(io).result());
    }

    private static List<Bio> reads(Trace t) {
        return end(t).bios().values().stream().filter(b -> b.op() == Bio.Op.READ && b.parent() == 0).toList();
    }

    private static List<Long> lengths(Trace t) {
        return reads(t).stream().map(Bio::bytes).toList();
    }

    private static List<Long> marked(Trace t) {
        return end(t).pageCache().pages().values().stream().filter(Page::readahead).map(Page::index).toList();
    }

    @ParameterizedTest
    @CsvSource({"5.10, 1", "6.1, 1", "6.12, 1", "7.2, 1"})
    void theFirstPageOfAFileBringsThreeMoreAndMarksTheSecond(String kernel, long mark) {
        var t = run(kernel, LARGE, DISK, read(0, 4096));
        assertThat(result(t, 1)).isEqualTo(4096);
        assertThat(lengths(t)).containsExactly(16384L);
        assertThat(reads(t)).allSatisfy(b -> assertThat(t.profile().req().names(b.opf())).contains("RAHEAD"));
        assertThat(marked(t)).containsExactly(mark);
        assertThat(end(t).io().at(1).data().pieces(0, 4096)).singleElement()
                .satisfies(p -> assertThat(p.data()).isEqualTo(Data.old(0x11)));
        assertThat(end(t).pageCache().pages().values()).allSatisfy(p -> assertThat(p.locked() || !p.uptodate()).isFalse());
    }

    @ParameterizedTest
    @CsvSource({"5.10, 16384 32768 65536 131072 131072", "6.1, 16384 32768 65536 131072 131072", "6.12, 16384 32768 65536 131072 131072"})
    void windowsDoubleWhileAFileIsReadFromFrontToBack(String kernel, String windows) {
        var calls = IntStream.range(0, 40).mapToObj(i -> read(i * 4096L, 4096)).toArray(String[]::new);
        var t = run(kernel, LARGE, DISK, calls);
        assertThat(lengths(t).stream().map(String::valueOf).toList()).startsWith(windows.split(" "));
        assertThat(end(t).io().at(40).ra().prevPos()).isEqualTo(40 * 4096);
    }

    @Test
    void foliosGrowWithTheWindow() {
        var calls = IntStream.range(0, 8).mapToObj(i -> read(i * 4096L, 4096)).toArray(String[]::new);
        var t = run("7.2", LARGE, ", \"device\": {\"preset\": \"nvme-fua\"}", calls);
        assertThat(end(t).pageCache().pages().at(0).pages()).isEqualTo(1);
        assertThat(end(t).pageCache().pages().at(4).pages()).isEqualTo(4);
    }

    @ParameterizedTest
    @CsvSource({"5.10, 4", "6.1, 4", "6.12, 4", "7.2, 64"})
    void aDiskThatTurnsIsReadAheadFurtherOnNewKernels(String kernel, int factor) {
        var t = run(kernel, LARGE, DISK, read(0, 65536));
        assertThat(lengths(t).getFirst()).isEqualTo(factor == 64 ? 262144L : 131072L);
    }

    @ParameterizedTest
    @ValueSource(strings = {"5.10", "6.1", "6.12", "7.2"})
    void aRandomReadBringsWhatIsAskedForAndNoMore(String kernel) {
        var t = run(kernel, LARGE, DISK, read(1 << 20, 8192));
        assertThat(lengths(t)).containsExactly(8192L);
        assertThat(marked(t)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"5.10, 1", "6.1, 3", "6.12, 1", "7.2, 1"})
    void whatFollowsACachedPageIsSequentialWhereTheReadTellsItsPlaceAtOnce(String kernel, int pages) {
        var cached = ", \"page_cache\": [{\"page\": 6, \"pages\": 1, \"state\": \"clean\", \"mapped\": null},"
                + " {\"page\": 10, \"pages\": 1, \"state\": \"clean\", \"mapped\": null}]";
        var t = run(kernel, LARGE, DISK + cached, read(24576, 8192));
        assertThat(lengths(t)).containsExactly(pages * 4096L);
    }

    @ParameterizedTest
    @ValueSource(strings = {"5.10", "6.1", "6.12", "7.2"})
    void aHoleIsZerosWithoutTheDevice(String kernel) {
        var t = run(kernel, DioRun.HOLE, DISK, read(8192, 4096));
        assertThat(result(t, 1)).isEqualTo(4096);
        assertThat(end(t).bios()).isEmpty();
        assertThat(end(t).pageCache().pages().at(2).uptodate()).isTrue();
        assertThat(end(t).io().at(1).data().pieces(0, 4096)).singleElement().satisfies(p -> assertThat(p.data()).isEqualTo(Data.ZERO));
    }

    @ParameterizedTest
    @CsvSource({"5.10, true", "6.1, false", "6.12, false", "7.2, false"})
    void behindTheEndThereIsNothingToRead(String kernel, boolean cached) {
        var t = run(kernel, DioRun.WRITTEN, DISK, read(65536, 4096));
        assertThat(result(t, 1)).isZero();
        assertThat(end(t).pageCache().pages().has(16)).as("5.10 looks for the page first").isEqualTo(cached);
    }

    @ParameterizedTest
    @ValueSource(strings = {"5.10", "6.1", "6.12", "7.2"})
    void aReadErrorIsTriedOncePerPageAndMakesWindowsSmall(String kernel) {
        var t = run(kernel, DioRun.WRITTEN, DISK + ", \"faults\": {\"eio_file_ranges\": [[8192, 4096]]}", read(8192, 4096));
        assertThat(result(t, 1)).isEqualTo(-EIO);
        assertThat(lengths(t)).as("readahead, and the page by itself").containsExactly(4096L, 4096L);
        assertThat(end(t).io().at(1).ra().raPages()).isEqualTo(kernel.equals("7.2") ? 512 : 8);
        assertThat(end(t).pageCache().pages().at(2).uptodate()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"5.10", "6.1", "6.12", "7.2"})
    void whoMayNotWaitGetsNothingUntilThePageIsCached(String kernel) {
        var nowait = call("read", 8192, 4096, ", \"rwf\": [\"RWF_NOWAIT\"]");
        assertThat(result(run(kernel, DioRun.WRITTEN, DISK, nowait), 1)).isEqualTo(-EAGAIN);
        var t = run(kernel, DioRun.WRITTEN, DISK, read(8192, 4096), nowait);
        assertThat(result(t, 2)).isEqualTo(4096);
    }

    @ParameterizedTest
    @ValueSource(strings = {"5.10", "6.1", "6.12", "7.2"})
    void blocksBehindAHoleInAPageAreReadOneByOne(String kernel) {
        var inode = "\"i_size\": 4096, \"extents\": [{\"logical\": 1024, \"physical\": 8462336, \"length\": 2048, \"state\": \"written\"}]";
        var t = run(kernel, inode, DISK + ", \"fs\": {\"block_size\": 1024}", read(0, 4096));
        assertThat(result(t, 1)).isEqualTo(4096);
        assertThat(lengths(t)).containsExactly(1024L, 1024L);
        assertThat(reads(t)).allSatisfy(b -> assertThat(t.profile().req().names(b.opf())).doesNotContain("RAHEAD"));
        assertThat(end(t).pageCache().pages().at(0).uptodate()).isTrue();
    }

    @Test
    void anUncachedReadLeavesNothingBehind() {
        var t = run("7.2", DioRun.WRITTEN, DISK, call("read", 8192, 8192, ", \"rwf\": [\"RWF_DONTCACHE\"]"));
        assertThat(result(t, 1)).isEqualTo(8192);
        assertThat(end(t).pageCache().pages()).isEmpty();
    }

    /// The reader's page could not be read; while it waits for invalidate_lock to read it once more, the truncate that holds the lock cuts the page off.
    @ParameterizedTest
    @ValueSource(strings = {"6.1", "6.12", "7.2"})
    void aFolioCutOffWhileTheReaderWaitsForTheLockIsLookedUpAgain(String kernel) {
        var t = run(kernel, DioRun.WRITTEN, DISK + ", \"faults\": {\"eio_file_ranges\": [[8192, 4096]]}", read(8192, 4096),
                "{\"op\": \"truncate\", \"offset\": 0, \"length\": 0, \"open_flags\": [], \"task\": 2, \"start_nanos\": 20000}");
        assertThat(t.steps()).as("the lock comes too late")
                .anyMatch(s -> s.kind() == Step.Kind.BRANCH && s.taken() && s.site().equals("filemap_update_page/truncated meanwhile"));
        assertThat(result(t, 1)).as("behind the end there is nothing to read").isZero();
        assertThat(end(t).locks().values()).allSatisfy(l -> assertThat(l.holders()).as(l.name()).isEmpty());
    }

    @ParameterizedTest
    @ValueSource(strings = {"5.10", "6.1", "6.12", "7.2"})
    void aShorterFileLosesPagesAndBlocksAndOldBytesDoNotComeBack(String kernel) {
        var t = run(kernel, DioRun.WRITTEN, DISK, read(0, 65536), call("truncate", 10000, 0, ""), call("truncate", 65536, 0, ""),
                read(8192, 8192));
        assertThat(result(t, 4)).isEqualTo(8192);
        var data = end(t).io().at(4).data();
        assertThat(data.pieces(0, 1808)).singleElement().satisfies(p -> assertThat(p.data()).isEqualTo(Data.old(0x11)));
        assertThat(data.pieces(1808, 8192 - 1808)).singleElement().satisfies(p -> assertThat(p.data()).isEqualTo(Data.ZERO));
        assertThat(end(t).inode().iSize()).isEqualTo(65536);
        assertThat(end(t).inode().iDisksize()).isEqualTo(65536);
        assertThat(end(t).extents().values()).singleElement().satisfies(x -> assertThat(x.len()).isEqualTo(3));
        assertThat(end(t).inode().orphan()).isFalse();
    }

    @Test
    void aLargeFolioIsSplitWhereTheFileIsCut() {
        var calls = IntStream.range(0, 8).mapToObj(i -> read(i * 4096L, 4096)).toList();
        var all = new java.util.ArrayList<>(calls);
        all.add(call("truncate", 5 * 4096, 0, ""));
        var t = run("7.2", LARGE, ", \"device\": {\"preset\": \"nvme-fua\"}", all.toArray(String[]::new));
        assertThat(end(t).pageCache().pages().values().stream().map(p -> p.index() + ":" + p.pages()).toList())
                .containsExactly("0:1", "1:1", "2:1", "3:1", "4:1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"5.10", "6.1", "6.12", "7.2"})
    void droppedCachesKeepWhatIsDirty(String kernel) {
        var t = run(kernel, DioRun.WRITTEN, DISK, read(0, 16384), call("write", 4096, 4096, ""), call("drop_caches", 0, 0, ""));
        assertThat(end(t).pageCache().pages().values()).singleElement().satisfies(p -> assertThat(p.index()).isEqualTo(1));
    }

    @ParameterizedTest
    @CsvSource({"5.10, true", "6.1, true", "6.12, true", "7.2, true", "5.10, false", "6.1, false", "6.12, false", "7.2, false"})
    void aStoreFaultsThePageInAndGivesItsBlockAPlace(String kernel, boolean delalloc) {
        var t = run(kernel, DioRun.HOLE, DISK + ", \"fs\": {\"delalloc\": " + delalloc + "}", call("mmap_write", 8192, 100, ""));
        assertThat(result(t, 1)).isZero();
        var page = end(t).pageCache().pages().at(2);
        assertThat(page.dirty()).isTrue();
        assertThat(page.mapped()).isEqualTo(Page.Mapping.READ_WRITE);
        assertThat(page.locked()).isFalse();
        assertThat(page.delayed()).isEqualTo(delalloc);
        assertThat(end(t).extents().isEmpty()).isEqualTo(delalloc);
        assertThat(end(t).pageCache().data().at(8192)).isEqualTo(Data.request(1, 0xAB));
        assertThat(end(t).pageCache().data().at(8292)).isEqualTo(Data.ZERO);
    }

    @ParameterizedTest
    @ValueSource(strings = {"5.10", "6.1", "6.12", "7.2"})
    void aStoreBehindTheLastPageIsABusError(String kernel) {
        var t = run(kernel, DioRun.WRITTEN, DISK, call("mmap_write", 61440, 8192, ""));
        assertThat(result(t, 1)).isEqualTo(-EFAULT);
        assertThat(end(t).pageCache().pages().at(15).dirty()).as("the page before it has its bytes").isTrue();
    }

    /// Some of the pages lie next to each other in memory, so that 256 of them are no more segments than a request may have.
    @ParameterizedTest
    @ValueSource(strings = {"5.10", "6.1", "6.12"})
    void oneMiBOfPagesIsOneRequest(String kernel) {
        var r = Runner.run(ScenarioJson.read("""
                {"kernel": "%s", "device": {"preset": "virtio-wt"}, "content_before": [[0, 4194304, "11"]],
                 "inode": {"i_size": 4194304, "extents": [{"logical": 0, "physical": 8388608, "length": 4194304, "state": "written"}]},
                 "request": {"op": "read", "offset": 0, "length": 1048576, "open_flags": []}}""".formatted(kernel), "test"));
        var first = r.steps().getLast().world().bios().values().iterator().next();
        assertThat(first.vecs().size()).isLessThanOrEqualTo(256);
        assertThat(first.vecs().stream().filter(v -> v.len() == 8192).count()).isEqualTo(8);
        assertThat(first.bytes()).isGreaterThanOrEqualTo(1048576);
    }
}
