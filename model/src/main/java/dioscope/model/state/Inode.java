package dioscope.model.state;

/// The file's inode as the write path sees it. fs/ext4/ext4.h, struct ext4_inode_info, 6.12
///
/// @param iSize i_size in bytes, what readers see
/// @param iDisksize i_disksize in bytes, what the journal has been told
/// @param nosec S_NOSEC: no suid bit and no security attribute to drop on write
/// @param mayInlineData EXT4_STATE_MAY_INLINE_DATA
/// @param orphan on the orphan list
/// @param dioCount i_dio_count, direct I/Os in flight
/// @param syncTid i_sync_tid, the transaction of the last change
/// @param datasyncTid i_datasync_tid, the transaction of the last change that fdatasync needs
/// @param dirtyDatasync I_DIRTY_DATASYNC, for a file system without a journal
/// @param mtimeAt the clock tick of this run in which mtime and ctime last moved, -1 when before it
/// @param atimeAt the same for atime
/// @param rawSize the size in the inode's on-disk block as the running transaction has it, bytes
/// @param treeBlocks blocks the extent tree occupies outside the inode
/// @param sync IS_SYNC: whatever is written to it is written as with O_DSYNC
public record Inode(long iSize, long iDisksize, boolean nosec, boolean mayInlineData, boolean orphan, int dioCount, int syncTid,
        int datasyncTid, boolean dirtyDatasync, long mtimeAt, long atimeAt, long rawSize, int treeBlocks,
        boolean sync) {
    public Inode withISize(long v) {
        return new Inode(v, iDisksize, nosec, mayInlineData, orphan, dioCount, syncTid, datasyncTid, dirtyDatasync, mtimeAt, atimeAt,
                rawSize, treeBlocks, sync);
    }

    public Inode withIDisksize(long v) {
        return new Inode(iSize, v, nosec, mayInlineData, orphan, dioCount, syncTid, datasyncTid, dirtyDatasync, mtimeAt, atimeAt,
                rawSize, treeBlocks, sync);
    }

    public Inode withNosec(boolean v) {
        return new Inode(iSize, iDisksize, v, mayInlineData, orphan, dioCount, syncTid, datasyncTid, dirtyDatasync, mtimeAt, atimeAt,
                rawSize, treeBlocks, sync);
    }

    public Inode withMayInlineData(boolean v) {
        return new Inode(iSize, iDisksize, nosec, v, orphan, dioCount, syncTid, datasyncTid, dirtyDatasync, mtimeAt, atimeAt,
                rawSize, treeBlocks, sync);
    }

    public Inode withOrphan(boolean v) {
        return new Inode(iSize, iDisksize, nosec, mayInlineData, v, dioCount, syncTid, datasyncTid, dirtyDatasync, mtimeAt, atimeAt,
                rawSize, treeBlocks, sync);
    }

    public Inode withDioCount(int v) {
        return new Inode(iSize, iDisksize, nosec, mayInlineData, orphan, v, syncTid, datasyncTid, dirtyDatasync, mtimeAt, atimeAt,
                rawSize, treeBlocks, sync);
    }

    public Inode withTids(int sync, int datasync) {
        return new Inode(iSize, iDisksize, nosec, mayInlineData, orphan, dioCount, sync, datasync, dirtyDatasync, mtimeAt, atimeAt,
                rawSize, treeBlocks, this.sync);
    }

    public Inode withDirtyDatasync(boolean v) {
        return new Inode(iSize, iDisksize, nosec, mayInlineData, orphan, dioCount, syncTid, datasyncTid, v, mtimeAt, atimeAt,
                rawSize, treeBlocks, sync);
    }

    public Inode withMtimeAt(long v) {
        return new Inode(iSize, iDisksize, nosec, mayInlineData, orphan, dioCount, syncTid, datasyncTid, dirtyDatasync, v, atimeAt,
                rawSize, treeBlocks, sync);
    }

    public Inode withAtimeAt(long v) {
        return new Inode(iSize, iDisksize, nosec, mayInlineData, orphan, dioCount, syncTid, datasyncTid, dirtyDatasync, mtimeAt, v,
                rawSize, treeBlocks, sync);
    }

    public Inode withRawSize(long v) {
        return new Inode(iSize, iDisksize, nosec, mayInlineData, orphan, dioCount, syncTid, datasyncTid, dirtyDatasync, mtimeAt, atimeAt,
                v, treeBlocks, sync);
    }

    public Inode withTreeBlocks(int v) {
        return new Inode(iSize, iDisksize, nosec, mayInlineData, orphan, dioCount, syncTid, datasyncTid, dirtyDatasync, mtimeAt, atimeAt,
                rawSize, v, sync);
    }
}
