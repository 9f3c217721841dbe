package dioscope.model.profile;

/// `ki_flags`. include/linux/fs.h; bits by version in FlagTables
public enum Iocb implements Flag {
    IOCB_HIPRI, IOCB_DSYNC, IOCB_SYNC, IOCB_NOWAIT, IOCB_APPEND, IOCB_ATOMIC, IOCB_DONTCACHE, IOCB_NOSIGNAL, IOCB_EVENTFD, IOCB_DIRECT, IOCB_WRITE, IOCB_WAITQ, IOCB_NOIO, IOCB_ALLOC_CACHE, IOCB_DIO_CALLER_COMP, IOCB_AIO_RW, IOCB_HAS_METADATA;

    @Override
    public String shortName() {
        return name().substring(5);
    }
}
