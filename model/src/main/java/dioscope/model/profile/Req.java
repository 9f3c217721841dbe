package dioscope.model.profile;

/// Flags of a bio or request beside its operation. include/linux/blk_types.h; bits by version in FlagTables
public enum Req implements Flag {
    REQ_SYNC, REQ_META, REQ_PRIO, REQ_NOMERGE, REQ_IDLE, REQ_INTEGRITY, REQ_FUA, REQ_PREFLUSH, REQ_RAHEAD, REQ_BACKGROUND, REQ_NOWAIT, REQ_HIPRI, REQ_POLLED, REQ_ALLOC_CACHE, REQ_ATOMIC, REQ_NOUNMAP;

    @Override
    public String shortName() {
        return name().substring(4);
    }
}
