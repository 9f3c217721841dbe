package dioscope.model.state;

import org.jspecify.annotations.Nullable;

/// struct iomap_iter: where the loop over mappings stands.
///
/// @param pos file position in bytes
/// @param len bytes left
/// @param processed what the body made of the last mapping: bytes, 0 or -errno
/// @param flags IOMAP_WRITE, IOMAP_DIRECT ..., bits as the profile's layout places them
/// @param iomap the current mapping, or null between mappings
public record IomapIter(long pos, long len, long processed, int flags, @Nullable Iomap iomap) {
    public IomapIter withProcessed(long v) {
        return new IomapIter(pos, len, v, flags, iomap);
    }

    public IomapIter withIomap(@Nullable Iomap v) {
        return new IomapIter(pos, len, processed, flags, v);
    }
}
