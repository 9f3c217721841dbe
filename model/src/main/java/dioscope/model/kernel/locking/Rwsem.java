package dioscope.model.kernel.locking;

import dioscope.model.engine.Kernel;
import dioscope.model.state.Lock;
import dioscope.model.state.Lock.Mode;
import java.util.ArrayList;
import java.util.List;

/// A rw_semaphore: one writer or many readers, and a line of those who wait. kernel/locking/rwsem.c
///
/// Who releases it hands it over: to the writer who is first in line, or to all readers of the line when a reader is first (RWSEM_WAKE_ANY), so that
/// nobody who comes later passes those who sleep. Spinning and stealing, which a kernel with several processors does, are left out.
public final class Rwsem {
    private final Kernel k;
    private final int id;

    /// @param id its key in [dioscope.model.state.World#locks]
    public Rwsem(Kernel k, int id) {
        this.k = k;
        this.id = id;
    }

    private Lock lock() {
        return k.world().locks().at(id);
    }

    private void set(String label, Mode mode, List<Integer> holders, List<Lock.Waiter> waiters) {
        var w = k.world();
        k.apply(label, w.withLocks(w.locks().put(id, new Lock(lock().name(), mode, List.copyOf(holders), List.copyOf(waiters)))));
    }

    private static <T> List<T> with(List<T> list, T item) {
        var out = new ArrayList<>(list);
        out.add(item);
        return out;
    }

    private boolean free(Mode mode) {
        var l = lock();
        return l.waiters().isEmpty() && (l.mode() == Mode.FREE || mode == Mode.SHARED && l.mode() == Mode.SHARED);
    }

    /// kernel/locking/rwsem.c, down_read, down_write
    ///
    /// @param label the caller's name for it
    public void down(String label, Mode mode) {
        int me = k.current();
        if (free(mode)) {
            set(label, mode, with(lock().holders(), me), lock().waiters());
            return;
        }
        var l = lock();
        set("wait for " + l.name(), l.mode(), l.holders(), with(l.waiters(), new Lock.Waiter(me, mode)));
        do {
            k.sleep(l.name() + (mode == Mode.SHARED ? ", shared" : ", exclusive"));
        } while (!lock().holders().contains(me));
    }

    /// kernel/locking/rwsem.c, down_read_trylock, down_write_trylock
    ///
    /// @return whether it is held now
    public boolean trylock(String label, Mode mode) {
        if (!free(mode)) {
            return false;
        }
        set(label, mode, with(lock().holders(), k.current()), lock().waiters());
        return true;
    }

    /// kernel/locking/rwsem.c, up_read, up_write
    public void up(String label) {
        var l = lock();
        var holders = new ArrayList<>(l.holders());
        if (!holders.remove((Object) k.current())) {
            throw new IllegalStateException(l.name() + " is not held by task " + k.current());
        }
        if (holders.isEmpty() && !l.waiters().isEmpty()) {
            rwsem_mark_wake(label);
        } else {
            set(label, holders.isEmpty() ? Mode.FREE : l.mode(), holders, l.waiters());
        }
    }

    /// kernel/locking/rwsem.c, rwsem_mark_wake
    private void rwsem_mark_wake(String label) {
        var line = lock().waiters();
        var mode = line.getFirst().mode();
        var woken = new ArrayList<Integer>();
        var left = new ArrayList<Lock.Waiter>();
        for (var w : line) {
            boolean goes = mode == Mode.EXCLUSIVE ? woken.isEmpty() : w.mode() == Mode.SHARED;
            if (goes) {
                woken.add(w.task());
            } else {
                left.add(w);
            }
        }
        set(label, mode, woken, left);
        woken.forEach(k::wake);
    }
}
