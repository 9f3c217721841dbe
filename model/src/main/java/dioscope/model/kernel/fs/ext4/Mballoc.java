package dioscope.model.kernel.fs.ext4;

import dioscope.model.engine.Kernel;
import dioscope.model.kernel.fs.FsInode;
import dioscope.model.state.Fs;
import dioscope.model.state.Fs.Prealloc;

/// fs/ext4/mballoc.c and fs/ext4/balloc.c: enough of the allocator to be recognised. It claims space as ext4 does; small files are served one after the other
/// from a locality group, larger ones from a preallocation whose size ext4 normalises. What other files have taken on the device is not modelled.
final class Mballoc {
    /// What was allocated; `len` 0 means -ENOSPC.
    record Allocated(long pblk, int len) {}

    /// Files of at most so many blocks are served from the locality group. fs/ext4/mballoc.h, MB_DEFAULT_STREAM_THRESHOLD, 6.12
    private static final int STREAM_REQUEST = 16;

    private final Kernel k;
    private final FsInode inode;

    Mballoc(Kernel k, FsInode inode) {
        this.k = k;
        this.inode = inode;
    }

    /// Blocks for data. fs/ext4/mballoc.c, ext4_mb_new_blocks, 6.12
    ///
    /// @param useReserved EXT4_MB_USE_RESERVED: metadata that must not fail may dip into the reserve
    Allocated ext4_mb_new_blocks(long lblk, int wanted, boolean useReserved) {
        try (var fn = k.enter("ext4_mb_new_blocks", "lblk", lblk, "len", wanted)) {
            int len = claim(fn, wanted, useReserved);
            if (fn.taken("no space left", len == 0)) {
                return fn.ret(new Allocated(0, 0), "-ENOSPC");
            }
            dquot_alloc_block();
            long i_blocks = (k.world().inode().iSize() + fs().blockSize() - 1) / fs().blockSize();
            Allocated got;
            if (fn.taken("small file", Math.max(lblk + wanted, i_blocks) <= STREAM_REQUEST, "blocks", Math.max(lblk + wanted, i_blocks))) {
                got = new Allocated(fs().groupNext(), len);
                k.apply("from the locality group",
                        k.world().withFs(fs().withGroupNext(got.pblk() + len).withFreeBlocks(fs().freeBlocks() - len)));
            } else {
                got = fromPrealloc(lblk, len, i_blocks);
            }
            return fn.ret(got, got.pblk());
        }
    }

    /// A block for metadata. fs/ext4/balloc.c, ext4_new_meta_blocks, 6.12
    Allocated ext4_new_meta_blocks(boolean useReserved) {
        try (var fn = k.enter("ext4_new_meta_blocks")) {
            int len = claim(fn, 1, useReserved);
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

    /// Halves the wish until the free space covers it. fs/ext4/balloc.c, ext4_claim_free_clusters, 6.12
    private int claim(dioscope.model.engine.Fn fn, int wanted, boolean useReserved) {
        int len = wanted;
        while (fn.taken("not enough space", len > 0 && !ext4_has_free_clusters(len, useReserved), "len", len, "free", fs().freeBlocks(),
                "reserved",
                fs().reservedBlocks())) {
            len >>= 1;
        }
        return len;
    }

    /// fs/ext4/mballoc.c, ext4_mb_use_preallocated, ext4_mb_normalize_request and ext4_mb_new_inode_pa, 6.12
    private Allocated fromPrealloc(long lblk, int len, long i_blocks) {
        try (var fn = k.enter("ext4_mb_normalize_request", "lblk", lblk, "len", len)) {
            var pa = fs().prealloc();
            if (fn.taken("no preallocation here", pa == null || !pa.covers(lblk))) {
                int window = window(Math.max(lblk + len, i_blocks), len);
                long start = window < len || lblk / window * window + window < lblk + len ? lblk : lblk / window * window;
                int size = (int) Math.max(window, lblk + len - start);
                boolean fits = fs().freeBlocks() - fs().reservedBlocks() >= size;
                var made = fits
                        ? new Prealloc(start, align(behindAll(), Integer.highestOneBit(size)), size)
                        : new Prealloc(lblk, behindAll(), len);
                k.apply("preallocate", k.world().withFs(fs().withPrealloc(made)));
                pa = made;
            }
            var use = java.util.Objects.requireNonNull(pa);
            int got = (int) Math.min(len, use.lstart() + use.len() - lblk);
            k.apply("take blocks", k.world().withFs(fs().withFreeBlocks(fs().freeBlocks() - got)));
            return fn.ret(new Allocated(use.pstart() + lblk - use.lstart(), got), got);
        }
    }

    /// The normalised size of a preallocation in blocks, for a file of `blocks` blocks. fs/ext4/mballoc.c, ext4_mb_normalize_request, 6.12
    private int window(long blocks, int len) {
        long bytes = blocks * fs().blockSize();
        long size = 16 << 10;
        while (size < bytes && size < 1 << 20) {
            size <<= 1;
        }
        if (bytes > 1 << 20) {
            size = bytes <= 4 << 20 ? 2 << 20 : bytes <= 8 << 20 ? 4 << 20 : 8 << 20;
        }
        return (int) Math.max(size / fs().blockSize(), len);
    }

    private static long align(long block, int size) {
        return (block + size - 1) / size * size;
    }

    /// The first block behind everything the file and its preallocations occupy.
    private long behindAll() {
        long end = fs().groupNext();
        var pa = fs().prealloc();
        if (pa != null) {
            end = Math.max(end, pa.pstart() + pa.len());
        }
        for (var e : k.world().extents()) {
            end = Math.max(end, e.value().pblk() + e.value().len());
        }
        return end;
    }

    /// Accounts the blocks to the inode, which dirties it. fs/quota/dquot.c, dquot_alloc_block, 6.12
    private void dquot_alloc_block() {
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
            inode.mark_inode_dirty();
            k.apply("give blocks back", k.world().withFs(fs().withFreeBlocks(fs().freeBlocks() + len)));
        }
    }
}
