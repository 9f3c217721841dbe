package dioscope.model.kernel.fs.ext4;

import static dioscope.model.kernel.Errno.EAGAIN;
import static dioscope.model.kernel.Errno.EIO;
import static dioscope.model.kernel.Errno.ENOSPC;
import static dioscope.model.kernel.Errno.EROFS;
import static dioscope.model.profile.GetBlocks.EXT4_GET_BLOCKS_CREATE;
import static dioscope.model.profile.GetBlocks.EXT4_GET_BLOCKS_IO_SUBMIT;
import static dioscope.model.profile.GetBlocks.EXT4_GET_BLOCKS_METADATA_NOFAIL;
import static dioscope.model.profile.GetBlocks.EXT4_GET_BLOCKS_UNWRIT_EXT;

import dioscope.model.engine.Fn;
import dioscope.model.engine.Kernel;
import dioscope.model.kernel.block.Block;
import dioscope.model.kernel.mm.PageWriteback;
import dioscope.model.kernel.mm.PageWriteback.Wbc;
import dioscope.model.profile.Bits;
import dioscope.model.profile.Feature;
import dioscope.model.profile.GetBlocks;
import dioscope.model.profile.MapFlag;
import dioscope.model.profile.Part;
import dioscope.model.state.Bh;
import dioscope.model.state.Page;
import java.util.ArrayList;
import java.util.function.IntSupplier;
import java.util.function.IntUnaryOperator;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// fs/ext4/inode.c: dirty pages find blocks and go to the device.
class Writepages {
    /// Blocks one mapping may cover. fs/ext4/inode.c, MAX_WRITEPAGES_EXTENT_LEN
    private static final int MAX_WRITEPAGES_EXTENT_LEN = 2048;

    /// After so many commits that freed nothing it is said that no more will.
    private static final int HOPELESS = 3;

    /// Everything writeback calls. `markInodeDirty` is ext4_mark_inode_dirty, `forceCommit` jbd2_journal_force_commit_nested,
    /// `fcCommit` ext4_fc_commit; inline.c is made later.
    record Parts(BlockMap map, ExtentsStatusTree es, Ext4Jbd2 jbd2, PageWriteback pages, PageIo io, Block block,
            IntSupplier markInodeDirty, IntSupplier forceCommit, IntUnaryOperator fcCommit, Supplier<Inline> inline,
            Supplier<JournalledData> journalled) {}

    /// One pass over the pages. struct mpage_da_data
    static final class Mpd {
        final Wbc wbc;
        /// May blocks be mapped at all: not while a commit writes ordered data, and not for journalled data, which have their blocks.
        boolean can_map;
        /// First byte to write.
        long start_pos;
        /// Behind the last page looked at.
        long next_pos;
        /// Last byte to look at.
        long end_pos;
        /// The extent to map; `m_len` 0 for none. While it is collected, its flags are buffer flags.
        final MapBlocks map = new MapBlocks(0, 0);
        private int bh_flags;
        final PageIo.IoSubmit io_submit;
        boolean do_map;
        boolean scanned_until_end;
        /// The data of these pages are lost: allocation has failed for good.
        boolean give_up_on_write;

        Mpd(Wbc wbc, boolean can_map) {
            this.wbc = wbc;
            this.can_map = can_map;
            this.io_submit = new PageIo.IoSubmit(wbc);
        }
    }

    final Kernel k;
    final Mount fs;
    final Parts p;
    private final int blkbits;

    Writepages(Kernel k, Mount fs, Parts parts) {
        this.k = k;
        this.fs = fs;
        this.blkbits = Integer.numberOfTrailingZeros(fs.blockSize());
        this.p = parts;
    }

    /// That of the kernel that runs.
    static Writepages of(Kernel k, Mount fs, Parts parts) {
        return switch (k.profile().version(Part.EXT4_INODE)) {
            case V5_10, V6_1 -> new Writepages_6_1(k, fs, parts);
            case V6_6, V6_12, V6_14, V7_1, V7_2 -> new Writepages(k, fs, parts);
        };
    }

    private String name(String folio, String page) {
        return k.has(Feature.EXT4_FOLIOS) ? folio : page;
    }

    private long i_size() {
        return k.world().inode().iSize();
    }

    /// The first folio of `[start, end]` bytes, in pages, that has the tag.
    private @Nullable Page tagged(long from, long end, boolean towrite) {
        return k.world().pageCache().in(from, end, x -> towrite ? x.toWrite() : x.dirty());
    }

    /// `ext4_aops.writepages`. fs/ext4/inode.c, ext4_writepages, 7.2
    int ext4_writepages(Wbc wbc) {
        try (var fn = k.enter("ext4_writepages", "range_start", wbc.range_start, "range_end", wbc.range_end, "sync_mode",
                wbc.sync_mode())) {
            if (fn.taken("shut down", k.world().fs().shutdown())) {
                return fn.ret(-EIO);
            }
            return fn.ret(ext4_do_writepages(new Mpd(wbc, true)));
        }
    }

    /// A commit writes the data it must not be without: only what has blocks, for allocation would need the handle it waits for. The tracepoint says
    /// ext4_writepages here too. fs/ext4/inode.c, ext4_normal_submit_inode_data_buffers, 6.12
    int submit_inode_data_buffers(long start, long end) {
        try (var fn = k.enter("ext4_normal_submit_inode_data_buffers")) {
            var wbc = new Wbc(start, end, true);
            try (var trace = k.enter("ext4_writepages", "range_start", start, "range_end", end, "sync_mode", wbc.sync_mode())) {
                return fn.ret(trace.ret(ext4_do_writepages(new Mpd(wbc, false))));
            }
        }
    }

    /// fs/ext4/inode.c, ext4_do_writepages, 7.2
    private int ext4_do_writepages(Mpd mpd) {
        try (var fn = k.enter("ext4_do_writepages")) {
            return fn.ret(write_pages(mpd, fn, "ext4_do_writepages"));
        }
    }

    /// The body, which is ext4_writepages itself before 6.4.
    ///
    /// @param caller the function that starts handles
    int write_pages(Mpd mpd, Fn fn, String caller) {
        if (fn.taken("no dirty page", k.world().pageCache().nrDirty() == 0)) {
            return 0;
        }
        if (fn.taken("shut down meanwhile", k.world().fs().shutdown())) {
            return k.has(Feature.WRITEBACK_EMERGENCY_STATE) ? -EIO : -EROFS;
        }
        if (fn.taken("inline data", k.world().inode().inlineData())) {
            int err = p.jbd2.ext4_journal_start(caller);
            if (fn.taken("no handle for the inode", err < 0, "err", err)) {
                return err;
            }
            p.inline.get().ext4_destroy_inline_data();
            p.jbd2.ext4_journal_stop();
        }
        if (fn.taken("data journalled", fs.journalData())) {
            mpd.can_map = false;
            if (fn.taken("must be stable", mpd.wbc.sync_all)) {
                p.fcCommit.applyAsInt(k.world().inode().datasyncTid());
            }
        }
        boolean range_whole = mpd.wbc.range_start == 0 && mpd.wbc.range_end == Long.MAX_VALUE;
        long writeback_index = fn.taken("goes on where the last one ended", mpd.wbc.range_cyclic) ? k.world().wb().writebackIndex() : 0;
        boolean cycled = writeback_index == 0;
        mpd.start_pos = mpd.wbc.range_cyclic ? writeback_index << 12 : mpd.wbc.range_start;
        mpd.end_pos = mpd.wbc.range_cyclic ? Long.MAX_VALUE : mpd.wbc.range_end;
        int ret;
        while (true) {
            ret = write_range(mpd, fn, caller);
            if (!fn.taken("and the pages before", ret == 0 && !cycled && mpd.wbc.nr_to_write > 0)) {
                break;
            }
            cycled = true;
            mpd.start_pos = 0;
            mpd.end_pos = (writeback_index << 12) - 1;
        }
        if (mpd.wbc.range_cyclic || range_whole && mpd.wbc.nr_to_write > 0) {
            var wb = k.world().wb();
            if (wb.writebackIndex() != mpd.start_pos >> 12) {
                k.apply("writeback_index", k.world().withWb(wb.withWritebackIndex(mpd.start_pos >> 12)));
            }
        }
        return ret;
    }

    /// One round of it, over the range that `mpd` says.
    private int write_range(Mpd mpd, Fn fn, String caller) {
        int ret;
        int retries = 0;
        mpd.do_map = false;
        mpd.scanned_until_end = false;
        if (fn.taken("must reach every page", mpd.wbc.tags())) {
            p.pages.tag_pages_for_writeback(mpd.start_pos >> 12, mpd.end_pos >> 12);
        }
        p.block.core().blk_start_plug();
        mpd.io_submit.io_end = p.io.ext4_init_io_end();
        ret = mpage_prepare_extent_to_map(mpd);
        mpage_release_unused_pages(mpd, false);
        p.io.ext4_io_submit(mpd.io_submit);
        p.io.ext4_put_io_end_defer(mpd.io_submit.end());
        while (fn.taken("pages need blocks", ret >= 0 && !mpd.scanned_until_end && mpd.wbc.nr_to_write > 0)) {
            mpd.io_submit.io_end = p.io.ext4_init_io_end();
            ret = p.jbd2.ext4_journal_start_with_reserve(caller, p.jbd2.credits().ext4_da_writepages_trans_blocks(),
                    p.jbd2.credits().rsv_blocks());
            if (fn.taken("no handle", ret < 0, "ret", ret)) {
                p.io.ext4_put_io_end(mpd.io_submit.end());
                break;
            }
            mpd.do_map = true;
            ret = mpage_prepare_extent_to_map(mpd);
            if (fn.taken("an extent to map", ret == 0 && mpd.map.m_len > 0, "ret", ret, "m_len", mpd.map.m_len)) {
                ret = mpage_map_and_submit_extent(mpd);
            }
            p.jbd2.ext4_journal_stop();
            mpd.do_map = false;
            mpage_release_unused_pages(mpd, mpd.give_up_on_write);
            p.io.ext4_io_submit(mpd.io_submit);
            p.io.ext4_put_io_end(mpd.io_submit.end());
            if (fn.taken("no space, commit and try again", ret == -ENOSPC && p.jbd2.hasJournal())) {
                long free = k.world().fs().freeBlocks();
                p.forceCommit.getAsInt();
                retries = k.world().fs().freeBlocks() == free ? retries + 1 : 0;
                if (retries > HOPELESS) {
                    throw k.refuse(
                            "No block is free for the extent tree and no commit gives one back: the kernel would commit and try again for"
                                    + " ever.");
                }
                ret = 0;
                continue;
            }
            if (fn.taken("try again", ret == -EAGAIN && k.has(Feature.WRITEBACK_ENSURES_CREDITS))) {
                ret = 0;
            }
            if (fn.taken("failed", ret != 0, "ret", ret)) {
                break;
            }
        }
        p.block.core().blk_finish_plug();
        return ret;
    }

    /// Walks the marked pages: those whose blocks are all there go to the device at once, from the first block without one an extent is collected.
    /// fs/ext4/inode.c, mpage_prepare_extent_to_map, 7.2
    ///
    /// @return 0 or -errno
    private int mpage_prepare_extent_to_map(Mpd mpd) {
        try (var fn = k.enter("mpage_prepare_extent_to_map", "start", mpd.start_pos, "end", mpd.end_pos, "do_map", mpd.do_map)) {
            boolean handle = fn.taken("data journalled", fs.journalData());
            if (handle) {
                mpd.map.m_len = 0;
                mpd.next_pos = mpd.start_pos;
                int err = p.jbd2.ext4_journal_start("mpage_prepare_extent_to_map");
                if (fn.taken("no handle", err < 0, "err", err)) {
                    return fn.ret(err);
                }
            }
            int ret = prepare(mpd, fn);
            if (handle) {
                p.jbd2.ext4_journal_stop();
            }
            return fn.ret(ret);
        }
    }

    private int prepare(Mpd mpd, Fn fn) {
        long index = mpd.start_pos >> 12;
        long end = mpd.end_pos >> 12;
        boolean towrite = mpd.wbc.tags();
        long left = mpd.wbc.nr_to_write;
        mpd.map.m_len = 0;
        mpd.next_pos = mpd.start_pos;
        while (true) {
            var f = index > end ? null : tagged(index, end, towrite);
            if (!fn.taken("another marked page", f != null) || f == null) {
                break;
            }
            long at = f.index();
            index = f.next();
            boolean enough = k.has(Feature.WRITEBACK_COUNTS_COLLECTED_PAGES)
                    ? mpd.wbc.nr_to_write <= (long) mpd.map.m_len << blkbits >> 12
                    : left <= 0;
            if (!mpd.wbc.sync_all && fn.taken("enough pages", enough)) {
                return 0;
            }
            if (mpd.map.m_len > 0 && fn.taken("does not follow the extent", mpd.next_pos != f.pos(), "page", at)) {
                return 0;
            }
            if (fn.taken("gone meanwhile", !p.pages.folio_lock(at))) {
                continue;
            }
            f = k.world().pageCache().pages().at(at);
            if (!mpd.wbc.sync_all && fn.taken("already on its way", f.writeback())) {
                p.pages.folio_unlock(at);
                continue;
            }
            if (fn.taken("clean again", !f.dirty(), "page", at)) {
                if (k.has(Feature.WRITEBACK_CLEARS_STALE_MARKS) && !f.writeback()) {
                    p.pages.__folio_start_writeback(at, false);
                    p.pages.folio_end_writeback(at);
                }
                p.pages.folio_unlock(at);
                continue;
            }
            p.pages.folio_wait_writeback(at);
            if (fn.taken("no buffers", f.buffers().isEmpty(), "page", at)) {
                p.pages.set("clear PG_dirty", k.world().pageCache().pages().at(at).withDirty(false));
                p.pages.folio_unlock(at);
                continue;
            }
            if (mpd.map.m_len == 0) {
                mpd.start_pos = f.pos();
            }
            mpd.next_pos = f.next() << 12;
            if (!mpd.can_map) {
                int err = mpage_submit_folio(mpd, at);
                if (fn.taken("submission failed", err < 0, "err", err)) {
                    return err;
                }
                mpage_folio_done(mpd, at);
            } else {
                int err = mpage_process_page_bufs(mpd, at, 0);
                if (fn.taken("stop here", err <= 0, "err", err)) {
                    return err;
                }
                left--;
            }
        }
        mpd.scanned_until_end = true;
        return 0;
    }

    /// Submits the folio when all its blocks are there, else adds those that are not to the extent. fs/ext4/inode.c, mpage_process_page_bufs
    ///
    /// @param first which of its buffers to begin with
    /// @return 1 to go on, 0 to stop, or -errno
    private int mpage_process_page_bufs(Mpd mpd, long index, int first) {
        try (var fn = k.enter("mpage_process_page_bufs", "page", index, "buffer", first)) {
            var bufs = k.world().pageCache().pages().at(index).buffers();
            long blocks = i_size() + fs.blockSize() - 1 >> blkbits;
            long lblk = (index << 12 >> blkbits) + first;
            int i = first;
            while (true) {
                if (fn.taken("behind the file, or cannot join", lblk >= blocks || !mpage_add_bh_to_extent(mpd, lblk, bufs.get(i)), "lblk",
                        lblk, "blocks", blocks)) {
                    if (fn.taken("an extent is collected", mpd.map.m_len > 0)) {
                        return fn.ret(0);
                    }
                    if (fn.taken("needs a block, and no handle", !mpd.do_map)) {
                        return fn.ret(0);
                    }
                    break;
                }
                lblk++;
                if (++i == bufs.size()) {
                    break;
                }
            }
            if (fn.taken("all blocks there", mpd.map.m_len == 0)) {
                int err = mpage_submit_folio(mpd, index);
                if (fn.taken("submission failed", err < 0, "err", err)) {
                    return fn.ret(err);
                }
                mpage_folio_done(mpd, index);
            }
            if (fn.taken("end of the file", lblk >= blocks)) {
                mpd.scanned_until_end = true;
                return fn.ret(0);
            }
            return fn.ret(1);
        }
    }

    /// fs/ext4/inode.c, mpage_add_bh_to_extent
    ///
    /// @return false when the block cannot join the extent
    private boolean mpage_add_bh_to_extent(Mpd mpd, long lblk, Bh bh) {
        try (var fn = k.enter("mpage_add_bh_to_extent", "lblk", lblk, "b_state", bh.names())) {
            var map = mpd.map;
            if (fn.taken("needs no block", !bh.has(Bh.DIRTY) || !bh.has(Bh.MAPPED) || !bh.has(Bh.DELAY | Bh.UNWRITTEN))) {
                return fn.ret(fn.taken("no extent yet", map.m_len == 0));
            }
            int flags = bh.state() & (Bh.DELAY | Bh.UNWRITTEN);
            if (fn.taken("the first of the extent", map.m_len == 0)) {
                if (fn.taken("no handle", !mpd.do_map)) {
                    return fn.ret(false);
                }
                map.m_lblk = lblk;
                map.m_len = 1;
                mpd.bh_flags = flags;
                return fn.ret(true);
            }
            if (fn.taken("continues it, and it may be longer",
                    map.m_len < MAX_WRITEPAGES_EXTENT_LEN && lblk == map.m_lblk + map.m_len && flags == mpd.bh_flags)) {
                map.m_len++;
                return fn.ret(true);
            }
            return fn.ret(false);
        }
    }

    /// Hands a locked folio to the bios. fs/ext4/inode.c, mpage_submit_folio; mpage_submit_page before 6.6
    private int mpage_submit_folio(Mpd mpd, long index) {
        try (var fn = k.enter(name("mpage_submit_folio", "mpage_submit_page"), "page", index)) {
            p.pages.folio_clear_dirty_for_io(index);
            var f = k.world().pageCache().pages().at(index);
            long size = i_size();
            long len = f.bytes();
            if (fn.taken("the file ends inside", f.pos() + len > size, "i_size", size)) {
                len = size & len - 1;
            }
            return fn.ret(p.io.ext4_bio_write_folio(mpd.io_submit, index, (int) len));
        }
    }

    /// fs/ext4/inode.c, mpage_folio_done; mpage_page_done before 6.6
    private void mpage_folio_done(Mpd mpd, long index) {
        var f = k.world().pageCache().pages().at(index);
        mpd.start_pos = f.pos() + f.bytes();
        mpd.wbc.nr_to_write -= f.pages();
        p.pages.folio_unlock(index);
    }

    /// Unlocks the folios that were looked at and not written; drops their data when there is no hope for them. fs/ext4/inode.c,
    /// mpage_release_unused_pages, 7.2
    private void mpage_release_unused_pages(Mpd mpd, boolean invalidate) {
        try (var fn = k.enter("mpage_release_unused_pages", "start", mpd.start_pos, "next", mpd.next_pos, "invalidate", invalidate)) {
            if (fn.taken("none", mpd.start_pos >= mpd.next_pos)) {
                return;
            }
            mpd.scanned_until_end = false;
            long first = mpd.start_pos + 4095 >> 12;
            long end = (mpd.next_pos >> 12) - 1;
            if (fn.taken("drop the data", invalidate)) {
                long from = first << 12 >> blkbits;
                boolean all = k.has(Feature.WRITEBACK_GIVES_UP_ALL_BLOCKS);
                p.es.ext4_es_remove_extent(from, all ? end + 1 << 12 >> blkbits : (end << 12 >> blkbits) + 1);
            }
            var cache = k.world().pageCache();
            for (var f = cache.in(first, end, x -> true); f != null; f = cache.in(f.next(), end, x -> true)) {
                if (f.index() < first || f.next() - 1 > end) {
                    continue;
                }
                if (invalidate) {
                    block_invalidate_folio(f);
                }
                p.pages.folio_unlock(f.index());
            }
        }
    }

    /// fs/buffer.c, block_invalidate_folio, with the end of the folio's being up to date
    private void block_invalidate_folio(Page f) {
        try (var fn = k.enter("block_invalidate_folio", "page", f.index())) {
            if (fn.taken("in page tables", f.mapped() != Page.Mapping.NONE)) {
                p.pages.folio_clear_dirty_for_io(f.index());
            }
            var bufs = new ArrayList<>(f.buffers());
            bufs.replaceAll(b -> new Bh(-1, b.state() & Bh.UPTODATE));
            p.pages.set("discard buffers",
                    k.world().pageCache().pages().at(f.index()).withBuffers(bufs).withUptodate(false).withDirty(false));
        }
    }

    /// Maps the collected extent piece by piece, and after each submits the folios that are complete. fs/ext4/inode.c, mpage_map_and_submit_extent, 7.2
    private int mpage_map_and_submit_extent(Mpd mpd) {
        try (var fn = k.enter("mpage_map_and_submit_extent", "lblk", mpd.map.m_lblk, "len", mpd.map.m_len)) {
            var io_end = mpd.io_submit.end();
            io_end.alloc(mpd.map.m_lblk << blkbits);
            boolean progress = false;
            int err;
            do {
                err = mpage_map_one_extent(mpd);
                if (fn.taken("mapping failed", err < 0, "err", err)) {
                    if (fn.taken("shut down", k.world().fs().shutdown())) {
                        mpd.give_up_on_write = true;
                        return fn.ret(err);
                    }
                    if (fn.taken("may succeed later",
                            err == -EAGAIN && k.has(Feature.WRITEBACK_ENSURES_CREDITS)
                                    || err == -ENOSPC && k.world().fs().freeBlocks() > 0)) {
                        if (fn.taken("part is mapped", progress)) {
                            if (k.has(Feature.WRITEBACK_SUBMITS_PARTIAL_FOLIO)) {
                                mpage_submit_partial_folio(mpd);
                            }
                            break;
                        }
                        return fn.ret(err);
                    }
                    mpd.give_up_on_write = true;
                    return fn.ret(err);
                }
                progress = true;
                err = mpage_map_and_submit_buffers(mpd);
                if (fn.taken("submission failed", err < 0, "err", err)) {
                    break;
                }
            } while (fn.taken("more to map", mpd.map.m_len > 0, "m_len", mpd.map.m_len));
            long disksize = mpd.start_pos;
            if (fn.taken("reaches behind i_disksize", disksize > k.world().inode().iDisksize(), "end", disksize, "i_disksize",
                    k.world().inode().iDisksize())) {
                var i = k.world().inode();
                long v = Math.min(disksize, i.iSize());
                if (v > i.iDisksize()) {
                    k.apply("i_disksize", k.world().withInode(i.withIDisksize(v)));
                }
                int err2 = p.markInodeDirty.getAsInt();
                err = err == 0 ? err2 : err;
            }
            return fn.ret(err);
        }
    }

    /// What of a folio has blocks goes to the device, so that nobody reads what was there before. fs/ext4/inode.c, mpage_submit_partial_folio, 7.2
    private void mpage_submit_partial_folio(Mpd mpd) {
        try (var fn = k.enter("mpage_submit_partial_folio")) {
            long index = mpd.start_pos >> 12;
            mpage_submit_folio(mpd, index);
            mpd.start_pos = mpd.map.m_lblk << blkbits;
            p.pages.folio_unlock(index);
        }
    }

    /// Allocates the delayed blocks, or splits the unwritten ones off. fs/ext4/inode.c, mpage_map_one_extent, 7.2
    private int mpage_map_one_extent(Mpd mpd) {
        try (var fn = k.enter("mpage_map_one_extent")) {
            k.enter("ext4_da_write_pages_extent", "lblk", mpd.map.m_lblk, "len", mpd.map.m_len).close();
            boolean dioread_nolock = fn.taken("dioread_nolock", fs.dioreadNolock());
            int flags = get_blocks_flags(dioread_nolock, fn.taken("delayed", (mpd.bh_flags & Bh.DELAY) != 0));
            int err = p.map.ext4_map_blocks(mpd.map, flags);
            if (fn.taken("failed", err < 0, "err", err, "flags", new Bits(k.profile().getBlocks(), flags))) {
                return fn.ret(err);
            }
            if (fn.taken("to be converted", dioread_nolock && mpd.map.has(k, MapFlag.EXT4_MAP_UNWRITTEN), "m_flags", mpd.map.flags(k))) {
                var io_end = mpd.io_submit.end();
                if (p.jbd2.hasJournal() && !io_end.hasHandle()) {
                    io_end.setHandle(p.jbd2.take_rsv_handle());
                }
                io_end.setUnwritten();
            }
            return fn.ret(0);
        }
    }

    /// What the mapping is asked for.
    private int get_blocks_flags(boolean dioread_nolock, boolean delayed) {
        var l = k.profile().getBlocks();
        int flags = l.word(EXT4_GET_BLOCKS_CREATE, EXT4_GET_BLOCKS_METADATA_NOFAIL, EXT4_GET_BLOCKS_IO_SUBMIT);
        if (k.has(Feature.WRITEBACK_MAPS_NOCACHE)) {
            flags |= l.mask(GetBlocks.EXT4_EX_NOCACHE);
        }
        if (dioread_nolock) {
            flags |= l.mask(EXT4_GET_BLOCKS_UNWRIT_EXT);
            if (k.has(Feature.WRITEBACK_SPLITS_BEFORE_IO)) {
                flags |= l.mask(GetBlocks.EXT4_GET_BLOCKS_PRE_IO);
            }
        }
        if (delayed && k.has(Feature.WRITEBACK_SAYS_DELALLOC_RESERVE)) {
            flags |= l.mask(GetBlocks.EXT4_GET_BLOCKS_DELALLOC_RESERVE);
        }
        return flags;
    }

    /// fs/ext4/inode.c, mpage_map_and_submit_buffers, 7.2
    private int mpage_map_and_submit_buffers(Mpd mpd) {
        try (var fn = k.enter("mpage_map_and_submit_buffers", "lblk", mpd.map.m_lblk, "len", mpd.map.m_len)) {
            long index = mpd.map.m_lblk << blkbits >> 12;
            long end = mpd.map.m_lblk + mpd.map.m_len - 1 << blkbits >> 12;
            long[] pblock = {mpd.map.m_pblk};
            while (true) {
                var f = index > end ? null : k.world().pageCache().in(index, end, x -> true);
                if (!fn.taken("another folio", f != null) || f == null) {
                    break;
                }
                index = f.next();
                int r = mpage_process_folio(mpd, f.index(), pblock);
                if (fn.taken("needs more mapping", r != 0, "ret", r)) {
                    return fn.ret(Math.min(r, 0));
                }
                int err = mpage_submit_folio(mpd, f.index());
                if (fn.taken("submission failed", err < 0, "err", err)) {
                    return fn.ret(err);
                }
                mpage_folio_done(mpd, f.index());
            }
            mpd.map.m_len = 0;
            mpd.bh_flags = 0;
            return fn.ret(0);
        }
    }

    /// Tells the folio's buffers where their blocks are now. fs/ext4/inode.c, mpage_process_folio, 7.2; mpage_process_page before 6.6
    ///
    /// @param pblock the next block on the device, advanced
    /// @return 0 when the folio is complete, 1 when it needs more mapping or is submitted, or -errno
    private int mpage_process_folio(Mpd mpd, long index, long[] pblock) {
        try (var fn = k.enter(name("mpage_process_folio", "mpage_process_page"), "page", index)) {
            var vec = mpd.io_submit.end().last();
            long mapped = mpd.map.m_lblk + mpd.map.m_len;
            long first = index << 12 >> blkbits;
            var bufs = new ArrayList<>(k.world().pageCache().pages().at(index).buffers());
            for (int i = 0; i < bufs.size(); i++) {
                long lblk = first + i;
                if (lblk < mpd.map.m_lblk) {
                    continue;
                }
                if (fn.taken("behind the mapping", lblk >= mapped, "lblk", lblk)) {
                    p.pages.set("blocks", k.world().pageCache().pages().at(index).withBuffers(bufs));
                    mpd.map.m_len = 0;
                    mpd.bh_flags = 0;
                    int err = mpage_process_page_bufs(mpd, index, i);
                    if (fn.taken("a gap in the folio", err >= 0 && mpd.map.m_len > 0 && mpd.map.m_lblk > lblk)) {
                        mpd.io_submit.end().alloc(mpd.map.m_lblk << blkbits);
                    }
                    return fn.ret(err < 0 ? err : 1);
                }
                var bh = bufs.get(i);
                if (bh.has(Bh.DELAY)) {
                    bh = bh.clear(Bh.DELAY).at(pblock[0]++);
                }
                bufs.set(i, bh.clear(Bh.UNWRITTEN));
                vec.size += fs.blockSize();
            }
            p.pages.set("blocks", k.world().pageCache().pages().at(index).withBuffers(bufs));
            return fn.ret(0);
        }
    }
}
