package dioscope.model.state;

import org.jspecify.annotations.Nullable;

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
/// @param iState i_state: [#I_DIRTY_SYNC], [#I_DIRTY_DATASYNC], [#I_DIRTY_PAGES], [#I_SYNC], [#I_SYNC_QUEUED]
/// @param mtimeAt the clock tick of this run in which mtime and ctime last moved, -1 when before it
/// @param atimeAt the same for atime
/// @param rawSize the size in the inode's on-disk block as the running transaction has it, bytes
/// @param treeBlocks blocks the extent tree occupies outside the inode
/// @param sync IS_SYNC: whatever is written to it is written as with O_DSYNC
/// @param inline the data that live in the inode, null when there are none
/// @param dirtiedWhen dirtied_when, virtual time in nanoseconds; -1 while it is clean
/// @param writeData JI_WRITE_DATA of its jbd2_inode: a transaction has had data of it to write; from then on every commit that has its ordered data does
public record Inode(long iSize, long iDisksize, boolean nosec, boolean mayInlineData, boolean orphan, int dioCount, int syncTid,
        int datasyncTid, int iState, long mtimeAt, long atimeAt, long rawSize, int treeBlocks,
        boolean sync, @Nullable InlineData inline, long dirtiedWhen, boolean writeData) {
    /// Of which no transaction has had data to write.
    public Inode(long iSize, long iDisksize, boolean nosec, boolean mayInlineData, boolean orphan, int dioCount, int syncTid,
            int datasyncTid, int iState, long mtimeAt, long atimeAt, long rawSize, int treeBlocks, boolean sync,
            @Nullable InlineData inline, long dirtiedWhen) {
        this(iSize, iDisksize, nosec, mayInlineData, orphan, dioCount, syncTid, datasyncTid, iState, mtimeAt, atimeAt, rawSize,
                treeBlocks, sync, inline, dirtiedWhen, false);
    }

    /// Its own fields changed, nothing fdatasync needs.
    public static final int I_DIRTY_SYNC = 1;
    /// Its own fields changed, and fdatasync needs them.
    public static final int I_DIRTY_DATASYNC = 2;
    /// It has dirty pages.
    public static final int I_DIRTY_PAGES = 4;
    /// Any of them.
    public static final int I_DIRTY = I_DIRTY_SYNC | I_DIRTY_DATASYNC | I_DIRTY_PAGES;
    /// It is being written back.
    public static final int I_SYNC = 8;
    /// The flusher has taken it off the list of dirty inodes.
    public static final int I_SYNC_QUEUED = 16;

    /// Whether any of the bits `flags` of i_state is set.
    public boolean has(int flags) {
        return (iState & flags) != 0;
    }

    /// I_DIRTY_DATASYNC.
    public boolean dirtyDatasync() {
        return (iState & I_DIRTY_DATASYNC) != 0;
    }

    public Inode withISize(long v) {
        return new Inode(v, iDisksize, nosec, mayInlineData, orphan, dioCount, syncTid, datasyncTid, iState, mtimeAt, atimeAt,
                rawSize, treeBlocks, sync, inline, dirtiedWhen, writeData);
    }

    public Inode withIDisksize(long v) {
        return new Inode(iSize, v, nosec, mayInlineData, orphan, dioCount, syncTid, datasyncTid, iState, mtimeAt, atimeAt,
                rawSize, treeBlocks, sync, inline, dirtiedWhen, writeData);
    }

    public Inode withNosec(boolean v) {
        return new Inode(iSize, iDisksize, v, mayInlineData, orphan, dioCount, syncTid, datasyncTid, iState, mtimeAt, atimeAt,
                rawSize, treeBlocks, sync, inline, dirtiedWhen, writeData);
    }

    public Inode withMayInlineData(boolean v) {
        return new Inode(iSize, iDisksize, nosec, v, orphan, dioCount, syncTid, datasyncTid, iState, mtimeAt, atimeAt,
                rawSize, treeBlocks, sync, inline, dirtiedWhen, writeData);
    }

    public Inode withOrphan(boolean v) {
        return new Inode(iSize, iDisksize, nosec, mayInlineData, v, dioCount, syncTid, datasyncTid, iState, mtimeAt, atimeAt,
                rawSize, treeBlocks, sync, inline, dirtiedWhen, writeData);
    }

    public Inode withDioCount(int v) {
        return new Inode(iSize, iDisksize, nosec, mayInlineData, orphan, v, syncTid, datasyncTid, iState, mtimeAt, atimeAt,
                rawSize, treeBlocks, sync, inline, dirtiedWhen, writeData);
    }

    public Inode withTids(int sync, int datasync) {
        return new Inode(iSize, iDisksize, nosec, mayInlineData, orphan, dioCount, sync, datasync, iState, mtimeAt, atimeAt,
                rawSize, treeBlocks, this.sync, inline, dirtiedWhen, writeData);
    }

    public Inode withIState(int v) {
        return new Inode(iSize, iDisksize, nosec, mayInlineData, orphan, dioCount, syncTid, datasyncTid, v, mtimeAt, atimeAt,
                rawSize, treeBlocks, sync, inline, dirtiedWhen, writeData);
    }

    /// ext4_has_inline_data.
    public boolean inlineData() {
        return inline != null;
    }

    public Inode withInline(@Nullable InlineData v) {
        return new Inode(iSize, iDisksize, nosec, mayInlineData, orphan, dioCount, syncTid, datasyncTid, iState, mtimeAt, atimeAt,
                rawSize, treeBlocks, sync, v, dirtiedWhen, writeData);
    }

    public Inode withDirtiedWhen(long v) {
        return new Inode(iSize, iDisksize, nosec, mayInlineData, orphan, dioCount, syncTid, datasyncTid, iState, mtimeAt, atimeAt,
                rawSize, treeBlocks, sync, inline, v, writeData);
    }

    public Inode withMtimeAt(long v) {
        return new Inode(iSize, iDisksize, nosec, mayInlineData, orphan, dioCount, syncTid, datasyncTid, iState, v, atimeAt,
                rawSize, treeBlocks, sync, inline, dirtiedWhen, writeData);
    }

    public Inode withAtimeAt(long v) {
        return new Inode(iSize, iDisksize, nosec, mayInlineData, orphan, dioCount, syncTid, datasyncTid, iState, mtimeAt, v,
                rawSize, treeBlocks, sync, inline, dirtiedWhen, writeData);
    }

    public Inode withRawSize(long v) {
        return new Inode(iSize, iDisksize, nosec, mayInlineData, orphan, dioCount, syncTid, datasyncTid, iState, mtimeAt, atimeAt,
                v, treeBlocks, sync, inline, dirtiedWhen, writeData);
    }

    public Inode withTreeBlocks(int v) {
        return new Inode(iSize, iDisksize, nosec, mayInlineData, orphan, dioCount, syncTid, datasyncTid, iState, mtimeAt, atimeAt,
                rawSize, v, sync, inline, dirtiedWhen, writeData);
    }

    public Inode withWriteData(boolean v) {
        return v == writeData
                ? this
                : new Inode(iSize, iDisksize, nosec, mayInlineData, orphan, dioCount, syncTid, datasyncTid, iState, mtimeAt, atimeAt,
                        rawSize, treeBlocks, sync, inline, dirtiedWhen, v);
    }
}
