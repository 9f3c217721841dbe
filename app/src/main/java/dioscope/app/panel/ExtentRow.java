package dioscope.app.panel;

import dioscope.app.paint.CellId;
import dioscope.app.paint.Dash;
import dioscope.app.paint.FontRole;
import dioscope.app.paint.Hatch;
import dioscope.app.paint.Style;
import dioscope.app.paint.Token;
import dioscope.model.state.Extent;
import dioscope.model.state.ExtentStatus;
import dioscope.model.trace.Moment;
import java.util.ArrayList;
import java.util.List;

/// The extents by logical block, the holes between them, and what is only reserved.
final class ExtentRow {
    private static final double NARROW = 2;

    private final Kit k;
    private final Moment m;
    private final FileAxis axis;
    private final double y;
    private final double h;
    private final int block;
    /// The blocks in sight that are only reserved, in order.
    private final List<ExtentStatus> delayed;
    /// Right edge of what is drawn already, and the narrow extents that wait to be drawn as one.
    private double runA = -1;
    private double runB = -1;
    private long runFirst;
    private int runCount;
    private boolean runUnwritten;
    private boolean runWritten;

    ExtentRow(Kit k, Moment m, FileAxis axis, double y, double h) {
        this.k = k;
        this.m = m;
        this.axis = axis;
        this.y = y;
        this.h = h;
        block = k.view.study().setting().blockSize();
        delayed = m.world().status().values().stream()
                .filter(s -> s.status() == ExtentStatus.Status.DELAYED && axis.shows(s.lblk() * block, s.end() * block))
                .flatMap(s -> withoutBlocks(s).stream()).toList();
    }

    /// The parts of a delayed run for which the tree has no blocks: while they are allocated it has them before the status tree knows.
    private List<ExtentStatus> withoutBlocks(ExtentStatus s) {
        var out = new ArrayList<ExtentStatus>();
        long at = s.lblk();
        var extents = m.world().extents();
        var before = extents.floor(at);
        for (var it = extents.from(before == null ? at : before.key()); it.hasNext() && at < s.end();) {
            var e = it.next().value();
            if (e.lblk() > at) {
                out.add(new ExtentStatus(at, Math.min(e.lblk(), s.end()) - at, s.pblk(), s.status()));
            }
            at = Math.max(at, e.end());
        }
        if (at < s.end()) {
            out.add(new ExtentStatus(at, s.end() - at, s.pblk(), s.status()));
        }
        return out;
    }

    void draw() {
        var w = m.world();
        holes();
        long first = axis.from() / block;
        var before = w.extents().floor(first);
        var it = w.extents().from(before == null ? first : before.key());
        while (it.hasNext()) {
            var e = it.next().value();
            if (e.lblk() * block >= axis.to()) {
                break;
            }
            if (e.end() * block > axis.from()) {
                extent(e);
            }
        }
        flush();
        delayed.forEach(this::delayed);
    }

    /// Dots where the file has nothing, drawn below all extents.
    private void holes() {
        var w = m.world();
        long size = (w.inode().iSize() + block - 1) / block * block;
        var last = w.extents().last();
        long end = Math.min(axis.to(), Math.max(size, last == null ? 0 : last.value().end() * block));
        long at = axis.from();
        var before = w.extents().floor(at / block);
        var it = w.extents().from(before == null ? at / block : before.key());
        while (at < end) {
            Extent next = it.hasNext() ? it.next().value() : null;
            long to = next == null ? end : Math.min(end, next.lblk() * block);
            undelayed(at, to);
            if (next == null) {
                return;
            }
            at = Math.max(at, next.end() * block);
        }
    }

    /// The hole without the blocks that are reserved in it: those have a look of their own.
    private void undelayed(long from, long to) {
        long at = from;
        for (var s : delayed) {
            if (s.end() * block > at && s.lblk() * block < to) {
                hole(at, s.lblk() * block);
                at = s.end() * block;
            }
        }
        hole(at, to);
    }

    private void hole(long from, long to) {
        double a = axis.clamped(from);
        double width = axis.clamped(to) - a - 2 * k.s;
        if (to <= from || width < NARROW) {
            return;
        }
        k.pen.rect(CellId.of("hole." + from / block), a, y, width, h, 3 * k.s,
                Style.hatched(Hatch.DOTS, Token.EXTENT_HOLE, null).withStroke(Token.EXTENT_HOLE, 1.4 * k.s).withDash(Dash.SHORT));
        plate(k.fit(width - 20 * k.s, FontRole.MONO, 13, "hole · lblk " + range(from / block, to / block), "hole"), a, width,
                Token.TEXT_DIM);
    }

    private void extent(Extent e) {
        double a = axis.clamped(e.lblk() * block);
        double b = axis.clamped(e.end() * block);
        if (b - a < NARROW) {
            if (runCount > 0 && a > runB + 1 || runCount > 0 && runB - runA > 24 * k.s) {
                flush();
            }
            if (runCount++ == 0) {
                runA = a;
                runFirst = e.lblk();
                runWritten = false;
                runUnwritten = false;
            }
            runB = Math.max(b, runA + 1);
            runWritten |= !e.unwritten();
            runUnwritten |= e.unwritten();
            return;
        }
        flush();
        double width = b - a - Math.min(2 * k.s, (b - a) / 4);
        var id = Related.extent(e.lblk());
        double r = Math.min(4 * k.s, width / 3);
        String lblk = " · lblk " + range(e.lblk(), e.end());
        if (e.unwritten()) {
            k.pen.rect(id, a, y, width, h, r, unwritten(k).withStroke(Token.EXTENT_UNWRITTEN, Math.min(2.2, width / 5) * k.s));
            plate(k.fit(width - 24 * k.s, FontRole.MONO, 13, "unwritten" + lblk, "unwritten", "unwr", "U"), a, width, Token.TEXT);
        } else {
            k.pen.rect(id, a, y, width, h, r, Style.fill(Token.EXTENT_WRITTEN));
            double size = k.fits("written", FontRole.MONO, 13, width - 8 * k.s) ? 13 : 11.5;
            String t = k.fit(width - 2 * k.s, FontRole.MONO, size, "written" + lblk, "written", "wr", "w");
            double pad = Math.min(10 * k.s, (width - k.width(t, FontRole.MONO, size)) / 2);
            k.text(t, a + pad, k.baseline(y + h / 2, FontRole.MONO, size), size, FontRole.MONO, Token.TEXT, width);
        }
        k.outline(id, a, y, width, h, r);
    }

    /// Extents too narrow for a shape of their own, as one.
    private void flush() {
        if (runCount == 0) {
            return;
        }
        var style = runUnwritten
                ? runWritten ? unwritten(k).withHatch(Hatch.DIAGONAL, Token.EXTENT_WRITTEN) : unwritten(k)
                : Style.fill(Token.EXTENT_WRITTEN);
        k.pen.rect(Related.extent(runFirst), runA, y, runB - runA, h, 0, style);
        runCount = 0;
    }

    private void delayed(ExtentStatus s) {
        double a = axis.clamped(s.lblk() * block);
        double width = Math.max(1, axis.clamped(s.end() * block) - a - 2 * k.s);
        var id = CellId.of("status." + s.lblk());
        k.pen.rect(id, a, y, width, h, 3 * k.s, Style.hatched(Hatch.CROSS, Token.EXTENT_DELALLOC, Token.PANEL)
                .withStroke(Token.EXTENT_DELALLOC, 2 * k.s));
        plate(k.fit(width - 5 * k.s, FontRole.MONO, 13, "delalloc · lblk " + range(s.lblk(), s.end()), "delalloc", "delay", "A"), a, width,
                Token.TEXT);
        k.outline(id, a, y, width, h, 3 * k.s);
    }

    /// A label on a ground of its own, so that it can be read on a hatch.
    private void plate(String t, double a, double width, Token token) {
        if (t.isEmpty()) {
            return;
        }
        double tw = k.width(t, FontRole.MONO, 13);
        double pad = Math.min(6 * k.s, (width - tw) / 2 - 1);
        double x = a + Math.min(8 * k.s, (width - tw) / 2 - pad);
        k.pen.rect(x, y + h / 2 - 12 * k.s, tw + 2 * pad, 24 * k.s, 4 * k.s, Style.fill(Token.PANEL));
        k.text(t, x + pad, k.baseline(y + h / 2, FontRole.MONO, 13), 13, FontRole.MONO, token, tw + 2);
    }

    static Style unwritten(Kit k) {
        return Style.hatched(Hatch.DIAGONAL, Token.EXTENT_UNWRITTEN, Token.PANEL);
    }

    private static String range(long from, long end) {
        return end - from == 1 ? Long.toString(from) : from + "–" + (end - 1);
    }
}
