package dioscope.model.evidence;

import dioscope.model.state.Bio;
import dioscope.model.state.OrdMap;
import dioscope.model.state.Rq;
import dioscope.model.trace.Trace;
import dioscope.model.profile.Feature;
import dioscope.model.profile.Req;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;

/// The facets recordings take from the block layer: each bio as it is submitted, each command as the driver gets it.
final class ObservedBios {
    private static final List<Bio.Kind> KIND_ORDER = List.of(Bio.Kind.ZERO_PAD, Bio.Kind.DATA, Bio.Kind.READ, Bio.Kind.JOURNAL,
            Bio.Kind.COMMIT_BLOCK, Bio.Kind.METADATA, Bio.Kind.ZERO_OUT);

    private final Trace trace;
    private final List<Bio> submitted = new ArrayList<>();
    private final List<String> contexts = new ArrayList<>();
    private final List<Rq> issued = new ArrayList<>();

    ObservedBios(Trace trace) {
        this.trace = trace;
        var seenBios = new HashSet<Long>();
        var last = trace.step(0).beneath();
        for (var s : trace.steps()) {
            var a = last;
            var b = s.beneath();
            if (a == b) {
                continue;
            }
            last = b;
            OrdMap.diff(a.bios(), b.bios(), (id, before, after) -> {
                if (after != null && after.state() == Bio.State.SUBMITTED && after.parent() == 0 && seenBios.add(id)) {
                    submitted.add(after);
                    contexts.add(s.ctx().ctx());
                }
            });
            OrdMap.diff(a.requests(), b.requests(), (id, before, after) -> {
                if (after != null && after.state() == Rq.State.IN_DEVICE && (before == null || before.state() != Rq.State.IN_DEVICE)) {
                    issued.add(after);
                }
            });
        }
    }

    private static String words(Enum<?> e) {
        return e.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    Json bios() {
        var out = new ArrayList<Json>();
        int journal = 0;
        String journalKey = "";
        for (int i = 0; i < submitted.size(); i++) {
            var b = submitted.get(i);
            var flags = Json.texts(trace.profile().req().names(b.opf()));
            var fields = new LinkedHashMap<String, Json>();
            var op = b.op() == Bio.Op.FLUSH ? "WRITE" : b.op().name();
            fields.put("op", Json.of(op));
            fields.put("flags", flags);
            if (b.kind() == Bio.Kind.JOURNAL) {
                var key = contexts.get(i) + b.opf();
                if (key.equals(journalKey)) {
                    journal++;
                    out.removeLast();
                } else {
                    journal = 1;
                }
                journalKey = key;
                fields.put("kind", Json.of("journal"));
                fields.put("via", Json.of("journal"));
                fields.put("ctx", Json.of(contexts.get(i)));
                fields.put("count", Json.of(journal));
            } else {
                journalKey = "";
                fields.put("length", Json.of(b.bytes()));
                fields.put("kind", Json.of(words(b.kind())));
                fields.put("via", Json.of(words(b.via())));
                fields.put("offset", b.fileOffset() < 0 ? Json.NULL : Json.of(b.fileOffset()));
                fields.put("ctx", Json.of(contexts.get(i)));
            }
            out.add(new Json.Obj(fields));
        }
        return Json.arr(out);
    }

    Json commands() {
        var out = new ArrayList<Json>();
        int journal = 0;
        int journalFlags = 0;
        for (var r : issued) {
            if (r.op() == Bio.Op.FLUSH) {
                out.add(Json.obj("op", Json.of("FLUSH")));
                journal = 0;
                continue;
            }
            var carried = overlapping(r);
            var kinds = KIND_ORDER.stream().filter(k -> carried.stream().anyMatch(b -> b.kind() == k)).toList();
            var fields = new LinkedHashMap<String, Json>();
            boolean unnamed = r.op() == Bio.Op.WRITE_ZEROES && !trace.profile().has(Feature.TRACED_WRITE_ZEROES);
            fields.put("op", Json.of(unnamed ? "OTHER" : r.op().name()));
            fields.put("flags", flags(r.opf()));
            if (kinds.equals(List.of(Bio.Kind.JOURNAL))) {
                if (journal > 0 && journalFlags == r.opf()) {
                    out.removeLast();
                    journal++;
                } else {
                    journal = 1;
                }
                journalFlags = r.opf();
                fields.put("kind", Json.of("journal"));
                fields.put("count", Json.of(journal));
            } else {
                journal = 0;
                fields.put("kind",
                        Json.of(unnamed || kinds.isEmpty()
                                ? "unknown"
                                : String.join("+", kinds.stream().map(ObservedBios::words).toList())));
                fields.put("length", Json.of(r.bytes()));
                fields.put("offset", fileOffset(r, carried));
            }
            out.add(new Json.Obj(fields));
        }
        return Json.arr(out);
    }

    private List<Bio> overlapping(Rq r) {
        long end = r.sector() + r.bytes() / 512;
        return submitted.stream().filter(b -> b.op() == r.op() && b.bytes() > 0 && b.sector() < end && r.sector() < b.endSector()).toList();
    }

    private static Json fileOffset(Rq r, List<Bio> carried) {
        for (var b : carried) {
            if (b.fileOffset() >= 0 && b.sector() <= r.sector() && r.sector() < b.endSector()) {
                return Json.of(b.fileOffset() + (r.sector() - b.sector()) * 512);
            }
        }
        return Json.NULL;
    }

    private Json flags(int opf) {
        var names = new ArrayList<String>();
        for (var f : List.of(Req.REQ_FUA, Req.REQ_RAHEAD, Req.REQ_SYNC, Req.REQ_META, Req.REQ_ATOMIC)) {
            if (trace.profile().req().has(opf, f)) {
                names.add(f.shortName());
            }
        }
        return Json.texts(names);
    }
}
