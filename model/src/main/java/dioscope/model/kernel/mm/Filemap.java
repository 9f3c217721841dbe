package dioscope.model.kernel.mm;

import static dioscope.model.kernel.Errno.EAGAIN;
import static dioscope.model.kernel.Errno.EIO;
import static dioscope.model.kernel.Errno.ENOSPC;

import dioscope.model.engine.Kernel;
import dioscope.model.kernel.Request;
import dioscope.model.profile.Iocb;
import dioscope.model.state.Page;
import java.util.Objects;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// mm/filemap.c
public final class Filemap {
    public static final int PAGE_SHIFT = 12;

    private final Kernel k;
    private final Truncate truncate;
    private final PageWriteback pages;
    private final PageWriteback.Writepages a_ops;

    public Filemap(Kernel k, Truncate truncate, PageWriteback pages, PageWriteback.Writepages a_ops) {
        this.k = k;
        this.truncate = truncate;
        this.pages = pages;
        this.a_ops = a_ops;
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

    /// The cached page, added with nothing valid in it when it was not there, and locked. mm/filemap.c, __filemap_get_folio with FGP_LOCK and
    /// FGP_CREAT, 6.12
    public Page filemap_get_folio(long index) {
        try (var fn = k.enter("__filemap_get_folio", "page", index)) {
            var p = k.world().pageCache().in(index, index, x -> true);
            while (!fn.taken("not cached", p == null) && p != null) {
                if (pages.folio_lock(p.index())) {
                    p = Objects.requireNonNull(k.world().pageCache().in(index, index, x -> true));
                    return fn.ret(p, p.index());
                }
                p = k.world().pageCache().in(index, index, x -> true);
            }
            p = new Page(index, 1, false, false, false, Page.Mapping.NONE, false).withLockedBy(k.current());
            k.apply("add to the page cache", k.world().withPageCache(k.world().pageCache().with(p)));
            return fn.ret(p, p.index());
        }
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
    public int file_write_and_wait_range(long start, long end) {
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
            int err2 = file_check_and_advance_wb_err();
            return fn.ret(err != 0 ? err : err2);
        }
    }

    /// mm/filemap.c, __filemap_fdatawrite_range and filemap_fdatawrite_wbc, 6.12: asks the file system only when a page is tagged dirty.
    public int __filemap_fdatawrite_range(long start, long end) {
        try (var fn = k.enter("__filemap_fdatawrite_range", "start", start, "end", end)) {
            if (!fn.taken("a page is tagged dirty", tagged_dirty())) {
                return fn.ret(0);
            }
            return fn.ret(pages.do_writepages(new PageWriteback.Wbc(start, end, true), a_ops));
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

    /// The error sequence of the mapping as this file sees it: each error is reported once. mm/filemap.c, file_check_and_advance_wb_err, 6.12
    public int file_check_and_advance_wb_err() {
        try (var fn = k.enter("file_check_and_advance_wb_err")) {
            var e = k.world().pageCache().errors();
            int err = 0;
            if (fn.taken("an error this file has not been told", e.seq() != e.seen(), "wb_err", e.seq(), "f_wb_err", e.seen())) {
                err = e.err();
                k.apply("f_wb_err", k.world().withPageCache(k.world().pageCache().withErrors(e.advanced())));
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
