package dioscope.model.scenario;

import java.util.Collection;
import java.util.Comparator;

/// The valid value a reader most likely meant.
final class Nearest {
    private Nearest() {
    }

    /// The word with the fewest edits from `said`, ignoring case; empty when there are no words.
    static String of(String said, Collection<String> words) {
        return words.stream().min(Comparator.comparingInt(w -> edits(said.toLowerCase(), w.toLowerCase()))).orElse("");
    }

    /// Levenshtein's distance.
    static int edits(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j < row.length; j++) row[j] = j;
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j < row.length; j++) {
                int substituted = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(substituted, Math.min(row[j], row[j - 1]) + 1);
            }
        }
        return row[b.length()];
    }

    /// The power of two within `[low, high]` nearest to `v`; the lower one of two equally near.
    static long powerOfTwo(long v, long low, long high) {
        long best = low;
        for (long p = low; p <= high && p > 0; p <<= 1) {
            if (Math.abs(p - v) < Math.abs(best - v)) best = p;
        }
        return best;
    }

    /// The multiple of `unit` nearest to `v`, not below 0.
    static long multiple(long v, long unit) {
        long down = Math.max(0, Math.floorDiv(v, unit) * unit);
        return v - down <= down + unit - v ? down : down + unit;
    }
}
