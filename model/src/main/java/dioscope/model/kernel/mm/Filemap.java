package dioscope.model.kernel.mm;

import static dioscope.model.kernel.Errno.EAGAIN;

import dioscope.model.engine.Kernel;
import dioscope.model.kernel.Request;
import dioscope.model.profile.Iocb;
import dioscope.model.state.Page;
import org.jspecify.annotations.Nullable;

/// mm/filemap.c
public final class Filemap {
    public static final int PAGE_SHIFT = 12;

    /// `address_space_operations.writepages`.
    public interface Writepages {
        /// @param end last byte of the range
        /// @return 0 or -errno
        int writepages(long start, long end, int syncMode);
    }

    private final Kernel k;
    private final Truncate truncate;
    private final Writepages a_ops;

    public Filemap(Kernel k, Truncate truncate, Writepages a_ops) {
        this.k = k;
        this.truncate = truncate;
        this.a_ops = a_ops;
    }

    /// `mapping->nrpages`.
    public int nrpages() {
        int n = 0;
        for (var e : k.world().pageCache().pages()) {
            n += e.value().pages();
        }
        return n;
    }

    private @Nullable Page firstIn(long startByte, long endByte, boolean dirtyOnly) {
        return k.world().pageCache().in(startByte >> PAGE_SHIFT, endByte >> PAGE_SHIFT, p -> !dirtyOnly || p.dirty() || p.writeback());
    }

    /// The cached page, added with nothing valid in it when it was not there. mm/filemap.c, __filemap_get_folio with FGP_CREAT, 6.12
    public Page filemap_get_folio(long index) {
        try (var fn = k.enter("__filemap_get_folio", "page", index)) {
            var p = k.world().pageCache().in(index, index, x -> true);
            if (fn.taken("not cached", p == null) || p == null) {
                p = new Page(index, 1, false, false, false, Page.Mapping.NONE, false);
                k.apply("add to the page cache", k.world().withPageCache(k.world().pageCache().with(p)));
            }
            return fn.ret(p, p.index());
        }
    }

    /// mm/filemap.c, filemap_range_has_page, 6.12
    ///
    /// @param end last byte
    public boolean filemap_range_has_page(long start, long end) {
        try (var fn = k.enter("filemap_range_has_page", "start", start, "end", end)) {
            if (fn.taken("empty range", end < start)) {
                return fn.ret(false);
            }
            var p = firstIn(start, end, false);
            return fn.ret(fn.taken("a page is cached", p != null, "page", p == null ? -1 : p.index()));
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
            if (fn.taken("needs writeback", !k.world().pageCache().pages().isEmpty(), "nrpages", nrpages())) {
                err = __filemap_fdatawrite_range(start, end);
            }
            return fn.ret(err);
        }
    }

    /// mm/filemap.c, file_write_and_wait_range, 6.12
    public int file_write_and_wait_range(long start, long end) {
        try (var fn = k.enter("file_write_and_wait_range", "start", start, "end", end)) {
            if (fn.taken("empty range", end < start)) {
                return fn.ret(0);
            }
            int err = 0;
            if (fn.taken("needs writeback", !k.world().pageCache().pages().isEmpty(), "nrpages", nrpages())) {
                err = __filemap_fdatawrite_range(start, end);
            }
            int err2 = file_check_and_advance_wb_err();
            return fn.ret(err != 0 ? err : err2);
        }
    }

    /// mm/filemap.c, __filemap_fdatawrite_range and filemap_fdatawrite_wbc, 6.12: asks the file system only when a page is tagged dirty.
    public int __filemap_fdatawrite_range(long start, long end) {
        try (var fn = k.enter("__filemap_fdatawrite_range", "start", start, "end", end)) {
            boolean tagged = k.world().pageCache().in(0, Long.MAX_VALUE, Page::dirty) != null;
            if (!fn.taken("a page is tagged dirty", tagged)) {
                return fn.ret(0);
            }
            return fn.ret(a_ops.writepages(start, end, 1));
        }
    }

    /// The error sequence of the mapping as this file sees it: errors recorded during the run are reported once. mm/filemap.c, 6.12
    public int file_check_and_advance_wb_err() {
        return 0;
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
                    var i = k.world().inode();
                    k.apply("record -EIO in wb_err", k.world().withInode(i.withWbErrors(i.wbErrors() + 1)));
                }
            }
        }
    }
}
