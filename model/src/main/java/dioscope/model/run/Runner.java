package dioscope.model.run;

import dioscope.model.engine.Bounds;
import dioscope.model.engine.Kernel;
import dioscope.model.kernel.Request;
import dioscope.model.kernel.Signals;
import dioscope.model.kernel.fs.File;
import dioscope.model.kernel.fs.ext4.Ext4;
import dioscope.model.kernel.fs.ext4.Mount;
import dioscope.model.kernel.lib.UserBuffer;
import dioscope.model.scenario.Faults;
import dioscope.model.scenario.FileSystem;
import dioscope.model.scenario.Request.Memory;
import dioscope.model.scenario.Scenario;
import dioscope.model.state.Task;
import dioscope.model.state.World;
import dioscope.model.trace.Trace;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

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
        return run(s, FirstWorld.of(s), bounds, false);
    }

    /// As [#run(Scenario)], followed by a sync: what [Trace#synced] keeps is what a recorder finds that syncs and looks again.
    public static Trace runAndSync(Scenario s) {
        return run(s, FirstWorld.of(s), Bounds.DEFAULT, true);
    }

    /// As [#run(Scenario)], from a World of its own.
    static Trace run(Scenario s, World first, Bounds bounds) {
        return run(s, first, bounds, false);
    }

    private static Trace run(Scenario s, World first, Bounds bounds, boolean sync) {
        var k = new Kernel(s.kernel(), first, bounds);
        k.spawn("interrupt", Task.Kind.IRQ, () -> {});
        var block = Devices.block(k, s);
        block.core().blk_dev_init();
        var ext4 = new Ext4(k, mount(s), block, new UserBuffer(k, memories(s)), Asked.of(s));
        var calls = new Calls(k, s, new FileOps(k, ext4), ext4, block.bdev_nowait());
        int submitter = 0;
        int[] left = {s.requests().size()};
        Runnable returned = () -> {
            if (--left[0] == 0 && s.passNanos() > 0) {
                k.at(s.passNanos(), () -> {});
            }
        };
        for (var ids : tasks(s)) {
            int task = submitter(k, s, ids, calls, returned);
            submitter = submitter == 0 ? task : submitter;
        }
        k.boot(submitter);
        if (s.faults().killNanos() >= 0) {
            int task = submitter;
            k.background(s.faults().killNanos(), () -> Signals.send_sigkill(k, task));
        }
        return sync ? k.runThen("sync", ext4.syncAll()::ksys_sync) : k.run();
    }

    /// The calls of each task, by their numbers, in the order in which the tasks begin.
    private static List<List<Integer>> tasks(Scenario s) {
        var tasks = new LinkedHashMap<Integer, List<Integer>>();
        for (int id = 1; id <= s.requests().size(); id++) {
            int task = s.requests().get(id - 1).task();
            tasks.computeIfAbsent(task == 0 ? -id : task, _ -> new ArrayList<>()).add(id);
        }
        return List.copyOf(tasks.values());
    }

    /// A task that makes these calls, each when the one before has returned and its time has come.
    private static int submitter(Kernel k, Scenario s, List<Integer> ids, Calls calls, Runnable returned) {
        var first = s.requests().get(ids.getFirst() - 1);
        String name = Calls.name(ids.getFirst(), first.request());
        Runnable body = () -> {
            for (int id : ids) {
                sleepUntil(k, s.requests().get(id - 1).startNanos());
                if (!killed(k)) {
                    calls.run(id);
                }
                returned.run();
            }
        };
        int task = first.startNanos() == 0
                ? k.spawn(name, Task.Kind.TASK, body)
                : k.spawnAt(first.startNanos(), name, Task.Kind.TASK, body);
        for (int id : ids) {
            k.prepare(w -> w.withIo(w.io().update(id, io -> io.withTask(task))));
        }
        return task;
    }

    /// A task that was killed makes no call any more.
    private static boolean killed(Kernel k) {
        return Signals.fatal_signal_pending(k);
    }

    private static void sleepUntil(Kernel k, long nanos) {
        if (k.nanos() < nanos) {
            int task = k.current();
            k.at(nanos - k.nanos(), () -> k.wake(task));
            while (k.nanos() < nanos) {
                k.sleep("time to pass");
            }
        }
    }

    /// `ext4_file_operations`.
    private record FileOps(Kernel k, Ext4 ext4) implements File.FileOperations {
        @Override
        public long read_iter(Request iocb) {
            return ext4.file().ext4_file_read_iter(iocb);
        }

        @Override
        public long write_iter(Request iocb) {
            return ext4.file().ext4_file_write_iter(iocb);
        }

        @Override
        public int iopoll(Request iocb, boolean spin) {
            return ext4.iopoll(iocb, spin);
        }
    }

    private static Mount mount(Scenario s) {
        var fs = s.fs();
        return new Mount(fs.blockSize(), fs.clusterSize() / fs.blockSize(), s.inode().extentsFormat(),
                JournalledStart.ordersData(s), JournalledStart.journalsData(s), fs.barrier(), fs.delalloc(),
                fs.dioreadNolockEffective(), fs.fastCommit(), fs.orphanFile(), s.inode().verity(), encryption(s),
                fs.dataErrAbort(), 0, 0,
                Mount.ext4_set_inode_mapping_order(s.kernel(), fs.blockSize(),
                        fs.dataMode() == FileSystem.DataMode.JOURNAL || s.inode().journalData(),
                        encryption(s) != Mount.Encryption.NONE))
                .ext4_atomic_write_init(s.kernel(), (int) s.device().atomic().unitMin(),
                        (int) s.device().atomic().unitMax());
    }

    private static Mount.Encryption encryption(Scenario s) {
        return switch (s.inode().encryption()) {
            case NO -> Mount.Encryption.NONE;
            case SOFTWARE -> Mount.Encryption.SOFTWARE;
            case INLINE -> Mount.Encryption.INLINE;
        };
    }

    /// The memory of each request; what is wrong with it is wrong with the first one's.
    private static Map<Integer, UserBuffer.Memory> memories(Scenario s) {
        var out = new HashMap<Integer, UserBuffer.Memory>();
        for (int i = 1; i <= s.requests().size(); i++) {
            out.put(i, memory(s, s.requests().get(i - 1).request(), i == 1));
        }
        return out;
    }

    private static UserBuffer.Memory memory(Scenario s, dioscope.model.scenario.Request r, boolean faulty) {
        int otherRuns = !r.pageRuns().isEmpty() ? Math.max(1, r.pageRuns().getLast()) : r.buffer() == Memory.HUGE ? HUGE_PAGE : 1;
        return new UserBuffer.Memory(r.iovecs().stream().map(v -> new UserBuffer.Iovec(v.baseMod4096(), v.len())).toList(), r.pageRuns(),
                otherRuns, r.buffer() == Memory.HUGE ? HUGE_PAGE : 1, switch (faulty ? s.faults().buffer() : Faults.Buffer.GOOD) {
                    case GOOD -> UserBuffer.Readable.ALL;
                    case BAD -> UserBuffer.Readable.NONE;
                    case BAD_FROM_PAGE_1 -> UserBuffer.Readable.FIRST_PAGE_ONLY;
                }, faulty ? s.faults().shortPin() : 0, faulty ? s.faults().shortCopy() : -1);
    }
}
