package dioscope.model.kernel.fs.ext4;

/// How the file system is mounted and what the file is: the features and options `fs/ext4` asks for on the write path.
///
/// @param blockSize s_blocksize, bytes
/// @param clusterRatio s_cluster_ratio, blocks in a cluster: 1 without bigalloc
/// @param extents the inode has EXT4_INODE_EXTENTS
/// @param ordered data=ordered
/// @param journalData ext4_should_journal_data: data=journal, or the inode's own flag
/// @param inlineData the inode's data live in the inode
/// @param barrier BARRIER mount option and JBD2_BARRIER
/// @param delalloc DELALLOC mount option
/// @param dioreadNolock ext4_should_dioread_nolock: the option, and an inode for which it has an effect
/// @param fastCommit the fast_commit feature
/// @param orphanFile the orphan_file feature
public record Mount(int blockSize, int clusterRatio, boolean extents, boolean ordered, boolean journalData, boolean inlineData,
        boolean barrier, boolean delalloc, boolean dioreadNolock, boolean fastCommit, boolean orphanFile) {}
