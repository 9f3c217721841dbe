package dioscope.model.kernel.fs.ext4;

import dioscope.model.engine.Kernel;

/// fs/ext4/inode.c, 5.10: a write that stays in the inode ends like any other.
final class JournalledData_5_10 extends JournalledData_6_1 {
    JournalledData_5_10(Kernel k, Mount fs, Parts parts) {
        super(k, fs, parts);
    }

    /// fs/ext4/inode.c, ext4_journalled_write_end, 5.10
    @Override
    boolean keeps_page_of_inline_data() {
        return true;
    }
}
