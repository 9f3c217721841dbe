package dioscope.model.run;

import dioscope.model.engine.CompletionOrder;
import dioscope.model.engine.Device;
import dioscope.model.engine.Kernel;
import dioscope.model.kernel.block.Block;
import dioscope.model.kernel.block.QueueLimits;
import dioscope.model.scenario.Decisions;
import dioscope.model.scenario.DeviceSpec;
import dioscope.model.scenario.Scenario;

/// The block layer and the device that a scenario asks for.
final class Devices {
    private Devices() {
    }

    static Block block(Kernel k, Scenario s) {
        var d = s.device();
        var bad = k.world().disk().bad().runs().entries().stream().map(e -> new Device.Range(e.key(), e.value().length())).toList();
        var setup = new Block.Setup(limits(d), d.queueDepth(), true, d.deviceMapper(), d.deviceMapper() ? bad : java.util.List.of());
        var config = new Device.Config(d.writeCache(), s.latency().readNanos(), s.latency().writeNanos(), s.latency().flushNanos(),
                d.deviceMapper() ? java.util.List.of() : bad, s.faults().failBio(), order(s.decisions()));
        return new Block(k, setup, config);
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

    private static CompletionOrder order(Decisions d) {
        var seed = d.seed();
        if (seed != null) {
            return new CompletionOrder.Seeded(seed);
        }
        return d.completions().isEmpty() ? CompletionOrder.NATURAL : new CompletionOrder.Explicit(d.completions());
    }
}
