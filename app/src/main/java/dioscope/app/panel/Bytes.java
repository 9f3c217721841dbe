package dioscope.app.panel;

import dioscope.app.paint.CellId;
import dioscope.app.paint.Dash;
import dioscope.app.paint.FontRole;
import dioscope.app.paint.Hatch;
import dioscope.app.paint.Style;
import dioscope.app.paint.Token;
import dioscope.model.state.Data;
import dioscope.model.state.Io;
import dioscope.model.state.World;
import dioscope.model.trace.Moment;
import java.util.Comparator;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Whose bytes these are, in one look wherever they stand: each write has its colour and its name, from the user's buffer to the medium.
final class Bytes {
    private static final String REQUEST = "request";
    private static final double SIZE = 12.5;

    private final Kit k;
    private final Moment m;
    /// What has been drawn, in the order of the legend.
    private final Map<String, Data> seen = new TreeMap<>(Comparator.naturalOrder());

    Bytes(Kit k, Moment m) {
        this.k = k;
        this.m = m;
    }

    /// Whether a call moves bytes between a buffer of the user and the file.
    static boolean carriedBy(Io io) {
        return switch (io.op()) {
            case WRITE, READ, MMAP_WRITE -> true;
            case FSYNC, FDATASYNC, SYNC_FILE_RANGE, TRUNCATE, SYNC, DROP_CACHES -> false;
        };
    }

    /// The name of a call, numbered where there are several: `write 2`.
    static String call(World w, Io io) {
        String name = io.op() == Io.Op.MMAP_WRITE ? "mmap store" : io.op().name().toLowerCase(Locale.ROOT);
        return name + (w.io().size() > 1 ? " " + io.id() : "");
    }

    /// The number of the request that wrote them, 0 for none.
    static int writer(Data d) {
        if (!d.whose().startsWith(REQUEST)) {
            return 0;
        }
        String n = d.whose().substring(REQUEST.length()).strip();
        return n.isEmpty() ? 1 : Integer.parseInt(n);
    }

    static Token token(Data d) {
        int n = writer(d);
        if (n > 0) {
            return Token.write(n);
        }
        return switch (d.whose()) {
            case "zero" -> Token.DATA_ZERO;
            case "stale" -> Token.DATA_STALE;
            case "journal" -> Token.DATA_JOURNAL;
            default -> Token.DATA_KEPT;
        };
    }

    String name(Data d) {
        int n = writer(d);
        if (n > 0) {
            var io = m.world().io().get(n);
            return io == null ? "write " + n : call(m.world(), io);
        }
        return switch (d.whose()) {
            case "zero" -> "zeroes";
            case "stale" -> "stale";
            case "old" -> "old data";
            default -> d.whose();
        };
    }

    /// A part of an id that tells these bytes from others at the same place.
    static String key(Data d) {
        int n = writer(d);
        return n > 0 ? "w" + n : d.whose();
    }

    /// @param safe not lost by a power cut, or in memory like all around it
    static Style style(Data d, boolean safe, double s) {
        var token = token(d);
        if (d.whose().equals("stale")) {
            return Style.stroke(Token.TEXT_FAINT, 1.3 * s).withDash(Dash.LONG);
        }
        if (d.whose().equals("zero")) {
            return Style.hatched(Hatch.DOTS, token, null).withStroke(token, 1 * s);
        }
        return safe ? Style.fill(token) : Style.fill(token).withOpacity(0.55).withStroke(token, 1.4 * s).withDash(Dash.SHORT);
    }

    private static Token ink(Data d, boolean safe) {
        return d.whose().equals("stale") ? Token.TEXT_DIM : writer(d) > 0 && safe ? Token.DATA_WRITE_TEXT : Token.TEXT;
    }

    /// Bytes as a box with what they are in it, as far as there is room.
    ///
    /// @param id what travels, null where nothing does
    /// @param more words beside the name, longest first
    void box(@Nullable CellId id, Data d, double x, double y, double width, double h, boolean safe, String... more) {
        seen.put(order(d), d);
        double r = Math.min(4 * k.s, width / 4);
        k.pen.rect(id, x, y, width, h, r, style(d, safe, Math.min(k.s, width / 4)));
        double size = Math.min(SIZE, h / k.s * 0.8);
        if (size < 9.5) {
            return;
        }
        var choices = new String[more.length + 3];
        for (int i = 0; i < more.length; i++) {
            choices[i] = more[i];
        }
        choices[more.length] = name(d);
        choices[more.length + 1] = writer(d) > 0 ? "w" + writer(d) : name(d).replace(" data", "");
        choices[more.length + 2] = writer(d) > 0 ? String.valueOf(writer(d)) : "";
        var role = writer(d) > 0 && safe ? FontRole.MONO_BOLD : FontRole.MONO;
        String t = k.fit(width - 6 * k.s, role, size, choices);
        if (t.isEmpty()) {
            return;
        }
        double tw = k.width(t, role, size);
        double pad = Math.min(10 * k.s, (width - tw) / 2);
        var origin = id == null ? null : k.pen.originOf(id);
        if (id != null && origin != null) {
            // the words come when the bytes do
            var words = id.part("words");
            k.pen.origin(words, origin);
            k.pen.begin(words, 0, 0);
            words(d, t, x, y, h, pad, tw, size, role, safe);
            k.pen.end();
        } else {
            words(d, t, x, y, h, pad, tw, size, role, safe);
        }
    }

    private void words(Data d, String t, double x, double y, double h, double pad, double tw, double size, FontRole role, boolean safe) {
        if (d.whose().equals("zero")) {
            k.pen.rect(x + pad - 3 * k.s, y + h / 2 - Math.min(9 * k.s, h / 2 - 1), tw + 6 * k.s, Math.min(18 * k.s, h - 2), 3 * k.s,
                    Style.fill(Token.WELL));
        }
        k.text(t, x + pad, k.baseline(y + h / 2, role, size), size, role, ink(d, safe), tw + 1);
    }

    /// As [#box] without words.
    void band(@Nullable CellId id, Data d, double x, double y, double width, double h, boolean safe) {
        seen.put(order(d), d);
        k.pen.rect(id, x, y, width, h, 0, style(d, safe, Math.min(k.s, width / 4)));
    }

    private static String order(Data d) {
        int n = writer(d);
        return n > 0 ? String.format("1 %06d", n) : "2 " + d.whose();
    }

    /// What the colours mean, at the end of the panel's heading, right of `free`.
    void legend(double free) {
        double x = k.right();
        for (var d : seen.values().stream().toList().reversed()) {
            String name = name(d);
            double tw = k.width(name, FontRole.SANS, 12);
            if (x - tw - 34 * k.s < free) {
                return;
            }
            k.end(name, x, 24 * k.s, 12, FontRole.SANS, Token.TEXT_DIM, tw + 1);
            k.pen.rect(x - tw - 20 * k.s, 15.5 * k.s, 14 * k.s, 9 * k.s, 1, style(d, true, k.s));
            x -= tw + 34 * k.s;
        }
    }
}
