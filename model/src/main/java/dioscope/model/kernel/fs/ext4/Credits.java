package dioscope.model.kernel.fs.ext4;

import dioscope.model.engine.Kernel;
import dioscope.model.profile.Feature;

/// How many metadata blocks an operation may change at most, which is what its handle asks the journal for. fs/ext4/ext4_jbd2.h and inode.c, 6.12. There are
/// no quotas, and the file system is so large that the number of its groups bounds nothing.
final class Credits {
    /// EXT4_MAX_EXTENT_DEPTH
    private static final int DEPTH = 5;
    /// EXT4_XATTR_TRANS_BLOCKS, which is EXT4_META_TRANS_BLOCKS without quotas
    private static final int META_TRANS_BLOCKS = 6;
    /// EXT4_DATA_TRANS_BLOCKS: EXT4_SINGLEDATA_TRANS_BLOCKS with and without the extents feature, and what is not counted twice
    private static final int DATA_TRANS_BLOCKS = 20 + META_TRANS_BLOCKS - 2;
    private static final int MAX_TRANS_DATA = 64;
    /// MAX_WRITEPAGES_EXTENT_LEN, blocks
    private static final int MAX_WRITEPAGES_EXTENT_LEN = 2048;
    private static final int PAGE = 4096;

    private final Kernel k;
    private final Mount fs;

    Credits(Kernel k, Mount fs) {
        this.k = k;
        this.fs = fs;
    }

    private int blocksPerPage() {
        return PAGE / fs.blockSize();
    }

    /// fs/ext4/inode.c, ext4_index_trans_blocks; fs/ext4/extents.c, ext4_ext_index_trans_blocks; fs/ext4/indirect.c, ext4_ind_trans_blocks
    private int ext4_index_trans_blocks(int lblocks, int pextents) {
        if (!fs.extents()) {
            return Math.ceilDiv(lblocks, fs.blockSize() / 4) + 4;
        }
        if (k.world().inode().inlineData()) {
            return 1;
        }
        int leaves = !k.has(Feature.CREDITS_COUNT_LEAVES)
                ? 0
                : pextents <= 1 ? pextents : Math.ceilDiv(pextents, (fs.blockSize() - 12) / 12);
        return DEPTH * (pextents <= 1 ? 2 : 3) + leaves;
    }

    /// @param lblocks blocks of the file
    /// @param pextents extents they may be in
    /// @param alloc_extents how many of these are allocated
    int ext4_meta_trans_blocks(int lblocks, int pextents, int alloc_extents) {
        int idxblocks = ext4_index_trans_blocks(lblocks, pextents);
        return idxblocks + 2 * (idxblocks + alloc_extents) + META_TRANS_BLOCKS;
    }

    /// To allocate one extent.
    int ext4_chunk_trans_blocks(int nrblocks) {
        return ext4_meta_trans_blocks(nrblocks, 1, 1);
    }

    /// To write a page, or in 7.2 the `blocks` of a folio; data that are journalled count too.
    int ext4_writepage_trans_blocks(int blocks) {
        if (k.has(Feature.CREDITS_COUNT_LEAVES)) {
            return ext4_chunk_trans_blocks(blocks) + (fs.journalData() ? blocks : 0);
        }
        int bpp = blocksPerPage();
        return ext4_meta_trans_blocks(bpp, bpp, bpp) + (fs.journalData() ? bpp : 0);
    }

    /// To map an extent in writeback. ext4_da_writepages_trans_blocks
    int ext4_da_writepages_trans_blocks() {
        int bpp = blocksPerPage();
        return k.has(Feature.CREDITS_COUNT_LEAVES)
                ? ext4_chunk_trans_blocks(MAX_WRITEPAGES_EXTENT_LEN + bpp - 1)
                : ext4_meta_trans_blocks(MAX_WRITEPAGES_EXTENT_LEN + bpp - 1, bpp, bpp);
    }

    /// What writeback reserves to convert unwritten blocks later; 0 when it will have none to convert. ext4_writepages
    int rsv_blocks() {
        if (!fs.dioreadNolock()) {
            return 0;
        }
        int bpp = blocksPerPage();
        return k.has(Feature.CREDITS_COUNT_LEAVES) ? ext4_meta_trans_blocks(bpp, bpp, 0) : 1 + ext4_chunk_trans_blocks(bpp);
    }

    /// To free what is left of the file, as far as one transaction goes. fs/ext4/truncate.h, ext4_blocks_for_truncate; ext4_truncate
    int ext4_truncate() {
        if (fs.extents()) {
            return k.has(Feature.CREDITS_COUNT_LEAVES) ? ext4_writepage_trans_blocks(1) : ext4_writepage_trans_blocks(blocksPerPage());
        }
        long blocks = 0;
        for (var e : k.world().extents()) {
            blocks += e.value().len();
        }
        return DATA_TRANS_BLOCKS + (int) Math.clamp(blocks, 2, MAX_TRANS_DATA);
    }
}
