package dioscope.app.panel;

/// What stays the same in a run and is not in its World.
///
/// @param blockSize block size of the file system, bytes
/// @param queueDepth requests the driver takes at once
/// @param device the device in a few words
public record Setting(int blockSize, int queueDepth, String device) {
    public static final Setting DEFAULT = new Setting(4096, 32, "NVMe, cache, FUA");
}
