package dioscope.model.run;

import dioscope.model.profile.Profile;
import dioscope.model.scenario.Ask;
import dioscope.model.scenario.Decisions;
import dioscope.model.scenario.DeviceSpec;
import dioscope.model.scenario.Faults;
import dioscope.model.scenario.FileState;
import dioscope.model.scenario.FileState.ExtentRun;
import dioscope.model.scenario.FileSystem;
import dioscope.model.scenario.FileSystem.DataMode;
import dioscope.model.scenario.Request;
import dioscope.model.scenario.Request.Rwf;
import dioscope.model.scenario.Scenario;
import dioscope.model.scenario.Scenario.Call;
import dioscope.model.scenario.Scenario.ContentRun;
import dioscope.model.scenario.Scenario.PageRun;
import dioscope.model.scenario.ScenarioRules;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;

/// Draws for a synchronous write to a file of plain extents what else may be: kernel, submission, reads, other files and mounts, several requests,
/// the order of completions, what other file systems ask for. What it makes need not be sound.
final class Widening extends Dice {
    private static final int MOST_INLINE = 128;

    Widening(Random random) {
        super(random);
    }

    Scenario of(Scenario plain) {
        var s = plain.withKernel(Profile.ALL.get(random.nextInt(Profile.ALL.size()))).withDevice(device(plain.device()));
        s = file(s);
        s = s.withRequest(request(s.request())).withPageCache(pages(s));
        s = s.withFaults(faults(s));
        if (one(6)) {
            s = s.withRequests(several(s));
        }
        if (one(6)) {
            s = s.withDecisions(one(2) ? new Decisions(List.of(), random.nextLong()) : new Decisions(order(), null));
        }
        if (one(8)) {
            s = s.withAsks(asks());
        }
        return s;
    }

    private DeviceSpec device(DeviceSpec d) {
        int unit = d.logicalBlockSize();
        var atomic = one(3)
                ? any(new DeviceSpec.Atomic(4096, 65536, 65536, 0), new DeviceSpec.Atomic(unit, 16384, 32768, 0),
                        new DeviceSpec.Atomic(unit, 4096, 16384, 16384), new DeviceSpec.Atomic(unit, unit, unit, 0))
                : d.atomic();
        boolean fits = atomic.max() <= d.maxBytes();
        return new DeviceSpec(d.logicalBlockSize(), d.physicalBlockSize(), d.writeCache(), d.fua(), d.maxBytes(), d.maxSegments(),
                d.maxSegmentSize(), d.dmaAlignment(), d.virtBoundaryMask(), one(2) ? d.ioPoll() : !d.ioPoll(), d.deviceMapper(),
                d.queueDepth(), fits ? atomic : DeviceSpec.Atomic.NONE, one(8) ? 1L << 40 : -1);
    }

    private Scenario file(Scenario s) {
        return switch (random.nextInt(12)) {
            case 0 -> indirect(s);
            case 1 -> inline(s);
            case 2 -> clusters(s);
            case 3 -> mounted(s, s.fs().blockSize(), true, false, false, s.fs().journal() ? DataMode.JOURNAL : DataMode.NONE, true);
            case 4 -> s.withInode(inode(s.inode(), s.inode().iSize(), s.inode().extents(), true, false, true));
            default -> mounted(s, s.fs().blockSize(), true, false, false, s.fs().dataMode(), s.fs().delalloc());
        };
    }

    private Scenario mounted(Scenario s, int cluster, boolean extents, boolean inline, boolean bigalloc, DataMode mode, boolean delalloc) {
        var f = s.fs();
        boolean delays = delalloc && mode != DataMode.JOURNAL;
        boolean effective = ScenarioRules.dioreadNolockEffective(f.dioreadNolock(), delays, mode, s.inode().extentsFormat(),
                s.inode().journalData());
        return s.withFs(new FileSystem(f.blockSize(), cluster, extents, inline, bigalloc, f.journal(), f.journal() && one(20), one(5), mode,
                f.barrier(), delays, f.dioreadNolock(), effective, f.readOnly()));
    }

    private static FileState inode(FileState i, long size, List<ExtentRun> extents, boolean format, boolean inline, boolean journalled) {
        return new FileState(size, Math.min(i.iDisksize(), size), extents, format, inline, i.mayInlineData() || inline, journalled,
                i.nosec(), i.syncTidCommitted(), i.datasyncTidCommitted(), extents.size() <= 4 ? 0 : -1);
    }

    /// Written or delayed blocks, found through block pointers.
    private Scenario indirect(Scenario s) {
        var extents = new ArrayList<ExtentRun>();
        for (var e : s.inode().extents()) {
            boolean unwritten = e.state() == ExtentRun.State.UNWRITTEN;
            extents.add(unwritten ? new ExtentRun(e.logical(), e.physical(), e.length(), ExtentRun.State.WRITTEN) : e);
        }
        var changed = s.withInode(inode(s.inode(), s.inode().iSize(), extents, false, false, false));
        return mounted(changed, s.fs().blockSize(), one(2), false, false, s.fs().dataMode(), s.fs().delalloc())
                .withContentBefore(content(s.inode().iSize(), extents));
    }

    private Scenario inline(Scenario s) {
        long size = random.nextInt(3) * 60L;
        var extents = size == 0 ? List.<ExtentRun>of() : List.of(new ExtentRun(0, -1, size, ExtentRun.State.INLINE));
        var changed = s.withInode(inode(s.inode(), Math.min(size, MOST_INLINE), extents, true, true, false)).withPageCache(List.of());
        return mounted(changed, s.fs().blockSize(), true, true, false, s.fs().dataMode(), s.fs().delalloc())
                .withContentBefore(size == 0 ? List.of() : List.of(new ContentRun(0, size, 0x11)));
    }

    private Scenario clusters(Scenario s) {
        int cluster = s.fs().blockSize() * any(2, 4, 16);
        var extents = new ArrayList<ExtentRun>();
        for (var e : s.inode().extents()) {
            extents.add(e.physical() < 0 ? e : new ExtentRun(e.logical(), (64L << 20) + e.logical(), e.length(), e.state()));
        }
        var changed = s.withInode(inode(s.inode(), s.inode().iSize(), extents, true, false, false));
        return mounted(changed, cluster, true, false, true, s.fs().dataMode(), s.fs().delalloc());
    }

    private static List<ContentRun> content(long size, List<ExtentRun> extents) {
        var out = new ArrayList<ContentRun>();
        long at = 0;
        for (var e : extents) {
            long from = Math.min(size, e.logical());
            long to = Math.min(size, e.logical() + e.length());
            if (e.state() == ExtentRun.State.WRITTEN && to > from) {
                if (from > at) {
                    out.add(new ContentRun(at, from - at, 0));
                }
                out.add(new ContentRun(from, to - from, 0x11));
                at = to;
            }
        }
        if (at < size) {
            out.add(new ContentRun(at, size - at, 0));
        }
        return out;
    }

    private Request request(Request r) {
        var rwf = new ArrayList<>(r.rwf());
        for (var f : List.of(Rwf.RWF_HIPRI, Rwf.RWF_ATOMIC, Rwf.RWF_DONTCACHE)) {
            if (one(f == Rwf.RWF_DONTCACHE ? 30 : 10)) {
                rwf.add(f);
            }
        }
        return new Request(!one(3), r.offset(), r.length(), r.iovecs(), r.vectored(), r.buffer(), r.pageRuns(), r.openFlags(), rwf,
                any(Request.Submission.values()), r.fill());
    }

    /// Pages of delayed blocks are dirty.
    private List<PageRun> pages(Scenario s) {
        for (var e : s.inode().extents()) {
            boolean whole = e.logical() % 4096 == 0 && e.length() >= 4096 && e.logical() + 4096 <= s.inode().iSize();
            if (e.state() == ExtentRun.State.DELALLOC && whole && one(2)) {
                return List.of(new PageRun(e.logical() / 4096, 1, PageRun.State.DIRTY_DELALLOC, PageRun.Mapped.NONE));
            }
        }
        return s.pageCache();
    }

    private Faults faults(Scenario s) {
        var f = s.faults();
        var stuck = !s.pageCache().isEmpty() && one(5) ? List.of(s.pageCache().getFirst().page()) : List.<Long>of();
        var shutdown = f.shutdown() ? any(Faults.Shutdown.values()) : Faults.Shutdown.NONE;
        return new Faults(f.eioFileRanges(), f.failBio(), f.freeBytes(), f.reserved(), shutdown, f.buffer(), one(10)
                ? 1 + random.nextInt(3)
                : 0, stuck);
    }

    /// The same call again, a little later and elsewhere.
    private List<Call> several(Scenario s) {
        var out = new ArrayList<>(s.requests());
        int more = 1 + random.nextInt(2);
        long start = 0;
        for (int i = 0; i < more; i++) {
            start += any(0L, 0L, 700L, 20_000L, 90_000L, 2_000_000L);
            var r = s.request();
            var next = request(
                    new Request(r.op(), Math.max(0, r.offset() + any(0L, 512L, 4096L, -4096L)), r.length(), r.iovecs(), r.vectored(),
                            r.buffer(), r.pageRuns(), r.openFlags(), r.rwf(), r.submission(), 0xBC + i));
            out.add(new Call(next, start));
        }
        return out;
    }

    private List<Integer> order() {
        var order = new ArrayList<>(List.of(1, 2, 3, 4, 5, 6));
        Collections.shuffle(order, random);
        return order.subList(0, 1 + random.nextInt(order.size()));
    }

    private EnumSet<Ask> asks() {
        var asks = EnumSet.of(any(Ask.values()));
        if (one(3)) {
            asks.add(any(Ask.values()));
        }
        return asks;
    }
}
