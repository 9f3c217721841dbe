package dioscope.app.panel;

import dioscope.app.paint.CellId;
import dioscope.app.paint.Dash;
import dioscope.app.paint.Drawing;
import dioscope.app.paint.FontRole;
import dioscope.app.paint.Style;
import dioscope.app.paint.Token;
import dioscope.model.compare.FlagPair;
import dioscope.model.compare.Registers;
import dioscope.model.state.Dio;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// dio->flags of one run, its flags named in the same places as in the other run; a flag this kernel does not have says so.
public final class CompareRegister {
    private final Kit k;
    private final CompareView v;
    private final boolean first;
    private final @Nullable Dio dio;
    private final List<FlagPair> pairs;
    private final double f;

    private CompareRegister(CompareView v, boolean first, double width, double height) {
        this.v = v;
        this.first = first;
        k = v.kit(first, width, height);
        var c = v.comparison();
        dio = first ? Registers.dio(c.a().trace(), c.atA(v.row())) : Registers.dio(c.b().trace(), c.atB(v.row()));
        var x = c.a().trace().profile().dio();
        var y = c.b().trace().profile().dio();
        pairs = Registers.dio(c, v.row()).orElseGet(() -> FlagPair.align(x, 0, y, 0));
        f = Math.clamp((k.bottom() - k.top()) / (214 * k.s), 0.6, 1.2) * k.s;
    }

    /// The panel of the first or the second run in a space of `width` by `height` pixels.
    public static Drawing draw(CompareView v, boolean first, double width, double height) {
        return new CompareRegister(v, first, width, height).draw();
    }

    private Drawing draw() {
        var d = dio;
        var m = first ? v.momentA() : v.momentB();
        boolean lives = d != null && m.world().io().values().stream().anyMatch(io -> io.dio() != null);
        k.frame("DIO REGISTER", d == null ? "no struct iomap_dio yet" : lives ? "struct iomap_dio" : "freed, last value shown");
        if (d != null) {
            k.end(String.format("0x%08x", d.flags()), k.right(), 24 * k.s, 15, FontRole.MONO_BOLD, Token.TEXT, k.w / 2);
        }
        names(bits(k.top() + 2 * k.s, d == null ? 0 : d.flags()));
        return k.done();
    }

    private double bits(double top, int flags) {
        var layout = (first ? v.momentA() : v.momentB()).trace().profile().dio();
        double cell = (k.right() - k.left() + 4 * k.s) / 16;
        // in a low window the numbers of the bits make room for their names
        boolean numbers = f >= 0.8 * k.s;
        double h = numbers ? 26 * f : 17 * k.s;
        double gap = numbers ? 19 * f : 4 * k.s;
        for (int b = 31; b >= 0; b--) {
            int i = 31 - b;
            double x = k.left() + i % 16 * cell;
            double y = top + (i / 16) * (h + gap);
            var flag = layout.at(b);
            boolean on = (flags >>> b & 1) != 0;
            boolean differs = differs(flag == null ? null : flag.shortName());
            var edge = differs ? Token.BIT_CHANGED : on ? Token.BIT_ON : flag != null ? Token.BIT_NAMED : Token.GRID_MAJOR;
            var id = CellId.of((first ? "a" : "b") + ".dio.flags." + b);
            k.pen.rect(id, x, y, cell - 4 * k.s, h, 4 * k.s,
                    Style.fill(on ? Token.BIT_ON : Token.BIT_OFF).withStroke(edge, (differs ? 2.6 : 1.2) * k.s));
            k.middle(dio == null ? "" : on ? "1" : "0", x + cell / 2 - 2 * k.s, k.baseline(y + h / 2, FontRole.MONO_BOLD, 13), 13,
                    FontRole.MONO_BOLD, on ? Token.BIT_ON_TEXT : flag != null ? Token.TEXT_DIM : Token.BIT_OFF_TEXT, cell);
            k.middle(numbers ? Integer.toString(b) : "", x + cell / 2 - 2 * k.s, y + h + 12.5 * f, 10.5, FontRole.MONO,
                    flag != null ? Token.TEXT_DIM : Token.TEXT_FAINT, cell);
        }
        return top + 2 * (h + gap);
    }

    private boolean differs(@Nullable String name) {
        return name != null && pairs.stream().anyMatch(p -> p.name().equals(name) && p.differs());
    }

    private void names(double top) {
        double room = k.right() - k.left();
        String kernel = (first ? v.momentA() : v.momentB()).trace().profile().name();
        // as many columns as the wider of both texts allows, so that a flag stands in the same place in both
        double widest = 0;
        var c = v.comparison();
        for (var p : pairs) {
            String absent = p.bitA() < 0 ? c.a().trace().profile().name() : p.bitB() < 0 ? c.b().trace().profile().name() : "";
            widest = Math.max(widest, k.width(absent.isEmpty() ? p.name() : p.name() + " not in " + absent, FontRole.MONO_BOLD, 12));
        }
        int columns = Math.clamp((int) (room / (widest + 26 * k.s)), 1, 5);
        int rows = (pairs.size() + columns - 1) / columns;
        double rowH = Math.min(22 * k.s, (k.bottom() - top) / Math.max(1, rows));
        for (int i = 0; i < pairs.size(); i++) {
            var p = pairs.get(i);
            double x = k.left() + i % columns * (room / columns);
            double cy = top + (i / columns + 0.5) * rowH;
            boolean absent = (first ? p.bitA() : p.bitB()) < 0;
            boolean set = first ? p.setA() : p.setB();
            double box = Math.min(11 * k.s, rowH - 3 * k.s);
            var look = Style.fill(set ? Token.BIT_ON : Token.BIT_OFF)
                    .withStroke(p.differs() ? Token.BIT_CHANGED : set ? Token.BIT_ON : absent ? Token.TEXT_FAINT : Token.BIT_NAMED,
                            1.4 * k.s);
            k.pen.rect(x + 1, cy - box / 2, box, box, 2 * k.s, absent ? look.withDash(Dash.DOTTED) : look);
            var ink = p.differs() ? Token.BIT_CHANGED : set ? Token.TEXT : absent ? Token.TEXT_FAINT : Token.TEXT_DIM;
            k.text(text(p, kernel), x + 17 * k.s, k.baseline(cy, FontRole.MONO, 12), 12, set ? FontRole.MONO_BOLD : FontRole.MONO, ink,
                    room / columns - 19 * k.s);
        }
    }

    private String text(FlagPair p, String kernel) {
        return (first ? p.bitA() : p.bitB()) < 0 ? p.name() + " not in " + kernel : p.name();
    }
}
