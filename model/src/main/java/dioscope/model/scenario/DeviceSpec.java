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
public record DeviceSpec(int logicalBlockSize, int physicalBlockSize, boolean writeCache, boolean fua, long maxBytes, int maxSegments,
        long maxSegmentSize, int dmaAlignment, long virtBoundaryMask, boolean ioPoll, boolean deviceMapper, int queueDepth) {
    /// NVMe with a write cache and FUA.
    public static final DeviceSpec NVME_FUA = new DeviceSpec(512, 512, true, true, 524288, 128, 4294967295L, 3, 4095, true, false, 32);
}
