package dioscope.model.run;

import dioscope.model.profile.Profile;
import dioscope.model.scenario.DevicePreset;
import dioscope.model.scenario.DeviceSpec;
import dioscope.model.scenario.Faults;
import dioscope.model.scenario.FileState;
import dioscope.model.scenario.FileState.ExtentRun;
import dioscope.model.scenario.FileSystem;
import dioscope.model.scenario.FileSystem.DataMode;
import dioscope.model.scenario.Request;
import dioscope.model.scenario.Request.Iovec;
import dioscope.model.scenario.Request.Memory;
import dioscope.model.scenario.Request.OpenFlag;
import dioscope.model.scenario.Request.Rwf;
import dioscope.model.scenario.Scenario;
import dioscope.model.scenario.Scenario.ContentRun;
import dioscope.model.scenario.Scenario.PageRun;
import dioscope.model.scenario.ScenarioRules;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/// Scenarios drawn from a seed: files of all kinds of extents, devices with small limits, requests that fit and that do not, and things that
/// go wrong. The same seed gives the same scenarios for ever.
final class Generator extends Dice {
    private static final long FIRST_PHYSICAL = 64L << 20;
    private final boolean wide;

    /// Synchronous writes of one task on 6.12, on plain extents, most of them direct.
    Generator(long seed) {
        this(seed, false);
    }

    private Generator(long seed, boolean wide) {
        super(new Random(seed));
        this.wide = wide;
    }

    /// Direct and buffered I/O of every kind on every kernel.
    static Generator ofEverything(long seed) {
        return new Generator(seed, true);
    }

    /// The next sound scenario.
    Scenario next() {
        while (true) {
            var s = draw();
            if (wide) {
                var widened = new Widening(random).of(s);
                s = new Rarities(random).of(one(2) ? new Buffered(random).of(widened) : widened);
            }
            var problems = ScenarioRules.problems(s);
            if (problems.isEmpty()) {
                return s;
            }
        }
    }

    private Scenario draw() {
        var device = device();
        int block = Math.max(device.logicalBlockSize(), any(1024, 2048, 4096, 4096, 4096, 4096));
        boolean journal = !one(8);
        var mode = journal ? any(DataMode.ORDERED, DataMode.ORDERED, DataMode.WRITEBACK) : DataMode.NONE;
        boolean nolock = random.nextBoolean();
        boolean delalloc = !one(4);
        var fs = new FileSystem(block, block, true, false, false, journal, false, false, mode, !one(8), delalloc, nolock,
                nolock && delalloc,
                one(40));
        int blocks = 1 + random.nextInt(12);
        long size = one(8)
                ? 0
                : (long) blocks * block - (one(3) ? 512L * random.nextInt(block / 512) : one(10) ? random.nextInt(block) : 0);
        long disksize = one(12) && size > 0 ? Math.max(0, size - (long) block * (1 + random.nextInt(2))) : size;
        var extents = extents(blocks, block, delalloc);
        boolean known = !one(4);
        var inode = new FileState(size, disksize, extents, true, false, one(3), false, known, !one(3), !one(4));
        var memory = one(20)
                ? any(Memory.BAD, Memory.BADTAIL)
                : any(Memory.PAGE, Memory.PAGE, Memory.SCATTER, Memory.HUGE, Memory.ZEROPAGE);
        var request = request(size, block, device, memory);
        var buffer = switch (memory) {
            case BAD -> Faults.Buffer.BAD;
            case BADTAIL -> Faults.Buffer.BAD_FROM_PAGE_1;
            case PAGE, SCATTER, HUGE, ZEROPAGE -> Faults.Buffer.GOOD;
        };
        var bad = one(10)
                ? List.of(new Faults.Range(512L * random.nextInt(blocks * block / 512), 512L * (1 + random.nextInt(4))))
                : List.<Faults.Range>of();
        var faults = new Faults(bad, one(12) ? 1 + random.nextInt(3) : 0, one(8) ? (long) random.nextInt(4) * block : -1,
                random.nextBoolean(),
                one(40), buffer);
        var content = new ArrayList<ContentRun>();
        if (size > 0) {
            content(content, size, extents);
        }
        var latency = new Scenario.Latency(80_000, any(1L, 2_000L, 80_000L, 1_000_000L), any(1L, 400_000L));
        return new Scenario("", "", List.of(), Profile.V6_12, fs, inode, pages(size), device, faults, request, content, latency);
    }

    private DeviceSpec device() {
        var d = any(DevicePreset.values()).spec();
        if (!one(3)) {
            return d;
        }
        return new DeviceSpec(d.logicalBlockSize(), d.physicalBlockSize(), d.writeCache(), d.fua(), any(4096L, 8192L, 16384L, d.maxBytes()),
                any(1, 2, 128), any(4096L, 65536L), any(d.dmaAlignment(), 3, 511), any(0L, 4095L), d.ioPoll(), one(4), any(1, 2, 32));
    }

    private List<ExtentRun> extents(int blocks, int block, boolean delalloc) {
        var out = new ArrayList<ExtentRun>();
        long physical = FIRST_PHYSICAL;
        int beyond = one(4) ? 3 : 0;
        int longest = 1 + random.nextInt(6);
        for (int at = 0; at < blocks + beyond;) {
            int len = Math.min(1 + random.nextInt(longest), blocks + beyond - at);
            switch (random.nextInt(5)) {
                case 0, 1 -> out.add(new ExtentRun((long) at * block, physical, (long) len * block, ExtentRun.State.WRITTEN));
                case 2, 3 -> out.add(new ExtentRun((long) at * block, physical, (long) len * block, ExtentRun.State.UNWRITTEN));
                default -> {
                    if (delalloc && one(12)) {
                        out.add(new ExtentRun((long) at * block, -1, (long) len * block, ExtentRun.State.DELALLOC));
                    }
                }
            }
            at += len;
            physical += (long) len * block + (one(2) ? 0 : 8L * block);
        }
        return out;
    }

    /// Old data where blocks are written, zeros elsewhere.
    private static void content(List<ContentRun> out, long size, List<ExtentRun> extents) {
        long at = 0;
        for (var e : extents) {
            if (e.state() != ExtentRun.State.WRITTEN || e.logical() >= size) {
                continue;
            }
            if (e.logical() > at) {
                out.add(new ContentRun(at, e.logical() - at, 0));
            }
            at = Math.min(size, e.logical() + e.length());
            out.add(new ContentRun(e.logical(), at - e.logical(), 0x11));
        }
        if (at < size) {
            out.add(new ContentRun(at, size - at, 0));
        }
    }

    private List<PageRun> pages(long size) {
        long pages = Math.ceilDiv(size, 4096L);
        if (pages == 0 || !one(5)) {
            return List.of();
        }
        long first = random.nextLong(pages);
        int count = 1 + random.nextInt((int) (pages - first));
        return List.of(new PageRun(first, count, one(3) ? PageRun.State.DIRTY : PageRun.State.CLEAN,
                any(PageRun.Mapped.NONE, PageRun.Mapped.RO, PageRun.Mapped.RW)));
    }

    private Request request(long size, int block, DeviceSpec device, Memory memory) {
        int unit = any(block, block, device.logicalBlockSize(), device.logicalBlockSize(), one(6) ? 4 : block);
        long span = size / unit + 4;
        long offset = one(200) ? 1L << 44 : one(6) ? size / unit * unit : random.nextLong(span) * unit;
        long length = one(30) ? 0 : one(300) ? wide ? 1L << 20 : 20L << 20 : (1 + random.nextInt(any(1, 3, 8, 12))) * (long) unit;
        var vecs = new ArrayList<Iovec>();
        int segments = one(4) ? 1 + random.nextInt(4) : 1;
        long left = length;
        for (int i = 0; i < segments; i++) {
            long len = i == segments - 1 ? left : Math.min(left, unit * (long) random.nextInt(3) + (one(12) ? 100 : 0));
            vecs.add(new Iovec(one(4) ? any(4, 512, 2048, 100, 1) : 0, len));
            left -= len;
        }
        var open = new ArrayList<OpenFlag>();
        if (!one(wide ? 60 : 4)) {
            open.add(OpenFlag.O_DIRECT);
        }
        switch (random.nextInt(4)) {
            case 0, 1 -> open.add(OpenFlag.O_DSYNC);
            case 2 -> open.add(OpenFlag.O_SYNC);
            default -> {
            }
        }
        if (one(10)) {
            open.add(OpenFlag.O_APPEND);
        }
        var rwf = new ArrayList<Rwf>();
        for (var f : List.of(Rwf.RWF_NOWAIT, Rwf.RWF_DSYNC, Rwf.RWF_SYNC, Rwf.RWF_APPEND, Rwf.RWF_NOAPPEND)) {
            if (one(10)) {
                rwf.add(f);
            }
        }
        return new Request(true, offset, length, vecs, segments > 1 || random.nextBoolean(), memory, List.of(), open, rwf,
                Request.Submission.SYNC, 0xAB);
    }
}
