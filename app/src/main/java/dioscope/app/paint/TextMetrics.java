package dioscope.app.paint;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/// How much room text takes, from the bundled fonts themselves and no toolkit: the sum of the advances of its characters. A surface
/// that draws the bundled fonts without kerning agrees to the rounding of its glyph positions. Immutable.
public final class TextMetrics {
    private static final String ELLIPSIS = "…";

    private final TrueType[] fonts;

    private TextMetrics(TrueType[] fonts) {
        this.fonts = fonts;
    }

    /// The metrics of the fonts in `assets/fonts`, read once.
    ///
    /// @throws IllegalStateException if a font file is missing from the class path
    public static TextMetrics bundled() {
        return Bundled.METRICS;
    }

    /// Width in pixels of one line of text.
    ///
    /// @param size of the font in pixels
    public double width(String text, FontRole role, double size) {
        return ems(text, 0, text.length(), fonts[role.ordinal()]) * size;
    }

    /// The text itself if it fits in `maxWidth` pixels; else as much of its beginning as fits with an ellipsis; else nothing.
    public String ellipsize(String text, double maxWidth, FontRole role, double size) {
        TrueType font = fonts[role.ordinal()];
        double room = maxWidth / size;
        if (ems(text, 0, text.length(), font) <= room) {
            return text;
        }
        int kept = fitting(text, 0, room - font.advance(ELLIPSIS.charAt(0)), font);
        if (kept > 0) {
            return text.substring(0, kept).stripTrailing() + ELLIPSIS;
        }
        return font.advance(ELLIPSIS.charAt(0)) <= room ? ELLIPSIS : "";
    }

    /// Lines no wider than `maxWidth` pixels, broken at spaces and at the text's own line ends; a word too wide for a line of its own is
    /// broken within, one character at the least on each line.
    public List<String> wrap(String text, double maxWidth, FontRole role, double size) {
        TrueType font = fonts[role.ordinal()];
        double room = maxWidth / size;
        List<String> lines = new ArrayList<>();
        for (String paragraph : text.split("\n", -1)) {
            int from = 0;
            int length = paragraph.length();
            while (true) {
                int to = fitting(paragraph, from, room, font);
                if (to == length) {
                    lines.add(paragraph.substring(from).stripTrailing());
                    break;
                }
                int space = paragraph.lastIndexOf(' ', to);
                if (space > from) {
                    to = space;
                } else if (to == from) {
                    to = paragraph.offsetByCodePoints(from, 1);
                }
                lines.add(paragraph.substring(from, to).stripTrailing());
                from = to;
                while (from < length && paragraph.charAt(from) == ' ') {
                    from++;
                }
                if (from == length) {
                    break;
                }
            }
        }
        return lines;
    }

    /// From the baseline up to the top of a line, in pixels.
    public double ascent(FontRole role, double size) {
        return fonts[role.ordinal()].ascent() * size;
    }

    /// From the baseline down to the bottom of a line, in pixels.
    public double descent(FontRole role, double size) {
        return fonts[role.ordinal()].descent() * size;
    }

    /// The baseline that puts capitals and figures in the middle between two edges around `centerY`.
    public double baseline(double centerY, FontRole role, double size) {
        return centerY + fonts[role.ordinal()].capHeight() * size / 2;
    }

    /// Whether the font has every character of the text, so that no empty box is shown.
    public boolean covers(String text, FontRole role) {
        TrueType font = fonts[role.ordinal()];
        return text.chars().allMatch(c -> font.has((char) c));
    }

    private static double ems(String text, int from, int to, TrueType font) {
        double sum = 0;
        for (int i = from; i < to; i++) {
            sum += font.advance(text.charAt(i));
        }
        return sum;
    }

    /// The end of the longest piece from `from` that takes at most `room` ems, never within a surrogate pair.
    private static int fitting(String text, int from, double room, TrueType font) {
        double sum = 0;
        int i = from;
        while (i < text.length()) {
            sum += font.advance(text.charAt(i));
            if (sum > room) {
                break;
            }
            i++;
        }
        boolean splits = i > from && i < text.length() && Character.isLowSurrogate(text.charAt(i));
        return splits ? i - 1 : i;
    }

    /// Read when first asked for, so that a class that only names a font role opens no file.
    private static final class Bundled {
        private static final TextMetrics METRICS = read();

        private static TextMetrics read() {
            FontRole[] roles = FontRole.values();
            TrueType[] fonts = new TrueType[roles.length];
            for (FontRole role : roles) {
                try (InputStream in = TextMetrics.class.getResourceAsStream(role.resource())) {
                    if (in == null) {
                        throw new IllegalStateException("the font " + role.resource() + " is not on the class path");
                    }
                    fonts[role.ordinal()] = new TrueType(in.readAllBytes());
                } catch (IOException e) {
                    throw new UncheckedIOException("the font " + role.resource() + " cannot be read", e);
                }
            }
            return new TextMetrics(fonts);
        }
    }
}
