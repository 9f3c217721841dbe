package dioscope.model.kernel.mm;

import static dioscope.model.kernel.Errno.EAGAIN;
import static dioscope.model.kernel.Errno.EIO;
import static dioscope.model.kernel.Errno.ENOSPC;

import dioscope.model.engine.Fn;
import dioscope.model.engine.Kernel;
import dioscope.model.kernel.Request;
import dioscope.model.profile.Feature;
import dioscope.model.profile.Iocb;
import dioscope.model.state.Page;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// mm/filemap.c
public final class Filemap {
    public static final int PAGE_SHIFT = 12;

    /// Where page cache folios lie in the simulated machine's memory.
    private static final long CACHE_MEMORY = 0x4000_0000L;

    private final Kernel k;
    private final Truncate truncate;
    private final PageWriteback pages;
    private final PageWriteback.Writepages a_ops;
    private final int max_folio_order;

    /// @param maxFolioOrder mapping_max_folio_order: the largest folio has 2 to this many pages
    public Filemap(Kernel k, Truncate truncate, PageWriteback pages, PageWriteback.Writepages a_ops, int maxFolioOrder) {
        this.k = k;
        this.max_folio_order = maxFolioOrder;
        this.truncate = truncate;
        this.pages = pages;
        this.a_ops = a_ops;
    }

    /// The physical address of the folio that begins at page `index`, bytes. Neighbours in the file are mostly none there, but of 32 pages two are: what
    /// recorded bios of read-ahead hold in 256 pieces shows that one page in 3 to one in 13 follows the one before.
    public static long memory(long index) {
        return CACHE_MEMORY + index * 8192 - (index % 32 == 31 ? 4096 : 0);
    }

    /// `mapping->nrpages`.
    public int nrpages() {
        return k.world().pageCache().nrpages();
    }

    private @Nullable Page firstIn(long startByte, long endByte, Predicate<Page> which) {
        return k.world().pageCache().in(startByte >> PAGE_SHIFT, endByte >> PAGE_SHIFT, which);
    }

    /// `mapping_tagged` with PAGECACHE_TAG_DIRTY.
    private boolean tagged_dirty() {
        return k.world().pageCache().nrDirty() > 0;
    }

    /// `mapping_max_folio_size`, bytes. include/linux/pagemap.h
    public long mapping_max_folio_size() {
        return 1L << PAGE_SHIFT + max_folio_order;
    }

    /// The folio a write goes to, locked. A new one is as large as the write, as far as its index and its neighbours allow; what is asked for by a write
    /// that wants none of its pages cached (IOCB_DONTCACHE) says so. Devices here do not ask for pages that stay as they are under writeback, so nobody
    /// waits for that (FGP_STABLE). include/linux/pagemap.h, write_begin_get_folio, 7.2; mm/filemap.c, grab_cache_page_write_begin, 5.10
    ///
    /// @param iocb the write, null when nobody asked for one
    /// @param index the page that is written first
    /// @param len bytes to be written, at least 1
    public Page write_begin_get_folio(@Nullable Request iocb, long index, long len) {
        boolean sized = k.has(Feature.WRITE_BEGIN_GET_FOLIO);
        if (!sized && !k.has(Feature.GRAB_CACHE_PAGE)) {
            return __filemap_get_folio(index, 0, false);
        }
        try (var fn = k.enter(sized ? "write_begin_get_folio" : "grab_cache_page_write_begin", "page", index, "len", len)) {
            int order = sized ? filemap_get_order(len) : 0;
            var p = __filemap_get_folio(index, order,
                    sized && iocb != null && fn.taken("not to be cached", iocb.has(Iocb.IOCB_DONTCACHE)));
            return fn.ret(p, p.index());
        }
    }

    /// The largest order that `size` bytes fill. include/linux/pagemap.h, filemap_get_order, 7.2
    private static int filemap_get_order(long size) {
        return Math.max(0, 63 - Long.numberOfLeadingZeros(size) - PAGE_SHIFT);
    }

    /// The cached page, added with nothing valid in it when it was not there, and locked. mm/filemap.c, __filemap_get_folio with FGP_LOCK and
    /// FGP_CREAT, 6.12
    public Page filemap_get_folio(long index) {
        return __filemap_get_folio(index, 0, false);
    }

    /// mm/filemap.c, __filemap_get_folio with FGP_LOCK and FGP_CREAT, 7.2; pagecache_get_page, 5.10
    ///
    /// @param order how large a new folio may be (FGF_GET_ORDER)
    /// @param dontcache FGP_DONTCACHE
    private Page __filemap_get_folio(long index, int order, boolean dontcache) {
        try (var fn = k.enter(k.has(Feature.FOLIOS) ? "__filemap_get_folio" : "pagecache_get_page", "page", index)) {
            var p = cached(index);
            while (!fn.taken("not cached", p == null) && p != null) {
                boolean locked = pages.folio_lock(p.index());
                var now = cached(index);
                if (!fn.taken("truncated meanwhile", !locked || now == null || now.index() != p.index()) && now != null) {
                    return fn.ret(wanted_cached(fn, now, dontcache), now.index());
                }
                if (locked) {
                    pages.folio_unlock(p.index());
                }
                p = now;
            }
            int fits = order == 0 ? 0 : fitting(fn, index, order);
            p = new Page(index, 1 << fits, false, false, false, Page.Mapping.NONE, false).withLockedBy(k.current())
                    .withDropbehind(dontcache);
            k.apply("add to the page cache", k.world().withPageCache(k.world().pageCache().with(p)));
            return fn.ret(p, p.index());
        }
    }

    private @Nullable Page cached(long index) {
        return k.world().pageCache().in(index, index, x -> true);
    }

    /// A folio that is to be dropped when it is on the device stays once somebody looks for it who did not ask for that. mm/filemap.c,
    /// __filemap_get_folio, 7.2: its end
    private Page wanted_cached(Fn fn, Page p, boolean dontcache) {
        if (!k.has(Feature.DROPBEHIND) || !fn.taken("to be cached after all", !dontcache && p.dropbehind())) {
            return p;
        }
        var stays = p.withDropbehind(false);
        pages.set("clear PG_dropbehind", stays);
        return stays;
    }

    /// The order of a new folio: no larger than the file may have, aligned to itself, and over no other one. mm/filemap.c, __filemap_get_folio, 7.2
    private int fitting(Fn fn, long index, int wanted) {
        int order = Math.min(wanted, max_folio_order);
        if (fn.taken("index not aligned", (index & (1L << order) - 1) != 0, "page", index, "order", order)) {
            order = Long.numberOfTrailingZeros(index);
        }
        while (fn.taken("another folio in its way",
                order > 0 && k.world().pageCache().in(index, index + (1L << order) - 1, x -> true) != null,
                "order", order)) {
            order--;
        }
        return order;
    }

    /// Makes `p` the folio at its index, as [PageWriteback#set] does.
    public void set(String label, Page p) {
        pages.set(label, p);
    }

    /// mm/filemap.c, folio_unlock
    public void folio_unlock(Page page) {
        pages.folio_unlock(page.index());
    }

    /// mm/filemap.c, filemap_range_has_page, 6.12
    ///
    /// @param end last byte
    public boolean filemap_range_has_page(long start, long end) {
        try (var fn = k.enter("filemap_range_has_page", "start", start, "end", end)) {
            if (fn.taken("empty range", end < start)) {
                return fn.ret(false);
            }
            var p = firstIn(start, end, x -> true);
            return fn.ret(fn.taken("a page is cached", p != null, "page", p == null ? -1 : p.index()));
        }
    }

    /// Whether a page of the range is dirty, locked or on its way to the device. mm/filemap.c, filemap_range_has_writeback, 6.1
    ///
    /// @param end last byte
    public boolean filemap_range_has_writeback(long start, long end) {
        try (var fn = k.enter("filemap_range_has_writeback", "start", start, "end", end)) {
            if (fn.taken("empty range", end < start)) {
                return fn.ret(false);
            }
            var p = firstIn(start, end, x -> x.dirty() || x.locked() || x.writeback());
            return fn.ret(fn.taken("a page is busy", p != null, "page", p == null ? -1 : p.index()));
        }
    }

    /// The same, asked only when the file has such pages at all. include/linux/pagemap.h, filemap_range_needs_writeback, 6.12; in 6.1 mm/filemap.c
    public boolean filemap_range_needs_writeback(long start, long end) {
        try (var fn = k.enter("filemap_range_needs_writeback", "start", start, "end", end)) {
            if (fn.taken("no pages", nrpages() == 0)) {
                return fn.ret(false);
            }
            if (fn.taken("none dirty, none on its way", !tagged_dirty() && k.world().pageCache().nrWriteback() == 0)) {
                return fn.ret(false);
            }
            return fn.ret(filemap_range_has_writeback(start, end));
        }
    }

    /// Writes the dirty pages of a range and waits for them. mm/filemap.c, filemap_write_and_wait_range, 6.12
    ///
    /// @param end last byte
    public int filemap_write_and_wait_range(long start, long end) {
        try (var fn = k.enter("filemap_write_and_wait_range", "start", start, "end", end)) {
            if (fn.taken("empty range", end < start)) {
                return fn.ret(0);
            }
            int err = 0;
            if (fn.taken("needs writeback", nrpages() > 0, "nrpages", nrpages())) {
                err = __filemap_fdatawrite_range(start, end);
                if (fn.taken("wait", err != -EIO, "err", err)) {
                    __filemap_fdatawait_range(start, end);
                }
            }
            int err2 = filemap_check_errors();
            return fn.ret(err != 0 ? err : err2);
        }
    }

    /// The errors of earlier writeback, each reported once to whoever looks first. mm/filemap.c, filemap_check_errors
    private int filemap_check_errors() {
        try (var fn = k.enter("filemap_check_errors")) {
            var e = k.world().pageCache().errors();
            int ret = 0;
            if (fn.taken("no space", e.enospc())) {
                ret = -ENOSPC;
            }
            if (fn.taken("I/O error", e.eio())) {
                ret = -EIO;
            }
            forget("report the error");
            return fn.ret(ret);
        }
    }

    /// Clears AS_EIO and AS_ENOSPC.
    private void forget(String label) {
        var cache = k.world().pageCache();
        var next = cache.withErrors(cache.errors().withFlags(false, false));
        if (next != cache) {
            k.apply(label, k.world().withPageCache(next));
        }
    }

    /// mm/filemap.c, file_write_and_wait_range, 6.12
    public int file_write_and_wait_range(int file, long start, long end) {
        try (var fn = k.enter("file_write_and_wait_range", "start", start, "end", end)) {
            if (fn.taken("empty range", end < start)) {
                return fn.ret(0);
            }
            int err = 0;
            if (fn.taken("needs writeback", nrpages() > 0, "nrpages", nrpages())) {
                err = __filemap_fdatawrite_range(start, end);
                if (fn.taken("wait", err != -EIO, "err", err)) {
                    __filemap_fdatawait_range(start, end);
                }
            }
            int err2 = file_check_and_advance_wb_err(file);
            return fn.ret(err != 0 ? err : err2);
        }
    }

    /// mm/filemap.c, __filemap_fdatawrite_range and filemap_fdatawrite_wbc, 6.12: asks the file system only when a page is tagged dirty.
    public int __filemap_fdatawrite_range(long start, long end) {
        return __filemap_fdatawrite_range(start, end, true);
    }

    /// The same, which waits for nothing with WB_SYNC_NONE. mm/filemap.c, filemap_flush_range, 7.2
    public int __filemap_fdatawrite_range(long start, long end, boolean sync_all) {
        try (var fn = k.enter("__filemap_fdatawrite_range", "start", start, "end", end)) {
            if (!fn.taken("a page is tagged dirty", tagged_dirty())) {
                return fn.ret(0);
            }
            return fn.ret(pages.do_writepages(new PageWriteback.Wbc(start, end, sync_all), a_ops));
        }
    }

    /// Begins to write all that is dirty. mm/filemap.c, filemap_flush
    ///
    /// @return 0 or -errno
    public int filemap_flush() {
        try (var fn = k.enter("filemap_flush")) {
            if (!fn.taken("a page is tagged dirty", tagged_dirty())) {
                return fn.ret(0);
            }
            return fn.ret(pages.do_writepages(new PageWriteback.Wbc(0, Long.MAX_VALUE, false), a_ops));
        }
    }

    /// Waits for the pages of a range that are on their way to the device. mm/filemap.c, __filemap_fdatawait_range, 6.12
    public void __filemap_fdatawait_range(long start, long end) {
        try (var fn = k.enter("__filemap_fdatawait_range", "start", start, "end", end)) {
            for (var p = firstIn(start, end, Page::writeback); fn.taken("a page is under writeback", p != null)
                    && p != null; p = firstIn(p.next() << PAGE_SHIFT, end, Page::writeback)) {
                pages.folio_wait_writeback(p.index());
            }
        }
    }

    /// The same, telling of errors without taking them from who looks next. mm/filemap.c, filemap_fdatawait_range_keep_errors, 6.12
    ///
    /// @return 0 or -errno
    public int filemap_fdatawait_range_keep_errors(long start, long end) {
        try (var fn = k.enter("filemap_fdatawait_range_keep_errors", "start", start, "end", end)) {
            __filemap_fdatawait_range(start, end);
            var e = k.world().pageCache().errors();
            return fn.ret(e.eio() ? -EIO : e.enospc() ? -ENOSPC : 0);
        }
    }

    /// The error sequence of the mapping as this open file sees it: each error is reported once. mm/filemap.c, file_check_and_advance_wb_err, 6.12
    ///
    /// @param file the open file's number, [dioscope.model.state.Io#file()]
    /// @return 0 or -errno
    public int file_check_and_advance_wb_err(int file) {
        try (var fn = k.enter("file_check_and_advance_wb_err")) {
            var e = k.world().pageCache().errors();
            int err = 0;
            if (fn.taken("an error this file has not been told", e.seq() != e.told(file), "wb_err", e.seq(), "f_wb_err",
                    e.told(file))) {
                err = e.err();
                k.apply("f_wb_err", k.world().withPageCache(k.world().pageCache().withErrors(e.advanced(file))));
            }
            forget("clear AS_EIO, AS_ENOSPC");
            return fn.ret(err);
        }
    }

    /// What a direct read does with the cache. mm/filemap.c, kiocb_write_and_wait, 6.6
    public int kiocb_write_and_wait(Request iocb, long count) {
        try (var fn = k.enter("kiocb_write_and_wait", "count", count)) {
            long pos = iocb.kiocb().pos();
            long end = pos + count - 1;
            if (fn.taken("nowait", iocb.has(Iocb.IOCB_NOWAIT))) {
                return fn.ret(fn.taken("would block", filemap_range_needs_writeback(pos, end)) ? -EAGAIN : 0);
            }
            return fn.ret(filemap_write_and_wait_range(pos, end));
        }
    }

    /// mm/filemap.c, kiocb_invalidate_pages, 6.12
    public int kiocb_invalidate_pages(Request iocb, long count) {
        try (var fn = k.enter("kiocb_invalidate_pages", "count", count)) {
            long pos = iocb.kiocb().pos();
            return fn.ret(filemap_invalidate_pages(pos, pos + count - 1, iocb.has(Iocb.IOCB_NOWAIT)));
        }
    }

    /// mm/filemap.c, filemap_invalidate_pages, 6.12
    private int filemap_invalidate_pages(long pos, long end, boolean nowait) {
        try (var fn = k.enter("filemap_invalidate_pages", "pos", pos, "end", end, "nowait", nowait)) {
            if (fn.taken("nowait", nowait)) {
                if (fn.taken("would block", filemap_range_has_page(pos, end))) {
                    return fn.ret(-EAGAIN);
                }
            } else {
                int ret = filemap_write_and_wait_range(pos, end);
                if (fn.taken("writeback failed", ret != 0, "ret", ret)) {
                    return fn.ret(ret);
                }
            }
            return fn.ret(truncate.invalidate_inode_pages2_range(pos >> PAGE_SHIFT, end >> PAGE_SHIFT));
        }
    }

    /// Drops pages that came back while the direct write was under way. mm/filemap.c, kiocb_invalidate_post_direct_write, 6.12
    public void kiocb_invalidate_post_direct_write(Request iocb, long count) {
        try (var fn = k.enter("kiocb_invalidate_post_direct_write", "count", count)) {
            if (fn.taken("mapping has pages", nrpages() > 0, "nrpages", nrpages())) {
                long pos = iocb.kiocb().pos();
                int ret = truncate.invalidate_inode_pages2_range(pos >> PAGE_SHIFT, pos + count - 1 >> PAGE_SHIFT);
                if (fn.taken("stale pages stay", ret != 0, "ret", ret)) {
                    dio_warn_stale_pagecache();
                }
            }
        }
    }

    /// A page the write could not drop now holds old bytes: an error for the next fsync, and a line in the log. mm/filemap.c, dio_warn_stale_pagecache;
    /// in 5.10 fs/direct-io.c
    public void dio_warn_stale_pagecache() {
        try (var fn = k.enter("dio_warn_stale_pagecache")) {
            var cache = k.world().pageCache();
            k.apply("record -EIO in wb_err", k.world().withPageCache(cache.withErrors(cache.errors().set(-EIO))));
        }
    }

    /// mm/truncate.c, invalidate_inode_pages2_range, of this mapping.
    ///
    /// @param end last page
    /// @return 0, or -EBUSY when a page stays
    public int invalidate_inode_pages2_range(long start, long end) {
        return truncate.invalidate_inode_pages2_range(start, end);
    }
}
