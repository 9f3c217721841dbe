package dioscope.app.panel;

import dioscope.app.paint.Drawing;
import dioscope.app.paint.FontRole;
import dioscope.app.paint.Style;
import dioscope.app.paint.Token;
import java.util.List;

/// The cards of a film: its title, its chapters, what the run came to. Scale 1 is a picture whose shorter edge has 1080 pixels.
public final class FilmCard {
    private final Kit k;
    private final double x;
    private final double room;

    private FilmCard(View v, double width, double height) {
        k = new Kit(v.study().trace().at(0), v, width, height);
        k.pen.rect(0, 0, width, height, 0, Style.fill(Token.BACKGROUND));
        x = Math.round(Math.max(76 * k.s, width * 0.085));
        room = width - 2 * x;
    }

    /// @param lines device, file and kernel, each short
    public static Drawing title(View v, String title, String subtitle, List<String> lines, double width, double height) {
        var c = new FilmCard(v, width, height);
        c.name();
        c.body("", title, 66, subtitle, lines);
        c.strip();
        return c.k.done();
    }

    /// @param number 1 for the first
    public static Drawing chapter(View v, int number, String title, double width, double height) {
        return chapter(v, Integer.toString(number), title, width, height);
    }

    /// @param number what stands over the title, such as `2` or `2 of 6`
    public static Drawing chapter(View v, String number, String title, double width, double height) {
        var c = new FilmCard(v, width, height);
        c.body(number, title, 60, "", List.of());
        return c.k.done();
    }

    public static Drawing end(View v, String title, List<String> lines, double width, double height) {
        var c = new FilmCard(v, width, height);
        c.name();
        c.body("", title, 56, "", lines);
        c.strip();
        return c.k.done();
    }

    /// The name and its mark: a lens over blocks.
    private void name() {
        double r = 17 * k.s;
        double cy = Math.max(70 * k.s, k.h * 0.09);
        double cx = x + r;
        for (int i = -1; i <= 1; i++) {
            double side = 8.5 * k.s;
            k.pen.rect(cx + i * 11 * k.s - side / 2, cy - side / 2, side, side, 2 * k.s,
                    Style.fill(i == 0 ? Token.ACCENT : Token.TEXT_FAINT));
        }
        k.pen.circle(null, cx, cy, r, Style.stroke(Token.ACCENT, 3.2 * k.s));
        k.pen.line(cx + 0.72 * r, cy + 0.72 * r, cx + 1.35 * r, cy + 1.35 * r, Style.stroke(Token.ACCENT, 4.2 * k.s));
        double base = k.baseline(cy, FontRole.SANS_BOLD, 34);
        double at = k.text("dio", cx + r + 22 * k.s, base, 34, FontRole.SANS_BOLD, Token.TEXT, room);
        k.text("scope", at, base, 34, FontRole.SANS_BOLD, Token.ACCENT, room);
    }

    /// Blocks along the lower edge, as the extents of a file lie in a row.
    private void strip() {
        double side = 22 * k.s;
        double gap = 6 * k.s;
        double y = k.h - Math.max(64 * k.s, k.h * 0.07);
        int n = (int) ((room + gap) / (side + gap));
        for (int i = 0; i < n; i++) {
            boolean written = i * 7 % 11 < 6;
            boolean lit = i == n * 2 / 3;
            var look = lit
                    ? Style.fill(Token.ACCENT)
                    : written ? Style.fill(Token.EXTENT_WRITTEN).withOpacity(0.55) : Style.fill(Token.WELL);
            k.pen.rect(x + i * (side + gap), y, side, side, 5 * k.s, look.withStroke(Token.PANEL_BORDER, 1.2 * k.s));
        }
    }

    private void body(String number, String title, double largest, String subtitle, List<String> lines) {
        boolean upright = k.h > k.w;
        double most = upright || k.w == k.h ? 6 : 3;
        double size = largest;
        while (size > 40 && k.tm.wrap(title, room, FontRole.SANS_BOLD, k.px(size)).size() > most) {
            size -= 2;
        }
        var head = k.tm.wrap(title, room, FontRole.SANS_BOLD, k.px(size));
        double lineH = size * 1.22 * k.s;
        double under = 32;
        double small = 27;
        var prose = new Prose(k, under, Token.TEXT_DIM);
        double subLine = under * 1.42 * k.s;
        double sub = subtitle.isBlank() ? 0 : 30 * k.s + prose.height(subtitle, room, subLine);
        double row = small * 1.62 * k.s;
        var facts = new Prose(k, small, Token.TEXT_DIM);
        double below = 0;
        for (var l : lines) {
            below += Math.max(1, facts.count(l, room)) * small * 1.36 * k.s + small * 0.26 * k.s;
        }
        double gap = lines.isEmpty() ? 0 : 44 * k.s;
        double over = number.isEmpty() ? 0 : 64 * k.s;
        double height = over + head.size() * lineH + sub + gap + below;
        double y = Math.max(k.h * 0.12, (k.h - height) / 2 - (upright ? k.h * 0.02 : 0));
        k.pen.rect(x - 34 * k.s, y + 6 * k.s, 7 * k.s, over + head.size() * lineH - 6 * k.s, 3.5 * k.s, Style.fill(Token.ACCENT));
        if (!number.isEmpty()) {
            k.text(number, x, k.baseline(y + over * 0.45, FontRole.MONO_BOLD, 40), 40, FontRole.MONO_BOLD, Token.ACCENT, room);
            y += over;
        }
        for (var line : head) {
            k.text(line, x, k.baseline(y + lineH / 2, FontRole.SANS_BOLD, size), size, FontRole.SANS_BOLD, Token.TEXT, room + 1);
            y += lineH;
        }
        if (sub > 0) {
            y = prose.draw(subtitle, x, y + 30 * k.s, room, subLine, k.h);
        }
        y += gap;
        for (var l : lines) {
            double to = facts.draw(l, x, y, room, small * 1.36 * k.s, k.h - 40 * k.s);
            y = Math.max(to, y + row - small * 0.26 * k.s) + small * 0.26 * k.s;
        }
    }
}
