package dioscope.app.panel;

import dioscope.app.paint.CellId;
import dioscope.app.paint.Drawing;
import dioscope.app.paint.FontRole;
import dioscope.app.paint.Style;
import dioscope.app.paint.Token;
import dioscope.model.compare.What;

/// The lines above the columns: which kernel and device each run has, and how much differs. A kernel that can be chosen has the id `kernel.a.6.12`.
public final class CompareHead {
    private CompareHead() {}

    /// The line above a column.
    public static Drawing draw(CompareView v, boolean first, double width, double height) {
        var k = v.kit(first, width, height);
        var ink = first ? Token.ACCENT : Token.OK;
        var side = first ? v.comparison().a() : v.comparison().b();
        ground(k);
        k.pen.rect(0.5, 0.5, 5 * k.s, k.h - 1, 2 * k.s, Style.fill(ink));
        double cy = k.h / 2;
        double x = k.text(first ? "A" : "B", 20 * k.s, k.baseline(cy, FontRole.MONO_BOLD, 17), 17, FontRole.MONO_BOLD, ink, 30 * k.s)
                + 16 * k.s;
        var now = side.trace().profile();
        var kernels = v.kernels().isEmpty() ? java.util.List.of(now) : v.kernels();
        double h = Math.min(30 * k.s, k.h - 14 * k.s);
        for (var p : kernels) {
            double w = k.width(p.name(), FontRole.MONO, 13.5) + 18 * k.s;
            boolean on = p == now;
            k.pen.begin(CellId.of("kernel." + (first ? "a." : "b.") + p.name()), 0, 0);
            k.pen.rect(x, cy - h / 2, w, h, 3 * k.s, on ? Style.fill(ink) : Style.fill(Token.WELL).withStroke(Token.PANEL_BORDER, 1));
            k.middle(p.name(), x + w / 2, k.baseline(cy, on ? FontRole.MONO_BOLD : FontRole.MONO, 13.5), 13.5,
                    on ? FontRole.MONO_BOLD : FontRole.MONO, on ? Token.ACCENT_TEXT : Token.TEXT_DIM, w);
            k.pen.end();
            x += w + 2 * k.s;
        }
        String device = (first ? v.a() : v.b()).setting().device();
        String name = side.name();
        double room = k.right() - x - 14 * k.s;
        String t = k.fit(room, FontRole.SANS, 14, name.equals(now.name()) || name.equals(device) ? device : name + " · " + device, device);
        k.text(t.isEmpty() ? device : t, x + 14 * k.s, k.baseline(cy, FontRole.SANS, 14), 14, FontRole.SANS, Token.TEXT_DIM, room);
        return k.done();
    }

    /// How much is alike and how much differs.
    public static Drawing count(CompareView v, double width, double height) {
        var k = v.kit(true, width, height);
        ground(k);
        var c = v.comparison();
        int n = (int) c.story().count();
        int rest = c.differences().size() - n;
        String alike = c.alike() + " alike · ";
        String differ = n == 0 ? rest == 0 ? "nothing differs" : "nothing that happens differs" : n + (n == 1 ? " differs" : " differ");
        String code = rest == 0 ? "" : " · " + rest + " in the code only";
        double size = 14;
        while (size > 10 && k.width(alike + differ + code, FontRole.SANS_BOLD, size) > k.w - 20 * k.s) {
            size -= 0.5;
        }
        double aw = k.width(alike, FontRole.SANS, size);
        double dw = k.width(differ, FontRole.SANS_BOLD, size);
        double x = (k.w - aw - dw - k.width(code, FontRole.SANS, size)) / 2;
        double base = k.baseline(k.h / 2, FontRole.SANS, size);
        k.text(alike, x, base, size, FontRole.SANS, Token.TEXT_DIM, k.w);
        k.text(differ, x + aw, base, size, FontRole.SANS_BOLD, n == 0 ? Token.OK : Token.CHANGED, k.w);
        k.text(code, x + aw + dw, base, size, FontRole.SANS, Token.TEXT_DIM, k.w);
        return k.done();
    }

    private static void ground(Kit k) {
        k.pen.rect(0.5, 0.5, k.w - 1, k.h - 1, 8 * k.s, Style.fill(Token.PANEL).withStroke(Token.PANEL_BORDER, 1));
    }

    /// The look of a kind of difference.
    static Token ink(What w) {
        return switch (w) {
            case ONLY_A -> Token.ACCENT;
            case ONLY_B -> Token.OK;
            case BRANCH, MOVED -> Token.CHANGED;
            case VALUES, EFFECT, RETURN, SAME -> Token.TEXT_DIM;
        };
    }
}
