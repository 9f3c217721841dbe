package dioscope.model.kernel.mm;

import dioscope.model.engine.Fn;
import dioscope.model.state.FileRa;
import dioscope.model.state.Page;

/// mm/readahead.c, 6.12: the order of the folios follows from the marked one, and ext4's files have single pages only.
class Readahead_6_12 extends Readahead {
    Readahead_6_12(Parts p) {
        super(p);
    }

    @Override
    void readit(Ractl ractl, int order) {
        ractl._index = ra(ractl).start();
        page_cache_ra_order(ractl, order);
    }

    @Override
    final void next_order(Fn fn, Ractl ractl, FileRa window, int max_pages, Page folio) {
        ra(ractl, "next window", window.withWindow(window.start(), window.size(), window.size()));
        readit(ractl, 31 - Integer.numberOfLeadingZeros(folio.pages()));
    }

    /// mm/readahead.c, page_cache_ra_order, 6.12
    @Override
    final void page_cache_ra_order(Ractl ractl, int order) {
        var ra = ra(ractl);
        try (var fn = k.enter("page_cache_ra_order", "index", ractl._index, "order", order, "size", ra.size(), "async_size",
                ra.asyncSize())) {
            do_page_cache_ra(ractl, ra.size(), ra.asyncSize());
        }
    }

    /// The window shrinks by what was left, which goes only while it counts as read ahead.
    @Override
    void left(Ractl ractl, Page p) {
        var ra = ra(ractl);
        int n = p.pages();
        boolean ahead = ra.asyncSize() >= n;
        ra(ractl, "window without what was left", ra.withWindow(ra.start(), ra.size() - n, ahead ? ra.asyncSize() - n : ra.asyncSize()));
        if (ahead) {
            super.left(ractl, p);
        }
    }
}
