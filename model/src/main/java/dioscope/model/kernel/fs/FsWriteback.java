package dioscope.model.kernel.fs;

import dioscope.model.engine.Kernel;
import dioscope.model.kernel.block.Block;
import dioscope.model.kernel.mm.BalanceDirty;
import dioscope.model.kernel.mm.Filemap;
import dioscope.model.kernel.mm.PageWriteback;
import dioscope.model.kernel.mm.PageWriteback.Wbc;
import dioscope.model.state.Inode;
import dioscope.model.state.Wb;
import dioscope.model.state.Wb.IoList;
import java.util.ArrayList;
import java.util.List;

/// fs/fs-writeback.c: which inodes are dirty, and who asks the flusher to write them.
public final class FsWriteback {
    /// `super_operations.write_inode`.
    public interface WriteInode {
        /// @return 0 or -errno
        int write_inode(Wbc wbc);
    }

    /// The page cache of the device, in which metadata are dirty. block/fops.c, def_blk_aops
    public interface Bdev {
        /// Whether a page of it is dirty.
        boolean dirty();

        /// Sends what is dirty to its place. block/fops.c, blkdev_writepages
        void blkdev_writepages(Wbc wbc);
    }

    /// What it works with.
    ///
    /// @param a_ops the file's writepages
    public record Parts(Block block, PageWriteback pages, Filemap filemap, BalanceDirty balance, PageWriteback.Writepages a_ops,
            WriteInode s_op, Bdev bdev) {}

    private final Kernel k;
    private final Parts p;
    private final Flusher flusher;
    /// Tasks that wait for I_SYNC to be cleared.
    private final List<Integer> syncWaiters = new ArrayList<>();

    public FsWriteback(Kernel k, Parts parts) {
        this.k = k;
        this.p = parts;
        this.flusher = new Flusher(k, parts, this);
        if (has_dirty_io()) {
            flusher.dirtyBeforeTheRun();
        }
    }

    private Inode inode() {
        return k.world().inode();
    }

    private Wb wb() {
        return k.world().wb();
    }

    void inode(String label, Inode v) {
        if (!v.equals(inode())) {
            k.apply(label, k.world().withInode(v));
        }
    }

    /// Sets bits of i_state.
    void state_set(String label, int flags) {
        inode(label, inode().withIState(inode().iState() | flags));
    }

    /// Clears bits of i_state.
    void state_clear(String label, int flags) {
        inode(label, inode().withIState(inode().iState() & ~flags));
    }

    /// `wb_has_dirty_io`.
    boolean has_dirty_io() {
        return wb().list() != IoList.NONE || wb().bdevDirtiedWhen() >= 0;
    }

    /// A block has become dirty in the page cache of the device, whose inode is on the same flusher's lists. fs/buffer.c, mark_buffer_dirty;
    /// fs/fs-writeback.c, __mark_inode_dirty
    public void bdevDirtied() {
        if (wb().bdevDirtiedWhen() >= 0) {
            return;
        }
        try (var fn = k.enter("mark_buffer_dirty")) {
            boolean wakeup_bdi = !has_dirty_io();
            k.apply("the device's inode on b_dirty", k.world().withWb(wb().withBdevDirtiedWhen(k.nanos())));
            if (fn.taken("the first dirty inode", wakeup_bdi)) {
                flusher.wb_wakeup_delayed();
            }
        }
    }

    /// Puts the inode on a list of the flusher's. fs/fs-writeback.c, inode_io_list_move_locked
    void move(IoList list) {
        if (wb().list() != list) {
            k.apply(list.name().toLowerCase(java.util.Locale.ROOT), k.world().withWb(wb().withList(list)));
        }
    }

    /// The inode is clean, and on no list. fs/fs-writeback.c, inode_cgwb_move_to_attached; in 5.10 inode_io_list_del_locked
    void clean() {
        inode("clean", inode().withIState(inode().iState() & ~Inode.I_SYNC_QUEUED).withDirtiedWhen(-1));
        move(IoList.NONE);
    }

    /// The file's inode, or its pages, became dirty. fs/fs-writeback.c, __mark_inode_dirty, without its call into the file system
    ///
    /// @param flags [Inode#I_DIRTY_SYNC] and its like
    public void __mark_inode_dirty(int flags) {
        if ((inode().iState() & flags) == flags) {
            return;
        }
        try (var fn = k.enter("__mark_inode_dirty", "flags", flags)) {
            boolean was_dirty = inode().has(Inode.I_DIRTY);
            state_set("i_state", flags);
            if (fn.taken("being written", inode().has(Inode.I_SYNC_QUEUED))) {
                return;
            }
            if (fn.taken("was clean", !was_dirty)) {
                inode("dirtied_when", inode().withDirtiedWhen(k.nanos()));
                boolean wakeup_bdi = !has_dirty_io();
                move(IoList.B_DIRTY);
                if (fn.taken("the first dirty inode", wakeup_bdi)) {
                    flusher.wb_wakeup_delayed();
                }
            }
        }
    }

    /// Sleeps until the inode is not being written any more. fs/fs-writeback.c, inode_sleep_on_writeback
    void inode_sleep_on_writeback() {
        if (inode().has(Inode.I_SYNC)) {
            syncWaiters.add(k.current());
            p.block.core().io_schedule("the writeback of the inode (I_SYNC)");
        }
    }

    /// fs/fs-writeback.c, inode_sync_complete
    void inode_sync_complete() {
        state_clear("clear I_SYNC", Inode.I_SYNC);
        var tasks = List.copyOf(syncWaiters);
        syncWaiters.clear();
        tasks.forEach(k::wake);
    }

    /// Writes the inode itself, if it is dirty, and waits for that. fs/fs-writeback.c, sync_inode_metadata and writeback_single_inode
    ///
    /// @return 0 or -errno
    public int sync_inode_metadata() {
        try (var fn = k.enter("sync_inode_metadata")) {
            while (fn.taken("somebody writes it", inode().has(Inode.I_SYNC))) {
                inode_sleep_on_writeback();
            }
            if (fn.taken("clean, and nothing on its way", !inode().has(Inode.I_DIRTY) && k.world().pageCache().nrWriteback() == 0)) {
                return fn.ret(0);
            }
            state_set("I_SYNC", Inode.I_SYNC);
            int ret = __writeback_single_inode(waited());
            if (fn.taken("clean now", !inode().has(Inode.I_DIRTY))) {
                clean();
            } else if (!inode().has(Inode.I_SYNC_QUEUED)) {
                move(IoList.B_DIRTY);
            }
            inode_sync_complete();
            return fn.ret(ret);
        }
    }

    /// `write_inode` of the file system for somebody who waits for it, whatever the inode's state. fs/ext4/fsync.c, ext4_fsync_nojournal, 6.12
    ///
    /// @return 0 or -errno
    public int write_inode_waited() {
        return p.s_op.write_inode(waited());
    }

    /// Waits, and writes no pages.
    private static Wbc waited() {
        var wbc = new Wbc(0, 0, true);
        wbc.nr_to_write = 0;
        return wbc;
    }

    /// Writes the pages of the inode, or some of them, and then the inode itself. fs/fs-writeback.c, __writeback_single_inode
    ///
    /// @return 0 or -errno
    int __writeback_single_inode(Wbc wbc) {
        try (var fn = k.enter("__writeback_single_inode", "nr_to_write", wbc.nr_to_write, "sync_mode", wbc.sync_mode())) {
            int ret = p.pages.do_writepages(wbc, p.a_ops);
            if (fn.taken("wait for the data", wbc.sync_all && !wbc.for_sync)) {
                p.filemap.__filemap_fdatawait_range(0, Long.MAX_VALUE);
            }
            int dirty = inode().iState() & Inode.I_DIRTY;
            state_clear("clear I_DIRTY", dirty);
            if (fn.taken("pages still dirty", k.world().pageCache().nrDirty() > 0)) {
                state_set("I_DIRTY_PAGES", Inode.I_DIRTY_PAGES);
            }
            if (fn.taken("the inode itself was dirty", (dirty & ~Inode.I_DIRTY_PAGES) != 0)) {
                int err = p.s_op.write_inode(wbc);
                ret = ret == 0 ? err : ret;
            }
            return fn.ret(ret);
        }
    }

    /// Dirty pages, and inodes in use, each of which might be dirty. fs/fs-writeback.c, get_nr_dirty_pages
    long get_nr_dirty_pages() {
        return k.world().pageCache().nrDirty() + 1;
    }

    /// More is dirty than the background threshold. fs/fs-writeback.c, wb_start_background_writeback
    public void wb_start_background_writeback() {
        try (var fn = k.enter("wb_start_background_writeback")) {
            flusher.wb_wakeup();
        }
    }

    /// fs/fs-writeback.c, wakeup_flusher_threads and wb_start_writeback
    public void wakeup_flusher_threads() {
        try (var fn = k.enter("wakeup_flusher_threads")) {
            if (fn.taken("an inode is dirty", has_dirty_io())) {
                flusher.start_all();
            }
        }
    }

    /// An uncached write has dirtied pages. fs/fs-writeback.c, filemap_dontcache_kick_writeback, 7.2
    public void filemap_dontcache_kick_writeback() {
        try (var fn = k.enter("filemap_dontcache_kick_writeback")) {
            if (fn.taken("an inode is dirty", has_dirty_io())) {
                flusher.start_dontcache();
            }
        }
    }

    /// Writes dirty files of the file system when no writeback is under way, and waits until that is submitted. fs/fs-writeback.c,
    /// try_to_writeback_inodes_sb
    public void try_to_writeback_inodes_sb() {
        try (var fn = k.enter("try_to_writeback_inodes_sb")) {
            if (fn.taken("nothing dirty, or writeback under way", !has_dirty_io() || wb().running())) {
                return;
            }
            var work = new Flusher.Work("free space", get_nr_dirty_pages(), false);
            work.tagged_writepages = true;
            flusher.wb_queue_work(work);
            flusher.wb_wait_for_completion(work);
        }
    }

    /// Writes all that is dirty and waits until it is on the device. fs/fs-writeback.c, sync_inodes_sb
    public void sync_inodes_sb() {
        try (var fn = k.enter("sync_inodes_sb")) {
            if (fn.taken("an inode is dirty", has_dirty_io())) {
                var work = new Flusher.Work("sync", Long.MAX_VALUE, true);
                work.for_sync = true;
                flusher.wb_queue_work(work);
                flusher.wb_wait_for_completion(work);
            }
            wait_sb_inodes();
        }
    }

    /// What was on its way before counts too. fs/fs-writeback.c, wait_sb_inodes
    private void wait_sb_inodes() {
        try (var fn = k.enter("wait_sb_inodes")) {
            if (fn.taken("pages are under writeback", k.world().pageCache().nrWriteback() > 0)) {
                p.filemap.filemap_fdatawait_range_keep_errors(0, Long.MAX_VALUE);
            }
        }
    }
}
