package dioscope.app.panel;

import dioscope.app.paint.CellId;
import dioscope.app.paint.Dash;
import dioscope.app.paint.Drawing;
import dioscope.app.paint.FontRole;
import dioscope.app.paint.Style;
import dioscope.app.paint.Token;
import dioscope.model.state.Io;
import dioscope.model.state.Iomap;
import dioscope.model.trace.Moment;

/// The file on one axis of offsets: request, page cache and extents, and ribbons down to the disk.
public final class FilePanel {
    private final Kit k;
    private final Moment m;
    private final FileAxis axis;
    private final Rows rows;
    private final DiskRow disk;

    /// Where the rows are, in pixels from the top of the panel.
    private record Rows(double axis, double request, double requestH, double pages, double pagesH, double extents, double extentsH,
            double disk,
            double diskH) {
        static Rows of(Kit k, int calls) {
            double room = Math.max(60, k.bottom() - k.top());
            double f = Math.clamp(room / (352 * k.s), 0.45, 1.6) * k.s;
            double request = k.top() + 24 * k.s;
            // where text has a least size, several calls get a line each
            double lines = k.view.least() > 0 && calls > 1 ? Math.min(calls, 3) * (k.px(0) * 1.1 + 3 * k.s) : 0;
            double pages = request + Math.max(46 * f, lines);
            // a bracket with a word lies between them
            double between = k.view.least() > 0 ? 42 * f + k.px(0) * 1.05 + 3 * k.s : 0;
            double extents = pages + Math.max(66 * f, between);
            double requestH = k.view.least() > 0 ? Math.max(26 * f, k.px(0) * 1.1) : 26 * f;
            double diskH = 46 * f;
            double disk = k.bottom() - 23 * k.s - diskH;
            return new Rows(k.top() + 14 * k.s, request, requestH, pages, 42 * f, extents, 46 * f, disk, diskH);
        }
    }

    private FilePanel(Moment m, View v, double width, double height) {
        this.m = m;
        k = new Kit(m, v, width, height);
        double x0 = 110 * k.s;
        axis = FileAxis.of(m, v, x0, Math.max(10, width - x0 - 22 * k.s));
        rows = Rows.of(k, m.trace().step(m.trace().size() - 1).world().io().size());
        disk = new DiskRow(k, m, axis, rows.disk, rows.diskH);
    }

    /// The panel in a space of `width` by `height` pixels.
    public static Drawing draw(Moment m, View v, double width, double height) {
        return new FilePanel(m, v, width, height).draw();
    }

    /// The range of the file that is shown.
    public static View.Range shown(Moment m, View v, double width, double height) {
        var a = new FilePanel(m, v, width, height).axis;
        return new View.Range(a.from(), a.to());
    }

    private Drawing draw() {
        String part = axis.whole()
                ? "one axis for request, page cache and extents"
                : "bytes " + Units.offset(axis.from()) + " to " + Units.offset(axis.to()) + " of " + Units.offset(axis.end());
        k.frame("FILE", part);
        double heading = k.left() + k.width("FILE", FontRole.SANS_BOLD, 13) + 10 * k.s + k.width(part, FontRole.SANS, 13);
        ticks();
        label("request", "", rows.request + rows.requestH / 2);
        request();
        label("page cache", "", rows.pages + rows.pagesH / 2);
        new PageRow(k, m, axis, rows.pages, rows.pagesH).draw();
        label("extents", "logical", rows.extents + rows.extentsH / 2);
        label("disk", "physical", rows.disk + rows.diskH / 2);
        disk.ribbons(rows.extents + rows.extentsH);
        new ExtentRow(k, m, axis, rows.extents, rows.extentsH).draw();
        mapping();
        disk.draw(heading);
        sizes();
        return k.done();
    }

    private void label(String name, String below, double cy) {
        double room = axis.x() - k.left() - 8 * k.s;
        boolean low = rows.disk + rows.diskH / 2 - rows.extents - rows.extentsH / 2 < 42 * k.s;
        if (below.isEmpty() || low) {
            k.text(name, k.left(), k.baseline(cy, FontRole.SANS, 13), 13, FontRole.SANS, Token.TEXT_DIM, room);
        } else {
            k.text(name, k.left(), k.baseline(cy - 8 * k.s, FontRole.SANS, 13), 13, FontRole.SANS, Token.TEXT_DIM, room);
            k.text(below, k.left(), k.baseline(cy + 9 * k.s, FontRole.SANS, 12), 12, FontRole.SANS, Token.TEXT_FAINT, room);
        }
    }

    private void ticks() {
        double room = 26 * k.s + k.width(Units.offset(axis.to() / 512 * 512 - 512), FontRole.MONO, 12.5);
        long step = axis.tick(Math.max(72 * k.s, room));
        long half = step / 2;
        double bottom = rows.extents + rows.extentsH + 0.55 * (rows.disk - rows.extents - rows.extentsH);
        for (long b = (axis.from() + half - 1) / half * half; b <= axis.to(); b += half) {
            boolean major = b % step == 0;
            double x = axis.px(b);
            k.pen.line(x, rows.axis + 6 * k.s, x, bottom, Style.stroke(major ? Token.GRID_MAJOR : Token.GRID, (major ? 1.3 : 0.7) * k.s));
            String t = Units.offset(b);
            if (major && x + k.width(t, FontRole.MONO, 12.5) / 2 <= k.w - 4 * k.s) {
                k.middle(t, x, rows.axis, 12.5, FontRole.MONO, Token.TEXT_DIM, step * axis.perByte());
            }
        }
    }

    private void request() {
        var all = m.trace().step(m.trace().size() - 1).world().io();
        int n = 0;
        for (var e : all) {
            var now = m.world().io().get(e.key());
            boolean begun = now != null && now.startNanos() <= m.step().nanos();
            // several requests lie below one another, in the room down to the page cache
            double lane = all.size() == 1 ? rows.requestH : (rows.pages - rows.request - 4 * k.s) / all.size();
            bar(now == null ? e.value() : now, begun, rows.request + n * lane,
                    all.size() == 1 ? lane : lane - (k.view.least() > 0 ? 3 : 6) * k.s);
            n++;
        }
    }

    private void bar(Io io, boolean begun, double y, double h) {
        if (!axis.shows(io.pos(), io.pos() + io.count())) {
            return;
        }
        var id = CellId.of("io." + io.id());
        double x = axis.clamped(io.pos());
        double width = Math.max(3 * k.s, axis.clamped(io.pos() + io.count()) - x);
        double text = Math.min(13, h / k.s * 0.85);
        // as its data look on the disk
        var ink = io.id() > 1 ? Token.DATA_OTHER : Token.REQUEST;
        var look = begun ? Style.fill(ink) : Style.stroke(ink, 1.5 * k.s).withDash(Dash.LONG);
        k.pen.rect(id, x, y, width, h, 4 * k.s, look);
        boolean low = k.view.least() > 0 && h < k.px(text) * 0.9;
        String call = (io.id() > 1 ? io.id() + ": " : "") + (io.write() ? "pwrite " : "pread ") + Units.size(io.count()) + " at "
                + Units.size(io.pos()).replace("0 B", "0");
        Long r = io.result();
        String state = r != null ? " = " + Units.result(r) : "";
        double room = width - 18 * k.s;
        String inside = k.fit(room, FontRole.MONO_BOLD, text, call + state, call, Units.size(io.count()));
        double base = k.baseline(y + h / 2, FontRole.MONO_BOLD, text);
        double after = k.right() - (x + width + 8 * k.s);
        double before = x - 8 * k.s - axis.x();
        String out = k.fit(Math.max(after, before), FontRole.MONO, text, call + state, call);
        if (low) {
            // no room for words
        } else if (inside.contains(" at ") || out.isEmpty()) {
            k.text(inside, x + 10 * k.s, base, text, FontRole.MONO_BOLD, begun ? Token.REQUEST_TEXT : Token.TEXT_DIM, room);
        } else {
            double need = k.width(out, FontRole.MONO, text);
            double left = need < after ? x + width + 8 * k.s : x - 8 * k.s - need;
            k.pen.rect(left - 3 * k.s, y, need + 6 * k.s, h, 3 * k.s, Style.fill(Token.PANEL));
            k.text(out, left, base, text, FontRole.MONO, Token.TEXT, need + 1);
        }
        double strip = Math.max(2, 3 * k.s);
        k.pen.rect(x, y + h + 2 * k.s, width, strip, strip / 2, Style.fill(Token.WELL));
        double done = Math.min(width, io.iter().done() * axis.perByte());
        if (!io.write()) {
            long from = Math.max(io.pos(), axis.from());
            k.pen.begin(id.part("data"), 0, 0);
            disk.strip().buffer(io.data(), from - io.pos(), Math.min(io.pos() + io.count(), axis.to()) - from, x, axis.perByte(),
                    y + h + 2 * k.s, Math.min(6 * k.s, h * 0.4));
            k.pen.end();
        } else if (done > 0) {
            k.pen.rect(id.part("iter.done"), x, y + h + 2 * k.s, done, strip, strip / 2, Style.fill(Token.OK));
        }
        k.outline(id, k.changed(id.path() + ".result"), x, y, width, h, 4 * k.s);
    }

    /// A bracket over what the current iomap covers.
    private void mapping() {
        for (var e : m.world().io()) {
            var iomi = e.value().iomi();
            Iomap map = iomi == null ? null : iomi.iomap();
            if (map == null || !axis.shows(map.offset(), map.end())) {
                continue;
            }
            double a = axis.clamped(map.offset()) + 1;
            double b = Math.max(a + 3, axis.clamped(map.end()) - 1);
            double y = rows.extents - 9 * k.s;
            var id = CellId.of("io." + e.key() + ".iomi.iomap");
            k.pen.path(id, Style.stroke(Token.NOW, 1.6 * k.s), p -> p.move(a, y + 4 * k.s).line(a, y).line(b, y).line(b, y + 4 * k.s));
            String t = k.fit(b - a - 28 * k.s, FontRole.MONO, 11.5, "iomap " + map.type(), "iomap");
            if (!t.isEmpty()) {
                double tw = k.width(t, FontRole.MONO, 11.5);
                double cx = (a + b) / 2;
                k.pen.rect(cx - tw / 2 - 4 * k.s, y - 7 * k.s, tw + 8 * k.s, 14 * k.s, 3 * k.s, Style.fill(Token.PANEL));
                k.middle(t, cx, k.baseline(y, FontRole.MONO, 11.5), 11.5, FontRole.MONO, Token.NOW, tw + 1);
            }
        }
    }

    private void sizes() {
        var i = m.world().inode();
        if (i.iSize() == i.iDisksize()) {
            size("inode.iSize", "i_size ", i.iSize(), Token.FILE_SIZE, 0);
        } else {
            size("inode.iDisksize", "i_disksize ", i.iDisksize(), Token.DISK_SIZE, 1);
            size("inode.iSize", "i_size ", i.iSize(), Token.FILE_SIZE, 0);
        }
    }

    private void size(String path, String name, long bytes, Token token, int row) {
        if (!axis.shows(bytes)) {
            return;
        }
        double x = axis.px(bytes);
        double end = rows.extents + rows.extentsH + (10 + 20 * row) * k.s;
        if (k.view.least() > 0) {
            end = Math.max(rows.extents + rows.extentsH + 6 * k.s, Math.min(end, rows.disk - (11 - 20 * row) * k.s));
        }
        double base = end;
        var id = CellId.of(path);
        var look = Style.stroke(token, 2 * k.s);
        k.pen.begin(id, 0, 0);
        k.lineBetweenTexts(x, rows.axis + 8 * k.s, base + 8 * k.s, row == 0 ? look : look.withDash(Dash.LONG));
        String t = name + Units.offset(bytes);
        double tw = k.width(t, FontRole.MONO, 13);
        double tx = x + 6 * k.s + tw <= k.right() ? x + 6 * k.s : x - 6 * k.s - tw;
        k.pen.rect(tx - 3 * k.s, base - 6 * k.s, tw + 6 * k.s, 17 * k.s, 3 * k.s, Style.fill(Token.PANEL).withOpacity(0.85));
        boolean bold = k.changed(path);
        k.text(t, tx, base + 7 * k.s, 13, bold ? FontRole.MONO_BOLD : FontRole.MONO, token, tw + 2);
        k.pen.end();
    }
}
