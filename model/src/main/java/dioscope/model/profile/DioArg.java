package dioscope.model.profile;

/// The `dio_flags` argument of `iomap_dio_rw`, another word than `dio->flags`. include/linux/iomap.h; bits by version in FlagTables
public enum DioArg implements Flag {
    IOMAP_DIO_FORCE_WAIT, IOMAP_DIO_OVERWRITE_ONLY, IOMAP_DIO_PARTIAL, IOMAP_DIO_NOSYNC, IOMAP_DIO_FSBLOCK_ALIGNED, IOMAP_DIO_BOUNCE;

    @Override
    public String shortName() {
        return name().substring(10);
    }
}
