package dioscope.app.panel;

import dioscope.model.state.Io;
import java.util.List;

/// What stays the same in a run and is not in its World.
///
/// @param blockSize block size of the file system, bytes
/// @param queueDepth requests the driver takes at once
/// @param device the device in a few words
/// @param calls the system calls in the order of their numbers; may be empty where all of them read or write directly
public record Setting(int blockSize, int queueDepth, String device, List<Call> calls) {
    public static final Setting DEFAULT = new Setting(4096, 32, "NVMe, cache, FUA");

    /// A system call.
    ///
    /// @param name `write`, `fsync`, ...
    /// @param direct opened with O_DIRECT
    /// @param bytes it carries bytes of a user's buffer
    public record Call(String name, boolean direct, boolean bytes) {}

    /// Of reads and writes that are all direct.
    public Setting(int blockSize, int queueDepth, String device) {
        this(blockSize, queueDepth, device, List.of());
    }

    /// The call that made request `io`.
    public Call call(Io io) {
        return io.id() <= calls.size() ? calls.get(io.id() - 1) : new Call(io.write() ? "write" : "read", true, true);
    }

    /// Its name, numbered where there are several calls: `write 2`.
    public String name(Io io) {
        return call(io).name() + (calls.size() > 1 ? " " + io.id() : "");
    }
}
