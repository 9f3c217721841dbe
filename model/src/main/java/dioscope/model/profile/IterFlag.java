package dioscope.model.profile;

/// What the caller of `iomap_begin` wants. include/linux/iomap.h, 6.12
public enum IterFlag implements Flag {
    IOMAP_WRITE, IOMAP_ZERO, IOMAP_REPORT, IOMAP_FAULT, IOMAP_DIRECT, IOMAP_NOWAIT, IOMAP_OVERWRITE_ONLY;

    @Override
    public String shortName() {
        return name().substring(6);
    }
}
