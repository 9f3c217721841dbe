package dioscope.app.panel;

import dioscope.app.paint.Bounds;
import dioscope.app.paint.CellId;
import dioscope.app.paint.Dash;
import dioscope.app.paint.FontRole;
import dioscope.app.paint.Style;
import dioscope.app.paint.Token;
import dioscope.model.state.Bh;
import dioscope.model.state.Content;
import dioscope.model.state.Page;
import dioscope.model.trace.Moment;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The lane of the page cache: each folio as one box with whose bytes it holds, its state in words, and its buffer heads; where pages have no room of their
/// own, by column of pixels.
record FlowPages(Kit k, Moment m, FileAxis axis, FlowRows rows, Bytes bytes) {
    private static final long PAGE = 4096;
    private static final double SIZE = 11.5;
    private static final double LINE = 14.5;

    /// A word about a folio, longest first.
    private record Said(Token token, boolean strong, String... words) {}

    void draw() {
        if (PAGE * axis.perByte() >= 8 * k.s) {
            folios();
        } else {
            new PageRow(k, m, axis, rows.pages().y() + rows.pages().h() * 0.45, rows.pages().h() * 0.55).draw();
            data(axis.from(), axis.to(), null, rows.pages().y(), rows.pages().h() * 0.42, false);
        }
    }

    private void folios() {
        var pages = m.world().pageCache().pages();
        long last = (axis.to() + PAGE - 1) / PAGE;
        for (long i = axis.from() / PAGE; i < last;) {
            var e = pages.floor(i);
            var p = e != null && e.key() + e.value().pages() > i ? e.value() : null;
            long first = p == null ? i : p.index();
            long n = p == null ? 1 : p.pages();
            double a = Math.max(axis.x(), axis.px(first * PAGE)) + 1.5 * k.s;
            double b = Math.min(axis.right(), axis.px((first + n) * PAGE)) - 1.5 * k.s;
            if (p == null) {
                absent(first, a, Math.max(1, b - a));
            } else {
                folio(p, a, Math.max(1, b - a));
            }
            i = first + n;
        }
    }

    /// How much of a folio its bytes take, from its upper edge, pixels.
    static double band(Kit k, FlowRows.Lane lane) {
        return Math.clamp(lane.h() * 0.3, 12 * k.s, 34 * k.s);
    }

    private void absent(long index, double x, double width) {
        var lane = rows.pages();
        var id = Related.page(index);
        k.pen.rect(id, x, lane.y(), width, lane.h(), Math.min(4 * k.s, width / 4), Style.stroke(Token.PAGE_ABSENT, 1.2 * k.s));
        String t = k.fit(width - 4 * k.s, FontRole.MONO, SIZE, "absent");
        k.middle(t, x + width / 2, k.baseline(lane.middle(), FontRole.MONO, SIZE), SIZE, FontRole.MONO, Token.TEXT_FAINT, width);
        k.outline(id, x, lane.y(), width, lane.h(), 4 * k.s);
    }

    private void folio(Page p, double x, double width) {
        var lane = rows.pages();
        var id = Related.page(p.index());
        double r = Math.min(4 * k.s, width / 4);
        double h = lane.h();
        var edge = p.writeback()
                ? Style.stroke(Token.PAGE_WRITEBACK, 2.2 * k.s).withDash(Dash.LONG)
                : p.dirty() ? Style.stroke(Token.PAGE_DIRTY, 2.2 * k.s) : Style.stroke(Token.TEXT_FAINT, 1.3 * k.s);
        k.pen.rect(id, x, lane.y(), width, h, r, edge.withFill(Token.PANEL));
        double inset = Math.min(3 * k.s, width / 8);
        double band = band(k, lane);
        data(Math.max(axis.from(), p.pos()), Math.min(axis.to(), p.pos() + p.bytes()), p, lane.y() + inset, band, true);
        double bottom = lane.bottom() - 3 * k.s;
        if (p.buffers().size() > p.pages() && width / p.buffers().size() >= 2.5 * k.s) {
            bottom -= buffers(p, x + 3 * k.s, width - 6 * k.s, bottom);
        }
        for (int i = 1; i < p.pages() && p.pages() <= 64; i++) {
            double at = axis.px((p.index() + i) * PAGE);
            if (at > x && at < x + width) {
                k.pen.line(at, lane.bottom() - 5 * k.s, at, lane.bottom(), Style.stroke(Token.TEXT_FAINT, 1.2 * k.s));
            }
        }
        if (p.mapped() != Page.Mapping.NONE) {
            var bar = Style.fill(Token.PAGE_MAPPED);
            k.pen.rect(x + 2 * k.s, lane.bottom() - 1 * k.s, width - 4 * k.s, 3.4 * k.s, 1,
                    p.mapped() == Page.Mapping.READ_WRITE ? bar : bar.withOpacity(0.5));
        }
        words(p, x + inset, lane.y() + inset + band + 2 * k.s, width - 2 * inset, bottom);
        k.outline(id, x, lane.y(), width, h, r);
    }

    // ---- in words

    private void words(Page p, double x, double top, double width, double bottom) {
        int lines = (int) ((bottom - top) / (LINE * k.s));
        var said = said(p);
        boolean letters = width < 24 * k.s;
        if (letters) {
            letters(said, x, top, width, bottom);
            return;
        }
        int columns = Math.clamp((int) (width / (92 * k.s)), 1, 4);
        double each = width / columns;
        int shown = Math.min(said.size(), Math.max(0, lines) * columns);
        for (int i = 0; i < shown; i++) {
            var s = said.get(i);
            var role = s.strong ? FontRole.MONO_BOLD : FontRole.MONO;
            double at = x + i / Math.max(1, lines) * each;
            String t = k.fit(each - 5 * k.s, role, SIZE, s.words);
            k.text(t, at + 3 * k.s, k.baseline(top + (i % Math.max(1, lines) + 0.5) * LINE * k.s, role, SIZE), SIZE, role, s.token, each);
        }
    }

    private void letters(List<Said> said, double x, double top, double width, double bottom) {
        int lines = (int) ((bottom - top) / (12 * k.s));
        int row = 0;
        for (var s : said) {
            String t = k.fit(width, FontRole.MONO_BOLD, 11, s.words);
            if (row < lines && s.strong && !t.isEmpty()) {
                k.middle(t, x + width / 2, k.baseline(top + (row + 0.5) * 12 * k.s, FontRole.MONO_BOLD, 11), 11, FontRole.MONO_BOLD,
                        s.token,
                        width + 1);
                row++;
            }
        }
    }

    /// The most telling first, as not all may have room.
    private List<Said> said(Page p) {
        var out = new ArrayList<Said>();
        if (p.locked()) {
            out.add(new Said(Token.ACCENT, true, Owner.words(m, k.view.study().timeline(), p.lockedBy())));
        }
        if (p.writeback()) {
            out.add(new Said(Token.PAGE_WRITEBACK, true, "writeback", "wback", "wb", "W"));
        }
        out.add(p.dirty() ? new Said(Token.PAGE_DIRTY, true, "dirty", "D") : new Said(Token.TEXT_DIM, false, "clean", "C"));
        if (p.delayed()) {
            out.add(new Said(Token.EXTENT_DELALLOC, true, "delayed", "delay", "A"));
        }
        out.add(p.uptodate()
                ? new Said(Token.TEXT_DIM, false, "uptodate", "uptod", "upt", "U")
                : new Said(Token.WARN, true, "not uptodate", "not upt", "!"));
        if (p.toWrite()) {
            out.add(new Said(Token.TEXT_DIM, true, "towrite", "towr", "T"));
        }
        if (p.readahead()) {
            out.add(new Said(Token.TEXT_DIM, true, "readahead", "ahead", "ra", "R"));
        }
        if (p.mapped() != Page.Mapping.NONE) {
            String rw = p.mapped() == Page.Mapping.READ_WRITE ? "mapped rw" : "mapped ro";
            out.add(new Said(Token.PAGE_MAPPED, true, rw, "mapped", "map", "M"));
        }
        if (p.dropbehind()) {
            out.add(new Said(Token.TEXT_DIM, true, "dropbehind", "drop", "d"));
        }
        if (p.held()) {
            out.add(new Said(Token.TEXT_DIM, true, "buffer held", "held", "H"));
        }
        return out;
    }

    // ---- the bytes

    /// @param p the folio they are in, null for all of the lane
    private void data(long from, long to, @Nullable Page p, double y, double h, boolean labelled) {
        double last = -9;
        for (var piece : m.world().pageCache().data().pieces(from, to - from)) {
            double a = Math.max(axis.x(), axis.px(piece.start())) + (p == null ? 0 : piece.start() == from ? 4 : 0) * k.s;
            double b = Math.min(axis.right(), axis.px(piece.end())) - (p == null ? 0 : piece.end() == to ? 4 : 0) * k.s;
            double width = Math.max(1, b - a);
            if (b - a < 1 && a - last < 1) {
                continue;
            }
            last = a;
            CellId id = null;
            if (p != null) {
                id = Related.page(p.index()).part("held." + piece.start() + "." + Bytes.key(piece.data()));
                var origin = origin(piece, a, width);
                if (origin != null) {
                    k.pen.origin(id, origin);
                } else {
                    id = null;
                }
            }
            if (labelled) {
                bytes.box(id, piece.data(), a, y, width, h, true);
            } else {
                bytes.band(id, piece.data(), a, y, width, h, true);
            }
        }
    }

    /// Where bytes came from: those of a write from the buffer above, those of the device from below; null where they were here before.
    private @Nullable Bounds origin(Content.Piece piece, double x, double width) {
        int n = Bytes.writer(piece.data());
        if (n > 0) {
            return new Bounds(x, rows.user().y(), width, rows.user().h());
        }
        var before = m.before().pageCache().data().at(piece.start());
        boolean device = !piece.data().whose().equals("zero");
        return device && (before == null || !before.equals(piece.data()))
                ? new Bounds(x, rows.medium().y(), width, rows.medium().h())
                : null;
    }

    /// A cell for each buffer head along the lower edge; returns the room it takes.
    private double buffers(Page p, double x, double width, double bottom) {
        double h = 15 * k.s;
        double step = width / p.buffers().size();
        for (int i = 0; i < p.buffers().size(); i++) {
            var bh = p.buffers().get(i);
            double a = x + i * step;
            double w = step - 1.5 * k.s;
            var token = bh.has(Bh.ASYNC_WRITE)
                    ? Token.PAGE_WRITEBACK
                    : bh.has(Bh.DELAY)
                            ? Token.EXTENT_DELALLOC
                            : bh.has(Bh.DIRTY) ? Token.PAGE_DIRTY : bh.has(Bh.UNWRITTEN) ? Token.EXTENT_UNWRITTEN : Token.TEXT_FAINT;
            k.pen.rect(a, bottom - h, Math.max(1, w), h, Math.min(2 * k.s, w / 4), Style.stroke(token, 1.3 * k.s));
            var t = new StringBuilder();
            for (var name : bh.names()) {
                t.append(name.equals("Delay") ? 'A' : name.equals("Unwritten") ? 'X' : name.equals("Async_Write") ? 'W' : name.charAt(0));
            }
            String all = k.fit(w - 2 * k.s, FontRole.MONO, 10.5, t.toString(), t.isEmpty() ? "" : t.substring(t.length() - 1));
            k.middle(all, a + w / 2, k.baseline(bottom - h / 2, FontRole.MONO, 10.5), 10.5, FontRole.MONO,
                    token == Token.TEXT_FAINT ? Token.TEXT_DIM : token, w + 1);
        }
        return h + 2 * k.s;
    }
}
