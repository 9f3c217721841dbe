package dioscope.model.kernel.fs.ext4;

import dioscope.model.kernel.fs.ReadWrite;
import dioscope.model.profile.Feature;
import dioscope.model.profile.Profile;

/// How the file system is mounted and what the file is: the features and options `fs/ext4` asks for on the write path.
///
/// @param blockSize s_blocksize, bytes
/// @param clusterRatio s_cluster_ratio, blocks in a cluster: 1 without bigalloc
/// @param extents the inode has EXT4_INODE_EXTENTS
/// @param ordered data=ordered
/// @param journalData ext4_should_journal_data: data=journal, or the inode's own flag
/// @param barrier BARRIER mount option and JBD2_BARRIER
/// @param delalloc DELALLOC mount option
/// @param dioreadNolock ext4_should_dioread_nolock: the option, and an inode for which it has an effect
/// @param fastCommit the fast_commit feature
/// @param orphanFile the orphan_file feature
/// @param verity fsverity_active
/// @param encryption whether and by whom the file's data are encrypted
/// @param dataErrAbort DATA_ERR_ABORT mount option
/// @param awuMin s_awu_min, shortest atomic write in bytes
/// @param awuMax s_awu_max, longest atomic write in bytes; 0 when there are none
/// @param maxFolioOrder mapping_max_folio_order of the file: its largest folio has 2 to this many pages
public record Mount(int blockSize, int clusterRatio, boolean extents, boolean ordered, boolean journalData,
        boolean barrier, boolean delalloc, boolean dioreadNolock, boolean fastCommit, boolean orphanFile,
        boolean verity, Encryption encryption, boolean dataErrAbort, int awuMin, int awuMax, int maxFolioOrder) {
    /// MAX_PAGECACHE_ORDER of 4096-byte pages, which is HPAGE_PMD_ORDER. include/linux/pagemap.h, 7.2
    private static final int MAX_PAGECACHE_ORDER = 9;

    /// NONE; SOFTWARE: the file system encrypts page cache pages; INLINE: blk-crypto encrypts on the way to the device.
    public enum Encryption { NONE, SOFTWARE, INLINE }

    /// Largest indirect file, bytes: what its trees of indirect blocks can address. fs/ext4/super.c, ext4_max_bitmap_size
    long s_bitmap_maxbytes() {
        long ppb = blockSize / 4;
        return (12 + ppb + ppb * ppb + ppb * ppb * ppb) * blockSize;
    }

    /// s_maxbytes as this inode has it, bytes. fs/ext4/super.c, ext4_max_size and ext4_max_bitmap_size
    long s_maxbytes() {
        return extents ? ReadWrite.s_maxbytes(blockSize) : s_bitmap_maxbytes();
    }

    /// The same file system with the sizes of atomic writes that it makes of the device's. fs/ext4/super.c, ext4_atomic_write_init, 7.2
    ///
    /// @param unitMin atomic_write_unit_min of the device, bytes
    /// @param unitMax atomic_write_unit_max of the device, bytes; 0 when it has none
    public Mount ext4_atomic_write_init(Profile profile, int unitMin, int unitMax) {
        if (!profile.has(Feature.EXT4_ATOMIC_WRITES) || unitMax == 0 || !extents) {
            return withAtomic(0, 0);
        }
        int min = Math.max(blockSize, unitMin);
        int max = Math.min(profile.has(Feature.EXT4_ATOMIC_CLUSTERS) ? blockSize * clusterRatio : blockSize, unitMax);
        return unitMin > 0 && min <= max ? withAtomic(min, max) : withAtomic(0, 0);
    }

    private Mount withAtomic(int min, int max) {
        return new Mount(blockSize, clusterRatio, extents, ordered, journalData, barrier, delalloc, dioreadNolock, fastCommit,
                orphanFile, verity, encryption, dataErrAbort, min, max, maxFolioOrder);
    }

    /// The largest folio of a file. fs/ext4/inode.c, ext4_set_inode_mapping_order; fs/ext4/super.c, ext4_check_large_folio; fs/ext4/ext4.h,
    /// EXT4_MAX_PAGECACHE_ORDER, 7.2
    ///
    /// @param journal data=journal, or the inode's own flag whether it counts or not
    /// @param encrypted the file system has encrypted files
    public static int ext4_set_inode_mapping_order(Profile profile, int blockSize, boolean journal, boolean encrypted) {
        if (!profile.has(Feature.EXT4_LARGE_FOLIOS) || journal || encrypted) {
            return 0;
        }
        return Math.min(MAX_PAGECACHE_ORDER, 11 + Integer.numberOfTrailingZeros(blockSize) - 12);
    }
}
