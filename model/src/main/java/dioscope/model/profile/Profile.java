package dioscope.model.profile;

import java.util.List;
import java.util.Map;

/// One kernel version.
///
/// @param name what users call it, such as `6.12`
/// @param release the point release its facts were read from
/// @param dio layout of dio->flags
/// @param dioArg layout of the dio_flags argument
/// @param iter layout of the iomap_begin flags
/// @param iomap layout of the mapping flags
/// @param iocb layout of ki_flags
/// @param req layout of bi_opf
/// @param getBlocks layout of the EXT4_GET_BLOCKS word
/// @param map layout of m_flags
public record Profile(String name, String release, FlagLayout<DioFlag> dio, FlagLayout<DioArg> dioArg, FlagLayout<IterFlag> iter,
        FlagLayout<IomapFlag> iomap, FlagLayout<Iocb> iocb, FlagLayout<Req> req, FlagLayout<GetBlocks> getBlocks, FlagLayout<MapFlag> map) {
    /// Linux 6.12.107, as Debian ships it.
    public static final Profile V6_12 = new Profile("6.12", "6.12.107",
            FlagLayout.of("dio->flags", DioFlag.class,
                    Map.of(DioFlag.IOMAP_DIO_UNWRITTEN, 0, DioFlag.IOMAP_DIO_COW, 1, DioFlag.IOMAP_DIO_CALLER_COMP, 26,
                            DioFlag.IOMAP_DIO_INLINE_COMP, 27, DioFlag.IOMAP_DIO_WRITE_THROUGH, 28, DioFlag.IOMAP_DIO_NEED_SYNC, 29,
                            DioFlag.IOMAP_DIO_WRITE, 30, DioFlag.IOMAP_DIO_DIRTY, 31)),
            FlagLayout.of("dio_flags", DioArg.class,
                    Map.of(DioArg.IOMAP_DIO_FORCE_WAIT, 0, DioArg.IOMAP_DIO_OVERWRITE_ONLY, 1, DioArg.IOMAP_DIO_PARTIAL, 2)),
            FlagLayout.of("iomap_iter.flags", IterFlag.class,
                    Map.of(IterFlag.IOMAP_WRITE, 0, IterFlag.IOMAP_ZERO, 1, IterFlag.IOMAP_REPORT, 2, IterFlag.IOMAP_FAULT, 3,
                            IterFlag.IOMAP_DIRECT, 4, IterFlag.IOMAP_NOWAIT, 5, IterFlag.IOMAP_OVERWRITE_ONLY, 6)),
            FlagLayout.of("iomap.flags", IomapFlag.class,
                    Map.of(IomapFlag.IOMAP_F_NEW, 0, IomapFlag.IOMAP_F_DIRTY, 1, IomapFlag.IOMAP_F_SHARED, 2, IomapFlag.IOMAP_F_MERGED, 3)),
            FlagLayout.of("ki_flags", Iocb.class, Map.ofEntries(Map.entry(Iocb.IOCB_HIPRI, 0), Map.entry(Iocb.IOCB_DSYNC, 1),
                    Map.entry(Iocb.IOCB_SYNC, 2), Map.entry(Iocb.IOCB_NOWAIT, 3), Map.entry(Iocb.IOCB_APPEND, 4),
                    Map.entry(Iocb.IOCB_ATOMIC, 6), Map.entry(Iocb.IOCB_EVENTFD, 16), Map.entry(Iocb.IOCB_DIRECT, 17),
                    Map.entry(Iocb.IOCB_WRITE, 18), Map.entry(Iocb.IOCB_WAITQ, 19), Map.entry(Iocb.IOCB_NOIO, 20),
                    Map.entry(Iocb.IOCB_ALLOC_CACHE, 21), Map.entry(Iocb.IOCB_DIO_CALLER_COMP, 22), Map.entry(Iocb.IOCB_AIO_RW, 23))),
            FlagLayout.of("bi_opf", Req.class,
                    Map.ofEntries(Map.entry(Req.REQ_SYNC, 11), Map.entry(Req.REQ_META, 12), Map.entry(Req.REQ_PRIO, 13),
                            Map.entry(Req.REQ_NOMERGE, 14), Map.entry(Req.REQ_IDLE, 15), Map.entry(Req.REQ_INTEGRITY, 16),
                            Map.entry(Req.REQ_FUA, 17), Map.entry(Req.REQ_PREFLUSH, 18), Map.entry(Req.REQ_RAHEAD, 19),
                            Map.entry(Req.REQ_BACKGROUND, 20), Map.entry(Req.REQ_NOWAIT, 21), Map.entry(Req.REQ_POLLED, 22),
                            Map.entry(Req.REQ_ALLOC_CACHE, 23), Map.entry(Req.REQ_ATOMIC, 27))),
            FlagLayout.of("EXT4_GET_BLOCKS", GetBlocks.class,
                    Map.of(GetBlocks.EXT4_GET_BLOCKS_CREATE, 0, GetBlocks.EXT4_GET_BLOCKS_UNWRIT_EXT, 1,
                            GetBlocks.EXT4_GET_BLOCKS_DELALLOC_RESERVE, 2, GetBlocks.EXT4_GET_BLOCKS_PRE_IO, 3,
                            GetBlocks.EXT4_GET_BLOCKS_CONVERT, 4, GetBlocks.EXT4_GET_BLOCKS_METADATA_NOFAIL, 5,
                            GetBlocks.EXT4_GET_BLOCKS_NO_NORMALIZE, 6, GetBlocks.EXT4_GET_BLOCKS_CONVERT_UNWRITTEN, 8,
                            GetBlocks.EXT4_GET_BLOCKS_ZERO, 9, GetBlocks.EXT4_GET_BLOCKS_IO_SUBMIT, 10)),
            FlagLayout.of("m_flags", MapFlag.class, Map.of(MapFlag.EXT4_MAP_MAPPED, 4, MapFlag.EXT4_MAP_NEW, 5, MapFlag.EXT4_MAP_DELAYED, 8,
                    MapFlag.EXT4_MAP_BOUNDARY, 9, MapFlag.EXT4_MAP_UNWRITTEN, 11)));

    /// Every profile, oldest first.
    public static final List<Profile> ALL = List.of(V6_12);
}
