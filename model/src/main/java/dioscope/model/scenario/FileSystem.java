package dioscope.model.scenario;

/// The file system as mounted; `fs` of a start state.
///
/// @param blockSize bytes, 1024..4096, a power of two
/// @param clusterSize bytes; the block size without bigalloc
/// @param extents the extents feature
/// @param inlineData the inline_data feature
/// @param bigalloc the bigalloc feature
/// @param journal has a journal
/// @param fastCommit the fast_commit feature
/// @param orphanFile the orphan_file feature
/// @param dataMode how data and journal meet
/// @param barrier mounted with barriers (flushes and FUA)
/// @param delalloc mounted with delayed allocation
/// @param dioreadNolock mounted with dioread_nolock
/// @param dioreadNolockEffective whether that has an effect (nodelalloc switches it off)
/// @param readOnly mounted read-only
public record FileSystem(int blockSize, int clusterSize, boolean extents, boolean inlineData, boolean bigalloc, boolean journal,
        boolean fastCommit, boolean orphanFile, DataMode dataMode, boolean barrier, boolean delalloc, boolean dioreadNolock,
        boolean dioreadNolockEffective, boolean readOnly) {
    /// `data=`; NONE without a journal.
    public enum DataMode { NONE, ORDERED, WRITEBACK, JOURNAL }

    /// What mkfs and mount give by default.
    public static final FileSystem DEFAULT = new FileSystem(4096, 4096, true, false, false, true, false, false, DataMode.ORDERED, true,
            true,
            true, true, false);
}
