package dioscope.model.kernel.fs.ext4;

import dioscope.model.engine.Kernel;
import dioscope.model.kernel.fs.FsInode;
import dioscope.model.state.Extent;

/// fs/ext4/mballoc.c and fs/ext4/balloc.c: enough of the allocator to be recognised. It claims space as ext4 does and places blocks after the goal; where
/// the real allocator would put them is not modelled.
final class Mballoc {
    /// What was allocated; `len` 0 means -ENOSPC.
    record Allocated(long pblk, int len) {}

    private final Kernel k;
    private final FsInode inode;

    Mballoc(Kernel k, FsInode inode) {
        this.k = k;
        this.inode = inode;
    }

    /// fs/ext4/mballoc.c, ext4_mb_new_blocks, 6.12
    ///
    /// @param useReserved EXT4_MB_USE_RESERVED: metadata that must not fail may dip into the reserve
    Allocated ext4_mb_new_blocks(long goal, int wanted, boolean useReserved) {
        try (var fn = k.enter("ext4_mb_new_blocks", "goal", goal, "len", wanted)) {
            int len = wanted;
            while (fn.taken("not enough space", len > 0 && !ext4_has_free_clusters(len, useReserved), "len", len, "free",
                    k.world().fs().freeBlocks(), "reserved", k.world().fs().reservedBlocks())) {
                len >>= 1;
            }
            if (fn.taken("no space left", len == 0)) {
                return fn.ret(new Allocated(0, 0), "-ENOSPC");
            }
            dquot_alloc_block();
            long at = place(goal, len);
            k.apply("take blocks", k.world().withFs(k.world().fs().withFreeBlocks(k.world().fs().freeBlocks() - len)));
            return fn.ret(new Allocated(at, len), at);
        }
    }

    /// Accounts the blocks to the inode, which dirties it. fs/quota/dquot.c, dquot_alloc_block, 6.12
    private void dquot_alloc_block() {
        inode.mark_inode_dirty();
    }

    /// fs/ext4/balloc.c, ext4_has_free_clusters, 6.12. The root reserve is empty, as in the recordings.
    boolean ext4_has_free_clusters(long n, boolean useReserved) {
        var fs = k.world().fs();
        long reserved = useReserved ? 0 : fs.reservedBlocks();
        return fs.freeBlocks() >= n + reserved + fs.delayedBlocks();
    }

    /// Gives blocks back. fs/ext4/mballoc.c, ext4_free_blocks, 6.12
    void ext4_free_blocks(long pblk, int len) {
        try (var fn = k.enter("ext4_free_blocks", "block", pblk, "count", len)) {
            inode.mark_inode_dirty();
            k.apply("give blocks back", k.world().withFs(k.world().fs().withFreeBlocks(k.world().fs().freeBlocks() + len)));
        }
    }

    /// The first place at or after the goal that no extent of the file occupies.
    private long place(long goal, int len) {
        long at = goal;
        boolean moved = true;
        while (moved) {
            moved = false;
            for (var e : k.world().extents()) {
                Extent x = e.value();
                if (x.pblk() < at + len && at < x.pblk() + x.len()) {
                    at = x.pblk() + x.len();
                    moved = true;
                }
            }
        }
        return at;
    }
}
