package dioscope.model.engine;

import dioscope.model.state.Task;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// Tasks that take turns. Each is a virtual thread that runs only while it owns the baton; it hands it back when it sleeps or ends.
///
/// The scheduler's own thread takes the ready tasks in order, and when none is ready moves the virtual clock to the next event and runs it as an
/// interrupt. Deterministic, and free of data races because the baton's hand-over orders all memory.
final class Scheduler {
    /// @param handler the interrupt; null where only the clock must stop
    private record Event(long at, long order, @Nullable Runnable handler, boolean background) {}

    /// Ends a parked task when the run is over before it is.
    private static final class Ended extends RuntimeException {
        private static final long serialVersionUID = 1;

        Ended() {
            super(null, null, false, false);
        }
    }

    private final Kernel k;
    private final PriorityQueue<Event> events = new PriorityQueue<>(
            java.util.Comparator.comparingLong(Event::at).thenComparingLong(Event::order));
    private final ArrayDeque<Integer> ready = new ArrayDeque<>();
    private final Map<Integer, Runnable> bodies = new HashMap<>();
    private final Map<Integer, Thread> threads = new HashMap<>();
    private final List<Thread> started = new ArrayList<>();
    private volatile @Nullable Thread owner;
    private volatile boolean over;
    private volatile @Nullable Throwable failure;
    private @Nullable Thread self;
    private int irqTask;
    private boolean inIrq;
    private int irqsOff;
    /// Tasks somebody woke while they ran: between the check of their condition and their sleep, perhaps.
    private final java.util.Set<Integer> woken = new java.util.HashSet<>();
    private final Map<Integer, Runnable> onSleep = new HashMap<>();
    private final List<BooleanSupplier> onStandstill = new ArrayList<>();
    private final List<Runnable> onEnd = new ArrayList<>();
    private @Nullable Runnable submitWork;
    private BooleanSupplier then = () -> false;
    private boolean continued;
    private long order;
    /// Events that keep the run alive.
    private int foreground;
    private int nextId = 1;

    Scheduler(Kernel k) {
        this.k = k;
    }

    int add(String name, Task.Kind kind, Runnable body, boolean idle) {
        int id = nextId++;
        k.addTask(new Task(id, name, kind, idle || kind == Task.Kind.IRQ ? Task.State.IDLE : Task.State.READY, null, null));
        bodies.put(id, body);
        if (kind == Task.Kind.IRQ) {
            irqTask = id;
        } else if (!idle) {
            ready.add(id);
        }
        return id;
    }

    /// A task that is made now and sleeps until a timer interrupt wakes it at `time`.
    int addAt(long time, String name, Task.Kind kind, Runnable body) {
        int id = nextId++;
        k.addTask(new Task(id, name, kind, Task.State.SLEEPING, "its start", null));
        bodies.put(id, body);
        at(time, () -> wake(id));
        return id;
    }

    void at(long time, Runnable handler) {
        add(new Event(time, order++, handler, false));
    }

    /// A timer that does not keep the run alive.
    void background(long time, Runnable handler) {
        add(new Event(time, order++, handler, true));
    }

    private void add(Event e) {
        foreground += e.background ? 0 : 1;
        events.add(e);
    }

    private Event taken(Event e) {
        foreground -= e.background ? 0 : 1;
        return e;
    }

    /// Whether something may still come of the events that are left: timers in the background count only while a task waits for what they may bring.
    private boolean worthWaiting() {
        return foreground > 0 || !events.isEmpty() && stuck();
    }

    private boolean stuck() {
        for (var e : k.world().tasks()) {
            if (e.value().kind() == Task.Kind.TASK && e.value().state() == Task.State.SLEEPING) {
                return true;
            }
        }
        return false;
    }

    /// Something can be seen from `time` on by who looks for it; nobody is interrupted.
    void visibleAt(long time) {
        add(new Event(time, order++, null, false));
    }

    void submitWork(Runnable hook) {
        submitWork = hook;
    }

    void onSleep(int task, Runnable hook) {
        onSleep.put(task, hook);
    }

    void onStandstill(BooleanSupplier hook) {
        onStandstill.add(hook);
    }

    void onEnd(Runnable hook) {
        onEnd.add(hook);
    }

    /// Asks `more` once, when the run is over: it makes a task and says true, or says false.
    void then(BooleanSupplier more) {
        then = more;
    }

    /// Nothing is ready and nothing is due: whether somebody still has something to do.
    private boolean standstill() {
        return onStandstill.stream().anyMatch(BooleanSupplier::getAsBoolean);
    }

    boolean needResched() {
        return !ready.isEmpty();
    }

    /// The running task does nothing until `time` at most: while no other is ready the clock moves on to the next event, whose interrupt is taken.
    ///
    /// @return false when nothing was due and nothing more will be; timers in the background bring nothing that anybody could poll for
    boolean relax(long time) {
        if (needResched()) {
            return true;
        }
        var e = events.peek();
        boolean worth = foreground > 0;
        if (!worth && standstill()) {
            return true;
        }
        if (e != null || time != Long.MAX_VALUE) {
            k.advanceTo(e == null ? time : Math.min(time, e.at));
        }
        interrupts();
        return worth;
    }

    /// The running task lets all that are ready go first.
    void yield() {
        if (needResched()) {
            var t = k.task();
            k.apply("yield", k.world().withTasks(k.world().tasks().put(t.id(), t.withState(Task.State.READY, null))));
            ready.add(t.id());
            handOver(java.util.Objects.requireNonNull(self));
        }
    }

    /// The running task lets `id` go first, if that is ready, and goes on before all others when it sleeps.
    void preemptedBy(int id) {
        if (!inIrq && irqsOff == 0 && ready.remove((Integer) id)) {
            var t = k.task();
            k.apply("preempted", k.world().withTasks(k.world().tasks().put(t.id(), t.withState(Task.State.READY, null))));
            ready.addFirst(t.id());
            ready.addFirst(id);
            handOver(java.util.Objects.requireNonNull(self));
        }
    }

    void wake(int id) {
        var t = k.world().tasks().at(id);
        if (t.state() == Task.State.SLEEPING || t.state() == Task.State.IDLE) {
            k.apply("wake " + t.name(), k.world().withTasks(k.world().tasks().put(id, t.withState(Task.State.READY, null))));
            ready.add(id);
        } else if (t.state() == Task.State.RUNNING) {
            woken.add(id);
        }
    }

    void sleep(String waitsFor) {
        if (inIrq) {
            throw new IllegalStateException("an interrupt cannot sleep: " + waitsFor);
        }
        if (irqsOff > 0) {
            throw new IllegalStateException("sleeping with interrupts off: " + waitsFor);
        }
        var t = k.task();
        if (woken.remove(t.id())) {
            return;
        }
        if (submitWork != null) {
            submitWork.run();
            if (woken.remove(t.id())) {
                return;
            }
            t = k.task();
        }
        var hook = onSleep.get(t.id());
        if (hook != null) {
            hook.run();
            t = k.task();
        }
        k.apply("sleep", k.world().withTasks(k.world().tasks().put(t.id(), t.withState(Task.State.SLEEPING, waitsFor))));
        handOver(java.util.Objects.requireNonNull(self));
    }

    void irqsOff(int by) {
        irqsOff += by;
    }

    /// Takes the interrupts that are due; called where the running task can be interrupted.
    void interrupts() {
        if (inIrq || irqsOff > 0) {
            return;
        }
        for (var e = events.peek(); e != null && e.at <= k.nanos(); e = events.peek()) {
            interrupt(taken(events.remove()));
        }
    }

    /// Runs the whole simulation on a virtual thread of its own, so that every hand-over is between virtual threads.
    ///
    /// @return why it stopped early, or null
    @Nullable
    String run() {
        var t = Thread.ofVirtual().unstarted(this::loop);
        self = t;
        owner = t;
        t.start();
        boolean interrupted = false;
        while (true) {
            try {
                t.join();
                break;
            } catch (InterruptedException e) {
                interrupted = true;
                cancel();
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
            return "Cancelled.";
        }
        return switch (failure) {
            case null -> null;
            case NotModelled n -> n.getMessage();
            case RuntimeException e -> throw e;
            case Error e -> throw e;
            case Throwable e -> throw new IllegalStateException(e);
        };
    }

    private void cancel() {
        failure = k.refuse("Cancelled.");
        over = true;
    }

    private void loop() {
        try {
            while (failure == null && !over) {
                var next = ready.poll();
                if (next != null) {
                    resume(next);
                } else {
                    if (foreground == 0 && standstill()) {
                        continue;
                    }
                    if (!worthWaiting()) {
                        onEnd.forEach(Runnable::run);
                        if (continued || !then.getAsBoolean()) {
                            break;
                        }
                        continued = true;
                        continue;
                    }
                    var e = taken(events.remove());
                    k.advanceTo(e.at);
                    interrupt(e);
                }
            }
        } catch (RuntimeException | Error e) {
            failure = failure == null ? e : failure;
        }
        over = true;
        k.stop();
        for (var t : started) {
            while (t.isAlive()) {
                owner = t;
                LockSupport.unpark(t);
                try {
                    t.join(java.time.Duration.ofMillis(100));
                } catch (InterruptedException e) {
                    return;
                }
            }
        }
    }

    private void resume(int id) {
        var t = k.world().tasks().at(id);
        if (k.world().current() != id || t.state() != Task.State.RUNNING) {
            k.switchTo(id, k.world().tasks().put(id, t.withState(Task.State.RUNNING, null)), t.name());
        }
        var thread = threads.get(id);
        if (thread == null) {
            thread = Thread.ofVirtual().unstarted(() -> body(id));
            threads.put(id, thread);
            started.add(thread);
            owner = thread;
            thread.start();
            await(java.util.Objects.requireNonNull(self));
        } else {
            handOver(thread);
        }
    }

    private void body(int id) {
        try {
            java.util.Objects.requireNonNull(bodies.get(id)).run();
            var t = k.task();
            var end = t.kind() == Task.Kind.TASK ? Task.State.EXITED : Task.State.IDLE;
            k.apply(end == Task.State.EXITED ? "exit" : "idle", k.world().withTasks(k.world().tasks().put(id, t.withState(end, null))));
        } catch (Ended e) {
            return;
        } catch (Throwable e) {
            k.stop();
            failure = failure == null ? e : failure;
        } finally {
            threads.remove(id);
            var s = java.util.Objects.requireNonNull(self);
            owner = s;
            LockSupport.unpark(s);
        }
    }

    private void handOver(Thread to) {
        var me = Thread.currentThread();
        owner = to;
        LockSupport.unpark(to);
        await(me);
    }

    private void await(Thread me) {
        while (owner != me) {
            LockSupport.park();
            if (over && me != self) {
                throw new Ended();
            }
        }
        if (over && me != self) {
            throw new Ended();
        }
    }

    private void interrupt(Event e) {
        var handler = e.handler;
        if (handler == null) {
            return;
        }
        inIrq = true;
        int interrupted = k.world().current();
        var irq = k.world().tasks().at(irqTask);
        k.switchTo(irqTask, k.world().tasks().put(irqTask, irq.withState(Task.State.RUNNING, null)), "interrupt");
        try {
            handler.run();
        } finally {
            inIrq = false;
        }
        var after = k.world().tasks().at(irqTask);
        k.switchTo(interrupted, k.world().tasks().put(irqTask, after.withState(Task.State.IDLE, null)), "end of interrupt");
    }
}
