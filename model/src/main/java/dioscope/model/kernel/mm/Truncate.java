package dioscope.model.kernel.mm;

import static dioscope.model.kernel.Errno.EBUSY;

import dioscope.model.engine.Kernel;
import dioscope.model.profile.Feature;
import dioscope.model.state.Data;
import dioscope.model.state.Page;
import org.jspecify.annotations.Nullable;

/// mm/truncate.c
public final class Truncate {
    private final Kernel k;
    private final PageWriteback pages;

    public Truncate(Kernel k, PageWriteback pages) {
        this.k = k;
        this.pages = pages;
    }

    /// Removes the pages of a range from the mapping, unmapping them first. mm/truncate.c, invalidate_inode_pages2_range, 6.12
    ///
    /// @param end last page
    /// @return 0, or -EBUSY when a page could not be dropped
    public int invalidate_inode_pages2_range(long start, long end) {
        try (var fn = k.enter("invalidate_inode_pages2_range", "start_page", start, "end_page", end)) {
            int ret = 0;
            if (fn.taken("mapping empty", k.world().pageCache().pages().isEmpty())) {
                return fn.ret(0);
            }
            boolean did_range_unmap = false;
            long from = start;
            while (true) {
                var p = next(from, end);
                if (!fn.taken("another page", p != null) || p == null) {
                    break;
                }
                from = Math.max(start, p.index() + p.pages());
                if (fn.taken("unmap the rest of the range", !did_range_unmap && p.mapped() != Page.Mapping.NONE, "page", p.index())) {
                    unmap_mapping_pages(p.index(), end);
                    did_range_unmap = true;
                }
                if (fn.taken("gone meanwhile", !pages.folio_lock(p.index()))) {
                    continue;
                }
                pages.folio_wait_writeback(p.index());
                var now = k.world().pageCache().pages().at(p.index());
                if (fn.taken("mapped again", now.mapped() != Page.Mapping.NONE)) {
                    pages.set("unmap_mapping_folio", now.withMapped(Page.Mapping.NONE));
                }
                if (!invalidate_complete_folio2(p.index())) {
                    ret = -EBUSY;
                }
                pages.folio_unlock(p.index());
            }
            return fn.ret(ret);
        }
    }

    private @Nullable Page next(long start, long end) {
        return k.world().pageCache().in(start, end, p -> true);
    }

    /// mm/memory.c, unmap_mapping_pages, 6.12
    private void unmap_mapping_pages(long start, long end) {
        var cache = k.world().pageCache();
        for (var p = cache.in(start, end, q -> true); p != null; p = cache.in(p.index() + p.pages(), end, q -> true)) {
            cache = cache.with(p.withMapped(Page.Mapping.NONE));
        }
        k.apply("unmap_mapping_pages", k.world().withPageCache(cache));
    }

    /// A folio stays whose buffer heads somebody uses, or that is dirty again. mm/truncate.c, invalidate_complete_folio2; fs/buffer.c,
    /// try_to_free_buffers, 6.12
    private boolean invalidate_complete_folio2(long index) {
        try (var fn = k.enter("invalidate_complete_folio2", "page", index)) {
            var p = k.world().pageCache().pages().at(index);
            if (fn.taken("buffers cannot be freed", p.held(), "page", index)) {
                return fn.ret(false);
            }
            if (fn.taken("dirty again", p.dirty(), "page", index)) {
                return fn.ret(false);
            }
            k.apply("remove from the page cache", k.world().withPageCache(k.world().pageCache().without(p)));
            return fn.ret(true);
        }
    }

    /// Drops the folios that lie in a range and that nobody needs: clean and not mapped. mm/truncate.c, mapping_try_invalidate and
    /// mapping_evict_folio; mm/filemap.c, find_lock_entries, 7.2
    ///
    /// @param end last page
    public void invalidate_mapping_pages(long start, long end) {
        try (var fn = k.enter("invalidate_mapping_pages", "start_page", start, "end_page", end)) {
            for (var p = next(start, end); fn.taken("another page", p != null) && p != null; p = next(p.index() + p.pages(), end)) {
                if (fn.taken("reaches beyond the range", p.index() < start || p.next() - 1 > end, "page", p.index())) {
                    continue;
                }
                boolean used = p.locked() || p.dirty() || p.writeback() || p.mapped() != Page.Mapping.NONE || p.held();
                if (!fn.taken("in use", used, "page", p.index())) {
                    k.apply("remove from the page cache", k.world().withPageCache(k.world().pageCache().without(p)));
                }
            }
        }
    }

    /// Drops every page from `from` on. mm/truncate.c, truncate_inode_pages, 6.12
    ///
    /// @param from first byte, not inside a cached page
    public void truncate_inode_pages(long from) {
        try (var fn = k.enter("truncate_inode_pages", "from", from)) {
            long first = from + 4095 >> Filemap.PAGE_SHIFT;
            while (true) {
                var p = next(first, Long.MAX_VALUE);
                if (!fn.taken("another page", p != null) || p == null) {
                    break;
                }
                k.apply("remove from the page cache", k.world().withPageCache(k.world().pageCache().without(p)));
            }
            var partial = next(from >> Filemap.PAGE_SHIFT, from >> Filemap.PAGE_SHIFT);
            if (fn.taken("partial page", partial != null && (from & 4095) != 0)) {
                long zeroed = 4096 - (from & 4095);
                var cache = k.world().pageCache();
                var data = cache.data().fill(from, zeroed, Data.ZERO);
                if (data != cache.data()) {
                    k.apply("zero the tail of the page", k.world().withPageCache(cache.withData(data)));
                }
            }
        }
    }

    /// The file has become longer: the folio that held its old end may have been written through a mapping as if it reached no further, so the next
    /// such write must ask for blocks. Only blocks smaller than a page need it. mm/truncate.c, pagecache_isize_extended, 7.2
    ///
    /// @param from the old i_size
    /// @param to first byte written
    /// @param bsize block size, bytes
    public void pagecache_isize_extended(long from, long to, int bsize) {
        try (var fn = k.enter("pagecache_isize_extended", "from", from, "to", to)) {
            if (fn.taken("no block of the page can be new", from >= to || bsize >= 4096)) {
                return;
            }
            long rounded_from = (from + bsize - 1) / bsize * bsize;
            if (fn.taken("the old end's page has no block behind it", to <= rounded_from || rounded_from % 4096 == 0, "rounded_from",
                    rounded_from)) {
                return;
            }
            var p = next(from >> Filemap.PAGE_SHIFT, from >> Filemap.PAGE_SHIFT);
            if (fn.taken("not cached", p == null || !pages.folio_lock(p.index())) || p == null) {
                return;
            }
            var now = k.world().pageCache().pages().at(p.index());
            if (fn.taken("writable in a page table", now.mapped() == Page.Mapping.READ_WRITE)) {
                pages.set("folio_mkclean", now.withMapped(Page.Mapping.READ_ONLY).withDirty(true));
            }
            now = k.world().pageCache().pages().at(p.index());
            if (k.has(Feature.EXTENSION_ZEROES_OLD_END) && fn.taken("dirty", now.dirty())) {
                long end = Math.min(to, now.pos() + now.bytes());
                var cache = k.world().pageCache();
                k.apply("zero behind the old end",
                        k.world().withPageCache(cache.withData(cache.data().fill(from, end - from, Data.ZERO))));
            }
            pages.folio_unlock(p.index());
        }
    }
}
