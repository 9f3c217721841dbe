package dioscope.model.evidence;

import static dioscope.model.evidence.Malformed.need;
import static dioscope.model.evidence.Malformed.needList;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The form of each facet that two runs must share: the facet without what the tolerances of a case excuse.
final class Canonical {
    private final Tolerances t;
    private final CanonicalCalls calls;

    Canonical(Tolerances t) {
        this.t = t;
        this.calls = new CanonicalCalls(t);
    }

    /// @throws Malformed if the facet does not have its shape
    Json of(Facet facet, Json x) {
        return switch (facet) {
            case RESULT -> result(x);
            case CALLS -> calls.calls(x);
            case FLAGS -> calls.flags(x);
            case IOMAPS ->
                new Json.Arr(needList(x, "iomaps").stream().map(m -> picked(m, "a mapping", "offset", "length", "type", "flags")).toList());
            case BIOS -> bios(x);
            case COMMANDS -> commands(x);
            case LOCK -> lock(x);
            case COMPLETION -> new Json.Arr(needList(x, "completion"));
            case SIZES -> t.umountSize()
                    ? picked(x, "sizes", "before", "after", "after_sync", "i_disksize_seen", "on_disk_after_umount")
                    : picked(x, "sizes", "before", "after", "after_sync", "i_disksize_seen");
            case EXTENTS -> extents(x);
            case PAGECACHE -> pageCache(x);
            case CACHE_EVENTS -> picked(x, "cache_events", "added", "removed", "dirtied_heads");
            case CONTENT -> new Json.Arr(needList(x, "content"));
        };
    }

    private static Json picked(Json x, String what, String... keys) {
        Map<String, Json> out = new LinkedHashMap<>();
        for (String key : keys) {
            out.put(key, need(x, key, what));
        }
        return new Json.Obj(out);
    }

    private Json result(Json x) {
        Map<String, Json> out = new LinkedHashMap<>();
        out.put("ret", need(x, "ret", "result"));
        out.put("errno", need(x, "errno", "result"));
        for (String key : t.race() ? List.of("submit_ret", "data") : List.of("submit_ret", "data", "completed_in_submit")) {
            if (x instanceof Json.Obj o && o.fields().get(key) instanceof Json value) {
                out.put(key, value);
            }
        }
        return new Json.Obj(out);
    }

    private Json bios(Json x) {
        var jbd2 = new ArrayList<Json>();
        var others = new ArrayList<Json>();
        for (Json b : needList(x, "bios")) {
            Json kind = need(b, "kind", "a bio");
            Json op = need(b, "op", "a bio");
            Json ctx = need(b, "ctx", "a bio");
            if (isMetadataRead(kind, op)) {
                continue;
            }
            Map<String, Json> e = new LinkedHashMap<>();
            e.put("op", op);
            e.put("flags", new Json.Arr(need(b, "flags", "a bio").elements().stream().filter(f -> !f.is("ALLOC_CACHE")).toList()));
            e.put("kind", kind);
            if (!kind.is("journal")) {
                e.put("via", need(b, "via", "a bio"));
                e.put("length", need(b, "length", "a bio"));
                e.put("offset", need(b, "offset", "a bio"));
            }
            if (!ctx.is("jbd2") && !t.race()) {
                e.put("ctx", ctx);
            }
            addOnce(ctx.is("jbd2") ? jbd2 : others, kind, new Json.Obj(e));
        }
        return Json.obj("jbd2", new Json.Arr(jbd2), "others", new Json.Arr(others));
    }

    private static Json commands(Json x) {
        var out = new ArrayList<Json>();
        for (Json c : needList(x, "commands")) {
            Json op = need(c, "op", "a command");
            if (op.is("FLUSH")) {
                out.add(Json.obj("op", "FLUSH"));
                continue;
            }
            Json kind = need(c, "kind", "a command");
            if (isMetadataRead(kind, op)) {
                continue;
            }
            Map<String, Json> e = new LinkedHashMap<>();
            e.put("op", op);
            e.put("flags", need(c, "flags", "a command"));
            e.put("kind", kind);
            if (!kind.is("journal")) {
                e.put("length", need(c, "length", "a command"));
                e.put("offset", need(c, "offset", "a command"));
            }
            addOnce(out, kind, new Json.Obj(e));
        }
        return new Json.Arr(out);
    }

    /// Block bitmaps are read as mount and set-up left the cache.
    private static boolean isMetadataRead(Json kind, Json op) {
        return kind.is("metadata") && op.is("READ");
    }

    /// How many blocks a commit writes depends on metadata sharing, so equal journal entries in a row count once.
    private static void addOnce(List<Json> list, Json kind, Json entry) {
        if (!(kind.is("journal") && !list.isEmpty() && list.getLast().looselyEquals(entry))) {
            list.add(entry);
        }
    }

    private Json lock(Json x) {
        var out = new ArrayList<Json>();
        for (Json e : needList(x, "lock")) {
            Json at = need(e, "at", "lock");
            if (!(t.race() && at.is("completion"))) {
                out.add(Json.arr(at, need(e, "lock", "lock")));
            }
        }
        return new Json.Arr(out);
    }

    private Json extents(Json x) {
        Map<String, Json> out = new LinkedHashMap<>();
        for (String moment : Tolerances.MOMENTS) {
            out.put(moment, mergedRuns(needList(need(x, moment, "extents"), "extents")));
        }
        return new Json.Obj(out);
    }

    private Json mergedRuns(List<Json> extents) {
        var runs = new ArrayList<Json>();
        var breaks = new ArrayList<Json>();
        for (Json e : extents) {
            Json start = need(e, "logical", "an extent");
            Json length = need(e, "length", "an extent");
            Json state = need(e, "state", "an extent");
            Json contiguous = need(e, "contiguous", "an extent");
            List<Json> last = runs.isEmpty() ? List.of() : runs.getLast().elements();
            if (!last.isEmpty() && last.get(0).plus(last.get(1)).looselyEquals(start) && last.get(2).looselyEquals(state)) {
                runs.set(runs.size() - 1, Json.arr(last.get(0), last.get(1).plus(length), last.get(2)));
            } else {
                runs.add(Json.arr(start, length, state));
            }
            if (contiguous.equals(Json.of(false)) && start.truthy() && isOldBreak(start)) {
                breaks.add(start);
            }
        }
        return Json.obj("runs", new Json.Arr(runs), "physical breaks inside old blocks", new Json.Arr(breaks));
    }

    /// Physical placement is the allocator's choice; only between blocks that were there before is it comparable.
    private boolean isOldBreak(Json start) {
        BigInteger offset = switch (start) {
            case Json.Int n -> n.value();
            case Json.Bool _ -> BigInteger.ONE;
            case Json.Real r when Double.isFinite(r.value()) -> new java.math.BigDecimal(r.value()).toBigInteger();
            case Json.Real _ -> BigInteger.ZERO;
            default -> throw new Malformed(Words.show(start) + " is not a number");
        };
        return t.wasMapped(offset.subtract(BigInteger.ONE)) && t.wasMapped(offset);
    }

    private Json pageCache(Json x) {
        Map<String, Json> out = new LinkedHashMap<>();
        for (String moment : Tolerances.MOMENTS) {
            Json s = need(x, moment, "pagecache");
            out.put(moment,
                    t.dirtyKnown().contains(moment)
                            ? picked(s, "pagecache", "resident", "dirty_pages")
                            : picked(s, "pagecache", "resident"));
        }
        return new Json.Obj(out);
    }
}
