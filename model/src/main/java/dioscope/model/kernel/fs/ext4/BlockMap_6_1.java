package dioscope.model.kernel.fs.ext4;

import static dioscope.model.profile.GetBlocks.EXT4_GET_BLOCKS_CACHED_NOWAIT;
import static dioscope.model.profile.GetBlocks.EXT4_GET_BLOCKS_CREATE;
import static dioscope.model.profile.MapFlag.EXT4_MAP_MAPPED;
import static dioscope.model.profile.MapFlag.EXT4_MAP_UNWRITTEN;

import dioscope.model.engine.Fn;
import dioscope.model.state.ExtentStatus.Status;
import java.util.Objects;

/// fs/ext4/inode.c until 6.1: `ext4_map_blocks` asks and allocates in its own body, and its caller says that space was reserved.
final class BlockMap_6_1 extends BlockMap {
    BlockMap_6_1(Parts p) {
        super(p);
    }

    /// fs/ext4/inode.c, ext4_map_blocks, 6.1
    @Override
    int ext4_map_blocks(MapBlocks map, int flags) {
        try (var fn = k.enter("ext4_map_blocks", "lblk", map.m_lblk, "len", Integer.toUnsignedLong(map.m_len), "flags", bits(flags))) {
            map.m_len = map.m_len < 0 ? Integer.MAX_VALUE : map.m_len;
            map.m_flags = 0;
            int retval;
            var entry = es.ext4_es_lookup_extent(map.m_lblk);
            if (fn.taken("status known", entry != null)) {
                retval = fromStatus(fn, map, Objects.requireNonNull(entry));
                if (fn.taken("only from the cache", has(flags, EXT4_GET_BLOCKS_CACHED_NOWAIT))) {
                    return fn.ret(retval);
                }
            } else {
                if (fn.taken("not in the cache", has(flags, EXT4_GET_BLOCKS_CACHED_NOWAIT))) {
                    return fn.ret(0);
                }
                retval = shared(() -> query(fn, map));
            }
            if (fn.taken("only a query", !has(flags, EXT4_GET_BLOCKS_CREATE), "flags", bits(flags))) {
                return fn.ret(retval);
            }
            if (fn.taken("already written", retval > 0 && map.has(k, EXT4_MAP_MAPPED), "m_flags", map.flags(k))) {
                return fn.ret(retval);
            }
            retval = exclusive(() -> create(fn, map, flags));
            ordered(fn, map, flags, retval);
            return fn.ret(retval);
        }
    }

    private int query(Fn fn, MapBlocks map) {
        int retval = tree(map, 0);
        if (fn.taken("found in the tree", retval > 0, "retval", retval)) {
            es.ext4_es_insert_extent(map.m_lblk, map.m_len, map.m_pblk,
                    map.has(k, EXT4_MAP_UNWRITTEN) ? Status.UNWRITTEN : Status.WRITTEN);
        }
        return retval;
    }
}
