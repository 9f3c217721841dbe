package dioscope.model.profile;

/// The `dio_flags` argument of `iomap_dio_rw`, another word than `dio->flags`. include/linux/iomap.h, 6.12
public enum DioArg implements Flag {
    IOMAP_DIO_FORCE_WAIT, IOMAP_DIO_OVERWRITE_ONLY, IOMAP_DIO_PARTIAL;

    @Override
    public String shortName() {
        return name().substring(10);
    }
}
