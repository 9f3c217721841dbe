package dioscope.model.engine;

/// What a run may not exceed; beyond it the run ends with an error that names the bound.
///
/// @param steps most steps
/// @param depth deepest call stack
public record Bounds(int steps, int depth) {
    /// 64 MiB through the page cache on any kernel, in blocks of 1024 bytes too, and what comes of it fits.
    public static final Bounds DEFAULT = new Bounds(8_000_000, 200);
}
