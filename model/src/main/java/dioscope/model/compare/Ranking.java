package dioscope.model.compare;

import dioscope.model.trace.Step;
import dioscope.model.trace.Trace;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/// Which differences are the story, and which only say that two kernels put the same into other words: a question that one asks and that is answered
/// so that nothing follows, a function cut in two, a value handed on in another way. Judged by what happens, never by the name of a function.
///
/// The story is: a decision that goes the other way, a change of state that the other run does not make anywhere, another context, another result; the
/// question right before such a change, and the call right after such a decision.
final class Ranking {
    /// How the loop over mappings, and who polls, keep their place: other kernels have other variables for it.
    private static final Pattern LOOP = Pattern.compile("^io\\.\\d+\\.(iomi\\.(?!iomap)|\\S*cookie)");
    /// How a bio comes by what it carries; counts only where the bios differ in the end.
    private static final Pattern BIO = Pattern.compile("^bios(\\.opf)? = ");

    private final Comparison c;
    private final boolean sameBios;
    private final BitSet story = new BitSet();

    private Ranking(Comparison c) {
        this.c = c;
        sameBios = c.outcome().stream().noneMatch(x -> x.name().equals("bios") && x.differs());
    }

    /// The differences that are the story, by their index.
    static BitSet of(Comparison c) {
        var r = new Ranking(c);
        r.effects();
        r.kinds();
        r.neighbours();
        return r.story;
    }

    private void effects() {
        var a = new HashMap<String, Integer>();
        var b = new HashMap<String, Integer>();
        for (var r : c.rows()) {
            if (r.what() == What.ONLY_A) {
                count(effects(c.a().trace(), r.a()), a);
            } else if (r.what() == What.ONLY_B) {
                count(effects(c.b().trace(), r.b()), b);
            }
        }
        for (int k = 0; k < c.rows().size(); k++) {
            var r = c.rows().get(k);
            if (r.what() == What.ONLY_A && left(effects(c.a().trace(), r.a()), b)
                    || r.what() == What.ONLY_B && left(effects(c.b().trace(), r.b()), a)) {
                story.set(c.differenceOf(k));
            }
        }
    }

    /// What a step does that outlives it; nothing for a step that only says who runs.
    private List<String> effects(Trace t, int i) {
        var s = t.step(i);
        if (s.kind() != Step.Kind.CHANGE || s.frame() == null) {
            return List.of();
        }
        var out = Details.effects(t, i);
        out.removeIf(e -> LOOP.matcher(e).find() || sameBios && BIO.matcher(e).find());
        return out;
    }

    private static void count(List<String> effects, Map<String, Integer> into) {
        effects.forEach(e -> into.merge(e, 1, Integer::sum));
    }

    /// Whether one of them is not among those of the other run; each of its counts for one.
    private static boolean left(List<String> effects, Map<String, Integer> other) {
        boolean left = false;
        for (var e : effects) {
            int n = other.getOrDefault(e, 0);
            if (n > 0) {
                other.put(e, n - 1);
            } else {
                left = true;
            }
        }
        return left;
    }

    private void kinds() {
        for (int d = 0; d < c.differences().size(); d++) {
            var x = c.differences().get(d);
            if (switch (x.what()) {
                case BRANCH, MOVED, EFFECT -> true;
                case RETURN -> result(x.row());
                case VALUES, SAME, ONLY_A, ONLY_B -> false;
            }) {
                story.set(d);
            }
        }
    }

    /// Whether a return tells another result: an error against none, or another amount; not how success is said.
    private boolean result(int row) {
        return c.details(row).stream().anyMatch(d -> !(d.a() instanceof Number a && d.b() instanceof Number b)
                || a.longValue() < 0 || b.longValue() < 0 || a.longValue() > 0 && b.longValue() > 0);
    }

    private void neighbours() {
        var more = new BitSet();
        for (int d = 0; d < c.differences().size(); d++) {
            var x = c.differences().get(d);
            if (story.get(d) || !x.what().only()) {
                continue;
            }
            boolean first = x.what() == What.ONLY_A;
            var t = first ? c.a().trace() : c.b().trace();
            var r = c.rows().get(x.row());
            int i = first ? r.a() : r.b();
            var s = t.step(i);
            if (s.kind() == Step.Kind.BRANCH && i + 1 < t.size() && deeper(s, t.step(i + 1)) && told(first, i + 1, true)
                    || s.kind() == Step.Kind.ENTER && i > 0 && t.step(i - 1).kind() == Step.Kind.BRANCH && told(first, i - 1, false)) {
                more.set(d);
            }
        }
        story.or(more);
    }

    /// Whether the step after a question is still in its function.
    private static boolean deeper(Step s, Step next) {
        return next.kind() != Step.Kind.RETURN && s.task() == next.task() && depth(next) >= depth(s);
    }

    private static int depth(Step s) {
        return s.frame() == null ? 0 : s.frame().depth();
    }

    /// Whether a step belongs to the story.
    private boolean told(boolean first, int step, boolean only) {
        int row = first ? c.rowOfA(step) : c.rowOfB(step);
        int d = c.differenceOf(row);
        var what = c.rows().get(row).what();
        return d >= 0 && story.get(d) && (only ? what.only() : what == What.BRANCH);
    }
}
