package dioscope.model.run;

import dioscope.model.engine.CompletionOrder;
import dioscope.model.engine.Device;
import dioscope.model.engine.Kernel;
import dioscope.model.kernel.block.Block;
import dioscope.model.kernel.block.QueueLimits;
import dioscope.model.profile.Feature;
import dioscope.model.scenario.DeviceSpec;
import dioscope.model.scenario.Scenario;

/// The block layer and the device that a scenario asks for.
final class Devices {
    /// VM_READAHEAD_PAGES of 4096-byte pages. include/linux/pagemap.h
    private static final int READ_AHEAD_PAGES = 32;
    /// Largest request unless the device or somebody asks for less, 512-byte sectors. block/blk-settings.c, 7.2
    private static final int BLK_DEF_MAX_SECTORS_CAP = 8192;
    private static final int SCSI_DEBUG_DMA_ALIGNMENT = 3;
    private static final int SCSI_DEBUG_IO_OPT = 512 << 10;

    private Devices() {
    }

    static Block block(Kernel k, Scenario s) {
        var d = s.device();
        var bad = k.world().disk().bad().runs().entries().stream().map(e -> new Device.Range(e.key(), e.value().length())).toList();
        var setup = new Block.Setup(limits(d), d.queueDepth(), true, d.deviceMapper(), d.deviceMapper() ? bad : java.util.List.of());
        var config = new Device.Config(d.writeCache(), s.latency().readNanos(), s.latency().writeNanos(), s.latency().flushNanos(),
                d.deviceMapper() ? java.util.List.of() : bad, s.faults().failBio(), order(s));
        return new Block(k, setup, config);
    }

    /// read_ahead_kb in pages, as the driver's limits make it: twice the optimal request, or 128 KiB. A start state tells neither that request nor whether the
    /// disk turns, so its driver is guessed: NVMe, which asks for gaps at page borders, is known not to turn; scsi_debug, which takes memory at any
    /// four bytes, tells 512 KiB; all others say that they turn. block/blk-settings.c, blk_apply_bdi_limits, 7.2
    static int readAheadPages(Scenario s) {
        var d = s.device();
        if (d.virtBoundaryMask() != 0) {
            return READ_AHEAD_PAGES;
        }
        if (d.dmaAlignment() == SCSI_DEBUG_DMA_ALIGNMENT) {
            return 2 * SCSI_DEBUG_IO_OPT / 4096;
        }
        return s.kernel().has(Feature.READAHEAD_OF_ROTATIONAL_DISKS) ? 2 * BLK_DEF_MAX_SECTORS_CAP / 8 : READ_AHEAD_PAGES;
    }

    private static QueueLimits limits(DeviceSpec d) {
        var limits = QueueLimits.of(d.logicalBlockSize(), d.physicalBlockSize(), d.maxBytes(), d.maxSegments(), d.maxSegmentSize(),
                d.virtBoundaryMask(), d.writeCache(), d.fua(), d.ioPoll()).withDmaAlignment(d.dmaAlignment());
        var a = d.atomic();
        if (a.unitMin() > 0) {
            limits = limits
                    .withAtomic(new QueueLimits.Atomic((int) a.unitMin(), (int) a.unitMax(), a.max() / 512, a.boundary() / 512));
        }
        return d.capacityBytes() < 0 ? limits : limits.withCapacitySectors(d.capacityBytes() / 512);
    }

    /// A recording tells how its state came about, and was made on emulated devices. Only the driver of NVMe, which has poll queues, takes answers in
    /// batches: where those are turned round, they come out as they went in.
    private static CompletionOrder order(Scenario s) {
        var d = s.decisions();
        if (d.isNone() && !s.history().steps().isEmpty() && s.latency().equals(Scenario.Latency.DEFAULT)) {
            boolean nvme = s.device().ioPoll();
            return nvme && s.kernel().has(Feature.ANSWERS_NEWEST_FIRST)
                    ? CompletionOrder.NATURAL
                    : new CompletionOrder.LastFirst(!nvme);
        }
        var seed = d.seed();
        if (seed != null) {
            return new CompletionOrder.Seeded(seed);
        }
        return d.completions().isEmpty() ? CompletionOrder.NATURAL : new CompletionOrder.Explicit(d.completions());
    }
}
