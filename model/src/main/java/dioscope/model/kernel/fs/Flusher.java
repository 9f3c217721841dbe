package dioscope.model.kernel.fs;

import dioscope.model.engine.Kernel;
import dioscope.model.kernel.mm.PageWriteback.Wbc;
import dioscope.model.profile.Feature;
import dioscope.model.state.Inode;
import dioscope.model.state.Task;
import dioscope.model.state.Wb;
import dioscope.model.state.Wb.IoList;
import java.util.ArrayDeque;

/// fs/fs-writeback.c: the work of the device's flusher, a worker of the workqueue `writeback`.
final class Flusher {
    /// What somebody asks for. struct wb_writeback_work
    static final class Work {
        private final String reason;
        private final boolean sync_all;
        private long nr_pages;
        boolean tagged_writepages;
        boolean for_sync;
        private boolean for_kupdate;
        private boolean for_background;
        private boolean range_cyclic;
        private boolean done;
        private int waiter;

        Work(String reason, long nr_pages, boolean sync_all) {
            this.reason = reason;
            this.nr_pages = nr_pages;
            this.sync_all = sync_all;
        }

        private static Work cyclic(String reason, long nr_pages) {
            var w = new Work(reason, nr_pages, false);
            w.range_cyclic = true;
            return w;
        }
    }

    private static final long TICK_NANOS = 4_000_000;
    private static final int HZ = 250;

    private final Kernel k;
    private final FsWriteback.Parts p;
    private final FsWriteback fs;
    private final int thread;
    private final ArrayDeque<Work> work_list = new ArrayDeque<>();
    private boolean start_all;
    private boolean start_dontcache;
    /// The work item waits for the worker.
    private boolean queued;
    /// The timer that is armed, counted from 1; 0 for none.
    private int timer;
    private int timers;
    /// When old data were looked for the last time, virtual nanoseconds: before the run, long ago.
    private long last_old_flush = Long.MIN_VALUE / 2;

    Flusher(Kernel k, FsWriteback.Parts parts, FsWriteback fs) {
        this.k = k;
        this.p = parts;
        this.fs = fs;
        this.thread = k.kthread("kworker/flush-254:0", Task.Kind.FLUSHER, this::worker);
    }

    private Wb wb() {
        return k.world().wb();
    }

    private void wb(String label, Wb v) {
        if (!v.equals(wb())) {
            k.apply(label, k.world().withWb(v));
        }
    }

    private Inode inode() {
        return k.world().inode();
    }

    private long jiffies() {
        return k.nanos() / TICK_NANOS;
    }

    /// The inode was dirty when the run began: the timer runs since.
    void dirtyBeforeTheRun() {
        if (wb().intervalNanos() > 0) {
            arm(wb().intervalNanos());
            k.prepare(w -> w.withWb(w.wb().withWakeAt(w.wb().intervalNanos())));
        }
    }

    private void arm(long delay) {
        int mine = ++timers;
        timer = mine;
        k.background(delay, () -> {
            if (timer == mine) {
                try (var fn = k.enter("delayed_work_timer_fn")) {
                    timer = 0;
                    wb("timer", wb().withWakeAt(-1));
                    queue();
                }
            }
        });
    }

    private void queue() {
        queued = true;
        if (k.world().tasks().at(thread).state() == Task.State.IDLE) {
            k.wake(thread);
        }
    }

    /// Wakes the flusher now. fs/fs-writeback.c, wb_wakeup; kernel/workqueue.c, mod_delayed_work
    void wb_wakeup() {
        try (var fn = k.enter("wb_wakeup")) {
            timer = 0;
            wb("cancel the timer", wb().withWakeAt(-1));
            if (!fn.taken("woken already", queued)) {
                queue();
            }
        }
    }

    /// Wakes the flusher in a while, unless it will be sooner. fs/fs-writeback.c, wb_wakeup_delayed; kernel/workqueue.c, queue_delayed_work
    void wb_wakeup_delayed() {
        try (var fn = k.enter("wb_wakeup_delayed")) {
            if (fn.taken("will wake already", queued || timer != 0)) {
                return;
            }
            long delay = wb().intervalNanos();
            if (fn.taken("no interval", delay == 0)) {
                queue();
            } else {
                arm(delay);
                wb("timer", wb().withWakeAt(k.nanos() + delay));
            }
        }
    }

    /// fs/fs-writeback.c, wb_start_writeback
    void start_all() {
        if (!start_all) {
            start_all = true;
            wb_wakeup();
        }
    }

    /// The end of filemap_dontcache_kick_writeback.
    void start_dontcache() {
        if (!start_dontcache) {
            start_dontcache = true;
            wb_wakeup();
        }
    }

    private void tellWork() {
        wb("work_list", wb().withWork(work_list.stream().map(w -> w.reason).toList()));
    }

    /// fs/fs-writeback.c, wb_queue_work
    void wb_queue_work(Work work) {
        try (var fn = k.enter("wb_queue_work", "reason", work.reason, "nr_pages", work.nr_pages)) {
            work_list.add(work);
            tellWork();
            wb_wakeup();
        }
    }

    /// fs/fs-writeback.c, wb_wait_for_completion
    void wb_wait_for_completion(Work work) {
        try (var fn = k.enter("wb_wait_for_completion", "reason", work.reason)) {
            while (fn.taken("not done", !work.done)) {
                work.waiter = k.current();
                k.sleep("the flusher's work for " + work.reason);
            }
        }
    }

    private void worker() {
        while (queued) {
            queued = false;
            wb_workfn();
        }
    }

    /// fs/fs-writeback.c, wb_workfn
    private void wb_workfn() {
        try (var fn = k.enter("wb_workfn")) {
            do {
                wb_do_writeback();
            } while (fn.taken("asked for more", !work_list.isEmpty()));
            if (fn.taken("inodes still dirty", fs.has_dirty_io() && wb().intervalNanos() > 0)) {
                wb_wakeup_delayed();
            }
        }
    }

    /// fs/fs-writeback.c, wb_do_writeback
    private void wb_do_writeback() {
        try (var fn = k.enter("wb_do_writeback")) {
            wb("WB_writeback_running", wb().withRunning(true));
            while (fn.taken("work is queued", !work_list.isEmpty())) {
                var work = work_list.remove();
                tellWork();
                wb_writeback(work);
                work.done = true;
                if (work.waiter != 0) {
                    k.wake(work.waiter);
                }
            }
            if (fn.taken("all is asked for", start_all)) {
                wb_writeback(Work.cyclic("all", fs.get_nr_dirty_pages()));
                start_all = false;
            }
            if (k.has(Feature.DROPBEHIND) && fn.taken("uncached pages", start_dontcache)) {
                start_dontcache = false;
                long nr = dontcacheDirty();
                if (fn.taken("still dirty", nr > 0)) {
                    wb_writeback(Work.cyclic("uncached pages", nr));
                }
            }
            wb_check_old_data_flush();
            wb_check_background_flush();
            wb("clear WB_writeback_running", wb().withRunning(false));
        }
    }

    /// WB_DONTCACHE_DIRTY
    private long dontcacheDirty() {
        long nr = 0;
        for (var e : k.world().pageCache().pages()) {
            nr += e.value().dropbehind() && e.value().dirty() ? e.value().pages() : 0;
        }
        return nr;
    }

    /// fs/fs-writeback.c, wb_check_old_data_flush
    private void wb_check_old_data_flush() {
        try (var fn = k.enter("wb_check_old_data_flush")) {
            long interval = wb().intervalNanos();
            if (fn.taken("not yet time", interval == 0 || k.nanos() / TICK_NANOS < (last_old_flush + interval) / TICK_NANOS)) {
                return;
            }
            last_old_flush = k.nanos();
            var work = Work.cyclic("old data", fs.get_nr_dirty_pages());
            work.for_kupdate = true;
            wb_writeback(work);
        }
    }

    /// fs/fs-writeback.c, wb_check_background_flush
    private void wb_check_background_flush() {
        try (var fn = k.enter("wb_check_background_flush")) {
            if (fn.taken("over the background threshold", p.balance().wb_over_bg_thresh())) {
                var work = Work.cyclic("background", Long.MAX_VALUE);
                work.for_background = true;
                wb_writeback(work);
            }
        }
    }

    /// What was dirtied up to then is old enough, ticks.
    private long dirtiedBefore(Work work) {
        return work.for_kupdate ? jiffies() - wb().expireNanos() / TICK_NANOS : jiffies();
    }

    /// fs/fs-writeback.c, wb_writeback, 7.2
    private void wb_writeback(Work work) {
        try (var fn = k.enter("wb_writeback", "reason", work.reason, "nr_pages", work.nr_pages, "sync_mode", work.sync_all ? 1 : 0)) {
            long dirtied_before = jiffies();
            boolean queued = !k.has(Feature.FLUSHER_QUEUES_BEFORE_IT_ENDS);
            long start = k.nanos();
            p.block().core().blk_start_plug();
            while (true) {
                if (fn.taken("as much written as asked", work.nr_pages <= 0)) {
                    break;
                }
                if (fn.taken("other work waits", (work.for_background || work.for_kupdate) && !work_list.isEmpty())) {
                    break;
                }
                if (work.for_background && fn.taken("below the background threshold", !p.balance().wb_over_bg_thresh())) {
                    break;
                }
                if (work.for_kupdate || work.for_background) {
                    dirtied_before = wb().list() == IoList.B_IO && k.has(Feature.FLUSHER_QUEUES_BEFORE_IT_ENDS)
                            ? dirtied_before
                            : dirtiedBefore(work);
                }
                if (fn.taken("nothing on b_io", wb().list() != IoList.B_IO)) {
                    queue_io(dirtied_before);
                    queued = true;
                }
                boolean bdev = bdevOldEnough(work, dirtied_before);
                boolean first = bdev && (wb().list() != IoList.B_IO || wb().bdevDirtiedWhen() <= inode().dirtiedWhen());
                long progress = first ? writeback_bdev(work) : 0;
                progress += writeback_sb_inodes(work);
                progress += bdev && !first ? writeback_bdev(work) : 0;
                p.balance().wb_written(start);
                if (fn.taken("go on", progress > 0 || !queued)) {
                    continue;
                }
                if (fn.taken("no more inodes", wb().list() != IoList.B_MORE_IO)) {
                    break;
                }
                fs.inode_sleep_on_writeback();
            }
            p.block().core().blk_finish_plug();
        }
    }

    /// Takes the inode off the list of dirty ones when it is old enough. fs/fs-writeback.c, queue_io and move_expired_inodes
    ///
    /// @param dirtied_before ticks
    private void queue_io(long dirtied_before) {
        try (var fn = k.enter("queue_io")) {
            if (fn.taken("waits for its next turn", wb().list() == IoList.B_MORE_IO)) {
                fs.move(IoList.B_IO);
            } else
                if (wb().list() == IoList.B_DIRTY && fn.taken("old enough", !dirtied_after(dirtied_before), "dirtied_when",
                        inode().dirtiedWhen() / TICK_NANOS, "dirtied_before", dirtied_before)) {
                            fs.state_set("I_SYNC_QUEUED", Inode.I_SYNC_QUEUED);
                            fs.move(IoList.B_IO);
                        }
        }
    }

    /// Whether the inode of the device goes on b_io too: it is on the list of another super block, which work for one file system leaves out.
    /// fs/fs-writeback.c, move_expired_inodes
    private boolean bdevOldEnough(Work work, long dirtied_before) {
        long when = wb().bdevDirtiedWhen();
        return when >= 0 && !work.for_sync && !work.tagged_writepages && when / TICK_NANOS <= dirtied_before;
    }

    /// The metadata that are dirty go to their places. fs/fs-writeback.c, writeback_sb_inodes and __writeback_single_inode of the device's inode
    ///
    /// @return inodes written
    private long writeback_bdev(Work work) {
        try (var fn = k.enter("blkdev_writepages", "reason", work.reason)) {
            var wbc = new Wbc(0, Long.MAX_VALUE, work.sync_all);
            wbc.for_kupdate = work.for_kupdate;
            wbc.for_background = work.for_background;
            if (fn.taken("blocks still dirty", p.bdev().dirty())) {
                p.bdev().blkdev_writepages(wbc);
            }
            wb("the device's inode off the lists", wb().withBdevDirtiedWhen(-1));
            return fn.ret(1L);
        }
    }

    /// fs/fs-writeback.c, inode_dirtied_after
    private boolean dirtied_after(long t) {
        return inode().dirtiedWhen() / TICK_NANOS > t;
    }

    /// How many pages of an inode are written before others have their turn. fs/fs-writeback.c, writeback_chunk_size
    private long writeback_chunk_size(Work work) {
        return work.sync_all || work.tagged_writepages ? Long.MAX_VALUE : p.balance().writeback_chunk_size(work.nr_pages);
    }

    /// fs/fs-writeback.c, writeback_sb_inodes, 7.2
    ///
    /// @return pages and inodes written
    private long writeback_sb_inodes(Work work) {
        try (var fn = k.enter("writeback_sb_inodes")) {
            long start_time = jiffies();
            long total_wrote = 0;
            long dirtied_before = dirtiedBefore(work);
            while (fn.taken("an inode on b_io", wb().list() == IoList.B_IO)) {
                if (fn.taken("being written by another", inode().has(Inode.I_SYNC))) {
                    if (work.sync_all) {
                        fs.inode_sleep_on_writeback();
                    } else {
                        fs.move(IoList.B_MORE_IO);
                    }
                    continue;
                }
                fs.state_set("I_SYNC", Inode.I_SYNC);
                var wbc = new Wbc(0, Long.MAX_VALUE, work.sync_all);
                wbc.tagged_writepages = work.tagged_writepages;
                wbc.for_kupdate = work.for_kupdate;
                wbc.for_background = work.for_background;
                wbc.for_sync = work.for_sync;
                wbc.range_cyclic = work.range_cyclic;
                long write_chunk = writeback_chunk_size(work);
                wbc.nr_to_write = write_chunk;
                fs.__writeback_single_inode(wbc);
                work.nr_pages -= write_chunk - wbc.nr_to_write;
                total_wrote += Math.max(0, write_chunk - wbc.nr_to_write - wbc.pages_skipped);
                if (fn.taken("others want to run", k.needResched())) {
                    p.block().core().blk_flush_plug(false);
                    k.yield();
                }
                if (fn.taken("the inode is clean", !inode().has(Inode.I_DIRTY))) {
                    total_wrote++;
                }
                requeue_inode(wbc, dirtied_before);
                fs.inode_sync_complete();
                if (fn.taken("look at the limits", total_wrote > 0 && (start_time + HZ / 10 < jiffies() || work.nr_pages <= 0))) {
                    break;
                }
            }
            return fn.ret(total_wrote);
        }
    }

    /// fs/fs-writeback.c, requeue_inode, 7.2
    private void requeue_inode(Wbc wbc, long dirtied_before) {
        try (var fn = k.enter("requeue_inode")) {
            boolean dirty = inode().has(Inode.I_DIRTY);
            if (fn.taken("dirty again", dirty && wbc.tags())) {
                fs.inode("dirtied_when", inode().withDirtiedWhen(k.nanos()));
            }
            if (fn.taken("pages were skipped", wbc.pages_skipped > 0)) {
                if (dirty || !k.has(Feature.SKIPPED_INODE_MAY_BE_CLEAN)) {
                    redirty_tail();
                } else {
                    fs.clean();
                }
            } else if (fn.taken("pages are left", k.world().pageCache().nrDirty() > 0)) {
                if (fn.taken("its turn is over", wbc.nr_to_write <= 0
                        && (!k.has(Feature.REDIRTIED_INODE_WAITS) || !dirtied_after(dirtied_before)))) {
                    fs.move(IoList.B_MORE_IO);
                } else {
                    redirty_tail();
                }
            } else if (fn.taken("dirty", dirty)) {
                redirty_tail();
            } else {
                fs.clean();
            }
        }
    }

    /// Back to the dirty ones. fs/fs-writeback.c, redirty_tail_locked
    private void redirty_tail() {
        fs.state_clear("clear I_SYNC_QUEUED", Inode.I_SYNC_QUEUED);
        fs.move(IoList.B_DIRTY);
    }
}
