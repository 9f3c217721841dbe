package dioscope.model.profile;

/// A behaviour of one line or one condition that some versions have. What differs in structure is an edition instead.
public enum Feature {
    /// A file may take writes that are never torn. fs/ext4/file.c, ext4_file_open, 6.13
    EXT4_ATOMIC_WRITES(Part.EXT4_FILE, Version.V6_14, Version.V7_2),
    /// The file operations name FOP_DONTCACHE. fs/ext4/file.c, ext4_file_operations, 6.15
    EXT4_FOP_DONTCACHE(Part.EXT4_FILE, Version.V7_1, Version.V7_2),
    /// RWF_ATOMIC is a flag the kernel knows. include/linux/fs.h, kiocb_set_rw_flags, 6.11
    RWF_ATOMIC(Part.FS, Version.V6_12, Version.V7_2),
    /// RWF_DONTCACHE is a flag the kernel knows. include/linux/fs.h, kiocb_set_rw_flags, 6.14
    RWF_DONTCACHE(Part.FS, Version.V6_14, Version.V7_2),
    /// RWF_NOAPPEND is a flag the kernel knows. include/linux/fs.h, kiocb_set_rw_flags, 6.9
    RWF_NOAPPEND(Part.FS, Version.V6_12, Version.V7_2),
    /// RWF_NOWAIT sets IOCB_NOIO too. include/linux/fs.h, kiocb_set_rw_flags, until 6.1
    RWF_NOWAIT_SETS_IOCB_NOIO(Part.FS, Version.V5_10, Version.V6_1),
    /// An inode with its sync flag sets IOCB_DSYNC when the kiocb is made; later kernels ask the inode when it matters (iocb_is_dsync).
    /// include/linux/fs.h, iocb_flags, 5.10
    SYNC_INODE_SETS_IOCB_DSYNC(Part.FS, Version.V5_10, Version.V5_10),
    /// io_uring asks for bios from a cache of each processor. io_uring/rw.c, io_rw_init_file, 6.12; not any more in 7.2, where all do
    URING_ALLOC_CACHE(Part.IO_URING, Version.V6_6, Version.V6_12),
    /// io_uring with IOPOLL asks for bios from a cache of each processor. io_uring/rw.c, io_rw_init_file, 6.1
    URING_IOPOLL_ALLOC_CACHE(Part.IO_URING, Version.V6_1, Version.V6_12),
    /// A short write of a regular file goes on in the io-wq worker. io_uring/rw.c, io_write, 6.1
    URING_SHORT_WRITE_GOES_ON(Part.IO_URING, Version.V6_1, Version.V7_2),
    /// An O_DSYNC overwrite may skip the flush on a device without a volatile write cache. fs/iomap/direct-io.c, iomap_dio_bio_iter, 6.6
    WRITE_THROUGH_WITHOUT_WRITE_CACHE(Part.IOMAP_DIRECT_IO, Version.V6_6, Version.V7_2),
    /// Writeback takes folios and its functions are named after them. fs/ext4/inode.c, fs/ext4/page-io.c, 6.6
    EXT4_FOLIOS(Part.EXT4_INODE, Version.V6_6, Version.V7_2),
    /// Blocks whose data failed to reach the device stay unwritten. fs/ext4/page-io.c, ext4_end_io_end, 6.12
    FAILED_WRITEBACK_STAYS_UNWRITTEN(Part.EXT4_PAGE_IO, Version.V6_6, Version.V7_2),
    /// A marked folio that is clean again loses its marks. fs/ext4/inode.c, mpage_prepare_extent_to_map, 7.2
    WRITEBACK_CLEARS_STALE_MARKS(Part.EXT4_INODE, Version.V7_1, Version.V7_2),
    /// A conversion in the submitter, too, looks whether the data failed. fs/ext4/page-io.c, ext4_put_io_end, 7.2
    WRITEBACK_CONVERTS_IN_ONE_PLACE(Part.EXT4_PAGE_IO, Version.V7_1, Version.V7_2),
    /// The handle of a writeback is extended for each extent, which may fail with -EAGAIN. fs/ext4/inode.c, mpage_map_one_extent, 7.2
    WRITEBACK_ENSURES_CREDITS(Part.EXT4_INODE, Version.V7_1, Version.V7_2),
    /// The mapping remembers the error the device gave, not -EIO for all. fs/ext4/page-io.c, ext4_finish_bio, 6.12
    WRITEBACK_KEEPS_ERRNO(Part.EXT4_PAGE_IO, Version.V6_6, Version.V7_2),
    /// Writeback maps without caching neighbours. fs/ext4/inode.c, mpage_map_one_extent, 7.2
    WRITEBACK_MAPS_NOCACHE(Part.EXT4_INODE, Version.V7_1, Version.V7_2),
    /// Writeback itself tells that blocks were delayed. fs/ext4/inode.c, mpage_map_one_extent, 6.1
    WRITEBACK_SAYS_DELALLOC_RESERVE(Part.EXT4_INODE, Version.V5_10, Version.V6_1),
    /// Writeback splits an unwritten extent before it submits. fs/ext4/inode.c, mpage_map_one_extent, 6.12
    WRITEBACK_SPLITS_BEFORE_IO(Part.EXT4_INODE, Version.V5_10, Version.V6_14),
    /// A folio is under writeback only when it is known what of it is written. fs/ext4/page-io.c, ext4_bio_write_folio, 6.12
    WRITEBACK_STARTS_WHEN_KNOWN(Part.EXT4_PAGE_IO, Version.V6_6, Version.V7_2),
    /// What of a folio has found blocks is written when the rest must wait. fs/ext4/inode.c, mpage_submit_partial_folio, 7.2
    WRITEBACK_SUBMITS_PARTIAL_FOLIO(Part.EXT4_INODE, Version.V7_1, Version.V7_2),
    /// The page cache's own functions take folios and are named after them. mm/filemap.c, mm/page-writeback.c, 5.16
    FOLIOS(Part.MM, Version.V6_1, Version.V7_2);

    private final Part part;
    private final Version first;
    private final Version last;

    Feature(Part part, Version first, Version last) {
        this.part = part;
        this.first = first;
        this.last = last;
    }

    /// The source file whose version decides.
    public Part part() {
        return part;
    }

    /// The oldest version that has it.
    public Version first() {
        return first;
    }

    /// The newest version that has it.
    public Version last() {
        return last;
    }

    boolean in(Version v) {
        return first.compareTo(v) <= 0 && v.compareTo(last) <= 0;
    }
}
