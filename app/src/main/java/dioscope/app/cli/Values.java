package dioscope.app.cli;

import dioscope.model.profile.FlagLayout;
import dioscope.model.profile.Profile;
import dioscope.model.state.Bio;
import dioscope.model.state.CellId;
import dioscope.model.state.Rq;
import org.jspecify.annotations.Nullable;

/// Values of the World as text.
final class Values {
    private static final int LONGEST = 160;

    private Values() {}

    /// The value of a cell; words of flags as hexadecimal number and names.
    static String show(CellId cell, @Nullable Object value, Profile profile) {
        var layout = layout(cell.path(), profile);
        if (layout != null && value instanceof Integer word) {
            return String.format("0x%08x", word) + " " + layout.names(word);
        }
        return switch (value) {
            case Bio b -> told(b.op().name(), b.opf(), b.sector(), b.bytes(), profile) + " " + b.kind() + " via " + b.via();
            case Rq r -> told(r.op().name(), r.opf(), r.sector(), r.bytes(), profile);
            case null, default -> show(value);
        };
    }

    private static String told(String op, int opf, long sector, long bytes, Profile profile) {
        return op + " " + profile.req().names(opf) + " sector " + sector + ", " + bytes + " bytes";
    }

    static String show(@Nullable Object value) {
        var text = String.valueOf(value);
        return text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "…";
    }

    private static @Nullable FlagLayout<?> layout(String path, Profile profile) {
        if (path.endsWith(".dio.flags")) return profile.dio();
        if (path.endsWith(".kiocb.flags")) return profile.iocb();
        if (path.endsWith(".iomi.flags")) return profile.iter();
        if (path.endsWith(".iomap.flags")) return profile.iomap();
        return path.endsWith(".opf") ? profile.req() : null;
    }
}
