package dioscope.model.trace;

import dioscope.model.state.World;
import java.util.List;

/// One step of one trace: all that a panel may ask.
///
/// @param trace the run
/// @param index the step, 0 for the START
public record Moment(Trace trace, int index) {
    public Step step() {
        return trace.step(index);
    }

    public World world() {
        return step().world();
    }

    /// The world before this step; at the START, its own.
    public World before() {
        return trace.step(Math.max(0, index - 1)).world();
    }

    /// What this step changed.
    public List<Change> changes() {
        return Diff.between(before(), world());
    }
}
