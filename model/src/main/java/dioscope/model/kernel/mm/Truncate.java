package dioscope.model.kernel.mm;

import static dioscope.model.kernel.Errno.EBUSY;

import dioscope.model.engine.Kernel;
import dioscope.model.state.Bh;
import dioscope.model.profile.Feature;
import dioscope.model.state.Data;
import dioscope.model.state.Page;
import java.util.ArrayList;
import org.jspecify.annotations.Nullable;

/// mm/truncate.c
public final class Truncate {
    private static final int PAGE_SIZE = 1 << Filemap.PAGE_SHIFT;

    private final Kernel k;
    private final PageWriteback pages;

    /// `address_space_operations.invalidate_folio`, where the file system has one that minds more than the buffers.
    public interface InvalidateFolio {
        /// @param offset first byte of the locked folio that goes
        void invalidate(Page folio, int offset);
    }

    private InvalidateFolio invalidate_folio = (_, _) -> {};

    public Truncate(Kernel k, PageWriteback pages) {
        this.k = k;
        this.pages = pages;
    }

    /// From now on `v` hears of what is cut off.
    public void setInvalidateFolio(InvalidateFolio v) {
        invalidate_folio = v;
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
            if (fn.taken("buffers cannot be freed", p.held() || uncommitted(p), "page", index)) {
                return fn.ret(false);
            }
            if (fn.taken("dirty again", p.dirty(), "page", index)) {
                return fn.ret(false);
            }
            k.apply("remove from the page cache", k.world().withPageCache(k.world().pageCache().without(p)));
            return fn.ret(true);
        }
    }

    /// A transaction that has not committed has a block of it. fs/jbd2/transaction.c, jbd2_journal_try_to_free_buffers, 7.2
    private static boolean uncommitted(Page p) {
        return p.buffers().stream().anyMatch(b -> b.has(Bh.JBD));
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
                boolean used = p.locked() || p.dirty() || p.writeback() || p.mapped() != Page.Mapping.NONE || p.held() || uncommitted(p);
                if (!fn.taken("in use", used, "page", p.index())) {
                    k.apply("remove from the page cache", k.world().withPageCache(k.world().pageCache().without(p)));
                }
            }
        }
    }

    /// The file now ends at `newsize`: what lies behind leaves the cache. mm/truncate.c, truncate_pagecache, 7.2
    public void truncate_pagecache(long newsize) {
        try (var fn = k.enter("truncate_pagecache", "newsize", newsize)) {
            unmap_mapping_pages(newsize + PAGE_SIZE - 1 >> Filemap.PAGE_SHIFT, Long.MAX_VALUE);
            truncate_inode_pages(newsize);
        }
    }

    /// Drops every page from `from` on, and zeroes the rest of one that is cut: first all that nobody holds, then the others, waiting for them.
    /// mm/truncate.c, truncate_inode_pages_range to the end of the file, 7.2
    ///
    /// @param from first byte
    public void truncate_inode_pages(long from) {
        try (var fn = k.enter("truncate_inode_pages", "from", from)) {
            if (fn.taken("mapping empty", k.world().pageCache().pages().isEmpty())) {
                return;
            }
            long start = from + PAGE_SIZE - 1 >> Filemap.PAGE_SHIFT;
            for (var p = next(start, Long.MAX_VALUE); fn.taken("another page", p != null)
                    && p != null; p = next(p.next(), Long.MAX_VALUE)) {
                if (!fn.taken("waited for later", p.index() < start || p.locked() || p.writeback(), "page", p.index())) {
                    truncate_inode_folio(p);
                }
            }
            if (k.has(Feature.FOLIOS) || from % PAGE_SIZE != 0) {
                var p = lock(from >> Filemap.PAGE_SHIFT);
                if (fn.taken("partial page", p != null, "page", from >> Filemap.PAGE_SHIFT) && p != null) {
                    start = truncate_inode_partial_folio(p.index(), from) ? start : p.next();
                    pages.folio_unlock(p.index());
                }
            }
            for (var p = next(start, Long.MAX_VALUE); fn.taken("a page is left", p != null) && p != null; p = next(start, Long.MAX_VALUE)) {
                if (!fn.taken("gone meanwhile", !pages.folio_lock(p.index()))) {
                    pages.folio_wait_writeback(p.index());
                    truncate_inode_folio(k.world().pageCache().pages().at(p.index()));
                    pages.folio_unlock(p.index());
                }
            }
        }
    }

    /// The folio that page `index` belongs to, locked, or null when it is not cached. mm/filemap.c, filemap_lock_folio; find_lock_page before 5.16
    private @Nullable Page lock(long index) {
        for (var p = next(index, index); p != null; p = next(index, index)) {
            if (pages.folio_lock(p.index())) {
                var now = k.world().pageCache().pages().at(p.index());
                if (now.next() > index) {
                    return now;
                }
                pages.folio_unlock(p.index());
            }
        }
        return null;
    }

    /// Takes a folio out of the cache, dirty or not. mm/truncate.c, truncate_inode_folio; truncate_inode_page before 5.16
    private void truncate_inode_folio(Page folio) {
        invalidate_folio.invalidate(folio, 0);
        var p = k.world().pageCache().pages().at(folio.index());
        k.apply("remove from the page cache", k.world().withPageCache(k.world().pageCache().without(p)));
    }

    /// Zeroes what a locked folio has behind `from` and forgets the places of its blocks there. A large folio is split where it is cut, so that no page behind
    /// the end stays. mm/truncate.c, truncate_inode_partial_folio; fs/buffer.c, block_invalidate_folio, 7.2
    ///
    /// @return false when it stays as it is because it is dirty
    private boolean truncate_inode_partial_folio(long index, long from) {
        try (var fn = k.enter("truncate_inode_partial_folio", "page", index, "from", from)) {
            pages.folio_wait_writeback(index);
            var p = k.world().pageCache().pages().at(index);
            if (fn.taken("all of it", from <= p.pos())) {
                truncate_inode_folio(p);
                return fn.ret(true);
            }
            var cache = k.world().pageCache();
            var data = cache.data().fill(from, p.pos() + p.bytes() - from, Data.ZERO);
            if (!data.equals(cache.data())) {
                k.apply("zero the tail of the page", k.world().withPageCache(cache.withData(data)));
            }
            invalidate_folio.invalidate(p, (int) (from - p.pos()));
            p = discard(k.world().pageCache().pages().at(index), from);
            if (!fn.taken("several pages", p.pages() > 1)) {
                return fn.ret(true);
            }
            if (fn.taken("buffers cannot be freed", p.held() || p.buffers().stream().anyMatch(b -> b.has(Bh.DIRTY | Bh.JBD)))) {
                pages.set("unmap_mapping_folio", p.withMapped(Page.Mapping.NONE));
                if (fn.taken("dirty", p.dirty())) {
                    return fn.ret(false);
                }
                truncate_inode_folio(p);
                return fn.ret(true);
            }
            folio_split(p, from >> Filemap.PAGE_SHIFT);
            return fn.ret(true);
        }
    }

    /// The buffers that lie wholly behind `from` lose their places. fs/buffer.c, discard_buffer
    private Page discard(Page p, long from) {
        if (p.buffers().isEmpty()) {
            return p;
        }
        long block = p.bytes() / p.buffers().size();
        var bufs = new ArrayList<>(p.buffers());
        for (int i = 0; i < bufs.size(); i++) {
            if (p.pos() + i * block >= from) {
                bufs.set(i, bufs.get(i).clear(Bh.DIRTY | Bh.MAPPED | Bh.NEW | Bh.DELAY | Bh.UNWRITTEN));
            }
        }
        var now = p.withBuffers(bufs);
        pages.set("discard_buffer", now);
        return now;
    }

    /// Splits a folio in halves until page `at` stands alone; parts that lie behind the end of the file are dropped. mm/huge_memory.c, __folio_split, 7.2
    private void folio_split(Page p, long at) {
        try (var fn = k.enter("folio_split", "page", p.index(), "split_at", at)) {
            var cache = k.world().pageCache();
            long end = k.world().inode().iSize() + PAGE_SIZE - 1 >> Filemap.PAGE_SHIFT;
            var split = cache.without(p);
            long from = p.index();
            int n = p.pages();
            var parts = new ArrayList<Page>();
            while (n > 1) {
                n /= 2;
                boolean first = at < from + n;
                parts.add(part(p, first ? from + n : from, n));
                from = first ? from : from + n;
            }
            parts.add(part(p, from, 1));
            for (var part : parts) {
                if (part.index() < end) {
                    split = split.with(part);
                    split = split.withData(split.data().copy(cache.data(), part.pos(), part.pos(), part.bytes()));
                }
            }
            k.apply("parts", k.world().withPageCache(split));
        }
    }

    private static Page part(Page p, long index, int n) {
        return new Page(index, n, false, false, false, Page.Mapping.NONE, p.uptodate()).withLockedBy(index == p.index() ? p.lockedBy() : 0)
                .withDropbehind(p.dropbehind());
    }

    /// The file has grown from `from` to `to`: where a page holds a block that was behind its end, a store through a mapping must fault again, so that the
    /// block gets its place. mm/truncate.c, pagecache_isize_extended, 7.2
    ///
    /// @param bsize bytes of a block
    public void pagecache_isize_extended(long from, long to, int bsize) {
        try (var fn = k.enter("pagecache_isize_extended", "from", from, "to", to)) {
            if (fn.taken("blocks are pages", from >= to || bsize >= PAGE_SIZE)) {
                return;
            }
            long rounded_from = (from + bsize - 1) / bsize * bsize;
            if (fn.taken("no new block in the page", to <= rounded_from || rounded_from % PAGE_SIZE == 0)) {
                return;
            }
            var p = lock(from >> Filemap.PAGE_SHIFT);
            if (fn.taken("not cached", p == null) || p == null) {
                return;
            }
            if (fn.taken("writable in a page table", p.mapped() == Page.Mapping.READ_WRITE)) {
                var bufs = new ArrayList<>(p.buffers());
                bufs.replaceAll(b -> b.set(Bh.DIRTY));
                pages.set("folio_mkclean", p.withMapped(Page.Mapping.READ_ONLY).withDirty(true).withBuffers(bufs));
            }
            if (k.has(Feature.ISIZE_EXTENDED_ZEROES) && fn.taken("dirty", k.world().pageCache().pages().at(p.index()).dirty())) {
                var cache = k.world().pageCache();
                var data = cache.data().fill(from, Math.min(to, p.pos() + p.bytes()) - from, Data.ZERO);
                k.apply("zero behind the old end", k.world().withPageCache(cache.withData(data)));
            }
            pages.folio_unlock(p.index());
        }
    }
}
