package dioscope.model.evidence;

import static dioscope.model.evidence.Malformed.need;
import static dioscope.model.evidence.Malformed.needList;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The calls and flags of a run without what chance decides: order is kept within one context, not across contexts.
final class CanonicalCalls {
    private static final Json QUEUED = Json.of(-529);
    private static final Set<String> IO_ENTRY = Set.of("iomap_dio_rw", "__iomap_dio_rw", "ext4_file_write_iter", "ext4_file_read_iter");
    private static final Set<String> FINISHER = Set.of("iomap_dio_complete_work", "io_complete_rw", "io_complete_rw_iopoll");
    private static final Set<String> INTERRUPT = Set.of("iomap_dio_bio_end_io", "ext4_end_bio");

    private final Tolerances t;

    private record Call(String fn, Json ctx, Json.Obj args, Json ret) {
        Json row() {
            return Json.arr(Json.of(fn), args, ret);
        }

        boolean startsTimestampHandle() {
            return fn.equals("ext4_journal_start") && args.get("caller").is("ext4_dirty_inode") && !args.get("nested").truthy();
        }
    }

    CanonicalCalls(Tolerances t) {
        this.t = t;
    }

    Json calls(Json facet) {
        List<Call> calls = compared(facet);
        return t.race() ? inRace(calls) : byContext(calls);
    }

    private List<Call> compared(Json facet) {
        var kept = new ArrayList<Call>();
        var previous = new HashMap<String, String>();
        int modified = 0;
        for (Json c : needList(facet, "calls")) {
            Json name = need(c, "fn", "a call");
            Json ctx = need(c, "ctx", "a call");
            if (!observed(name, t.observable()) || !(name instanceof Json.Text(String fn))) {
                continue;
            }
            Json ret = t.observableReturn().contains(fn) && c instanceof Json.Obj o ? o.get("ret") : Json.NULL;
            var call = new Call(fn, ctx, object(need(c, "args", "call of " + fn)), ret);
            if (fn.equals("file_modified")) {
                modified++;
            }
            String before = previous.put(keyOf(ctx), fn);
            // a second time stamp within one clock tick changes nothing: whether it starts a handle is chance
            if (!(call.startsTimestampHandle() && "file_modified".equals(before) && modified > 1)) {
                kept.add(call);
            }
        }
        return kept;
    }

    private static Json byContext(List<Call> calls) {
        var streams = new LinkedHashMap<String, List<Json>>();
        for (Call c : calls) {
            streams.computeIfAbsent(keyOf(c.ctx), _ -> new ArrayList<>()).add(c.row());
        }
        return lists(streams);
    }

    private Json inRace(List<Call> calls) {
        var streams = new LinkedHashMap<String, List<Json>>();
        for (String name : List.of("submission and completion", "interrupts", "jbd2", "atime")) {
            streams.put(name, new ArrayList<>());
        }
        boolean read = calls.stream().anyMatch(c -> c.fn.equals("ext4_file_read_iter"));
        for (Call c : calls) {
            String stream;
            if (read && c.startsTimestampHandle()) {
                stream = "atime"; // file_accessed runs before or after the completion
            } else if (c.ctx.is("jbd2")) {
                stream = "jbd2";
            } else if (INTERRUPT.contains(c.fn)) {
                stream = "interrupts";
            } else if (FINISHER.contains(c.fn) || (t.invalidationRaces() && c.fn.equals("kiocb_invalidate_post_direct_write"))) {
                continue;
            } else {
                stream = "submission and completion";
            }
            boolean either = stream.startsWith("submission") && IO_ENTRY.contains(c.fn)
                    && (QUEUED.looselyEquals(c.ret) || c.ret.is("dio") || t.result().looselyEquals(c.ret));
            List<Json> rows = java.util.Objects.requireNonNull(streams.get(stream));
            rows.add(either ? new Call(c.fn, c.ctx, c.args, Json.of("queued or done")).row() : c.row());
        }
        return lists(streams);
    }

    Json flags(Json facet) {
        var rows = new ArrayList<Json>();
        var streams = new LinkedHashMap<String, List<Json>>();
        for (Json f : needList(facet, "flags")) {
            Json fn = need(f, "fn", "a flags entry");
            Json ctx = need(f, "ctx", "a flags entry");
            List<Json> names = need(f, "names", "a flags entry").elements();
            if (!observed(fn, t.observable())) {
                continue;
            }
            Json hex = need(f, "hex", "a flags entry");
            boolean inInterrupt = fn.is("iomap_dio_bio_end_io");
            if (t.race()) {
                Json row = new Json.Arr(names.stream().filter(this::certain).toList());
                if (!inInterrupt && (rows.isEmpty() || !rows.getLast().looselyEquals(row))) {
                    rows.add(row);
                }
            } else if (!(inInterrupt && ctx.is("irq") && !t.irqFlags())) {
                streams.computeIfAbsent(keyOf(ctx), _ -> new ArrayList<>()).add(Json.arr(fn, new Json.Arr(names), hex));
            }
        }
        return t.race() ? new Json.Arr(rows) : lists(streams);
    }

    private boolean certain(Json flag) {
        return !(t.invalidationRaces()
                && (flag.is("NO_INVALIDATE") || (flag.is("COMP_WORK") && (t.cached() || t.failed()))));
    }

    private static boolean observed(Json fn, Set<String> observable) {
        keyOf(fn);
        return fn instanceof Json.Text(String name) && observable.contains(name);
    }

    /// A text that stands for a value used as a key; one and true are one key.
    private static String keyOf(Json v) {
        return switch (v) {
            case Json.Text t -> t.value();
            case Json.Null _ -> "\0null";
            case Json.Bool b -> b.value() ? "\0001" : "\0000";
            case Json.Int n -> "\0" + n.value();
            case Json.Real r -> "\0" + (r.value() == Math.rint(r.value()) ? new java.math.BigDecimal(r.value()).toBigInteger() : r.value());
            case Json.Arr _,Json.Obj _ -> throw new Malformed(Words.show(v) + " is not a name");
        };
    }

    /// An object, or a list of pairs that stands for one.
    private static Json.Obj object(Json v) {
        if (v instanceof Json.Obj o) {
            return o;
        }
        var fields = new LinkedHashMap<String, Json>();
        for (Json pair : v.elements()) {
            List<Json> p = pair.elements();
            if (p.size() != 2) {
                throw new Malformed(Words.show(v) + " is not an object");
            }
            keyOf(p.getFirst());
            fields.put(p.getFirst() instanceof Json.Text t ? t.value() : Words.text(p.getFirst(), ","), p.getLast());
        }
        return new Json.Obj(fields);
    }

    private static Json lists(Map<String, List<Json>> streams) {
        var fields = new LinkedHashMap<String, Json>();
        streams.forEach((k, v) -> fields.put(k.startsWith("\0") ? k.substring(1) : k, new Json.Arr(v)));
        return new Json.Obj(fields);
    }
}
