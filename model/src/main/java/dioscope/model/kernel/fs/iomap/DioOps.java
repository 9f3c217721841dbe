package dioscope.model.kernel.fs.iomap;

import dioscope.model.kernel.Request;

/// `struct iomap_dio_ops`. include/linux/iomap.h, 6.12
public interface DioOps {
    /// Called when all bios are done, before the size is returned.
    ///
    /// @param error 0 or -errno
    /// @param flags dio->flags
    /// @return what replaces the result when it is not 0
    long end_io(Request iocb, long size, int error, int flags);
}
