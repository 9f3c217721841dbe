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
