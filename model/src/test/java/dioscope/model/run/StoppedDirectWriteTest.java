package dioscope.model.run;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// A direct write that makes the file longer and stops at memory that cannot be read: all of it is EFAULT, and what is left of it differs.
class StoppedDirectWriteTest {
    private static final int EFAULT = 14;
    private static final String BAD = ", \"faults\": {\"buffer\": \"unreadable from page 1 on\"}";

    /// Inside a block, the padding of that block puts its result in the place of the error from 6.12 on, so that the write counts as short: it is not
    /// truncated, and the rest goes on through the page cache, where the error is met again. fs/iomap/direct-io.c, iomap_dio_bio_iter;
    /// fs/ext4/file.c, ext4_inode_extension_cleanup
    @ParameterizedTest
    @CsvSource({"5.10, 0, 0", "6.1, 0, 0", "6.6, 0, 0", "6.12, 1536, 3", "6.14, 1536, 3", "7.1, 1536, 3", "7.2, 1536, 3"})
    void insideABlockItsBlocksStayFromNewerKernelsOn(String kernel, long size, long blocks) {
        var r = DioRun.of(kernel, "\"i_size\": 0, \"extents\": []",
                "\"offset\": 0, \"length\": 12288, \"base_mod_4096\": 2560, \"buffer\": \"badtail\", \"open_flags\": [\"O_DIRECT\"]", BAD);
        assertThat(r.result()).isEqualTo(-EFAULT);
        assertThat(r.end().inode().iSize()).isEqualTo(size);
        assertThat(r.end().extents().values().stream().mapToLong(x -> x.len()).sum()).isEqualTo(blocks);
        assertThat(r.arg("ext4_inode_extension_cleanup", "need_trunc")).isEqualTo(blocks == 0);
    }

    /// At the end of a block nothing is padded and the error stays one.
    @ParameterizedTest
    @CsvSource({"5.10", "6.1", "6.12", "7.2"})
    void atTheEndOfABlockItIsTruncated(String kernel) {
        var r = DioRun.of(kernel, "\"i_size\": 0, \"extents\": []",
                "\"offset\": 0, \"length\": 12288, \"buffer\": \"badtail\", \"open_flags\": [\"O_DIRECT\"]", BAD);
        assertThat(r.result()).isEqualTo(-EFAULT);
        assertThat(r.end().inode().iSize()).isZero();
        assertThat(r.end().extents().isEmpty()).isTrue();
    }
}
