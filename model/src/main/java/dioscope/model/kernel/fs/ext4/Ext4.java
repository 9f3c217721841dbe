package dioscope.model.kernel.fs.ext4;

import dioscope.model.engine.Kernel;
import dioscope.model.kernel.Request;
import dioscope.model.kernel.Workqueue;
import dioscope.model.kernel.block.BlkLib;
import dioscope.model.kernel.block.Block;
import dioscope.model.kernel.fs.Buffer;
import dioscope.model.kernel.fs.BufferRead;
import dioscope.model.kernel.fs.FsInode;
import dioscope.model.kernel.fs.FsWriteback;
import dioscope.model.kernel.fs.ReadWrite;
import dioscope.model.kernel.fs.Sync;
import dioscope.model.kernel.fs.SyncAll;
import dioscope.model.kernel.fs.iomap.DirectIo;
import dioscope.model.kernel.fs.iomap.FilesystemAsks;
import dioscope.model.kernel.fs.jbd2.Journald;
import dioscope.model.kernel.fs.jbd2.Transactions;
import dioscope.model.kernel.lib.UserBuffer;
import dioscope.model.kernel.locking.Rwsem;
import dioscope.model.kernel.mm.AddressSpaceOperations;
import dioscope.model.kernel.mm.BalanceDirty;
import dioscope.model.kernel.mm.Filemap;
import dioscope.model.kernel.mm.FilemapFault;
import dioscope.model.kernel.mm.FilemapRead;
import dioscope.model.kernel.mm.FilemapWrite;
import dioscope.model.kernel.mm.PageWriteback;
import dioscope.model.kernel.mm.Readahead;
import dioscope.model.kernel.mm.Truncate;
import dioscope.model.state.Inode;
import dioscope.model.state.Journal;
import dioscope.model.state.Page;
import dioscope.model.state.Task;
import dioscope.model.state.World;

/// One mounted ext4 with its one file: who calls whom.
public final class Ext4 {
    /// Where the journal lies, blocks of 4 KiB; far from all data.
    public static final long JOURNAL_BLOCK = 1L << 24;

    private final DirectIo directIo;
    private final Ext4File file;
    private final Ext4Inode inode;
    private final Writepages writepages;
    private final WriteBegin writeBegin;
    private final Inline inline;
    private final JournalledData journalled;
    private final FastCommit fastCommit;
    private final ReadPage readPage;
    private final Setattr setattr;
    private final Truncate truncate;
    private final FilemapFault fault;
    private final FsWriteback fsWriteback;
    private final SyncAll syncAll;
    private final Sync sync;

    /// @param buffer the memory the request writes from
    /// @param asks what a file system asks of the direct path beyond ext4
    public Ext4(Kernel k, Mount fs, Block block, UserBuffer buffer, FilesystemAsks asks) {
        var pages = new PageWriteback(k, block);
        truncate = new Truncate(k, pages);
        var filemap = new Filemap(k, truncate, pages, wbc -> writepages().ext4_writepages(wbc), fs.maxFolioOrder());
        var transactions = new Transactions(k);
        var buffers = new Buffer(k, block);
        var journald = new Journald(k, block, buffers, transactions, new InodeData(filemap, fs), fs.barrier(),
                fs.blockSize(), JOURNAL_BLOCK * 8, fs.fastCommit());
        var metadata = new MetadataBlocks(k, buffers, transactions::wakeLog);
        var jbd2 = new Ext4Jbd2(k, transactions, journald, fs.fastCommit(), new Credits(k, fs), metadata,
                () -> writeback().bdevDirtied());
        var vfs = new FsInode(k, () -> inode().ext4_dirty_inode(), flags -> writeback().__mark_inode_dirty(flags));
        var mballoc = new Mballoc(k, vfs, fs.clusterRatio());
        var reservation = new Reservation(k, vfs, mballoc, fs.clusterRatio());
        var es = new ExtentsStatusTree(k, reservation, fs.clusterRatio());
        var orphan = new Orphan(k, jbd2, fs.orphanFile());
        var extents = Extents.of(new Extents.Parts(k, fs, es, mballoc, reservation, jbd2, new BlkLib(k, block)));
        var indirect = new Indirect(k, fs, mballoc, reservation, jbd2);
        inode = Ext4Inode.of(k, fs,
                new Ext4Inode.Parts(es, extents, indirect, mballoc, jbd2, journald, orphan, truncate, filemap, buffers));
        var pageIo = new PageIo(k, block, pages, fs.blockSize(), inode.blocks()::ext4_convert_unwritten_io_end_vec,
                jbd2::jbd2_journal_free_reserved, journald::jbd2_journal_abort, fs.dataErrAbort());
        writepages = Writepages.of(k, fs, new Writepages.Parts(inode.blocks(), es, jbd2, pages, pageIo, block, inode::ext4_mark_inode_dirty,
                journald::jbd2_journal_force_commit_nested, tid -> fastCommit().ext4_fc_commit(tid), this::inline, this::journalled));
        fastCommit = new FastCommit(new FastCommit.Parts(k, fs, block, inode.blocks(), journald, transactions, buffers));
        var fsync = Fsync.of(new Fsync.Parts(k, fs, filemap, journald, jbd2, block, metadata, fastCommit,
                () -> writeback().sync_inode_metadata(), () -> writeback().write_inode_waited()));
        sync = new Sync(k, fsync::ext4_sync_file, () -> writeback().filemap_dontcache_kick_writeback());
        directIo = DirectIo.of(k, fs.blockSize(), buffer, block, filemap, vfs, sync, asks,
                () -> new Workqueue(k, "kworker/dio:", Task.Kind.WORKER)::queue);
        inline = Inline.of(k, fs,
                new Inline.Parts(jbd2, es, orphan, filemap, pages, vfs, inode::ext4_mark_inode_dirty,
                        new InlineBlocks(() -> writeBegin())));
        journalled = JournalledData.of(k, fs, new JournalledData.Parts(jbd2, pages, inode, orphan, truncate, inline));
        inode.use(inline, journalled);
        if (fs.journalData()) {
            pages.setDirtyFolio(journalled::ext4_journalled_dirty_folio);
            truncate.setInvalidateFolio((folio, offset) -> journalled.ext4_journalled_invalidate_folio(folio.index(), offset));
        }
        writeBegin = WriteBegin.of(k, fs, new WriteBegin.Parts(inode, inode.blocks(), es, reservation, jbd2, orphan, filemap, pages,
                truncate, buffers, vfs, inline, journalled, () -> writeback().try_to_writeback_inodes_sb()));
        readPage = new ReadPage(new ReadPage.Parts(k, fs, block, pages, inode.blocks(), new BufferRead(k, block, pages), inline));
        setattr = new Setattr(k, fs, new Setattr.Parts(inode, vfs, jbd2, orphan, truncate, filemap, inline, journalled,
                new Rwsem(k, World.I_DATA_SEM)));
        var balance = BalanceDirty.of(k, () -> writeback().wb_start_background_writeback());
        pages.setAccounting(new Accounting(balance));
        var a_ops = new Aops();
        var sops = new Ext4Super(k, fs, new Ext4Super.Parts(pageIo, journald, jbd2, fastCommit, metadata, block));
        fsWriteback = new FsWriteback(k,
                new FsWriteback.Parts(block, pages, filemap, balance, writepages::ext4_writepages, sops::ext4_write_inode,
                        new Bdev(metadata)));
        syncAll = new SyncAll(k, fsWriteback, filemap, sops);
        var write = FilemapWrite.of(k, new FilemapWrite.Parts(buffer, filemap, a_ops, balance));
        var readahead = Readahead.of(new Readahead.Parts(k, block, pages, a_ops, fs.maxFolioOrder()));
        var read = FilemapRead.of(k,
                new FilemapRead.Parts(buffer, pages, a_ops, vfs::file_accessed, readahead, fs.blockSize(), fs.s_maxbytes()));
        var mkwrite = new PageMkwrite(k, fs, new PageMkwrite.Parts(writeBegin, inode, jbd2, pages, vfs, inline, journalled));
        fault = new FilemapFault(k, new FilemapFault.Parts(pages, read, readahead, mkwrite, balance));
        file = Ext4File.of(k, fs, new Ext4File.Parts(inode, vfs, new ReadWrite(k, fs.blockSize()), directIo, buffer, jbd2, orphan, filemap,
                truncate, write, read, sync));
    }

    /// Pages that become dirty and are written, told to those who balance the two and to the flusher.
    private final class Accounting implements PageWriteback.Accounting {
        private final BalanceDirty balance;

        Accounting(BalanceDirty balance) {
            this.balance = balance;
        }

        @Override
        public void dirtied(long nr) {
            balance.folio_account_dirtied(nr);
            fsWriteback.__mark_inode_dirty(Inode.I_DIRTY_PAGES);
        }

        @Override
        public void redirtied(long nr) {
            balance.folio_account_redirty(nr);
        }

        @Override
        public void written(long nr) {
            balance.wb_writeout_add(nr);
        }

        @Override
        public void begins() {
            balance.writepagesBegins();
        }

        @Override
        public void ends() {
            balance.writepagesEnds();
        }
    }

    /// The page cache of the device, as the flusher sees it.
    private record Bdev(MetadataBlocks metadata) implements FsWriteback.Bdev {
        @Override
        public boolean dirty() {
            return metadata.dirty();
        }

        @Override
        public void blkdev_writepages(PageWriteback.Wbc wbc) {
            metadata.blkdev_writepages(wbc);
        }
    }

    /// `ext4_da_aops` and its like.
    private final class Aops implements AddressSpaceOperations {
        @Override
        public int write_begin(Request iocb, long pos, long len, Begun begun) {
            return writeBegin.write_begin(iocb, pos, len, begun);
        }

        @Override
        public int write_end(Request iocb, long pos, long len, long copied, Begun begun) {
            return writeBegin.write_end(iocb, pos, len, copied, begun);
        }

        @Override
        public int read_folio(long index) {
            return readPage.ext4_read_folio(index);
        }

        @Override
        public void readahead(Readahead.Ractl rac) {
            readPage.ext4_readahead(rac);
        }

        @Override
        public boolean is_partially_uptodate(Page folio, long from, long count) {
            return readPage.block_is_partially_uptodate(folio, from, count);
        }

        @Override
        public int writepages(PageWriteback.Wbc wbc) {
            return writepages.ext4_writepages(wbc);
        }
    }

    /// `echo 1 > /proc/sys/vm/drop_caches`, of this file: pages that are clean and that nobody uses. fs/drop_caches.c, drop_pagecache_sb
    public void drop_pagecache_sb() {
        truncate.invalidate_mapping_pages(0, Long.MAX_VALUE);
    }

    /// Stores to memory that maps the file.
    public FilemapFault fault() {
        return fault;
    }

    /// What sets the file's size.
    public Setattr setattr() {
        return setattr;
    }

    /// sync and sync_file_range.
    public SyncAll syncAll() {
        return syncAll;
    }

    /// The flusher, and who asks it to work.
    public FsWriteback writeback() {
        return fsWriteback;
    }

    /// fsync and fdatasync. fs/sync.c, vfs_fsync
    ///
    /// @param file the open file's number
    /// @return 0 or -errno
    public int vfs_fsync(int file, boolean datasync) {
        return sync.vfs_fsync(file, datasync);
    }

    /// `file_operations.iopoll`: iomap_dio_iopoll in 5.10, iocb_bio_iopoll since.
    public int iopoll(Request iocb, boolean spin) {
        return directIo.iopoll(iocb, spin);
    }

    private WriteBegin writeBegin() {
        return writeBegin;
    }

    private FastCommit fastCommit() {
        return fastCommit;
    }

    private Inline inline() {
        return inline;
    }

    private JournalledData journalled() {
        return journalled;
    }

    private Ext4Inode inode() {
        return inode;
    }

    private Writepages writepages() {
        return writepages;
    }

    /// What a commit asks the file system to do with ordered data. fs/ext4/super.c, j_submit_inode_data_buffers and j_finish_inode_data_buffers
    private final class InodeData implements Journald.SubmitInodeData {
        private final Filemap filemap;
        private final Mount fs;

        InodeData(Filemap filemap, Mount fs) {
            this.filemap = filemap;
            this.fs = fs;
        }

        @Override
        public int submit(long start, long end) {
            return fs.journalData()
                    ? journalled().ext4_journalled_submit_inode_data_buffers(start, end)
                    : writepages().submit_inode_data_buffers(start, end);
        }

        @Override
        public int finish(long start, long end) {
            return fs.journalData() ? 0 : filemap.filemap_fdatawait_range_keep_errors(start, end);
        }

        @Override
        public void committed(Journal.Tx tx) {
            journalled().committed(tx);
        }

        @Override
        public boolean inPlace(long lblk) {
            return journalled().inPlace(lblk);
        }

        @Override
        public void metadataDirty() {
            writeback().bdevDirtied();
        }

        @Override
        public boolean abortOnError() {
            return fs.dataErrAbort();
        }
    }

    /// `ext4_file_operations`.
    public Ext4File file() {
        return file;
    }
}
