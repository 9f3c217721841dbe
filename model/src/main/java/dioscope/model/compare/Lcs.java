package dioscope.model.compare;

import java.util.Arrays;
import java.util.HashMap;

/// The longest common subsequence of two sequences of numbers. Changing their places gives the mirrored answer.
final class Lcs {
    /// Cells of the table beyond which the quick way is taken, which may find a shorter one.
    private static final int LARGEST = 1_000_000;

    private Lcs() {}

    /// For each element of `x` the one of `y` it is, -1 for none; strictly rising.
    static int[] of(int[] x, int[] y) {
        var out = new int[x.length];
        Arrays.fill(out, -1);
        int from = 0;
        int n = x.length;
        int m = y.length;
        while (from < n && from < m && x[from] == y[from]) {
            out[from] = from;
            from++;
        }
        while (n > from && m > from && x[n - 1] == y[m - 1]) {
            out[--n] = --m;
        }
        if (n == from || m == from) {
            return out;
        }
        var a = Arrays.copyOfRange(x, from, n);
        var b = Arrays.copyOfRange(y, from, m);
        boolean turned = a.length > b.length || a.length == b.length && Arrays.compare(a, b) > 0;
        var pairs = turned ? middle(b, a) : middle(a, b);
        for (int i = 0; i < pairs.length; i++) {
            if (pairs[i] >= 0) {
                if (turned) {
                    out[from + pairs[i]] = from + i;
                } else {
                    out[from + i] = from + pairs[i];
                }
            }
        }
        return out;
    }

    private static int[] middle(int[] a, int[] b) {
        return (long) a.length * b.length > LARGEST ? byOccurrence(a, b) : table(a, b);
    }

    private static int[] table(int[] a, int[] b) {
        int w = b.length + 1;
        var best = new int[(a.length + 1) * w];
        for (int i = a.length - 1; i >= 0; i--) {
            for (int j = b.length - 1; j >= 0; j--) {
                best[i * w + j] = a[i] == b[j]
                        ? best[(i + 1) * w + j + 1] + 1
                        : Math.max(best[(i + 1) * w + j], best[i * w + j + 1]);
            }
        }
        var out = new int[a.length];
        Arrays.fill(out, -1);
        int i = 0;
        int j = 0;
        while (i < a.length && j < b.length) {
            if (a[i] == b[j]) {
                out[i++] = j++;
            } else if (best[(i + 1) * w + j] >= best[i * w + j + 1]) {
                i++;
            } else {
                j++;
            }
        }
        return out;
    }

    /// Pairs the n-th of a number with the n-th of the same, and keeps a longest rising row of those.
    private static int[] byOccurrence(int[] a, int[] b) {
        var places = new HashMap<Integer, int[]>();
        for (int j = 0; j < b.length; j++) {
            var p = places.get(b[j]);
            if (p == null) {
                p = new int[]{2, 0, 0, 0};
            } else if (p[0] == p.length) {
                p = Arrays.copyOf(p, p.length * 2);
            }
            p[p[0]++] = j;
            places.put(b[j], p);
        }
        var pair = new int[a.length];
        for (int i = 0; i < a.length; i++) {
            var p = places.get(a[i]);
            pair[i] = p == null || p[1] + 2 >= p[0] ? -1 : p[2 + p[1]++];
        }
        return rising(pair);
    }

    private static int[] rising(int[] pair) {
        var tails = new int[pair.length];
        var previous = new int[pair.length];
        int length = 0;
        for (int i = 0; i < pair.length; i++) {
            if (pair[i] < 0) {
                continue;
            }
            int lo = 0;
            int hi = length;
            while (lo < hi) {
                int mid = (lo + hi) >>> 1;
                if (pair[tails[mid]] < pair[i]) {
                    lo = mid + 1;
                } else {
                    hi = mid;
                }
            }
            previous[i] = lo == 0 ? -1 : tails[lo - 1];
            tails[lo] = i;
            length = Math.max(length, lo + 1);
        }
        var out = new int[pair.length];
        Arrays.fill(out, -1);
        for (int i = length == 0 ? -1 : tails[length - 1]; i >= 0; i = previous[i]) {
            out[i] = pair[i];
        }
        return out;
    }
}
