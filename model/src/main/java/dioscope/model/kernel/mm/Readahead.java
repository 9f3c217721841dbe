package dioscope.model.kernel.mm;

import dioscope.model.engine.Kernel;
import dioscope.model.kernel.Request;
import dioscope.model.kernel.block.Block;
import dioscope.model.kernel.locking.Rwsem;
import dioscope.model.profile.Feature;
import dioscope.model.profile.Part;
import dioscope.model.state.FileRa;
import dioscope.model.state.Lock.Mode;
import dioscope.model.state.Page;
import dioscope.model.state.World;
import org.jspecify.annotations.Nullable;

/// mm/readahead.c, 7.2: pages are read before they are asked for, in windows that grow while a file is read from front to back.
public class Readahead {
    /// `struct readahead_control`: the folios one call reads, locked and empty, which the file system takes one after the other.
    public static final class Ractl {
        /// Who reads, whose open file remembers the window.
        public final Request file;
        /// Folios leave the cache once they were read (RWF_DONTCACHE).
        final boolean dropbehind;
        long _index;
        int _nr_pages;

        Ractl(Request file, long index, boolean dropbehind) {
            this.file = file;
            this._index = index;
            this.dropbehind = dropbehind;
        }

        /// `readahead_count`: pages not taken yet.
        public int readahead_count() {
            return _nr_pages;
        }

        /// `readahead_index`: the first of them.
        public long readahead_index() {
            return _index;
        }

        /// Takes the next folio; readahead_page before 5.18.
        ///
        /// @return null when all are taken
        public @Nullable Page readahead_folio(Kernel k) {
            if (_nr_pages == 0) {
                return null;
            }
            var p = k.world().pageCache().pages().at(_index);
            _index += p.pages();
            _nr_pages -= p.pages();
            return p;
        }
    }

    /// What readahead works with.
    ///
    /// @param a_ops `address_space_operations.readahead`
    /// @param maxOrder mapping_max_folio_order of a mapping with large folios, 0 without
    public record Parts(Kernel k, Block block, PageWriteback pages, AddressSpaceOperations a_ops, int maxOrder) {}

    private static final int PAGE_SHIFT = Filemap.PAGE_SHIFT;
    /// Pages of the pieces in which a forced read goes: 2 MiB.
    private static final int FORCED_CHUNK = 512;

    final Kernel k;
    private final Block block;
    private final PageWriteback pages;
    private final AddressSpaceOperations a_ops;
    private final int maxOrder;
    private final Rwsem invalidate_lock;

    Readahead(Parts p) {
        this.k = p.k;
        this.block = p.block;
        this.pages = p.pages;
        this.a_ops = p.a_ops;
        this.maxOrder = p.maxOrder;
        this.invalidate_lock = new Rwsem(k, World.INVALIDATE_LOCK);
    }

    /// The readahead.c of the kernel that runs.
    public static Readahead of(Parts p) {
        return switch (p.k.profile().version(Part.MM)) {
            case V5_10, V6_1, V6_6 -> new Readahead_6_1(p);
            case V6_12, V6_14 -> new Readahead_6_12(p);
            case V7_1, V7_2 -> new Readahead(p);
        };
    }

    final FileRa ra(Ractl ractl) {
        return ractl.file.io().ra();
    }

    final void ra(Ractl ractl, String label, FileRa v) {
        ractl.file.io(label, i -> i.withRa(v));
    }

    /// `bdi->io_pages`: the largest request of the device.
    final int io_pages() {
        return (int) (block.limits().maxSectors() >> PAGE_SHIFT - 9);
    }

    /// A page that is read is not cached: reads it, and as much behind it as the pattern of reads so far promises to be useful.
    /// mm/readahead.c, page_cache_sync_ra, 7.2
    ///
    /// @param req_count pages the caller asks for
    public void page_cache_sync_ra(Ractl ractl, int req_count) {
        long index = ractl._index;
        var ra = ra(ractl);
        try (var fn = k.enter("page_cache_sync_ra", "index", index, "req_count", req_count, "start", ra.start(), "size", ra.size(),
                "async_size", ra.asyncSize())) {
            if (fn.taken("readahead is switched off", ra.raPages() == 0)) {
                force_page_cache_ra(ractl, 1);
                return;
            }
            int max_pages = ractl_max_pages(ra, req_count);
            long prev_index = ra.prevPos() >>> PAGE_SHIFT;
            if (fn.taken("start of file, oversized, or sequential",
                    index == 0 || req_count > max_pages || Long.compareUnsigned(index - prev_index, 1) <= 0, "index", index, "prev_index",
                    prev_index, "max_pages", max_pages)) {
                int size = get_init_ra_size(req_count, max_pages);
                ra(ractl, "initial window", ra.withWindow(index, size, size > req_count ? size - req_count : size >> 1));
            } else {
                long miss = page_cache_prev_miss(index - 1, max_pages);
                long contig_count = index - miss - 1;
                if (fn.taken("a random read", contig_count <= req_count, "cached before", contig_count)) {
                    do_page_cache_ra(ractl, req_count, 0);
                    return;
                }
                if (fn.taken("cached from the beginning", miss == -1)) {
                    contig_count *= 2;
                }
                ra(ractl, "window after history", ra.withWindow(index, (int) Math.min(contig_count + req_count, max_pages), 1));
            }
            readit(ractl, 0);
        }
    }

    /// Reads the window.
    ///
    /// @param order of the folio that was marked
    void readit(Ractl ractl, int order) {
        var ra = ra(ractl);
        ra(ractl, "order = 0", ra.withOrder(0));
        ractl._index = ra.start();
        page_cache_ra_order(ractl, 0);
    }

    /// A page of a mapping is missing: reads around it. mm/filemap.c, do_sync_mmap_readahead, 7.2: its end
    final void read_around(Ractl ractl) {
        var ra = ra(ractl);
        int n = ra.raPages();
        ra(ractl, "window around the page", ra.withWindow(Math.max(0, ractl._index - n / 2), n, n / 4).withOrder(0));
        ractl._index = ra(ractl).start();
        if (k.has(Feature.READAHEAD_BY_FOLIO_ORDER)) {
            page_cache_ra_order(ractl, 0);
        } else {
            do_page_cache_ra(ractl, n, n / 4);
        }
    }

    /// A folio that carries the mark of the window is read: the next window is read before anybody waits for it.
    /// mm/readahead.c, page_cache_async_ra, 7.2
    ///
    /// @param folio first page of the marked folio
    /// @param req_count pages the caller asks for, from that folio on
    public void page_cache_async_ra(Ractl ractl, long folio, int req_count) {
        var ra = ra(ractl);
        try (var fn = k.enter("page_cache_async_ra", "index", ractl._index, "req_count", req_count, "start", ra.start(), "size", ra.size(),
                "async_size", ra.asyncSize())) {
            if (fn.taken("readahead is switched off", ra.raPages() == 0)) {
                return;
            }
            var p = k.world().pageCache().pages().at(folio);
            if (fn.taken("under writeback, the bit means something else", p.writeback())) {
                return;
            }
            pages.set("clear PG_readahead", p.withReadahead(false));
            next_window(fn, ractl, p, req_count);
        }
    }

    /// Where the next window begins and how long it is.
    void next_window(dioscope.model.engine.Fn fn, Ractl ractl, Page folio, int req_count) {
        var ra = ra(ractl);
        long index = ractl._index;
        int max_pages = ractl_max_pages(ra, req_count);
        long expected = ra.start() + ra.size() - ra.asyncSize();
        expected -= expected % folio.pages();
        if (fn.taken("where the window is marked", index == expected, "index", index, "expected", expected)) {
            ra = ra.withWindow(ra.start() + ra.size(), Math.max(ra.size(), get_next_ra_size(ra.size(), max_pages)), ra.asyncSize());
        } else {
            long start = page_cache_next_miss(index + 1, max_pages);
            if (fn.taken("all cached", start - index > max_pages, "start", start)) {
                return;
            }
            ra = ra.withWindow(start, get_next_ra_size((int) (start - index) + req_count, max_pages), ra.asyncSize());
        }
        next_order(fn, ractl, ra, max_pages, folio);
    }

    /// Folios grow with the window, and the window ends where one of them does.
    void next_order(dioscope.model.engine.Fn fn, Ractl ractl, FileRa window, int max_pages, Page folio) {
        int order = window.order() + 2;
        long align = 1L << Math.min(order, Integer.numberOfTrailingZeros(max_pages));
        long end = window.start() + window.size();
        long aligned_end = end / align * align;
        int size = window.size();
        if (fn.taken("ends inside a folio", aligned_end > window.start() && aligned_end != end, "end", end, "align", align)) {
            size -= (int) (end - aligned_end);
        }
        ra(ractl, "next window", window.withWindow(window.start(), size, size).withOrder(order));
        ractl._index = window.start();
        page_cache_ra_order(ractl, 0);
    }

    /// Fills the window with folios as large as it allows; those that are cached already are left to the page-wise way.
    /// mm/readahead.c, page_cache_ra_order, 7.2
    ///
    /// @param order of the folio that was marked, for kernels that do not keep it in the window
    void page_cache_ra_order(Ractl ractl, int order) {
        var ra = ra(ractl);
        long start = ractl._index;
        try (var fn = k.enter("page_cache_ra_order", "index", start, "order", ra.order(), "size", ra.size(), "async_size",
                ra.asyncSize())) {
            long index = start;
            if (!fn.taken("large folios", maxOrder > 0)) {
                ra(ractl, "order = 0", ra.withOrder(0));
            } else {
                long limit = k.world().inode().iSize() - 1 >> PAGE_SHIFT;
                long mark = -1;
                if (fn.taken("window ends inside the file", limit > index + ra.size() - 1, "last page", limit)) {
                    limit = index + ra.size() - 1;
                    mark = index + ra.size() - ra.asyncSize();
                }
                int new_order = Math.min(Math.min(maxOrder, ra.order()), 31 - Integer.numberOfLeadingZeros(ra.size()));
                ra(ractl, "order", ra.withOrder(new_order));
                invalidate_lock.down("filemap_invalidate_lock_shared", Mode.SHARED);
                boolean err = false;
                while (index <= limit && !err) {
                    int o = new_order;
                    if ((index & (1L << o) - 1) != 0) {
                        o = Long.numberOfTrailingZeros(index);
                    }
                    while (o > 0 && index + (1L << o) - 1 > limit) {
                        o--;
                    }
                    err = !add(ractl, index, 1 << o, mark >= 0 && index == mark >> o << o);
                    if (!err) {
                        index += 1L << o;
                    }
                }
                read_pages(ractl);
                invalidate_lock.up("filemap_invalidate_unlock_shared");
                if (!fn.taken("a page was cached", err, "page", index)) {
                    return;
                }
            }
            int left = ra.size() - (int) (index - start);
            if (fn.taken("something left to read", left > 0)) {
                do_page_cache_ra(ractl, left, ra.asyncSize());
            }
        }
    }

    /// A new folio, locked and empty. mm/filemap.c, filemap_add_folio, 7.2; add_to_page_cache_lru before 5.16
    ///
    /// @return false when one of its pages is cached already
    private boolean add(Ractl ractl, long index, int n, boolean mark) {
        var cache = k.world().pageCache();
        if (cache.in(index, index + n - 1, p -> true) != null) {
            return false;
        }
        var p = new Page(index, n, false, false, false, Page.Mapping.NONE, false).withLockedBy(k.current()).withReadahead(mark)
                .withDropbehind(ractl.dropbehind);
        k.apply("add to the page cache", k.world().withPageCache(cache.with(p)));
        ractl._nr_pages += n;
        return true;
    }

    /// Reads the pages of a range that are not cached, up to the end of the file. mm/readahead.c, do_page_cache_ra, 7.2
    ///
    /// @param lookahead_size how many pages before the end of the range the mark stands, 0 for no mark
    final void do_page_cache_ra(Ractl ractl, int nr_to_read, int lookahead_size) {
        try (var fn = k.enter("do_page_cache_ra", "index", ractl._index, "nr_to_read", nr_to_read, "lookahead_size", lookahead_size)) {
            long isize = k.world().inode().iSize();
            if (fn.taken("empty file", isize == 0)) {
                return;
            }
            long end_index = isize - 1 >> PAGE_SHIFT;
            if (fn.taken("behind the end of the file", ractl._index > end_index, "last page", end_index)) {
                return;
            }
            int nr = nr_to_read;
            int lookahead = lookahead_size;
            if (fn.taken("reaches the end of the file", nr > end_index - ractl._index, "last page", end_index)) {
                nr = (int) (end_index - ractl._index) + 1;
                if (k.has(Feature.NO_READAHEAD_MARK_AT_EOF)) {
                    lookahead = 0;
                }
            }
            boolean locks = k.has(Feature.INVALIDATE_LOCK);
            if (locks) {
                invalidate_lock.down("filemap_invalidate_lock_shared", Mode.SHARED);
            }
            page_cache_ra_unbounded(ractl, nr, lookahead);
            if (locks) {
                invalidate_lock.up("filemap_invalidate_unlock_shared");
            }
        }
    }

    /// Adds single pages where none are cached, and reads each run of them. mm/readahead.c, page_cache_ra_unbounded, 7.2
    private void page_cache_ra_unbounded(Ractl ractl, int nr_to_read, int lookahead_size) {
        try (var fn = k.enter("page_cache_ra_unbounded", "index", ractl._index, "nr_to_read", nr_to_read, "lookahead_size",
                lookahead_size)) {
            long index = ractl._index;
            long mark = nr_to_read - lookahead_size;
            for (long i = 0; i < nr_to_read; i++) {
                if (!add(ractl, index + i, 1, i == mark)) {
                    fn.taken("cached already", true, "page", index + i);
                    read_pages(ractl);
                    ractl._index = index + i + 1;
                }
            }
            read_pages(ractl);
        }
    }

    /// mm/readahead.c, read_pages, 7.2
    private void read_pages(Ractl ractl) {
        try (var fn = k.enter("read_pages", "index", ractl._index, "pages", ractl._nr_pages)) {
            if (fn.taken("nothing to read", ractl._nr_pages == 0)) {
                return;
            }
            block.core().blk_start_plug();
            a_ops.readahead(ractl);
            for (var p = ractl.readahead_folio(k); fn.taken("left by the file system", p != null) && p != null; p = ractl
                    .readahead_folio(k)) {
                left(ractl, p);
                pages.folio_unlock(p.index());
            }
            block.core().blk_finish_plug();
        }
    }

    /// What becomes of a folio the file system did not read.
    void left(Ractl ractl, Page p) {
        k.apply("filemap_remove_folio", k.world().withPageCache(k.world().pageCache().without(p)));
    }

    /// Reads what is asked for and nothing else. mm/readahead.c, force_page_cache_ra, 7.2
    final void force_page_cache_ra(Ractl ractl, int req_count) {
        try (var fn = k.enter("force_page_cache_ra", "index", ractl._index, "nr_to_read", req_count)) {
            long index = ractl._index;
            int nr_to_read = Math.min(req_count, Math.max(io_pages(), ra(ractl).raPages()));
            while (fn.taken("pages left", nr_to_read > 0, "nr_to_read", nr_to_read)) {
                int this_chunk = Math.min(FORCED_CHUNK, nr_to_read);
                ractl._index = index;
                do_page_cache_ra(ractl, this_chunk, 0);
                index += this_chunk;
                nr_to_read -= this_chunk;
            }
        }
    }

    /// A request beyond the window may be as long as the device's largest. mm/readahead.c, ractl_max_pages, 7.2
    final int ractl_max_pages(FileRa ra, int req_size) {
        int max = ra.raPages();
        return req_size > max && io_pages() > max ? Math.min(req_size, io_pages()) : max;
    }

    /// The first window: four times a small request, twice a middling one. mm/readahead.c, get_init_ra_size
    static int get_init_ra_size(int size, int max) {
        int newsize = Integer.bitCount(size) == 1 ? size : Integer.highestOneBit(size) << 1;
        return newsize <= max / 32 ? newsize * 4 : newsize <= max / 4 ? newsize * 2 : max;
    }

    /// The next window: twice the last, four times a small one. mm/readahead.c, get_next_ra_size
    static int get_next_ra_size(int cur, int max) {
        return cur < max / 16 ? 4 * cur : cur <= max / 2 ? 2 * cur : max;
    }

    private boolean cached(long index) {
        return index >= 0 && k.world().pageCache().in(index, index, p -> true) != null;
    }

    /// The nearest page at or before `index` that is not cached, within `max_scan` pages. mm/filemap.c, page_cache_prev_miss
    ///
    /// @return its index, -1 when all from the beginning on are cached
    final long page_cache_prev_miss(long index, int max_scan) {
        long i = index;
        for (int n = 0; n < max_scan; n++, i--) {
            if (!cached(i)) {
                return i;
            }
        }
        return k.has(Feature.MISS_OUTSIDE_THE_RANGE_BEFORE) ? i : i + 1;
    }

    /// The nearest page at or behind `index` that is not cached, within `max_scan` pages. mm/filemap.c, page_cache_next_miss
    final long page_cache_next_miss(long index, int max_scan) {
        long i = index;
        for (int n = 0; n < max_scan; n++, i++) {
            if (!cached(i)) {
                return i;
            }
        }
        return k.has(Feature.MISS_OUTSIDE_THE_RANGE_BEHIND) ? i : i - 1;
    }
}
