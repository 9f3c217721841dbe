package dioscope.app.cli;

import dioscope.model.profile.FlagLayout;
import dioscope.model.profile.Profile;
import dioscope.model.state.CellId;
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
        return show(value);
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
