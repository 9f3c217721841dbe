package dioscope.app.panel;

import dioscope.app.paint.CellId;
import dioscope.app.paint.FontRole;
import dioscope.app.paint.Token;
import dioscope.model.profile.Req;
import dioscope.model.state.Bio;
import dioscope.model.state.Rq;
import dioscope.model.trace.Moment;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// One bio, or one request without a bio (the flush machine's FLUSH), as a card.
///
/// @param requestOf the request each bio is in
record BioCard(Kit k, Moment m, Map<Integer, Rq> requestOf) {
    /// The most detailed card; 0 is one line.
    static final int MOST = 2;

    /// A line of a card. `choices` say the same thing, longest first.
    private record Line(FontRole role, double size, Token token, String... choices) {}

    double height(Record it, int detail) {
        return detail == 0 ? 20 * k.s : (13 + 17 * lines(it, detail).size()) * k.s;
    }

    void draw(Record it, double x, double y, double width, double h, int detail) {
        var id = it instanceof Bio b ? Related.bio(b.id()) : Related.request(((Rq) it).id());
        var token = it instanceof Bio b ? BioLook.token(b) : token((Rq) it);
        boolean building = it instanceof Bio b ? b.state() == Bio.State.BUILDING : ((Rq) it).op() != Bio.Op.FLUSH;
        k.pen.begin(id, x, y);
        k.pen.rect(0, 0, width, h, 6 * k.s, BioPanel.edge(token, building, (detail == 0 ? 1.2 : 2) * k.s));
        var lines = lines(it, detail);
        double at = detail == 0 ? h / 2 : 17 * k.s / 2 + 6 * k.s;
        for (var l : lines) {
            flow(l, 8 * k.s, at, width - 13 * k.s);
            at += 17 * k.s;
        }
        // a thing of its own that goes where the card goes
        k.pen.begin(CellId.of(id.path() + ".ring"), 0, 0);
        k.outline(id, 0, 0, width, h, 6 * k.s);
        k.pen.end();
        k.pen.end();
    }

    private void flow(Line l, double x, double cy, double room) {
        String t = k.fit(room, l.role, l.size, l.choices);
        double base = k.baseline(cy, l.role, l.size);
        if (t.isEmpty()) {
            t = l.choices[l.choices.length - 1];
        }
        if (t.contains("FUA") && !t.startsWith("no")) {
            // FUA is what a reader looks for: it comes first and stands out
            double end = k.text("FUA", x, base, l.size, FontRole.MONO_BOLD, Token.WARN, room);
            k.text(t.substring(3), end, base, l.size, l.role, l.token, room - (end - x));
        } else {
            k.text(t, x, base, l.size, l.role, l.token, room);
        }
    }

    private List<Line> lines(Record it, int detail) {
        return it instanceof Bio b ? lines(b, detail) : lines((Rq) it, detail);
    }

    private List<Line> lines(Bio b, int detail) {
        var out = new ArrayList<Line>();
        String name = "bio " + b.id();
        String mark = b.status() < 0 ? "-" + Units.error(b.status()) : "";
        String op = b.op() + (b.bytes() > 0 ? " " + Units.size(b.bytes()) : "");
        var token = BioLook.token(b);
        if (detail == 0) {
            out.add(new Line(FontRole.MONO, 12, token, name + " " + op + (mark.isEmpty() ? "" : " " + mark),
                    mark.isEmpty() ? name + " " + brief(b) : name + " " + mark, mark.isEmpty() ? name : b.id() + " " + mark, name));
            return out;
        }
        out.add(new Line(FontRole.MONO_BOLD, 14, token, mark.isEmpty() ? name : name + "  " + mark,
                mark.isEmpty() ? name : b.id() + " " + mark,
                mark.isEmpty() ? String.valueOf(b.id()) : b.id() + " failed"));
        out.add(new Line(FontRole.MONO, 12.5, Token.TEXT, op, b.op() + " " + brief(b), b.op().name().charAt(0) + " " + brief(b)));
        if (detail == MOST && b.bytes() > 0) {
            String sector = Units.grouped(b.sector());
            out.add(new Line(FontRole.MONO, 12, Token.TEXT_DIM, "sector " + sector, "at " + sector, sector, Long.toString(b.sector())));
        }
        if (detail == MOST && b.fileOffset() >= 0) {
            String n = b.vecs().size() + (b.vecs().size() == 1 ? " bvec" : " bvecs");
            out.add(new Line(FontRole.MONO, 12, Token.TEXT_DIM, "file " + Units.offset(b.fileOffset()) + " · " + n, n));
        }
        if (several(b)) {
            out.add(new Line(FontRole.MONO, 12, b.io() == 1 ? Token.DATA_NEW : Token.DATA_OTHER, "for request " + b.io(),
                    "request " + b.io(), "req " + b.io()));
        }
        String kind = BioLook.kind(b);
        if (!kind.isEmpty()) {
            out.add(new Line(FontRole.MONO, 12, Token.BIO_FLUSH, kind, kind.split(" ")[0]));
        }
        out.add(new Line(FontRole.MONO, 12, Token.TEXT_DIM, flags(b.opf())));
        var q = requestOf.get(b.id());
        var where = where(b, q);
        if (detail == MOST && where.length > 0) {
            out.add(new Line(FontRole.SANS, 12, Token.TEXT_DIM, where));
        }
        return out;
    }

    /// Whose request it serves, where there are several.
    private boolean several(Bio b) {
        return b.io() > 0 && m.trace().steps().getLast().world().io().size() > 1;
    }

    private String[] where(Bio b, @Nullable Rq q) {
        if (b.state() == Bio.State.BUILDING) {
            return new String[]{"being built"};
        }
        if (b.parent() != 0) {
            return new String[]{(b.lower() ? "clone of bio " : "split from bio ") + b.parent(), "of bio " + b.parent()};
        }
        if (q != null && q.bios().size() > 1) {
            return new String[]{"request " + q.id() + ", merged", "merged, rq " + q.id(), "merged"};
        }
        if (q != null && !q.flushSeq().isEmpty() && b.state() != Bio.State.DONE) {
            return owes(q);
        }
        return b.state() == Bio.State.SUBMITTED ? new String[]{"submitted"} : new String[0];
    }

    private static String[] owes(Rq q) {
        String all = "owes " + String.join(", ", q.flushSeq().stream().map(f -> f.name().toLowerCase(Locale.ROOT)).toList());
        String next = switch (q.flushSeq().getFirst()) {
            case PREFLUSH -> "waits for a flush";
            case DATA -> "its data now";
            case POSTFLUSH -> "a flush follows";
        };
        return new String[]{all, next, next.substring(next.lastIndexOf(' ') + 1)};
    }

    /// A request with no bio is the flush machine's, or one that waits for its bio.
    private static Token token(Rq q) {
        return q.op() == Bio.Op.FLUSH ? Token.BIO_FLUSH : Token.BIO_BUILT;
    }

    private List<Line> lines(Rq q, int detail) {
        var out = new ArrayList<Line>();
        if (detail == 0) {
            out.add(new Line(FontRole.MONO, 12, token(q), "request " + q.id() + " " + q.op(), "rq " + q.id() + " " + q.op(),
                    "rq " + q.id()));
            return out;
        }
        out.add(new Line(FontRole.MONO_BOLD, 14, token(q), "request " + q.id(), "rq " + q.id()));
        out.add(new Line(FontRole.MONO, 12.5, Token.TEXT, q.op().name() + (q.bytes() > 0 ? " " + Units.size(q.bytes()) : ""),
                q.op().name(), q.op().name().replace("WRITE_", "")));
        if (detail == MOST) {
            out.add(new Line(FontRole.SANS, 12, Token.TEXT_DIM,
                    q.op() == Bio.Op.FLUSH ? new String[]{"cache to medium", "to medium"} : new String[]{"just allocated", "new"}));
        }
        return out;
    }

    private static String brief(Bio b) {
        return b.bytes() == 0 ? "" : Units.size(b.bytes()).replace(" KiB", "K").replace(" MiB", "M").replace(" B", "B");
    }

    /// Short names of the flags, FUA first, in choices of ever fewer names.
    private String[] flags(int opf) {
        var req = m.trace().profile().req();
        var names = new ArrayList<>(req.names(opf));
        if (req.has(opf, Req.REQ_FUA)) {
            names.remove("FUA");
            names.addFirst("FUA");
        }
        if (names.isEmpty()) {
            return new String[]{"no flags"};
        }
        var out = new String[names.size()];
        for (int i = 0; i < out.length; i++) {
            out[i] = String.join(" ", names.subList(0, out.length - i)) + (i == 0 ? "" : " +" + i);
        }
        return out;
    }
}
