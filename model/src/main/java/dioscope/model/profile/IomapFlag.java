package dioscope.model.profile;

/// Flags of a mapping. include/linux/iomap.h; bits by version in FlagTables
public enum IomapFlag implements Flag {
    IOMAP_F_NEW, IOMAP_F_DIRTY, IOMAP_F_SHARED, IOMAP_F_MERGED, IOMAP_F_BUFFER_HEAD, IOMAP_F_ZONE_APPEND, IOMAP_F_XATTR, IOMAP_F_BOUNDARY, IOMAP_F_ANON_WRITE, IOMAP_F_ATOMIC_BIO, IOMAP_F_INTEGRITY, IOMAP_F_ZERO_TAIL, IOMAP_F_SIZE_CHANGED, IOMAP_F_STALE, IOMAP_F_PRIVATE;

    @Override
    public String shortName() {
        return name().substring(8);
    }
}
