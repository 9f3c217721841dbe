package dioscope.model.kernel;

import dioscope.model.engine.Kernel;
import dioscope.model.state.Task;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/// A workqueue and its workers. As with the kernel's concurrency-managed pools one worker runs at a time; when it sleeps inside a work and more work
/// waits, another worker takes that. kernel/workqueue.c
public final class Workqueue {
    private record Work(String name, Runnable body) {}

    private final Kernel k;
    private final String name;
    private final Task.Kind kind;
    private final ArrayDeque<Work> pending = new ArrayDeque<>();
    private final List<Integer> workers = new ArrayList<>();
    private final List<Integer> flushers = new ArrayList<>();
    /// Works queued and not yet done.
    private int undone;

    /// @param name what its workers are called; they are numbered from 1
    /// @param kind the lane they run in
    public Workqueue(Kernel k, String name, Task.Kind kind) {
        this.k = k;
        this.name = name;
        this.kind = kind;
        add();
    }

    private int add() {
        int id = k.kthread(name + (workers.size() + 1), kind, this::worker_thread);
        workers.add(id);
        k.onSleep(id, this::wq_worker_sleeping);
        return id;
    }

    /// Puts `body` at the end of the queue and kicks a worker. May be called from an interrupt. kernel/workqueue.c, queue_work
    ///
    /// @param work the work's name, for the reader
    public void queue(String work, Runnable body) {
        try (var fn = k.enter("queue_work", "work", work)) {
            pending.add(new Work(work, body));
            undone++;
            boolean busy = workers.stream().anyMatch(w -> awake(k.world().tasks().at(w).state()));
            if (!fn.taken("a worker is already running", busy)) {
                kick_pool();
            }
        }
    }

    private static boolean awake(Task.State s) {
        return s == Task.State.READY || s == Task.State.RUNNING;
    }

    private void kick_pool() {
        for (int w : workers) {
            if (k.world().tasks().at(w).state() == Task.State.IDLE) {
                k.wake(w);
                return;
            }
        }
        k.wake(add());
    }

    /// A worker is about to sleep inside its work: another one takes what still waits. kernel/workqueue.c, wq_worker_sleeping
    private void wq_worker_sleeping() {
        if (!pending.isEmpty()) {
            kick_pool();
        }
    }

    /// kernel/workqueue.c, worker_thread and process_one_work
    private void worker_thread() {
        for (var w = pending.poll(); w != null; w = pending.poll()) {
            w.body.run();
            if (--undone == 0) {
                var waiting = List.copyOf(flushers);
                flushers.clear();
                waiting.forEach(k::wake);
            }
        }
    }

    /// Waits until all that is queued is done. kernel/workqueue.c, flush_workqueue
    public void flush_workqueue() {
        try (var fn = k.enter("flush_workqueue")) {
            while (fn.taken("work is not done", undone > 0)) {
                flushers.add(k.current());
                k.sleep("the work of " + name);
            }
        }
    }
}
