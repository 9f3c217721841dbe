package dioscope.model.kernel.mm;

import static dioscope.model.kernel.Errno.EAGAIN;

import dioscope.model.engine.Fn;
import dioscope.model.engine.Kernel;
import dioscope.model.kernel.mm.DirtyThrottle.Dtc;
import dioscope.model.profile.Part;
import dioscope.model.state.Task;
import java.util.HashMap;
import java.util.Map;

/// mm/page-writeback.c: who dirties pages is held up.
public class BalanceDirty {
    /// What a task_struct knows of its dirtying.
    static final class Dirtier {
        long nr_dirtied;
        /// How many pages it may dirty before it looks at the limits; what kernel/fork.c gives it.
        long nr_dirtied_pause = 32;
        /// Ticks; 0 for never.
        long dirty_paused_when;
    }

    final Kernel k;
    final DirtyThrottle throttle;
    private final Runnable startBackground;
    private final Map<Integer, Dirtier> dirtiers = new HashMap<>();
    /// Pages the one processor's tasks dirtied since one of them looked at the limits.
    private long bdp_ratelimits;
    /// Pages dirtied by tasks that have ended without looking.
    private long dirty_throttle_leaks;

    BalanceDirty(Kernel k, Runnable startBackground) {
        this.k = k;
        this.startBackground = startBackground;
        this.throttle = new DirtyThrottle(k);
    }

    /// That of the kernel that runs.
    ///
    /// @param startBackground wb_start_background_writeback
    public static BalanceDirty of(Kernel k, Runnable startBackground) {
        return switch (k.profile().version(Part.MM)) {
            case V5_10 -> new BalanceDirty_5_10(k, startBackground);
            case V6_1, V6_6, V6_12, V6_14, V7_1, V7_2 -> new BalanceDirty(k, startBackground);
        };
    }

    private Dirtier current() {
        return dirtiers.computeIfAbsent(k.current(), _ -> new Dirtier());
    }

    /// A folio that was clean is dirty now: counted for the task that did it. mm/page-writeback.c, folio_account_dirtied
    ///
    /// @param nr its pages
    public void folio_account_dirtied(long nr) {
        throttle.countDirtied(nr);
        current().nr_dirtied += nr;
        bdp_ratelimits += nr;
    }

    /// It was dirty before, and only could not be written. mm/page-writeback.c, folio_redirty_for_writepage
    ///
    /// @param nr its pages
    public void folio_account_redirty(long nr) {
        throttle.countDirtied(-nr);
        current().nr_dirtied -= nr;
    }

    /// mm/page-writeback.c, __wb_writeout_add
    ///
    /// @param nr pages that are on the device
    public void wb_writeout_add(long nr) {
        throttle.countWritten(nr);
    }

    /// The beginning of do_writepages. mm/page-writeback.c, wb_bandwidth_estimate_start, 6.1
    public void writepagesBegins() {
        throttle.wb_bandwidth_estimate_start();
    }

    /// The end of do_writepages. mm/page-writeback.c, wb_update_bandwidth, 6.1
    public void writepagesEnds() {
        if (throttle.bw_time_stamp + DirtyThrottle.BANDWIDTH_INTERVAL < throttle.jiffies()) {
            throttle.__wb_update_bandwidth(null);
        }
    }

    /// The flusher has written some of what it was asked for. fs/fs-writeback.c, wb_writeback, 5.10: its call of wb_update_bandwidth
    ///
    /// @param startNanos when it began, virtual nanoseconds
    public void wb_written(long startNanos) {
    }

    /// fs/fs-writeback.c, writeback_chunk_size
    ///
    /// @param nr_pages pages the flusher is asked for
    public long writeback_chunk_size(long nr_pages) {
        return throttle.writeback_chunk_size(nr_pages);
    }

    /// Whether the flusher should go on. mm/page-writeback.c, wb_over_bg_thresh
    public boolean wb_over_bg_thresh() {
        try (var fn = k.enter("wb_over_bg_thresh")) {
            var d = throttle.domain_dirty_limits(false);
            if (fn.taken("over the threshold", d.dirty > d.bg_thresh, "dirty", d.dirty, "bg_thresh", d.bg_thresh)) {
                return fn.ret(true);
            }
            return fn.ret(fn.taken("over the device's share of it", throttle.wb_over_bg_thresh(d)));
        }
    }

    /// Called after a task has dirtied pages. mm/page-writeback.c, balance_dirty_pages_ratelimited
    public void balance_dirty_pages_ratelimited() {
        balance_dirty_pages_ratelimited_flags(false);
    }

    /// The same, of a task that may not wait. mm/page-writeback.c, balance_dirty_pages_ratelimited_flags
    ///
    /// @param async BDP_ASYNC
    /// @return 0, or -EAGAIN where it would have to wait
    public int balance_dirty_pages_ratelimited_flags(boolean async) {
        try (var fn = k.enter("balance_dirty_pages_ratelimited")) {
            var t = current();
            long ratelimit = t.nr_dirtied_pause;
            if (k.world().wb().dirtyExceeded()) {
                ratelimit = Math.min(ratelimit, 8);
            }
            if (t.nr_dirtied >= ratelimit) {
                bdp_ratelimits = 0;
            } else if (bdp_ratelimits >= throttle.ratelimit_pages()) {
                bdp_ratelimits = 0;
                ratelimit = 0;
            }
            leaks();
            if (dirty_throttle_leaks > 0 && t.nr_dirtied < ratelimit) {
                long picked = Math.min(dirty_throttle_leaks, ratelimit - t.nr_dirtied);
                dirty_throttle_leaks -= picked;
                t.nr_dirtied += picked;
            }
            if (fn.taken("dirtied enough to look at the limits", t.nr_dirtied >= ratelimit, "nr_dirtied", t.nr_dirtied, "ratelimit",
                    ratelimit)) {
                return fn.ret(balance_dirty_pages(t, t.nr_dirtied, async));
            }
            return fn.ret(0);
        }
    }

    /// What tasks that ended had not accounted for. kernel/exit.c, do_exit
    private void leaks() {
        if (dirtiers.size() > 1) {
            dirtiers.entrySet().removeIf(e -> {
                boolean over = k.world().tasks().at(e.getKey()).state() == Task.State.EXITED;
                if (over) {
                    dirty_throttle_leaks += e.getValue().nr_dirtied;
                }
                return over;
            });
        }
    }

    final boolean writeback_in_progress() {
        return k.world().wb().running();
    }

    final void wb_start_background_writeback() {
        startBackground.run();
    }

    /// mm/page-writeback.c, balance_dirty_pages, 7.2
    ///
    /// @return 0 or -EAGAIN
    int balance_dirty_pages(Dirtier t, long pages_dirtied, boolean async) {
        try (var fn = k.enter("balance_dirty_pages", "pages_dirtied", pages_dirtied)) {
            while (true) {
                long nr_dirty = k.world().pageCache().nrDirty();
                var d = throttle.domain_dirty_limits(true);
                if (fn.taken("over the background threshold", nr_dirty > d.bg_thresh && !writeback_in_progress(), "nr_dirty", nr_dirty,
                        "bg_thresh", d.bg_thresh)) {
                    wb_start_background_writeback();
                }
                if (freeRunning(fn, t, d)) {
                    return fn.ret(0);
                }
                if (fn.taken("nobody writes", !writeback_in_progress())) {
                    wb_start_background_writeback();
                }
                throttle.wb_dirty_limits(d);
                throttle.wb_position_ratio(d);
                exceeded(d.dirty_exceeded());
                if (throttle.bw_time_stamp + DirtyThrottle.BANDWIDTH_INTERVAL < throttle.jiffies()) {
                    throttle.__wb_update_bandwidth(d);
                }
                int ret = hold(fn, t, d, pages_dirtied, async);
                if (ret <= 0) {
                    return fn.ret(ret);
                }
            }
        }
    }

    final void exceeded(boolean v) {
        if (k.world().wb().dirtyExceeded() != v) {
            k.apply("dirty_exceeded", k.world().withWb(k.world().wb().withDirtyExceeded(v)));
        }
    }

    /// Below the middle of both thresholds nobody is held up.
    final boolean freeRunning(Fn fn, Dirtier t, Dtc d) {
        if (fn.taken("free running", d.dirty <= d.freerun_ceiling(), "dirty", d.dirty, "ceiling", d.freerun_ceiling())) {
            t.dirty_paused_when = throttle.jiffies();
            t.nr_dirtied = 0;
            t.nr_dirtied_pause = DirtyThrottle.dirty_poll_interval(d);
            return true;
        }
        return false;
    }

    /// The end of the loop of balance_dirty_pages: the pause that makes the task as fast as the device.
    ///
    /// @return 0 or -EAGAIN when done, 1 to look again
    final int hold(Fn fn, Dirtier t, Dtc d, long pages_dirtied, boolean async) {
        long now = throttle.jiffies();
        long task_ratelimit = throttle.dirty_ratelimit() * d.pos_ratio >> 10;
        long max_pause = throttle.wb_max_pause(d.wb_dirty);
        var min = throttle.wb_min_pause(max_pause, task_ratelimit);
        long pause = max_pause;
        if (!fn.taken("at the hard limit", task_ratelimit == 0, "pos_ratio", d.pos_ratio, "dirty", d.dirty, "thresh", d.thresh)) {
            long period = DirtyThrottle.HZ * pages_dirtied / task_ratelimit;
            pause = t.dirty_paused_when != 0 ? period - (now - t.dirty_paused_when) : period;
            if (fn.taken("too short to sleep", pause < min.pause(), "pause", pause, "min_pause", min.pause())) {
                if (pause < -DirtyThrottle.HZ) {
                    t.dirty_paused_when = now;
                    t.nr_dirtied = 0;
                } else if (period != 0) {
                    t.dirty_paused_when += period;
                    t.nr_dirtied = 0;
                } else if (t.nr_dirtied_pause <= pages_dirtied) {
                    t.nr_dirtied_pause += pages_dirtied;
                }
                return 0;
            }
            if (fn.taken("longer than it may be", pause > max_pause, "pause", pause, "max_pause", max_pause)) {
                now += Math.min(pause - max_pause, max_pause);
                pause = max_pause;
            }
        }
        if (fn.taken("may not wait", async)) {
            return -EAGAIN;
        }
        io_schedule_timeout(pause);
        t.dirty_paused_when = now + pause;
        t.nr_dirtied = 0;
        t.nr_dirtied_pause = min.pages();
        if (fn.taken("held up long enough", task_ratelimit != 0 || d.wb_dirty <= DirtyThrottle.WB_STAT_ERROR)) {
            return 0;
        }
        return 1;
    }

    /// kernel/sched/core.c, io_schedule_timeout
    ///
    /// @param ticks at least 1
    private void io_schedule_timeout(long ticks) {
        try (var fn = k.enter("io_schedule_timeout", "ticks", ticks)) {
            int task = k.current();
            long until = k.nanos() + ticks * DirtyThrottle.TICK_NANOS;
            k.at(until - k.nanos(), () -> k.wake(task));
            while (k.nanos() < until) {
                k.sleep("its pause for having dirtied pages");
            }
        }
    }
}
