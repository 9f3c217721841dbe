package dioscope.model.kernel.fs.ext4;

/// The logical blocks the allocator would like to place together with a request: a guess at how large the file becomes.
///
/// @param start first block
/// @param end block behind the last
public record PreallocWindow(long start, long end) {
    private static final long MIB = 1L << 20;

    /// fs/ext4/mballoc.c, ext4_mb_normalize_request, 6.12
    ///
    /// @param lblk first block of the request
    /// @param len its blocks
    /// @param iSize i_size, bytes
    public static PreallocWindow of(long lblk, long len, long iSize, int blockSize) {
        long size = Math.max((lblk + len) * blockSize, iSize);
        long max = 2L * blockSize;
        if (size <= MIB) {
            return new PreallocWindow(0, (size <= 16 << 10 ? 16 << 10 : Long.highestOneBit(size - 1) << 1) / blockSize);
        }
        if (size <= 4 * MIB || max <= 2 << 10) {
            return aligned(lblk, 2 * MIB / blockSize);
        }
        if (size <= 8 * MIB || max <= 4 << 10) {
            return aligned(lblk, 4 * MIB / blockSize);
        }
        if (len <= 8 * MIB / blockSize || max <= 8 << 10) {
            return aligned(lblk, 8 * MIB / blockSize);
        }
        return new PreallocWindow(lblk, lblk + len);
    }

    private static PreallocWindow aligned(long lblk, long blocks) {
        long start = lblk / blocks * blocks;
        return new PreallocWindow(start, start + blocks);
    }
}
