package dioscope.model.evidence;

/// The thirteen sides of a run that are compared, in the order of every table and report.
public enum Facet {
    RESULT, CALLS, FLAGS, IOMAPS, BIOS, COMMANDS, LOCK, COMPLETION, SIZES, EXTENTS, PAGECACHE, CACHE_EVENTS, CONTENT;

    private final String key = name().toLowerCase(java.util.Locale.ROOT);

    /// The name in a run file.
    public String key() {
        return key;
    }
}
