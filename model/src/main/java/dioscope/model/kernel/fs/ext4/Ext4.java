package dioscope.model.kernel.fs.ext4;

import dioscope.model.engine.Kernel;
import dioscope.model.kernel.block.BlkLib;
import dioscope.model.kernel.block.Block;
import dioscope.model.kernel.fs.Buffer;
import dioscope.model.kernel.fs.FsInode;
import dioscope.model.kernel.fs.ReadWrite;
import dioscope.model.kernel.fs.Sync;
import dioscope.model.kernel.fs.iomap.DirectIo;
import dioscope.model.kernel.fs.jbd2.Journald;
import dioscope.model.kernel.fs.jbd2.Transactions;
import dioscope.model.kernel.lib.UserBuffer;
import dioscope.model.kernel.mm.Filemap;
import dioscope.model.kernel.mm.Truncate;
import dioscope.model.state.Data;

/// One mounted ext4 with its one file: who calls whom.
public final class Ext4 {
    /// Where the journal lies, blocks of 4 KiB; far from all data.
    public static final long JOURNAL_BLOCK = 1L << 24;

    private final Ext4File file;
    private final Ext4Inode inode;

    /// @param buffer the memory the request writes from
    /// @param data whose data it holds
    public Ext4(Kernel k, Mount fs, Block block, UserBuffer buffer, Data data) {
        var truncate = new Truncate(k);
        var filemap = new Filemap(k, truncate, (start, end, mode) -> inode().ext4_writepages(start, end, mode));
        var transactions = new Transactions(k);
        var journald = new Journald(k, block, transactions, (start, end) -> inode().ext4_writepages(start, end, 1), fs.barrier(),
                fs.blockSize(), JOURNAL_BLOCK * 8);
        var jbd2 = new Ext4Jbd2(k, transactions, journald);
        var vfs = new FsInode(k, () -> inode().ext4_dirty_inode());
        var mballoc = new Mballoc(k, vfs);
        var es = new ExtentsStatusTree(k);
        var orphan = new Orphan(k, jbd2);
        var extents = new Extents(k, es, mballoc, jbd2, new BlkLib(k, block), fs.blockSize());
        var buffers = new Buffer(k, block);
        inode = new Ext4Inode(k, fs, new Ext4Inode.Parts(es, extents, mballoc, jbd2, journald, orphan, truncate, filemap, buffers));
        var fsync = new Fsync(k, filemap, journald, jbd2, block, buffers, fs.barrier());
        var sync = new Sync(k, fsync::ext4_sync_file);
        var directIo = new DirectIo(k, fs.blockSize(), buffer, block, filemap, vfs, sync, data);
        file = new Ext4File(k, fs, inode, vfs, new ReadWrite(k, fs.blockSize()), directIo, buffer, jbd2, orphan);
    }

    private Ext4Inode inode() {
        return inode;
    }

    /// `ext4_file_operations`.
    public Ext4File file() {
        return file;
    }
}
