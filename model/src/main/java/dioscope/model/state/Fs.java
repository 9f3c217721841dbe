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
/// @param pending with bigalloc, the file's clusters that are allocated and hold delayed blocks too, for which nothing is reserved
/// (i_pending_tree): keys are cluster numbers in the file
public record Fs(int blockSize, long freeBlocks, long reservedBlocks, long delayedBlocks, boolean shutdown, boolean readOnly,
        boolean emergency, long groupNext, @Nullable Prealloc prealloc, OrdMap<Boolean> pending) {
    /// Without pending reservations.
    public Fs(int blockSize, long freeBlocks, long reservedBlocks, long delayedBlocks, boolean shutdown, boolean readOnly,
            boolean emergency, long groupNext, @Nullable Prealloc prealloc) {
        this(blockSize, freeBlocks, reservedBlocks, delayedBlocks, shutdown, readOnly, emergency, groupNext, prealloc, OrdMap.empty());
    }

    /// struct ext4_prealloc_space of an inode: logical blocks from `lstart` have their place from `pstart` on.
    public record Prealloc(long lstart, long pstart, int len) {
        public boolean covers(long lblk) {
            return lblk >= lstart && lblk < lstart + len;
        }
    }

    public Fs withFreeBlocks(long n) {
        return new Fs(blockSize, n, reservedBlocks, delayedBlocks, shutdown, readOnly, emergency, groupNext, prealloc, pending);
    }

    public Fs withDelayedBlocks(long n) {
        return new Fs(blockSize, freeBlocks, reservedBlocks, n, shutdown, readOnly, emergency, groupNext, prealloc, pending);
    }

    public Fs withGroupNext(long v) {
        return new Fs(blockSize, freeBlocks, reservedBlocks, delayedBlocks, shutdown, readOnly, emergency, v, prealloc, pending);
    }

    public Fs withShutdown(boolean v) {
        return new Fs(blockSize, freeBlocks, reservedBlocks, delayedBlocks, v, readOnly, emergency, groupNext, prealloc, pending);
    }

    public Fs withReadOnly(boolean v) {
        return new Fs(blockSize, freeBlocks, reservedBlocks, delayedBlocks, shutdown, v, emergency, groupNext, prealloc, pending);
    }

    public Fs withEmergency(boolean v) {
        return new Fs(blockSize, freeBlocks, reservedBlocks, delayedBlocks, shutdown, readOnly, v, groupNext, prealloc, pending);
    }

    public Fs withPrealloc(@Nullable Prealloc v) {
        return new Fs(blockSize, freeBlocks, reservedBlocks, delayedBlocks, shutdown, readOnly, emergency, groupNext, v, pending);
    }

    public Fs withPending(OrdMap<Boolean> v) {
        return v == pending
                ? this
                : new Fs(blockSize, freeBlocks, reservedBlocks, delayedBlocks, shutdown, readOnly, emergency, groupNext, prealloc, v);
    }
}
