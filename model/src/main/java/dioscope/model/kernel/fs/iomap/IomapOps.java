package dioscope.model.kernel.fs.iomap;

import dioscope.model.state.Iomap;

/// `struct iomap_ops`: how a file system answers for a file range. include/linux/iomap.h, 6.12
public interface IomapOps {
    /// A mapping or an error.
    ///
    /// @param ret 0 or -errno
    /// @param iomap the mapping when `ret` is 0
    record Begun(int ret, @org.jspecify.annotations.Nullable Iomap iomap) {}

    /// @param flags IOMAP_WRITE, IOMAP_DIRECT ..., bits as the profile places them
    Begun iomap_begin(long offset, long length, int flags);

    /// Whether the file system has an `iomap_end`. ext4 has none from 7.2 on.
    default boolean has_iomap_end() {
        return true;
    }

    /// @param written bytes the body made of the mapping, 0 when none
    /// @return 0 or -errno
    int iomap_end(long offset, long length, long written, int flags);
}
