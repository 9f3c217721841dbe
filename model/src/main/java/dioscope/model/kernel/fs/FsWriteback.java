package dioscope.model.kernel.fs;

import dioscope.model.engine.Kernel;

/// fs/fs-writeback.c and fs/sync.c: the flusher, and who asks it to work.
public final class FsWriteback {
    private final Kernel k;

    public FsWriteback(Kernel k) {
        this.k = k;
    }

    /// Writes everything. fs/sync.c, ksys_sync
    public void ksys_sync() {
        throw k.refuse("The call sync is not modelled yet.");
    }

    /// fs/sync.c, ksys_sync_file_range
    ///
    /// @return 0 or -errno
    public int ksys_sync_file_range(long offset, long nbytes, int flags) {
        throw k.refuse("The call sync_file_range is not modelled yet.");
    }
}
