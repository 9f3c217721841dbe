package dioscope.app.panel;

import dioscope.app.paint.Bounds;
import dioscope.app.paint.CellId;
import dioscope.app.paint.FontRole;
import dioscope.app.paint.Style;
import dioscope.app.paint.Token;
import dioscope.model.state.Dio;
import dioscope.model.trace.Moment;
import java.util.ArrayList;
import org.jspecify.annotations.Nullable;

/// struct iomap_dio in a few lines, for a run that is more about the page cache: the flags that are set, ref, size and error.
record SmallRegister(Kit k, Moment m) {
    void draw(Bounds b) {
        int request = k.view.study().past().requestAt(m.index());
        int last = k.view.study().past().dioAt(m.index());
        var now = dio(m.index(), request);
        var d = now == null && last >= 0 ? dio(last, request) : now;
        boolean gone = now == null;
        k.pen.rect(b.x(), b.y(), b.width(), b.height(), 6 * k.s, Style.fill(Token.WELL).withStroke(Token.PANEL_BORDER, 1.2 * k.s));
        double x = b.x() + 9 * k.s;
        double room = b.width() - 18 * k.s;
        String head = "iomap_dio" + (d == null ? ": none" : gone ? ": freed" : "");
        String value = d == null ? "" : String.format("0x%08x", d.flags());
        double y = b.y() + 17 * k.s;
        k.text(head, x, y, 12.5, FontRole.SANS_BOLD, Token.TEXT_DIM, room);
        k.end(value, b.right() - 9 * k.s, y, 12, FontRole.MONO, gone ? Token.TEXT_DIM : Token.TEXT, room);
        if (d == null) {
            return;
        }
        y += 9 * k.s;
        double cell = room / 32;
        var before = dio(Math.max(0, m.index() - 1), request);
        int changed = before == null || gone ? 0 : before.flags() ^ d.flags();
        for (int bit = 31; bit >= 0; bit--) {
            boolean on = (d.flags() >>> bit & 1) != 0;
            boolean differs = (changed >>> bit & 1) != 0;
            var named = m.trace().profile().dio().at(bit) != null;
            k.pen.rect(CellId.of("io." + request + ".dio.flags." + bit), x + (31 - bit) * cell, y, Math.max(1, cell - 1.5 * k.s), 12 * k.s,
                    1.5 * k.s, Style.fill(on ? Token.BIT_ON : Token.BIT_OFF)
                            .withStroke(differs ? Token.BIT_CHANGED : on ? Token.BIT_ON : named ? Token.BIT_NAMED : Token.GRID_MAJOR,
                                    (differs ? 2 : 1) * k.s)
                            .withOpacity(gone ? 0.5 : 1));
        }
        y += 27 * k.s;
        if (y < b.bottom() - 2 * k.s) {
            k.text(names(d, room), x, y, 11.5, FontRole.MONO, changed != 0 ? Token.CHANGED : gone ? Token.TEXT_DIM : Token.TEXT, room + 1);
        }
        y += 17 * k.s;
        if (y < b.bottom() - 2 * k.s) {
            String error = d.error() == 0 ? "0" : "-" + Units.error(d.error());
            String t = k.fit(room, FontRole.MONO, 11.5, "ref " + d.ref() + "  size " + Units.grouped(d.size()) + "  error " + error,
                    "ref " + d.ref() + "  error " + error);
            k.text(t, x, y, 11.5, FontRole.MONO, Token.TEXT_DIM, room + 1);
        }
    }

    private @Nullable Dio dio(int step, int request) {
        var io = m.trace().step(step).world().io().get(request);
        return io == null ? null : io.dio();
    }

    private String names(Dio d, double room) {
        var set = new ArrayList<String>();
        for (int bit = 31; bit >= 0; bit--) {
            var f = m.trace().profile().dio().at(bit);
            if (f != null && (d.flags() >>> bit & 1) != 0) {
                set.add(f.shortName());
            }
        }
        for (int n = set.size(); n > 0; n--) {
            String t = String.join(" ", set.subList(0, n)) + (n < set.size() ? " +" + (set.size() - n) : "");
            if (k.fits(t, FontRole.MONO, 11.5, room)) {
                return t;
            }
        }
        return set.isEmpty() ? "no flag set" : set.size() + " flags set";
    }
}
