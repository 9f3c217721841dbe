package dioscope.app.session;

import dioscope.model.compare.Comparison;
import dioscope.model.scenario.Scenario;
import dioscope.model.trace.Step;
import dioscope.model.trace.Trace;

/// The second run, beside the one of the session.
///
/// @param other what it is
/// @param scenario what ran
/// @param comparison both runs; the first is the session's
/// @param row where both stand
/// @param every whether the differences outside the story are shown too
public record Versus(Other other, Scenario scenario, Comparison comparison, int row, boolean every) {
    static Versus of(Other other, Scenario a, Trace runA, Scenario b, Trace runB) {
        var names = switch (other) {
            case Other.Kernel _,Other.Device _ -> new String[]{"A", "B"};
            case Other.Before _ -> new String[]{"now", "before the edit"};
            case Other.Named n -> new String[]{"this run", n.name()};
        };
        var c = SideNames.compare(a, runA, names[0], b, runB, names[1]);
        return new Versus(other, b, c, 0, false);
    }

    Versus at(int v) {
        int to = Math.clamp(v, 0, comparison.rows().size() - 1);
        return to == row ? this : new Versus(other, scenario, comparison, to, every);
    }

    Versus withEvery(boolean v) {
        return v == every ? this : new Versus(other, scenario, comparison, row, v);
    }

    boolean atEnd() {
        return row == comparison.rows().size() - 1;
    }

    /// The next (or last) row at which a step of that size stops in either run, or the stories part.
    int next(Granularity g, boolean back) {
        int n = comparison.rows().size();
        for (int r = back ? row - 1 : row + 1; r > 0 && r < n; r += back ? -1 : 1) {
            if (stops(r, g)) {
                return r;
            }
        }
        return back ? 0 : n - 1;
    }

    private boolean stops(int r, Granularity g) {
        var at = comparison.rows().get(r);
        Step a = at.a() < 0 ? null : comparison.a().trace().step(at.a());
        Step b = at.b() < 0 ? null : comparison.b().trace().step(at.b());
        if (a != null && g.stopsAt(a) || b != null && g.stopsAt(b)) {
            return true;
        }
        int d = comparison.differenceOf(r);
        return d >= 0 && comparison.differences().get(d).row() == r && at.what().turns() && (every || comparison.story(d));
    }
}
