package dioscope.model.fsx;

import dioscope.model.scenario.Decisions;
import dioscope.model.scenario.DeviceSpec;
import dioscope.model.scenario.Faults;
import dioscope.model.scenario.FileState;
import dioscope.model.scenario.FileSystem;
import dioscope.model.scenario.Request;
import dioscope.model.scenario.Request.Iovec;
import dioscope.model.scenario.Request.Memory;
import dioscope.model.scenario.Request.OpenFlag;
import dioscope.model.scenario.Request.Rwf;
import dioscope.model.scenario.Scenario;
import dioscope.model.scenario.Scenario.Call;
import dioscope.model.scenario.ScenarioRules;
import dioscope.model.scenario.Writeback;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/// Makes a failing scenario small: calls are left out and fields simplified as long as it fails in the same way.
final class Shrink {
    private final Predicate<Scenario> fails;
    private int tries;

    /// @param fails whether a scenario fails as the first one did
    /// @param tries how many scenarios may be run
    Shrink(Predicate<Scenario> fails, int tries) {
        this.fails = fails;
        this.tries = tries;
    }

    /// The smallest that was found; `s` itself if nothing can be left out.
    Scenario of(Scenario s) {
        while (true) {
            var smaller = fields(calls(fewer(s)));
            if (smaller.equals(s) || tries <= 0) {
                return smaller;
            }
            s = smaller;
        }
    }

    private boolean stillFails(Scenario s) {
        return tries-- > 0 && ScenarioRules.problems(s).isEmpty() && fails.test(s);
    }

    /// Leaves out runs of calls, the longest first.
    private Scenario fewer(Scenario s) {
        for (int n = s.requests().size() / 2; n >= 1; n /= 2) {
            for (int at = 0; at < s.requests().size();) {
                var left = new ArrayList<>(s.requests());
                left.subList(at, Math.min(at + n, left.size())).clear();
                var smaller = left.isEmpty() ? s : with(s, left);
                if (left.isEmpty() || !stillFails(smaller)) {
                    at += n;
                } else {
                    s = smaller;
                }
            }
        }
        return s;
    }

    /// Time begins with the first call, and only its memory can be bad.
    private static Scenario with(Scenario s, List<Call> calls) {
        long start = calls.getFirst().startNanos();
        var moved = new ArrayList<Call>();
        for (var c : calls) {
            moved.add(new Call(c.request(), c.startNanos() - start, c.task()));
        }
        var f = s.faults();
        boolean bad = calls.getFirst().request().buffer() == Memory.BAD || calls.getFirst().request().buffer() == Memory.BADTAIL;
        return s.withRequests(moved).withFaults(bad ? f : faults(f, f.eioFileRanges(), f.failBio(), f.freeBytes(), Faults.Buffer.GOOD));
    }

    private static Faults faults(Faults f, List<Faults.Range> eio, int bio, long free, Faults.Buffer buffer) {
        return new Faults(eio, bio, free, f.reserved(), f.shutdownMode(), buffer, f.shortPin(), f.shortCopy(), f.killNanos(),
                f.stuckPages());
    }

    private Scenario first(Scenario s, List<Scenario> simpler) {
        for (var c : simpler) {
            if (!c.equals(s) && stillFails(c)) {
                return c;
            }
        }
        return s;
    }

    private Scenario calls(Scenario s) {
        for (int i = 0; i < s.requests().size(); i++) {
            while (true) {
                var simpler = new ArrayList<Scenario>();
                for (var c : simpler(s.requests().get(i), i == 0 ? s.requests().get(i) : s.requests().get(i - 1))) {
                    var all = new ArrayList<>(s.requests());
                    all.set(i, c);
                    simpler.add(with(s, all));
                }
                var next = first(s, simpler);
                if (next == s) {
                    break;
                }
                s = next;
            }
        }
        return s;
    }

    /// @param before the call before, of which it must not come into the way
    private static List<Call> simpler(Call c, Call before) {
        var out = new ArrayList<Call>();
        var r = c.request();
        for (var w : r.rwf()) {
            out.add(call(c, request(r, r.offset(), r.length(), r.iovecs(), r.openFlags(), without(r.rwf(), w))));
        }
        for (var o : r.openFlags()) {
            out.add(call(c, request(r, r.offset(), r.length(), r.iovecs(), without(r.openFlags(), o), r.rwf())));
        }
        if (r.iovecs().size() > 1 || !r.iovecs().isEmpty() && r.iovecs().getFirst().baseMod4096() != 0) {
            out.add(call(c, request(r, r.offset(), r.length(), one(r, r.length()), r.openFlags(), r.rwf())));
        }
        if (r.op() == Request.Op.READ && r.offset() > 0) {
            long end = r.offset() + r.length(); // so that what it finds may move
            out.add(call(c, request(r, 0, end, one(r, end), r.openFlags(), r.rwf())));
        }
        for (long unit : List.of(1L << 30, 4096L, 1024L, 512L)) {
            out.add(call(c, request(r, r.offset() / unit * unit, r.length(), r.iovecs(), r.openFlags(), r.rwf())));
        }
        boolean moves = !r.iovecs().isEmpty();
        for (long length : List.of(1L, 512L, 1024L, 4096L, r.length() / 2)) {
            if (length < r.length()) {
                out.add(call(c, request(r, r.offset(), moves ? length : 0, one(r, length), r.openFlags(), r.rwf())));
            }
        }
        if (r.buffer() != Memory.PAGE) {
            out.add(call(c,
                    new Request(r.op(), r.offset(), r.length(), r.iovecs(), r.vectored(), Memory.PAGE, List.of(), r.openFlags(), r.rwf(),
                            r.submission(), r.fill())));
        }
        if (c.startNanos() > before.startNanos() && c.task() == before.task()) {
            out.add(new Call(r, before.startNanos(), c.task()));
        }
        if (c.task() != before.task()) {
            out.add(new Call(r, c.startNanos(), before.task()));
        }
        out.removeIf(c::equals);
        return out;
    }

    private static Call call(Call c, Request r) {
        return new Call(r, c.startNanos(), c.task());
    }

    private static <T> List<T> without(List<T> all, T one) {
        return all.stream().filter(x -> !x.equals(one)).toList();
    }

    private static List<Iovec> one(Request r, long length) {
        return r.iovecs().isEmpty() ? List.of() : List.of(new Iovec(0, length));
    }

    private static Request request(Request r, long offset, long length, List<Iovec> vecs, List<OpenFlag> open, List<Rwf> rwf) {
        return new Request(r.op(), offset, length, vecs, vecs.size() > 1 || !rwf.isEmpty(), r.buffer(), List.of(), open, rwf,
                r.submission(),
                r.fill());
    }

    /// What surrounds the calls.
    private Scenario fields(Scenario s) {
        var f = s.faults();
        s = first(s, List.of(s.withFaults(faults(f, List.of(), 0, -1, f.buffer()))));
        f = s.faults();
        s = first(s, List.of(s.withFaults(faults(f, List.of(), f.failBio(), f.freeBytes(), f.buffer())),
                s.withFaults(faults(f, f.eioFileRanges(), 0, f.freeBytes(), f.buffer())),
                s.withFaults(faults(f, f.eioFileRanges(), f.failBio(), -1, f.buffer()))));
        f = s.faults();
        s = first(s,
                List.of(s.withFaults(new Faults(f.eioFileRanges(), f.failBio(), f.freeBytes(), f.reserved(), f.shutdownMode(), f.buffer(),
                        0, f.stuckPages()))));
        s = first(s, List.of(s.withDevice(DeviceSpec.NVME_FUA)));
        s = first(s, List.of(s.withDecisions(Decisions.NONE)));
        s = first(s, List.of(s.withPassNanos(0)));
        s = first(s, List.of(s.withWriteback(Writeback.DEFAULT)));
        s = first(s, List.of(s.withPageCache(List.of())));
        s = first(s, List.of(empty(s), empty(s).withFs(FileSystem.DEFAULT)));
        s = first(s, List.of(s.withFs(FileSystem.DEFAULT)));
        for (var option : List.of("barrier", "delalloc", "data=ordered")) {
            s = first(s, List.of(mounted(s, option)));
        }
        return s;
    }

    private static Scenario empty(Scenario s) {
        var i = s.inode();
        return s.withInode(
                new FileState(0, 0, List.of(), i.extentsFormat(), i.inline(), i.mayInlineData(), i.journalData(), true, true, true))
                .withContentBefore(List.of());
    }

    private static Scenario mounted(Scenario s, String option) {
        var f = s.fs();
        boolean delalloc = f.delalloc() || option.equals("delalloc");
        var mode = option.equals("data=ordered") && f.journal() ? FileSystem.DataMode.ORDERED : f.dataMode();
        boolean effective = ScenarioRules.dioreadNolockEffective(f.dioreadNolock(), delalloc, mode, s.inode().extentsFormat(),
                s.inode().journalData());
        return s.withFs(new FileSystem(f.blockSize(), f.clusterSize(), f.extents(), f.inlineData(), f.bigalloc(), f.journal(), false, false,
                mode, f.barrier() || option.equals("barrier"), delalloc, f.dioreadNolock(), effective, f.readOnly()));
    }
}
