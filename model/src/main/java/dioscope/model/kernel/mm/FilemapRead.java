package dioscope.model.kernel.mm;

import static dioscope.model.kernel.Errno.EAGAIN;
import static dioscope.model.kernel.Errno.EFAULT;
import static dioscope.model.kernel.Errno.EIO;

import dioscope.model.engine.Kernel;
import dioscope.model.kernel.Request;
import dioscope.model.kernel.lib.UserBuffer;
import dioscope.model.kernel.locking.Rwsem;
import dioscope.model.kernel.mm.Readahead.Ractl;
import dioscope.model.profile.Feature;
import dioscope.model.profile.Iocb;
import dioscope.model.profile.Part;
import dioscope.model.state.Content;
import dioscope.model.state.Lock.Mode;
import dioscope.model.state.Page;
import dioscope.model.state.World;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/// mm/filemap.c, 6.1 and later: from the page cache to the user's buffer, a batch of folios at a time.
public class FilemapRead {
    /// What it works with.
    ///
    /// @param file_accessed moves the inode's atime. include/linux/fs.h, file_accessed
    /// @param blockSize bytes of a block of the file system
    /// @param s_maxbytes largest size of a file, bytes
    public record Parts(UserBuffer buffer, PageWriteback pages, AddressSpaceOperations a_ops, Runnable file_accessed, Readahead readahead,
            int blockSize, long s_maxbytes) {}

    /// What a function gives that found the folio truncated, or read by somebody else: the caller looks again. include/linux/fs.h
    static final int AOP_TRUNCATED_PAGE = 0x80001;
    static final int PAGE_SHIFT = Filemap.PAGE_SHIFT;

    final Kernel k;
    final Parts p;
    private final Rwsem invalidate_lock;

    FilemapRead(Kernel k, Parts parts) {
        this.k = k;
        this.p = parts;
        this.invalidate_lock = new Rwsem(k, World.INVALIDATE_LOCK);
    }

    /// That of the kernel that runs.
    public static FilemapRead of(Kernel k, Parts parts) {
        return switch (k.profile().version(Part.MM)) {
            case V5_10 -> new FilemapRead_5_10(k, parts);
            case V6_1, V6_6, V6_12, V6_14, V7_1, V7_2 -> new FilemapRead(k, parts);
        };
    }

    /// A read through the page cache. ext4 comes here without IOCB_DIRECT only. mm/filemap.c, generic_file_read_iter, 7.2
    ///
    /// @return bytes, or -errno
    public long generic_file_read_iter(Request iocb) {
        try (var fn = k.enter("generic_file_read_iter", "pos", iocb.kiocb().pos(), "count", iocb.iter().count())) {
            if (fn.taken("nothing to read", iocb.iter().count() == 0)) {
                return fn.ret(0L);
            }
            return fn.ret(filemap_read(iocb));
        }
    }

    /// A folio of a batch, of which the reader has a reference: its bytes stay readable when it is cut off or dropped before they are copied.
    ///
    /// @param data the file's cached bytes as they were when it was found
    private record Held(Page folio, Content data) {}

    private Held held(Page folio) {
        return new Held(folio, k.world().pageCache().data());
    }

    /// The folio that page `index` belongs to, or null.
    final @Nullable Page folio(long index) {
        return k.world().pageCache().in(index, index, x -> true);
    }

    final boolean uptodate(long index) {
        var folio = folio(index);
        return folio != null && folio.uptodate();
    }

    /// mm/filemap.c, filemap_read, 7.2
    long filemap_read(Request iocb) {
        try (var fn = k.enter("filemap_read", "pos", iocb.kiocb().pos(), "count", iocb.iter().count())) {
            if (fn.taken("beyond the largest file", iocb.kiocb().pos() >= p.s_maxbytes, "ki_pos", iocb.kiocb().pos())) {
                return fn.ret(0L);
            }
            iocb.iter("truncate to s_maxbytes", it -> it.truncate(p.s_maxbytes - iocb.kiocb().pos()));
            long already_read = 0;
            long isize = k.world().inode().iSize();
            int error = 0;
            boolean more = true;
            while (more) {
                if (fn.taken("some of it is read, so no more -EIOCBQUEUED", iocb.has(Iocb.IOCB_WAITQ) && already_read > 0)) {
                    iocb.set(Iocb.IOCB_NOWAIT);
                }
                if (fn.taken("at the end of the file", iocb.kiocb().pos() >= k.world().inode().iSize(), "ki_pos", iocb.kiocb().pos())) {
                    break;
                }
                var fbatch = new LinkedHashMap<Long, Held>();
                error = filemap_get_pages(iocb, iocb.iter().count(), fbatch);
                if (fn.taken("no folio", error < 0, "error", error)) {
                    break;
                }
                isize = k.world().inode().iSize();
                if (!fn.taken("cut off meanwhile", iocb.kiocb().pos() >= isize)) {
                    long before = iocb.iter().done();
                    error = copy_batch(iocb, fbatch, Math.min(isize, iocb.kiocb().pos() + iocb.iter().count()));
                    already_read += iocb.iter().done() - before;
                }
                for (long index : fbatch.keySet()) {
                    filemap_end_dropbehind_read(index);
                }
                more = iocb.iter().count() > 0 && iocb.kiocb().pos() < isize && error == 0;
            }
            p.file_accessed.run();
            if (already_read > 0) {
                prev_pos(iocb, iocb.kiocb().pos());
            }
            return fn.ret(already_read > 0 ? already_read : error);
        }
    }

    final void prev_pos(Request iocb, long pos) {
        iocb.io("prev_pos", i -> i.withRa(i.ra().withPrevPos(pos)));
    }

    /// What is wanted of each folio goes to the user.
    ///
    /// @param end_offset first byte that is not wanted or not in the file
    /// @return 0 or -EFAULT
    private int copy_batch(Request iocb, Map<Long, Held> fbatch, long end_offset) {
        for (var e : fbatch.entrySet()) {
            var now = folio(e.getKey());
            var folio = now == null ? e.getValue().folio() : now;
            var data = now == null ? e.getValue().data() : k.world().pageCache().data();
            if (end_offset < folio.pos()) {
                break;
            }
            long offset = iocb.kiocb().pos() - folio.pos();
            long bytes = Math.min(end_offset - iocb.kiocb().pos(), folio.bytes() - offset);
            boolean faults = bytes > 0 && copy_to_user(iocb, data, iocb.kiocb().pos(), bytes) < bytes;
            if (k.has(Feature.PREV_POS_MOVES_WITH_EACH_FOLIO)) {
                prev_pos(iocb, iocb.kiocb().pos());
            }
            if (faults) {
                return -EFAULT;
            }
        }
        return 0;
    }

    /// include/linux/uio.h, copy_folio_to_iter; copy_page_to_iter in 5.10
    ///
    /// @return bytes copied
    final long copy_to_user(Request iocb, long pos, long bytes) {
        return copy_to_user(iocb, k.world().pageCache().data(), pos, bytes);
    }

    private long copy_to_user(Request iocb, Content data, long pos, long bytes) {
        long copied = p.buffer.copy_to_iter(iocb, bytes, Content.EMPTY.copy(data, pos, 0, bytes));
        iocb.pos("ki_pos += copied", pos + copied);
        return copied;
    }

    /// Finds folios whose bytes are there, reading them when they are not cached. mm/filemap.c, filemap_get_pages, 7.2
    ///
    /// @param fbatch gets the first page of each folio
    /// @return 0 or -errno
    private int filemap_get_pages(Request iocb, long count, SequencedMap<Long, Held> fbatch) {
        long index = iocb.kiocb().pos() >> PAGE_SHIFT;
        long last_index = iocb.kiocb().pos() + count + (1 << PAGE_SHIFT) - 1 >> PAGE_SHIFT;
        try (var fn = k.enter("filemap_get_pages", "index", index, "last_index", last_index)) {
            while (true) {
                fbatch.clear();
                filemap_get_read_batch(index, last_index - 1, fbatch);
                if (fn.taken("not cached", fbatch.isEmpty(), "page", index)) {
                    if (fn.taken("no I/O wanted", iocb.has(Iocb.IOCB_NOIO))) {
                        return fn.ret(-EAGAIN);
                    }
                    p.readahead.page_cache_sync_ra(ractl(iocb, index), (int) (last_index - index));
                    filemap_get_read_batch(index, last_index - 1, fbatch);
                }
                if (fn.taken("still not cached", fbatch.isEmpty())) {
                    int err = filemap_create_folio(iocb, fbatch);
                    if (!fn.taken("somebody else has added it", err == AOP_TRUNCATED_PAGE)) {
                        return fn.ret(err);
                    }
                    continue;
                }
                int err = ready(fn, iocb, count, fbatch, last_index);
                if (err == 0) {
                    return fn.ret(0);
                }
                fbatch.pollLastEntry();
                if (fn.taken("folios before it are there", !fbatch.isEmpty())) {
                    return fn.ret(0);
                }
                if (!fn.taken("look again", err == AOP_TRUNCATED_PAGE)) {
                    return fn.ret(err);
                }
            }
        }
    }

    private Ractl ractl(Request iocb, long index) {
        return new Ractl(iocb, index, k.has(Feature.DROPBEHIND) && iocb.has(Iocb.IOCB_DONTCACHE));
    }

    /// Makes the last folio of a batch ready to be copied, and reads ahead when it is marked.
    private int ready(dioscope.model.engine.Fn fn, Request iocb, long count, SequencedMap<Long, Held> fbatch, long last_index) {
        long last = fbatch.sequencedKeySet().getLast();
        var folio = Objects.requireNonNull(folio(last));
        if (fn.taken("marked for readahead", folio.readahead(), "page", last)) {
            if (fn.taken("no I/O wanted", iocb.has(Iocb.IOCB_NOIO))) {
                return -EAGAIN;
            }
            p.readahead.page_cache_async_ra(ractl(iocb, last), last, (int) (last_index - last));
        }
        if (fn.taken("not up to date", !uptodate(last), "page", last)) {
            boolean others = fn.taken("others before it", fbatch.size() > 1);
            if (k.has(Feature.READ_ENDS_BEFORE_WHAT_IS_NOT_THERE) && others) {
                return -EAGAIN;
            }
            if (fn.taken("what is there ends the read", iocb.has(Iocb.IOCB_WAITQ) && others)) {
                iocb.set(Iocb.IOCB_NOWAIT);
            }
            return filemap_update_page(iocb, count, last);
        }
        return 0;
    }

    /// Cached folios without a gap, up to one that is not up to date or that is marked. mm/filemap.c, filemap_get_read_batch, 7.2
    ///
    /// @param max last page that is wanted
    private void filemap_get_read_batch(long index, long max, Map<Long, Held> fbatch) {
        var pages = k.world().pageCache().pages();
        var first = pages.floor(index);
        if (first == null || first.value().next() <= index) {
            return;
        }
        int most = k.has(Feature.BATCH_OF_31_FOLIOS) ? 31 : 15;
        long next = first.key();
        for (var it = pages.from(first.key()); it.hasNext();) {
            var folio = it.next().value();
            if (folio.index() != next || folio.index() > max) {
                return;
            }
            fbatch.put(folio.index(), held(folio));
            if (fbatch.size() == most || !folio.uptodate() || folio.readahead()) {
                return;
            }
            next = folio.next();
        }
    }

    /// Waits for a folio somebody reads, or reads it. mm/filemap.c, filemap_update_page, 7.2
    ///
    /// @return 0, AOP_TRUNCATED_PAGE or -errno
    private int filemap_update_page(Request iocb, long count, long index) {
        try (var fn = k.enter("filemap_update_page", "page", index)) {
            boolean nowait = iocb.has(Iocb.IOCB_NOWAIT);
            if (fn.taken("nowait", nowait)) {
                if (fn.taken("file is being cut off", !invalidate_lock.trylock("filemap_invalidate_trylock_shared", Mode.SHARED))) {
                    return fn.ret(-EAGAIN);
                }
            } else {
                invalidate_lock.down("filemap_invalidate_lock_shared", Mode.SHARED);
            }
            if (fn.taken("truncated meanwhile", folio(index) == null)) {
                unlock_shared();
                return fn.ret(AOP_TRUNCATED_PAGE);
            }
            if (fn.taken("locked by another", !p.pages.folio_trylock(index))) {
                boolean waits = !fn.taken("must not wait", nowait || iocb.has(Iocb.IOCB_NOIO));
                if (!waits || !fn.taken("leaves word", iocb.has(Iocb.IOCB_WAITQ))) {
                    unlock_shared();
                    if (waits) {
                        p.pages.folio_put_wait_locked(index);
                    }
                    return fn.ret(waits ? AOP_TRUNCATED_PAGE : -EAGAIN);
                }
                int error = p.pages.__folio_lock_async(index, iocb.ki_waitq());
                if (fn.taken("will be called", error != 0, "error", error)) {
                    unlock_shared();
                    return fn.ret(error);
                }
            }
            var folio = Objects.requireNonNull(folio(index));
            if (fn.taken("what is wanted is there", filemap_range_uptodate(iocb.kiocb().pos(), count, folio))) {
                p.pages.folio_unlock(index);
                unlock_shared();
                return fn.ret(0);
            }
            if (fn.taken("must not read", nowait || iocb.has(Iocb.IOCB_NOIO) || iocb.has(Iocb.IOCB_WAITQ))) {
                p.pages.folio_unlock(index);
                unlock_shared();
                return fn.ret(-EAGAIN);
            }
            int error = filemap_read_folio(iocb, index);
            unlock_shared();
            return fn.ret(error);
        }
    }

    private void unlock_shared() {
        invalidate_lock.up("filemap_invalidate_unlock_shared");
    }

    /// Whether the bytes that are wanted are valid, if not all of the folio. mm/filemap.c, filemap_range_uptodate, 7.2
    private boolean filemap_range_uptodate(long pos, long count, Page folio) {
        try (var fn = k.enter("filemap_range_uptodate", "page", folio.index())) {
            if (fn.taken("up to date", folio.uptodate())) {
                return fn.ret(true);
            }
            if (fn.taken("one block", p.blockSize >= folio.bytes())) {
                return fn.ret(false);
            }
            long from = Math.max(0, pos - folio.pos());
            long len = Math.min(count, count - (folio.pos() - pos));
            if (k.has(Feature.WHOLE_FOLIO_MUST_BE_UPTODATE) && fn.taken("all of it wanted", from == 0 && len >= folio.bytes())) {
                return fn.ret(false);
            }
            return fn.ret(p.a_ops.is_partially_uptodate(folio, from, len));
        }
    }

    /// Adds a folio and reads it. mm/filemap.c, filemap_create_folio, 7.2
    private int filemap_create_folio(Request iocb, Map<Long, Held> fbatch) {
        try (var fn = k.enter("filemap_create_folio")) {
            if (fn.taken("nowait", iocb.has(Iocb.IOCB_NOWAIT) || iocb.has(Iocb.IOCB_WAITQ))) {
                return fn.ret(-EAGAIN);
            }
            invalidate_lock.down("filemap_invalidate_lock_shared", Mode.SHARED);
            long index = iocb.kiocb().pos() >> PAGE_SHIFT;
            if (fn.taken("added meanwhile", folio(index) != null)) {
                unlock_shared();
                return fn.ret(AOP_TRUNCATED_PAGE);
            }
            add(index, k.has(Feature.DROPBEHIND) && iocb.has(Iocb.IOCB_DONTCACHE));
            int error = filemap_read_folio(iocb, index);
            unlock_shared();
            if (!fn.taken("not read", error != 0, "error", error)) {
                fbatch.put(index, held(k.world().pageCache().pages().at(index)));
            }
            return fn.ret(error);
        }
    }

    /// A new page, locked and without bytes. mm/filemap.c, filemap_add_folio; add_to_page_cache_lru before 5.16
    final void add(long index, boolean dropbehind) {
        var page = new Page(index, 1, false, false, false, Page.Mapping.NONE, false).withLockedBy(k.current()).withDropbehind(dropbehind);
        k.apply("add to the page cache", k.world().withPageCache(k.world().pageCache().with(page)));
    }

    /// Reads a locked folio and waits for it. mm/filemap.c, filemap_read_folio, 7.2
    ///
    /// @return 0 or -errno
    public final int filemap_read_folio(Request iocb, long index) {
        try (var fn = k.enter("filemap_read_folio", "page", index)) {
            int error = p.a_ops.read_folio(index);
            if (fn.taken("not submitted", error != 0, "error", error)) {
                return fn.ret(error);
            }
            p.pages.folio_put_wait_locked(index);
            if (fn.taken("up to date", uptodate(index))) {
                return fn.ret(0);
            }
            shrink_readahead_size_eio(iocb);
            return fn.ret(-EIO);
        }
    }

    /// A read error makes the next windows small. mm/filemap.c, shrink_readahead_size_eio
    final void shrink_readahead_size_eio(Request iocb) {
        iocb.io("ra_pages /= 4", i -> i.withRa(i.ra().withRaPages(i.ra().raPages() / 4)));
    }

    /// A folio that was brought for one read only leaves the cache. mm/filemap.c, filemap_end_dropbehind_read, 7.2
    private void filemap_end_dropbehind_read(long index) {
        var folio = folio(index);
        if (folio == null || !folio.dropbehind() || folio.writeback() || folio.dirty()) {
            return;
        }
        try (var fn = k.enter("filemap_end_dropbehind_read", "page", index)) {
            if (fn.taken("locked by nobody", p.pages.folio_trylock(index))) {
                p.pages.filemap_end_dropbehind(index);
                p.pages.folio_unlock(index);
            }
        }
    }
}
