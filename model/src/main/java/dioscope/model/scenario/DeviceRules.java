package dioscope.model.scenario;

/// What the block layer asks of a device's limits (block/blk-settings.c, blk_validate_limits, 6.12).
final class DeviceRules {
    private static final long PAGE = 4096;

    private DeviceRules() {
    }

    static void check(Problems p, DeviceSpec d) {
        p.powerOfTwo("device.logical_block_size", d.logicalBlockSize(), 512, PAGE);
        if (d.physicalBlockSize() < d.logicalBlockSize()) {
            p.add("device.physical_block_size", "must be at least device.logical_block_size", d.logicalBlockSize());
        } else {
            p.powerOfTwo("device.physical_block_size", d.physicalBlockSize(), 512, 65536);
        }
        if (d.fua() && !d.writeCache()) p.add("device.fua", "must be false without a write cache (device.write_cache)", false);
        p.between("device.max_bytes", d.maxBytes(), PAGE, Integer.MAX_VALUE & ~511L);
        if (Long.bitCount(d.logicalBlockSize()) == 1 && d.logicalBlockSize() >= 512) {
            p.multiple("device.max_bytes", d.maxBytes(), d.logicalBlockSize(), "device.logical_block_size");
        }
        p.between("device.max_segments", d.maxSegments(), 1, 65535);
        p.between("device.max_segment_size", d.maxSegmentSize(), PAGE, 0xffffffffL);
        p.mask("device.dma_alignment", d.dmaAlignment(), PAGE - 1);
        p.mask("device.virt_boundary_mask", d.virtBoundaryMask(), 0xffffffffL);
        p.between("device.queue_depth", d.queueDepth(), 1, 10240);
    }
}
