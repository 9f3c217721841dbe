package dioscope.model.kernel;

import dioscope.model.engine.Kernel;

/// kernel/signal.c: of all signals the one that ends a task.
public final class Signals {
    private Signals() {}

    /// SIGKILL for a task. It goes on until it asks, or returns from its system call. kernel/signal.c, send_sig
    public static void send_sigkill(Kernel k, int task) {
        try (var fn = k.enter("send_sig", "sig", "SIGKILL", "task", task)) {
            k.apply("SIGKILL is pending", k.world().withTasks(k.world().tasks().update(task, t -> t.withKilled(true))));
        }
    }

    /// Whether the task that runs is to end. include/linux/sched/signal.h
    public static boolean fatal_signal_pending(Kernel k) {
        return k.world().tasks().at(k.current()).killed();
    }
}
