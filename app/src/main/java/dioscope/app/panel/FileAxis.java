package dioscope.app.panel;

import dioscope.model.state.ExtentStatus;
import dioscope.model.state.World;
import dioscope.model.trace.Moment;

/// The axis of file offsets: which bytes are in the window, and where each of them is.
///
/// @param from first byte shown
/// @param to end of the bytes shown
/// @param x left edge, pixels
/// @param width pixels
/// @param end end of all there is: file, extents, pages, request
record FileAxis(long from, long to, double x, double width, long end) {
    private static final int PAGE = 4096;

    /// The window the view asks for, or one that shows the whole file; a request too small to be seen in it gets a window of its own.
    static FileAxis of(Moment m, View v, double x, double width) {
        int block = v.study().setting().blockSize();
        var steps = m.trace();
        var start = steps.step(0).world();
        var last = steps.step(steps.size() - 1).world();
        long end = Math.max(end(start, block), end(last, block));
        long at = Long.MAX_VALUE;
        long requested = 0;
        for (var e : last.io()) {
            at = Math.min(at, e.value().pos());
            requested = Math.max(requested, e.value().pos() + e.value().count());
        }
        long count = Math.max(0, requested - at);
        end = Math.max(end, requested);
        var asked = v.window();
        if (asked != null) {
            return new FileAxis(asked.from(), Math.max(asked.from() + 512, asked.to()), x, width, end);
        }
        long from = 0;
        long to = Math.max(end, 4L * block);
        if (count > 0 && (to - from) > 64 * Math.max(count, PAGE)) {
            long around = Math.max(count, PAGE);
            from = Math.max(0, (at - 3 * around) / PAGE * PAGE);
            to = at + count + 4 * around;
        }
        long margin = Math.max(block, (to - from) / 14);
        to = (to + margin + block - 1) / block * block;
        return new FileAxis(from, to, x, width, end);
    }

    /// The window the view asks for, or the bytes that calls and cached pages are about with what is around them, so that pages keep room for words.
    ///
    /// @param page least width of a page, pixels
    static FileAxis near(Moment m, View v, double x, double width, double page) {
        var whole = of(m, v.withWindow(null), x, width);
        if (v.window() != null || PAGE * whole.perByte() >= page) {
            return of(m, v, x, width);
        }
        var start = m.trace().step(0).world();
        long from = Long.MAX_VALUE;
        long to = 0;
        for (var e : m.trace().step(m.trace().size() - 1).world().io()) {
            var io = e.value();
            if (io.count() > 0 && Bytes.carriedBy(io)) {
                from = Math.min(from, io.pos() / PAGE * PAGE);
                to = Math.max(to, io.pos() + io.count());
            }
        }
        for (var p : start.pageCache().pages().values()) {
            if (p.dirty() || p.delayed()) {
                from = Math.min(from, p.pos());
                to = Math.max(to, p.pos() + p.bytes());
            }
        }
        if (from >= to || to - from > (whole.to - whole.from) * 3 / 4) {
            return whole;
        }
        long room = (long) (width / page) * PAGE;
        long spare = Math.max(2L * PAGE, room - (to - from));
        long after = Math.min(spare / 3, Math.max(PAGE, whole.to - to)) / PAGE * PAGE;
        long a = Math.max(whole.from, (from - Math.max(0, spare - after)) / PAGE * PAGE);
        long b = Math.min(whole.to, (to + Math.max(after, spare - (from - a)) + PAGE - 1) / PAGE * PAGE);
        return new FileAxis(a, Math.max(b, a + PAGE), x, width, whole.end);
    }

    private static long end(World w, int block) {
        var e = w.extents().last();
        var s = w.status().last();
        var p = w.pageCache().pages().last();
        long end = Math.max(w.inode().iSize(), w.inode().iDisksize());
        end = Math.max(end, e == null ? 0 : e.value().end() * block);
        end = Math.max(end, s != null && s.value().status() == ExtentStatus.Status.DELAYED ? s.value().end() * block : 0);
        return Math.max(end, p == null ? 0 : (p.key() + p.value().pages()) * PAGE);
    }

    /// Where byte `b` is; outside the axis for bytes outside the window.
    double px(long b) {
        return x + (b - from) * (width / (to - from));
    }

    /// As [#px], held within the axis.
    double clamped(long b) {
        return Math.clamp(px(b), x, right());
    }

    double right() {
        return x + width;
    }

    double perByte() {
        return width / (to - from);
    }

    boolean shows(long a, long b) {
        return a < to && b > from;
    }

    boolean shows(long b) {
        return b >= from && b <= to;
    }

    /// Distance of labelled ticks in bytes, so that labels have `room` pixels each.
    long tick(double room) {
        long step = 512;
        while (step * perByte() < room) {
            step *= 2;
        }
        return step;
    }

    boolean whole() {
        return from <= 0 && to >= end;
    }
}
