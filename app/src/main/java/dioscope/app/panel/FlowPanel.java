package dioscope.app.panel;

import dioscope.app.paint.Bounds;
import dioscope.app.paint.CellId;
import dioscope.app.paint.Dash;
import dioscope.app.paint.Drawing;
import dioscope.app.paint.FontRole;
import dioscope.app.paint.Style;
import dioscope.app.paint.Token;
import dioscope.model.profile.Req;
import dioscope.model.state.Bio;
import dioscope.model.state.Io;
import dioscope.model.state.Rq;
import dioscope.model.trace.Moment;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The way of bytes from the user's buffer to the medium: lanes over one axis of file offsets, one colour for one write, and below them what the journal and
/// the bios do. What is copied from lane to lane has an origin in the drawing, so that it travels there.
public final class FlowPanel {
    /// Room for the names of the lanes, units.
    static final double LABELS = 104;

    private final Kit k;
    private final Moment m;
    private final FileAxis axis;
    private final FlowRows rows;
    /// Whether the call that is drawn lies under others, so that its words cannot be read.
    private boolean covered;
    private final Bytes bytes;

    private FlowPanel(Moment m, View v, double width, double height) {
        this.m = m;
        k = new Kit(m, v, width, height);
        rows = FlowRows.of(k, v.least() > 0 ? deepest(m) : 1);
        double x0 = k.left() + LABELS * k.s;
        double end = rows.side() > 0 ? rows.side() - 26 * k.s : k.right() - 8 * k.s;
        axis = FileAxis.near(m, v, x0, Math.max(10, end - x0), 68 * k.s);
        bytes = new Bytes(k, m);
    }

    /// The panel in a space of `width` by `height` pixels.
    public static Drawing draw(Moment m, View v, double width, double height) {
        return new FlowPanel(m, v, width, height).draw();
    }

    private Drawing draw() {
        String part = axis.whole()
                ? "one axis, one colour for one write"
                : "bytes " + Units.offset(axis.from()) + " to " + Units.offset(Math.min(axis.to(), axis.end())) + " of "
                        + Units.offset(axis.end());
        k.frame("FROM THE BUFFER TO THE MEDIUM", part);
        double heading = k.left() + k.width("FROM THE BUFFER TO THE MEDIUM", FontRole.SANS_BOLD, 13) + 10 * k.s
                + k.width(part, FontRole.SANS, 13);
        well(rows.user(), axis.right());
        well(rows.pages(), axis.right());
        well(rows.extents(), axis.right());
        well(rows.bios(), axis.right());
        well(rows.cache(), rows.reach() - 8 * k.s);
        well(rows.medium(), rows.reach() - 8 * k.s);
        ticks();
        label("user buffer", calls(), rows.user());
        user();
        label("page cache", cached(), rows.pages());
        new FlowPages(k, m, axis, rows, bytes).draw();
        label("extents", "logical", rows.extents());
        new ExtentRow(k, m, axis, rows.extents().y() + 2 * k.s, rows.extents().h() - 4 * k.s).draw();
        var disk = new FlowDisk(k, m, axis, rows, bytes);
        label("bios", inFlight(), rows.bios());
        new FlowBios(k, m, axis, rows, bytes).draw();
        label("device cache", k.view.study().setting().writeCache() ? "volatile" : "none", rows.cache());
        label("medium", "survives", rows.medium());
        disk.draw();
        arrows(disk);
        sizes();
        new FlowSide(k, m, rows).draw();
        new JournalStrip(k, m, rows.journal()).draw();
        new BioStrip(k, m, rows.queue(), bytes).draw();
        bytes.legend(heading);
        return k.done();
    }

    private void well(FlowRows.Lane lane, double right) {
        k.pen.rect(axis.x() - 8 * k.s, lane.y() - 4 * k.s, right - axis.x() + 16 * k.s, lane.h() + 8 * k.s, 8 * k.s,
                Style.fill(Token.WELL).withStroke(Token.PANEL_BORDER, 1.2 * k.s));
    }

    private void label(String name, String below, FlowRows.Lane lane) {
        double room = axis.x() - k.left() - 12 * k.s;
        double cy = lane.middle();
        String t = k.fit(room, FontRole.SANS, 12, below, below.replaceFirst(" [^ ]*$", ""));
        if (t.isEmpty() || lane.h() < 30 * k.s || cy + 16 * k.s > k.h) {
            k.text(name, k.left(), k.baseline(cy, FontRole.SANS_BOLD, 13), 13, FontRole.SANS_BOLD, Token.TEXT, room);
        } else {
            k.text(name, k.left(), k.baseline(cy - 8 * k.s, FontRole.SANS_BOLD, 13), 13, FontRole.SANS_BOLD, Token.TEXT, room);
            k.text(t, k.left(), k.baseline(cy + 9 * k.s, FontRole.SANS, 12), 12, FontRole.SANS, Token.TEXT_DIM, room);
        }
    }

    private String cached() {
        int n = m.world().pageCache().nrpages();
        return n == 0 ? "empty" : n + (n == 1 ? " page" : " pages");
    }

    private String inFlight() {
        int n = m.world().queue().inFlight().size();
        return n == 0 ? "" : n + " in flight";
    }

    /// The last call without a buffer that has begun.
    private String calls() {
        String told = "";
        for (var e : m.world().io()) {
            var io = e.value();
            if (!Bytes.carriedBy(io) && k.view.study().timeline().begun(io.id(), m.index())) {
                Long r = io.result();
                told = Bytes.call(m.world(), io) + (r == null ? " runs" : r < 0 ? " " + Units.result(r) : " done");
            }
        }
        return told;
    }

    private void ticks() {
        double room = 26 * k.s + k.width(Units.offset(axis.to() / 512 * 512 - 512), FontRole.MONO, 12);
        long step = axis.tick(Math.max(64 * k.s, room));
        for (long b = (axis.from() + step - 1) / step * step; b <= axis.to(); b += step) {
            double x = axis.px(b);
            for (var lane : List.of(rows.user(), rows.pages(), rows.extents(), rows.bios(), rows.cache(), rows.medium())) {
                k.pen.line(x, lane.y() - 3 * k.s, x, lane.bottom() + 3 * k.s, Style.stroke(Token.GRID, 0.8 * k.s));
            }
            String t = Units.offset(b);
            if (x + k.width(t, FontRole.MONO, 12) / 2 <= axis.right() + 12 * k.s) {
                k.middle(t, x, rows.axis(), 12, FontRole.MONO, Token.TEXT_DIM, step * axis.perByte());
            }
        }
    }

    // ---- the user's buffers

    /// A call and the row of the lane it stands in.
    private record Place(Io io, int row) {}

    private List<Place> places() {
        return places(
                m.world().io().values().stream().filter(io -> Bytes.carriedBy(io) && axis.shows(io.pos(), io.pos() + io.count())).toList());
    }

    /// How many calls lie below one another at the most in this run, so that the lanes stay where they are.
    private static int deepest(Moment m) {
        var all = m.trace().step(m.trace().size() - 1).world().io().values().stream().filter(Bytes::carriedBy).toList();
        return 1 + places(all).stream().mapToInt(Place::row).max().orElse(0);
    }

    private static List<Place> places(List<Io> all) {
        var out = new ArrayList<Place>();
        for (var io : all) {
            int row = 0;
            for (int i = 0; i < out.size(); i++) {
                var o = out.get(i);
                if (o.row == row && o.io.pos() < io.pos() + io.count() && io.pos() < o.io.pos() + o.io.count()) {
                    row++;
                    i = -1;
                }
            }
            out.add(new Place(io, row));
        }
        return out;
    }

    private void user() {
        var places = places();
        int n = 1 + places.stream().mapToInt(Place::row).max().orElse(0);
        int most = Math.max(1, (int) (rows.user().h() / Math.max(13 * k.s, k.px(0) * 1.1)));
        int lines = Math.min(n, most);
        double h = rows.user().h() / lines;
        for (var p : places) {
            // of more than there is room for, the last ones are to be seen
            int row = n <= most ? p.row : Math.max(0, p.row - (n - most));
            covered = k.view.least() > 0 && p.row < n - most;
            buffer(p.io, rows.user().y() + row * h + (lines > 1 ? 1 : 0) * k.s, h - (lines > 1 ? 2 : 0) * k.s);
        }
    }

    private void buffer(Io io, double y, double h) {
        var id = CellId.of("io." + io.id());
        double x = axis.clamped(io.pos());
        double width = Math.max(3 * k.s, axis.clamped(io.pos() + io.count()) - x - 1 * k.s);
        boolean begun = k.view.study().timeline().begun(io.id(), m.index());
        Long r = io.result();
        String name = Bytes.call(m.world(), io);
        // all of them, some of them, or the error
        String size = r == null || r == io.count()
                ? Units.size(io.count())
                : r < 0 ? Units.result(r) : Units.size(r) + " of " + Units.size(io.count());
        String ended = r == null ? "" : r == io.count() ? ", returned" : "";
        double text = Math.min(13, h / k.s * 0.8);
        String[] said = {name + ": " + size + " at " + Units.offset(io.pos()) + ended, name + ": " + size + ended, name + ": " + size, name,
                String.valueOf(io.id())};
        if (io.op() == Io.Op.READ) {
            k.pen.rect(id, x, y, width, h, 4 * k.s, Style.stroke(Token.REQUEST, 1.6 * k.s).withDash(begun ? Dash.SOLID : Dash.LONG));
            long from = Math.max(io.pos(), axis.from());
            for (var p : io.data().pieces(from - io.pos(), Math.min(io.pos() + io.count(), axis.to()) - from)) {
                var part = id.part("held." + p.start() + "." + Bytes.key(p.data()));
                double a = axis.px(io.pos() + p.start());
                double w = Math.max(1, p.length() * axis.perByte() - 1 * k.s);
                comes(part, a, w, io.pos() + p.start(), p.length());
                bytes.band(part, p.data(), a, y + h * 0.6, w, h * 0.4, true);
            }
            double cy = h > 26 * k.s ? y + h * 0.3 : y + h / 2;
            words(said, x, cy, width, Math.min(text, 11.5), Token.TEXT, !begun || h <= 26 * k.s && !io.data().runs().isEmpty());
        } else {
            var token = Token.write(io.id());
            var look = begun ? Style.fill(token) : Style.stroke(token, 1.5 * k.s).withDash(Dash.LONG);
            k.pen.rect(id, x, y, width, h, 4 * k.s, look.withOpacity(r == null ? 1 : 0.75));
            words(said, x, y + h / 2, width, text, begun ? Token.DATA_WRITE_TEXT : Token.TEXT_DIM, false);
            double done = Math.min(width, io.iter().done() * axis.perByte());
            if (r == null && done > 0 && done < width - 1) {
                k.pen.rect(x, y + h - 3 * k.s, done, 3 * k.s, 1, Style.fill(Token.TEXT));
            }
        }
        k.outline(id, k.changed(id.path() + ".result"), x, y, width, h, 4 * k.s);
    }

    private void words(String[] choices, double x, double cy, double width, double size, Token token, boolean faint) {
        if (size < 9 || covered) {
            return;
        }
        String t = k.fit(width - 6 * k.s, FontRole.MONO_BOLD, size, choices);
        if (!t.isEmpty() && !(faint && t.length() < 3)) {
            double pad = Math.min(10 * k.s, (width - k.width(t, FontRole.MONO_BOLD, size)) / 2);
            k.text(t, x + pad, k.baseline(cy, FontRole.MONO_BOLD, size), size, FontRole.MONO_BOLD, token, width);
        }
    }

    /// Where the bytes a read has brought come from: the page cache, else the device.
    private void comes(CellId id, double x, double width, long pos, long length) {
        boolean cache = !m.world().pageCache().data().pieces(pos, length).isEmpty();
        var lane = cache ? rows.pages() : rows.medium();
        k.pen.origin(id, new Bounds(x, lane.y(), width, lane.h()));
    }

    // ---- between the lanes

    private void arrows(FlowDisk disk) {
        for (var e : m.world().io()) {
            var io = e.value();
            long done = Math.min(io.count(), io.iter().done());
            if (io.op() != Io.Op.READ && done > 0 && axis.shows(io.pos(), io.pos() + done) && holds(io, done)) {
                double x = (axis.clamped(io.pos()) + axis.clamped(io.pos() + done)) / 2;
                down(x, rows.user(), rows.pages(), Token.write(io.id()), false);
            }
        }
        for (var e : m.world().bios()) {
            var b = e.value();
            if (b.fileOffset() < 0 || b.state() == Bio.State.DONE || b.op() != Bio.Op.WRITE || !axis.shows(b.fileOffset(),
                    b.fileOffset() + b.bytes())) {
                continue;
            }
            double x = (axis.clamped(b.fileOffset()) + axis.clamped(b.fileOffset() + b.bytes())) / 2;
            if (b.state() == Bio.State.IN_DEVICE) {
                down(x, rows.bios(), rows.cache(), BioLook.token(b), true);
            }
        }
        flush(disk);
    }

    private boolean holds(Io io, long done) {
        var d = m.world().pageCache().data().at(io.pos() + done - 1);
        return d != null && Bytes.writer(d) == io.id();
    }

    private void down(double x, FlowRows.Lane a, FlowRows.Lane b, Token token, boolean dashed) {
        double from = a.bottom() + 1 * k.s;
        double to = b.y() - 1 * k.s;
        var line = Style.stroke(token, 2.6 * k.s);
        k.pen.line(x, from, x, to - 7 * k.s, dashed ? line.withDash(Dash.SHORT) : line);
        k.pen.path(null, Style.fill(token), p -> p.move(x - 6 * k.s, to - 8 * k.s).line(x + 6 * k.s, to - 8 * k.s).line(x, to).close());
    }

    /// A flush that is asked for, waits or is on its way: what is in the device's cache goes to the medium.
    private void flush(FlowDisk disk) {
        String t = "";
        boolean finished = false;
        for (var e : m.world().requests()) {
            var q = e.value();
            boolean done = q.state() == Rq.State.DONE || q.state() == Rq.State.IN_DEVICE && k.view.study().timeline().emptied(m.index());
            if (q.op() == Bio.Op.FLUSH && done) {
                finished |= q.state() != Rq.State.DONE;
            } else if (q.op() == Bio.Op.FLUSH) {
                t = q.state() == Rq.State.IN_DEVICE ? "FLUSH in the device" : "FLUSH waits";
            }
        }
        var req = m.trace().profile().req();
        for (var e : m.world().bios()) {
            var b = e.value();
            if (t.isEmpty() && !finished && b.state() != Bio.State.DONE && (b.op() == Bio.Op.FLUSH || req.has(b.opf(), Req.REQ_PREFLUSH))
                    && owed(b)) {
                t = "FLUSH about to be sent";
            }
        }
        if (t.isEmpty()) {
            return;
        }
        double x = disk.flushAt();
        down(x, rows.cache(), rows.medium(), Token.BIO_FLUSH, true);
        double gap = rows.medium().y() - rows.cache().bottom();
        double size = 11.5;
        double tw = k.width(t, FontRole.MONO_BOLD, size);
        double left = x + 12 * k.s + tw < rows.reach() ? x + 12 * k.s : x - 12 * k.s - tw;
        double cy = rows.cache().bottom() + gap / 2;
        k.pen.rect(left - 4 * k.s, cy - 8.5 * k.s, tw + 8 * k.s, 17 * k.s, 3 * k.s, Style.fill(Token.PANEL));
        k.text(t, left, k.baseline(cy, FontRole.MONO_BOLD, size), size, FontRole.MONO_BOLD, Token.BIO_FLUSH, tw + 1);
    }

    /// Whether a flush of that bio is still to come: before its data, or after them where the device knows no FUA.
    private boolean owed(Bio b) {
        for (var e : m.world().requests()) {
            var q = e.value();
            if (q.sequenced() && q.bios().contains(b.id())) {
                return q.flushSeq().contains(Rq.FlushStep.PREFLUSH) || q.flushSeq().equals(List.of(Rq.FlushStep.POSTFLUSH));
            }
        }
        return true;
    }

    // ---- the file's two ends

    private void sizes() {
        var i = m.world().inode();
        if (i.iSize() == i.iDisksize()) {
            size("inode.iSize", "i_size " + Units.offset(i.iSize()), i.iSize(), Token.FILE_SIZE, true, null);
            return;
        }
        boolean diskLeft = i.iDisksize() < i.iSize();
        var left = size("inode.iDisksize", "i_disksize " + Units.offset(i.iDisksize()), i.iDisksize(), Token.DISK_SIZE, !diskLeft, null);
        size("inode.iSize", "i_size " + Units.offset(i.iSize()), i.iSize(), Token.FILE_SIZE, diskLeft, left);
    }

    /// @param right whether its name stands right of its line where there is room
    /// @param taken room that a name has already
    private @Nullable Bounds size(String path, String t, long bytes, Token token, boolean right, @Nullable Bounds taken) {
        if (!axis.shows(bytes)) {
            return null;
        }
        double x = axis.px(bytes);
        var look = Style.stroke(token, 2 * k.s);
        double tw = k.width(t, FontRole.MONO, 12);
        double tx = right ? x + 6 * k.s : x - 6 * k.s - tw;
        double limit = axis.right() + 18 * k.s;
        tx = Math.max(k.left() + 60 * k.s, Math.min(tx, limit - tw));
        if (taken != null && tx < taken.right() + 8 * k.s && tx + tw > taken.x() - 8 * k.s) {
            tx = taken.right() + 8 * k.s + tw <= limit ? taken.right() + 8 * k.s : taken.x() - 8 * k.s - tw;
        }
        k.pen.begin(CellId.of(path), 0, 0);
        double y = rows.user().y() - 4 * k.s;
        double end = rows.sizes() - 9 * k.s;
        k.lineBetweenTexts(x, y, end, path.endsWith("iSize") ? look : look.withDash(Dash.LONG));
        boolean bold = k.changed(path);
        k.pen.rect(tx - 3 * k.s, rows.sizes() - 9 * k.s, tw + 6 * k.s, 17 * k.s, 3 * k.s, Style.fill(Token.PANEL));
        k.text(t, tx, k.baseline(rows.sizes(), FontRole.MONO, 12), 12, bold ? FontRole.MONO_BOLD : FontRole.MONO, token, tw + 2);
        k.pen.end();
        return new Bounds(tx, rows.sizes(), tw, 12);
    }
}
