package dioscope.model.kernel.fs.ext4;

import static dioscope.model.kernel.Errno.EIO;

import dioscope.model.engine.Fn;
import dioscope.model.engine.Kernel;
import dioscope.model.kernel.fs.BufferWrite;
import dioscope.model.kernel.mm.AddressSpaceOperations.Begun;
import dioscope.model.profile.Feature;
import dioscope.model.profile.Part;
import dioscope.model.state.Bh;

/// fs/ext4/inode.c: what happens when bytes have been copied into the page cache. Their blocks become dirty and the sizes grow.
class WriteEnd {
    final Kernel k;
    final Mount fs;
    final WriteBegin.Parts p;
    final BufferWrite write;

    WriteEnd(Kernel k, Mount fs, WriteBegin.Parts parts, BufferWrite write) {
        this.k = k;
        this.fs = fs;
        this.p = parts;
        this.write = write;
    }

    /// That of the kernel that runs.
    static WriteEnd of(Kernel k, Mount fs, WriteBegin.Parts parts, BufferWrite write) {
        return switch (k.profile().version(Part.EXT4_INODE)) {
            case V5_10 -> new WriteEnd_5_10(k, fs, parts, write);
            case V6_1 -> new WriteEnd_6_1(k, fs, parts, write);
            case V6_6, V6_12, V6_14, V7_1, V7_2 -> new WriteEnd(k, fs, parts, write);
        };
    }

    /// Whether the data stay in the inode.
    final boolean inline(Begun begun) {
        if (k.has(Feature.WRITE_END_TOLD_OF_INLINE_DATA)) {
            return (begun.fsdata & WriteBegin.EXT4_WRITE_DATA_INLINE) != 0;
        }
        return begun.fsdata != WriteBegin.CONVERT_INLINE_DATA && k.world().inode().mayInlineData() && k.world().inode().inlineData();
    }

    /// fs/ext4/inode.c, ext4_da_write_end, 7.2
    ///
    /// @param copied bytes, `len` at most
    /// @return bytes taken over, or -errno
    int ext4_da_write_end(long pos, int len, int copied, Begun begun) {
        try (var fn = k.enter("ext4_da_write_end", "pos", pos, "len", len, "copied", copied)) {
            if (fn.taken("blocks are allocated", fellBack(begun))) {
                return fn.ret(ext4_write_end(pos, len, copied, begun));
            }
            if (fn.taken("data in the inode", inline(begun))) {
                return fn.ret((int) p.inline().ext4_write_inline_data_end(pos, len, copied));
            }
            boolean lost = fn.taken("short copy into a folio that is not valid", copied < len && !write.folio(begun.index).uptodate(),
                    "copied", copied, "len", len);
            return fn.ret(ext4_da_do_write_end(pos, len, lost ? 0 : copied, begun));
        }
    }

    /// Whether its beginning left the write to ext4_write_begin.
    static boolean fellBack(Begun begun) {
        return (begun.fsdata & WriteBegin.FALL_BACK_TO_NONDELALLOC) != 0;
    }

    /// The size that others see grows at once; the one that goes to the disk waits for writeback, unless the last byte has its block already.
    /// fs/ext4/inode.c, ext4_da_do_write_end, 7.2
    int ext4_da_do_write_end(long pos, int len, int copied, Begun begun) {
        try (var fn = k.enter("ext4_da_do_write_end", "pos", pos, "len", len, "copied", copied)) {
            long old_size = k.world().inode().iSize();
            if (fn.taken("buffers gone", write.folio(begun.index).buffers().isEmpty())) {
                p.pages().folio_unlock(begun.index);
                return fn.ret(-EIO);
            }
            int taken = write.block_write_end(begun.index, pos, len, copied);
            long new_i_size = pos + taken;
            boolean disksize_changed = false;
            if (fn.taken("raises i_size", new_i_size > old_size, "new_i_size", new_i_size, "i_size", old_size)) {
                write.i_size_write(new_i_size);
                disksize_changed = taken > 0 && ext4_da_should_update_i_disksize(begun.index, new_i_size - 1);
                if (disksize_changed) {
                    ext4_update_i_disksize(new_i_size);
                }
            }
            p.pages().folio_unlock(begun.index);
            boolean gap = fn.taken("begins behind the old end", pos > old_size, "pos", pos, "old_size", old_size);
            if (gap) {
                p.truncate().pagecache_isize_extended(old_size, pos, fs.blockSize());
            }
            boolean zero = gap && k.has(Feature.GAP_ZEROED_AT_WRITE_END);
            if (fn.taken("nothing for the journal", !disksize_changed && !zero)) {
                return fn.ret(taken);
            }
            int err = p.jbd2().ext4_journal_start("ext4_da_write_end");
            if (fn.taken("no handle", err < 0, "err", err)) {
                return fn.ret(err);
            }
            if (zero) {
                p.inode().ext4_zero_partial_blocks(old_size, pos - old_size);
            }
            p.inode().ext4_mark_inode_dirty();
            p.jbd2().ext4_journal_stop();
            return fn.ret(taken);
        }
    }

    /// Whether the block of the last byte written is on the disk, so that no writeback will raise i_disksize for it. fs/ext4/inode.c,
    /// ext4_da_should_update_i_disksize, 7.2
    ///
    /// @param last the byte's place in the file
    final boolean ext4_da_should_update_i_disksize(long index, long last) {
        try (var fn = k.enter("ext4_da_should_update_i_disksize", "page", index)) {
            var folio = write.folio(index);
            var bh = folio.buffers().get((int) ((last - folio.pos()) / fs.blockSize()));
            return fn.ret(
                    !fn.taken("no block on the disk yet", !bh.has(Bh.MAPPED) || bh.has(Bh.DELAY | Bh.UNWRITTEN), "b_state", bh.names()));
        }
    }

    /// fs/ext4/ext4.h, ext4_update_i_disksize
    final void ext4_update_i_disksize(long newsize) {
        var i = k.world().inode();
        if (newsize > i.iDisksize()) {
            k.apply("i_disksize", k.world().withInode(i.withIDisksize(newsize)));
        }
    }

    /// The end of a write whose blocks are allocated and whose handle is open. fs/ext4/inode.c, ext4_write_end, 7.2
    ///
    /// @return bytes taken over, or -errno
    int ext4_write_end(long pos, int len, int copied, Begun begun) {
        try (var fn = k.enter("ext4_write_end", "pos", pos, "len", len, "copied", copied)) {
            if (fn.taken("data in the inode", inline(begun))) {
                return fn.ret((int) p.inline().ext4_write_inline_data_end(pos, len, copied));
            }
            long old_size = k.world().inode().iSize();
            int taken = write.block_write_end(begun.index, pos, len, copied);
            boolean i_size_changed = p.inode().ext4_update_inode_size(pos + taken);
            p.pages().folio_unlock(begun.index);
            if (fn.taken("begins behind the old end", old_size < pos, "pos", pos, "old_size", old_size)) {
                p.truncate().pagecache_isize_extended(old_size, pos, fs.blockSize());
                if (k.has(Feature.GAP_ZEROED_AT_WRITE_END)) {
                    p.inode().ext4_zero_partial_blocks(old_size, pos - old_size);
                }
            }
            int ret = fn.taken("sizes changed", i_size_changed) ? p.inode().ext4_mark_inode_dirty() : 0;
            return fn.ret(finish(fn, pos, len, ret, taken));
        }
    }

    /// Stops the handle. Blocks allocated for bytes that were not copied are freed again.
    final int finish(Fn fn, long pos, int len, int ret, int taken) {
        boolean behind = fn.taken("blocks behind the end", pos + len > k.world().inode().iSize(), "end", pos + len, "i_size",
                k.world().inode().iSize());
        if (behind) {
            p.orphan().ext4_orphan_add();
        }
        int ret2 = p.jbd2().ext4_journal_stop();
        if (behind) {
            p.inode().ext4_truncate_failed_write();
            p.orphan().ext4_orphan_del(false);
        }
        return ret != 0 ? ret : ret2 != 0 ? ret2 : taken;
    }
}
