package dioscope.model.kernel.mm;

import static dioscope.model.kernel.Errno.EIOCBQUEUED;
import static dioscope.model.kernel.Errno.ENOMEM;
import static dioscope.model.kernel.Errno.ENOSPC;

import dioscope.model.engine.Kernel;
import dioscope.model.kernel.block.Block;
import dioscope.model.profile.Feature;
import dioscope.model.state.Page;
import dioscope.model.state.Task;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/// mm/page-writeback.c, and of mm/filemap.c what waits for a folio: its lock and the end of its writeback.
///
/// Functions that took pages before folios came keep the name of the kernel that runs.
public final class PageWriteback {
    /// `struct writeback_control`: how much to write and how hard. include/linux/writeback.h
    public static final class Wbc {
        /// First byte of the range.
        public final long range_start;
        /// Last byte of the range.
        public final long range_end;
        /// Everything must reach the device (fsync, direct I/O), else it is a hint.
        public final boolean sync_all;
        /// Pages still to be written.
        public long nr_to_write = Long.MAX_VALUE;
        /// Pages that could not be written now and are dirty again.
        public long pages_skipped;
        /// Only what is dirty when it begins.
        public boolean tagged_writepages;
        /// For old data.
        public boolean for_kupdate;
        /// To get below the background threshold.
        public boolean for_background;
        /// For sync, whose other parts see to the metadata.
        public boolean for_sync;
        /// It goes on where the last one ended, and round.
        public boolean range_cyclic;

        public Wbc(long range_start, long range_end, boolean sync_all) {
            this.range_start = range_start;
            this.range_end = range_end;
            this.sync_all = sync_all;
        }

        /// Whether pages are marked first, and then only those written that are. include/linux/writeback.h, wbc_to_tag
        public boolean tags() {
            return sync_all || tagged_writepages;
        }

        /// `sync_mode` as numbers have it: WB_SYNC_ALL 1, WB_SYNC_NONE 0.
        public int sync_mode() {
            return sync_all ? 1 : 0;
        }
    }

    /// `address_space_operations.writepages`.
    public interface Writepages {
        /// @return 0 or -errno
        int writepages(Wbc wbc);
    }

    /// Who counts pages for the balance of dirtying and writing.
    public interface Accounting {
        /// So many pages that were clean are dirty.
        void dirtied(long nr);

        /// So many of them were so only because they could not be written.
        void redirtied(long nr);

        /// So many pages are on the device.
        void written(long nr);

        /// A writeback begins.
        void begins();

        /// It has submitted what it would.
        void ends();
    }

    private final Kernel k;
    private final Block block;
    private final List<Integer> waiting = new ArrayList<>();
    private final Map<Long, List<Runnable>> ki_waitqs = new HashMap<>();
    private Accounting accounting = new Accounting() {
        @Override
        public void dirtied(long nr) {}

        @Override
        public void redirtied(long nr) {}

        @Override
        public void written(long nr) {}

        @Override
        public void begins() {}

        @Override
        public void ends() {}
    };

    private LongConsumer dirty_folio = _ -> {};

    public PageWriteback(Kernel k, Block block) {
        this.k = k;
        this.block = block;
    }

    /// From now on `v` is told what becomes of pages.
    public void setAccounting(Accounting v) {
        accounting = v;
    }

    /// From now on `v` hears of a folio whose page tables lose their right to write: it is dirty (`a_ops.dirty_folio`).
    public void setDirtyFolio(LongConsumer v) {
        dirty_folio = v;
    }

    private String name(String folio, String page) {
        return k.has(Feature.FOLIOS) ? folio : page;
    }

    /// The folio that begins at page `index`, or null when it has gone.
    public @Nullable Page page(long index) {
        return k.world().pageCache().pages().get(index);
    }

    private Page at(long index) {
        return k.world().pageCache().pages().at(index);
    }

    /// Makes `p` the folio at its index; no step when it is that already. One that becomes dirty is counted, and its inode with it, as
    /// __folio_mark_dirty and __mark_inode_dirty do.
    public void set(String label, Page p) {
        var before = page(p.index());
        if (!p.equals(before)) {
            k.apply(label, k.world().withPageCache(k.world().pageCache().with(p)));
            if (p.dirty() && (before == null || !before.dirty())) {
                accounting.dirtied(p.pages());
            }
        }
    }

    /// Sleeps until somebody unlocks a folio or ends its writeback. mm/filemap.c, folio_wait_bit_common
    private void sleep(String waitsFor) {
        waiting.add(k.current());
        block.core().io_schedule(waitsFor);
    }

    /// mm/filemap.c, folio_wake_bit. One list serves all folios: who is woken looks again.
    private void wake() {
        var tasks = List.copyOf(waiting);
        waiting.clear();
        for (int t : tasks) {
            k.wake(t);
        }
    }

    /// include/linux/pagemap.h, folio_lock; before 5.16 lock_page
    ///
    /// @return false when the folio left the mapping meanwhile
    public boolean folio_lock(long index) {
        try (var fn = k.enter(name("folio_lock", "lock_page"), "page", index)) {
            for (var p = page(index); fn.taken("locked by another", p != null && p.locked()); p = page(index)) {
                sleep("the lock of page " + index);
            }
            var p = page(index);
            if (p == null) {
                return fn.ret(false);
            }
            set("PG_locked", p.withLockedBy(k.current()));
            return fn.ret(true);
        }
    }

    /// include/linux/pagemap.h, folio_trylock; before 5.16 trylock_page
    ///
    /// @return false when another holds the lock, or the folio has gone
    public boolean folio_trylock(long index) {
        var p = page(index);
        if (p == null || p.locked()) {
            return false;
        }
        set("PG_locked", p.withLockedBy(k.current()));
        return true;
    }

    /// Sleeps until the folio is unlocked or gone, without taking the lock. mm/filemap.c, folio_put_wait_locked and folio_wait_locked_killable; before 5.16
    /// wait_on_page_locked_killable
    public void folio_put_wait_locked(long index) {
        try (var fn = k.enter(name("folio_put_wait_locked", "wait_on_page_locked"), "page", index)) {
            for (var p = page(index); fn.taken("locked by another", p != null && p.locked()); p = page(index)) {
                sleep("the lock of page " + index);
            }
        }
    }

    /// Takes the folio's lock, or leaves word with whoever has it. mm/filemap.c, __folio_lock_async; before 5.16 __lock_page_async
    ///
    /// @param ki_waitq what folio_unlock calls
    /// @return 0 with the lock, or -EIOCBQUEUED
    public int __folio_lock_async(long index, Runnable ki_waitq) {
        try (var fn = k.enter(name("__folio_lock_async", "__lock_page_async"), "page", index)) {
            return fn.ret(fn.taken("locked by another", !folio_trylock(index)) ? add_wait_queue(index, ki_waitq) : 0);
        }
    }

    /// Leaves word with whoever has the page's lock, and does not take it. include/linux/pagemap.h, wait_on_page_locked_async, 5.10
    ///
    /// @param ki_waitq what unlock_page calls
    /// @return 0 when it is not locked, or -EIOCBQUEUED
    public int wait_on_page_locked_async(long index, Runnable ki_waitq) {
        try (var fn = k.enter("wait_on_page_locked_async", "page", index)) {
            var p = page(index);
            return fn.ret(fn.taken("locked by another", p != null && p.locked()) ? add_wait_queue(index, ki_waitq) : 0);
        }
    }

    private int add_wait_queue(long index, Runnable ki_waitq) {
        ki_waitqs.computeIfAbsent(index, i -> new ArrayList<>()).add(ki_waitq);
        return -EIOCBQUEUED;
    }

    /// mm/filemap.c, folio_unlock
    public void folio_unlock(long index) {
        var p = page(index);
        if (p != null) {
            set("clear PG_locked", p.withLockedBy(0));
        }
        var asked = ki_waitqs.remove(index);
        if (asked != null) {
            asked.forEach(Runnable::run);
        }
        wake();
    }

    /// mm/page-writeback.c, folio_wait_writeback; before 5.16 wait_on_page_writeback
    public void folio_wait_writeback(long index) {
        try (var fn = k.enter(name("folio_wait_writeback", "wait_on_page_writeback"), "page", index)) {
            for (var p = page(index); fn.taken("under writeback", p != null && p.writeback()); p = page(index)) {
                sleep("the writeback of page " + index);
            }
        }
    }

    /// Makes the folio clean so that it may be written; page tables that may write to it lose that first. mm/page-writeback.c, folio_clear_dirty_for_io;
    /// mm/rmap.c, folio_mkclean
    public boolean folio_clear_dirty_for_io(long index) {
        try (var fn = k.enter(name("folio_clear_dirty_for_io", "clear_page_dirty_for_io"), "page", index)) {
            var p = at(index);
            if (fn.taken("writable in a page table", p.mapped() == Page.Mapping.READ_WRITE)) {
                set(name("folio_mkclean", "page_mkclean"), p.withMapped(Page.Mapping.READ_ONLY));
                dirty_folio.accept(index);
            }
            boolean was = at(index).dirty();
            set("clear PG_dirty", at(index).withDirty(false));
            return fn.ret(was);
        }
    }

    /// mm/page-writeback.c, folio_redirty_for_writepage
    public void folio_redirty_for_writepage(Wbc wbc, long index) {
        try (var fn = k.enter(name("folio_redirty_for_writepage", "redirty_page_for_writepage"), "page", index)) {
            wbc.pages_skipped += at(index).pages();
            set("PG_dirty", at(index).withDirty(true));
            accounting.redirtied(at(index).pages());
        }
    }

    /// mm/page-writeback.c, __folio_start_writeback; before 5.16 __test_set_page_writeback
    ///
    /// @param keep_write part of the folio stays dirty, and a writeback that must reach all of it shall find it
    public void __folio_start_writeback(long index, boolean keep_write) {
        try (var fn = k.enter(name("__folio_start_writeback", "__test_set_page_writeback"), "page", index, "keep_write", keep_write)) {
            var p = at(index).withWriteback(true);
            set("PG_writeback", fn.taken("keep the mark", keep_write) ? p : p.withToWrite(false));
        }
    }

    /// mm/filemap.c, folio_end_writeback; before 5.16 end_page_writeback
    public void folio_end_writeback(long index) {
        try (var fn = k.enter(name("folio_end_writeback", "end_page_writeback"), "page", index)) {
            set("clear PG_writeback", at(index).withWriteback(false));
            accounting.written(at(index).pages());
            wake();
            if (k.has(Feature.DROPBEHIND) && at(index).dropbehind()) {
                folio_end_dropbehind(index);
            }
        }
    }

    /// Drops a folio that nobody wants cached, now that it is on the device. In an interrupt that cannot be done, and the folio stays. mm/filemap.c,
    /// folio_end_dropbehind, 7.2
    private void folio_end_dropbehind(long index) {
        try (var fn = k.enter("folio_end_dropbehind", "page", index)) {
            boolean in_task = k.world().tasks().at(k.current()).kind() != Task.Kind.IRQ;
            if (fn.taken("in an interrupt", !in_task) || fn.taken("locked by another", at(index).locked())) {
                return;
            }
            set("PG_locked", at(index).withLockedBy(k.current()));
            filemap_end_dropbehind(index);
            folio_unlock(index);
        }
    }

    /// mm/filemap.c, filemap_end_dropbehind; mm/truncate.c, folio_unmap_invalidate, 7.2
    void filemap_end_dropbehind(long index) {
        try (var fn = k.enter("filemap_end_dropbehind", "page", index)) {
            if (fn.taken("busy again", at(index).writeback() || at(index).dirty())) {
                return;
            }
            set("clear PG_dropbehind", at(index).withDropbehind(false));
            var p = at(index);
            if (fn.taken("in page tables", p.mapped() != Page.Mapping.NONE) || fn.taken("buffers cannot be freed", p.held())) {
                return;
            }
            k.apply("remove from the page cache", k.world().withPageCache(k.world().pageCache().without(p)));
        }
    }

    /// Marks the dirty pages of a range, so that pages dirtied later do not keep a writeback going. mm/page-writeback.c, tag_pages_for_writeback
    ///
    /// @param end last page
    public void tag_pages_for_writeback(long start, long end) {
        try (var fn = k.enter("tag_pages_for_writeback", "start", start, "end", end)) {
            var cache = k.world().pageCache();
            var next = cache;
            for (var p = cache.in(start, end, Page::dirty); p != null; p = cache.in(p.next(), end, Page::dirty)) {
                next = next.with(p.withToWrite(true));
            }
            if (next != cache) {
                k.apply("mark TOWRITE", k.world().withPageCache(next));
            }
        }
    }

    /// mm/page-writeback.c, do_writepages
    public int do_writepages(Wbc wbc, Writepages a_ops) {
        try (var fn = k.enter("do_writepages", "sync_mode", wbc.sync_mode())) {
            if (fn.taken("nothing to write", wbc.nr_to_write <= 0)) {
                return fn.ret(0);
            }
            accounting.begins();
            int ret = a_ops.writepages(wbc);
            if (fn.taken("out of memory", ret == -ENOMEM)) {
                throw k.refuse("Running out of memory during writeback is not modelled.");
            }
            accounting.ends();
            return fn.ret(ret);
        }
    }

    /// Remembers an error for whoever syncs the file. include/linux/pagemap.h, mapping_set_error
    public void mapping_set_error(int error) {
        try (var fn = k.enter("mapping_set_error", "error", error)) {
            var cache = k.world().pageCache();
            var e = cache.errors().set(error);
            boolean enospc = fn.taken("no space", error == -ENOSPC);
            var next = cache.withErrors(e.withFlags(e.eio() || !enospc, e.enospc() || enospc));
            if (next != cache) {
                k.apply("wb_err", k.world().withPageCache(next));
            }
        }
    }
}
