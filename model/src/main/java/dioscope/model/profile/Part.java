package dioscope.model.profile;

/// A kernel source file, or a folder of them, that takes one version in a profile.
public enum Part {
    IOMAP_DIRECT_IO("fs/iomap/direct-io.c"), IOMAP_ITER("fs/iomap/iter.c"), EXT4_FILE("fs/ext4/file.c"), EXT4_INODE(
            "fs/ext4/inode.c"), EXT4_EXTENTS("fs/ext4/extents.c"), EXT4_MBALLOC("fs/ext4/mballoc.c"), EXT4_INDIRECT(
                    "fs/ext4/indirect.c"), EXT4_INLINE("fs/ext4/inline.c"), EXT4_JBD2("fs/ext4/ext4_jbd2.c"), EXT4_FSYNC(
                            "fs/ext4/fsync.c"), EXT4_FAST_COMMIT("fs/ext4/fast_commit.c"), EXT4_ORPHAN("fs/ext4/orphan.c"), EXT4_PAGE_IO(
                                    "fs/ext4/page-io.c"), EXT4_SUPER(
                                            "fs/ext4/super.c"), JBD2(
                                                    "fs/jbd2"), FS("fs"), AIO("fs/aio.c"), IO_URING("io_uring"), MM("mm"), BLOCK("block");

    private final String path;

    Part(String path) {
        this.path = path;
    }

    /// The path in the kernel tree.
    public String path() {
        return path;
    }
}
