package dioscope.app.session;

import dioscope.model.trace.Step;
import dioscope.model.trace.Trace;

/// Where each way of moving leads. Every answer is a step of the trace; where there is nothing further, its end or beginning.
public final class Stepping {
    private Stepping() {
    }

    public static int forward(Trace t, int i, Granularity g) {
        for (int j = i + 1; j < t.size(); j++) {
            if (g.stopsAt(t.step(j))) {
                return j;
            }
        }
        return t.size() - 1;
    }

    static int back(Trace t, int i, Granularity g) {
        for (int j = i - 1; j > 0; j--) {
            if (g.stopsAt(t.step(j))) {
                return j;
            }
        }
        return 0;
    }

    /// Past the call that begins here, to its return; else to the next step of this task that is no deeper.
    static int over(Trace t, int i) {
        var here = t.step(i);
        for (int j = i + 1; j < t.size(); j++) {
            var s = t.step(j);
            if (s.task() != here.task()) {
                continue;
            }
            boolean inBody = here.kind() == Step.Kind.ENTER && depth(s) == depth(here) && s.kind() != Step.Kind.RETURN;
            if (depth(s) <= depth(here) && !inBody) {
                return j;
            }
        }
        return t.size() - 1;
    }

    /// To the first step of this task after the function it is in.
    static int out(Trace t, int i) {
        var here = t.step(i);
        for (int j = i + 1; j < t.size(); j++) {
            var s = t.step(j);
            if (s.task() == here.task() && depth(s) < depth(here)) {
                return j;
            }
        }
        return t.size() - 1;
    }

    /// The next (or last) step that changes the target, or `i` itself when there is none.
    static int change(Trace t, int i, Target target, boolean back) {
        for (int j = back ? i - 1 : i + 1; j > 0 && j < t.size(); j += back ? -1 : 1) {
            if (target.changed(t.step(j - 1).world(), t.step(j).world())) {
                return j;
            }
        }
        return i;
    }

    private static int depth(Step s) {
        var f = s.frame();
        return f == null ? -1 : f.depth();
    }
}
