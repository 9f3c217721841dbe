package dioscope.model.kernel.fs.ext4;

import dioscope.model.engine.Kernel;
import dioscope.model.state.Bh;

/// fs/ext4/inode.c until 6.1: the page of journalled data is not dirty before its transaction has committed.
class JournalledData_6_1 extends JournalledData {
    JournalledData_6_1(Kernel k, Mount fs, Parts parts) {
        super(k, fs, parts);
    }

    /// The mark tells writeback that the page was stored to through a mapping. fs/ext4/inode.c, ext4_journalled_dirty_folio, 6.1
    @Override
    final void ext4_journalled_dirty_folio(long index) {
        p.pages().set("PG_checked", folio(index).withChecked(true));
        super.ext4_journalled_dirty_folio(index);
    }

    /// A dirty buffer joins the transaction at once. fs/ext4/inode.c, do_journal_get_write_access, 6.1
    @Override
    final void do_journal_get_write_access(long index, int i) {
        try (var fn = k.enter("do_journal_get_write_access", "page", index, "buffer", i)) {
            if (fn.taken("no block", !bh(index, i).has(Bh.MAPPED))) {
                return;
            }
            boolean dirty = fn.taken("dirty", bh(index, i).has(Bh.DIRTY));
            if (dirty) {
                set("clear BH_Dirty", index, i, bh(index, i).clear(Bh.DIRTY));
            }
            jbd2_journal_get_write_access(fn, index, i);
            if (dirty) {
                ext4_handle_dirty_metadata(index, i);
            }
        }
    }

    /// fs/ext4/inode.c, write_end_fn: ext4_handle_dirty_metadata alone, 6.1
    @Override
    final void ext4_dirty_journalled_data(long index, int i) {
        ext4_handle_dirty_metadata(index, i);
    }
}
