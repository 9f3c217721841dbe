package dioscope.model.state;

import org.jspecify.annotations.Nullable;

/// struct iomap_iter: where the loop over mappings stands.
///
/// @param pos file position in bytes
/// @param len bytes left
/// @param processed what the body made of the last mapping: bytes, 0 or -errno (5.10 to 6.14); from 7.1 on iter->status, 0 or -errno
/// @param flags IOMAP_WRITE, IOMAP_DIRECT ..., bits as the profile's layout places them
/// @param iomap the current mapping, or null between mappings
/// @param startPos iter_start_pos: file position at which the current mapping was taken up, bytes (from 7.1 on)
public record IomapIter(long pos, long len, long processed, int flags, @Nullable Iomap iomap, long startPos) {
    public IomapIter(long pos, long len, long processed, int flags, @Nullable Iomap iomap) {
        this(pos, len, processed, flags, iomap, pos);
    }

    public IomapIter withProcessed(long v) {
        return new IomapIter(pos, len, v, flags, iomap, startPos);
    }

    public IomapIter withIomap(@Nullable Iomap v) {
        return new IomapIter(pos, len, processed, flags, v, startPos);
    }

    public IomapIter withFlags(int v) {
        return new IomapIter(pos, len, processed, v, iomap, startPos);
    }

    public IomapIter withStartPos(long v) {
        return new IomapIter(pos, len, processed, flags, iomap, v);
    }

    /// The same walk at another place, between mappings.
    public IomapIter at(long pos, long len) {
        return new IomapIter(pos, len, 0, flags, null);
    }

    /// `count` bytes further.
    public IomapIter advance(long count) {
        return new IomapIter(pos + count, len - count, processed, flags, iomap, startPos);
    }
}
