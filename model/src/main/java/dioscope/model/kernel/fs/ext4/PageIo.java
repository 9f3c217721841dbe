package dioscope.model.kernel.fs.ext4;

import static dioscope.model.kernel.Errno.EIO;

import dioscope.model.engine.Kernel;
import dioscope.model.kernel.Workqueue;
import dioscope.model.kernel.block.BioIov;
import dioscope.model.kernel.block.Block;
import dioscope.model.kernel.mm.Filemap;
import dioscope.model.kernel.mm.PageWriteback;
import dioscope.model.kernel.mm.PageWriteback.Wbc;
import dioscope.model.profile.Feature;
import dioscope.model.profile.Req;
import dioscope.model.state.Bh;
import dioscope.model.state.Bio;
import dioscope.model.state.Content;
import dioscope.model.state.Data;
import dioscope.model.state.Page;
import dioscope.model.state.Task;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/// fs/ext4/page-io.c: folios become bios, and what happens when those end.
final class PageIo {
    /// A range of the file whose blocks become written when its data are there. struct ext4_io_end_vec
    static final class IoEndVec {
        long offset;
        long size;

        IoEndVec(long offset) {
            this.offset = offset;
        }
    }

    /// What several bios of one writeback have in common. struct ext4_io_end
    static final class IoEnd {
        private int count = 1;
        /// EXT4_IO_END_UNWRITTEN: there are blocks to convert.
        private boolean unwritten;
        /// EXT4_IO_END_FAILED: a bio has failed.
        private boolean failed;
        /// Credits of the handle reserved for the conversion; 0 for none.
        private int handle;
        private final List<IoEndVec> list_vec = new ArrayList<>();
        /// Bios that have ended and whose folios wait for the conversion, the last first.
        private final ArrayDeque<Integer> bios = new ArrayDeque<>();

        /// ext4_alloc_io_end_vec
        IoEndVec alloc(long offset) {
            var v = new IoEndVec(offset);
            list_vec.add(v);
            return v;
        }

        /// ext4_last_io_end_vec
        IoEndVec last() {
            return list_vec.getLast();
        }

        /// ext4_set_io_unwritten_flag
        void setUnwritten() {
            unwritten = true;
        }

        /// Whether a handle was reserved for it.
        boolean hasHandle() {
            return handle > 0;
        }

        /// With the handle that was reserved.
        ///
        /// @param credits what was reserved; 0 for none
        void setHandle(int credits) {
            handle = credits;
        }
    }

    /// The bio that is being filled. struct ext4_io_submit
    static final class IoSubmit {
        final Wbc io_wbc;
        @Nullable
        IoEnd io_end;
        private int io_bio;
        private long io_next_block;

        IoSubmit(Wbc wbc) {
            io_wbc = wbc;
        }

        IoEnd end() {
            return java.util.Objects.requireNonNull(io_end);
        }
    }

    /// `ext4_convert_unwritten_io_end_vec`, as fs/ext4/extents.c has it.
    interface Convert {
        /// @param reserved credits of the handle that was reserved for it; 0 for none
        /// @return 0 or -errno
        int convert(int reserved, List<IoEndVec> vecs);
    }

    /// Which folio, and which bytes of it, a bio carries: its folio_iter.
    private record Part(long index, long from, long to) {}

    private final Kernel k;
    private final Block block;
    private final PageWriteback pages;
    private final Convert convert;
    private final IntConsumer freeReserved;
    private final Runnable abort;
    private final boolean dataErrAbort;
    private final int blockSize;
    private final Workqueue rsv_conversion_wq;
    private final ArrayDeque<IoEnd> i_rsv_conversion_list = new ArrayDeque<>();
    private final Map<Integer, List<Part>> parts = new HashMap<>();

    /// @param blockSize bytes
    /// @param freeReserved gives up a reserved handle of so many credits
    /// @param abort aborts the journal
    /// @param dataErrAbort mounted with data_err=abort
    PageIo(Kernel k, Block block, PageWriteback pages, int blockSize, Convert convert, IntConsumer freeReserved, Runnable abort,
            boolean dataErrAbort) {
        this.k = k;
        this.block = block;
        this.pages = pages;
        this.blockSize = blockSize;
        this.convert = convert;
        this.freeReserved = freeReserved;
        this.abort = abort;
        this.dataErrAbort = dataErrAbort;
        this.rsv_conversion_wq = new Workqueue(k, "ext4-rsv-conver/", Task.Kind.WORKER);
    }

    private String name(String folio, String page) {
        return k.has(Feature.EXT4_FOLIOS) ? folio : page;
    }

    private Page page(long index) {
        return k.world().pageCache().pages().at(index);
    }

    /// Waits for the conversions that are queued. kernel/workqueue.c, flush_workqueue, of s_rsv_conversion_wq
    void flush_workqueue() {
        rsv_conversion_wq.flush_workqueue();
    }

    /// fs/ext4/page-io.c, ext4_init_io_end
    IoEnd ext4_init_io_end() {
        return new IoEnd();
    }

    /// Writes the dirty, mapped blocks of a locked folio. fs/ext4/page-io.c, ext4_bio_write_folio, 6.12; ext4_bio_write_page before 6.6
    ///
    /// @param len bytes of the folio that lie inside the file
    int ext4_bio_write_folio(IoSubmit io, long index, int len) {
        return ext4_bio_write_folio(io, index, len, false);
    }

    /// As before 6.6, where the caller says whether the folio stays marked.
    int ext4_bio_write_folio(IoSubmit io, long index, int len, boolean keep) {
        try (var fn = k.enter(name("ext4_bio_write_folio", "ext4_bio_write_page"), "page", index, "len", len)) {
            boolean early = !k.has(Feature.WRITEBACK_STARTS_WHEN_KNOWN);
            boolean keep_towrite = keep;
            if (early) {
                pages.__folio_start_writeback(index, keep);
            }
            var p = page(index);
            if (fn.taken("reaches beyond the file", len < p.bytes(), "len", len)) {
                zero(p.pos() + len, p.bytes() - len);
            }
            var bufs = new ArrayList<>(p.buffers());
            boolean redirty = false;
            int nr_to_submit = 0;
            for (int i = 0; i < bufs.size(); i++) {
                var bh = bufs.get(i);
                if (i * blockSize >= len) {
                    bufs.set(i, bh.clear(Bh.DIRTY).set(Bh.UPTODATE));
                } else if (!bh.has(Bh.DIRTY) || bh.has(Bh.DELAY) || !bh.has(Bh.MAPPED) || bh.has(Bh.UNWRITTEN)) {
                    bufs.set(i, bh.has(Bh.MAPPED) ? bh : bh.clear(Bh.DIRTY));
                    boolean dirty = bufs.get(i).has(Bh.DIRTY)
                            || bufs.get(i).has(Bh.JBD_DIRTY) && k.has(Feature.WRITEBACK_SEES_JOURNALLED_BUFFERS);
                    redirty |= dirty;
                    keep_towrite |= dirty;
                    if (early && io.io_bio != 0) {
                        ext4_io_submit(io);
                    }
                } else {
                    bufs.set(i, bh.clear(Bh.DIRTY | Bh.NEW).set(Bh.ASYNC_WRITE));
                    nr_to_submit++;
                }
            }
            pages.set("buffers", page(index).withBuffers(bufs));
            if (fn.taken("a dirty block cannot be written now", redirty && !page(index).dirty())) {
                pages.folio_redirty_for_writepage(io.io_wbc, index);
            }
            if (fn.taken("nothing to submit", nr_to_submit == 0)) {
                if (!early) {
                    pages.__folio_start_writeback(index, keep_towrite);
                }
                pages.folio_end_writeback(index);
                return fn.ret(0);
            }
            if (!early) {
                pages.__folio_start_writeback(index, keep_towrite);
            }
            for (int i = 0; i < bufs.size(); i++) {
                if (bufs.get(i).has(Bh.ASYNC_WRITE)) {
                    io_submit_add_bh(io, index, i, bufs.get(i).blocknr());
                }
            }
            return fn.ret(0);
        }
    }

    /// Bytes behind the end of the file read as zeros, on the device too. include/linux/highmem.h, folio_zero_segment
    private void zero(long from, long length) {
        var cache = k.world().pageCache();
        var next = cache.withData(cache.data().fill(from, length, Data.ZERO));
        if (next != cache) {
            k.apply("zero behind the end of the file", k.world().withPageCache(next));
        }
    }

    /// Adds one block to the bio; a block that does not follow on the device begins the next. fs/ext4/page-io.c, io_submit_add_bh, 6.12
    private void io_submit_add_bh(IoSubmit io, long index, int i, long blocknr) {
        try (var fn = k.enter("io_submit_add_bh", "page", index, "block", blocknr)) {
            if (fn.taken("does not follow", io.io_bio != 0 && blocknr != io.io_next_block, "io_next_block", io.io_next_block)) {
                ext4_io_submit(io);
            }
            while (true) {
                if (fn.taken("no bio yet", io.io_bio == 0)) {
                    io_submit_init_bio(io, blocknr, index * 4096 + (long) i * blockSize);
                }
                if (fn.taken("added", bio_add_folio(io.io_bio, index, i))) {
                    break;
                }
                ext4_io_submit(io);
            }
            io.io_next_block++;
        }
    }

    /// fs/ext4/page-io.c, io_submit_init_bio, 6.12
    private void io_submit_init_bio(IoSubmit io, long blocknr, long fileOffset) {
        try (var fn = k.enter("io_submit_init_bio", "block", blocknr)) {
            int id = block.nextBio();
            k.apply("bio_alloc",
                    k.world().withBios(k.world().bios().put(id,
                            new Bio(id, 0, Bio.Op.WRITE, 0, blocknr * (blockSize / 512), 0, Bio.Kind.DATA, Bio.Via.WRITEBACK, fileOffset,
                                    List.of(), Bio.State.BUILDING, 0, 0, "ext4_end_bio", Content.EMPTY))));
            var end = io.end();
            end.count++;
            parts.put(id, new ArrayList<>());
            block.bio().onEndIo(id, () -> ext4_end_bio(id, end));
            io.io_bio = id;
            io.io_next_block = blocknr;
        }
    }

    /// Memory that follows the last piece joins it. block/bio.c, bio_add_folio
    ///
    /// @return false when the bio is full
    private boolean bio_add_folio(int bio, long index, int i) {
        var b = k.world().bios().at(bio);
        long at = (long) i * blockSize;
        long phys = Filemap.memory(index) + at;
        var vecs = new ArrayList<>(b.vecs());
        var last = vecs.isEmpty() ? null : vecs.getLast();
        if (last != null && last.phys() + last.len() == phys) {
            vecs.set(vecs.size() - 1, new Bio.Bvec(last.phys(), last.len() + blockSize));
        } else if (vecs.size() == BioIov.BIO_MAX_VECS) {
            return false;
        } else {
            vecs.add(new Bio.Bvec(phys, blockSize));
        }
        var payload = b.payload().copy(k.world().pageCache().data(), index * 4096 + at, b.bytes(), blockSize);
        k.apply("bio_add_folio",
                k.world().withBios(k.world().bios().put(bio, b.withPages(b.bytes() + blockSize, List.copyOf(vecs), payload))));
        var list = java.util.Objects.requireNonNull(parts.get(bio));
        var p = list.isEmpty() ? null : list.getLast();
        if (p != null && p.index == index && p.to == at) {
            list.set(list.size() - 1, new Part(index, p.from, at + blockSize));
        } else {
            list.add(new Part(index, at, at + blockSize));
        }
        return true;
    }

    /// fs/ext4/page-io.c, ext4_io_submit, 6.12
    void ext4_io_submit(IoSubmit io) {
        try (var fn = k.enter("ext4_io_submit")) {
            if (fn.taken("a bio is prepared", io.io_bio != 0)) {
                if (fn.taken("somebody waits", io.io_wbc.sync_all)) {
                    var b = k.world().bios().at(io.io_bio);
                    k.apply("REQ_SYNC", k.world()
                            .withBios(k.world().bios().put(b.id(), b.withOpf(b.opf() | k.profile().req().mask(Req.REQ_SYNC)))));
                }
                int bio = io.io_bio;
                io.io_bio = 0;
                block.core().submit_bio(bio);
            }
        }
    }

    /// A writeback bio has ended. fs/ext4/page-io.c, ext4_end_bio, 6.12
    private void ext4_end_bio(int bio, IoEnd io_end) {
        int status = k.world().bios().at(bio).status();
        try (var fn = k.enter("ext4_end_bio", "bio", bio, "status", status)) {
            if (fn.taken("failed", status != 0, "status", status)) {
                io_end.failed = true;
                pages.mapping_set_error(status);
            }
            if (fn.taken("blocks to convert first", defers(io_end))) {
                io_end.bios.push(bio);
                ext4_put_io_end_defer(io_end);
            } else {
                ext4_put_io_end_defer(io_end);
                ext4_finish_bio(bio);
            }
        }
    }

    /// Whether ending needs a task. fs/ext4/page-io.c, ext4_io_end_defer_completion, 7.2; before only EXT4_IO_END_UNWRITTEN is asked
    private boolean defers(IoEnd e) {
        boolean convert = e.unwritten && !e.list_vec.isEmpty();
        return convert || dataErrAbort && e.failed && k.has(Feature.WRITEBACK_ABORTS_ON_DATA_ERROR) && !k.world().fs().shutdown()
                && !k.world().journal().aborted();
    }

    /// Ends the writeback of every folio all of whose blocks are there. fs/ext4/page-io.c, ext4_finish_bio, 6.12
    private void ext4_finish_bio(int bio) {
        try (var fn = k.enter("ext4_finish_bio", "bio", bio)) {
            int status = k.world().bios().at(bio).status();
            for (var part : java.util.Objects.requireNonNull(parts.remove(bio))) {
                if (fn.taken("failed", status != 0, "status", status)) {
                    pages.mapping_set_error(k.has(Feature.WRITEBACK_KEEPS_ERRNO) ? status : -EIO);
                }
                var p = page(part.index);
                boolean under_io = false;
                var bufs = new ArrayList<>(p.buffers());
                for (int i = 0; i < bufs.size(); i++) {
                    long at = (long) i * blockSize;
                    if (at < part.from || at + blockSize > part.to) {
                        under_io |= bufs.get(i).has(Bh.ASYNC_WRITE);
                    } else {
                        bufs.set(i, bufs.get(i).clear(Bh.ASYNC_WRITE));
                    }
                }
                pages.set("clear BH_Async_Write", p.withBuffers(bufs));
                if (fn.taken("all blocks of the folio are there", !under_io, "page", part.index)) {
                    pages.folio_end_writeback(part.index);
                }
            }
        }
    }

    /// fs/ext4/page-io.c, ext4_release_io_end, 6.12
    private void ext4_release_io_end(IoEnd io_end) {
        try (var fn = k.enter("ext4_release_io_end")) {
            while (fn.taken("a bio waits", !io_end.bios.isEmpty())) {
                ext4_finish_bio(io_end.bios.pop());
            }
            io_end.list_vec.clear();
        }
    }

    /// Gives a reference back where the conversion must not run. fs/ext4/page-io.c, ext4_put_io_end_defer, 6.12
    void ext4_put_io_end_defer(IoEnd io_end) {
        try (var fn = k.enter("ext4_put_io_end_defer", "count", io_end.count)) {
            if (fn.taken("last reference", --io_end.count == 0)) {
                if (fn.taken("nothing to convert", !defers(io_end))) {
                    ext4_release_io_end(io_end);
                } else {
                    ext4_add_complete_io(io_end);
                }
            }
        }
    }

    /// Gives a reference back where it may. fs/ext4/page-io.c, ext4_put_io_end, 6.12
    int ext4_put_io_end(IoEnd io_end) {
        try (var fn = k.enter("ext4_put_io_end", "count", io_end.count)) {
            int err = 0;
            if (fn.taken("last reference", --io_end.count == 0)) {
                if (k.has(Feature.WRITEBACK_CONVERTS_IN_ONE_PLACE)) {
                    if (fn.taken("more than to release it", defers(io_end))) {
                        return fn.ret(ext4_end_io_end(io_end));
                    }
                } else if (fn.taken("blocks to convert", io_end.unwritten)) {
                    err = convert.convert(io_end.handle, io_end.list_vec);
                    io_end.handle = 0;
                    io_end.unwritten = false;
                }
                ext4_release_io_end(io_end);
            }
            return fn.ret(err);
        }
    }

    /// fs/ext4/page-io.c, ext4_add_complete_io, 6.12
    private void ext4_add_complete_io(IoEnd io_end) {
        try (var fn = k.enter("ext4_add_complete_io")) {
            boolean empty = i_rsv_conversion_list.isEmpty();
            i_rsv_conversion_list.add(io_end);
            if (fn.taken("no work queued", empty)) {
                rsv_conversion_wq.queue("ext4_end_io_rsv_work", this::ext4_end_io_rsv_work);
            }
        }
    }

    /// fs/ext4/page-io.c, ext4_end_io_rsv_work and ext4_do_flush_completed_IO, 6.12
    private void ext4_end_io_rsv_work() {
        try (var fn = k.enter("ext4_end_io_rsv_work")) {
            var unwritten = new ArrayDeque<>(i_rsv_conversion_list);
            i_rsv_conversion_list.clear();
            while (fn.taken("an I/O has ended", !unwritten.isEmpty())) {
                ext4_end_io_end(unwritten.remove());
            }
        }
    }

    /// The data are on the device: converts their blocks, then ends the writeback of their folios. fs/ext4/page-io.c, ext4_end_io_end, 6.12
    private int ext4_end_io_end(IoEnd io_end) {
        try (var fn = k.enter("ext4_end_io_end")) {
            int handle = io_end.handle;
            io_end.handle = 0;
            int ret;
            if (fn.taken("data failed", io_end.failed) && k.has(Feature.FAILED_WRITEBACK_STAYS_UNWRITTEN)) {
                ret = -EIO;
                freeReserved.accept(handle);
                if (fn.taken("data_err=abort", dataErrAbort && k.has(Feature.WRITEBACK_ABORTS_ON_DATA_ERROR))) {
                    abort.run();
                }
            } else {
                ret = convert.convert(handle, io_end.list_vec);
            }
            fn.taken("potential data loss", ret < 0, "ret", ret);
            io_end.unwritten = false;
            ext4_release_io_end(io_end);
            return fn.ret(ret);
        }
    }
}
