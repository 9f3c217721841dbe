package dioscope.app.session;

import dioscope.model.state.CellId;
import dioscope.model.state.Extent;
import dioscope.model.state.ExtentStatus;
import dioscope.model.state.Journal;
import dioscope.model.state.OrdMap;
import dioscope.model.state.Page;
import dioscope.model.state.World;
import dioscope.model.trace.Change;
import dioscope.model.trace.Diff;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Whose next change the player looks for.
public sealed interface Target {
    /// Bytes of a page.
    long PAGE = 4096;
    /// A bit of a flag word: the word and its number.
    Pattern BIT = Pattern.compile("(.*(?:flags|\\.opf))\\.(\\d+)");

    /// Whether it differs between a step and the one before.
    boolean changed(World before, World after);

    /// What "next change" means for a thing of the World; empty for what never changes, such as a function on a call stack.
    static Optional<Target> of(CellId thing) {
        var path = thing.path();
        var bit = BIT.matcher(path);
        if (bit.matches()) {
            return Optional.of(new Bits(new CellId(bit.group(1)), 1L << Integer.parseInt(bit.group(2))));
        }
        if (path.startsWith("step.") || path.matches("tasks\\.\\d+\\.stack.*")) {
            return Optional.empty();
        }
        if (path.matches("pageCache\\.pages\\.\\d+")) {
            return Optional.of(new PageAt(Long.parseLong(path.substring(path.lastIndexOf('.') + 1))));
        }
        if (path.matches("(extents|status)\\.\\d+")) {
            return Optional.of(new BlockAt(Long.parseLong(path.substring(path.lastIndexOf('.') + 1))));
        }
        if (path.matches("journal\\.tx\\d+")) {
            return Optional.of(new Transaction(Integer.parseInt(path.substring("journal.tx".length()))));
        }
        return Optional.of(new Cell(thing));
    }

    private static boolean any(World before, World after, Predicate<Change> hit) {
        return Diff.between(before, after).stream().anyMatch(hit);
    }

    /// A cell, any of its parts, or the thing it is a part of when that comes or goes as a whole.
    record Cell(CellId cell) implements Target {
        @Override
        public boolean changed(World before, World after) {
            return any(before, after, c -> c.cell().within(cell) || cell.within(c.cell()));
        }
    }

    /// Some bits of a cell that holds a number.
    record Bits(CellId cell, long mask) implements Target {
        @Override
        public boolean changed(World before, World after) {
            return any(before, after, c -> c.cell().equals(cell) && c.before() instanceof Number a && c.after() instanceof Number b
                    && ((a.longValue() ^ b.longValue()) & mask) != 0);
        }
    }

    /// A page of the file, whichever folio holds it: its state, or the bytes in it.
    record PageAt(long index) implements Target {
        @Override
        public boolean changed(World before, World after) {
            var a = before.pageCache();
            var b = after.pageCache();
            return a != b && (!Objects.equals(folio(a.pages()), folio(b.pages()))
                    || a.data() != b.data() && !a.data().pieces(index * PAGE, PAGE).equals(b.data().pieces(index * PAGE, PAGE)));
        }

        private @Nullable Page folio(OrdMap<Page> pages) {
            var e = pages.floor(index);
            return e != null && e.key() + e.value().pages() > index ? e.value() : null;
        }
    }

    /// The extent that maps a block of the file: in the tree, or in the tree of extent states (which knows delayed blocks).
    record BlockAt(long lblk) implements Target {
        @Override
        public boolean changed(World before, World after) {
            return before.extents() != after.extents() && !Objects.equals(extent(before.extents()), extent(after.extents()))
                    || before.status() != after.status() && !Objects.equals(status(before.status()), status(after.status()));
        }

        private @Nullable Extent extent(OrdMap<Extent> all) {
            var e = all.floor(lblk);
            return e != null && e.value().end() > lblk ? e.value() : null;
        }

        private @Nullable ExtentStatus status(OrdMap<ExtentStatus> all) {
            var e = all.floor(lblk);
            return e != null && e.value().end() > lblk ? e.value() : null;
        }
    }

    /// A transaction of the journal, wherever it is: what is in it, and how far it is.
    record Transaction(int tid) implements Target {
        @Override
        public boolean changed(World before, World after) {
            var a = before.journal();
            var b = after.journal();
            return a != b && (!Objects.equals(of(a.running()), of(b.running())) || !Objects.equals(of(a.committing()), of(b.committing()))
                    || !Objects.equals(waiting(a), waiting(b)));
        }

        private Journal.@Nullable Tx of(Journal.@Nullable Tx tx) {
            return tx != null && tx.tid() == tid ? tx : null;
        }

        private Journal.@Nullable Tx waiting(Journal j) {
            return j.checkpoint().stream().filter(tx -> tx.tid() == tid).findFirst().orElse(null);
        }
    }

    /// Everything one panel shows.
    record Panel(Area area) implements Target {
        @Override
        public boolean changed(World before, World after) {
            return any(before, after, this::shown);
        }

        private boolean shown(Change change) {
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
        FILE("inode", "extents", "status", "pageCache"), PAGES("pageCache"), BIOS("bios", "requests", "queue"), REGISTER("io"), DISK(
                "disk"), JOURNAL("journal", "fs"), LOCKS("locks");

        private final List<String> roots;

        Area(String... roots) {
            this.roots = List.of(roots);
        }
    }
}
