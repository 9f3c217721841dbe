package dioscope.model.evidence;

import dioscope.model.kernel.Errno;
import dioscope.model.state.Content;
import dioscope.model.state.Data;
import dioscope.model.state.Io;
import dioscope.model.state.OrdMap;
import dioscope.model.trace.Trace;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/// What a recording would have seen of a simulated run, in the recordings' vocabulary. All of it is read off the steps and their Worlds.
public final class Observed {
    /// What a reader's buffer holds before.
    private static final Data UNTOUCHED = new Data("untouched", 0xCC);

    private final Trace trace;

    private Observed(Trace trace) {
        this.trace = trace;
    }

    /// The run file of a finished run, and of the sync that followed it.
    ///
    /// @throws IllegalArgumentException when the run ended with a refusal and so returned nothing, or no sync followed it
    public static RunFile runFile(Trace trace, String caseName) {
        if (trace.refusal() != null) {
            throw new IllegalArgumentException(trace.refusal());
        }
        var o = new Observed(trace);
        var calls = new ObservedCalls(trace);
        var bios = new ObservedBios(trace);
        var state = new ObservedState(trace);
        Map<Facet, Json> f = new EnumMap<>(Facet.class);
        f.put(Facet.RESULT, o.result(calls));
        f.put(Facet.CALLS, calls.calls());
        f.put(Facet.FLAGS, calls.flags());
        f.put(Facet.IOMAPS, o.iomaps());
        f.put(Facet.BIOS, bios.bios());
        f.put(Facet.COMMANDS, bios.commands());
        f.put(Facet.LOCK, calls.lock());
        f.put(Facet.COMPLETION, calls.completion());
        f.put(Facet.SIZES, state.sizes(calls.disksizes()));
        f.put(Facet.EXTENTS, state.extents());
        f.put(Facet.PAGECACHE, state.pageCache());
        f.put(Facet.CACHE_EVENTS, o.cacheEvents());
        f.put(Facet.CONTENT, state.content());
        return new RunFile(trace.profile().name(), caseName, f);
    }

    /// Of the first request. `submit_ret` is how many requests io_submit or io_uring_enter took, one, or -errno.
    private Json result(ObservedCalls calls) {
        var io = trace.steps().getLast().world().io().at(1);
        var result = io.result();
        long ret = result == null ? 0 : result;
        var fields = new LinkedHashMap<String, Json>();
        fields.put("ret", Json.of(ret));
        fields.put("errno", Json.of(Errno.name(ret)));
        if (io.submission() != Io.Submission.SYNC) {
            fields.put("submit_ret", Json.of(calls.submitted()));
            fields.put("completed_in_submit", Json.of(calls.completedInSubmit()));
        }
        if (io.op() == Io.Op.READ && ret >= 0 && io.iter().segs() == 1) {
            fields.put("data", bytes(Content.EMPTY.fill(0, io.count(), UNTOUCHED).copy(io.data(), 0, 0, io.count()), io.count()));
        }
        return new Json.Obj(fields);
    }

    /// The first `length` bytes as `[offset, length, byte]` runs.
    static Json bytes(Content content, long length) {
        var runs = new ArrayList<Json>();
        long from = 0;
        long to = 0;
        int value = -1;
        for (var p : content.pieces(0, length)) {
            if (to != p.start() || value != p.data().value()) {
                addRun(runs, from, to, value);
                from = p.start();
                value = p.data().value();
            }
            to = p.end();
        }
        addRun(runs, from, to, value);
        return Json.arr(runs);
    }

    private static void addRun(List<Json> runs, long from, long to, int value) {
        if (to > from) {
            runs.add(Json.arr(List.of(Json.of(from), Json.of(to - from), Json.of(String.format("%02x", value)))));
        }
    }

    private Json iomaps() {
        var out = new ArrayList<Json>();
        var last = trace.step(0).beneath();
        for (var s : trace.steps()) {
            var w = s.beneath();
            if (w.io() == last.io()) {
                continue;
            }
            var before = last.io().at(1).iomi();
            var after = w.io().at(1).iomi();
            last = w;
            if (before == after || after == null) {
                continue;
            }
            var m = after.iomap();
            if (m == null || before != null && before.iomap() == m) {
                continue;
            }
            out.add(Json.obj("offset", Json.of(m.offset()), "length", Json.of(m.length()), "type", Json.of(m.type().name()), "flags",
                    Json.texts(trace.profile().iomap().names(m.flags()))));
        }
        return Json.arr(out);
    }

    private Json cacheEvents() {
        var added = new TreeSet<Long>();
        var removed = new TreeSet<Long>();
        var dirtied = new TreeSet<Long>();
        var last = trace.step(0).beneath().pageCache().pages();
        for (var s : trace.steps()) {
            var a = last;
            var b = s.beneath().pageCache().pages();
            if (a != b) {
                OrdMap.diff(a, b, (key, before, after) -> {
                    if (before == null && after != null) {
                        added.addAll(pages(key, after.pages()));
                    }
                    if (before != null && after == null) {
                        removed.addAll(pages(key, before.pages()));
                    }
                    if (after != null && after.dirty() && (before == null || !before.dirty())) {
                        dirtied.add(key);
                    }
                });
            }
            last = b;
        }
        return Json.obj("added", runs(added), "removed", runs(removed), "dirtied_heads", Json.arr(dirtied.stream().map(Json::of).toList()));
    }

    private static HashSet<Long> pages(long first, int n) {
        var out = new HashSet<Long>();
        for (long p = first; p < first + n; p++) {
            out.add(p);
        }
        return out;
    }

    /// Sorted page numbers as `[first, count]` runs.
    static Json runs(Iterable<Long> pages) {
        var out = new ArrayList<Json>();
        long first = -1;
        long count = 0;
        for (long p : pages) {
            if (count > 0 && first + count == p) {
                count++;
                continue;
            }
            if (count > 0) {
                out.add(Json.arr(List.of(Json.of(first), Json.of(count))));
            }
            first = p;
            count = 1;
        }
        if (count > 0) {
            out.add(Json.arr(List.of(Json.of(first), Json.of(count))));
        }
        return Json.arr(out);
    }
}
