package dioscope.app.panel;

import dioscope.app.paint.CellId;
import dioscope.app.paint.FontRole;
import dioscope.app.paint.Hatch;
import dioscope.app.paint.Style;
import dioscope.app.paint.Token;
import dioscope.model.state.Inode;
import dioscope.model.state.Wb;
import dioscope.model.state.World;
import dioscope.model.trace.Moment;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// What is counted: dirty pages against the thresholds, reserved blocks, pages under writeback; and the registers that fsync goes by.
record FlowSide(Kit k, Moment m, FlowRows rows) {
    /// A register and its value; `path` says what it is in the World.
    private record Entry(String path, String name, String value) {}

    void draw() {
        if (rows.side() > 0) {
            beside(rows.side(), rows.user().y() - 4 * k.s, rows.bios().bottom() + 4 * k.s);
        } else {
            below(rows.medium().bottom() + 14 * k.s);
        }
    }

    private void beside(double x, double top, double bottom) {
        double width = k.right() - x;
        var entries = entries(m.world());
        double fixed = (18 + 44 + 16 + 36 + 24) * k.s;
        double row = Math.clamp((bottom - top - fixed) / entries.size(), 15 * k.s, 25 * k.s);
        double y = top + 10 * k.s;
        k.text("DIRTY PAGES", x, y, 13, FontRole.SANS_BOLD, Token.TEXT_DIM, width);
        y += 12 * k.s;
        bar(x, y, width, 20 * k.s);
        y += 44 * k.s;
        y = counts(x, y, width);
        y += Math.max(14 * k.s, Math.min(26 * k.s, (bottom - y - entries.size() * row) * 0.5));
        k.text("OTHER REGISTERS", x, y + 4 * k.s, 13, FontRole.SANS_BOLD, Token.TEXT_DIM, width);
        y += 12 * k.s;
        double indent = 0;
        for (var e : entries) {
            indent = Math.max(indent, k.width(e.name, FontRole.MONO, 12) + 12 * k.s);
        }
        for (var e : entries) {
            if (y + row > bottom + 4 * k.s) {
                return;
            }
            entry(e, x, y + row / 2, indent, width);
            y += row;
        }
    }

    private void entry(Entry e, double x, double cy, double indent, double width) {
        boolean changed = k.changed(e.path);
        double base = k.baseline(cy, FontRole.MONO, 12);
        k.text(e.name, x, base, 12, FontRole.MONO, Token.TEXT_DIM, indent);
        String t = k.fit(width - indent, FontRole.MONO, 12, e.value, e.value.replace("DIRTY_", ""), e.value.replaceAll(" .*", ""));
        double tw = k.width(t, FontRole.MONO, 12);
        k.pen.begin(CellId.of(e.path + ".name"), 0, 0);
        k.text(t, x + indent, base, 12, FontRole.MONO, changed ? Token.CHANGED : Token.TEXT, tw + 1);
        k.pen.end();
    }

    /// Dirty pages and those under writeback against the two thresholds.
    private void bar(double x, double y, double width, double h) {
        var w = m.world();
        long dirty = w.pageCache().nrDirty();
        long writeback = w.pageCache().nrWriteback();
        long most = Math.max(1, Math.max(dirty + writeback, (long) (w.wb().dirtyThresh() * 1.15)));
        double per = width / most;
        k.pen.rect(x, y, width, h, 4 * k.s, Style.fill(Token.WELL).withStroke(Token.PANEL_BORDER, 1.2 * k.s));
        double a = dirty == 0 ? 0 : Math.max(3 * k.s, dirty * per);
        double b = writeback == 0 ? 0 : Math.max(3 * k.s, writeback * per);
        k.pen.rect(CellId.of("pageCache.nrDirty"), x, y, a, h, Math.min(3 * k.s, a / 3), Style.fill(Token.PAGE_DIRTY));
        k.pen.rect(CellId.of("pageCache.nrWriteback"), x + a, y, b, h, Math.min(3 * k.s, b / 3),
                Style.hatched(Hatch.DIAGONAL, Token.PAGE_WRITEBACK, Token.PANEL));
        double end = mark(x, y, h, x + w.wb().backgroundThresh() * per, "background", Token.TEXT_DIM, x, x + width);
        mark(x, y, h, x + w.wb().dirtyThresh() * per, "throttle", Token.ERROR, end + 8 * k.s, x + width);
    }

    private double mark(double x, double y, double h, double at, String name, Token token, double free, double right) {
        if (right - x < 60 * k.s) {
            return free;
        }
        double px = Math.clamp(at, x, right);
        k.pen.line(px, y - 3 * k.s, px, y + h + 4 * k.s, Style.stroke(token, 1.6 * k.s));
        double tw = k.width(name, FontRole.SANS, 11.5);
        double left = Math.clamp(px - tw / 2, Math.min(free, right - tw), right - tw);
        if (left < free) {
            return free;
        }
        k.text(name, left, y + h + 14 * k.s, 11.5, FontRole.SANS, token, tw + 1);
        return left + tw;
    }

    private double counts(double x, double y, double width) {
        var w = m.world();
        String pages = Units.grouped(w.pageCache().nrDirty());
        String limit = Units.grouped(w.wb().dirtyThresh());
        String wb = w.pageCache().nrWriteback() + " under writeback";
        String first = k.fit(width, FontRole.MONO, 12, pages + " of " + limit + " · " + wb, pages + " dirty · " + wb);
        k.text(first, x, y + 10 * k.s, 12, FontRole.MONO, Token.TEXT, width);
        k.pen.begin(CellId.of("fs.delayedBlocks"), 0, 0);
        String reserved = Units.grouped(w.fs().delayedBlocks());
        String second = k.fit(width, FontRole.MONO, 12, "reserved blocks " + reserved + " · free " + Units.grouped(w.fs().freeBlocks()),
                "reserved blocks " + reserved);
        k.text(second, x, y + 26 * k.s, 12, FontRole.MONO, k.changed("fs.delayedBlocks") ? Token.CHANGED : Token.TEXT, width);
        k.pen.end();
        return y + 30 * k.s;
    }

    /// All of it in two lines, where there is no column for it.
    private void below(double top) {
        double x = k.left();
        double width = k.right() - x;
        double half = width * 0.42;
        bar(x, top, half - 20 * k.s, 12 * k.s);
        var w = m.world();
        String counts = w.pageCache().nrDirty() + " dirty · " + w.pageCache().nrWriteback() + " writeback · " + w.fs().delayedBlocks()
                + " reserved";
        String all = k.fit(width - half, FontRole.MONO, 12, counts, w.pageCache().nrDirty() + " dirty");
        k.text(all, x + half, top + 10 * k.s, 12, FontRole.MONO, Token.TEXT, width - half);
        var entries = entries(w);
        String registers = entries.get(0).name + " " + entries.get(0).value + " · datasync_tid " + w.inode().datasyncTid();
        k.text(k.fit(width - half, FontRole.MONO, 12, registers, entries.get(0).value), x + half, top + 26 * k.s, 12, FontRole.MONO,
                Token.TEXT_DIM, width - half);
    }

    private static List<Entry> entries(World w) {
        var i = w.inode();
        var out = new ArrayList<Entry>();
        out.add(new Entry("inode.iState", "i_state", state(i)));
        if (w.journal().present()) {
            out.add(new Entry("inode.datasyncTid", "i_datasync_tid", String.valueOf(i.datasyncTid())));
            out.add(new Entry("inode.syncTid", "i_sync_tid", String.valueOf(i.syncTid())));
        }
        var err = w.pageCache().errors();
        out.add(new Entry("pageCache.errors", "wb_err", err.err() == 0 && err.seq() == 0
                ? "none"
                : "-" + Units.error(err.err()) + (err.seen() ? ", told" : ", not told yet")));
        out.add(new Entry("inode.iSize", "i_size", Units.grouped(i.iSize())));
        out.add(new Entry("inode.iDisksize", "i_disksize", Units.grouped(i.iDisksize())));
        String list = w.wb().list() == Wb.IoList.NONE ? "on no list" : "on " + w.wb().list().name().toLowerCase(Locale.ROOT);
        String work = w.wb().work().isEmpty() ? "" : ", asked: " + String.join(", ", w.wb().work());
        out.add(new Entry("wb.list", "flusher", (w.wb().running() ? "works, " : "") + list + work));
        return out;
    }

    private static String state(Inode i) {
        var names = new ArrayList<String>();
        if ((i.iState() & Inode.I_DIRTY_SYNC) != 0) {
            names.add("DIRTY_SYNC");
        }
        if ((i.iState() & Inode.I_DIRTY_DATASYNC) != 0) {
            names.add("DIRTY_DATASYNC");
        }
        if ((i.iState() & Inode.I_DIRTY_PAGES) != 0) {
            names.add("DIRTY_PAGES");
        }
        return names.isEmpty() ? "clean" : String.join(" ", names);
    }
}
