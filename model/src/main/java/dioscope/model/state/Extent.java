package dioscope.model.state;

/// One extent of the on-disk tree.
///
/// @param lblk first logical block
/// @param len blocks, at most 32768 written or 32767 unwritten
/// @param pblk first physical block
/// @param unwritten allocated, but reads as zeros
public record Extent(long lblk, int len, long pblk, boolean unwritten) {
    public long end() {
        return lblk + len;
    }
}
