package dioscope.model.kernel.fs.ext4;

import static dioscope.model.kernel.Errno.EIO;
import static dioscope.model.kernel.Errno.EROFS;

import dioscope.model.engine.Fn;
import dioscope.model.engine.Kernel;
import dioscope.model.kernel.block.Block;
import dioscope.model.kernel.fs.jbd2.Journald;
import dioscope.model.kernel.mm.Filemap;
import dioscope.model.profile.Feature;
import dioscope.model.profile.Part;
import dioscope.model.state.Inode;
import dioscope.model.state.Journal.Converted;
import java.util.function.IntSupplier;

/// fs/ext4/fsync.c
class Fsync {
    /// What fsync works with.
    ///
    /// @param syncInode sync_inode_metadata of the file
    /// @param writeInode ext4_write_inode for somebody who waits; asked for when it runs
    record Parts(Kernel k, Mount fs, Filemap filemap, Journald journald, Ext4Jbd2 jbd2, Block block, MetadataBlocks metadata,
            FastCommit fastCommit, IntSupplier syncInode, IntSupplier writeInode) {}

    final Kernel k;
    final Mount fs;
    final Filemap filemap;
    final Ext4Jbd2 jbd2;
    private final Journald journald;
    private final Block block;
    final MetadataBlocks metadata;
    private final FastCommit fastCommit;
    private final IntSupplier syncInode;
    private final IntSupplier writeInode;

    Fsync(Parts p) {
        this.k = p.k;
        this.fs = p.fs;
        this.filemap = p.filemap;
        this.journald = p.journald;
        this.jbd2 = p.jbd2;
        this.block = p.block;
        this.metadata = p.metadata;
        this.fastCommit = p.fastCommit;
        this.syncInode = p.syncInode;
        this.writeInode = p.writeInode;
    }

    /// The edition of the kernel that runs.
    static Fsync of(Parts p) {
        return switch (p.k.profile().version(Part.EXT4_FSYNC)) {
            case V5_10, V6_1 -> new Fsync_6_1(p);
            case V6_6, V6_12, V6_14, V7_1, V7_2 -> new Fsync(p);
        };
    }

    /// Result of one half of fsync, and whether the device is still to be flushed.
    record Half(int ret, boolean needsBarrier) {}

    /// fs/ext4/fsync.c, ext4_sync_file, 7.2
    ///
    /// @param file the open file's number
    /// @param end last byte
    int ext4_sync_file(int file, long start, long end, boolean datasync) {
        try (var fn = k.enter("ext4_sync_file", "start", start, "end", end, "datasync", datasync ? 1 : 0)) {
            if (fn.taken("shut down", k.world().fs().shutdown())) {
                return fn.ret(-EIO);
            }
            if (k.has(Feature.FS_EMERGENCY_STATE) && fn.taken("out of use after an error", k.world().fs().emergency())) {
                return fn.ret(-EROFS);
            }
            if (fn.taken("read-only", k.world().fs().readOnly())) {
                return fn.ret(filemap.file_check_and_advance_wb_err(file));
            }
            Half half;
            if (fn.taken("no journal", !jbd2.hasJournal())) {
                half = ext4_fsync_nojournal(file, start, end, datasync);
            } else {
                int ret = filemap.file_write_and_wait_range(file, start, end);
                if (fn.taken("data failed", ret != 0, "ret", ret)) {
                    filemap.file_check_and_advance_wb_err(file);
                    return fn.ret(ret);
                }
                half = ext4_fsync_journal(datasync);
            }
            return fn.ret(flush(fn, file, half));
        }
    }

    /// The end of `ext4_sync_file`: the flush, and the first error.
    final int flush(Fn fn, int file, Half half) {
        int ret = half.ret;
        if (fn.taken("flush", half.needsBarrier)) {
            int err = block.flush().blkdev_issue_flush();
            ret = ret == 0 ? err : ret;
        }
        int err = filemap.file_check_and_advance_wb_err(file);
        return ret == 0 ? err : ret;
    }

    /// fs/ext4/fsync.c, ext4_fsync_journal, 7.2
    final Half ext4_fsync_journal(boolean datasync) {
        try (var fn = k.enter("ext4_fsync_journal")) {
            int tid = datasync ? k.world().inode().datasyncTid() : k.world().inode().syncTid();
            boolean needs_barrier = fn.taken("barrier not sent by the commit",
                    fs.barrier() && !journald.jbd2_trans_will_send_data_barrier(tid), "commit_tid", tid);
            int ret = fastCommit.ext4_fc_commit(tid);
            return fn.ret(new Half(ret, needs_barrier), ret);
        }
    }

    /// Writes the data, the blocks of the file's tree and its inode, each to its place. fs/ext4/fsync.c, ext4_fsync_nojournal; fs/buffer.c,
    /// generic_buffers_fsync_noflush (mmb_fsync_noflush in 7.2). The inode's directory entry is on the disk already.
    Half ext4_fsync_nojournal(int file, long start, long end, boolean datasync) {
        try (var fn = k.enter("ext4_fsync_nojournal", "start", start, "end", end)) {
            int ret = filemap.file_write_and_wait_range(file, start, end);
            if (fn.taken("data failed", ret != 0, "ret", ret)) {
                return fn.ret(new Half(ret, false), ret);
            }
            ret = sync_mapping_buffers(fn);
            int err = inodeNeeded(fn, datasync) ? syncInode() : 0;
            ret = ret == 0 ? err : ret;
            err = filemap.file_check_and_advance_wb_err(file);
            ret = ret == 0 ? err : ret;
            if (fn.taken("metadata failed", ret != 0, "ret", ret)) {
                return fn.ret(new Half(ret, false), ret);
            }
            ret = writeInode.getAsInt();
            return fn.ret(new Half(ret, ret == 0 && fs.barrier()), ret);
        }
    }

    final int syncInode() {
        return syncInode.getAsInt();
    }

    /// Whether the inode itself is to be written. fs/buffer.c, generic_buffers_fsync_noflush
    final boolean inodeNeeded(Fn fn, boolean datasync) {
        var i = k.world().inode();
        return !fn.taken("inode clean", !i.has(Inode.I_DIRTY)) && !fn.taken("nothing fdatasync needs", datasync && !i.dirtyDatasync());
    }

    /// The blocks that map the file, and what else is changed for it through the page cache of the device. fs/buffer.c, sync_mapping_buffers
    final int sync_mapping_buffers(Fn fn) {
        int ret = 0;
        if (metadata.associatedClean() && fn.taken("written by somebody else", true)) {
            metadata.forgetAssociated();
        }
        if (fn.taken("tree blocks dirty", metadata.dirty(Extents.EXTENT_BLOCK))) {
            ret = metadata.sync_associated(Extents.EXTENT_BLOCK);
        }
        if (!fs.extents() && fn.taken("pointer blocks dirty", metadata.dirty(Indirect.INDIRECT_BLOCK))) {
            int err = metadata.sync_associated(Indirect.INDIRECT_BLOCK);
            ret = ret == 0 ? err : ret;
        }
        if (k.world().journal().converted() != null && fn.taken("first block of the file dirty", metadata.dirty(Converted.NAME))) {
            int err = metadata.sync_associated(Converted.NAME);
            ret = ret == 0 ? err : ret;
        }
        return ret;
    }
}
