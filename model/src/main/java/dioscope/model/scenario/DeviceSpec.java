package dioscope.model.scenario;

/// The block device; `device` of a start state.
///
/// @param logicalBlockSize bytes, a power of two, 512..4096
/// @param physicalBlockSize bytes, a power of two, at least the logical block size
/// @param writeCache has a volatile write cache
/// @param fua understands FUA
/// @param maxBytes largest request, bytes (max_sectors)
/// @param maxSegments most memory segments a request may have
/// @param maxSegmentSize largest segment, bytes
/// @param dmaAlignment mask of address bits that must be 0
/// @param virtBoundaryMask mask a gap between segments must respect, 0 for none
/// @param ioPoll has poll queues
/// @param deviceMapper a linear device-mapper target lies over it, so that bios are split at the faulty ranges and fail inside submit
/// @param queueDepth requests the driver takes at once
/// @param atomic what it writes untorn
/// @param capacityBytes how large it is; -1 for as large as needed
public record DeviceSpec(int logicalBlockSize, int physicalBlockSize, boolean writeCache, boolean fua, long maxBytes, int maxSegments,
        long maxSegmentSize, int dmaAlignment, long virtBoundaryMask, boolean ioPoll, boolean deviceMapper, int queueDepth, Atomic atomic,
        long capacityBytes) {
    /// Limits of writes that are never torn, bytes, as the queue attributes `atomic_write_*` show them.
    ///
    /// @param unitMin smallest, a power of two; 0 for none
    /// @param unitMax largest single one, a power of two
    /// @param max largest after merging
    /// @param boundary what none may cross, a power of two; 0 for no boundary
    public record Atomic(long unitMin, long unitMax, long max, long boundary) {
        /// Nothing is written untorn.
        public static final Atomic NONE = new Atomic(0, 0, 0, 0);
    }

    /// A device that promises nothing about torn writes, as large as needed.
    public DeviceSpec(int logicalBlockSize, int physicalBlockSize, boolean writeCache, boolean fua, long maxBytes, int maxSegments,
            long maxSegmentSize, int dmaAlignment, long virtBoundaryMask, boolean ioPoll, boolean deviceMapper, int queueDepth) {
        this(logicalBlockSize, physicalBlockSize, writeCache, fua, maxBytes, maxSegments, maxSegmentSize, dmaAlignment, virtBoundaryMask,
                ioPoll, deviceMapper, queueDepth, Atomic.NONE, -1);
    }

    /// NVMe with a write cache and FUA; NVMe promises one logical block untorn.
    public static final DeviceSpec NVME_FUA = new DeviceSpec(512, 512, true, true, 524288, 128, 4294967295L, 3, 4095, true, false, 32,
            new Atomic(512, 512, 512, 0), -1);
}
