package dioscope.model.state;

/// struct iov_iter over the user's buffer: how far the request has walked through it.
///
/// @param io the request whose buffer it walks through
/// @param done bytes of the whole buffer already consumed
/// @param count bytes left, i.count
/// @param segs how many segments the buffer has in all, nr_segs at the start
public record IovIter(int io, long done, long count, int segs) {
    public IovIter advance(long bytes) {
        return new IovIter(io, done + bytes, count - bytes, segs);
    }

    /// Keeps `done` and limits what is left to `bytes`.
    public IovIter truncate(long bytes) {
        return count <= bytes ? this : new IovIter(io, done, bytes, segs);
    }

    public IovIter reexpand(long bytes) {
        return new IovIter(io, done, bytes, segs);
    }

    /// Takes `bytes` back. lib/iov_iter.c, iov_iter_revert
    public IovIter revert(long bytes) {
        return new IovIter(io, done - bytes, count + bytes, segs);
    }
}
