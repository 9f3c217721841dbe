package dioscope.model.scenario;

import java.util.List;

/// The file before the request; `inode` of a start state.
///
/// @param iSize i_size, bytes
/// @param iDisksize i_disksize, bytes
/// @param extents what is allocated or reserved, in order
/// @param extentsFormat mapped by extents, not indirect blocks
/// @param inline data live in the inode
/// @param mayInlineData EXT4_STATE_MAY_INLINE_DATA
/// @param journalData the inode's journal-data flag (chattr +j)
/// @param nosec S_NOSEC is known
/// @param syncTidCommitted the transaction in i_sync_tid has committed
/// @param datasyncTidCommitted the transaction in i_datasync_tid has committed
/// @param treeBlocks blocks the extent tree takes outside of the inode, as i_blocks tells; -1 when not known
/// @param encryption whether its data are encrypted, and by whom
/// @param verity sealed by fs-verity
/// @param sync the inode's sync flag (chattr +S; every file of a file system mounted with sync is as if it had it)
public record FileState(long iSize, long iDisksize, List<ExtentRun> extents, boolean extentsFormat, boolean inline, boolean mayInlineData,
        boolean journalData, boolean nosec, boolean syncTidCommitted, boolean datasyncTidCommitted,
        int treeBlocks, Encryption encryption, boolean verity, boolean sync) {
    /// `no`; `software`: in the page cache, by the file system; `inline`: on the way to the device, by the block layer.
    public enum Encryption { NO, SOFTWARE, INLINE }

    /// A file without encryption, verity and sync flag.
    public FileState(long iSize, long iDisksize, List<ExtentRun> extents, boolean extentsFormat, boolean inline, boolean mayInlineData,
            boolean journalData, boolean nosec, boolean syncTidCommitted, boolean datasyncTidCommitted, int treeBlocks) {
        this(iSize, iDisksize, extents, extentsFormat, inline, mayInlineData, journalData, nosec, syncTidCommitted, datasyncTidCommitted,
                treeBlocks, Encryption.NO, false, false);
    }

    /// A file of which i_blocks is not known: four extents fit into the inode.
    public FileState(long iSize, long iDisksize, List<ExtentRun> extents, boolean extentsFormat, boolean inline, boolean mayInlineData,
            boolean journalData, boolean nosec, boolean syncTidCommitted, boolean datasyncTidCommitted) {
        this(iSize, iDisksize, extents, extentsFormat, inline, mayInlineData, journalData, nosec, syncTidCommitted, datasyncTidCommitted,
                extents.size() <= 4 ? 0 : -1);
    }

    /// A run of blocks in one state.
    ///
    /// @param logical first file byte
    /// @param physical first device byte; -1 when nothing is allocated (delayed, inline)
    /// @param length bytes
    /// @param state what it is
    public record ExtentRun(long logical, long physical, long length, State state) {
        /// `written`, `unwritten`, `delalloc`, `inline`.
        public enum State { WRITTEN, UNWRITTEN, DELALLOC, INLINE }
    }
}
