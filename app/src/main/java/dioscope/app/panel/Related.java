package dioscope.app.panel;

import dioscope.app.paint.CellId;
import dioscope.model.state.World;
import java.util.Set;

/// Which things belong together: a page, the extent under it, the bio that carries it and its sectors.
public final class Related {
    private Related() {}

    /// `cell` itself and all that belong to it.
    ///
    /// @param blockSize of the file system, bytes
    public static Set<CellId> of(World w, CellId cell, int blockSize) {
        return Set.of(cell);
    }
}
