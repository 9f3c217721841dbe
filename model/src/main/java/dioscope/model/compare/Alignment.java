package dioscope.model.compare;

import dioscope.model.state.Task;
import dioscope.model.trace.Trace;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Set;
import java.util.TreeSet;

/// Which step of one run is which of another.
///
/// Task by task and call by call: of two calls that are the same, what happens in one is paired with what happens in the other by a longest common
/// subsequence of sites. What is left is a call that the other run makes elsewhere, in another task or with one caller more or less, or is only in one.
public final class Alignment {
    /// Tasks that hand work on to one another.
    private static final Set<Task.Kind> HANDED_ON = EnumSet.of(Task.Kind.TASK, Task.Kind.IO_WQ, Task.Kind.IRQ, Task.Kind.WORKER);

    private final Calls a;
    private final Calls b;
    private final int[] toB;
    private final int[] toA;

    private Alignment(Calls a, Calls b) {
        this.a = a;
        this.b = b;
        toB = new int[a.size()];
        toA = new int[b.size()];
        Arrays.fill(toB, -1);
        Arrays.fill(toA, -1);
    }

    public static Alignment of(Trace a, Trace b) {
        var sites = new TreeSet<Calls.Site>();
        for (var t : new Trace[]{a, b}) {
            var known = new HashSet<Calls.Site>();
            t.steps().forEach(s -> known.add(Calls.Site.of(s)));
            sites.addAll(known);
        }
        // numbered in an order of their own, so that it does not matter which run comes first
        var keys = new HashMap<Calls.Site, Integer>();
        sites.forEach(s -> keys.put(s, keys.size()));
        var x = new Alignment(new Calls(a, keys), new Calls(b, keys));
        x.align();
        return x;
    }

    /// The step of the second run that is step `i` of the first, -1 for none.
    public int toB(int i) {
        return toB[i];
    }

    /// The step of the first run that is step `j` of the second, -1 for none.
    public int toA(int j) {
        return toA[j];
    }

    /// Where step `i` of the first run is in the second; where it is not there, the last step before it that is.
    public int place(int i) {
        for (int k = Math.min(i, toB.length - 1); k > 0; k--) {
            if (toB[k] >= 0) {
                return toB[k];
            }
        }
        return 0;
    }

    Calls a() {
        return a;
    }

    Calls b() {
        return b;
    }

    private void align() {
        for (var lane : a.lanes) {
            int other = b.ground(lane);
            if (other >= 0) {
                inside(a.ground(lane), other);
            }
        }
        elsewhere();
    }

    /// Pairs what happens in two calls that are the same.
    private void inside(int callA, int callB) {
        var x = a.children(callA);
        var y = b.children(callB);
        var pairs = Lcs.of(keys(a, x), keys(b, y));
        for (int i = 0; i < x.length; i++) {
            if (pairs[i] >= 0) {
                pair(x[i], y[pairs[i]]);
                if (a.call(x[i])) {
                    inside(x[i], y[pairs[i]]);
                }
            }
        }
    }

    private void pair(int i, int j) {
        toB[i] = j;
        toA[j] = i;
        if (a.call(i) && a.end[i] >= 0 && b.end[j] >= 0) {
            toB[a.end[i]] = b.end[j];
            toA[b.end[j]] = a.end[i];
        }
    }

    /// Pairs the calls that are left with the same calls in another place.
    private void elsewhere() {
        var x = left(a, toB);
        var y = left(b, toA);
        var pairs = Lcs.of(keys(a, x), keys(b, y));
        for (int i = 0; i < x.length; i++) {
            if (pairs[i] >= 0 && comparable(x[i], y[pairs[i]])) {
                pair(x[i], y[pairs[i]]);
                decisions(x[i], y[pairs[i]]);
            }
        }
    }

    /// Whether two calls may be the same though their callers are not: one of them stands at the edge of what is alike, and either a task of another
    /// kind makes it, or the same call does with one caller more or less.
    private boolean comparable(int i, int j) {
        int p = a.parent[i];
        int q = b.parent[j];
        boolean edge = p >= a.size() || toB[p] >= 0 || q >= b.size() || toA[q] >= 0;
        var x = a.trace.step(i).ctx();
        var y = b.trace.step(j).ctx();
        return edge && (x == y ? related(p, q) : HANDED_ON.contains(x) && HANDED_ON.contains(y));
    }

    /// Whether the nearest callers that both runs have are the same.
    private boolean related(int p, int q) {
        int i = p;
        while (i < a.size() && toB[i] < 0) {
            i = a.parent[i];
        }
        int j = q;
        while (j < b.size() && toA[j] < 0) {
            j = b.parent[j];
        }
        return i < a.size() && j < b.size() ? toB[i] == j : i >= a.size() && j >= b.size();
    }

    /// Pairs what two calls do themselves; the calls they make have been looked at.
    private void decisions(int callA, int callB) {
        var x = Arrays.stream(a.children(callA)).filter(k -> !a.call(k)).toArray();
        var y = Arrays.stream(b.children(callB)).filter(k -> !b.call(k)).toArray();
        var pairs = Lcs.of(keys(a, x), keys(b, y));
        for (int i = 0; i < x.length; i++) {
            if (pairs[i] >= 0) {
                pair(x[i], y[pairs[i]]);
            }
        }
    }

    private static int[] left(Calls c, int[] paired) {
        var out = new int[c.size()];
        int n = 0;
        for (int i = 0; i < paired.length; i++) {
            if (paired[i] < 0 && c.call(i)) {
                out[n++] = i;
            }
        }
        return Arrays.copyOf(out, n);
    }

    private static int[] keys(Calls c, int[] steps) {
        var out = new int[steps.length];
        for (int i = 0; i < steps.length; i++) {
            out[i] = c.key[steps[i]];
        }
        return out;
    }
}
