package dioscope.model.engine;

/// What a run may not exceed; beyond it the run ends with an error that names the bound.
///
/// @param steps most steps
/// @param depth deepest call stack
public record Bounds(int steps, int depth) {
    public static final Bounds DEFAULT = new Bounds(5_000_000, 200);
}
