package dioscope.model.kernel.fs.ext4;

import dioscope.model.engine.Kernel;
import dioscope.model.kernel.fs.FsInode;
import dioscope.model.state.Extent;
import dioscope.model.state.Fs;
import dioscope.model.state.Fs.Prealloc;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// fs/ext4/mballoc.c and fs/ext4/balloc.c: enough of the allocator to be recognised. It claims space as ext4 does; small files are served one after the other
/// from a locality group, larger ones from a preallocation whose size ext4 normalises. What other files have taken on the device is not modelled.
final class Mballoc {
    /// What was allocated; `len` 0 means -ENOSPC.
    record Allocated(long pblk, int len) {}

    /// Files of at most so many blocks are served from the locality group. fs/ext4/mballoc.h, MB_DEFAULT_STREAM_THRESHOLD, 6.12
    private static final int STREAM_REQUEST = 16;

    private final Kernel k;
    private final FsInode inode;
    private final FreeSpace space;
    private final int clusterRatio;

    /// @param clusterRatio blocks in a cluster: the unit of allocation
    Mballoc(Kernel k, FsInode inode, int clusterRatio) {
        this.k = k;
        this.inode = inode;
        this.clusterRatio = clusterRatio;
        this.space = new FreeSpace(k, clusterRatio);
    }

    /// Who asks for data blocks, and on what terms: struct ext4_allocation_request.
    ///
    /// @param lblk first logical block, the first of its cluster
    /// @param wanted blocks, whole clusters
    /// @param useReserved EXT4_MB_USE_RESERVED: metadata that must not fail may dip into the reserve
    /// @param delallocReserved EXT4_MB_DELALLOC_RESERVED: space and quota were reserved when the data were copied
    /// @param left the extent before `lblk`, or null
    /// @param right the extent behind `lblk`, or null
    record Wish(long lblk, int wanted, boolean useReserved, boolean delallocReserved, @Nullable Extent left, @Nullable Extent right) {}

    /// Blocks for data. fs/ext4/mballoc.c, ext4_mb_new_blocks, 6.12
    Allocated ext4_mb_new_blocks(Wish ar) {
        try (var fn = k.enter("ext4_mb_new_blocks", "lblk", ar.lblk, "len", ar.wanted)) {
            long lblk = ar.lblk;
            int len = ar.wanted;
            if (!fn.taken("reserved by delayed allocation", ar.delallocReserved)) {
                len = claim(fn, ar.wanted, ar.useReserved);
                if (fn.taken("no space left", len == 0)) {
                    return fn.ret(new Allocated(0, 0), "-ENOSPC");
                }
                dquot_alloc_block();
            }
            long i_blocks = (k.world().inode().iSize() + fs().blockSize() - 1) / fs().blockSize();
            long size = Math.max(lblk + len, i_blocks);
            var pa = fs().prealloc();
            Allocated got;
            if (fn.taken("preallocated here", pa != null && pa.covers(lblk), "preallocation", pa == null ? "none" : pa)) {
                got = use(Objects.requireNonNull(pa), lblk, len);
            } else if (fn.taken("small file", size <= STREAM_REQUEST, "blocks", size)) {
                got = new Allocated(fs().groupNext() < 0 ? space.find(len) : up(fs().groupNext()), len);
                k.apply("from the locality group", k.world().withFs(fs().withGroupNext(got.pblk() + len)));
            } else {
                got = regular(lblk, len, ar.left, ar.right);
            }
            k.apply("take blocks", k.world().withFs(fs().withFreeBlocks(fs().freeBlocks() - got.len())));
            if (fn.taken("less than charged", got.len() < len && !ar.delallocReserved, "got", got.len(), "charged", len)) {
                dquot_free_block();
            }
            return fn.ret(got, got.pblk());
        }
    }

    /// The first block of the cluster that begins at or behind `block`.
    private long up(long block) {
        return (block + clusterRatio - 1) / clusterRatio * clusterRatio;
    }

    private long down(long block) {
        return block / clusterRatio * clusterRatio;
    }

    /// A block for metadata. fs/ext4/balloc.c, ext4_new_meta_blocks, 6.12
    Allocated ext4_new_meta_blocks(boolean useReserved) {
        try (var fn = k.enter("ext4_new_meta_blocks")) {
            int len = claim(fn, clusterRatio, useReserved);
            if (fn.taken("no space left", len == 0)) {
                return fn.ret(new Allocated(0, 0), "-ENOSPC");
            }
            dquot_alloc_block();
            var got = new Allocated(Ext4.JOURNAL_BLOCK * 4096 / fs().blockSize() - 1, 1);
            k.apply("take a block", k.world().withFs(fs().withFreeBlocks(fs().freeBlocks() - 1)));
            return fn.ret(got, got.pblk());
        }
    }

    private Fs fs() {
        return k.world().fs();
    }

    /// Halves the wish, in clusters, until the free space covers it. fs/ext4/balloc.c, ext4_claim_free_clusters, 6.12
    private int claim(dioscope.model.engine.Fn fn, int wanted, boolean useReserved) {
        int len = wanted;
        while (fn.taken("not enough space", len > 0 && !ext4_has_free_clusters(len, useReserved), "len", len, "free", fs().freeBlocks(),
                "reserved",
                fs().reservedBlocks())) {
            len = (len / clusterRatio >> 1) * clusterRatio;
        }
        return len;
    }

    /// The file's place in a preallocation is its place in the file. fs/ext4/mballoc.c, ext4_mb_use_inode_pa, 6.12
    private static Allocated use(Prealloc pa, long lblk, int len) {
        return new Allocated(pa.pstart() + lblk - pa.lstart(), (int) Math.min(len, pa.lstart() + pa.len() - lblk));
    }

    /// Asks for more than is wanted, beside the neighbours if it can be, and keeps the rest as a preallocation. fs/ext4/mballoc.c,
    /// ext4_mb_normalize_request, ext4_mb_regular_allocator and ext4_mb_new_inode_pa, 6.12
    private Allocated regular(long lblk, int len, @Nullable Extent left, @Nullable Extent right) {
        try (var fn = k.enter("ext4_mb_normalize_request", "lblk", lblk, "len", len)) {
            var window = PreallocWindow.of(lblk, len, k.world().inode().iSize(), fs().blockSize());
            long start = window.start();
            long end = window.end();
            if (fn.taken("begins before the end of the left extent", left != null && start < left.end(), "start", start)) {
                start = up(Objects.requireNonNull(left).end());
            }
            if (fn.taken("reaches into the right extent", right != null && end > right.lblk(), "end", end)) {
                end = down(Objects.requireNonNull(right).lblk());
            }
            long goal = -1;
            if (fn.taken("merge to the right",
                    right != null && right.lblk() == end && right.pblk() >= end - start && right.pblk() % clusterRatio == 0)) {
                goal = Objects.requireNonNull(right).pblk() - (end - start);
            }
            if (fn.taken("merge to the left", left != null && left.end() == start && (left.pblk() + left.len()) % clusterRatio == 0)) {
                goal = Objects.requireNonNull(left).pblk() + left.len();
            }
            int size = (int) (end - start);
            long at;
            if (fn.taken("the goal is free", goal >= 0 && enough(size) && space.free(goal, size), "goal", goal, "size", size)) {
                at = goal;
            } else {
                if (!fn.taken("space for all of it", enough(size), "size", size)) {
                    start = lblk;
                    size = Math.min(len, size);
                }
                at = space.find(size);
            }
            var made = new Prealloc(start, at, size);
            var got = use(made, lblk, len);
            if (fn.taken("more than wanted", got.len() < size, "size", size)) {
                k.apply("preallocate", k.world().withFs(fs().withPrealloc(made)));
            }
            return fn.ret(got, got.len());
        }
    }

    private boolean enough(int blocks) {
        return fs().freeBlocks() - fs().reservedBlocks() >= blocks;
    }

    /// Accounts the blocks to the inode, which dirties it. fs/quota/dquot.c, dquot_alloc_block, 6.12
    private void dquot_alloc_block() {
        inode.mark_inode_dirty();
    }

    /// Gives back what was charged and not taken, which dirties the inode again. fs/quota/dquot.c, dquot_free_block, 6.12
    private void dquot_free_block() {
        inode.mark_inode_dirty();
    }

    /// fs/ext4/balloc.c, ext4_has_free_clusters, 6.12. The root reserve is empty, as in the recordings.
    boolean ext4_has_free_clusters(long n, boolean useReserved) {
        long reserved = useReserved ? 0 : fs().reservedBlocks();
        return fs().freeBlocks() >= n + reserved + fs().delayedBlocks();
    }

    /// Gives blocks back. fs/ext4/mballoc.c, ext4_free_blocks, 6.12
    void ext4_free_blocks(long pblk, int len) {
        try (var fn = k.enter("ext4_free_blocks", "block", pblk, "count", len)) {
            dquot_free_block();
            k.apply("give blocks back", k.world().withFs(fs().withFreeBlocks(fs().freeBlocks() + len)));
        }
    }
}
