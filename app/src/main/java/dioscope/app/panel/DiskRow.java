package dioscope.app.panel;

import dioscope.app.paint.Dash;
import dioscope.app.paint.FontRole;
import dioscope.app.paint.Style;
import dioscope.app.paint.Token;
import dioscope.model.state.Bio;
import dioscope.model.state.Extent;
import dioscope.model.trace.Moment;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;

/// The disk under the file: where the extents are, the bios on their way there, and the ribbons that tie a file range to its place.
final class DiskRow {
    /// Ribbons narrower than this keep a distance, pixels.
    private static final double NARROW = 5;
    /// How far apart narrow ones are, pixels: a hundred can be followed, a thousand are fog.
    private static final double APART = 56;

    private final Kit k;
    private final Moment m;
    private final FileAxis axis;
    private final DiskMap map;
    private final DataStrip strip;
    private final double y;
    private final double h;
    private final int block;

    DiskRow(Kit k, Moment m, FileAxis axis, double y, double h) {
        this.k = k;
        this.m = m;
        this.axis = axis;
        this.y = y;
        this.h = h;
        block = k.view.study().setting().blockSize();
        map = DiskMap.of(m, axis, block);
        strip = new DataStrip(k, m.world(), map);
    }

    private List<Extent> visible() {
        var out = new ArrayList<Extent>();
        long first = axis.from() / block;
        var before = m.world().extents().floor(first);
        var it = m.world().extents().from(before == null ? first : before.key());
        while (it.hasNext()) {
            var e = it.next().value();
            if (e.lblk() * block >= axis.to()) {
                break;
            }
            if (e.end() * block > axis.from()) {
                out.add(e);
            }
        }
        return out;
    }

    private double width(Extent e) {
        long a = Math.max(axis.from(), e.lblk() * block);
        long b = Math.min(axis.to(), e.end() * block);
        return (b - a) * map.perByte();
    }

    /// Ribbons from the extents, whose lower edge is `top`, to the disk. Of extents too narrow to be told apart one has a ribbon.
    void ribbons(double top) {
        double lastA = -99;
        double mid = (top + y) / 2;
        double bend = (y - top) * 0.55;
        for (var e : visible()) {
            double a = axis.clamped(e.lblk() * block);
            double p = map.px(e, axis);
            double b = Math.max(a + 1, axis.clamped(e.end() * block) - 2 * k.s);
            if (p < 0 || b - a < NARROW * k.s && a - lastA < APART * k.s) {
                continue;
            }
            lastA = a;
            double q = Math.max(p + 1, p + width(e) - 2 * k.s);
            boolean lit = k.lit(Related.extent(e.lblk()));
            var style = Style.fill(e.unwritten() ? Token.RIBBON_UNWRITTEN : Token.RIBBON_WRITTEN);
            k.pen.path(Related.extent(e.lblk()).part("ribbon"), lit ? style.withStroke(Token.HOVER, 1.2 * k.s) : style,
                    r -> r.move(a, top).cubic(a, top + bend, p, y - bend, p, y).line(q, y).cubic(q, y - bend, b, top + bend, b, top)
                            .close());
        }
        if (m.world().extents().isEmpty()) {
            k.middle("nothing is allocated yet", axis.x() + axis.width() * (k.view.least() > 0 ? 0.32 : 0.5),
                    k.baseline(mid, FontRole.SANS, 13), 13, FontRole.SANS,
                    Token.TEXT_DIM, axis.width());
        }
    }

    /// The row; `free` is where the panel's heading ends.
    void draw(double free) {
        k.pen.rect(axis.x(), y, axis.width(), h, 4 * k.s, Style.fill(Token.WELL).withStroke(Token.PANEL_BORDER, 1.2 * k.s));
        breaks();
        extents();
        strip.draw(y + h + 2 * k.s, 5 * k.s, free);
        labels();
        bios();
    }

    /// Whose data stand where; its legend is drawn with this row.
    DataStrip strip() {
        return strip;
    }

    /// Two strokes where part of the disk is left out.
    private void breaks() {
        for (int i = 1; i < map.parts().size(); i++) {
            var a = map.parts().get(i - 1);
            double from = a.x() + (a.end() - a.from()) * block * map.perByte();
            double x = (from + map.parts().get(i).x()) / 2;
            if (map.parts().get(i).x() - from < 16 * k.s) {
                continue;
            }
            var look = Style.stroke(Token.TEXT_FAINT, 1.2 * k.s);
            k.pen.line(x - 4 * k.s, y + h / 2 + 6 * k.s, x, y + h / 2 - 6 * k.s, look);
            k.pen.line(x + 1 * k.s, y + h / 2 + 6 * k.s, x + 5 * k.s, y + h / 2 - 6 * k.s, look);
        }
    }

    /// Extents with room of their own as shapes of their own; the others by column of pixels, equal neighbours in one shape.
    private void extents() {
        var columns = new byte[Math.max(1, (int) axis.width() + 1)];
        for (var e : visible()) {
            double p = map.px(e, axis);
            double width = width(e);
            if (p < 0) {
                continue;
            }
            if (width < 2) {
                columns[Math.clamp((int) (p - axis.x()), 0, columns.length - 1)] |= (byte) (e.unwritten() ? 2 : 1);
                continue;
            }
            width -= width > 4 ? 2 * k.s : 0;
            var id = Related.extent(e.lblk()).part("pblk");
            double r = Math.min(4 * k.s, width / 3);
            k.pen.rect(id, p, y, width, h, r, e.unwritten()
                    ? ExtentRow.unwritten(k).withStroke(Token.EXTENT_UNWRITTEN, Math.min(1.6, width / 5) * k.s)
                    : Style.fill(Token.EXTENT_WRITTEN));
            k.outline(id, p, y, width, h, r);
        }
        for (int c = 0; c < columns.length;) {
            int d = c + 1;
            while (d < columns.length && columns[d] == columns[c]) {
                d++;
            }
            if (columns[c] != 0) {
                var look = columns[c] == 1 ? Style.fill(Token.EXTENT_WRITTEN) : ExtentRow.unwritten(k);
                k.pen.rect(axis.x() + c, y, d - c, h, 0, look);
            }
            c = d;
        }
    }

    private void labels() {
        double free = axis.x() - 4 * k.s;
        double base = y + h + 20 * k.s;
        var used = new HashSet<Double>();
        for (var e : visible()) {
            var p = map.part((e.pblk() + Math.max(0, axis.from() / block - e.lblk())) * block);
            if (p != null) {
                used.add(p.x());
            }
        }
        for (var p : map.parts()) {
            if (p.x() < free || !used.contains(p.x())) {
                continue;
            }
            String t = Units.grouped(p.from());
            double tw = k.width(t, FontRole.MONO, 12);
            double x = Math.min(p.x(), k.right() - tw);
            if (x >= free) {
                k.text(t, x, base, 12, FontRole.MONO, Token.TEXT_DIM, tw + 1);
                free = x + tw + 10 * k.s;
            }
        }
        if (!map.parts().isEmpty() && k.width("block", FontRole.SANS, 12) + 8 * k.s < axis.x() - k.left()) {
            k.text("block", k.left(), base, 12, FontRole.SANS, Token.TEXT_FAINT, axis.x());
        }
    }

    private void bios() {
        double labelled = axis.x();
        double last = -9;
        var byPlace = new ArrayList<>(m.world().bios().values());
        byPlace.sort(Comparator.comparingLong(Bio::sector));
        for (var b : byPlace) {
            if (b.bytes() == 0) {
                continue;
            }
            double x = map.px(b.sector() * 512);
            double end = map.px(b.endSector() * 512 - 1);
            if (x < 0) {
                continue;
            }
            double width = Math.max(2, (end < x ? b.bytes() * map.perByte() : end - x) - 5 * k.s);
            double at = x + 1.5 * k.s;
            if (width <= 2 && Math.abs(at - last) < 2) {
                continue;
            }
            last = at;
            labelled = bio(b, at, width, labelled);
        }
    }

    private double bio(Bio b, double x, double width, double free) {
        var id = Related.bio(b.id());
        var token = BioLook.token(b);
        boolean done = b.state() == Bio.State.DONE;
        double inset = 5 * k.s;
        var style = Style.stroke(token, Math.min(2 * k.s, width / 3));
        if (width > 12 * k.s) {
            k.pen.rect(x, y + inset, width, h - 2 * inset, Math.min(4 * k.s, width / 4), Style.stroke(Token.PANEL, 5 * k.s));
        }
        k.pen.rect(id, x, y + inset, width, h - 2 * inset, Math.min(4 * k.s, width / 4), done ? style : style.withDash(Dash.LONG));
        k.outline(id, x, y + inset, width, h - 2 * inset, 4 * k.s);
        String mark = b.status() < 0 ? " -" + Units.error(b.status()) : done ? " done" : " →";
        String t = k.fit(width - 8 * k.s, FontRole.MONO_BOLD, 12.5, "bio " + b.id() + mark, "bio " + b.id(), Integer.toString(b.id()));
        if (t.isEmpty()) {
            return free;
        }
        double tw = k.width(t, FontRole.MONO_BOLD, 12.5);
        double cx = x + width / 2;
        if (cx - tw / 2 - 2 * k.s < free) {
            return free;
        }
        k.pen.rect(cx - tw / 2 - 3 * k.s, y + h / 2 - 11 * k.s, tw + 6 * k.s, 22 * k.s, 3 * k.s, Style.fill(Token.PANEL));
        k.middle(t, cx, k.baseline(y + h / 2, FontRole.MONO_BOLD, 12.5), 12.5, FontRole.MONO_BOLD, token, tw + 1);
        return cx + tw / 2 + 3 * k.s;
    }
}
