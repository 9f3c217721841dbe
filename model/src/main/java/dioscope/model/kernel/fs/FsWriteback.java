package dioscope.model.kernel.fs;

import dioscope.model.engine.Kernel;

/// fs/fs-writeback.c and fs/sync.c: the flusher, and who asks it to work.
public final class FsWriteback {
    /// SYNC_FILE_RANGE_WAIT_BEFORE: waits for what is on its way.
    public static final int SYNC_FILE_RANGE_WAIT_BEFORE = 1;
    /// SYNC_FILE_RANGE_WRITE: writes what is dirty.
    public static final int SYNC_FILE_RANGE_WRITE = 2;
    /// SYNC_FILE_RANGE_WAIT_AFTER: waits for that.
    public static final int SYNC_FILE_RANGE_WAIT_AFTER = 4;
    /// All of them.
    public static final int SYNC_FILE_RANGE_WRITE_AND_WAIT = 7;

    private final Kernel k;

    public FsWriteback(Kernel k) {
        this.k = k;
    }

    /// The file's inode, or its pages, became dirty. fs/fs-writeback.c, __mark_inode_dirty, without its call into the file system
    ///
    /// @param flags [dioscope.model.state.Inode#I_DIRTY_SYNC] and its like
    public void __mark_inode_dirty(int flags) {
    }

    /// Writes dirty files of the file system when no writeback is under way, and waits until that is submitted. fs/fs-writeback.c,
    /// try_to_writeback_inodes_sb
    public void try_to_writeback_inodes_sb() {
        throw k.refuse("Writing back to get space is not modelled yet.");
    }

    /// An uncached write has dirtied pages. fs/fs-writeback.c, filemap_dontcache_kick_writeback, 7.2
    public void filemap_dontcache_kick_writeback() {
        throw k.refuse("Writing uncached pages back is not modelled yet.");
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
