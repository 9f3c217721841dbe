package dioscope.model.state;

/// What changes in the super block.
///
/// @param blockSize s_blocksize, bytes
/// @param freeBlocks free blocks of the file system (not counting the delayed reservation)
/// @param reservedBlocks blocks ordinary allocation may not take (ext4's reserved clusters)
/// @param delayedBlocks reserved for delayed allocation
/// @param shutdown the file system was shut down (EXT4_FLAGS_SHUTDOWN)
/// @param readOnly it went or was mounted read-only
public record Fs(int blockSize, long freeBlocks, long reservedBlocks, long delayedBlocks, boolean shutdown, boolean readOnly) {
    public Fs withFreeBlocks(long n) {
        return new Fs(blockSize, n, reservedBlocks, delayedBlocks, shutdown, readOnly);
    }

    public Fs withDelayedBlocks(long n) {
        return new Fs(blockSize, freeBlocks, reservedBlocks, n, shutdown, readOnly);
    }
}
