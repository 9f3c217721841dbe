package dioscope.model.state;

/// struct iomap: one mapping of a file range, as ext4 hands it to iomap. include/linux/iomap.h, 6.12
///
/// @param offset first file byte
/// @param length bytes
/// @param type what is there
/// @param flags IOMAP_F_*, bits as the profile's layout places them
/// @param addr first byte on the device; -1 (IOMAP_NULL_ADDR) for a hole
public record Iomap(long offset, long length, Type type, int flags, long addr) {
    /// IOMAP_HOLE, IOMAP_DELALLOC, IOMAP_MAPPED, IOMAP_UNWRITTEN, IOMAP_INLINE.
    public enum Type { HOLE, DELALLOC, MAPPED, UNWRITTEN, INLINE }

    public static final long NULL_ADDR = -1;

    public long end() {
        return offset + length;
    }
}
