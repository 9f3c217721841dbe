package dioscope.app.bench;

import java.util.Arrays;
import java.util.Locale;

/// One line of the table.
///
/// @param what was measured
/// @param measured the figure with its unit
/// @param toReach the bound with its unit, empty where there is none
/// @param reached whether the figure keeps the bound
public record Row(String what, String measured, String toReach, boolean reached) {
    /// A figure that should not be above `bound`.
    public static Row atMost(String what, double value, double bound, String unit) {
        return new Row(what, number(value, unit), "at most " + number(bound, unit), value <= bound);
    }

    public static Row below(String what, double value, double bound, String unit) {
        return new Row(what, number(value, unit), "below " + number(bound, unit), value < bound);
    }

    public static Row atLeast(String what, double value, double bound, String unit) {
        return new Row(what, number(value, unit), "at least " + number(bound, unit), value >= bound);
    }

    /// A figure that has no bound.
    public static Row told(String what, double value, String unit) {
        return new Row(what, number(value, unit), "", true);
    }

    /// The value that a share `q` of `values` does not exceed.
    public static double percentile(double[] values, double q) {
        var sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[Math.clamp((int) Math.ceil(q * sorted.length) - 1, 0, sorted.length - 1)];
    }

    private static String number(double v, String unit) {
        return String.format(Locale.ROOT, v >= 1000 ? "%,.0f" : v >= 100 ? "%.0f" : "%.2f", v) + (unit.isEmpty() ? "" : " " + unit);
    }
}
