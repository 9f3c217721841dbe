package dioscope.model.kernel.mm;

import dioscope.model.engine.Kernel;

/// mm/page-writeback.c, 5.10: the flusher is started when the task has been held up, or need not be.
final class BalanceDirty_5_10 extends BalanceDirty {
    BalanceDirty_5_10(Kernel k, Runnable startBackground) {
        super(k, startBackground);
    }

    @Override
    public void writepagesBegins() {
    }

    @Override
    public void writepagesEnds() {
    }

    /// mm/page-writeback.c, wb_update_bandwidth, 5.10
    @Override
    public void wb_written(long startNanos) {
        throttle.__wb_update_bandwidth(null, throttle.jiffies() - (k.nanos() - startNanos) / DirtyThrottle.TICK_NANOS);
    }

    /// mm/page-writeback.c, balance_dirty_pages, 5.10
    @Override
    int balance_dirty_pages(Dirtier t, long pages_dirtied, boolean async) {
        try (var fn = k.enter("balance_dirty_pages", "pages_dirtied", pages_dirtied)) {
            long start_time = throttle.jiffies();
            boolean dirty_exceeded = false;
            long nr_reclaimable;
            long bg_thresh;
            while (true) {
                nr_reclaimable = k.world().pageCache().nrDirty();
                var d = throttle.domain_dirty_limits(true);
                bg_thresh = d.bg_thresh;
                if (freeRunning(fn, t, d)) {
                    break;
                }
                if (fn.taken("nobody writes", !writeback_in_progress())) {
                    wb_start_background_writeback();
                }
                throttle.wb_dirty_limits(d);
                dirty_exceeded = d.dirty_exceeded();
                throttle.wb_position_ratio(d);
                if (dirty_exceeded) {
                    exceeded(true);
                }
                if (throttle.bw_time_stamp + DirtyThrottle.BANDWIDTH_INTERVAL < throttle.jiffies()) {
                    throttle.__wb_update_bandwidth(d, start_time);
                }
                if (hold(fn, t, d, pages_dirtied, false) <= 0) {
                    break;
                }
            }
            if (!dirty_exceeded) {
                exceeded(false);
            }
            if (fn.taken("over the background threshold", nr_reclaimable > bg_thresh && !writeback_in_progress(), "nr_dirty",
                    nr_reclaimable, "bg_thresh", bg_thresh)) {
                wb_start_background_writeback();
            }
            return fn.ret(0);
        }
    }
}
