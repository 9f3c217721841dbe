package dioscope.model.trace;

import dioscope.model.state.Args;
import dioscope.model.state.Frame;
import dioscope.model.state.Task;
import dioscope.model.state.World;
import org.jspecify.annotations.Nullable;

/// One step of a run.
///
/// @param kind what happened
/// @param nanos virtual time since the run began
/// @param task the task (or interrupt) in which it happened
/// @param ctx that task's context
/// @param frame the function in which it happened, the top of the task's stack; null outside any
/// @param label for a branch or change, its name inside the function; for a switch, why; else empty
/// @param taken for a branch, which way it went
/// @param values for a branch the values that decided it, for an entry the arguments, for a return `ret`
/// @param world everything, after this step
public record Step(Kind kind, long nanos, int task, Task.Kind ctx, @Nullable Frame frame, String label, boolean taken, Args values,
        World world) {
    /// START: the world before anything ran. ENTER and RETURN: a kernel function. BRANCH: a decision. CHANGE: one change of state. SWITCH: another task runs.
    /// NOTE: a phase of the run outside the kernel (the call returned, the wait after it, the sync).
    public enum Kind { START, ENTER, BRANCH, CHANGE, RETURN, SWITCH, NOTE }

    /// The function's name, or `user` outside any.
    public String fn() {
        var f = frame;
        return f == null ? "user" : f.fn();
    }

    /// The stable name of this place: `function` or `function/label`.
    public String site() {
        return label.isEmpty() ? fn() : fn() + "/" + label;
    }
}
