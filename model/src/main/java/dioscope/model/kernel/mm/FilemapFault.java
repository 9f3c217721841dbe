package dioscope.model.kernel.mm;

import static dioscope.model.kernel.Errno.EFAULT;

import dioscope.model.engine.Kernel;
import dioscope.model.kernel.Request;
import dioscope.model.kernel.locking.Rwsem;
import dioscope.model.kernel.mm.Readahead.Ractl;
import dioscope.model.profile.Feature;
import dioscope.model.state.Io;
import dioscope.model.state.Lock.Mode;
import dioscope.model.state.Page;
import dioscope.model.state.World;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// mm/filemap.c and mm/memory.c: stores to memory that maps the file. A page that is not in the page table faults, and so does one that may only be read.
public final class FilemapFault {
    /// `vm_operations_struct.page_mkwrite`.
    public interface PageMkwrite {
        /// @param index first page of the folio
        /// @return 0 with the folio locked, [#VM_FAULT_NOPAGE] when it was truncated, or -errno
        int page_mkwrite(long index);

        /// `address_space_operations.dirty_folio`: the folio, and its buffers with it.
        void dirty_folio(long index);
    }

    /// What it works with.
    public record Parts(PageWriteback pages, FilemapRead read, Readahead readahead, PageMkwrite mkwrite, BalanceDirty balance) {}

    /// The fault is tried again. include/linux/mm_types.h
    public static final int VM_FAULT_NOPAGE = 0x100;
    /// So many misses more than hits switch reading around off. mm/filemap.c, MMAP_LOTSAMISS
    private static final int MMAP_LOTSAMISS = 100;
    private static final int PAGE_SIZE = 1 << Filemap.PAGE_SHIFT;

    private final Kernel k;
    private final Parts p;
    private final Rwsem invalidate_lock;
    /// `mmap_miss` of each open file.
    private final Map<Integer, Integer> mmap_miss = new HashMap<>();

    public FilemapFault(Kernel k, Parts parts) {
        this.k = k;
        this.p = parts;
        this.invalidate_lock = new Rwsem(k, World.INVALIDATE_LOCK);
    }

    private @Nullable Page folio(long index) {
        return k.world().pageCache().in(index, index, x -> true);
    }

    /// The program stores its bytes to a shared mapping of the file, page after page.
    ///
    /// @return 0, or -errno when the program gets SIGBUS instead: -EFAULT behind the end of the file
    public long store(Request iocb) {
        Io io = iocb.io();
        try (var fn = k.enter("store", "pos", io.pos(), "count", io.count())) {
            long pos = io.pos();
            while (pos < io.pos() + io.count()) {
                long index = pos >> Filemap.PAGE_SHIFT;
                var folio = folio(index);
                // of a large folio only the pages inside the file are in the page table: mm/memory.c, finish_fault, 7.2
                boolean there = folio != null && folio.mapped() == Page.Mapping.READ_WRITE && !behindEnd(index);
                if (fn.taken("not writable in the page table", !there, "page", index)) {
                    int ret = handle_mm_fault(iocb, index);
                    if (fn.taken("tried again", ret == VM_FAULT_NOPAGE)) {
                        continue;
                    }
                    if (fn.taken("SIGBUS", ret != 0, "ret", ret)) {
                        return fn.ret((long) ret);
                    }
                }
                long n = Math.min(io.pos() + io.count(), index + 1 << Filemap.PAGE_SHIFT) - pos;
                var cache = k.world().pageCache();
                k.apply("the program's bytes",
                        k.world().withPageCache(cache.withData(cache.data().copy(io.data(), pos - io.pos(), pos, n))));
                pos += n;
            }
            return fn.ret(0L);
        }
    }

    /// mm/memory.c, handle_mm_fault for a store: do_shared_fault, or do_wp_page of a page that is mapped for reading
    ///
    /// @return 0, VM_FAULT_NOPAGE or -errno for SIGBUS
    private int handle_mm_fault(Request iocb, long page) {
        try (var fn = k.enter("handle_mm_fault", "page", page)) {
            var folio = folio(page);
            if (!fn.taken("mapped for reading", folio != null && folio.mapped() == Page.Mapping.READ_ONLY)) {
                int ret = filemap_fault(iocb, page);
                if (fn.taken("no page", ret != 0, "ret", ret)) {
                    return fn.ret(ret);
                }
                folio = folio(page);
                if (folio == null) {
                    return fn.ret(VM_FAULT_NOPAGE);
                }
                p.pages.folio_unlock(folio.index());
            }
            if (folio == null) {
                return fn.ret(VM_FAULT_NOPAGE);
            }
            int ret = p.mkwrite.page_mkwrite(folio.index());
            if (fn.taken("may not be written", ret != 0, "ret", ret)) {
                return fn.ret(ret);
            }
            var now = k.world().pageCache().pages().at(folio.index());
            p.pages.set("finish_fault", now.withMapped(Page.Mapping.READ_WRITE));
            fault_dirty_shared_page(folio.index());
            return fn.ret(0);
        }
    }

    /// mm/memory.c, fault_dirty_shared_page
    private void fault_dirty_shared_page(long index) {
        try (var fn = k.enter("fault_dirty_shared_page", "page", index)) {
            var now = k.world().pageCache().pages().at(index);
            fn.taken("dirty already", now.dirty());
            p.mkwrite.dirty_folio(index);
            p.pages.folio_unlock(index);
            p.balance.balance_dirty_pages_ratelimited();
        }
    }

    /// Brings the page and locks it. That the fault gives up the lock of the program's memory and comes back while it reads is left out. mm/filemap.c,
    /// filemap_fault, 7.2; in 5.10 within fs/ext4/inode.c, ext4_filemap_fault
    ///
    /// @return 0, or -errno for SIGBUS
    private int filemap_fault(Request iocb, long index) {
        boolean outer = !k.has(Feature.INVALIDATE_LOCK);
        try (var fn = k.enter("filemap_fault", "page", index)) {
            boolean locked = outer;
            if (outer) {
                shared();
            }
            if (fn.taken("behind the end of the file", behindEnd(index), "i_size", k.world().inode().iSize())) {
                unlock(locked);
                return fn.ret(-EFAULT);
            }
            var folio = folio(index);
            if (fn.taken("cached", folio != null) && folio != null) {
                do_async_mmap_readahead(iocb, index, folio);
            } else {
                do_sync_mmap_readahead(iocb, index);
            }
            while (true) {
                folio = folio(index);
                if (!locked && fn.taken("bytes are missing", folio == null || !folio.uptodate())) {
                    shared();
                    locked = true;
                    folio = folio(index);
                }
                if (fn.taken("not cached", folio == null)) {
                    p.read.add(index, false);
                    p.pages.folio_unlock(index);
                    folio = folio(index);
                }
                if (folio == null || fn.taken("truncated", !p.pages.folio_lock(folio.index()))) {
                    continue;
                }
                if (fn.taken("up to date", p.read.uptodate(index))) {
                    break;
                }
                int error = p.read.filemap_read_folio(iocb, folio.index());
                if (fn.taken("cannot be read", error != 0 && error != FilemapRead.AOP_TRUNCATED_PAGE, "error", error)) {
                    unlock(locked);
                    return fn.ret(error);
                }
            }
            unlock(locked);
            if (fn.taken("cut off meanwhile", behindEnd(index))) {
                p.pages.folio_unlock(folio.index());
                return fn.ret(-EFAULT);
            }
            return fn.ret(0);
        }
    }

    private boolean behindEnd(long index) {
        return index >= k.world().inode().iSize() + PAGE_SIZE - 1 >> Filemap.PAGE_SHIFT;
    }

    private void shared() {
        invalidate_lock.down("filemap_invalidate_lock_shared", Mode.SHARED);
    }

    private void unlock(boolean locked) {
        if (locked) {
            invalidate_lock.up("filemap_invalidate_unlock_shared");
        }
    }

    /// Reads around the page: as much before it as behind it. mm/filemap.c, do_sync_mmap_readahead, 7.2
    private void do_sync_mmap_readahead(Request iocb, long index) {
        try (var fn = k.enter("do_sync_mmap_readahead", "page", index)) {
            if (fn.taken("readahead is switched off", iocb.io().ra().raPages() == 0)) {
                return;
            }
            int miss = Math.min(mmap_miss.merge(iocb.io().task(), 1, Integer::sum), MMAP_LOTSAMISS * 10);
            mmap_miss.put(iocb.io().task(), miss);
            if (!fn.taken("misses more than it hits", miss > MMAP_LOTSAMISS, "mmap_miss", miss)) {
                p.readahead.read_around(new Ractl(iocb, index, false));
            }
        }
    }

    /// mm/filemap.c, do_async_mmap_readahead, 7.2
    private void do_async_mmap_readahead(Request iocb, long index, Page folio) {
        mmap_miss.computeIfPresent(iocb.io().task(), (_, miss) -> Math.max(0, miss - 1));
        if (folio.readahead()) {
            p.readahead.page_cache_async_ra(new Ractl(iocb, index, false), folio.index(), iocb.io().ra().raPages());
        }
    }
}
