package dioscope.app.cli;

import dioscope.model.compare.Comparison;
import dioscope.model.compare.Detail;
import dioscope.model.compare.Difference;
import dioscope.model.compare.FlagPair;
import dioscope.model.compare.Registers;
import dioscope.model.compare.Sentences;
import dioscope.model.compare.Side;
import dioscope.model.trace.Step;
import java.util.Locale;
import java.util.stream.Collectors;

/// A comparison as text: both runs, the sentence, how they ended, the register, and every difference.
final class CompareText {
    private static final int MOST_DETAILS = 4;

    private final Comparison c;
    private final Sentences sentences = new Sentences();
    private final StringBuilder out;

    private CompareText(Comparison c, StringBuilder out) {
        this.c = c;
        this.out = out;
    }

    static void write(Named a, Named b, Comparison c, StringBuilder out) {
        var t = new CompareText(c, out);
        t.side("A", a, c.a());
        t.side("B", b, c.b());
        out.append('\n').append(plain(t.sentences.first(c))).append('\n');
        t.outcome();
        t.register();
        t.differences();
    }

    private static String plain(String marked) {
        return marked.replace("**", "").replace("`", "");
    }

    private void side(String letter, Named n, Side s) {
        var trace = s.trace();
        out.append(letter).append("  ").append(s.name()).append(": ").append(n.name()).append(" on Linux ")
                .append(trace.profile().release())
                .append(", ").append(trace.size()).append(" steps\n");
        var stopped = trace.refusal();
        if (stopped != null) out.append("   stopped: ").append(stopped).append('\n');
    }

    private void outcome() {
        out.append("\nhow they ended\n");
        for (var a : c.outcome()) {
            var x = sentences.value(a.name(), a.a());
            out.append(a.differs() ? "  ≠ " : "  = ").append(String.format(Locale.ROOT, "%-15s ", sentences.name(a)));
            out.append(a.differs() ? x + "  |  " + sentences.value(a.name(), a.b()) : x).append('\n');
        }
    }

    private void register() {
        var row = Registers.row(c, sentences);
        var pairs = Registers.dio(c, row);
        if (pairs.isEmpty()) return;
        out.append("\ndio->flags, step ").append(c.atA(row)).append(" of A and step ").append(c.atB(row)).append(" of B\n");
        for (var p : pairs.get()) {
            out.append(p.differs() ? "  ≠ " : "    ").append(String.format(Locale.ROOT, "%-16s", p.name()))
                    .append(String.format(Locale.ROOT, "%-22s", bit(p.bitA(), p.setA(), c.a()))).append(bit(p.bitB(), p.setB(), c.b()))
                    .append('\n');
        }
    }

    private static String bit(int bit, boolean set, Side s) {
        return bit < 0 ? "not in " + s.trace().profile().name() : (set ? "1" : "0") + " (bit " + bit + ")";
    }

    private void differences() {
        var all = c.differences();
        int n = (int) c.story().count();
        int rest = all.size() - n;
        out.append('\n').append(c.alike()).append(" places alike, ").append(all.size())
                .append(all.size() == 1 ? " difference" : " differences");
        out.append(n == 0 || rest == 0 ? "\n" : "; the " + n + " marked • are the story, the others differ in the code only\n");
        var first = c.first();
        for (int i = 0; i < all.size(); i++) {
            var d = all.get(i);
            out.append(first.isPresent() && d == first.get() ? "→ " : rest > 0 && c.story(i) ? "• " : "  ").append(line(d)).append('\n');
        }
    }

    private String line(Difference d) {
        var r = c.rows().get(d.row());
        var s = r.a() >= 0 ? c.a().trace().step(r.a()) : c.b().trace().step(r.b());
        var text = new StringBuilder();
        text.append(String.format(Locale.ROOT, "%5s %5s  ", r.a() < 0 ? "" : r.a(), r.b() < 0 ? "" : r.b()));
        text.append(switch (d.what()) {
            case ONLY_A -> "A ";
            case ONLY_B -> "B ";
            case BRANCH, MOVED -> "≠ ";
            case VALUES, EFFECT, RETURN, SAME -> "~ ";
        });
        text.append(switch (s.kind()) {
            case BRANCH -> "? ";
            case CHANGE -> "! ";
            case RETURN -> "= ";
            case ENTER, SWITCH, NOTE, START -> "";
        }).append(s.site());
        if (d.what().only()) {
            if (s.kind() == Step.Kind.BRANCH) text.append(": ").append(s.taken() ? "yes" : "no");
            if (s.values().size() > 0) text.append("  (").append(Values.show(s.values())).append(')');
            if (d.steps() > 1) text.append("  ").append(d.steps()).append(" steps");
        } else {
            var details = c.details(d.row());
            text.append(": ").append(details.stream().limit(MOST_DETAILS).map(CompareText::told).collect(Collectors.joining("; ")));
            if (d.what() == dioscope.model.compare.What.MOVED) {
                text.append(s.ctx().ctx()).append(" | ").append(c.b().trace().step(r.b()).ctx().ctx());
            }
        }
        return text.toString();
    }

    private static String told(Detail d) {
        var values = Values.show(Sentences.show(d.a())) + " | " + Values.show(Sentences.show(d.b()));
        return d.name().equals("taken") ? values : d.name() + " " + values;
    }
}
