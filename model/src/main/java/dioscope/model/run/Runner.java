package dioscope.model.run;

import dioscope.model.engine.Bounds;
import dioscope.model.engine.Device;
import dioscope.model.engine.Kernel;
import dioscope.model.kernel.Errno;
import dioscope.model.kernel.Request;
import dioscope.model.kernel.block.Block;
import dioscope.model.kernel.block.QueueLimits;
import dioscope.model.kernel.fs.ext4.Ext4;
import dioscope.model.kernel.fs.ext4.Mount;
import dioscope.model.kernel.lib.UserBuffer;
import dioscope.model.scenario.FileSystem;
import dioscope.model.scenario.Modelled;
import dioscope.model.scenario.Request.Memory;
import dioscope.model.scenario.Request.Rwf;
import dioscope.model.scenario.Scenario;
import dioscope.model.state.Data;
import dioscope.model.state.Task;
import dioscope.model.trace.Trace;
import java.util.List;

/// Turns a scenario into the record of its run.
public final class Runner {
    /// Pages of a huge page.
    private static final int HUGE_PAGE = 512;

    private Runner() {}

    /// Runs `s` to its end. What the kernel code does not model ends the trace with a refusal, a sentence for the reader.
    ///
    /// @throws IllegalStateException for an error of the simulator itself
    public static Trace run(Scenario s) {
        return run(s, Bounds.DEFAULT);
    }

    /// As [#run(Scenario)], with bounds of its own.
    public static Trace run(Scenario s, Bounds bounds) {
        var k = new Kernel(s.kernel(), FirstWorld.of(s), bounds);
        k.spawn("interrupt", Task.Kind.IRQ, () -> {});
        var block = block(k, s);
        block.core().blk_dev_init();
        var ext4 = new Ext4(k, mount(s), block, new UserBuffer(k, memory(s)), Data.request(1, s.request().fill()));
        k.boot(k.spawn("pwrite/4711", Task.Kind.TASK, () -> call(k, s, ext4)));
        return k.run();
    }

    /// The system call: what pwritev2 itself refuses, then the file's write_iter. fs/read_write.c, do_iter_readv_writev, 6.12
    private static void call(Kernel k, Scenario s, Ext4 ext4) {
        var io = new Request(k, 1);
        var refusal = Modelled.refusal(s);
        if (refusal.isPresent()) {
            throw k.refuse(refusal.get());
        }
        long ret;
        boolean both = s.request().rwf().contains(Rwf.RWF_NOAPPEND) && s.request().rwf().contains(Rwf.RWF_APPEND);
        if (both) {
            ret = -Errno.EINVAL;
        } else {
            ret = ext4.file().ext4_file_write_iter(io);
        }
        io.io("return", i -> i.withResult(ret));
        k.note("returned", "ret", ret);
    }

    private static Mount mount(Scenario s) {
        var fs = s.fs();
        return new Mount(fs.blockSize(), fs.clusterSize() / fs.blockSize(), s.inode().extentsFormat(),
                fs.dataMode() == FileSystem.DataMode.ORDERED, fs.dataMode() == FileSystem.DataMode.JOURNAL || s.inode().journalData(),
                s.inode().inline(), fs.barrier(), fs.delalloc(), fs.dioreadNolockEffective(), fs.fastCommit(), fs.orphanFile(), false,
                Mount.Encryption.NONE, 0, 0).ext4_atomic_write_init(s.kernel(), (int) s.device().atomic().unitMin(),
                        (int) s.device().atomic().unitMax());
    }

    private static UserBuffer.Memory memory(Scenario s) {
        var r = s.request();
        int otherRuns = !r.pageRuns().isEmpty() ? Math.max(1, r.pageRuns().getLast()) : r.buffer() == Memory.HUGE ? HUGE_PAGE : 1;
        return new UserBuffer.Memory(r.iovecs().stream().map(v -> new UserBuffer.Iovec(v.baseMod4096(), v.len())).toList(), r.pageRuns(),
                otherRuns, switch (s.faults().buffer()) {
                    case GOOD -> UserBuffer.Readable.ALL;
                    case BAD -> UserBuffer.Readable.NONE;
                    case BAD_FROM_PAGE_1 -> UserBuffer.Readable.FIRST_PAGE_ONLY;
                });
    }

    private static Block block(Kernel k, Scenario s) {
        var d = s.device();
        var limits = QueueLimits.of(d.logicalBlockSize(), d.physicalBlockSize(), d.maxBytes(), d.maxSegments(), d.maxSegmentSize(),
                d.virtBoundaryMask(), d.writeCache(), d.fua(), d.ioPoll()).withDmaAlignment(d.dmaAlignment());
        var bad = k.world().disk().bad().runs().entries().stream().map(e -> new Device.Range(e.key(), e.value().length())).toList();
        var setup = new Block.Setup(limits, d.queueDepth(), true, d.deviceMapper(), d.deviceMapper() ? bad : List.of());
        var config = new Device.Config(d.writeCache(), s.latency().readNanos(), s.latency().writeNanos(), s.latency().flushNanos(),
                d.deviceMapper() ? List.of() : bad, s.faults().failBio());
        return new Block(k, setup, config);
    }
}
