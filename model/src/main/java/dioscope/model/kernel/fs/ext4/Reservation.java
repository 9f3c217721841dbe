package dioscope.model.kernel.fs.ext4;

import static dioscope.model.kernel.Errno.ENOSPC;

import dioscope.model.engine.Kernel;
import dioscope.model.kernel.fs.FsInode;

/// The space set aside for blocks whose allocation is delayed. fs/ext4/inode.c, ext4_da_reserve_space, ext4_da_update_reserve_space, ext4_da_release_space
final class Reservation {
    private final Kernel k;
    private final FsInode inode;
    private final Mballoc mballoc;
    private final int clusterRatio;

    /// @param clusterRatio blocks in a cluster: space is reserved in whole clusters
    Reservation(Kernel k, FsInode inode, Mballoc mballoc, int clusterRatio) {
        this.k = k;
        this.inode = inode;
        this.mballoc = mballoc;
        this.clusterRatio = clusterRatio;
    }

    /// Sets space aside for blocks that will be allocated later. fs/ext4/inode.c, ext4_da_reserve_space, 7.2
    ///
    /// @param nr_resv clusters
    /// @return 0 or -ENOSPC
    int ext4_da_reserve_space(int nr_resv) {
        try (var fn = k.enter("ext4_da_reserve_space", "nr_resv", nr_resv)) {
            long blocks = (long) nr_resv * clusterRatio;
            var fs = k.world().fs();
            if (fn.taken("not enough free", !mballoc.ext4_has_free_clusters(blocks, false), "free", fs.freeBlocks(), "reserved",
                    fs.reservedBlocks(), "delayed", fs.delayedBlocks())) {
                return fn.ret(-ENOSPC);
            }
            k.apply("reserved blocks", k.world().withFs(fs.withDelayedBlocks(fs.delayedBlocks() + blocks)));
            return fn.ret(0);
        }
    }

    /// Delayed blocks were allocated, or turned out to be: they are no longer reserved. Quota that was reserved for them becomes used, which dirties the
    /// inode. fs/ext4/inode.c, ext4_da_update_reserve_space
    ///
    /// @param used clusters
    /// @param quotaClaim the reservation itself was turned into the allocation
    void ext4_da_update_reserve_space(int used, boolean quotaClaim) {
        try (var fn = k.enter("ext4_da_update_reserve_space", "used", used, "quota_claim", quotaClaim)) {
            release((long) used * clusterRatio);
            if (fn.taken("claim what was reserved", quotaClaim)) {
                dquot_claim_block();
            }
        }
    }

    /// Delayed blocks are given up before they were allocated. fs/ext4/inode.c, ext4_da_release_space
    ///
    /// @param clusters how many
    void ext4_da_release_space(int clusters) {
        try (var fn = k.enter("ext4_da_release_space", "to_free", clusters)) {
            if (fn.taken("nothing to release", clusters == 0)) {
                return;
            }
            release((long) clusters * clusterRatio);
        }
    }

    /// More than is reserved cannot be released: the kernel warns and takes what there is.
    private void release(long blocks) {
        var fs = k.world().fs();
        long left = Math.max(0, fs.delayedBlocks() - blocks);
        if (left != fs.delayedBlocks()) {
            k.apply("reserved blocks", k.world().withFs(fs.withDelayedBlocks(left)));
        }
    }

    /// Accounts the reserved blocks to the inode. fs/quota/dquot.c, dquot_claim_block; include/linux/quotaops.h
    private void dquot_claim_block() {
        inode.mark_inode_dirty_sync();
    }
}
