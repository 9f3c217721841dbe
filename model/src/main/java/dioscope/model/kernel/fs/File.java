package dioscope.model.kernel.fs;

import dioscope.model.kernel.Request;

/// `struct file`: how the application opened the file, and what the file system does with it. include/linux/fs.h
///
/// @param o_direct O_DIRECT
/// @param o_dsync O_DSYNC, which O_SYNC contains
/// @param __o_sync the part of O_SYNC that O_DSYNC is not
/// @param o_append O_APPEND
/// @param is_sync IS_SYNC of its inode: chattr +S, or mounted with sync
/// @param can_atomic_write FMODE_CAN_ATOMIC_WRITE
/// @param dontcache FOP_DONTCACHE
/// @param bdev_nowait the device below takes bios that must not wait
/// @param f_op `ext4_file_operations`
public record File(boolean o_direct, boolean o_dsync, boolean __o_sync, boolean o_append, boolean is_sync, boolean can_atomic_write,
        boolean dontcache, boolean bdev_nowait, FileOperations f_op) {
    /// `struct file_operations`
    public interface FileOperations {
        /// @return bytes, or -errno
        long read_iter(Request iocb);

        /// @return bytes, or -errno
        long write_iter(Request iocb);

        /// Looks whether the device has finished what the kiocb waits for.
        ///
        /// @param spin go on looking until it has or another task wants the processor
        /// @return completions found, or -errno
        int iopoll(Request iocb, boolean spin);
    }
}
