package dioscope.app.panel;

import dioscope.app.paint.CellId;
import dioscope.app.paint.FontRole;
import dioscope.app.paint.Style;
import dioscope.app.paint.Token;
import dioscope.model.state.Journal;
import dioscope.model.state.Journal.Tx;
import dioscope.model.trace.Moment;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;

/// The journal's transactions by how far they are, each with its number and the blocks in it; a transaction is seen to go from box to box.
record JournalStrip(Kit k, Moment m, FlowRows.Lane lane) {
    private static final String[] BOXES = {"running", "locked", "flush", "commit", "committed", "checkpoint"};
    private static final String[] BRIEF = {"run", "lock", "flush", "comm", "done", "chkp"};
    private static final double SIZE = 11.5;

    void draw() {
        double x0 = k.left() + FlowPanel.LABELS * k.s;
        k.text("journal", k.left(), k.baseline(lane.y() + 12 * k.s, FontRole.SANS_BOLD, 13), 13, FontRole.SANS_BOLD, Token.TEXT,
                84 * k.s);
        var j = m.world().journal();
        String what = !j.present() ? "none" : j.aborted() ? "aborted" : "";
        if (j.present() && j.fast().state() == Journal.FastState.FAST) {
            what = "fast commit";
        }
        k.text(what, k.left(), k.baseline(lane.y() + 30 * k.s, FontRole.SANS, 12), 12, FontRole.SANS,
                j.aborted() ? Token.ERROR : Token.TEXT_DIM, 84 * k.s);
        if (!j.present()) {
            none(j, x0);
            return;
        }
        double gap = 8 * k.s;
        double each = (k.right() - x0 - 5 * gap) / 6;
        for (int i = 0; i < 6; i++) {
            double x = x0 + i * (each + gap);
            var txs = in(j, i);
            boolean busy = !txs.isEmpty() && i > 0 && i < 4;
            k.pen.rect(x, lane.y(), each, lane.h(), 6 * k.s,
                    Style.fill(Token.WELL).withStroke(busy ? Token.NOW : Token.PANEL_BORDER, (busy ? 2.2 : 1.2) * k.s));
            String head = k.fit(each - 16 * k.s, FontRole.SANS_BOLD, 12.5, BOXES[i], BRIEF[i], BRIEF[i].substring(0, 3));
            k.text(head, x + 9 * k.s, lane.y() + head() * k.s, 12.5, FontRole.SANS_BOLD, busy ? Token.NOW : Token.TEXT_DIM, each);
            var shown = i == 5 ? j.checkpoint() : txs;
            if (!shown.isEmpty() && k.lit(CellId.of("journal.tx" + shown.getLast().tid()))) {
                k.pen.rect(x - 1 * k.s, lane.y() - 1 * k.s, each + 2 * k.s, lane.h() + 2 * k.s, 6 * k.s, Style.stroke(Token.HOVER,
                        2.4 * k.s));
            }
            box(j, i, txs, x + 9 * k.s, each - 16 * k.s);
        }
    }

    /// Baselines of the first and the second line of a box, units.
    private double head() {
        return k.view.least() > 0 ? Math.min(17, lane.h() / k.s * 0.45) : 17;
    }

    private double second() {
        return k.view.least() > 0 ? Math.min(34, lane.h() / k.s - 4.5) : 34;
    }

    private static List<Tx> in(Journal j, int box) {
        var out = new ArrayList<Tx>();
        var running = j.running();
        if (running != null && box(running) == box) {
            out.add(running);
        }
        var committing = j.committing();
        if (committing != null && box(committing) == box) {
            out.add(committing);
        }
        return out;
    }

    private static int box(Tx tx) {
        return switch (tx.state()) {
            case RUNNING -> 0;
            case LOCKED -> 1;
            case FLUSH -> 2;
            case COMMIT, COMMIT_DFLUSH, COMMIT_JFLUSH -> 3;
            case FINISHED -> 4;
        };
    }

    private void box(Journal j, int i, List<Tx> txs, double x, double room) {
        if (i == 5) {
            checkpoint(j, x, room);
            return;
        }
        if (i == 4 && txs.isEmpty()) {
            if (j.committed() > 0) {
                k.pen.begin(CellId.of("journal.committed"), x, lane.y());
                k.text(k.fit(room, FontRole.MONO, 13, "tid " + j.committed(), Long.toString(j.committed())), 0, second() * k.s, 13,
                        FontRole.MONO,
                        k.changed("journal.committed") ? Token.CHANGED : Token.TEXT,
                        room);
                k.pen.end();
                note(j.commitRequest() > j.committed() ? "asked for: " + j.commitRequest() : "", x, 54, room, Token.NOW);
            }
            return;
        }
        if (txs.isEmpty()) {
            return;
        }
        var tx = txs.getFirst();
        k.pen.begin(CellId.of("journal.tx" + tx.tid()), x, lane.y());
        String open = tx.updates() == 0 ? "" : tx.updates() + (tx.updates() == 1 ? " handle" : " handles");
        String phase = switch (tx.state()) {
            case COMMIT_DFLUSH -> "data flush";
            case COMMIT_JFLUSH -> "commit block";
            case FINISHED -> "finished";
            default -> open;
        };
        String head = k.fit(room, FontRole.MONO_BOLD, 13, "tid " + tx.tid() + (phase.isEmpty() ? "" : " · " + phase), "tid " + tx.tid(),
                Integer.toString(tx.tid()));
        k.text(head, 0, second() * k.s, 13, FontRole.MONO_BOLD, Token.TEXT, room);
        double y = 49;
        int lines = (int) ((lane.h() / k.s - 38) / 14);
        for (var line : blocks(tx, room, lines)) {
            k.text(line, 0, y * k.s, SIZE, FontRole.MONO, Token.DATA_JOURNAL, room + 1);
            y += 14;
        }
        k.pen.end();
    }

    /// Committed transactions of which some blocks are newer in the journal than in their place.
    private void checkpoint(Journal j, double x, double room) {
        var all = j.checkpoint();
        if (all.isEmpty()) {
            return;
        }
        var tids = new StringBuilder("tid ");
        for (int i = Math.max(0, all.size() - 3); i < all.size(); i++) {
            tids.append(all.get(i).tid()).append(i == all.size() - 1 ? "" : ", ");
        }
        var last = all.getLast();
        k.pen.begin(CellId.of("journal.tx" + last.tid()), x, lane.y());
        String t = k.fit(room, FontRole.MONO, 13, all.size() > 3 ? tids + " +" + (all.size() - 3) : tids.toString(),
                "tid " + last.tid() + " +"
                        + (all.size() - 1),
                "tid " + last.tid(), Integer.toString(last.tid()));
        k.text(t, 0, second() * k.s, 13, FontRole.MONO, Token.TEXT, room);
        double y = 49;
        for (var line : blocks(last, room, (int) ((lane.h() / k.s - 38) / 14))) {
            k.text(line, 0, y * k.s, SIZE, FontRole.MONO, Token.DATA_JOURNAL, room + 1);
            y += 14;
        }
        k.pen.end();
    }

    /// Its blocks by name, those of the same name counted, in as many lines as there are.
    private List<String> blocks(Tx tx, double room, int lines) {
        if (k.view.least() > 0 && lines < 1) {
            return List.of();
        }
        var counts = new LinkedHashMap<String, Integer>();
        tx.metadata().forEach(b -> counts.merge(b.replaceAll(" \\d+$", ""), 1, Integer::sum));
        var words = new ArrayList<String>();
        counts.forEach((b, n) -> words.add(n == 1 ? b : n + " " + b));
        if (tx.ordered()) {
            words.add("data " + Units.offset(tx.orderedStart()) + "–" + Units.offset(tx.orderedEnd() + 1));
        }
        if (!tx.data().isEmpty()) {
            words.add(tx.data().size() + (tx.data().size() == 1 ? " data block" : " data blocks"));
        }
        if (!tx.revoked().isEmpty()) {
            words.add(tx.revoked().size() + " revoked");
        }
        if (words.isEmpty()) {
            words.add("empty");
        }
        var out = new ArrayList<String>();
        int at = 0;
        while (at < words.size() && out.size() < Math.max(1, lines)) {
            boolean last = out.size() == Math.max(1, lines) - 1;
            int end = at;
            String line = "";
            while (end < words.size()) {
                String next = line.isEmpty() ? words.get(end) : line + ", " + words.get(end);
                int rest = words.size() - end - 1;
                String full = last && rest > 0 ? next + ", +" + rest : next;
                if (!k.fits(full, FontRole.MONO, SIZE, room)) {
                    break;
                }
                line = next;
                end++;
            }
            int rest = words.size() - end;
            if (end == at) {
                String all = words.size() - at == 1 ? words.get(at) : words.size() - at + " blocks";
                String one = k.fit(room, FontRole.MONO, SIZE, all, words.size() - at + " more",
                        Integer.toString(words.size() - at));
                if (!one.isEmpty()) {
                    out.add(one);
                }
                return out;
            }
            out.add(last && rest > 0 ? line + ", +" + rest : line);
            at = end;
        }
        return out;
    }

    private void note(String t, double x, double y, double room, Token token) {
        if (y * k.s > lane.h() - 2 * k.s) {
            return;
        }
        k.text(k.fit(room, FontRole.MONO, SIZE, t, t.replaceAll("^.*: ", "next ")), x, lane.y() + y * k.s, SIZE, FontRole.MONO, token,
                room + 1);
    }

    /// Without a journal: the metadata blocks that are dirty in the buffer cache.
    private void none(Journal j, double x0) {
        double width = k.right() - x0;
        k.pen.rect(x0, lane.y(), width, lane.h(), 6 * k.s, Style.fill(Token.WELL).withStroke(Token.PANEL_BORDER, 1.2 * k.s));
        k.text("dirty metadata in the buffer cache", x0 + 9 * k.s, lane.y() + head() * k.s, 12.5, FontRole.SANS_BOLD, Token.TEXT_DIM,
                width);
        String all = j.dirty().isEmpty() ? "none" : String.join(", ", j.dirty());
        k.text(k.fit(width - 18 * k.s, FontRole.MONO, 12, all, j.dirty().size() + " blocks"), x0 + 9 * k.s, lane.y() + 38 * k.s, 12,
                FontRole.MONO, Token.TEXT, width);
    }
}
