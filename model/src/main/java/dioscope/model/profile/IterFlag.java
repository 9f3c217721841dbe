package dioscope.model.profile;

/// What the caller of `iomap_begin` wants. include/linux/iomap.h; bits by version in FlagTables
public enum IterFlag implements Flag {
    IOMAP_WRITE, IOMAP_ZERO, IOMAP_REPORT, IOMAP_FAULT, IOMAP_DIRECT, IOMAP_NOWAIT, IOMAP_OVERWRITE_ONLY, IOMAP_UNSHARE, IOMAP_DAX, IOMAP_ATOMIC, IOMAP_DONTCACHE;

    @Override
    public String shortName() {
        return name().substring(6);
    }
}
