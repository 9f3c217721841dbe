package dioscope.app.session;

import dioscope.app.panel.View;
import dioscope.model.state.CellId;
import dioscope.model.trace.Diff;
import dioscope.model.trace.Step;
import dioscope.model.trace.Trace;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What the last edit made different, asked for one step at a time.
public final class Marks {
    /// Nothing was edited.
    public static final Marks NONE = new Marks(null, null, null);

    private final @Nullable Trace before;
    private final @Nullable Trace after;
    private final @Nullable Counterparts counterparts;
    private @Nullable List<View.Stretch> stretches;

    private Marks(@Nullable Trace before, @Nullable Trace after, @Nullable Counterparts counterparts) {
        this.before = before;
        this.after = after;
        this.counterparts = counterparts;
    }

    static Marks of(Trace before, Trace after, Counterparts counterparts) {
        return new Marks(before, after, counterparts);
    }

    /// Whether there is anything to compare with.
    public boolean any() {
        return before != null;
    }

    /// Whether step `i` did not happen before the edit, or was decided the other way.
    public boolean step(int i) {
        if (before == null || after == null || counterparts == null || i >= after.size()) {
            return false;
        }
        int was = counterparts.before(i);
        if (was < 0) {
            return true;
        }
        var a = before.step(was);
        var b = after.step(i);
        return b.kind() == Step.Kind.BRANCH && a.taken() != b.taken();
    }

    /// The stretches of steps for which [#step] holds, in order.
    public List<View.Stretch> stretches() {
        var found = stretches;
        if (found == null) {
            found = new ArrayList<>();
            int from = -1;
            int end = after == null ? 0 : after.size();
            for (int i = 0; i <= end; i++) {
                boolean differs = i < end && step(i);
                if (differs && from < 0) {
                    from = i;
                } else if (!differs && from >= 0) {
                    found.add(new View.Stretch(from, i));
                    from = -1;
                }
            }
            stretches = found = List.copyOf(found);
        }
        return found;
    }

    /// The cells that have another value at step `i` than they had at the same place before the edit. Call stacks are left out: they
    /// hold step numbers.
    public List<CellId> cells(int i) {
        if (before == null || after == null || counterparts == null || i >= after.size()) {
            return List.of();
        }
        int j = i;
        while (j > 0 && counterparts.before(j) < 0) {
            j--;
        }
        int was = Math.max(0, counterparts.before(j));
        return Diff.between(before.step(was).world(), after.step(i).world()).stream().map(c -> c.cell())
                .filter(c -> !c.path().endsWith(".stack")).toList();
    }
}
