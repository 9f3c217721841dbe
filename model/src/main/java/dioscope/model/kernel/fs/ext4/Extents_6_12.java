package dioscope.model.kernel.fs.ext4;

import static dioscope.model.kernel.Errno.ENOSPC;
import static dioscope.model.profile.GetBlocks.EXT4_GET_BLOCKS_CONVERT;
import static dioscope.model.profile.GetBlocks.EXT4_GET_BLOCKS_METADATA_NOFAIL;
import static dioscope.model.profile.GetBlocks.EXT4_GET_BLOCKS_PRE_IO;
import static dioscope.model.profile.MapFlag.EXT4_MAP_MAPPED;
import static dioscope.model.profile.MapFlag.EXT4_MAP_NEW;
import static dioscope.model.profile.MapFlag.EXT4_MAP_UNWRITTEN;

import dioscope.model.profile.Bits;
import dioscope.model.profile.Feature;
import dioscope.model.state.Extent;
import dioscope.model.state.ExtentStatus;
import java.util.Objects;

/// fs/ext4/extents.c until 6.18: an unwritten extent is cut to the request before its data are submitted (EXT4_GET_BLOCKS_PRE_IO), and a split that finds
/// no room zeroes blocks where it stands.
class Extents_6_12 extends Extents {
    Extents_6_12(Parts p) {
        super(p);
    }

    /// fs/ext4/extents.c, ext4_ext_handle_unwritten_extents, 6.12: before the rest of it, the split for EXT4_GET_BLOCKS_PRE_IO
    @Override
    int ext4_ext_handle_unwritten_extents(MapBlocks map, Extent ex, int flags, int allocated, long newblock) {
        if (!has(flags, EXT4_GET_BLOCKS_PRE_IO)) {
            return super.ext4_ext_handle_unwritten_extents(map, ex, flags, allocated, newblock);
        }
        try (var fn = k.enter("ext4_ext_handle_unwritten_extents", "extent", ex, "flags", new Bits(k.profile().getBlocks(), flags))) {
            fn.taken("split before the I/O", true);
            int err = ext4_split_convert_extents(map, ex, flags | k.profile().getBlocks().mask(EXT4_GET_BLOCKS_METADATA_NOFAIL));
            if (fn.taken("split failed", err != 0, "err", err)) {
                return fn.ret(err);
            }
            map.set(k, EXT4_MAP_UNWRITTEN);
            map.set(k, EXT4_MAP_NEW);
            map.set(k, EXT4_MAP_MAPPED);
            map.m_pblk = newblock;
            map.m_len = Math.min(allocated, map.m_len);
            return fn.ret(map.m_len);
        }
    }

    /// Which part of a split extent holds what was just written and so must not be zeroed when the split fails: EXT4_EXT_DATA_*. ext4_extents.h, 6.12
    private enum DataValid { NONE, FIRST_PARTLY, FIRST, SECOND }

    /// Cuts `ex` so that the request is an extent of its own. fs/ext4/extents.c, ext4_split_convert_extents, 6.12
    @Override
    int ext4_split_convert_extents(MapBlocks map, Extent ex, int flags) {
        try (var fn = k.enter("ext4_split_convert_extents", "extent", ex)) {
            return fn.ret(ext4_split_extent(map, ex, has(flags, EXT4_GET_BLOCKS_CONVERT), flags));
        }
    }

    /// fs/ext4/extents.c, ext4_split_extent, 6.12
    ///
    /// @param convert the request's blocks hold data already
    private int ext4_split_extent(MapBlocks map, Extent ex, boolean convert, int flags) {
        try (var fn = k.enter("ext4_split_extent", "extent", ex)) {
            long end = map.m_lblk + map.m_len;
            boolean may_zeroout = mayZeroout(map, ex);
            boolean nofail = has(flags, EXT4_GET_BLOCKS_METADATA_NOFAIL);
            int err = 0;
            if (fn.taken("ends behind the request", end < ex.end())) {
                err = ext4_split_extent_at(end, may_zeroout,
                        !convert ? DataValid.NONE : map.m_lblk > ex.lblk() ? DataValid.FIRST_PARTLY : DataValid.FIRST, nofail);
            }
            fn.taken("starts before the request", ex.lblk() < map.m_lblk);
            boolean unwritten = Objects.requireNonNull(find(map.m_lblk)).unwritten();
            return fn.ret(err != 0
                    ? err
                    : ext4_split_extent_at(map.m_lblk, may_zeroout && unwritten, convert ? DataValid.SECOND : DataValid.NONE, nofail));
        }
    }

    /// Splits the extent that covers `split` there. When the tree has no room for one more, blocks inside the file are zeroed on the device instead, so that
    /// the whole extent may become written. fs/ext4/extents.c, ext4_split_extent_at, 6.12
    private int ext4_split_extent_at(long split, boolean may_zeroout, DataValid valid, boolean nofail) {
        try (var fn = k.enter("ext4_split_extent_at", "lblk", split)) {
            var ex = Objects.requireNonNull(find(split));
            if (fn.taken("already a border", split == ex.lblk())) {
                ext4_ext_dirty();
                return fn.ret(0);
            }
            if (fn.taken("no room in the tree", !makeRoom(nofail))) {
                if (fn.taken("reaches beyond the file", !may_zeroout)) {
                    es.ext4_es_remove_extent(ex.lblk(), ex.end());
                    return fn.ret(-ENOSPC);
                }
                long from = valid == DataValid.FIRST || valid == DataValid.FIRST_PARTLY ? split : ex.lblk();
                long to = valid == DataValid.SECOND ? split : ex.end();
                int err = ext4_ext_zeroout(ex, from, to);
                if (fn.taken("zeroing failed", err != 0, "err", err)) {
                    es.ext4_es_remove_extent(ex.lblk(), ex.end());
                    return fn.ret(err);
                }
                if (fn.taken("the first part is zeroed later", valid == DataValid.FIRST_PARTLY)) {
                    es.ext4_es_remove_extent(from, to);
                    return fn.ret(0);
                }
                mark(ex.lblk());
                es.ext4_es_insert_extent(from, to - from, ex.pblk() + from - ex.lblk(), ExtentStatus.Status.WRITTEN);
                return fn.ret(0);
            }
            cut(ex, split);
            return fn.ret(0);
        }
    }

    /// The data are on the device: the blocks may be read. fs/ext4/extents.c, ext4_convert_unwritten_extents_endio, 6.12
    @Override
    int ext4_convert_unwritten_extents_endio(MapBlocks map, Extent ex, int flags) {
        try (var fn = k.enter("ext4_convert_unwritten_extents_endio", "extent", ex)) {
            if (fn.taken("extent larger than the request", ex.lblk() != map.m_lblk || ex.len() > map.m_len)) {
                int gb = k.profile().getBlocks().mask(EXT4_GET_BLOCKS_CONVERT);
                if (k.has(Feature.CONVERSION_MAY_USE_RESERVE)) {
                    gb |= k.profile().getBlocks().mask(EXT4_GET_BLOCKS_METADATA_NOFAIL);
                }
                int err = ext4_split_convert_extents(map, ex, gb);
                if (err != 0) {
                    return fn.ret(err);
                }
            }
            mark(map.m_lblk);
            return fn.ret(0);
        }
    }

    @Override
    int splitInitialized(MapBlocks split, Extent ex, int flags) {
        int err = ext4_split_extent(split, ex, false, flags);
        if (err == 0) {
            mark(split.m_lblk);
        }
        return err;
    }
}
