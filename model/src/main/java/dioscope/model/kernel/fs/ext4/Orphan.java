package dioscope.model.kernel.fs.ext4;

import dioscope.model.engine.Kernel;
import dioscope.model.profile.Feature;

/// fs/ext4/orphan.c: the list, or the file, that makes recovery cut a file back to its on-disk size.
final class Orphan {
    private final Kernel k;
    private final Ext4Jbd2 jbd2;
    private final boolean orphanFile;

    /// @param orphanFile the orphan_file feature; kernels before it keep the list
    Orphan(Kernel k, Ext4Jbd2 jbd2, boolean orphanFile) {
        this.k = k;
        this.jbd2 = jbd2;
        this.orphanFile = orphanFile && k.has(Feature.ORPHAN_FILE);
    }

    /// An entry in a file of its own: one block of it changes, neither the super block nor the inode does, so fsync need not wait for it.
    /// fs/ext4/orphan.c, ext4_orphan_file_add and ext4_orphan_file_del, 6.1. Its blocks have room for all orphans.
    ///
    /// @param handle whether a handle is open
    private int inFile(String fn, boolean add, boolean handle) {
        try (var f = k.enter(fn)) {
            k.apply(add ? "add to the orphan file" : "remove from the orphan file",
                    k.world().withInode(k.world().inode().withOrphan(add)));
            if (f.taken("handle given", handle)) {
                jbd2.ext4_handle_dirty_metadata("orphan file block");
            }
            return f.ret(0);
        }
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
            if (fn.taken("orphan file", orphanFile)) {
                return fn.ret(inFile("ext4_orphan_file_add", true, true));
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
            if (fn.taken("orphan file", orphanFile)) {
                return fn.ret(inFile("ext4_orphan_file_del", false, handle));
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
