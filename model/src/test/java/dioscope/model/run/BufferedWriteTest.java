package dioscope.model.run;

import static dioscope.model.kernel.Errno.EFBIG;
import static dioscope.model.kernel.Errno.EINTR;
import static dioscope.model.kernel.Errno.EOPNOTSUPP;
import static org.assertj.core.api.Assertions.assertThat;

import dioscope.model.state.Page;
import dioscope.model.trace.Step;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What write() through the page cache takes, refuses and leaves behind, whoever asks for it.
class BufferedWriteTest {
    private static final String BUFFERED = ", \"open_flags\": []";

    private static String at(long offset, long length) {
        return "\"offset\": " + offset + ", \"length\": " + length;
    }

    private static DioRun write(String kernel, long offset, long length, String more) {
        return DioRun.of(kernel, DioRun.WRITTEN, at(offset, length) + BUFFERED, more);
    }

    /// The largest file of 4 KiB blocks.
    private static final long MAX = 17592186040320L;

    @ParameterizedTest
    @ValueSource(strings = {"5.10", "6.1", "6.12", "7.2"})
    void writeReturnsWhenThePageIsDirtyAndNothingIsOnItsWay(String kernel) {
        var r = write(kernel, 8192, 4096, "");
        assertThat(r.result()).isEqualTo(4096);
        var page = r.end().pageCache().pages().at(2);
        assertThat(page.dirty()).isTrue();
        assertThat(page.locked()).isFalse();
        assertThat(r.end().pageCache().data().pieces(8192, 4096)).singleElement()
                .satisfies(p -> assertThat(p.data().whose()).isEqualTo("request 1"));
        assertThat(r.end().bios()).isEmpty();
        assertThat(r.end().io().at(1).kiocb().pos()).isEqualTo(12288);
    }

    @ParameterizedTest
    @ValueSource(strings = {"5.10", "6.1", "6.12", "7.2"})
    void gotcha16_aBufferedWriteThatMayNotWaitIsNotSupported(String kernel) {
        var r = DioRun.of(kernel, DioRun.WRITTEN, at(8192, 4096) + BUFFERED + ", \"rwf\": [\"RWF_NOWAIT\"]");
        assertThat(r.result()).isEqualTo(-EOPNOTSUPP);
        assertThat(r.entered("generic_perform_write")).isFalse();
        assertThat(r.entered("inode_lock")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"5.10", "6.1", "6.12", "7.2"})
    void nothingToWriteIsZeroAndChangesNoTime(String kernel) {
        var r = DioRun.of(kernel, DioRun.WRITTEN, "\"offset\": 8192, \"length\": 0" + BUFFERED);
        assertThat(r.result()).isZero();
        assertThat(r.entered("file_modified")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"5.10", "6.1", "6.12", "7.2"})
    void anAppendGoesWhereTheFileEndsNow(String kernel) {
        var r = DioRun.of(kernel, DioRun.WRITTEN, at(0, 100) + ", \"open_flags\": [\"O_APPEND\"]");
        assertThat(r.result()).isEqualTo(100);
        assertThat(r.end().inode().iSize()).isEqualTo(65636);
        assertThat(r.end().io().at(1).kiocb().pos()).isEqualTo(65636);
    }

    @ParameterizedTest
    @CsvSource({"0, 100, 0", "-100, 200, 100"})
    void theLargestFileCutsTheWriteOrRefusesIt(long from, long length, long written) {
        var r = DioRun.of("6.12", "\"i_size\": 0, \"extents\": []", at(MAX + from, length) + BUFFERED);
        assertThat(r.result()).isEqualTo(written == 0 ? -EFBIG : written);
    }

    @ParameterizedTest
    @CsvSource({"5.10, io_queue_async_work", "6.1, io_queue_iowq", "6.12, io_queue_iowq", "7.2, io_queue_iowq"})
    void aRingLeavesItToAWorkerBeforeTheFileSystemHearsOfIt(String kernel, String queue) {
        var r = DioRun.of(kernel, DioRun.WRITTEN, at(8192, 4096) + BUFFERED + ", \"submission\": \"uring\"");
        assertThat(r.result()).isEqualTo(4096);
        assertThat(r.entered("io_uring_queue_async_work")).isTrue();
        assertThat(r.entries("ext4_file_write_iter")).hasSize(1)
                .allSatisfy(s -> assertThat(s.ctx().ctx()).isEqualTo("io-wq"));
        assertThat(r.entered(queue)).as(queue).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"5.10", "6.1", "6.12", "7.2"})
    void libaioDoesItAllInTheSubmissionItself(String kernel) {
        var r = DioRun.of(kernel, DioRun.WRITTEN, at(8192, 4096) + BUFFERED + ", \"submission\": \"aio\"");
        assertThat(r.result()).isEqualTo(4096);
        assertThat(r.entries("generic_perform_write")).allSatisfy(s -> assertThat(s.ctx().ctx()).isEqualTo("task"));
        assertThat(r.end().io().at(1).submitResult()).isEqualTo(4096L);
    }

    /// An indirect file has no block where the direct write goes: all of it goes through the page cache, which keeps nothing of it.
    @ParameterizedTest
    @ValueSource(strings = {"5.10", "6.1", "6.12", "7.2"})
    void whatADirectWriteLeavesIsWrittenBackAndDropped(String kernel) {
        var r = DioRun.of(kernel, DioRun.HOLE + ", \"extents_format\": false", at(8192, 12288));
        assertThat(r.result()).isEqualTo(12288);
        var order = r.trace().steps().stream().filter(s -> s.kind() == Step.Kind.ENTER).map(Step::fn)
                .filter(List.of("iomap_dio_rw", "ext4_buffered_write_iter", "filemap_write_and_wait_range",
                        "invalidate_mapping_pages")::contains)
                .toList();
        assertThat(order).endsWith("ext4_buffered_write_iter", "filemap_write_and_wait_range", "invalidate_mapping_pages");
        assertThat(r.end().pageCache().nrpages()).isZero();
        assertThat(r.end().bios()).isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"5.10", "6.1", "6.12", "7.2"})
    void aFileWithoutDirectIoIsLeftDirty(String kernel) {
        var r = DioRun.of(kernel, DioRun.WRITTEN + ", \"encrypted\": \"software\"", at(8192, 4096));
        assertThat(r.result()).isEqualTo(4096);
        assertThat(r.entered("iomap_dio_rw")).isFalse();
        assertThat(r.end().pageCache().pages().at(2).dirty()).isTrue();
        assertThat(r.end().bios()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"5.10, false", "6.1, false", "6.6, false", "6.12, false", "6.14, false", "7.1, true", "7.2, true"})
    void anUncachedWriteIsForFilesThatSaySo(String kernel, boolean possible) {
        var r = DioRun.of(kernel, DioRun.WRITTEN, at(65536, 8192) + BUFFERED + ", \"rwf\": [\"RWF_DONTCACHE\"]");
        assertThat(r.result()).isEqualTo(possible ? 8192 : -EOPNOTSUPP);
        assertThat(r.entered("ext4_file_write_iter")).isEqualTo(possible);
    }

    /// Pages that are converted by a worker can be dropped there; those whose writeback ends in an interrupt stay.
    @ParameterizedTest
    @CsvSource({"65536, 8192, true", "8192, 8192, false"})
    void anUncachedWriteIsSoonOnTheDeviceAndGoneWhereATaskEndsIt(long offset, long length, boolean gone) {
        var r = DioRun.of("7.2", DioRun.WRITTEN, at(offset, length) + BUFFERED + ", \"rwf\": [\"RWF_DONTCACHE\"]");
        assertThat(r.result()).isEqualTo(length);
        assertThat(r.end().bios()).isNotEmpty();
        assertThat(r.end().pageCache().nrDirty()).isZero();
        assertThat(r.end().pageCache().nrpages()).isEqualTo(gone ? 0 : (int) (length / 4096));
    }

    @ParameterizedTest
    @ValueSource(strings = {"5.10", "6.1", "6.12", "7.2"})
    void aKilledWriterSaysSoOrWhatItHas(String kernel) {
        var before = write(kernel, 8192, 8192, ", \"faults\": {\"kill_nanos\": 0}");
        assertThat(before.result()).isEqualTo(-EINTR);
        var large = write(kernel, 0, 4194304, ", \"faults\": {\"kill_nanos\": 100000}");
        assertThat(large.result()).isPositive().isLessThan(4194304);
        assertThat(large.end().inode().iSize()).isEqualTo(Math.max(65536, large.result()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"5.10", "6.1", "6.12", "7.2"})
    void aPageThatLeftMemoryIsCopiedNonetheless(String kernel) {
        var r = write(kernel, 65536, 8192, ", \"faults\": {\"short_copy\": 5000}");
        assertThat(r.result()).isEqualTo(8192);
        assertThat(r.end().pageCache().data().pieces(65536, 8192)).singleElement()
                .satisfies(p -> assertThat(p.data().whose()).isEqualTo("request 1"));
        assertThat(Objects.requireNonNull(r.end().pageCache().in(17, 17, Page::dirty)).locked()).isFalse();
    }

    /// A buffer whose pages are all the zero page has zeros, whatever byte it was to be filled with.
    @ParameterizedTest
    @ValueSource(strings = {"[]", "[\"O_DIRECT\"]"})
    void theZeroPageBringsZeros(String flags) {
        var r = DioRun.of("6.12", DioRun.WRITTEN, at(8192, 4096) + ", \"buffer\": \"zeropage\", \"open_flags\": " + flags);
        assertThat(r.result()).isEqualTo(4096);
        assertThat(FileBytes.read(r.end()).pieces(8192, 4096)).singleElement().satisfies(p -> {
            assertThat(p.data().whose()).isEqualTo("request 1");
            assertThat(p.data().value()).isZero();
        });
    }
}
