package dioscope.model.kernel.mm;

import static dioscope.model.kernel.Errno.EAGAIN;
import static dioscope.model.kernel.Errno.EFAULT;
import static dioscope.model.kernel.Errno.EIO;

import dioscope.model.engine.Kernel;
import dioscope.model.kernel.Request;
import dioscope.model.kernel.mm.Readahead.Ractl;
import dioscope.model.profile.Iocb;

/// mm/filemap.c, 5.10: one page after the other, in one function.
final class FilemapRead_5_10 extends FilemapRead {
    private static final int PAGE_SIZE = 1 << PAGE_SHIFT;

    FilemapRead_5_10(Kernel k, Parts parts) {
        super(k, parts);
    }

    @Override
    long filemap_read(Request iocb) {
        return generic_file_buffered_read(iocb);
    }

    /// mm/filemap.c, generic_file_buffered_read, 5.10
    private long generic_file_buffered_read(Request iocb) {
        try (var fn = k.enter("generic_file_buffered_read", "pos", iocb.kiocb().pos(), "count", iocb.iter().count())) {
            if (fn.taken("beyond the largest file", iocb.kiocb().pos() >= p.s_maxbytes(), "ki_pos", iocb.kiocb().pos())) {
                return fn.ret(0L);
            }
            iocb.iter("truncate to s_maxbytes", it -> it.truncate(p.s_maxbytes()));
            long last_index = iocb.kiocb().pos() + iocb.iter().count() + PAGE_SIZE - 1 >> PAGE_SHIFT;
            long start = iocb.iter().done();
            int error = 0;
            while (true) {
                long pos = iocb.kiocb().pos();
                long index = pos >> PAGE_SHIFT;
                var page = folio(index);
                boolean created = false;
                if (fn.taken("not cached", page == null, "page", index)) {
                    if (fn.taken("no I/O wanted", iocb.has(Iocb.IOCB_NOIO))) {
                        error = -EAGAIN;
                        break;
                    }
                    p.readahead().page_cache_sync_ra(new Ractl(iocb, index, false), (int) (last_index - index));
                    page = folio(index);
                    created = fn.taken("still not cached", page == null);
                    if (created) {
                        add(index, false);
                    }
                }
                if (page != null && fn.taken("marked for readahead", page.readahead(), "page", index)) {
                    if (fn.taken("no I/O wanted", iocb.has(Iocb.IOCB_NOIO))) {
                        break;
                    }
                    p.readahead().page_cache_async_ra(new Ractl(iocb, index, false), index, (int) (last_index - index));
                }
                if (!fn.taken("up to date", uptodate(index), "page", index)) {
                    boolean some = iocb.iter().done() > start;
                    error = created ? readpage(iocb, index, some) : page_not_up_to_date(iocb, index, some);
                    if (fn.taken("look again", error == AOP_TRUNCATED_PAGE)) {
                        error = 0;
                        continue;
                    }
                    if (fn.taken("cannot be read", error != 0, "error", error)) {
                        break;
                    }
                }
                long isize = k.world().inode().iSize();
                long nr = Math.min(PAGE_SIZE - pos % PAGE_SIZE, isize - pos);
                if (fn.taken("at the end of the file", nr <= 0, "ki_pos", pos, "i_size", isize)) {
                    break;
                }
                long wanted = Math.min(nr, iocb.iter().count());
                long ret = copy_to_user(iocb, pos, wanted);
                if (fn.taken("all read", iocb.iter().count() == 0)) {
                    break;
                }
                if (fn.taken("a page of the buffer faults", ret < nr)) {
                    error = -EFAULT;
                    break;
                }
            }
            long written = iocb.iter().done() - start;
            if (written > 0) {
                prev_pos(iocb, iocb.kiocb().pos());
            }
            p.file_accessed().run();
            return fn.ret(written > 0 ? written : error);
        }
    }

    /// A cached page whose bytes are not there: somebody reads it, or nobody has. The labels page_not_up_to_date and page_not_up_to_date_locked
    ///
    /// @param some bytes of pages before it are read, so that the read may end here
    /// @return 0, AOP_TRUNCATED_PAGE when the page has gone, or -errno
    private int page_not_up_to_date(Request iocb, long index, boolean some) {
        try (var fn = k.enter("page_not_up_to_date", "page", index)) {
            boolean async = fn.taken("leaves word", iocb.has(Iocb.IOCB_WAITQ));
            if (async) {
                int error = some ? -EAGAIN : p.pages().wait_on_page_locked_async(index, iocb.ki_waitq());
                if (fn.taken("will be called", error != 0, "error", error)) {
                    return fn.ret(error);
                }
            } else {
                if (fn.taken("nowait", iocb.has(Iocb.IOCB_NOWAIT))) {
                    return fn.ret(-EAGAIN);
                }
                p.pages().folio_put_wait_locked(index);
            }
            if (fn.taken("read meanwhile", uptodate(index))) {
                return fn.ret(0);
            }
            var page = folio(index);
            if (page == null) {
                return fn.ret(AOP_TRUNCATED_PAGE);
            }
            boolean locked = false;
            if (fn.taken("blocks smaller than the page", p.blockSize() < PAGE_SIZE)) {
                locked = p.pages().folio_trylock(index);
                if (fn.taken("what is wanted is there", locked
                        && p.a_ops().is_partially_uptodate(page, iocb.kiocb().pos() - page.pos(), iocb.iter().count()))) {
                    p.pages().folio_unlock(index);
                    return fn.ret(0);
                }
            }
            if (!locked && async) {
                int error = p.pages().__folio_lock_async(index, iocb.ki_waitq());
                if (fn.taken("locked by another", error != 0, "error", error)) {
                    return fn.ret(error);
                }
            } else if (!locked && fn.taken("truncated meanwhile", !p.pages().folio_lock(index))) {
                return fn.ret(AOP_TRUNCATED_PAGE);
            }
            if (fn.taken("filled by another", uptodate(index))) {
                p.pages().folio_unlock(index);
                return fn.ret(0);
            }
            return fn.ret(readpage(iocb, index, some));
        }
    }

    /// Reads a locked page and waits for it. The label readpage
    private int readpage(Request iocb, long index, boolean some) {
        try (var fn = k.enter("readpage", "page", index)) {
            if (fn.taken("must not read", iocb.has(Iocb.IOCB_NOIO) || iocb.has(Iocb.IOCB_NOWAIT))) {
                p.pages().folio_unlock(index);
                return fn.ret(-EAGAIN);
            }
            int error = p.a_ops().read_folio(index);
            if (fn.taken("not submitted", error != 0, "error", error)) {
                return fn.ret(error);
            }
            if (!fn.taken("there at once", uptodate(index))) {
                if (fn.taken("leaves word", iocb.has(Iocb.IOCB_WAITQ))) {
                    int queued = some ? -EAGAIN : p.pages().__folio_lock_async(index, iocb.ki_waitq());
                    if (fn.taken("will be called", queued != 0, "error", queued)) {
                        return fn.ret(queued);
                    }
                    p.pages().folio_unlock(index);
                    if (fn.taken("read failed", !uptodate(index))) {
                        shrink_readahead_size_eio(iocb);
                        return fn.ret(-EIO);
                    }
                    return fn.ret(0);
                }
                boolean there = p.pages().folio_lock(index);
                if (fn.taken("taken away meanwhile", !there)) {
                    return fn.ret(AOP_TRUNCATED_PAGE);
                }
                p.pages().folio_unlock(index);
                if (fn.taken("read failed", !uptodate(index))) {
                    shrink_readahead_size_eio(iocb);
                    return fn.ret(-EIO);
                }
            }
            return fn.ret(0);
        }
    }
}
