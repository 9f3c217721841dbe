package dioscope.model.kernel.lib;

import static dioscope.model.kernel.Errno.EFAULT;

import dioscope.model.engine.Kernel;
import dioscope.model.state.Bio.Bvec;
import dioscope.model.state.IovIter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// The memory a request reads from or writes to: its segments as the application gave them, and where its pages lie. The iterator itself
/// ([IovIter]) is state; this is what it walks over. lib/iov_iter.c, 6.12
public final class UserBuffer {
    private static final int PAGE = 4096;
    private static final long PHYSICAL_BASE = 0x1_0000_0000L;

    /// Pinned pages of one segment.
    ///
    /// @param size bytes pinned, or -EFAULT
    /// @param offset offset of the first byte in the first page
    /// @param pages physical addresses of the pages
    public record Pinned(long size, int offset, List<Long> pages) {}

    /// The buffer as the application gave it and where the machine put it.
    ///
    /// @param iovecs its segments
    /// @param pageRuns lengths in pages of its physically contiguous runs, as far as they are known
    /// @param otherRuns length in pages of the runs behind those, at least 1
    /// @param readable which pages can be pinned
    public record Memory(List<Iovec> iovecs, List<Integer> pageRuns, int otherRuns, Readable readable) {}

    /// A segment: where it begins in its page and how many bytes it has.
    public record Iovec(int offsetInPage, long len) {}

    /// Which pages can be pinned.
    public enum Readable { ALL, NONE, FIRST_PAGE_ONLY }

    private record Segment(long start, long base, long len) {}

    private final Kernel k;
    private final List<Segment> segments = new ArrayList<>();
    private final Readable readable;
    /// The first page of each run that is given, and the page behind them.
    private final long[] runStarts;
    /// How long the runs are that are not given, in pages.
    private final int lastRun;

    public UserBuffer(Kernel k, Memory memory) {
        this.k = k;
        this.readable = memory.readable;
        var runs = memory.pageRuns;
        runStarts = new long[runs.size() + 1];
        for (int r = 0; r < runs.size(); r++) {
            runStarts[r + 1] = runStarts[r] + runs.get(r);
        }
        lastRun = memory.otherRuns;
        long start = 0;
        long address = 0;
        for (var v : memory.iovecs) {
            long base = address + v.offsetInPage;
            segments.add(new Segment(start, base, v.len));
            start += v.len;
            address = (base + v.len + 2L * PAGE - 1) / PAGE * PAGE;
        }
    }

    /// Whether the request has one segment: import_iovec makes an ITER_UBUF of it. lib/iov_iter.c, __import_iovec
    public boolean iter_is_ubuf(IovIter i) {
        return segments.size() == 1;
    }

    /// All lengths and addresses of what is left, or-ed: its low bits tell the alignment. lib/iov_iter.c, iov_iter_alignment, 6.12
    public long iov_iter_alignment(IovIter i) {
        long res = 0;
        for (var s : left(i)) {
            res |= s.base | s.len;
        }
        return res;
    }

    /// Whether every address and length of what is left respects the masks. lib/iov_iter.c, iov_iter_is_aligned, 6.12
    public boolean iov_iter_is_aligned(IovIter i, int addrMask, int lenMask) {
        try (var fn = k.enter("iov_iter_is_aligned", "addr_mask", addrMask, "len_mask", lenMask)) {
            for (var s : left(i)) {
                if (fn.taken("length misaligned", (s.len & lenMask) != 0, "len", s.len, "len_mask", lenMask)) {
                    return fn.ret(false);
                }
                if (fn.taken("address misaligned", (s.base & addrMask) != 0, "address mod 4096", s.base % PAGE, "addr_mask", addrMask)) {
                    return fn.ret(false);
                }
            }
            return fn.ret(true);
        }
    }

    /// Pages what is left touches, at most `max`. lib/iov_iter.c, iov_iter_npages, 6.12
    public int iov_iter_npages(IovIter i, int max) {
        long n = 0;
        for (var s : left(i)) {
            n += (s.base % PAGE + s.len + PAGE - 1) / PAGE;
        }
        return (int) Math.min(n, max);
    }

    /// Pins pages of the first segment that is left. lib/iov_iter.c, iov_iter_extract_user_pages; mm/gup.c, pin_user_pages_fast, 6.12
    public Pinned iov_iter_extract_pages(IovIter i, int maxPages) {
        try (var fn = k.enter("iov_iter_extract_pages", "count", i.count(), "maxpages", maxPages)) {
            var left = left(i);
            if (fn.taken("nothing left", left.isEmpty())) {
                return fn.ret(new Pinned(0, 0, List.of()), 0);
            }
            var s = left.getFirst();
            int offset = (int) (s.base % PAGE);
            int wanted = (int) Math.min(maxPages, (offset + s.len + PAGE - 1) / PAGE);
            var pages = new ArrayList<Long>();
            for (int p = 0; p < wanted && readable(s.base / PAGE + p); p++) {
                pages.add(physical(s.base / PAGE + p));
            }
            if (fn.taken("cannot be pinned", pages.isEmpty(), "memory", readable)) {
                return fn.ret(new Pinned(-EFAULT, offset, pages), -EFAULT);
            }
            long size = Math.min(s.len, (long) pages.size() * PAGE - offset);
            return fn.ret(new Pinned(size, offset, pages), size);
        }
    }

    /// Adds a piece to a list of bio_vecs, merged with the last when it follows it in memory. block/bio.c, bvec_try_merge_page, 6.12
    ///
    /// @return whether it was merged
    public static boolean add(List<Bvec> vecs, long phys, int len) {
        if (!vecs.isEmpty()) {
            var last = vecs.getLast();
            if (last.phys() + last.len() == phys) {
                vecs.set(vecs.size() - 1, new Bvec(last.phys(), last.len() + len));
                return true;
            }
        }
        vecs.add(new Bvec(phys, len));
        return false;
    }

    private boolean readable(long page) {
        return switch (readable) {
            case ALL -> true;
            case NONE -> false;
            case FIRST_PAGE_ONLY -> page == 0;
        };
    }

    /// Where a page lies: runs of the given lengths, with a gap after each, so that only pages of one run are contiguous.
    private long physical(long page) {
        int run = runStarts.length - 1;
        if (page < runStarts[run]) {
            int at = Arrays.binarySearch(runStarts, page);
            return PHYSICAL_BASE + (page + (at >= 0 ? at : -at - 2)) * PAGE;
        }
        return PHYSICAL_BASE + (page + run + (page - runStarts[run]) / lastRun) * PAGE;
    }

    /// The segments not yet consumed, clipped to what is left.
    private List<Segment> left(IovIter i) {
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
