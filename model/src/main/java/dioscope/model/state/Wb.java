package dioscope.model.state;

import java.util.List;

/// What the flusher goes by. include/linux/backing-dev-defs.h, struct bdi_writeback; mm/page-writeback.c, the vm.dirty_* settings
///
/// @param backgroundThresh dirty pages above which the flusher works in the background
/// @param dirtyThresh dirty pages above which writers are held up
/// @param intervalNanos dirty_writeback_interval, virtual nanoseconds; 0 for never
/// @param expireNanos dirty_expire_interval: how old dirty data may become, virtual nanoseconds
/// @param work what the flusher has been asked for and not begun, in words of the field
/// @param list on which of its lists the file's inode is
/// @param running WB_writeback_running: the flusher is at work
/// @param dirtyExceeded more is dirty than its limits allow: writers look at them more often
/// @param writebackIndex mapping->writeback_index: the page at which the next cyclic writeback begins
/// @param wakeAt when its timer wakes the flusher, virtual nanoseconds; -1 while none is set
/// @param bdevDirtiedWhen dirtied_when of the device's own inode, whose pages hold metadata, virtual nanoseconds; -1 while it is on none of the lists
public record Wb(long backgroundThresh, long dirtyThresh, long intervalNanos, long expireNanos, List<String> work, IoList list,
        boolean running, boolean dirtyExceeded, long writebackIndex, long wakeAt, long bdevDirtiedWhen) {
    /// None, and b_dirty, b_io, b_more_io.
    public enum IoList { NONE, B_DIRTY, B_IO, B_MORE_IO }

    public Wb {
        work = List.copyOf(work);
    }

    /// With nothing asked of it yet.
    ///
    /// @param list on which list the inode is before the run
    public Wb(long backgroundThresh, long dirtyThresh, long intervalNanos, long expireNanos, IoList list) {
        this(backgroundThresh, dirtyThresh, intervalNanos, expireNanos, List.of(), list, false, false, 0, -1, -1);
    }

    public Wb withWork(List<String> v) {
        return new Wb(backgroundThresh, dirtyThresh, intervalNanos, expireNanos, v, list, running, dirtyExceeded, writebackIndex, wakeAt,
                bdevDirtiedWhen);
    }

    public Wb withList(IoList v) {
        return new Wb(backgroundThresh, dirtyThresh, intervalNanos, expireNanos, work, v, running, dirtyExceeded, writebackIndex, wakeAt,
                bdevDirtiedWhen);
    }

    public Wb withRunning(boolean v) {
        return new Wb(backgroundThresh, dirtyThresh, intervalNanos, expireNanos, work, list, v, dirtyExceeded, writebackIndex, wakeAt,
                bdevDirtiedWhen);
    }

    public Wb withDirtyExceeded(boolean v) {
        return new Wb(backgroundThresh, dirtyThresh, intervalNanos, expireNanos, work, list, running, v, writebackIndex, wakeAt,
                bdevDirtiedWhen);
    }

    public Wb withWritebackIndex(long v) {
        return new Wb(backgroundThresh, dirtyThresh, intervalNanos, expireNanos, work, list, running, dirtyExceeded, v, wakeAt,
                bdevDirtiedWhen);
    }

    public Wb withWakeAt(long v) {
        return new Wb(backgroundThresh, dirtyThresh, intervalNanos, expireNanos, work, list, running, dirtyExceeded, writebackIndex, v,
                bdevDirtiedWhen);
    }

    public Wb withBdevDirtiedWhen(long v) {
        return new Wb(backgroundThresh, dirtyThresh, intervalNanos, expireNanos, work, list, running, dirtyExceeded, writebackIndex, wakeAt,
                v);
    }
}
