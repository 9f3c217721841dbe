package dioscope.model.kernel.mm;

import dioscope.model.engine.Fn;
import dioscope.model.profile.Feature;
import dioscope.model.state.FileRa;
import dioscope.model.state.Page;
import org.jspecify.annotations.Nullable;

/// mm/readahead.c, 5.10 and 6.1: one function finds the next window, whether a page was missing or a mark was met.
final class Readahead_6_1 extends Readahead_6_12 {
    Readahead_6_1(Parts p) {
        super(p);
    }

    /// mm/readahead.c, page_cache_sync_ra, 6.1
    @Override
    public void page_cache_sync_ra(Ractl ractl, int req_count) {
        try (var fn = k.enter("page_cache_sync_ra", "index", ractl._index, "req_count", req_count)) {
            if (fn.taken("readahead is switched off", ra(ractl).raPages() == 0)) {
                force_page_cache_ra(ractl, 1);
                return;
            }
            ondemand_readahead(ractl, null, req_count);
        }
    }

    @Override
    void next_window(Fn fn, Ractl ractl, Page folio, int req_count) {
        ondemand_readahead(ractl, folio, req_count);
    }

    /// mm/readahead.c, ondemand_readahead, 6.1
    ///
    /// @param folio the marked folio that is read, null when a page was missing
    private void ondemand_readahead(Ractl ractl, @Nullable Page folio, int req_size) {
        var ra = ra(ractl);
        long index = ractl._index;
        try (var fn = k.enter("ondemand_readahead", "index", index, "hit_readahead_marker", folio != null, "req_size", req_size, "start",
                ra.start(), "size", ra.size(), "async_size", ra.asyncSize())) {
            int max_pages = ractl_max_pages(ra, req_size);
            long expected = ra.start() + ra.size() - ra.asyncSize();
            if (fn.taken("start of file", index == 0)) {
                ra = initial(index, req_size, max_pages, ra);
            } else
                if (fn.taken("where the window is marked, or behind it", index == expected || index == ra.start() + ra.size(), "index",
                        index, "expected", expected)) {
                            int size = get_next_ra_size(ra.size(), max_pages);
                            size = k.has(Feature.READAHEAD_WINDOW_NEVER_SHRINKS) ? Math.max(ra.size(), size) : size;
                            ra = ra.withWindow(ra.start() + ra.size(), size, size);
                        } else
                    if (fn.taken("a mark of another window", folio != null)) {
                        long start = page_cache_next_miss(index + 1, max_pages);
                        if (fn.taken("all cached", start - index > max_pages, "start", start)) {
                            return;
                        }
                        int size = get_next_ra_size((int) (start - index) + req_size, max_pages);
                        ra = ra.withWindow(start, size, size);
                    } else if (fn.taken("oversized", req_size > max_pages, "req_size", req_size, "max_pages", max_pages)) {
                        ra = initial(index, req_size, max_pages, ra);
                    } else
                        if (fn.taken("sequential", Long.compareUnsigned(index - (ra.prevPos() >>> Filemap.PAGE_SHIFT), 1) <= 0, "prev_pos",
                                ra.prevPos())) {
                                    ra = initial(index, req_size, max_pages, ra);
                                } else {
                                    long size = index - 1 - page_cache_prev_miss(index - 1, max_pages);
                                    if (fn.taken("a random read", size <= req_size, "cached before", size)) {
                                        do_page_cache_ra(ractl, req_size, 0);
                                        return;
                                    }
                                    if (fn.taken("cached from the beginning", size >= index)) {
                                        size *= 2;
                                    }
                                    ra = ra.withWindow(index, (int) Math.min(size + req_size, max_pages), 1);
                                }
            if (fn.taken("would meet its own mark", index == ra.start() && ra.size() == ra.asyncSize())) {
                int add_pages = get_next_ra_size(ra.size(), max_pages);
                boolean fits = ra.size() + add_pages <= max_pages;
                ra = fits
                        ? ra.withWindow(ra.start(), ra.size() + add_pages, add_pages)
                        : ra.withWindow(ra.start(), max_pages, max_pages >> 1);
            }
            ra(ractl, "window", ra);
            ractl._index = ra.start();
            if (k.has(Feature.READAHEAD_BY_FOLIO_ORDER)) {
                page_cache_ra_order(ractl, folio == null ? 0 : 31 - Integer.numberOfLeadingZeros(folio.pages()));
            } else {
                do_page_cache_ra(ractl, ra.size(), ra.asyncSize());
            }
        }
    }

    private static FileRa initial(long index, int req_size, int max_pages, FileRa ra) {
        int size = get_init_ra_size(req_size, max_pages);
        return ra.withWindow(index, size, size > req_size ? size - req_size : size);
    }

    /// 5.10 leaves the page in the cache, unlocked and without bytes.
    @Override
    void left(Ractl ractl, Page p) {
        if (k.has(Feature.READAHEAD_TAKES_BACK_WHAT_WAS_LEFT)) {
            super.left(ractl, p);
        }
    }
}
