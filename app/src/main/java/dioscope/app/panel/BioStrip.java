package dioscope.app.panel;

import dioscope.app.paint.Bounds;
import dioscope.app.paint.CellId;
import dioscope.app.paint.Dash;
import dioscope.app.paint.FontRole;
import dioscope.app.paint.Style;
import dioscope.app.paint.Token;
import dioscope.model.state.Bio;
import dioscope.model.state.Rq;
import dioscope.model.trace.Moment;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// The bios as cards in the order in which they were made: what each is for, what it asks of the device, how far it is. The last ones, and before them all
/// that are still on their way.
record BioStrip(Kit k, Moment m, FlowRows.Lane lane, Bytes bytes) {
    private static final double LEAST = 118;
    /// Room for how many cards there were before, units.
    private static final double EARLIER = 62;

    void draw() {
        double x0 = k.left() + FlowPanel.LABELS * k.s;
        var w = m.world();
        k.text("bio queue", k.left(), k.baseline(lane.y() + 12 * k.s, FontRole.SANS_BOLD, 13), 13, FontRole.SANS_BOLD, Token.TEXT,
                84 * k.s);
        int used = w.queue().tags().size();
        String tags = used + " of " + k.view.study().setting().queueDepth() + " tags";
        k.text(lane.y() + 38 * k.s > k.h ? "" : k.fit(84 * k.s, FontRole.SANS, 12, tags, used + " tags"), k.left(),
                k.baseline(lane.y() + 30 * k.s, FontRole.SANS, 12), 12,
                FontRole.SANS, Token.TEXT_DIM, 84 * k.s);
        double right = register(x0);
        var all = new ArrayList<Record>();
        for (var e : w.bios()) {
            all.add(e.value());
        }
        for (var e : w.requests()) {
            if (e.value().bios().isEmpty() && e.value().op() == Bio.Op.FLUSH) {
                all.add(e.value());
            }
        }
        if (all.isEmpty()) {
            k.pen.rect(x0, lane.y(), right - x0, lane.h(), 6 * k.s, Style.stroke(Token.PANEL_BORDER, 1.2 * k.s));
            k.text("no bio yet", x0 + 10 * k.s, k.baseline(lane.middle(), FontRole.SANS, 12), 12, FontRole.SANS, Token.TEXT_FAINT,
                    right - x0);
            return;
        }
        double gap = 8 * k.s;
        // a place for each card that stays the same while their number grows
        double from = x0 + EARLIER * k.s;
        int most = Math.max(1, (int) ((right - from + gap) / (LEAST * k.s + gap)));
        boolean hides = all.size() > most;
        var shown = chosen(all, most);
        double each = (right - from - (most - 1) * gap) / most;
        if (!hides) {
            from = x0;
        }
        if (hides) {
            int n = all.size() - shown.size();
            k.text(n + " earlier", x0, k.baseline(lane.middle(), FontRole.SANS, 12), 12, FontRole.SANS, Token.TEXT_DIM, 60 * k.s);
        }
        for (int i = 0; i < shown.size(); i++) {
            card(shown.get(i), from + i * (each + gap), each);
        }
    }

    /// The last ones; one that is on its way stays before one that is done.
    private static List<Record> chosen(List<Record> all, int most) {
        var out = new ArrayList<Record>();
        for (int pass = 0; pass < 2 && out.size() < most; pass++) {
            for (int i = all.size() - 1; i >= 0 && out.size() < most; i--) {
                var x = all.get(i);
                if (done(x) == (pass == 1) && !out.contains(x)) {
                    out.add(x);
                }
            }
        }
        out.sort((a, b) -> all.indexOf(a) - all.indexOf(b));
        return out;
    }

    private static boolean done(Record x) {
        return x instanceof Bio b ? b.state() == Bio.State.DONE : ((Rq) x).state() == Rq.State.DONE;
    }

    private void card(Record x, double at, double width) {
        var id = x instanceof Bio b ? Related.bio(b.id()) : Related.request(((Rq) x).id());
        boolean done = done(x);
        Token token = x instanceof Bio b ? b.status() < 0 ? Token.BIO_FAILED : kind(b) : Token.BIO_FLUSH;
        boolean dashed = x instanceof Bio b && b.state() == Bio.State.BUILDING;
        k.pen.begin(id, at, lane.y());
        var edge = Style.fill(Token.PANEL).withStroke(token, (done ? 1.3 : 2.2) * k.s);
        k.pen.rect(0, 0, width, lane.h(), 6 * k.s, (dashed ? edge.withDash(Dash.LONG) : edge).withOpacity(done ? 0.7 : 1));
        double room = width - 16 * k.s;
        int lines = Math.clamp((int) ((lane.h() / k.s - 6) / 16), 1, 4);
        var text = lines(x);
        double step = Math.min(19 * k.s, (lane.h() - 8 * k.s) / lines);
        String state = text.getFirst()[0];
        for (int i = 1; i <= Math.min(lines, text.size() - 1); i++) {
            double base = k.baseline(4 * k.s + (i - 0.5) * step, FontRole.MONO, 12);
            double sw = i == 1 ? k.width(state, FontRole.SANS, 11.5) + 8 * k.s : 0;
            var role = i == 1 ? FontRole.MONO_BOLD : FontRole.MONO;
            String t = k.fit(room - sw, role, 12, text.get(i));
            boolean alone = t.isEmpty() && i == 1;
            k.text(alone ? k.fit(room, role, 12, text.get(i)) : t, 8 * k.s, base, 12, role, i == 1
                    ? token
                    : i == 2
                            ? Token.TEXT
                            : Token.TEXT_DIM,
                    room);
            if (i == 1 && !alone) {
                k.end(state, width - 8 * k.s, base, 11.5, FontRole.SANS, Token.TEXT_DIM, sw);
            }
        }
        k.pen.begin(CellId.of(id.path() + ".ring"), 0, 0);
        k.outline(id, 0, 0, width, lane.h(), 6 * k.s);
        k.pen.end();
        k.pen.end();
    }

    private static Token kind(Bio b) {
        return switch (b.kind()) {
            case JOURNAL, METADATA -> Token.DATA_JOURNAL;
            case COMMIT_BLOCK -> Token.NOW;
            case FLUSH -> Token.BIO_FLUSH;
            case READ, ZERO_PAD, ZERO_OUT -> Token.REQUEST;
            case DATA ->
                writers(b).isEmpty() ? Token.DATA_KEPT : Token.write(writers(b).getFirst());
        };
    }

    /// Whose bytes it carries.
    private static List<Integer> writers(Bio b) {
        return b.payload().pieces(0, b.bytes()).stream().limit(64).map(p -> Bytes.writer(p.data())).filter(n -> n > 0).distinct().toList();
    }

    /// The state, then the lines, each in choices.
    private List<String[]> lines(Record x) {
        var out = new ArrayList<String[]>();
        if (x instanceof Rq q) {
            out.add(new String[]{state(q.state().name())});
            out.add(new String[]{"request " + q.id(), "rq " + q.id()});
            out.add(new String[]{"FLUSH"});
            out.add(new String[]{"cache to medium"});
            return out;
        }
        var b = (Bio) x;
        out.add(new String[]{b.status() < 0 ? "-" + Units.error(b.status()) : state(b.state().name())});
        String what = BioLook.kind(b);
        if (b.kind() == Bio.Kind.DATA) {
            var who = writers(b);
            what = who.isEmpty() ? "data" : who.size() == 1 ? name(who.getFirst()) : "data of " + who.size() + " writes";
        } else if (b.kind() == Bio.Kind.READ) {
            what = "read";
        }
        out.add(new String[]{b.id() + " " + what, b.id() + " " + what.replaceFirst(" block$", ""), "bio " + b.id(),
                String.valueOf(b.id())});
        String op = b.op().name() + (b.bytes() > 0 ? " " + Units.size(b.bytes()) : "");
        String where = b.fileOffset() >= 0 ? " at " + Units.offset(b.fileOffset()) : "";
        out.add(new String[]{op + where, op, b.op().name().charAt(0) + " " + Units.size(b.bytes())});
        var names = new ArrayList<>(m.trace().profile().req().names(b.opf()));
        names.sort((p, q) -> weight(p) - weight(q));
        var flags = new String[names.size() + 1];
        for (int i = 0; i < names.size(); i++) {
            flags[i] = "{" + String.join(" ", names.subList(0, names.size() - i)) + (i == 0 ? "" : " +" + i) + "}";
        }
        flags[names.size()] = names.isEmpty() ? "no flags" : "{+" + names.size() + "}";
        out.add(flags);
        out.add(new String[]{b.bytes() > 0 ? "sector " + Units.grouped(b.sector()) : ""});
        return out;
    }

    private String name(int io) {
        var x = m.world().io().get(io);
        return x == null ? "write " + io : Bytes.call(m.world(), x);
    }

    private static int weight(String flag) {
        return switch (flag) {
            case "PREFLUSH" -> 0;
            case "FUA" -> 1;
            default -> 2;
        };
    }

    private static String state(String name) {
        return name.toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    // ---- in a run that also has a struct iomap_dio

    /// The flags of the request's struct iomap_dio at the right of the strip; returns where the cards end.
    private double register(double x0) {
        var past = k.view.study().past();
        if (!past.direct() || (k.right() - x0) / k.s < 560) {
            return k.right();
        }
        double width = Math.min(330 * k.s, (k.right() - x0) * 0.32);
        double x = k.right() - width;
        new SmallRegister(k, m).draw(new Bounds(x, lane.y(), width, lane.h()));
        return x - 14 * k.s;
    }
}
