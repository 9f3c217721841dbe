package dioscope.app.panel;

import dioscope.model.profile.Bits;
import dioscope.model.profile.FlagLayout;
import dioscope.model.profile.Profile;
import dioscope.model.state.Bio;
import dioscope.model.state.CellId;
import dioscope.model.state.Content;
import dioscope.model.state.Extent;
import dioscope.model.state.ExtentStatus;
import dioscope.model.state.Frame;
import dioscope.model.state.Io;
import dioscope.model.state.Iomap;
import dioscope.model.state.Page;
import dioscope.model.state.Rq;
import dioscope.model.state.Task;
import dioscope.model.trace.Change;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Cells and values of the World in a few words.
final class Told {
    /// EXT_MAX_BLOCKS: an extent status that ends here has no end. fs/ext4/ext4_extents.h, 6.12
    private static final long MAX_BLOCKS = 0xffffffffL;

    private Told() {}

    /// A cell by the name readers know: `dio->flags`, `bio 3 state`, `i_size`, `extent at 16 length`.
    static String cell(CellId c) {
        String[] p = c.path().split("\\.");
        String rest = p.length > 2 ? " " + words(p[p.length - 1]) : "";
        return switch (p[0]) {
            case "io" -> p.length < 3 ? "system call" : switch (p[2]) {
                case "dio" -> p.length > 3 ? "dio->" + snake(p[3]) : "struct iomap_dio";
                case "kiocb" -> p.length > 3 ? "ki_" + snake(p[3]) : "kiocb";
                case "iter" -> "iov_iter" + (p.length > 3 ? " " + p[3] : "");
                case "iomi" -> p.length > 4 ? "iomap " + words(p[4]) : p.length > 3 ? "iomap_iter " + words(p[3]) : "iomap_iter";
                default -> words(p[2]);
            };
            case "inode" -> p.length > 1 ? snake(p[1]) : "inode";
            case "extents" -> "extent at " + at(p) + rest;
            case "status" -> "extent status at " + at(p) + rest;
            case "pageCache" -> p.length > 2 && p[1].equals("pages")
                    ? "page " + p[2] + (p.length > 3 ? " " + words(p[3]) : "")
                    : "cached data";
            case "bios" -> "bio " + at(p) + rest;
            case "requests" -> "request " + at(p) + rest;
            case "tasks" -> "task " + at(p) + rest;
            case "locks" -> at(p).equals("1") ? "i_rwsem" + rest : "lock " + at(p) + rest;
            case "queue" -> "queue" + tail(p);
            case "disk" -> p.length > 1 ? p[1].equals("cache") ? "device cache" : "medium" : "disk";
            case "journal" -> "journal" + tail(p);
            case "fs" -> "super block" + tail(p);
            default -> c.path();
        };
    }

    /// The flags a word named by `path` is made of, or null.
    static @Nullable FlagLayout<?> layout(String path, Profile profile) {
        if (path.endsWith(".dio.flags")) {
            return profile.dio();
        }
        if (path.endsWith(".kiocb.flags")) {
            return profile.iocb();
        }
        if (path.endsWith(".iomi.flags")) {
            return profile.iter();
        }
        if (path.endsWith(".iomap.flags")) {
            return profile.iomap();
        }
        return path.endsWith(".opf") ? profile.req() : null;
    }

    /// What a change did: `WRITE_THROUGH 1 → 0`, `2 → 3`.
    static String change(Change c, Profile profile) {
        var layout = layout(c.cell().path(), profile);
        if (layout != null && c.before() instanceof Integer a && c.after() instanceof Integer b) {
            return bits(layout, a, b);
        }
        if (c.before() == null) {
            return (c.after() instanceof Record ? "new: " : "none → ") + value(c.after());
        }
        if (c.after() == null) {
            return "gone";
        }
        return value(c.before()) + " → " + value(c.after());
    }

    private static String bits(FlagLayout<?> layout, int a, int b) {
        var out = new ArrayList<String>();
        for (int i = 31; i >= 0; i--) {
            if (((a ^ b) >>> i & 1) != 0) {
                var f = layout.at(i);
                out.add((f == null ? "bit " + i : f.shortName()) + " " + (a >>> i & 1) + " → " + (b >>> i & 1));
            }
        }
        return String.join(", ", out);
    }

    /// A value in as few words as will do.
    static String value(@Nullable Object v) {
        return switch (v) {
            case null -> "none";
            case Long n -> Units.grouped(n);
            case Bits b -> b.value() == 0 ? "0" : String.join(" ", b.names());
            case Boolean b -> b ? "yes" : "no";
            case Bio b -> b.op() + " " + Units.size(b.bytes());
            case Rq q -> q.op() + " " + Units.size(q.bytes());
            case Extent e -> (e.unwritten() ? "unwritten " : "written ") + e.len() + (e.len() == 1 ? " block at " : " blocks at ")
                    + Units.grouped(e.pblk());
            case ExtentStatus s -> s.status().name().toLowerCase(Locale.ROOT)
                    + (s.end() >= MAX_BLOCKS ? " to the end" : " " + s.len() + (s.len() == 1 ? " block" : " blocks"));
            case Iomap i -> i.type() + " " + Units.offset(i.offset()) + " to " + Units.offset(i.end());
            case Page p -> p.writeback() ? "writeback" : p.delayed() ? "delalloc" : p.dirty() ? "dirty" : "clean";
            case Io i -> (i.write() ? "write " : "read ") + Units.size(i.count()) + " at " + Units.offset(i.pos());
            case Task t -> t.name();
            case Frame f -> f.fn();
            case Content.Run r -> r.data().whose() + ", " + Units.size(r.length());
            case Bio.Bvec b -> Units.size(b.len());
            case List<?> l when l.size() > 4 -> l.size() + " of them";
            case List<?> l -> l.isEmpty() ? "none" : String.join(", ", l.stream().map(Told::value).toList());
            case Enum<?> e -> e.name().toLowerCase(Locale.ROOT).replace('_', ' ');
            case Record r -> r.getClass().getSimpleName().toLowerCase(Locale.ROOT);
            default -> v.toString();
        };
    }

    private static String tail(String[] p) {
        var out = new StringBuilder();
        for (int i = 1; i < p.length; i++) {
            out.append(' ').append(words(p[i]));
        }
        return out.toString();
    }

    private static String at(String[] p) {
        return p.length > 1 ? p[1] : "";
    }

    /// `waitForCompletion` as `wait for completion`.
    static String words(String camel) {
        return snake(camel).replace('_', ' ');
    }

    private static String snake(String camel) {
        return camel.replaceAll("([a-z])([A-Z])", "$1_$2").toLowerCase(Locale.ROOT);
    }
}
