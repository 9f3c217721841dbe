package dioscope.app.export;

/// How far an export is; called by the thread that works.
@FunctionalInterface
public interface Progress {
    /// @param done frames or pages that are finished
    /// @param of how many there are
    /// @return whether to go on; with false the export stops and leaves no file
    boolean at(long done, long of);
}
