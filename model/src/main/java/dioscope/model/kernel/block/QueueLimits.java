package dioscope.model.kernel.block;

/// struct queue_limits and the features the block layer asks for. include/linux/blkdev.h, 6.12
///
/// @param logicalBlockSize bytes
/// @param physicalBlockSize bytes
/// @param maxSectors largest request, 512-byte sectors
/// @param maxSegments most segments a request may have
/// @param maxSegmentSize largest segment, bytes
/// @param segBoundaryMask a segment may not cross a multiple of this mask plus 1
/// @param dmaAlignment mask of address bits that must be 0
/// @param virtBoundaryMask a gap between segments must respect it; 0 for none
/// @param chunkSectors a request may not cross a multiple of it; 0 for none
/// @param maxWriteZeroesSectors largest WRITE_ZEROES, 0 when the device cannot
/// @param writeCache BLK_FEAT_WRITE_CACHE, not switched off
/// @param fua BLK_FEAT_FUA
/// @param poll BLK_FEAT_POLL
/// @param nowait BLK_FEAT_NOWAIT of the device the file system sits on
/// @param capacitySectors size of the device
/// @param atomic what the device can write whole or not at all
public record QueueLimits(int logicalBlockSize, int physicalBlockSize, long maxSectors, int maxSegments, long maxSegmentSize,
        long segBoundaryMask, int dmaAlignment, long virtBoundaryMask, long chunkSectors, long maxWriteZeroesSectors, boolean writeCache,
        boolean fua,
        boolean poll, boolean nowait, long capacitySectors, Atomic atomic) {
    /// Limits of atomic writes after blk_validate_atomic_write_limits; all 0 for a device without. block/blk-settings.c, 6.12
    ///
    /// @param unitMin smallest, bytes, a power of two
    /// @param unitMax largest, bytes, a power of two
    /// @param maxSectors largest request of several merged ones, 512-byte sectors
    /// @param boundarySectors what none may cross, 0 for nothing
    public record Atomic(int unitMin, int unitMax, long maxSectors, long boundarySectors) {
        public static final Atomic NONE = new Atomic(0, 0, 0, 0);
    }

    private static final long UINT_MAX = 0xFFFF_FFFFL;
    /// SECTOR_SIZE - 1. include/linux/blkdev.h, 6.12
    private static final int DEFAULT_DMA_ALIGNMENT = 511;

    /// The limits of a device that says only what a start state records; the rest as blk_set_stacking_limits leaves it for disks.
    ///
    /// @param maxBytes largest request, bytes
    public static QueueLimits of(int logicalBlockSize, int physicalBlockSize, long maxBytes, int maxSegments, long maxSegmentSize,
            long virtBoundaryMask, boolean writeCache, boolean fua, boolean poll) {
        return new QueueLimits(logicalBlockSize, physicalBlockSize, Math.min(maxBytes, UINT_MAX) / 512, maxSegments, maxSegmentSize,
                UINT_MAX, DEFAULT_DMA_ALIGNMENT, virtBoundaryMask, 0, Math.min(maxBytes, UINT_MAX) / 512, writeCache, fua, poll, true,
                Long.MAX_VALUE / 512, Atomic.NONE);
    }

    public QueueLimits withDmaAlignment(int v) {
        return new QueueLimits(logicalBlockSize, physicalBlockSize, maxSectors, maxSegments, maxSegmentSize, segBoundaryMask, v,
                virtBoundaryMask,
                chunkSectors, maxWriteZeroesSectors, writeCache, fua, poll, nowait, capacitySectors, atomic);
    }

    public QueueLimits withChunkSectors(long v) {
        return new QueueLimits(logicalBlockSize, physicalBlockSize, maxSectors, maxSegments, maxSegmentSize, segBoundaryMask, dmaAlignment,
                virtBoundaryMask,
                v, maxWriteZeroesSectors, writeCache, fua, poll, nowait, capacitySectors, atomic);
    }

    public QueueLimits withNowait(boolean v) {
        return new QueueLimits(logicalBlockSize, physicalBlockSize, maxSectors, maxSegments, maxSegmentSize, segBoundaryMask, dmaAlignment,
                virtBoundaryMask,
                chunkSectors, maxWriteZeroesSectors, writeCache, fua, poll, v, capacitySectors, atomic);
    }

    public QueueLimits withCapacitySectors(long v) {
        return new QueueLimits(logicalBlockSize, physicalBlockSize, maxSectors, maxSegments, maxSegmentSize, segBoundaryMask, dmaAlignment,
                virtBoundaryMask,
                chunkSectors, maxWriteZeroesSectors, writeCache, fua, poll, nowait, v, atomic);
    }

    public QueueLimits withAtomic(Atomic v) {
        return new QueueLimits(logicalBlockSize, physicalBlockSize, maxSectors, maxSegments, maxSegmentSize, segBoundaryMask, dmaAlignment,
                virtBoundaryMask,
                chunkSectors, maxWriteZeroesSectors, writeCache, fua, poll, nowait, capacitySectors, v);
    }

    public QueueLimits withMaxWriteZeroesSectors(long v) {
        return new QueueLimits(logicalBlockSize, physicalBlockSize, maxSectors, maxSegments, maxSegmentSize, segBoundaryMask, dmaAlignment,
                virtBoundaryMask,
                chunkSectors, v, writeCache, fua, poll, nowait, capacitySectors, atomic);
    }
}
