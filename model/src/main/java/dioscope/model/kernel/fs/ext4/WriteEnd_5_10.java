package dioscope.model.kernel.fs.ext4;

import dioscope.model.engine.Kernel;
import dioscope.model.kernel.fs.BufferWrite;
import dioscope.model.kernel.mm.AddressSpaceOperations.Begun;

/// fs/ext4/inode.c, 5.10: the handle that write_begin has opened ends here, and a short copy is found out late.
final class WriteEnd_5_10 extends WriteEnd_6_1 {
    WriteEnd_5_10(Kernel k, Mount fs, WriteBegin.Parts parts, BufferWrite write) {
        super(k, fs, parts, write);
    }

    /// fs/ext4/inode.c, ext4_da_write_end, 5.10
    @Override
    int ext4_da_write_end(long pos, int len, int copied, Begun begun) {
        try (var fn = k.enter("ext4_da_write_end", "pos", pos, "len", len, "copied", copied)) {
            if (fn.taken("blocks are allocated", fellBack(begun))) {
                return fn.ret(ext4_write_end(pos, len, copied, begun));
            }
            boolean raises = fn.taken("raises i_size", copied > 0 && pos + copied > k.world().inode().iSize(), "end", pos + copied,
                    "i_size",
                    k.world().inode().iSize());
            if (raises && k.world().inode().inlineData()) {
                ext4_update_i_disksize(pos + copied);
            } else if (raises) {
                i_disksize(pos, copied, begun);
            }
            int ret = fn.taken("data in the inode", inline(begun))
                    ? (int) p.inline().ext4_da_write_inline_data_end(pos, len, copied)
                    : write.generic_write_end(begun.index, pos, len, copied);
            int ret2 = p.jbd2().ext4_journal_stop();
            return fn.ret(ret != 0 ? ret : ret2);
        }
    }

    /// fs/ext4/inode.c, ext4_write_end, 5.10
    @Override
    int ext4_write_end(long pos, int len, int copied, Begun begun) {
        boolean inline_data = k.world().inode().inlineData();
        if (!inline_data || !k.world().inode().mayInlineData()) {
            return super.ext4_write_end(pos, len, copied, begun);
        }
        try (var fn = k.enter("ext4_write_end", "pos", pos, "len", len, "copied", copied)) {
            int ret = (int) p.inline().ext4_write_inline_data_end(pos, len, copied);
            if (fn.taken("failed", ret < 0, "ret", ret)) {
                p.pages().folio_unlock(begun.index);
                return fn.ret(finish(fn, pos, len, ret, 0));
            }
            long old_size = k.world().inode().iSize();
            p.inode().ext4_update_inode_size(pos + ret);
            p.pages().folio_unlock(begun.index);
            if (fn.taken("begins behind the old end", old_size < pos, "pos", pos, "old_size", old_size)) {
                p.truncate().pagecache_isize_extended(old_size, pos, fs.blockSize());
            }
            int err = p.inode().ext4_mark_inode_dirty();
            return fn.ret(finish(fn, pos, len, err, ret));
        }
    }
}
