package dioscope.model.kernel.mm;

import dioscope.model.engine.Kernel;
import dioscope.model.profile.Feature;

/// mm/page-writeback.c: at what rate tasks may dirty pages, from what is dirty and how fast the device takes it. One device, no memory cgroups.
///
/// Rates are pages a second, times ticks of HZ=250.
final class DirtyThrottle {
    static final int HZ = 250;
    static final long TICK_NANOS = 1_000_000_000L / HZ;
    /// BANDWIDTH_INTERVAL
    static final int BANDWIDTH_INTERVAL = HZ / 5;
    /// DIRTY_POLL_THRESH
    private static final int DIRTY_POLL_THRESH = 32;
    private static final int MAX_PAUSE = HZ / 5;
    private static final int RATELIMIT_CALC_SHIFT = 10;
    /// INIT_BW: 100 MiB a second.
    private static final long INIT_BW = 100L << 8;
    /// wb_stat_error on one processor.
    static final long WB_STAT_ERROR = 8;
    /// The clock does not begin at 0, which says "never" in some places.
    private static final long FIRST_JIFFY = 1000;

    /// What one look at the limits says. struct dirty_throttle_control
    static final class Dtc {
        long dirty;
        long thresh;
        long bg_thresh;
        long wb_dirty;
        long wb_thresh;
        long pos_ratio;

        /// Below it nobody is held up. dirty_freerun_ceiling
        long freerun_ceiling() {
            return (thresh + bg_thresh) / 2;
        }

        boolean dirty_exceeded() {
            return wb_dirty > wb_thresh && dirty > thresh;
        }
    }

    /// @param pause ticks
    /// @param pages nr_dirtied_pause after it
    record MinPause(long pause, long pages) {}

    private final Kernel k;
    private long dirty_limit;
    private long dirty_limit_tstamp;
    long bw_time_stamp;
    private long dirtied;
    private long written;
    private long dirtied_stamp;
    private long written_stamp;
    private long write_bandwidth = INIT_BW;
    private long avg_write_bandwidth = INIT_BW;
    private long dirty_ratelimit = INIT_BW;
    private long balanced_dirty_ratelimit = INIT_BW;
    /// When the bandwidth is looked at after the last page was written (bw_dwork), ticks; 0 for never.
    private long bw_dwork;

    DirtyThrottle(Kernel k) {
        this.k = k;
        this.dirty_limit = k.world().wb().dirtyThresh();
        this.bw_time_stamp = jiffies();
        this.dirty_limit_tstamp = jiffies();
    }

    long jiffies() {
        return FIRST_JIFFY + k.nanos() / TICK_NANOS;
    }

    /// After a processor has dirtied so many pages it looks at the limits. mm/page-writeback.c, writeback_set_ratelimit
    long ratelimit_pages() {
        return Math.max(16, k.world().wb().dirtyThresh() / 32);
    }

    long dirty_ratelimit() {
        return dirty_ratelimit;
    }

    void countDirtied(long nr) {
        settle();
        dirtied += nr;
    }

    /// mm/page-writeback.c, __wb_writeout_add; when it was the last page, wb_inode_writeback_end
    void countWritten(long nr) {
        settle();
        written += nr;
        if (k.world().pageCache().nrWriteback() == 0 && k.has(Feature.BANDWIDTH_AFTER_WRITEBACK) && bw_dwork == 0) {
            bw_dwork = jiffies() + BANDWIDTH_INTERVAL;
        }
    }

    /// What the delayed work bw_dwork has done meanwhile: nobody sees when.
    private void settle() {
        if (bw_dwork != 0 && jiffies() >= bw_dwork) {
            long now = bw_dwork;
            bw_dwork = 0;
            wb_update_write_bandwidth(Math.max(now - bw_time_stamp, 1));
            snapshot(now);
        }
    }

    private void snapshot(long now) {
        dirtied_stamp = dirtied;
        written_stamp = written;
        bw_time_stamp = now;
    }

    /// After an idle time the measuring begins anew. mm/page-writeback.c, wb_bandwidth_estimate_start, 6.1
    void wb_bandwidth_estimate_start() {
        settle();
        if (jiffies() - bw_time_stamp > HZ && k.world().pageCache().nrWriteback() == 0) {
            snapshot(jiffies());
        }
    }

    /// What is dirty against the limits. mm/page-writeback.c, domain_dirty_avail and domain_dirty_limits
    Dtc domain_dirty_limits(boolean include_writeback) {
        settle();
        var d = new Dtc();
        var cache = k.world().pageCache();
        d.dirty = cache.nrDirty() + (include_writeback ? cache.nrWriteback() : 0);
        d.thresh = k.world().wb().dirtyThresh();
        d.bg_thresh = k.world().wb().backgroundThresh();
        return d;
    }

    /// The device's share of a limit follows its share of what was written lately: as nobody else writes, and what made the file was written shortly
    /// before the run, that is all of it. mm/page-writeback.c, __wb_calc_thresh
    private static long __wb_calc_thresh(long thresh) {
        return thresh;
    }

    /// mm/page-writeback.c, wb_dirty_limits
    void wb_dirty_limits(Dtc d) {
        d.wb_thresh = __wb_calc_thresh(d.thresh);
        var cache = k.world().pageCache();
        d.wb_dirty = cache.nrDirty() + cache.nrWriteback();
    }

    /// More of the device's pages are dirty than the background threshold gives it. mm/page-writeback.c, wb_bg_dirty_limits
    boolean wb_over_bg_thresh(Dtc d) {
        return k.world().pageCache().nrDirty() > __wb_calc_thresh(d.bg_thresh);
    }

    private long hard_dirty_limit(long thresh) {
        return Math.max(thresh, dirty_limit);
    }

    /// mm/page-writeback.c, pos_ratio_polynom
    private static long pos_ratio_polynom(long setpoint, long dirty, long limit) {
        long x = (setpoint - dirty << RATELIMIT_CALC_SHIFT) / (limit - setpoint | 1);
        long r = x;
        r = r * x >> RATELIMIT_CALC_SHIFT;
        r = r * x >> RATELIMIT_CALC_SHIFT;
        r += 1 << RATELIMIT_CALC_SHIFT;
        return Math.clamp(r, 0, 2L << RATELIMIT_CALC_SHIFT);
    }

    /// mm/page-writeback.c, wb_position_ratio
    void wb_position_ratio(Dtc d) {
        long limit = hard_dirty_limit(d.thresh);
        d.pos_ratio = 0;
        if (d.dirty >= limit) {
            return;
        }
        long setpoint = (d.freerun_ceiling() + limit) / 2;
        long pos_ratio = pos_ratio_polynom(setpoint, d.dirty, limit);
        long wb_thresh = Math.min(d.wb_thresh, d.thresh);
        long x = (wb_thresh << 16) / (d.thresh | 1);
        long wb_setpoint = setpoint * x >> 16;
        long span = (d.thresh - wb_thresh + 8 * avg_write_bandwidth) * x >> 16;
        long x_intercept = wb_setpoint + span;
        if (d.wb_dirty < x_intercept - span / 4) {
            pos_ratio = pos_ratio * (x_intercept - d.wb_dirty) / (x_intercept - wb_setpoint | 1);
        } else {
            pos_ratio /= 4;
        }
        x_intercept = wb_thresh / 2;
        if (d.wb_dirty < x_intercept) {
            pos_ratio = d.wb_dirty > x_intercept / 8 ? pos_ratio * x_intercept / d.wb_dirty : pos_ratio * 8;
        }
        d.pos_ratio = pos_ratio;
    }

    /// mm/page-writeback.c, wb_update_write_bandwidth
    private void wb_update_write_bandwidth(long elapsed) {
        final long period = 1024;
        long avg = avg_write_bandwidth;
        long old = write_bandwidth;
        long bw = (written - Math.min(written, written_stamp)) * HZ;
        if (elapsed > period) {
            bw /= elapsed;
            avg = bw;
        } else {
            bw += write_bandwidth * (period - elapsed);
            bw >>= 10;
            if (avg > old && old >= bw) {
                avg -= avg - old >> 3;
            }
            if (avg < old && old <= bw) {
                avg += old - avg >> 3;
            }
        }
        write_bandwidth = bw;
        avg_write_bandwidth = Math.max(avg, 1);
    }

    /// mm/page-writeback.c, domain_update_dirty_limit and update_dirty_limit
    private void domain_update_dirty_limit(Dtc d, long now) {
        if (now < dirty_limit_tstamp + BANDWIDTH_INTERVAL) {
            return;
        }
        long thresh = d.thresh;
        if (dirty_limit < thresh) {
            dirty_limit = thresh;
        } else {
            thresh = Math.max(thresh, d.dirty);
            if (dirty_limit > thresh) {
                dirty_limit -= dirty_limit - thresh >> 5;
            }
        }
        dirty_limit_tstamp = now;
    }

    /// mm/page-writeback.c, wb_update_dirty_ratelimit
    private void wb_update_dirty_ratelimit(Dtc d, long elapsed) {
        long limit = hard_dirty_limit(d.thresh);
        long setpoint = (d.freerun_ceiling() + limit) / 2;
        long dirty_rate = (dirtied - dirtied_stamp) * HZ / elapsed;
        long task_ratelimit = (dirty_ratelimit * d.pos_ratio >> RATELIMIT_CALC_SHIFT) + 1;
        long balanced = Math.min(task_ratelimit * avg_write_bandwidth / (dirty_rate | 1), avg_write_bandwidth);
        long step = 0;
        if (d.dirty < setpoint) {
            long x = Math.min(Math.min(balanced_dirty_ratelimit, balanced), task_ratelimit);
            step = Math.max(0, x - dirty_ratelimit);
        } else {
            long x = Math.max(Math.max(balanced_dirty_ratelimit, balanced), task_ratelimit);
            step = Math.max(0, dirty_ratelimit - x);
        }
        long shift = dirty_ratelimit / (2 * step + 1);
        step = shift < 64 ? ((step >> shift) + 7) / 8 : 0;
        dirty_ratelimit = Math.max(dirty_ratelimit < balanced ? dirty_ratelimit + step : dirty_ratelimit - step, 1);
        balanced_dirty_ratelimit = balanced;
    }

    /// mm/page-writeback.c, __wb_update_bandwidth, 6.1
    ///
    /// @param d with the ratelimit, null without
    void __wb_update_bandwidth(@org.jspecify.annotations.Nullable Dtc d) {
        long now = jiffies();
        long elapsed = Math.max(now - bw_time_stamp, 1);
        if (d != null) {
            domain_update_dirty_limit(d, now);
            wb_update_dirty_ratelimit(d, elapsed);
        }
        wb_update_write_bandwidth(elapsed);
        snapshot(now);
    }

    /// At most every 200 ms, and not over a time in which nothing was written. mm/page-writeback.c, __wb_update_bandwidth, 5.10
    ///
    /// @param start_time when the caller began, ticks
    void __wb_update_bandwidth(@org.jspecify.annotations.Nullable Dtc d, long start_time) {
        long elapsed = jiffies() - bw_time_stamp;
        if (elapsed < BANDWIDTH_INTERVAL) {
            return;
        }
        if (elapsed > HZ && bw_time_stamp < start_time) {
            snapshot(jiffies());
        } else {
            __wb_update_bandwidth(d);
        }
    }

    private static int ilog2(long v) {
        return 63 - Long.numberOfLeadingZeros(v);
    }

    /// How many pages a task may dirty before it looks again. mm/page-writeback.c, dirty_poll_interval
    static long dirty_poll_interval(Dtc d) {
        return d.thresh > d.dirty ? 1L << (ilog2(d.thresh - d.dirty) >> 1) : 1;
    }

    /// mm/page-writeback.c, wb_max_pause
    long wb_max_pause(long wb_dirty) {
        return Math.min(wb_dirty / (1 + avg_write_bandwidth / 32) + 1, MAX_PAUSE);
    }

    /// mm/page-writeback.c, wb_min_pause
    MinPause wb_min_pause(long max_pause, long task_ratelimit) {
        long hi = ilog2(avg_write_bandwidth);
        long lo = ilog2(dirty_ratelimit);
        long t = Math.max(1, HZ / 100);
        if (hi > lo) {
            t += (hi - lo) * (10 * HZ) / 1024;
        }
        t = Math.min(t, 1 + max_pause / 2);
        long pages = dirty_ratelimit * t / 256;
        if (pages < DIRTY_POLL_THRESH) {
            t = max_pause;
            pages = dirty_ratelimit * t / 256;
            if (pages > DIRTY_POLL_THRESH) {
                pages = DIRTY_POLL_THRESH;
                t = HZ * DIRTY_POLL_THRESH / dirty_ratelimit;
            }
        }
        long pause = HZ * pages / (task_ratelimit + 1);
        if (pause > max_pause) {
            t = max_pause;
            pages = task_ratelimit * t / 256;
        }
        return new MinPause(pages >= DIRTY_POLL_THRESH ? 1 + t / 2 : t, pages);
    }

    /// fs/fs-writeback.c, writeback_chunk_size, for a writeback that need not reach every page
    long writeback_chunk_size(long nr_pages) {
        settle();
        long pages = Math.min(Math.min(avg_write_bandwidth / 2, dirty_limit / 8), nr_pages);
        return (pages + 1024) / 1024 * 1024;
    }
}
