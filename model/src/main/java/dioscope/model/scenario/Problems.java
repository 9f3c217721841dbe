package dioscope.model.scenario;

import java.util.ArrayList;
import java.util.List;

/// Collects what is wrong; each rule tells the nearest value that would be right.
final class Problems {
    private final List<ScenarioError> found = new ArrayList<>();

    List<ScenarioError> found() {
        return List.copyOf(found);
    }

    void add(String path, String rule, Object nearest) {
        found.add(new ScenarioError(path, rule, String.valueOf(nearest)));
    }

    void between(String path, long v, long low, long high) {
        if (v < low && high == Long.MAX_VALUE) add(path, "must not be below " + low, low);
        else if (v < low || v > high) add(path, "must be from " + low + " to " + high, Math.clamp(v, low, high));
    }

    void powerOfTwo(String path, long v, long low, long high) {
        if (v < low || v > high || Long.bitCount(v) != 1) {
            add(path, "must be a power of two from " + low + " to " + high, Nearest.powerOfTwo(v, low, high));
        }
    }

    /// 0, 1, 3, 7, 15 and so on up to `high`.
    void mask(String path, long v, long high) {
        if (v < 0 || v > high || (v & v + 1) != 0) {
            add(path, "must be a mask, a power of two less 1, at most " + high, Nearest.powerOfTwo(v + 1, 1, high + 1) - 1);
        }
    }

    void multiple(String path, long v, long unit, String unitName) {
        if (v % unit != 0) add(path, "must be a multiple of " + unitName + " " + unit, Nearest.multiple(v, unit));
    }
}
