package dioscope.model.scenario;

/// When dirty pages are written; `writeback` of a scenario. The vm.dirty_* settings of Documentation/admin-guide/sysctl/vm.rst
///
/// @param dirtyBackgroundBytes vm.dirty_background_bytes: above so many dirty bytes the flusher works
/// @param dirtyBytes vm.dirty_bytes: above so many writers are held up
/// @param intervalNanos vm.dirty_writeback_centisecs in nanoseconds: how often the flusher looks for old data, 0 for never
/// @param expireNanos vm.dirty_expire_centisecs in nanoseconds: how old dirty data may become
public record Writeback(long dirtyBackgroundBytes, long dirtyBytes, long intervalNanos, long expireNanos) {
    /// The usual ratios of a machine with 1 GiB of memory to spare, every 5 s, after 30 s.
    public static final Writeback DEFAULT = new Writeback(100L << 20, 200L << 20, 5_000_000_000L, 30_000_000_000L);
}
