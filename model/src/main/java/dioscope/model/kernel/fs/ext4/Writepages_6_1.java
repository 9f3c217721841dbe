package dioscope.model.kernel.fs.ext4;

import static dioscope.model.kernel.Errno.EIO;

import dioscope.model.engine.Kernel;
import dioscope.model.kernel.mm.PageWriteback.Wbc;
import dioscope.model.state.Bh;
import dioscope.model.state.Page;

/// fs/ext4/inode.c until 6.1: ext4_writepages has no inner function, and a commit writes ordered data page by page.
class Writepages_6_1 extends Writepages {
    Writepages_6_1(Kernel k, Mount fs, Parts parts) {
        super(k, fs, parts);
    }

    /// fs/ext4/inode.c, ext4_writepages, 6.1
    @Override
    int ext4_writepages(Wbc wbc) {
        try (var fn = k.enter("ext4_writepages", "range_start", wbc.range_start, "range_end", wbc.range_end, "sync_mode",
                wbc.sync_mode())) {
            if (fn.taken("shut down", k.world().fs().shutdown())) {
                return fn.ret(-EIO);
            }
            if (fn.taken("data journalled", fs.journalData())) {
                return fn.ret(fn.taken("no dirty page", k.world().pageCache().nrDirty() == 0) ? 0 : generic_writepages(wbc));
            }
            return fn.ret(write_pages(new Mpd(wbc, true), fn, "ext4_writepages"));
        }
    }

    /// fs/ext4/super.c, ext4_journal_submit_inode_data_buffers; fs/jbd2/commit.c, jbd2_journal_submit_inode_data_buffers, 6.1
    @Override
    int submit_inode_data_buffers(long start, long end) {
        try (var fn = k.enter("jbd2_journal_submit_inode_data_buffers", "start", start, "end", end)) {
            p.block().core().blk_start_plug();
            int ret = write_cache_pages(new Wbc(start, end, true));
            p.block().core().blk_finish_plug();
            return fn.ret(ret);
        }
    }

    /// mm/page-writeback.c, generic_writepages, 6.1
    private int generic_writepages(Wbc wbc) {
        try (var fn = k.enter("generic_writepages")) {
            p.block().core().blk_start_plug();
            int ret = write_cache_pages(wbc);
            p.block().core().blk_finish_plug();
            if (fn.taken("failed", ret != 0, "ret", ret)) {
                p.pages().mapping_set_error(ret);
            }
            return fn.ret(ret);
        }
    }

    /// Every marked page for itself. mm/page-writeback.c, write_cache_pages, 6.1
    private int write_cache_pages(Wbc wbc) {
        try (var fn = k.enter("write_cache_pages")) {
            boolean cyclic = fn.taken("goes on where the last one ended", wbc.range_cyclic);
            long index = cyclic ? k.world().wb().writebackIndex() : wbc.range_start >> 12;
            long end = cyclic ? Long.MAX_VALUE >> 12 : wbc.range_end >> 12;
            boolean range_whole = wbc.range_start == 0 && wbc.range_end == Long.MAX_VALUE;
            boolean done = false;
            long done_index = index;
            int ret = 0;
            if (fn.taken("must reach every page", wbc.tags())) {
                p.pages().tag_pages_for_writeback(index, end);
            }
            while (!done) {
                var f = k.world().pageCache().in(index, end, wbc.tags() ? Page::toWrite : Page::dirty);
                if (!fn.taken("another marked page", f != null) || f == null) {
                    break;
                }
                long at = f.index();
                index = f.next();
                done_index = at;
                if (fn.taken("gone meanwhile", !p.pages().folio_lock(at))) {
                    continue;
                }
                if (fn.taken("clean again", !k.world().pageCache().pages().at(at).dirty(), "page", at)) {
                    p.pages().folio_unlock(at);
                    continue;
                }
                if (fn.taken("already on its way", !wbc.sync_all && k.world().pageCache().pages().at(at).writeback())) {
                    p.pages().folio_unlock(at);
                    continue;
                }
                p.pages().folio_wait_writeback(at);
                p.pages().folio_clear_dirty_for_io(at);
                int error = ext4_writepage(wbc, at);
                var now = p.pages().page(at);
                if (now != null && now.lockedBy() == k.current()) {
                    p.pages().folio_unlock(at);
                }
                ret = ret == 0 ? error : ret;
                if (fn.taken("failed", error != 0, "error", error) && !wbc.sync_all) {
                    done_index = index;
                    done = true;
                    continue;
                }
                done = fn.taken("enough pages", --wbc.nr_to_write <= 0 && !wbc.sync_all);
            }
            if (cyclic && !done) {
                done_index = 0;
            }
            var wb = k.world().wb();
            if ((cyclic || range_whole && wbc.nr_to_write > 0) && wb.writebackIndex() != done_index) {
                k.apply("writeback_index", k.world().withWb(wb.withWritebackIndex(done_index)));
            }
            return fn.ret(ret);
        }
    }

    /// Writes those blocks of a page that have their place. fs/ext4/inode.c, ext4_writepage, 6.1
    private int ext4_writepage(Wbc wbc, long at) {
        try (var fn = k.enter("ext4_writepage", "page", at)) {
            if (fn.taken("shut down", k.world().fs().shutdown())) {
                return fn.ret(-EIO);
            }
            var f = k.world().pageCache().pages().at(at);
            long size = k.world().inode().iSize();
            int len = fn.taken("the file ends inside", at == size >> 12) ? (int) (size & 4095) : 4096;
            if (fn.taken("no buffers", f.buffers().isEmpty())) {
                return fn.ret(0);
            }
            boolean keep_towrite = false;
            boolean unplaced = f.buffers().stream().limit((len + fs.blockSize() - 1) / fs.blockSize())
                    .anyMatch(b -> b.has(Bh.DIRTY) && b.has(Bh.DELAY | Bh.UNWRITTEN));
            if (fn.taken("a block has no place yet", unplaced)) {
                p.pages().folio_redirty_for_writepage(wbc, at);
                if (fn.taken("one block a page", fs.blockSize() == 4096)) {
                    return fn.ret(0);
                }
                keep_towrite = true;
            }
            if (fn.taken("stored to through a mapping", f.checked() && fs.journalData())) {
                return fn.ret(p.journalled().get().__ext4_journalled_writepage(at));
            }
            var io = new PageIo.IoSubmit(wbc);
            io.io_end = p.io().ext4_init_io_end();
            int ret = p.io().ext4_bio_write_folio(io, at, len, keep_towrite);
            p.io().ext4_io_submit(io);
            p.io().ext4_put_io_end_defer(io.end());
            return fn.ret(ret);
        }
    }
}
