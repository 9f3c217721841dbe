package dioscope.model.kernel.fs.ext4;

import dioscope.model.engine.Kernel;

/// fs/ext4/orphan.c: the list that makes recovery cut a file back to its on-disk size.
final class Orphan {
    private final Kernel k;
    private final Ext4Jbd2 jbd2;

    Orphan(Kernel k, Ext4Jbd2 jbd2) {
        this.k = k;
        this.jbd2 = jbd2;
    }

    /// fs/ext4/orphan.c, ext4_orphan_add, 6.12
    int ext4_orphan_add() {
        try (var fn = k.enter("ext4_orphan_add")) {
            if (fn.taken("no journal", !jbd2.hasJournal())) {
                return fn.ret(0);
            }
            if (fn.taken("already tracked", k.world().inode().orphan())) {
                return fn.ret(0);
            }
            k.apply("add to the orphan list", k.world().withInode(k.world().inode().withOrphan(true)));
            jbd2.ext4_handle_dirty_metadata("super block");
            jbd2.ext4_handle_dirty_metadata("inode");
            jbd2.ext4_update_inode_fsync_trans(false);
            return fn.ret(0);
        }
    }

    /// fs/ext4/orphan.c, ext4_orphan_del, 6.12
    ///
    /// @param handle whether a handle is open; without one only the list in memory changes
    int ext4_orphan_del(boolean handle) {
        try (var fn = k.enter("ext4_orphan_del")) {
            if (fn.taken("no journal", !jbd2.hasJournal())) {
                return fn.ret(0);
            }
            if (fn.taken("not tracked", !k.world().inode().orphan())) {
                return fn.ret(0);
            }
            k.apply("remove from the orphan list", k.world().withInode(k.world().inode().withOrphan(false)));
            if (fn.taken("handle given", handle)) {
                jbd2.ext4_handle_dirty_metadata("super block");
                jbd2.ext4_handle_dirty_metadata("inode");
                jbd2.ext4_update_inode_fsync_trans(false);
            }
            return fn.ret(0);
        }
    }
}
