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
        if (d.capacityBytes() != -1) {
            p.between("device.capacity_bytes", d.capacityBytes(), PAGE, Long.MAX_VALUE);
            p.multiple("device.capacity_bytes", d.capacityBytes(), 512, "the sector size");
        }
        if (!d.atomic().equals(DeviceSpec.Atomic.NONE)) atomic(p, d);
    }

    /// block/blk-settings.c, blk_validate_atomic_write_limits, 7.2
    private static void atomic(Problems p, DeviceSpec d) {
        var a = d.atomic();
        long largest = 1L << 31;
        p.powerOfTwo("device.atomic_write_unit_min", a.unitMin(), d.logicalBlockSize(), largest);
        p.powerOfTwo("device.atomic_write_unit_max", a.unitMax(), d.logicalBlockSize(), largest);
        if (a.unitMax() < a.unitMin()) p.add("device.atomic_write_unit_max", "must be at least device.atomic_write_unit_min", a.unitMin());
        if (a.max() < a.unitMax()) p.add("device.atomic_write_max", "must be at least device.atomic_write_unit_max", a.unitMax());
        p.multiple("device.atomic_write_max", a.max(), 512, "the sector size");
        if (a.max() > d.maxBytes()) p.add("device.atomic_write_max", "must be at most device.max_bytes", d.maxBytes());
        if (a.boundary() != 0) {
            p.powerOfTwo("device.atomic_write_boundary", a.boundary(), 512, largest);
            if (a.boundary() < a.max()) p.add("device.atomic_write_boundary", "must be at least device.atomic_write_max, or 0", 0);
        }
    }
}
