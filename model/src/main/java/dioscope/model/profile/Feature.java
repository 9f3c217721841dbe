package dioscope.model.profile;

/// A behaviour of one line or one condition that some versions have. What differs in structure is an edition instead.
public enum Feature {
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
