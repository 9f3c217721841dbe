package dioscope.model.state;

/// Everything, at one step. A change makes a new World that shares all it did not touch.
///
/// @param current the task that runs
/// @param tasks tasks by id
/// @param io requests by id
/// @param inode the file's inode
/// @param extents the on-disk extent tree, by first logical block
/// @param status the extent status tree, by first logical block
/// @param pageCache the file's mapping
/// @param bios bios by id
/// @param requests block requests by id
/// @param queue the block layer's lists
/// @param disk the device's contents
/// @param locks by id: i_rwsem and i_data_sem
/// @param journal the journal
/// @param fs the super block
/// @param wb what the flusher goes by
public record World(int current, OrdMap<Task> tasks, OrdMap<Io> io, Inode inode, OrdMap<Extent> extents, OrdMap<ExtentStatus> status,
        PageCache pageCache, OrdMap<Bio> bios, OrdMap<Rq> requests, Queue queue, Disk disk, OrdMap<Lock> locks, Journal journal, Fs fs,
        Wb wb) {
    /// Key of i_rwsem in [#locks].
    public static final int I_RWSEM = 1;
    /// Key of i_data_sem in [#locks], which guards the file's mapping.
    public static final int I_DATA_SEM = 2;
    /// Key of the mapping's invalidate_lock in [#locks]: who fills pages holds it shared, who cuts the file off exclusively. In 5.10 ext4's own i_mmap_sem.
    public static final int INVALIDATE_LOCK = 3;

    public World withCurrent(int v) {
        return v == current
                ? this
                : new World(v, tasks, io, inode, extents, status, pageCache, bios, requests, queue, disk, locks, journal, fs, wb);
    }

    public World withTasks(OrdMap<Task> v) {
        return v == tasks
                ? this
                : new World(current, v, io, inode, extents, status, pageCache, bios, requests, queue, disk, locks, journal, fs, wb);
    }

    public World withIo(OrdMap<Io> v) {
        return v == io
                ? this
                : new World(current, tasks, v, inode, extents, status, pageCache, bios, requests, queue, disk, locks, journal, fs, wb);
    }

    public World withInode(Inode v) {
        return v == inode
                ? this
                : new World(current, tasks, io, v, extents, status, pageCache, bios, requests, queue, disk, locks, journal, fs, wb);
    }

    public World withExtents(OrdMap<Extent> v) {
        return v == extents
                ? this
                : new World(current, tasks, io, inode, v, status, pageCache, bios, requests, queue, disk, locks, journal, fs, wb);
    }

    public World withStatus(OrdMap<ExtentStatus> v) {
        return v == status
                ? this
                : new World(current, tasks, io, inode, extents, v, pageCache, bios, requests, queue, disk, locks, journal, fs, wb);
    }

    public World withPageCache(PageCache v) {
        return v == pageCache
                ? this
                : new World(current, tasks, io, inode, extents, status, v, bios, requests, queue, disk, locks, journal, fs, wb);
    }

    public World withBios(OrdMap<Bio> v) {
        return v == bios
                ? this
                : new World(current, tasks, io, inode, extents, status, pageCache, v, requests, queue, disk, locks, journal, fs, wb);
    }

    public World withRequests(OrdMap<Rq> v) {
        return v == requests
                ? this
                : new World(current, tasks, io, inode, extents, status, pageCache, bios, v, queue, disk, locks, journal, fs, wb);
    }

    public World withQueue(Queue v) {
        return v == queue
                ? this
                : new World(current, tasks, io, inode, extents, status, pageCache, bios, requests, v, disk, locks, journal, fs, wb);
    }

    public World withDisk(Disk v) {
        return v == disk
                ? this
                : new World(current, tasks, io, inode, extents, status, pageCache, bios, requests, queue, v, locks, journal, fs, wb);
    }

    public World withLocks(OrdMap<Lock> v) {
        return v == locks
                ? this
                : new World(current, tasks, io, inode, extents, status, pageCache, bios, requests, queue, disk, v, journal, fs, wb);
    }

    public World withJournal(Journal v) {
        return v == journal
                ? this
                : new World(current, tasks, io, inode, extents, status, pageCache, bios, requests, queue, disk, locks, v, fs, wb);
    }

    public World withFs(Fs v) {
        return v == fs
                ? this
                : new World(current, tasks, io, inode, extents, status, pageCache, bios, requests, queue, disk, locks, journal, v, wb);
    }

    public World withWb(Wb v) {
        return v == wb
                ? this
                : new World(current, tasks, io, inode, extents, status, pageCache, bios, requests, queue, disk, locks, journal, fs, v);
    }
}
