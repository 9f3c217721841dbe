package dioscope.app.panel;

import dioscope.model.state.OrdMap;
import dioscope.model.trace.Trace;
import java.util.ArrayList;
import java.util.List;

/// What a step must know of the steps before it: where a struct iomap_dio was last seen, and which pages were thrown out.
public final class Past {
    /// A page that a step removed from the page cache.
    ///
    /// @param first page index
    /// @param pages how many
    public record Removed(int step, long first, int pages) {}

    private final int[] lastDio;
    private final List<Removed> removed;

    private Past(int[] lastDio, List<Removed> removed) {
        this.lastDio = lastDio;
        this.removed = removed;
    }

    public static Past of(Trace t) {
        var last = new int[t.size()];
        var removed = new ArrayList<Removed>();
        int seen = -1;
        for (int i = 0; i < last.length; i++) {
            var w = t.step(i).world();
            if (i == 0 || w.io() != t.step(i - 1).world().io()) {
                for (var e : w.io()) {
                    if (e.value().dio() != null) {
                        seen = i;
                    }
                }
            } else if (seen == i - 1) {
                seen = i;
            }
            last[i] = seen;
            if (i > 0) {
                int step = i;
                var a = t.step(i - 1).world().pageCache().pages();
                var b = w.pageCache().pages();
                if (a != b) {
                    OrdMap.diff(a, b, (key, x, y) -> {
                        if (x != null && y == null) {
                            removed.add(new Removed(step, x.index(), x.pages()));
                        }
                    });
                }
            }
        }
        return new Past(last, List.copyOf(removed));
    }

    /// The last step up to `i` at which a struct iomap_dio existed, -1 for none.
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
