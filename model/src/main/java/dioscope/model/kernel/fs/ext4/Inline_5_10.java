package dioscope.model.kernel.fs.ext4;

import dioscope.model.engine.Kernel;

/// fs/ext4/inline.c, 5.10: the end of a write leaves page, size and handle to its caller.
final class Inline_5_10 extends Inline_6_12 {
    Inline_5_10(Kernel k, Mount fs, Parts parts) {
        super(k, fs, parts);
    }

    /// The page stays locked and the handle open. fs/ext4/inline.c, ext4_write_inline_data_end, 5.10
    @Override
    long ext4_write_inline_data_end(long pos, long len, long copied) {
        try (var fn = k.enter("ext4_write_inline_data_end", "pos", pos, "len", len, "copied", copied)) {
            if (fn.taken("part of it, and the page is not valid", copied < len && !page().uptodate())) {
                return fn.ret(0L);
            }
            ext4_write_inline_data(pos, copied);
            p.vfs().mark_inode_dirty();
            return fn.ret(copied);
        }
    }

    /// fs/ext4/inline.c, ext4_da_write_inline_data_end, 5.10
    @Override
    long ext4_da_write_inline_data_end(long pos, long len, long copied) {
        try (var fn = k.enter("ext4_da_write_inline_data_end", "pos", pos, "len", len, "copied", copied)) {
            long taken = ext4_write_inline_data_end(pos, len, copied);
            var i = k.world().inode();
            if (fn.taken("raises i_size", pos + taken > i.iSize(), "i_size", i.iSize())) {
                k.apply("i_size", k.world().withInode(i.withISize(pos + taken)));
            }
            p.pages().folio_unlock(0);
            p.vfs().mark_inode_dirty();
            return fn.ret(taken);
        }
    }
}
