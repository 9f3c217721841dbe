package dioscope.model.trace;

import dioscope.model.state.Args;
import dioscope.model.state.Frame;
import dioscope.model.state.Task;
import dioscope.model.state.World;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// One step of a run. Its World is put together when somebody looks at it.
public final class Step {
    /// START: the world before anything ran. ENTER and RETURN: a kernel function. BRANCH: a decision. CHANGE: one change of state. SWITCH: another task runs.
    /// NOTE: a phase of the run outside the kernel (the call returned, the wait after it, the sync).
    public enum Kind { START, ENTER, BRANCH, CHANGE, RETURN, SWITCH, NOTE }

    /// Puts the World of a step together.
    interface Whole {
        World world(World kept, int task, @Nullable Frame stack);
    }

    private final Kind kind;
    private final long nanos;
    private final int task;
    private final Task.Kind ctx;
    private final @Nullable Frame frame;
    private final String label;
    private final boolean taken;
    private final Args values;
    private final World kept;
    private final Whole whole;
    /// Written by any reader: at worst it is put together twice.
    private @Nullable World made;

    /// @param kind what happened
    /// @param nanos virtual time since the run began
    /// @param task the task (or interrupt) in which it happened
    /// @param ctx that task's context
    /// @param frame the function in which it happened, the top of the task's stack; null outside any
    /// @param label for a branch or change, its name inside the function; for a switch, why; else empty
    /// @param taken for a branch, which way it went
    /// @param values for a branch the values that decided it, for an entry the arguments, for a return `ret`
    /// @param world everything, after this step
    public Step(Kind kind, long nanos, int task, Task.Kind ctx, @Nullable Frame frame, String label, boolean taken, Args values,
            World world) {
        this(kind, nanos, task, ctx, frame, label, taken, values, world, (w, _, _) -> w);
    }

    /// @param kept the World but for the running task's stack
    Step(Kind kind, long nanos, int task, Task.Kind ctx, @Nullable Frame frame, String label, boolean taken, Args values, World kept,
            Whole whole) {
        this.kind = kind;
        this.nanos = nanos;
        this.task = task;
        this.ctx = ctx;
        this.frame = frame;
        this.label = label;
        this.taken = taken;
        this.values = values;
        this.kept = kept;
        this.whole = whole;
    }

    /// What happened.
    public Kind kind() {
        return kind;
    }

    /// Virtual time since the run began.
    public long nanos() {
        return nanos;
    }

    /// The task (or interrupt) in which it happened.
    public int task() {
        return task;
    }

    /// That task's context.
    public Task.Kind ctx() {
        return ctx;
    }

    /// The function in which it happened; for a return the one that is left; null outside any.
    public @Nullable Frame frame() {
        return frame;
    }

    /// For a branch or change its name inside the function, for a switch why, else empty.
    public String label() {
        return label;
    }

    /// For a branch, which way it went.
    public boolean taken() {
        return taken;
    }

    /// For a branch the values that decided it, for an entry the arguments, for a return `ret`.
    public Args values() {
        return values;
    }

    /// Everything, after this step.
    public World world() {
        var w = made;
        if (w == null) {
            w = whole.world(kept, task, stack(kind, frame));
            made = w;
        }
        return w;
    }

    /// Everything after this step but for the stack of the task that runs, which may be an older one. Steps that change nothing but the stack have the
    /// same: for who reads a whole run and does not look at stacks.
    public World beneath() {
        return kept;
    }

    /// The task's stack after such a step.
    static @Nullable Frame stack(Kind kind, @Nullable Frame frame) {
        return kind == Kind.RETURN && frame != null ? frame.caller() : frame;
    }

    /// The function's name, or `user` outside any.
    public String fn() {
        var f = frame;
        return f == null ? "user" : f.fn();
    }

    /// The stable name of this place: `function` or `function/label`.
    public String site() {
        return label.isEmpty() ? fn() : fn() + "/" + label;
    }

    @Override
    public boolean equals(@Nullable Object o) {
        return o instanceof Step s && kind == s.kind && nanos == s.nanos && task == s.task && ctx == s.ctx && taken == s.taken
                && label.equals(s.label) && Objects.equals(frame, s.frame) && values.equals(s.values) && world().equals(s.world());
    }

    @Override
    public int hashCode() {
        return Objects.hash(kind, nanos, task, frame, label, values);
    }

    @Override
    public String toString() {
        return kind + " " + site() + (kind == Kind.BRANCH ? " " + taken : "") + " (" + values + ") of task " + task + " at " + nanos;
    }
}
