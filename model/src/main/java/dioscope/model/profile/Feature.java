package dioscope.model.profile;

/// A behaviour of one line or one condition that some versions have. What differs in structure is an edition instead.
public enum Feature {
    /// What is left of an orphan waits until all of a write is written. fs/ext4/file.c, ext4_handle_inode_extension, 6.12
    ORPHAN_UNTIL_ALL_WRITTEN(Part.EXT4_FILE, Version.V6_12, Version.V7_2),
    /// A buffered write first waits for direct I/O in flight. fs/ext4/file.c, ext4_buffered_write_iter, 6.1
    BUFFERED_WRITE_WAITS_FOR_DIO(Part.EXT4_FILE, Version.V6_1, Version.V7_2),
    /// A finished direct write tells its size itself instead of leaving it to iomap. fs/ext4/file.c, ext4_dio_write_end_io, 6.12
    END_IO_RETURNS_SIZE(Part.EXT4_FILE, Version.V5_10, Version.V6_14),
    /// Before a buffered write beyond the end of the file, the rest of its last block is zeroed. fs/ext4/file.c, ext4_write_checks, 7.2
    EOF_BLOCK_ZEROED_BEFORE_BUFFERED_WRITE(Part.EXT4_FILE, Version.V7_1, Version.V7_2),
    /// The blocks of an atomic write are converted in one transaction. fs/ext4/file.c, ext4_dio_write_end_io, 7.2
    EXT4_ATOMIC_CONVERSION(Part.EXT4_FILE, Version.V7_1, Version.V7_2),
    /// The file can be written with RWF_ATOMIC. fs/ext4/file.c, ext4_file_open and ext4_file_write_iter, 6.14
    EXT4_ATOMIC_WRITES(Part.EXT4_FILE, Version.V6_14, Version.V7_2),
    /// A write is turned away at once when an error has made the file system read-only. fs/ext4/file.c, ext4_file_write_iter, 7.2
    EXT4_EMERGENCY_STATE(Part.EXT4_FILE, Version.V7_1, Version.V7_2),
    /// Writes to blocks that are known to be written ask for mappings as reads do. fs/ext4/file.c, ext4_dio_write_iter, 6.12
    OVERWRITE_IOMAP_OPS(Part.EXT4_FILE, Version.V5_10, Version.V6_14),
    /// Delayed blocks have a mapping type of their own instead of being holes. fs/ext4/inode.c, ext4_set_iomap, 6.12
    EXT4_DELALLOC_MAPPING(Part.EXT4_INODE, Version.V6_12, Version.V7_2),
    /// The rest of the last block is zeroed before truncate opens its handle, and with one of its own. fs/ext4/inode.c, ext4_truncate, 7.2
    EOF_BLOCK_ZEROED_WITHOUT_HANDLE(Part.EXT4_INODE, Version.V7_1, Version.V7_2),
    /// An atomic write may be as long as a cluster. fs/ext4/super.c, ext4_atomic_write_init, 7.2
    EXT4_ATOMIC_CLUSTERS(Part.EXT4_SUPER, Version.V7_1, Version.V7_2),
    /// An O_DSYNC overwrite may skip the flush on a device without a volatile write cache. fs/iomap/direct-io.c, iomap_dio_bio_iter, 6.6
    WRITE_THROUGH_WITHOUT_WRITE_CACHE(Part.IOMAP_DIRECT_IO, Version.V6_6, Version.V7_2);

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
