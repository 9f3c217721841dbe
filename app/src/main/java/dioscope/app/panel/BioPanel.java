package dioscope.app.panel;

import dioscope.app.paint.Dash;
import dioscope.app.paint.Drawing;
import dioscope.app.paint.FontRole;
import dioscope.app.paint.Style;
import dioscope.app.paint.Token;
import dioscope.model.state.Bio;
import dioscope.model.state.Rq;
import dioscope.model.state.World;
import dioscope.model.trace.Moment;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Where each bio is on its way to the device.
public final class BioPanel {
    private static final String[] HEADS = {"plugged", "queued", "in device", "done"};
    private static final String[] BRIEF = {"plug", "queue", "dev", "done"};

    private final Kit k;
    private final World w;
    private final BioCard cards;
    private final Map<Integer, Rq> requestOf = new HashMap<>();

    private BioPanel(Moment m, View v, double width, double height) {
        k = new Kit(m, v, width, height);
        w = m.world();
        for (var e : w.requests()) {
            for (int id : e.value().bios()) {
                requestOf.put(id, e.value());
            }
        }
        cards = new BioCard(k, m, requestOf);
    }

    /// The panel in a space of `width` by `height` pixels.
    public static Drawing draw(Moment m, View v, double width, double height) {
        return new BioPanel(m, v, width, height).draw();
    }

    private Drawing draw() {
        var columns = new ArrayList<List<Record>>();
        for (int i = 0; i < 4; i++) {
            columns.add(new ArrayList<>());
        }
        for (var e : w.bios()) {
            columns.get(column(e.value().state())).add(e.value());
        }
        for (var e : w.requests()) {
            var q = e.value();
            if (q.bios().isEmpty()) {
                columns.get(q.op() == Bio.Op.FLUSH ? column(q.state()) : 0).add(q);
            }
        }
        long built = columns.get(0).stream().filter(x -> x instanceof Rq || x instanceof Bio b && b.state() == Bio.State.BUILDING).count();
        long submitted = columns.get(0).stream().filter(x -> x instanceof Bio b && b.state() == Bio.State.SUBMITTED).count();
        String counts = (built > 0 ? built + " being built, " : "") + (submitted > 0 ? submitted + " submitted, " : "")
                + (columns.get(0).size() - built - submitted) + " plugged, "
                + w.queue().inFlight().size()
                + " in flight";
        k.frame("BIO QUEUE", k.view.study().setting().device() + " · " + counts, counts);
        double gap = 8 * k.s;
        double each = (k.right() - k.left() - 3 * gap) / 4;
        for (int i = 0; i < 4; i++) {
            column(i, columns.get(i), k.left() + i * (each + gap), each);
        }
        return k.done();
    }

    private static int column(Bio.State s) {
        return switch (s) {
            case BUILDING, SUBMITTED, PLUGGED -> 0;
            case QUEUED -> 1;
            case IN_DEVICE -> 2;
            case DONE -> 3;
        };
    }

    private static int column(Rq.State s) {
        return switch (s) {
            case PLUGGED -> 0;
            case QUEUED -> 1;
            case IN_DEVICE -> 2;
            case DONE -> 3;
        };
    }

    private void column(int i, List<Record> items, double x, double width) {
        double top = k.top() + 2 * k.s;
        double bottom = k.bottom();
        k.pen.rect(x, top, width, bottom - top, 8 * k.s, Style.fill(Token.WELL).withStroke(Token.PANEL_BORDER, 1.2 * k.s));
        String count = items.isEmpty() ? "" : Integer.toString(items.size());
        double cw = k.width(count, FontRole.MONO, 12.5);
        double room = width - 24 * k.s - cw;
        String head = k.fit(room, FontRole.SANS_BOLD, 13, HEADS[i], HEADS[i].replace("in ", ""));
        if (head.isEmpty()) {
            // a narrow column says it small
            double small = width - 10 * k.s - cw;
            String brief = k.fit(small, FontRole.SANS_BOLD, 10.5, HEADS[i], HEADS[i].replace("in ", ""), BRIEF[i]);
            k.text(brief.isEmpty() ? BRIEF[i] : brief, x + 5 * k.s, top + 20 * k.s, 10.5, FontRole.SANS_BOLD, Token.TEXT_DIM, small);
        } else {
            k.text(head, x + 11 * k.s, top + 21 * k.s, 13, FontRole.SANS_BOLD, Token.TEXT_DIM, room);
        }
        k.end(count, x + width - (head.isEmpty() ? 5 : 11) * k.s, top + 21 * k.s, 12.5, FontRole.MONO, Token.TEXT_DIM, cw + 1);
        double from = top + 31 * k.s;
        double to = bottom - 7 * k.s;
        if (i == 2) {
            int used = w.queue().tags().size();
            int depth = k.view.study().setting().queueDepth();
            String t = k.fit(width - 12 * k.s, FontRole.MONO, 12, used + " of " + depth + " tags", used + "/" + depth + " tags",
                    used + "/" + depth);
            k.middle(t, x + width / 2, bottom - 9 * k.s, 12, FontRole.MONO, used > 0 ? Token.TEXT_DIM : Token.TEXT_FAINT, width);
            to -= 18 * k.s;
        }
        if (items.isEmpty()) {
            return;
        }
        stack(items, x + 6 * k.s, from, width - 12 * k.s, to, i == 3);
    }

    /// As many cards as there is room for, as detailed as there is room for; the column of what is done prefers the last ones.
    private void stack(List<Record> items, double x, double from, double width, double to, boolean lastOnes) {
        double room = to - from;
        double gap = 5 * k.s;
        double line = cards.height(items.getFirst(), 0) + gap;
        int most = items.size() * line - gap <= room ? items.size() : Math.max(1, (int) ((room - 18 * k.s) / line));
        int hidden = Math.max(0, items.size() - most);
        double y = from;
        if (hidden > 0 && lastOnes) {
            more(hidden + " earlier", x, y, width);
            y += 18 * k.s;
        }
        var shown = lastOnes ? items.subList(hidden, items.size()) : items.subList(0, items.size() - hidden);
        var detail = details(shown, hidden > 0 ? 0 : room - shown.size() * line + gap, lastOnes);
        Rq open = null;
        double openY = 0;
        for (int i = 0; i < shown.size(); i++) {
            var it = shown.get(i);
            double h = cards.height(it, detail[i]);
            cards.draw(it, x, y, width, h, detail[i]);
            var q = it instanceof Bio b ? requestOf.get(b.id()) : null;
            if (q != null && q.bios().size() > 1) {
                if (q == open) {
                    k.pen.line(x - 3 * k.s, openY, x - 3 * k.s, y + h, Style.stroke(Token.TEXT_DIM, 2 * k.s));
                } else {
                    openY = y;
                }
            }
            open = q;
            y += h + gap;
        }
        if (hidden > 0 && !lastOnes) {
            more("+" + hidden + " more", x, y - gap + 4 * k.s, width);
        }
    }

    /// How detailed each card is, so that they take no more than `room` pixels beyond one line each.
    private int[] details(List<Record> items, double room, boolean lastFirst) {
        var out = new int[items.size()];
        double left = room;
        for (int level = 1; level <= BioCard.MOST; level++) {
            for (int n = 0; n < out.length; n++) {
                int i = lastFirst ? out.length - 1 - n : n;
                double more = cards.height(items.get(i), level) - cards.height(items.get(i), out[i]);
                if (out[i] == level - 1 && more <= left) {
                    out[i] = level;
                    left -= more;
                }
            }
        }
        return out;
    }

    private void more(String t, double x, double y, double width) {
        k.middle(t, x + width / 2, y + 11 * k.s, 12, FontRole.MONO, Token.TEXT_DIM, width);
    }

    static Style edge(Token token, boolean dashed, double width) {
        var s = Style.fill(Token.PANEL).withStroke(token, width);
        return dashed ? s.withDash(Dash.LONG) : s;
    }
}
