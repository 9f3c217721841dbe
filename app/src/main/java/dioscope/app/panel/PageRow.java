package dioscope.app.panel;

import dioscope.app.paint.CellId;
import dioscope.app.paint.Dash;
import dioscope.app.paint.FontRole;
import dioscope.app.paint.Hatch;
import dioscope.app.paint.Style;
import dioscope.app.paint.Token;
import dioscope.model.state.Page;
import dioscope.model.trace.Moment;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The page cache, page by page; where a page has no room of its own, by column of pixels.
record PageRow(Kit k, Moment m, FileAxis axis, double y, double h) {
    private static final long PAGE = 4096;

    /// What a page is in, the most telling last; a column of many pages shows the last of its pages' looks.
    private enum Look {
        ABSENT("", "", "", Token.TEXT_DIM), CLEAN("clean", "clean", "C", Token.PAGE_CLEAN_TEXT), DIRTY("dirty", "dirty", "D",
                Token.PAGE_DIRTY_TEXT), DELALLOC("delalloc", "delay", "A", Token.TEXT), WRITEBACK("writeback", "wback", "W", Token.TEXT);

        final String word;
        final String brief;
        final String letter;
        final Token text;

        Look(String word, String brief, String letter, Token text) {
            this.word = word;
            this.brief = brief;
            this.letter = letter;
            this.text = text;
        }

        static Look of(@Nullable Page p) {
            return p == null ? ABSENT : p.writeback() ? WRITEBACK : p.delayed() ? DELALLOC : p.dirty() ? DIRTY : CLEAN;
        }

        Style style(double s) {
            return switch (this) {
                case ABSENT -> Style.stroke(Token.PAGE_ABSENT, 1.3 * s);
                case CLEAN -> Style.fill(Token.PAGE_CLEAN);
                case DIRTY -> Style.fill(Token.PAGE_DIRTY);
                case DELALLOC -> Style.hatched(Hatch.DOTS, Token.EXTENT_DELALLOC, Token.PANEL).withStroke(Token.EXTENT_DELALLOC, 2 * s);
                case WRITEBACK -> Style.hatched(Hatch.DIAGONAL, Token.PAGE_WRITEBACK, Token.PANEL).withStroke(Token.PAGE_WRITEBACK, 2 * s);
            };
        }
    }

    void draw() {
        if (PAGE * axis.perByte() >= 7 * k.s) {
            single();
        } else {
            columns();
        }
        invalidated();
    }

    private void single() {
        var pages = m.world().pageCache().pages();
        long last = (axis.to() + PAGE - 1) / PAGE;
        for (long i = axis.from() / PAGE; i < last;) {
            var e = pages.floor(i);
            var p = e != null && e.key() + e.value().pages() > i ? e.value() : null;
            long first = p == null ? i : p.index();
            long n = p == null ? 1 : p.pages();
            double a = Math.max(axis.x(), axis.px(first * PAGE)) + 1.5 * k.s;
            double b = Math.min(axis.right(), axis.px((first + n) * PAGE)) - 1.5 * k.s;
            cell(first, p, a, Math.max(1, b - a));
            i = first + n;
        }
    }

    private void cell(long index, @Nullable Page p, double x, double width) {
        var look = Look.of(p);
        var id = Related.page(index);
        double r = Math.min(4 * k.s, width / 4);
        k.pen.rect(id, x, y, width, h, r, look.style(k.s));
        if (p != null) {
            boolean hatched = look.ordinal() > Look.DIRTY.ordinal();
            var token = look.text;
            String t = k.fit(width - (hatched ? 8 : 3) * k.s, FontRole.MONO_BOLD, 12.5, look.word, look.brief, look.letter);
            if (!t.isEmpty()) {
                double tw = k.width(t, FontRole.MONO_BOLD, 12.5);
                if (hatched) {
                    k.pen.rect(x + width / 2 - tw / 2 - 4 * k.s, y + h / 2 - 9 * k.s, tw + 8 * k.s, 18 * k.s, 3 * k.s,
                            Style.fill(Token.PANEL));
                }
                k.middle(t, x + width / 2, k.baseline(y + h / 2, FontRole.MONO_BOLD, 12.5), 12.5, FontRole.MONO_BOLD, token, tw + 1);
            }
            for (int i = 1; i < p.pages(); i++) {
                double at = axis.px((p.index() + i) * PAGE);
                if (at > x && at < x + width && p.pages() <= 64) {
                    k.pen.line(at, y, at, y + 5 * k.s, Style.stroke(Token.PANEL, 1.5 * k.s));
                }
            }
            if (p.mapped() != Page.Mapping.NONE) {
                mapped(p.mapped(), x, width);
            }
        }
        k.outline(id, x, y, width, h, r);
    }

    private void mapped(Page.Mapping mapping, double x, double width) {
        double bar = 5 * k.s;
        k.pen.rect(x, y + h - bar, width, bar, 2 * k.s, Style.fill(Token.PAGE_MAPPED).withStroke(Token.PANEL, 1));
        String t = k.fit(width - 2 * k.s, FontRole.MONO, 10.5, mapping == Page.Mapping.READ_WRITE ? "mmap rw" : "mmap ro", "mm", "m");
        k.middle(t, x + width / 2, y - 3 * k.s, 10.5, FontRole.MONO, Token.PAGE_MAPPED, width + 2);
    }

    /// One look for each column of pixels, equal neighbours in one shape.
    private void columns() {
        int n = Math.max(1, (int) axis.width());
        var looks = new byte[n];
        var first = new long[n];
        var pages = m.world().pageCache().pages();
        var before = pages.floor(axis.from() / PAGE);
        var it = pages.from(before == null ? axis.from() / PAGE : before.key());
        double perPage = PAGE * axis.perByte();
        double origin = axis.from() * axis.perByte();
        while (it.hasNext()) {
            var e = it.next();
            if (e.key() * PAGE >= axis.to()) {
                break;
            }
            byte look = (byte) Look.of(e.value()).ordinal();
            int a = Math.clamp((long) (e.key() * perPage - origin), 0, n - 1);
            int b = Math.min(n, Math.max(a + 1, (int) Math.ceil((e.key() + e.value().pages()) * perPage - origin)));
            for (int c = a; c < b; c++) {
                if (looks[c] < look) {
                    looks[c] = look;
                    first[c] = e.key();
                }
            }
        }
        k.pen.rect(axis.x(), y, axis.width(), h, 4 * k.s, Look.ABSENT.style(k.s));
        for (int c = 0; c < n;) {
            int d = c + 1;
            while (d < n && looks[d] == looks[c]) {
                d++;
            }
            if (looks[c] > 0) {
                var look = Look.values()[looks[c]];
                double x = axis.x() + c;
                k.pen.rect(Related.page(first[c]), x, y, d - c, h, 0, look.style(0.5 * k.s));
                String t = k.fit(d - c - 10 * k.s, FontRole.MONO_BOLD, 12.5, look.word);
                if (!t.isEmpty()) {
                    if (look.ordinal() > Look.DIRTY.ordinal()) {
                        double tw = k.width(t, FontRole.MONO_BOLD, 12.5) + 8 * k.s;
                        k.pen.rect(x + (d - c - tw) / 2, y + h / 2 - 9 * k.s, tw, 18 * k.s, 3 * k.s, Style.fill(Token.PANEL));
                    }
                    k.middle(t, x + (d - c) / 2.0, k.baseline(y + h / 2, FontRole.MONO_BOLD, 12.5), 12.5, FontRole.MONO_BOLD, look.text,
                            d - c);
                }
            }
            c = d;
        }
    }

    /// A dashed outline around pages that this run threw out and that are still gone.
    private void invalidated() {
        record Gone(long first, double a, double b, int step) {}
        var pages = m.world().pageCache().pages();
        var list = new ArrayList<Gone>();
        var all = m.index() == 0 ? List.<Past.Removed>of() : k.view.study().past().removedUpTo(m.index());
        for (var r : all) {
            long from = r.first() * PAGE;
            long to = from + r.pages() * PAGE;
            var back = pages.floor(r.first() + r.pages() - 1);
            if (!axis.shows(from, to) || back != null && back.key() + back.value().pages() > r.first()) {
                continue;
            }
            var g = new Gone(r.first(), axis.clamped(from), axis.clamped(to), r.step());
            var last = list.isEmpty() ? null : list.getLast();
            if (last != null && g.a >= last.a && g.a <= last.b + 1.5) {
                list.set(list.size() - 1, new Gone(last.first, last.a, Math.max(last.b, g.b), last.step));
            } else {
                list.add(g);
            }
        }
        for (var g : list) {
            double width = g.b - g.a;
            k.pen.rect(CellId.of("removed." + g.first), g.a, y - 4 * k.s, width, h + 8 * k.s, 4 * k.s,
                    Style.stroke(Token.PAGE_INVALIDATED, 1.6 * k.s).withDash(Dash.LONG));
            String t = k.fit(width - 8 * k.s, FontRole.MONO, 12.5, "invalidated at step " + g.step, "invalidated", "gone");
            if (!t.isEmpty()) {
                k.pen.rect(g.a + (width - k.width(t, FontRole.MONO, 12.5)) / 2 - 3 * k.s, y + h / 2 - 9 * k.s,
                        k.width(t, FontRole.MONO, 12.5) + 6 * k.s, 18 * k.s, 3 * k.s, Style.fill(Token.PANEL));
            }
            k.middle(t, (g.a + g.b) / 2, k.baseline(y + h / 2, FontRole.MONO, 12.5), 12.5, FontRole.MONO, Token.PAGE_INVALIDATED, width);
        }
    }
}
