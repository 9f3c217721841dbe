package dioscope.model.profile;

/// `dio->flags`, the state word of one direct I/O. fs/iomap/direct-io.c; bits by version in FlagTables
public enum DioFlag implements Flag {
    IOMAP_DIO_UNWRITTEN, IOMAP_DIO_COW, IOMAP_DIO_FSBLOCK_ALIGNED, IOMAP_DIO_BOUNCE, IOMAP_DIO_CALLER_COMP, IOMAP_DIO_INLINE_COMP, IOMAP_DIO_NO_INVALIDATE, IOMAP_DIO_COMP_WORK, IOMAP_DIO_WRITE_FUA, IOMAP_DIO_WRITE_THROUGH, IOMAP_DIO_NEED_SYNC, IOMAP_DIO_WRITE, IOMAP_DIO_DIRTY, IOMAP_DIO_USER_BACKED;

    @Override
    public String shortName() {
        return name().substring(10);
    }
}
