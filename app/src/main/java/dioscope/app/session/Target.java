package dioscope.app.session;

import dioscope.model.state.CellId;
import dioscope.model.trace.Change;
import java.util.List;

/// Whose next change the player looks for.
public sealed interface Target {
    /// Whether this change is one of them.
    boolean hit(Change change);

    /// A cell, any of its parts, or the thing it is a part of when that comes or goes as a whole.
    record Cell(CellId cell) implements Target {
        @Override
        public boolean hit(Change change) {
            return change.cell().within(cell) || cell.within(change.cell());
        }
    }

    /// Some bits of a cell that holds a number.
    record Bits(CellId cell, long mask) implements Target {
        @Override
        public boolean hit(Change change) {
            return change.cell().equals(cell) && change.before() instanceof Number a && change.after() instanceof Number b
                    && ((a.longValue() ^ b.longValue()) & mask) != 0;
        }
    }

    /// Everything one panel shows.
    record Panel(Area area) implements Target {
        @Override
        public boolean hit(Change change) {
            var path = change.cell().path();
            for (var root : area.roots) {
                if (path.startsWith(root) && (path.length() == root.length() || path.charAt(root.length()) == '.')) {
                    return !path.endsWith(".stack");
                }
            }
            return false;
        }
    }

    /// The panels, by the parts of the world they show.
    enum Area {
        FILE("inode", "extents", "status", "pageCache"), BIOS("bios", "requests", "queue"), REGISTER("io"), DISK("disk"), JOURNAL("journal",
                "fs"), LOCKS("locks");

        private final List<String> roots;

        Area(String... roots) {
            this.roots = List.of(roots);
        }
    }
}
