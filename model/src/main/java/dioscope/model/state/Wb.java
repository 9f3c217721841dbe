package dioscope.model.state;

import java.util.List;

/// What the flusher goes by. include/linux/backing-dev-defs.h, struct bdi_writeback; mm/page-writeback.c, the vm.dirty_* settings
///
/// @param backgroundThresh dirty pages above which the flusher works in the background
/// @param dirtyThresh dirty pages above which writers are held up
/// @param intervalNanos dirty_writeback_interval, virtual nanoseconds; 0 for never
/// @param expireNanos dirty_expire_interval: how old dirty data may become, virtual nanoseconds
/// @param work what the flusher has been asked for and not begun, in words of the field
public record Wb(long backgroundThresh, long dirtyThresh, long intervalNanos, long expireNanos, List<String> work) {
    public Wb {
        work = List.copyOf(work);
    }

    public Wb withWork(List<String> v) {
        return new Wb(backgroundThresh, dirtyThresh, intervalNanos, expireNanos, v);
    }
}
