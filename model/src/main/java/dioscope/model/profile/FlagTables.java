package dioscope.model.profile;

import java.util.EnumMap;
import java.util.StringTokenizer;

/// Bit numbers by version: one column each, `-` where the version has no such flag. From the headers named, of the releases in [Version]; columns of versions
/// that only single functions were read of repeat those of the nearest release.
final class FlagTables {
    /// fs/iomap/direct-io.c, include/linux/iomap.h
    static final String DIO = """
            IOMAP_DIO_UNWRITTEN        0   0   0   0   0   0   0
            IOMAP_DIO_COW              1   1   1   1   1   1   1
            IOMAP_DIO_FSBLOCK_ALIGNED  -   -   -   -   -   3   3
            IOMAP_DIO_BOUNCE           -   -   -   -   -   4   4
            IOMAP_DIO_CALLER_COMP      -   -   26  26  26  -   -
            IOMAP_DIO_INLINE_COMP      -   -   27  27  27  -   -
            IOMAP_DIO_NO_INVALIDATE    -   -   -   -   -   26  26
            IOMAP_DIO_COMP_WORK        -   -   -   -   -   27  27
            IOMAP_DIO_WRITE_FUA        28  28  -   -   -   -   -
            IOMAP_DIO_WRITE_THROUGH    -   -   28  28  28  28  28
            IOMAP_DIO_NEED_SYNC        29  29  29  29  29  29  29
            IOMAP_DIO_WRITE            30  30  30  30  30  30  30
            IOMAP_DIO_DIRTY            31  31  31  31  31  -   -
            IOMAP_DIO_USER_BACKED      -   -   -   -   -   31  31
            """;
    /// include/linux/iomap.h
    static final String DIO_ARG = """
            IOMAP_DIO_FORCE_WAIT       -   0   0   0   0   0   0
            IOMAP_DIO_OVERWRITE_ONLY   -   1   1   1   1   1   1
            IOMAP_DIO_PARTIAL          -   2   2   2   2   2   2
            IOMAP_DIO_NOSYNC           -   3   -   -   -   -   -
            IOMAP_DIO_FSBLOCK_ALIGNED  -   -   -   -   -   3   3
            IOMAP_DIO_BOUNCE           -   -   -   -   -   4   4
            """;
    /// include/linux/iomap.h
    static final String ITER = """
            IOMAP_WRITE                0   0   0   0   0   0   0
            IOMAP_ZERO                 1   1   1   1   1   1   1
            IOMAP_REPORT               2   2   2   2   2   2   2
            IOMAP_FAULT                3   3   3   3   3   3   3
            IOMAP_DIRECT               4   4   4   4   4   4   4
            IOMAP_NOWAIT               5   5   5   5   5   5   5
            IOMAP_OVERWRITE_ONLY       -   6   6   6   6   6   6
            IOMAP_UNSHARE              -   7   7   7   7   7   7
            IOMAP_DAX                  -   8   8   8   8   8   8
            IOMAP_ATOMIC               -   -   -   -   9   9   9
            IOMAP_DONTCACHE            -   -   -   -   -   10  10
            """;
    /// include/linux/iomap.h
    static final String IOMAP = """
            IOMAP_F_NEW                0   0   0   0   0   0   0
            IOMAP_F_DIRTY              1   1   1   1   1   1   1
            IOMAP_F_SHARED             2   2   2   2   2   2   2
            IOMAP_F_MERGED             3   3   3   3   3   3   3
            IOMAP_F_BUFFER_HEAD        4   4   4   4   4   4   4
            IOMAP_F_ZONE_APPEND        -   5   -   -   -   -   -
            IOMAP_F_XATTR              -   6   5   5   5   5   5
            IOMAP_F_BOUNDARY           -   -   -   -   -   6   6
            IOMAP_F_ANON_WRITE         -   -   -   -   -   7   7
            IOMAP_F_ATOMIC_BIO         -   -   -   -   -   8   8
            IOMAP_F_INTEGRITY          -   -   -   -   -   -   9
            IOMAP_F_ZERO_TAIL          -   -   -   -   -   10  10
            IOMAP_F_SIZE_CHANGED       8   8   8   8   8   14  14
            IOMAP_F_STALE              -   9   9   9   9   15  15
            IOMAP_F_PRIVATE            12  12  12  12  12  12  12
            """;
    /// include/linux/fs.h
    static final String IOCB = """
            IOCB_HIPRI                 0   0   0   0   0   0   0
            IOCB_DSYNC                 1   1   1   1   1   1   1
            IOCB_SYNC                  2   2   2   2   2   2   2
            IOCB_NOWAIT                3   3   3   3   3   3   3
            IOCB_APPEND                4   4   4   4   4   4   4
            IOCB_ATOMIC                -   -   -   6   6   6   6
            IOCB_DONTCACHE             -   -   -   -   7   7   7
            IOCB_NOSIGNAL              -   -   -   -   -   8   8
            IOCB_EVENTFD               16  16  16  16  16  16  16
            IOCB_DIRECT                17  17  17  17  17  17  17
            IOCB_WRITE                 18  18  18  18  18  18  18
            IOCB_WAITQ                 19  19  19  19  19  19  19
            IOCB_NOIO                  20  20  20  20  20  20  20
            IOCB_ALLOC_CACHE           -   21  21  21  21  21  21
            IOCB_DIO_CALLER_COMP       -   -   22  22  22  -   -
            IOCB_AIO_RW                23  23  23  23  23  22  22
            IOCB_HAS_METADATA          -   -   -   -   -   23  23
            """;
    /// include/linux/blk_types.h
    static final String REQ = """
            REQ_SYNC                   11  11  11  11  11  11  11
            REQ_META                   12  12  12  12  12  12  12
            REQ_PRIO                   13  13  13  13  13  13  13
            REQ_NOMERGE                14  14  14  14  14  14  14
            REQ_IDLE                   15  15  15  15  15  15  15
            REQ_INTEGRITY              16  16  16  16  16  16  16
            REQ_FUA                    17  17  17  17  17  17  17
            REQ_PREFLUSH               18  18  18  18  18  18  18
            REQ_RAHEAD                 19  19  19  19  19  19  19
            REQ_BACKGROUND             20  20  20  20  20  20  20
            REQ_NOWAIT                 21  21  21  21  21  21  21
            REQ_HIPRI                  24  -   -   -   -   -   -
            REQ_POLLED                 -   23  22  22  22  22  22
            REQ_ALLOC_CACHE            -   24  23  23  23  23  23
            REQ_ATOMIC                 -   -   -   27  27  27  27
            REQ_NOUNMAP                23  27  28  28  28  28  28
            """;
    /// fs/ext4/ext4.h
    static final String GET_BLOCKS = """
            EXT4_GET_BLOCKS_CREATE               0   0   0   0   0   0   0
            EXT4_GET_BLOCKS_UNWRIT_EXT           1   1   1   1   1   1   1
            EXT4_GET_BLOCKS_DELALLOC_RESERVE     2   2   2   2   2   2   2
            EXT4_GET_BLOCKS_PRE_IO               3   3   3   3   3   -   -
            EXT4_GET_BLOCKS_SPLIT_NOMERGE        -   -   -   -   -   3   3
            EXT4_GET_BLOCKS_CONVERT              4   4   4   4   4   4   4
            EXT4_GET_BLOCKS_METADATA_NOFAIL      5   5   5   5   5   5   5
            EXT4_GET_BLOCKS_NO_NORMALIZE         6   6   6   6   6   6   6
            EXT4_GET_BLOCKS_CONVERT_UNWRITTEN    8   8   8   8   8   8   8
            EXT4_GET_BLOCKS_ZERO                 9   9   9   9   9   9   9
            EXT4_GET_BLOCKS_IO_SUBMIT            10  10  10  10  10  10  10
            EXT4_GET_BLOCKS_CACHED_NOWAIT        -   11  11  11  11  11  11
            EXT4_GET_BLOCKS_QUERY_LAST_IN_LEAF   -   -   -   -   -   12  12
            EXT4_EX_NOFAIL                       28  28  28  28  28  28  28
            EXT4_EX_FORCE_CACHE                  29  29  29  29  29  29  29
            EXT4_EX_NOCACHE                      30  30  30  30  30  30  30
            """;
    /// fs/ext4/ext4.h
    static final String MAP = """
            EXT4_MAP_MAPPED            4   4   4   4   4   4   4
            EXT4_MAP_NEW               5   5   5   5   5   5   5
            EXT4_MAP_DELAYED           -   -   8   8   8   8   8
            EXT4_MAP_BOUNDARY          9   9   9   9   9   9   9
            EXT4_MAP_UNWRITTEN         11  11  11  11  11  11  11
            EXT4_MAP_QUERY_LAST_IN_LEAF -  -   -   -   -   27  27
            """;

    private FlagTables() {
    }

    /// The column of `version` in `table`.
    static <F extends Enum<F> & Flag> FlagLayout<F> layout(String register, Class<F> type, String table, Version version) {
        var bits = new EnumMap<F, Integer>(type);
        for (var line : table.lines().toList()) {
            // no pattern: every start of the program passes here, for all versions
            var cells = new StringTokenizer(line);
            var flag = cells.nextToken();
            for (int column = 0; column < version.ordinal(); column++) {
                cells.nextToken();
            }
            var bit = cells.nextToken();
            if (!bit.equals("-")) {
                bits.put(Enum.valueOf(type, flag), Integer.parseInt(bit));
            }
        }
        return FlagLayout.of(register, type, bits);
    }
}
