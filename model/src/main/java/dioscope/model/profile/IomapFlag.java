package dioscope.model.profile;

/// Flags of a mapping. include/linux/iomap.h, 6.12
public enum IomapFlag implements Flag {
    IOMAP_F_NEW, IOMAP_F_DIRTY, IOMAP_F_SHARED, IOMAP_F_MERGED;

    @Override
    public String shortName() {
        return name().substring(8);
    }
}
