package dioscope.app.paint;

/// The stable identity of a thing that is drawn: the same path that the model gives the cell, such as `bio.3`, `page.5`,
/// `extent.16384` or `dio.flags.28`. The same thing has the same id in every panel and at every step, which is what
/// lets a picture move, light up in all panels at once, and be asked about.
///
/// @param path dotted path, never empty
public record CellId(String path) {
    public CellId {
        if (path.isEmpty()) {
            throw new IllegalArgumentException("a cell needs a path");
        }
    }

    public static CellId of(String path) {
        return new CellId(path);
    }

    /// The id of a part of this thing: `dio.flags` has the part `dio.flags.28`.
    public CellId part(String name) {
        return new CellId(path + '.' + name);
    }

    public CellId part(long number) {
        return new CellId(path + '.' + number);
    }

    /// Whether this is `other` or a part of it.
    public boolean within(CellId other) {
        return path.startsWith(other.path) && (path.length() == other.path.length() || path.charAt(other.path.length()) == '.');
    }

    @Override
    public String toString() {
        return path;
    }
}
