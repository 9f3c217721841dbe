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
/// @param dataErrAbort mounted with data_err=abort: data that fail to reach the device abort the journal
public record FileSystem(int blockSize, int clusterSize, boolean extents, boolean inlineData, boolean bigalloc, boolean journal,
        boolean fastCommit, boolean orphanFile, DataMode dataMode, boolean barrier, boolean delalloc, boolean dioreadNolock,
        boolean dioreadNolockEffective, boolean readOnly, boolean dataErrAbort) {
    /// Mounted with data_err=ignore, as by default.
    public FileSystem(int blockSize, int clusterSize, boolean extents, boolean inlineData, boolean bigalloc, boolean journal,
            boolean fastCommit, boolean orphanFile, DataMode dataMode, boolean barrier, boolean delalloc, boolean dioreadNolock,
            boolean dioreadNolockEffective, boolean readOnly) {
        this(blockSize, clusterSize, extents, inlineData, bigalloc, journal, fastCommit, orphanFile, dataMode, barrier, delalloc,
                dioreadNolock, dioreadNolockEffective, readOnly, false);
    }

    /// `data=`; NONE without a journal.
    public enum DataMode { NONE, ORDERED, WRITEBACK, JOURNAL }

    /// What mkfs and mount give by default.
    public static final FileSystem DEFAULT = new FileSystem(4096, 4096, true, false, false, true, false, false, DataMode.ORDERED, true,
            true,
            true, true, false);

    /// With one option of mount more, those that a scenario file names; unknown ones change nothing.
    FileSystem mountedWith(String option) {
        return switch (option) {
            case "data=ordered" -> mounted(DataMode.ORDERED, barrier, delalloc, dioreadNolock, readOnly);
            case "data=writeback" -> mounted(DataMode.WRITEBACK, barrier, delalloc, dioreadNolock, readOnly);
            case "data=journal" -> mounted(DataMode.JOURNAL, barrier, delalloc, dioreadNolock, readOnly);
            case "barrier", "nobarrier" -> mounted(dataMode, option.equals("barrier"), delalloc, dioreadNolock, readOnly);
            case "delalloc", "nodelalloc" -> mounted(dataMode, barrier, option.equals("delalloc"), dioreadNolock, readOnly);
            case "dioread_nolock", "dioread_lock" -> mounted(dataMode, barrier, delalloc, option.equals("dioread_nolock"), readOnly);
            case "data_err=abort", "data_err=ignore" -> withDataErrAbort(option.equals("data_err=abort"));
            case "ro" -> mounted(dataMode, barrier, delalloc, dioreadNolock, true);
            default -> this;
        };
    }

    private FileSystem mounted(DataMode data, boolean barriers, boolean delayed, boolean nolock, boolean ro) {
        return new FileSystem(blockSize, clusterSize, extents, inlineData, bigalloc, journal, fastCommit, orphanFile, data, barriers,
                delayed, nolock, dioreadNolockEffective, ro, dataErrAbort);
    }

    private FileSystem withDataErrAbort(boolean v) {
        return new FileSystem(blockSize, clusterSize, extents, inlineData, bigalloc, journal, fastCommit, orphanFile, dataMode, barrier,
                delalloc, dioreadNolock, dioreadNolockEffective, readOnly, v);
    }
}
