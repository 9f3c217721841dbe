package dioscope.model.kernel.lib;

import static dioscope.model.kernel.Errno.EFAULT;

import dioscope.model.engine.Fn;
import dioscope.model.engine.Kernel;
import dioscope.model.kernel.Request;
import dioscope.model.state.Bio.Bvec;
import dioscope.model.state.Content;
import dioscope.model.state.Data;
import dioscope.model.state.IovIter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// The memory the requests read from or write to: its segments as the application gave them, and where its pages lie. The iterator itself
/// ([IovIter]) is state, and so are the bytes; this is what it walks over. lib/iov_iter.c
public final class UserBuffer {
    static final int PAGE = 4096;
    /// Where the kernel's own pages for bounced data begin; all of a user's memory lies below.
    public static final long BOUNCE_BASE = 0x800_0000_0000L;

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
    /// @param folioPages pages of a folio: 512 for huge pages, else 1
    /// @param readable which pages can be pinned
    /// @param shortPin pages that one call to pin gets at most, 0 for as many as asked for
    /// @param shortCopy bytes the first copy that may not fault gets before it meets a page that is not present; -1 when all are
    public record Memory(List<Iovec> iovecs, List<Integer> pageRuns, int otherRuns, int folioPages, Readable readable, int shortPin,
            long shortCopy) {}

    /// A segment: where it begins in its page and how many bytes it has.
    public record Iovec(int offsetInPage, long len) {}

    /// Which pages can be pinned.
    public enum Readable { ALL, NONE, FIRST_PAGE_ONLY }

    private final Kernel k;
    private final Map<Integer, Layout> layouts = new TreeMap<>();
    /// Of requests that copied already: the first byte that is not present.
    private final Map<Integer, Long> absent = new TreeMap<>();

    /// @param memories the memory of each request, by its id
    public UserBuffer(Kernel k, Map<Integer, Memory> memories) {
        this.k = k;
        memories.forEach((io, m) -> layouts.put(io, new Layout(io, m)));
    }

    /// Whether the request has one segment: import_iovec makes an ITER_UBUF of it. lib/iov_iter.c, __import_iovec
    public boolean iter_is_ubuf(IovIter i) {
        return layout(i).segments() == 1;
    }

    private Layout layout(IovIter i) {
        var l = layouts.get(i.io());
        if (l == null) {
            throw new IllegalStateException("request " + i.io() + " has no memory");
        }
        return l;
    }

    private List<Layout.Segment> left(IovIter i) {
        return layout(i).left(i);
    }

    /// All lengths and addresses of what is left, or-ed: its low bits tell the alignment. lib/iov_iter.c, iov_iter_alignment
    public long iov_iter_alignment(IovIter i) {
        long res = 0;
        for (var s : left(i)) {
            res |= s.base() | s.len();
        }
        return res;
    }

    /// Whether every address and length of what is left respects the masks. lib/iov_iter.c, iov_iter_is_aligned, 6.12
    public boolean iov_iter_is_aligned(IovIter i, int addrMask, int lenMask) {
        try (var fn = k.enter("iov_iter_is_aligned", "addr_mask", addrMask, "len_mask", lenMask)) {
            for (var s : left(i)) {
                if (fn.taken("length misaligned", (s.len() & lenMask) != 0, "len", s.len(), "len_mask", lenMask)) {
                    return fn.ret(false);
                }
                if (fn.taken("address misaligned", (s.base() & addrMask) != 0, "address mod 4096", s.base() % PAGE, "addr_mask",
                        addrMask)) {
                    return fn.ret(false);
                }
            }
            return fn.ret(true);
        }
    }

    /// Pages what is left touches, at most `max`. lib/iov_iter.c, iov_iter_npages
    public int iov_iter_npages(IovIter i, int max) {
        long n = 0;
        for (var s : left(i)) {
            n += (s.base() % PAGE + s.len() + PAGE - 1) / PAGE;
        }
        return (int) Math.min(n, max);
    }

    /// Whether the first segment that is left begins and ends on `mask`. lib/iov_iter.c, iov_iter_extract_bvecs, 7.2
    public boolean firstSegmentAligned(IovIter i, int mask) {
        var left = left(i);
        return left.isEmpty() || ((left.getFirst().base() | left.getFirst().len()) & mask) == 0;
    }

    /// Pins pages of the first segment that is left. lib/iov_iter.c, iov_iter_extract_user_pages; mm/gup.c, pin_user_pages_fast, 6.12
    ///
    /// @param name what the function is called: `iov_iter_get_pages` in 5.10, `iov_iter_get_pages2` in 6.1
    public Pinned iov_iter_extract_pages(String name, IovIter i, int maxPages) {
        try (var fn = k.enter(name, "count", i.count(), "maxpages", maxPages)) {
            var left = left(i);
            if (fn.taken("nothing left", left.isEmpty())) {
                return fn.ret(new Pinned(0, 0, List.of()), 0);
            }
            var l = layout(i);
            var s = left.getFirst();
            int offset = (int) (s.base() % PAGE);
            int wanted = (int) Math.min(maxPages, (offset + s.len() + PAGE - 1) / PAGE);
            int most = l.memory().shortPin();
            if (fn.taken("fewer than asked for", most > 0 && most < wanted, "wanted", wanted, "pinned", most)) {
                wanted = most;
            }
            var pages = new ArrayList<Long>();
            for (int p = 0; p < wanted && l.readable(s.base() / PAGE + p); p++) {
                pages.add(l.physical(s.base() / PAGE + p));
            }
            if (fn.taken("cannot be pinned", pages.isEmpty(), "memory", l.memory().readable())) {
                return fn.ret(new Pinned(-EFAULT, offset, pages), -EFAULT);
            }
            long size = Math.min(s.len(), (long) pages.size() * PAGE - offset);
            return fn.ret(new Pinned(size, offset, pages), size);
        }
    }

    /// Pages of the folio that a page of the request's memory belongs to.
    public int folioPages(IovIter i) {
        return layout(i).memory().folioPages();
    }

    /// Fills the user's memory with zeros, as far as it can be written. lib/iov_iter.c, iov_iter_zero
    ///
    /// @return bytes filled
    public long iov_iter_zero(Request io, long bytes) {
        return toUser("iov_iter_zero", io, bytes, Content.EMPTY.fill(0, bytes, Data.ZERO));
    }

    /// Copies kernel memory to the user's, as far as that can be written. lib/iov_iter.c, copy_to_iter
    ///
    /// @param from what is copied, from byte 0
    /// @return bytes copied
    public long copy_to_iter(Request io, long bytes, Content from) {
        return toUser("copy_to_iter", io, bytes, from);
    }

    private long toUser(String name, Request io, long bytes, Content from) {
        try (var fn = k.enter(name, "bytes", bytes, "count", io.iter().count())) {
            long n = accessible(io.iter(), bytes);
            fn.taken("a page faults", n < Math.min(bytes, io.iter().count()), "bytes", bytes, "reached", n);
            if (n > 0) {
                long at = io.iter().done();
                io.io("user memory", i -> i.withData(i.data().copy(from, 0, at, n)));
                io.iter("advance", it -> it.advance(n));
            }
            return fn.ret(n);
        }
    }

    /// Copies the user's memory to the kernel's, as far as it can be read, and says how much. lib/iov_iter.c, copy_from_iter
    public long copy_from_iter(Request io, long bytes) {
        try (var fn = k.enter("copy_from_iter", "bytes", bytes, "count", io.iter().count())) {
            long n = accessible(io.iter(), bytes);
            fn.taken("a page faults", n < Math.min(bytes, io.iter().count()), "bytes", bytes, "reached", n);
            io.iter("advance", it -> it.advance(n));
            return fn.ret(n);
        }
    }

    /// Touches the memory that is to be copied next, so that it is present when the copy may not fault. lib/iov_iter.c, iov_iter_fault_in_readable;
    /// include/linux/pagemap.h, fault_in_pages_readable, 5.10
    ///
    /// @return 0, or -EFAULT when any page of it cannot be read
    public int iov_iter_fault_in_readable(IovIter i, long bytes) {
        try (var fn = k.enter("iov_iter_fault_in_readable", "bytes", bytes)) {
            long wanted = Math.min(bytes, i.count());
            long n = touch(i, wanted);
            return fn.ret(fn.taken("a page cannot be read", n < wanted, "bytes", bytes, "reached", n) ? -EFAULT : 0);
        }
    }

    /// The same, content with a part. lib/iov_iter.c, fault_in_iov_iter_readable; mm/gup.c, fault_in_readable, 6.1
    ///
    /// @return bytes that cannot be read, from the first that cannot on
    public long fault_in_iov_iter_readable(IovIter i, long size) {
        try (var fn = k.enter("fault_in_iov_iter_readable", "size", size)) {
            long n = touch(i, size);
            fn.taken("a page cannot be read", n < size, "size", size, "reached", n);
            return fn.ret(size - n);
        }
    }

    /// Copies the user's memory into the page cache while nothing may fault, and goes on behind it. lib/iov_iter.c, copy_page_from_iter_atomic, 6.1;
    /// copy_folio_from_iter_atomic, 7.2
    ///
    /// @param name what the function is called
    /// @param pos where it goes, file position in bytes
    /// @return bytes copied, fewer than `bytes` when a page is missing
    public long copy_folio_from_iter_atomic(String name, Request io, long pos, long bytes) {
        try (var fn = k.enter(name, "pos", pos, "bytes", bytes)) {
            long n = into(fn, io, pos, bytes);
            io.iter("advance", it -> it.advance(n));
            return fn.ret(n);
        }
    }

    /// The same without going on: the caller does that when it knows how much was taken. lib/iov_iter.c, iov_iter_copy_from_user_atomic, 5.10
    public long iov_iter_copy_from_user_atomic(Request io, long pos, long bytes) {
        try (var fn = k.enter("iov_iter_copy_from_user_atomic", "pos", pos, "bytes", bytes)) {
            return fn.ret(into(fn, io, pos, bytes));
        }
    }

    /// Bytes that can be read; the pages they lie in are present then.
    private long touch(IovIter i, long bytes) {
        long n = accessible(i, bytes);
        absent.computeIfPresent(i.io(), (io, from) -> i.done() + n > from ? Long.MAX_VALUE : from);
        return n;
    }

    /// Of `bytes` that can be read, those before a page that is not present: it has left memory when the first copy begins.
    private long present(IovIter i, long bytes) {
        long gone = layout(i).memory().shortCopy();
        long from = absent.computeIfAbsent(i.io(), io -> gone < 0 ? Long.MAX_VALUE : i.done() + gone);
        return Math.min(bytes, Math.max(0, from - i.done()));
    }

    private long into(Fn fn, Request io, long pos, long bytes) {
        long n = present(io.iter(), accessible(io.iter(), bytes));
        fn.taken("a page faults", n < bytes, "bytes", bytes, "reached", n);
        if (n > 0) {
            var cache = k.world().pageCache();
            k.apply("copy to the page cache",
                    k.world().withPageCache(cache.withData(cache.data().copy(io.io().data(), io.iter().done(), pos, n))));
        }
        return n;
    }

    /// Bytes of the segment the iterator stands in. lib/iov_iter.c, iov_iter_single_seg_count, 5.10
    public long iov_iter_single_seg_count(IovIter i) {
        var left = left(i);
        return left.isEmpty() ? i.count() : left.getFirst().len();
    }

    /// Bytes from the iterator on, `bytes` at most, that no fault stops.
    private long accessible(IovIter i, long bytes) {
        var l = layout(i);
        long n = 0;
        for (var s : left(i)) {
            long base = s.base();
            long end = s.base() + s.len();
            while (base < end && n < bytes) {
                if (!l.readable(base / PAGE)) {
                    return Math.min(n, bytes);
                }
                long next = Math.min(end, (base / PAGE + 1) * PAGE);
                n += next - base;
                base = next;
            }
            if (n >= bytes) {
                return bytes;
            }
        }
        return Math.min(n, bytes);
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
}
