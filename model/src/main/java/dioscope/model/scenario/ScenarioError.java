package dioscope.model.scenario;

/// One thing wrong with a scenario.
///
/// @param path the field, such as `inode.extents[1].length`; empty for the file as a whole
/// @param rule what must hold, as the end of a sentence: `must be a power of two from 512 to 4096`
/// @param nearest the nearest valid value as the reader would write it, or empty
public record ScenarioError(String path, String rule, String nearest) {
    public ScenarioError(String path, String rule) {
        this(path, rule, "");
    }

    /// One sentence: `device.fua: must be false without a write cache; nearest valid value false`.
    @Override
    public String toString() {
        return (path.isEmpty() ? "" : path + ": ") + rule + (nearest.isEmpty() ? "" : "; nearest valid value " + nearest);
    }
}
