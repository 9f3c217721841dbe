package dioscope.app.panel;

import dioscope.app.paint.Drawing;
import dioscope.app.paint.FontRole;
import dioscope.app.paint.Style;
import dioscope.app.paint.Token;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/// The words around the panels in a film: the line at the top and the captions. Scale 1 is a picture whose shorter edge has 1080 pixels.
public final class FilmText {
    private static final Pattern SENTENCE = Pattern.compile("(?<=[.!?:;])\\s+");
    private static final double LINE = 1.34;

    private FilmText() {}

    /// How captions are set.
    ///
    /// @param size of the letters, before scaling
    /// @param lines at most at once
    public record Setting(double size, int lines) {}

    /// The line at the top of a picture.
    ///
    /// @param upright whether the title stands below the name, in a picture that is higher than wide
    public static Drawing header(View v, String title, double width, double height, boolean upright) {
        var m = v.study().trace().at(0);
        var k = new Kit(m, v, width, height);
        String kernel = "Linux " + m.trace().profile().release();
        double size = upright ? 34 : 30;
        double small = upright ? 30 : 26;
        double cy = upright ? height * 0.3 : height / 2;
        double inset = 6 * k.s;
        double base = k.baseline(cy, FontRole.SANS_BOLD, size);
        double x = k.text("dio", inset, base, size, FontRole.SANS_BOLD, Token.TEXT, width);
        x = k.text("scope", x, base, size, FontRole.SANS_BOLD, Token.ACCENT, width) + 26 * k.s;
        double kw = k.width(kernel, FontRole.MONO, small);
        double right = width - inset;
        k.end(kernel, right, k.baseline(cy, FontRole.MONO, small), small, FontRole.MONO, Token.TEXT_DIM, kw + 1);
        double from = upright ? inset : x;
        double room = upright ? width - 2 * inset : right - kw - 26 * k.s - x;
        double ty = upright ? height * 0.72 : cy;
        double big = upright ? 36 : 28;
        while (big > (upright ? 29 : 22) && !k.fits(title, FontRole.SANS, big, room)) {
            big -= 1;
        }
        k.text(title, from, k.baseline(ty, FontRole.SANS, big), big, FontRole.SANS, Token.TEXT, room);
        return k.done();
    }

    /// The words of a moment, centred in their band.
    public static Drawing caption(View v, String text, Setting set, double width, double height) {
        var k = new Kit(v.study().trace().at(0), v, width, height);
        if (!text.isBlank()) {
            double room = room(k, width);
            var prose = new Prose(k, set.size, Token.TEXT);
            double lineH = set.size * LINE * k.s;
            k.pen.rect(width * 0.5 - 22 * k.s, 6 * k.s, 44 * k.s, 3 * k.s, 1.5 * k.s, Style.fill(Token.PANEL_BORDER));
            prose.centred(text, (width - room) / 2, height / 2 + 2 * k.s, room, lineH);
        }
        return k.done();
    }

    private static double room(Kit k, double width) {
        return Math.min(width - 72 * k.s, 1560 * k.s);
    }

    /// A caption in pieces that fit into the band, each of whole sentences where they do.
    public static List<String> pages(View v, String text, Setting set, double width) {
        var k = new Kit(v.study().trace().at(0), v, width, 10);
        var prose = new Prose(k, set.size, Token.TEXT);
        double room = room(k, width);
        var plain = text.strip().replaceAll("\\s+", " ");
        var out = new ArrayList<String>();
        var page = "";
        for (var sentence : split(SENTENCE, plain)) {
            var both = page.isEmpty() ? sentence : page + " " + sentence;
            if (prose.count(both, room) <= set.lines) {
                page = both;
                continue;
            }
            if (!page.isEmpty()) {
                out.add(page);
            }
            page = sentence;
            while (prose.count(page, room) > set.lines) {
                int cut = cut(page, prose, room, set.lines);
                if (cut <= 0) {
                    break;
                }
                out.add(page.substring(0, cut).strip());
                page = page.substring(cut).strip();
            }
        }
        if (!page.isEmpty()) {
            out.add(page);
        }
        return List.copyOf(out);
    }

    /// Where a sentence that is too long is cut: after the last word that fits, and then so that the two halves are about even.
    private static int cut(String text, Prose prose, double room, int lines) {
        int last = 0;
        int even = 0;
        for (int i = text.indexOf(' '); i > 0; i = text.indexOf(' ', i + 1)) {
            if (!whole(text.substring(0, i))) {
                continue;
            }
            if (prose.count(text.substring(0, i), room) > lines) {
                break;
            }
            last = i;
            if (i <= text.length() / 2 + 8) {
                even = i;
            }
        }
        return prose.count(text.substring(Math.max(even, 0)), room) <= lines && even > 0 ? even : last;
    }

    /// Whether no mark is open at the end of the text.
    private static boolean whole(String t) {
        return t.chars().filter(c -> c == '`').count() % 2 == 0 && (t.length() - t.replace("**", "").length()) % 4 == 0
                && t.lastIndexOf('[') <= t.lastIndexOf(']');
    }

    private static List<String> split(Pattern at, String text) {
        var out = new ArrayList<String>();
        var part = "";
        for (var piece : at.split(text)) {
            part = part.isEmpty() ? piece : part + " " + piece;
            if (whole(part)) {
                out.add(part);
                part = "";
            }
        }
        if (!part.isEmpty()) {
            out.add(part);
        }
        return out;
    }
}
