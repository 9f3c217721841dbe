package dioscope.model.state;

/// What the device holds, by device byte.
///
/// @param media what a power cut leaves
/// @param cache newer data in the volatile write cache, lost by a power cut
/// @param bad places that answer with an I/O error
public record Disk(Content media, Content cache, Content bad) {
    public Disk withMedia(Content v) {
        return v == media ? this : new Disk(v, cache, bad);
    }

    public Disk withCache(Content v) {
        return v == cache ? this : new Disk(media, v, bad);
    }

    /// All that was in the cache is on the medium.
    public Disk flushed() {
        var m = media;
        for (var e : cache.runs()) {
            m = m.fill(e.key(), e.value().length(), e.value().data());
        }
        return new Disk(m, Content.EMPTY, bad);
    }

    /// What a read of device byte `position` returns: the cache before the medium, stale where nothing was ever written.
    public Data at(long position) {
        var c = cache.at(position);
        if (c != null) {
            return c;
        }
        var m = media.at(position);
        return m == null ? Data.STALE : m;
    }
}
