package dioscope.model.trace;

import dioscope.model.state.Args;
import dioscope.model.state.Frame;
import dioscope.model.state.Task;
import dioscope.model.state.World;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.Objects;
import java.util.RandomAccess;
import org.jspecify.annotations.Nullable;

/// The steps of a run, kept by columns: a run may have millions, and what all of them keep is what limits how long it can be.
///
/// Calls and returns are most of them and change nothing but the stack of the task that runs, which the step's function tells already. So no World is made
/// for them: the World that is kept has the other tasks' stacks as they are and that of the running one as it was; whoever looks at the step gets it
/// put in.
public final class Steps extends AbstractList<Step> implements RandomAccess {
    private static final int BITS = 12;
    private static final int CHUNK = 1 << BITS;
    private static final int KIND_BITS = 3;
    private static final int CTX_BITS = 3;
    private static final int TASK_SHIFT = KIND_BITS + CTX_BITS + 1;
    private static final Step.Kind[] KINDS = Step.Kind.values();
    private static final Task.Kind[] CONTEXTS = Task.Kind.values();
    private static final int REMEMBERED = 256;

    /// So many steps.
    private static final class Chunk {
        final long[] nanos = new long[CHUNK];
        /// Kind, context and way of the branch, and the task above them.
        final int[] bits = new int[CHUNK];
        final @Nullable Frame[] frames = new @Nullable Frame[CHUNK];
        final String[] labels = new String[CHUNK];
        final Args[] values = new Args[CHUNK];
        final World[] worlds = new World[CHUNK];
    }

    /// A World somebody has looked at, so that steps that change nothing have the same one.
    private record Seen(World kept, @Nullable Frame stack, World whole) {}

    private final ArrayList<Chunk> chunks = new ArrayList<>();
    /// Written by any reader, each entry whole and never changed: at worst a World is put together twice.
    private final @Nullable Seen[] seen = new @Nullable Seen[REMEMBERED];
    private int size;

    /// Takes one more step.
    ///
    /// @param world everything after it, but for the stack of `task`, which is `frame`, or for a return what has called it
    public void add(Step.Kind kind, long nanos, int task, Task.Kind ctx, @Nullable Frame frame, String label, boolean taken, Args values,
            World world) {
        int at = size & CHUNK - 1;
        if (at == 0) {
            chunks.add(new Chunk());
        }
        var c = chunks.getLast();
        c.nanos[at] = nanos;
        c.bits[at] = kind.ordinal() | ctx.ordinal() << KIND_BITS | (taken ? 1 : 0) << KIND_BITS + CTX_BITS | task << TASK_SHIFT;
        c.frames[at] = frame;
        c.labels[at] = label;
        c.values[at] = values;
        c.worlds[at] = world;
        size++;
    }

    @Override
    public int size() {
        return size;
    }

    @Override
    public Step get(int i) {
        Objects.checkIndex(i, size);
        var c = chunks.get(i >>> BITS);
        int at = i & CHUNK - 1;
        int bits = c.bits[at];
        return new Step(KINDS[bits & (1 << KIND_BITS) - 1], c.nanos[at], bits >>> TASK_SHIFT,
                CONTEXTS[bits >>> KIND_BITS & (1 << CTX_BITS) - 1],
                c.frames[at], c.labels[at], (bits >>> KIND_BITS + CTX_BITS & 1) != 0, c.values[at], c.worlds[at], this::whole);
    }

    private World whole(World kept, int task, @Nullable Frame stack) {
        if (kept.tasks().at(task).stack() == stack) {
            return kept;
        }
        int slot = (stack == null ? 0 : stack.step() + 1) & REMEMBERED - 1;
        var s = seen[slot];
        if (s == null || s.kept != kept || s.stack != stack) {
            s = new Seen(kept, stack, with(kept, task, stack));
            seen[slot] = s;
        }
        return s.whole;
    }

    /// `world` with this stack of `task`.
    public static World with(World world, int task, @Nullable Frame stack) {
        var t = world.tasks().at(task);
        return t.stack() == stack ? world : world.withTasks(world.tasks().put(task, t.withStack(stack)));
    }
}
