package dioscope.model.engine;

import dioscope.model.profile.Feature;
import dioscope.model.profile.Profile;
import dioscope.model.state.Args;
import dioscope.model.state.Frame;
import dioscope.model.state.OrdMap;
import dioscope.model.state.Task;
import dioscope.model.state.World;
import dioscope.model.trace.Step;
import dioscope.model.trace.Steps;
import dioscope.model.trace.Trace;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// The gateway between simulated kernel code and the World: every change goes through [#apply] and leaves a step.
///
/// Code runs on one task at a time. An interrupt is taken only when a function is entered or when every task sleeps, so that between two calls no
/// World is changed behind the back of the code that holds it.
public final class Kernel {
    private static final int ENTER_NANOS = 60;
    private static final int STEP_NANOS = 10;

    private final Profile profile;
    private final Bounds bounds;
    private final Steps steps = new Steps();
    private final Interned values = new Interned();
    private final Scheduler scheduler = new Scheduler(this);
    /// But for the stack of the task that runs, which is `top`: calls and returns, most of a run, make no World.
    private World world;
    private @Nullable Frame top;
    private Task.Kind context = Task.Kind.TASK;
    private long nanos;
    private boolean stopped;
    /// The World when the record was closed; null while the run is recorded.
    private @Nullable World closed;
    private int unrecorded;

    public Kernel(Profile profile, World start, Bounds bounds) {
        this.profile = profile;
        this.bounds = bounds;
        this.world = start;
    }

    /// Changes the World before the run begins, which is no step.
    public void prepare(java.util.function.UnaryOperator<World> change) {
        if (!steps.isEmpty()) {
            throw new IllegalStateException("the run has begun");
        }
        world = change.apply(world);
    }

    /// Records the START: all tasks are made, `task` is about to run.
    public void boot(int task) {
        world = world.withCurrent(task);
        top = task().stack();
        context = Task.Kind.TASK;
        steps.add(Step.Kind.START, 0, task, context, null, "", false, Args.NONE, world);
    }

    /// Everything as it is now, but for the stack of the task that runs: that is what it was when the task began to run.
    public World world() {
        return world;
    }

    public Profile profile() {
        return profile;
    }

    /// Whether the kernel that runs has `feature`.
    public boolean has(Feature feature) {
        return profile.has(feature);
    }

    /// Virtual time since the run began, in nanoseconds.
    public long nanos() {
        return nanos;
    }

    /// Enters a kernel function: pushes a frame on the current task's stack.
    ///
    /// @param args names and values in turn
    public Fn enter(String name, @Nullable Object... args) {
        scheduler.interrupts();
        var below = top;
        int depth = below == null ? 0 : below.depth() + 1;
        if (depth > bounds.depth()) {
            throw refuse("The call stack grew beyond " + bounds.depth() + " functions at " + name + ".");
        }
        var named = values.of(args);
        var frame = new Frame(name, named, below, depth, steps.size());
        top = frame;
        nanos += ENTER_NANOS;
        record(Step.Kind.ENTER, frame, "", false, named);
        return new Fn(this, world.current(), frame);
    }

    /// Makes `next` the World, as one step named `label` inside the current function. Nothing is recorded when nothing changes.
    public void apply(String label, World next) {
        if (next == world) {
            return;
        }
        world = next;
        nanos += STEP_NANOS;
        record(Step.Kind.CHANGE, top, label, false, Args.NONE);
    }

    /// The running task works for call `io` from here on. That is for who tells the story; the kernel knows nothing of it, and it is no step.
    public void worksFor(int io) {
        world = world.withTasks(world.tasks().update(world.current(), t -> t.withCall(io)));
    }

    /// Marks a phase of the run outside the kernel.
    public void note(String label, @Nullable Object... args) {
        record(Step.Kind.NOTE, top, label, false, values.of(args));
    }

    /// Ends the run here: nothing more is recorded, not even the returns of the functions that are left. Throw what this gives.
    ///
    /// @param sentence why, for the reader
    public NotModelled refuse(String sentence) {
        stopped = true;
        return new NotModelled(sentence);
    }

    /// The running task's id.
    public int current() {
        return world.current();
    }

    /// Makes a task that is ready to run `body`.
    public int spawn(String name, Task.Kind kind, Runnable body) {
        return scheduler.add(name, kind, body, false);
    }

    /// Makes a kernel thread that runs `body` once each time it is woken from idleness.
    public int kthread(String name, Task.Kind kind, Runnable body) {
        return scheduler.add(name, kind, body, true);
    }

    /// Runs `hook` whenever any task is about to sleep: what it has gathered for the device must go there first. kernel/sched/core.c, sched_submit_work
    public void submitWork(Runnable hook) {
        scheduler.submitWork(hook);
    }

    /// Runs `hook` whenever `task` is about to sleep; it may wake others.
    public void onSleep(int task, Runnable hook) {
        scheduler.onSleep(task, hook);
    }

    /// The current task sleeps until somebody wakes it; returns at once when somebody woke it since it last slept, so that no wake-up by an
    /// interrupt is lost. Code loops on its condition around this, as the kernel does.
    ///
    /// @param waitsFor what for, in words of the field
    public void sleep(String waitsFor) {
        scheduler.sleep(waitsFor);
    }

    /// Makes `task` ready when it sleeps or idles; does nothing otherwise.
    public void wake(int task) {
        scheduler.wake(task);
    }

    /// Makes a task that becomes ready when the run has lasted `nanos`.
    public int spawnAt(long nanos, String name, Task.Kind kind, Runnable body) {
        return scheduler.addAt(nanos, name, kind, body);
    }

    /// Runs `handler` as an interrupt when the virtual clock has moved on by `delayNanos`.
    public void at(long delayNanos, Runnable handler) {
        scheduler.at(nanos + delayNanos, handler);
    }

    /// The same, by a timer that does not keep the run alive: it counts only while a task sleeps or other events are due.
    public void background(long delayNanos, Runnable handler) {
        scheduler.background(nanos + delayNanos, handler);
    }

    /// What somebody may poll for is there when the virtual clock has moved on by `delayNanos`: a clock that skips idle time stops there.
    public void visibleIn(long delayNanos) {
        scheduler.visibleAt(nanos + delayNanos);
    }

    /// Asks `hook` when no task is ready and no event is due; it makes an event and says true, or says false. The run ends when all say false.
    public void onStandstill(BooleanSupplier hook) {
        scheduler.onStandstill(hook);
    }

    /// Runs `hook` when the run is over: no task is ready, no event is due, and nobody has anything to do. It may refuse what is left.
    public void onEnd(Runnable hook) {
        scheduler.onEnd(hook);
    }

    /// Another task is ready to run.
    public boolean needResched() {
        return scheduler.needResched();
    }

    /// The current task spins: the clock moves on to the next event, at most to virtual time `untilNanos`, unless another task is ready. cpu_relax
    ///
    /// @return false when nothing was due and nothing more will be: who goes on spinning spins for ever
    public boolean relax(long untilNanos) {
        return scheduler.relax(untilNanos);
    }

    /// The current task goes to the end of the line of those that are ready. schedule() in state TASK_RUNNING
    public void yield() {
        scheduler.yield();
    }

    /// Where the current task may be preempted (might_sleep with voluntary preemption): `task`, of higher priority, runs first if it is ready.
    public void preemptedBy(int task) {
        scheduler.preemptedBy(task);
    }

    /// No interrupt is taken until as many [#irqsOn]: what spin_lock_irq does for the code between.
    public void irqsOff() {
        scheduler.irqsOff(1);
    }

    /// Ends one [#irqsOff].
    public void irqsOn() {
        scheduler.irqsOff(-1);
    }

    /// Runs until no task is ready and no event is due, and gives the record of it all. Called once.
    public Trace run() {
        return runThen("", null);
    }

    /// The same, and when that is over goes on with a task that runs `epilogue`, of which no step is recorded: only the World that it leaves, with all
    /// that comes of it, is kept with the trace. None is kept when the run or the epilogue is refused, which the trace says.
    ///
    /// @param name the task's name
    public Trace runThen(String name, @Nullable Runnable epilogue) {
        scheduler.then(() -> {
            if (epilogue == null) {
                return false;
            }
            closed = world;
            scheduler.add(name, Task.Kind.TASK, epilogue, false);
            return true;
        });
        var refusal = scheduler.run();
        return new Trace(profile, steps, refusal, closed != null && refusal == null ? Steps.with(world, world.current(), top) : null);
    }

    void stop() {
        stopped = true;
    }

    Task task() {
        return world.tasks().at(world.current());
    }

    void advanceTo(long t) {
        nanos = Math.max(nanos, t);
    }

    /// A new task; one made while the run goes on is a step of its own.
    void addTask(Task task) {
        var next = world.withTasks(world.tasks().put(task.id(), task));
        if (steps.isEmpty()) {
            world = next;
        } else {
            apply("create " + task.name(), next);
        }
    }

    void switchTo(int task, OrdMap<Task> tasks, String why) {
        int before = world.current();
        world = world.withTasks(tasks.put(before, tasks.at(before).withStack(top))).withCurrent(task);
        var t = task();
        top = t.stack();
        context = t.kind();
        nanos += STEP_NANOS;
        record(Step.Kind.SWITCH, top, why, false, Args.NONE);
    }

    boolean branch(Frame frame, String label, boolean taken, @Nullable Object[] args) {
        nanos += STEP_NANOS;
        record(Step.Kind.BRANCH, frame, label, taken, values.of(args));
        return taken;
    }

    /// A value with its name.
    Args named(String name, @Nullable Object value) {
        return values.of(name, value);
    }

    void leave(Frame frame, int task, Args ret) {
        if (stopped) {
            return;
        }
        if (top != frame || world.current() != task) {
            throw new IllegalStateException("leaving " + frame.fn() + " but " + Objects.toString(top) + " is on top");
        }
        top = frame.caller();
        nanos += STEP_NANOS;
        record(Step.Kind.RETURN, frame, "", false, ret);
    }

    private void record(Step.Kind kind, @Nullable Frame frame, String label, boolean taken, Args named) {
        if (closed != null) {
            if (++unrecorded > bounds.steps()) {
                throw refuse("What follows the run grew beyond " + bounds.steps() + " steps.");
            }
            return;
        }
        if (steps.size() >= bounds.steps()) {
            throw refuse("The run grew beyond " + bounds.steps() + " steps.");
        }
        steps.add(kind, nanos, world.current(), context, frame, label, taken, named, world);
    }
}
