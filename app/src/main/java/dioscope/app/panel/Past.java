package dioscope.app.panel;

import dioscope.model.profile.Iocb;
import dioscope.model.state.OrdMap;
import dioscope.model.state.World;
import dioscope.model.trace.Step;
import dioscope.model.trace.Trace;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// What a step must know of the steps before it: whose it is, where the struct iomap_dio of its request was last seen, and which pages were thrown out.
public final class Past {
    /// A page that a step removed from the page cache.
    ///
    /// @param first page index
    /// @param pages how many
    public record Removed(int step, long first, int pages) {}

    private final int[] lastDio;
    private final int[] request;
    private final List<Removed> removed;
    private final boolean dirtied;
    private final Set<Integer> opened;

    private Past(int[] lastDio, int[] request, List<Removed> removed, boolean dirtied, Set<Integer> opened) {
        this.lastDio = lastDio;
        this.request = request;
        this.removed = removed;
        this.dirtied = dirtied;
        this.opened = opened;
    }

    public static Past of(Trace t) {
        var last = new int[t.size()];
        var request = new int[t.size()];
        var removed = new ArrayList<Removed>();
        int seen = -1;
        boolean dirtied = false;
        var opened = new HashSet<Integer>();
        var iocb = t.profile().iocb();
        var before = t.step(0).beneath();
        for (int i = 0; i < last.length; i++) {
            var s = t.step(i);
            var w = s.beneath();
            if (i == 0 || w.io() != before.io()) {
                for (var e : w.io()) {
                    if (iocb.has(e.value().kiocb().flags(), Iocb.IOCB_DIRECT)) {
                        opened.add(e.value().id());
                    }
                }
            }
            request[i] = request(s, before, i == 0 ? 1 : request[i - 1]);
            var io = w.io().get(request[i]);
            seen = io != null && io.dio() != null ? i : i > 0 && request[i] != request[i - 1] ? seen(t, last, request, i) : seen;
            last[i] = seen;
            if (w.pageCache() != before.pageCache()) {
                int step = i;
                dirtied |= w.pageCache().nrDirty() > before.pageCache().nrDirty();
                OrdMap.diff(before.pageCache().pages(), w.pageCache().pages(), (key, x, y) -> {
                    if (x != null && y == null) {
                        removed.add(new Removed(step, x.index(), x.pages()));
                    }
                });
            }
            before = w;
        }
        return new Past(last, request, List.copyOf(removed), dirtied, Set.copyOf(opened));
    }

    /// Where the request of step `i` was last seen with a struct iomap_dio, -1 for nowhere.
    private static int seen(Trace t, int[] last, int[] request, int i) {
        for (int k = i - 1; k >= 0; k--) {
            if (request[k] == request[i]) {
                return last[k];
            }
            var io = t.step(k).beneath().io().get(request[i]);
            if (io != null && io.dio() != null) {
                return k;
            }
        }
        return -1;
    }

    /// The request a step is about: that its task works for, else the one it changes, else that of the step before.
    private static int request(Step s, World old, int before) {
        var w = s.beneath();
        int task = s.task();
        int call = w.tasks().at(task).call();
        if (call != 0) {
            return call;
        }
        int found = before;
        for (var e : w.io()) {
            if (e.value().task() == task) {
                return (int) e.key();
            }
            if (old.io().get(e.key()) != e.value()) {
                found = (int) e.key();
            }
        }
        return found;
    }

    /// Whether the run ever has a struct iomap_dio.
    public boolean direct() {
        return lastDio.length > 0 && Arrays.stream(lastDio).anyMatch(i -> i >= 0);
    }

    /// Whether call `io` was ever under way as a direct one.
    boolean opened(int io) {
        return opened.contains(io);
    }

    /// Whether the run makes pages dirty.
    public boolean dirtied() {
        return dirtied;
    }

    /// The request step `i` is about, 1 for the first.
    public int requestAt(int i) {
        return request[i];
    }

    /// The last step up to `i` at which the struct iomap_dio of its request existed, -1 for none.
    public int dioAt(int i) {
        return lastDio[i];
    }

    /// Pages thrown out up to step `i`, in order.
    public List<Removed> removedUpTo(int i) {
        int lo = 0;
        int hi = removed.size();
        while (lo < hi) {
            int mid = (lo + hi) >>> 1;
            if (removed.get(mid).step() <= i) {
                lo = mid + 1;
            } else {
                hi = mid;
            }
        }
        return removed.subList(0, lo);
    }
}
