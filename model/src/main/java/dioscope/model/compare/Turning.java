package dioscope.model.compare;

import dioscope.model.trace.Step;
import dioscope.model.trace.Trace;

/// The decision on which a part of the outcome turned.
final class Turning {
    private Turning() {}

    /// The row of the decision: for who completes, the last that one run takes otherwise in a function it is still in when it gets there; for all else
    /// where the stories part.
    static int row(Comparison c, Aspect aspect) {
        int end = Math.max(aspect.stepA() < 0 ? -1 : c.rowOfA(aspect.stepA()), aspect.stepB() < 0 ? -1 : c.rowOfB(aspect.stepB()));
        int last = -1;
        int first = -1;
        int way = -1;
        for (int k = 0; k <= end; k++) {
            var r = c.rows().get(k);
            if (!r.what().turns() || step(c, r).kind() != Step.Kind.BRANCH) {
                continue;
            }
            if (within(c.a().trace(), r.a(), aspect.stepA()) || within(c.b().trace(), r.b(), aspect.stepB())) {
                way = k;
            }
            if (heads(c, k) && c.story(c.differenceOf(k))) {
                first = first < 0 ? k : first;
                last = k;
            }
        }
        int found = !aspect.name().equals("completion") ? first : way >= 0 ? way : last;
        return found >= 0 ? found : c.first().orElseThrow().row();
    }

    /// Whether a row is the place by which its difference is known.
    private static boolean heads(Comparison c, int row) {
        return c.differences().get(c.differenceOf(row)).row() == row;
    }

    private static Step step(Comparison c, Row r) {
        return r.a() >= 0 ? c.a().trace().step(r.a()) : c.b().trace().step(r.b());
    }

    /// Whether the call in which `step` happens has not returned when the run is at `later`.
    private static boolean within(Trace t, int step, int later) {
        if (step < 0 || later < step) {
            return false;
        }
        var call = t.step(step).frame();
        for (var f = t.step(later).frame(); f != null && call != null; f = f.caller()) {
            if (f.step() == call.step()) {
                return true;
            }
        }
        return false;
    }
}
