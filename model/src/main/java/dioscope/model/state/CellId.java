package dioscope.model.state;

/// Names one cell of the World, such as `io.1.dio.flags` or `extents.4.state`: the path of record components and map keys to it.
public record CellId(String path) {
    /// Whether this cell is `other` or a part of it.
    public boolean within(CellId other) {
        return path.equals(other.path) || path.startsWith(other.path) && path.charAt(other.path.length()) == '.';
    }

    @Override
    public String toString() {
        return path;
    }
}
