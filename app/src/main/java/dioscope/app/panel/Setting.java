package dioscope.app.panel;

/// What stays the same in a run and is not in its World.
///
/// @param blockSize block size of the file system, bytes
/// @param queueDepth requests the driver takes at once
/// @param device the device in a few words
/// @param writeCache whether the device has a volatile write cache
public record Setting(int blockSize, int queueDepth, String device, boolean writeCache) {
    public static final Setting DEFAULT = new Setting(4096, 32, "NVMe, cache, FUA");

    /// With a device that has a volatile write cache.
    public Setting(int blockSize, int queueDepth, String device) {
        this(blockSize, queueDepth, device, true);
    }
}
