package dioscope.model.state;

import org.jspecify.annotations.Nullable;

/// What changes in the super block.
///
/// @param blockSize s_blocksize, bytes
/// @param freeBlocks free blocks of the file system (not counting the delayed reservation)
/// @param reservedBlocks blocks ordinary allocation may not take (ext4's reserved clusters)
/// @param delayedBlocks reserved for delayed allocation
/// @param shutdown the file system was shut down (EXT4_FLAGS_SHUTDOWN)
/// @param readOnly it went or was mounted read-only
/// @param emergency an error has taken it out of use (EXT4_FLAGS_EMERGENCY_RO; EXT4_MF_FS_ABORTED until 6.1)
/// @param groupNext next free block of the locality group's preallocation, from which small files are served; -1
/// when not known
/// @param prealloc the inode's preallocation, null when it has none
public record Fs(int blockSize, long freeBlocks, long reservedBlocks, long delayedBlocks, boolean shutdown, boolean readOnly,
        boolean emergency, long groupNext, @Nullable Prealloc prealloc) {
    /// struct ext4_prealloc_space of an inode: logical blocks from `lstart` have their place from `pstart` on.
    public record Prealloc(long lstart, long pstart, int len) {
        public boolean covers(long lblk) {
            return lblk >= lstart && lblk < lstart + len;
        }
    }

    public Fs withFreeBlocks(long n) {
        return new Fs(blockSize, n, reservedBlocks, delayedBlocks, shutdown, readOnly, emergency, groupNext, prealloc);
    }

    public Fs withDelayedBlocks(long n) {
        return new Fs(blockSize, freeBlocks, reservedBlocks, n, shutdown, readOnly, emergency, groupNext, prealloc);
    }

    public Fs withGroupNext(long v) {
        return new Fs(blockSize, freeBlocks, reservedBlocks, delayedBlocks, shutdown, readOnly, emergency, v, prealloc);
    }

    public Fs withShutdown(boolean v) {
        return new Fs(blockSize, freeBlocks, reservedBlocks, delayedBlocks, v, readOnly, emergency, groupNext, prealloc);
    }

    public Fs withReadOnly(boolean v) {
        return new Fs(blockSize, freeBlocks, reservedBlocks, delayedBlocks, shutdown, v, emergency, groupNext, prealloc);
    }

    public Fs withEmergency(boolean v) {
        return new Fs(blockSize, freeBlocks, reservedBlocks, delayedBlocks, shutdown, readOnly, v, groupNext, prealloc);
    }

    public Fs withPrealloc(@Nullable Prealloc v) {
        return new Fs(blockSize, freeBlocks, reservedBlocks, delayedBlocks, shutdown, readOnly, emergency, groupNext, v);
    }
}
