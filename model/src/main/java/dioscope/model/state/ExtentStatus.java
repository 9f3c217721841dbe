package dioscope.model.state;

/// One entry of the in-memory extent status tree, which `ext4_map_blocks` asks before the extent tree. fs/ext4/extents_status.h, struct extent_status, 6.12
///
/// @param lblk first logical block
/// @param len blocks
/// @param pblk first physical block; 0 for a hole or a delayed extent
/// @param status what these blocks are
public record ExtentStatus(long lblk, long len, long pblk, Status status) {
    /// EXTENT_STATUS_*.
    public enum Status { WRITTEN, UNWRITTEN, DELAYED, HOLE }

    public long end() {
        return lblk + len;
    }
}
