package dioscope.app.panel;

import dioscope.app.paint.FontRole;
import dioscope.app.paint.Hatch;
import dioscope.app.paint.Style;
import dioscope.app.paint.Token;
import dioscope.model.state.Content;
import dioscope.model.state.World;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.Map;

/// Whose data stand on the blocks of the disk row: a thin band under it, hatched where the newest is only in the device's volatile cache.
final class DataStrip {
    /// What a byte can be, in the order of the legend.
    private enum Whose {
        NEW("new data", Token.DATA_NEW), OTHER("of another request", Token.DATA_OTHER), CACHED("new, lost by a power cut",
                Token.DATA_NEW), CACHED_OTHER("of another, lost by a power cut", Token.DATA_OTHER), OLD("old data",
                        Token.DATA_OLD), ZERO("zeroes", Token.DATA_ZERO), STALE("stale", Token.DATA_STALE);

        final String words;
        final Token token;

        Whose(String words, Token token) {
            this.words = words;
            this.token = token;
        }
    }

    private final Kit k;
    private final World w;
    private final DiskMap map;
    private final Map<Whose, Boolean> seen = new EnumMap<>(Whose.class);

    DataStrip(Kit k, World w, DiskMap map) {
        this.k = k;
        this.w = w;
        this.map = map;
    }

    /// What a read has brought so far, along its bar: whose data stand in the user's buffer.
    ///
    /// @param perByte pixels
    void buffer(Content data, long from, long length, double x, double perByte, double y, double h) {
        double last = -9;
        for (var piece : data.pieces(from, length)) {
            double a = x + (piece.start() - from) * perByte;
            double width = piece.length() * perByte;
            if (width < 1 && a - last < 1) {
                continue;
            }
            last = a;
            var whose = whose(piece.data().whose(), false);
            seen.put(whose, true);
            k.pen.rect(a, y, Math.max(1, width), h, 0, look(whose));
        }
    }

    /// Draws the band at `y`, then what its colours mean at the end of the panel's heading, right of `free`.
    void draw(double y, double h, double free) {
        for (var p : map.parts()) {
            long from = p.from() * map.block();
            long length = (p.end() - p.from()) * map.block();
            layer(w.disk().media(), from, length, p.x(), y, h, false);
            layer(w.disk().cache(), from, length, p.x(), y, h, true);
        }
        legend(free);
    }

    private void layer(Content c, long from, long length, double x, double y, double h, boolean cache) {
        double last = -9;
        for (var piece : c.pieces(from, length)) {
            double a = x + (piece.start() - from) * map.perByte();
            double width = piece.length() * map.perByte();
            if (width < 1 && a - last < 1) {
                continue;
            }
            last = a;
            var whose = whose(piece.data().whose(), cache);
            seen.put(whose, true);
            k.pen.rect(a, y, Math.max(1, width), h, 0, look(whose));
        }
    }

    private static Style look(Whose whose) {
        return whose == Whose.CACHED || whose == Whose.CACHED_OTHER
                ? Style.hatched(Hatch.DIAGONAL, whose.token, Token.PANEL)
                : Style.fill(whose.token);
    }

    private static Whose whose(String data, boolean cache) {
        if (data.startsWith("request")) {
            boolean first = data.equals("request 1") || data.equals("request");
            return first ? cache ? Whose.CACHED : Whose.NEW : cache ? Whose.CACHED_OTHER : Whose.OTHER;
        }
        return switch (data) {
            case "zero" -> Whose.ZERO;
            case "stale" -> Whose.STALE;
            default -> Whose.OLD;
        };
    }

    private void legend(double free) {
        double x = k.right();
        for (var whose : seen.keySet().stream().sorted(Comparator.reverseOrder()).toList()) {
            double tw = k.width(whose.words, FontRole.SANS, 12);
            if (x - tw - 34 * k.s < free) {
                return;
            }
            k.end(whose.words, x, 24 * k.s, 12, FontRole.SANS, Token.TEXT_DIM, tw + 1);
            k.pen.rect(x - tw - 20 * k.s, 16 * k.s, 14 * k.s, 8 * k.s, 1, look(whose));
            x -= tw + 34 * k.s;
        }
    }
}
