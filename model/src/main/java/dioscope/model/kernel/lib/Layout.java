package dioscope.model.kernel.lib;

import dioscope.model.kernel.lib.UserBuffer.Memory;
import dioscope.model.state.IovIter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Where one request's memory lies: its segments in the application's address space and the physical place of each page.
final class Layout {
    private static final int PAGE = UserBuffer.PAGE;
    /// Where the first request's memory begins, and how far the next one's lies behind it, bytes.
    private static final long PHYSICAL_BASE = 0x1_0000_0000L;

    /// A piece of memory.
    ///
    /// @param start first byte within the whole buffer
    /// @param base its address
    /// @param len bytes
    record Segment(long start, long base, long len) {}

    private final Memory memory;
    private final long physicalBase;
    private final List<Segment> segments = new ArrayList<>();
    /// The first page of each run that is given, and the page behind them.
    private final long[] runStarts;

    Layout(int io, Memory memory) {
        this.memory = memory;
        physicalBase = PHYSICAL_BASE * io;
        var runs = memory.pageRuns();
        runStarts = new long[runs.size() + 1];
        for (int r = 0; r < runs.size(); r++) {
            runStarts[r + 1] = runStarts[r] + runs.get(r);
        }
        long start = 0;
        long address = 0;
        for (var v : memory.iovecs()) {
            long base = address + v.offsetInPage();
            segments.add(new Segment(start, base, v.len()));
            start += v.len();
            address = (base + v.len() + 2L * PAGE - 1) / PAGE * PAGE;
        }
    }

    int segments() {
        return segments.size();
    }

    Memory memory() {
        return memory;
    }

    boolean readable(long page) {
        return switch (memory.readable()) {
            case ALL -> true;
            case NONE -> false;
            case FIRST_PAGE_ONLY -> page == 0;
        };
    }

    /// Where a page lies: runs of the given lengths, with a gap after each, so that only pages of one run are contiguous.
    long physical(long page) {
        int run = runStarts.length - 1;
        if (page < runStarts[run]) {
            int at = Arrays.binarySearch(runStarts, page);
            return physicalBase + (page + (at >= 0 ? at : -at - 2)) * PAGE;
        }
        return physicalBase + (page + run + (page - runStarts[run]) / memory.otherRuns()) * PAGE;
    }

    /// The segments not yet consumed, clipped to what is left.
    List<Segment> left(IovIter i) {
        var out = new ArrayList<Segment>(segments.size());
        long from = i.done();
        long to = from + i.count();
        for (var s : segments) {
            long a = Math.max(from, s.start);
            long b = Math.min(to, s.start + s.len);
            if (b > a) {
                out.add(new Segment(a, s.base + a - s.start, b - a));
            }
        }
        return out;
    }
}
