package dioscope.model.kernel.fs.ext4;

import dioscope.model.engine.Kernel;

/// fs/ext4/inode.c: the size of the file is set.
public final class Setattr {
    private final Kernel k;

    Setattr(Kernel k) {
        this.k = k;
    }

    /// fs/open.c, do_truncate; fs/ext4/inode.c, ext4_setattr
    ///
    /// @param size the new i_size, bytes
    /// @return 0 or -errno
    public int ext4_setattr(long size) {
        throw k.refuse("The call truncate is not modelled yet.");
    }
}
