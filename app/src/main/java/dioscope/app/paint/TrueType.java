package dioscope.app.paint;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// The few numbers of a TrueType font that layout needs: how far each character of the basic plane advances, and the
/// heights. Reads the tables `head`, `hhea`, `hmtx`, `OS/2` and `cmap` format 4 (OpenType specification 1.9), nothing else.
final class TrueType {
    private final int unitsPerEm;
    private final int ascent;
    private final int descent;
    private final int capHeight;
    private final int missing;
    /// By character, up to the last one the font has; -1 where it has none.
    private final short[] advances;

    /// @throws IllegalArgumentException if `file` is not a TrueType font with the tables above
    TrueType(byte[] file) {
        ByteBuffer in = ByteBuffer.wrap(file);
        int head = table(in, "head");
        int hhea = table(in, "hhea");
        int hmtx = table(in, "hmtx");
        unitsPerEm = Short.toUnsignedInt(in.getShort(head + 18));
        ascent = in.getShort(hhea + 4);
        descent = -in.getShort(hhea + 6);
        capHeight = in.getShort(table(in, "OS/2") + 88);
        int metrics = Short.toUnsignedInt(in.getShort(hhea + 34));
        missing = in.getShort(hmtx);
        advances = advances(in, unicodeMap(in), hmtx, metrics);
    }

    /// How far `c` moves the pen, in ems; the advance of the empty box where the font lacks it.
    double advance(char c) {
        int units = c < advances.length ? advances[c] : -1;
        return (double) (units < 0 ? missing : units) / unitsPerEm;
    }

    boolean has(char c) {
        return c < advances.length && advances[c] >= 0;
    }

    /// From the baseline up to the top of the line, in ems.
    double ascent() {
        return (double) ascent / unitsPerEm;
    }

    /// From the baseline down to the bottom of the line, in ems.
    double descent() {
        return (double) descent / unitsPerEm;
    }

    /// Height of a flat capital, in ems.
    double capHeight() {
        return (double) capHeight / unitsPerEm;
    }

    private static int table(ByteBuffer in, String tag) {
        int wanted = ByteBuffer.wrap(tag.getBytes(StandardCharsets.US_ASCII)).getInt();
        int count = in.getShort(4);
        for (int i = 0; i < count; i++) {
            if (in.getInt(12 + 16 * i) == wanted) {
                return in.getInt(12 + 16 * i + 8);
            }
        }
        throw new IllegalArgumentException("the font has no table " + tag);
    }

    private static int unicodeMap(ByteBuffer in) {
        int cmap = table(in, "cmap");
        int count = in.getShort(cmap + 2);
        for (int i = 0; i < count; i++) {
            int at = cmap + in.getInt(cmap + 4 + 8 * i + 4);
            if (in.getShort(at) == 4) {
                return at;
            }
        }
        throw new IllegalArgumentException("the font has no character map of format 4");
    }

    private static short[] advances(ByteBuffer in, int map, int hmtx, int metrics) {
        int doubled = Short.toUnsignedInt(in.getShort(map + 6));
        int ends = map + 14;
        int starts = ends + doubled + 2;
        int deltas = starts + doubled;
        int offsets = deltas + doubled;
        short[] found = new short[0x10000];
        Arrays.fill(found, (short) -1);
        int last = 0;
        for (int s = 0; s < doubled; s += 2) {
            int end = Short.toUnsignedInt(in.getShort(ends + s));
            int start = Short.toUnsignedInt(in.getShort(starts + s));
            int offset = Short.toUnsignedInt(in.getShort(offsets + s));
            for (int c = start; c <= end && c != 0xFFFF; c++) {
                int glyph = offset == 0 ? c : Short.toUnsignedInt(in.getShort(offsets + s + offset + 2 * (c - start)));
                glyph = glyph == 0 ? 0 : glyph + in.getShort(deltas + s) & 0xFFFF;
                if (glyph != 0) {
                    found[c] = in.getShort(hmtx + 4 * Math.min(glyph, metrics - 1));
                    last = c;
                }
            }
        }
        return Arrays.copyOf(found, last + 1);
    }
}
