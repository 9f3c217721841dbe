package dioscope.model.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dioscope.model.profile.Profile;
import dioscope.model.run.FirstWorlds;
import dioscope.model.state.Task;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class SchedulerTest {
    private final List<Thread> threads = new ArrayList<>();

    private Kernel kernel(Bounds bounds) {
        var k = new Kernel(Profile.V6_12, FirstWorlds.any(), bounds);
        k.spawn("interrupt", Task.Kind.IRQ, () -> {});
        return k;
    }

    private Runnable noting(Runnable body) {
        return () -> {
            threads.add(Thread.currentThread());
            body.run();
        };
    }

    private void noThreadIsLeft() {
        assertThat(threads).isNotEmpty().allSatisfy(t -> assertThat(t.isAlive()).isFalse());
    }

    @Test
    void aSleepingTaskRunsOnWhenItIsWokenAndTheOtherLetsGo() {
        var k = kernel(Bounds.DEFAULT);
        var order = new ArrayList<String>();
        int sleeper = k.spawn("sleeper", Task.Kind.TASK, noting(() -> {
            order.add("sleeps");
            k.sleep("the other");
            order.add("woken");
        }));
        k.spawn("waker", Task.Kind.TASK, noting(() -> {
            order.add("wakes");
            k.wake(sleeper);
            order.add("goes on");
        }));
        k.boot(sleeper);
        assertThat(k.run().refusal()).isNull();
        assertThat(order).containsExactly("sleeps", "wakes", "goes on", "woken");
        assertThat(k.world().tasks().at(sleeper).state()).isEqualTo(Task.State.EXITED);
        noThreadIsLeft();
    }

    @Test
    void aWakeUpByAnInterruptBeforeTheSleepIsNotLost() {
        var k = kernel(Bounds.DEFAULT);
        var done = new ArrayList<String>();
        int[] id = new int[1];
        id[0] = k.spawn("task", Task.Kind.TASK, noting(() -> {
            k.at(1, () -> k.wake(id[0]));
            try (var fn = k.enter("first")) {
            }
            try (var fn = k.enter("takes the interrupt")) {
            }
            k.sleep("what has happened already");
            done.add("done");
        }));
        k.boot(id[0]);
        assertThat(k.run().refusal()).isNull();
        assertThat(done).containsExactly("done");
    }

    @Test
    void aTaskNobodyWakesEndsTheRunAndItsThread() {
        var k = kernel(Bounds.DEFAULT);
        k.boot(k.spawn("task", Task.Kind.TASK, noting(() -> k.sleep("nobody"))));
        var trace = k.run();
        assertThat(trace.steps().getLast().world().tasks().values()).anySatisfy(t -> {
            assertThat(t.state()).isEqualTo(Task.State.SLEEPING);
            assertThat(t.waitsFor()).isEqualTo("nobody");
        });
        noThreadIsLeft();
    }

    @Test
    void aRefusalEndsEveryTaskAndKeepsTheStepsBeforeIt() {
        var k = kernel(Bounds.DEFAULT);
        k.spawn("sleeper", Task.Kind.TASK, noting(() -> k.sleep("for ever")));
        int task = k.spawn("task", Task.Kind.TASK, noting(() -> {
            try (var fn = k.enter("outer")) {
                throw k.refuse("This goes no further.");
            }
        }));
        k.boot(task);
        var trace = k.run();
        assertThat(trace.refusal()).isEqualTo("This goes no further.");
        assertThat(trace.steps().getLast().site()).isEqualTo("outer");
        noThreadIsLeft();
    }

    @Test
    void theBoundsAreNamedWhenTheyAreReached() {
        var deep = kernel(new Bounds(1000, 20));
        deep.boot(deep.spawn("task", Task.Kind.TASK, noting(() -> nest(deep))));
        assertThat(deep.run().refusal()).isEqualTo("The call stack grew beyond 20 functions at nest.");
        var longer = kernel(new Bounds(50, 20));
        longer.boot(longer.spawn("task", Task.Kind.TASK, noting(() -> {
            while (true) {
                longer.note("again");
            }
        })));
        var trace = longer.run();
        assertThat(trace.refusal()).isEqualTo("The run grew beyond 50 steps.");
        assertThat(trace.size()).isEqualTo(50);
        noThreadIsLeft();
    }

    private static void nest(Kernel k) {
        try (var fn = k.enter("nest")) {
            nest(k);
        }
    }

    @Test
    void anErrorOfTheSimulatorReachesTheCaller() {
        var k = kernel(Bounds.DEFAULT);
        k.spawn("sleeper", Task.Kind.TASK, noting(() -> k.sleep("for ever")));
        k.boot(k.spawn("task", Task.Kind.TASK, noting(() -> {
            throw new IllegalStateException("broken");
        })));
        assertThatThrownBy(k::run).isInstanceOf(IllegalStateException.class).hasMessage("broken");
        noThreadIsLeft();
    }

    /// The caller gets its thread back, still interrupted, and the run says that it was cancelled.
    @Test
    void interruptingTheCallerCancelsTheRun() throws InterruptedException {
        var k = kernel(new Bounds(Integer.MAX_VALUE, 20));
        var runs = new CountDownLatch(1);
        k.boot(k.spawn("task", Task.Kind.TASK, noting(() -> {
            while (true) {
                try (var fn = k.enter("for ever")) {
                    runs.countDown();
                    k.wake(k.current());
                    k.sleep("itself");
                }
                if (k.nanos() > 2_000_000_000L) {
                    return;
                }
            }
        })));
        var refusal = new AtomicReference<String>();
        var interrupted = new AtomicReference<Boolean>();
        var caller = Thread.ofPlatform().start(() -> {
            refusal.set(String.valueOf(k.run().refusal()));
            interrupted.set(Thread.currentThread().isInterrupted());
        });
        runs.await();
        caller.interrupt();
        assertThat(caller.join(Duration.ofSeconds(10))).isTrue();
        assertThat(refusal.get()).isEqualTo("Cancelled.");
        assertThat(interrupted.get()).isTrue();
        noThreadIsLeft();
    }
}
