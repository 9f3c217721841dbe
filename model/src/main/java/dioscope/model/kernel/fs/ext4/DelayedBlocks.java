package dioscope.model.kernel.fs.ext4;

import dioscope.model.engine.Fn;
import dioscope.model.engine.Kernel;
import dioscope.model.profile.Feature;
import dioscope.model.profile.MapFlag;
import dioscope.model.state.Bh;
import dioscope.model.state.ExtentStatus;
import dioscope.model.state.ExtentStatus.Status;

/// fs/ext4/inode.c: blocks of a buffered write that are only reserved, to be allocated when they are written back.
class DelayedBlocks {
    final Kernel k;
    private final Mount fs;
    private final BlockMap map;
    private final ExtentsStatusTree es;
    private final Reservation reservation;
    private final BlockWrite write;

    DelayedBlocks(Kernel k, Mount fs, BlockMap map, ExtentsStatusTree es, Reservation reservation, BlockWrite write) {
        this.k = k;
        this.fs = fs;
        this.map = map;
        this.es = es;
        this.reservation = reservation;
        this.write = write;
    }

    /// The get_block of a delayed write: the place of the block if it has one, else a reservation. fs/ext4/inode.c, ext4_da_get_block_prep, 7.2
    ///
    /// @return 0 or -errno
    int ext4_da_get_block_prep(long iblock, BlockWrite.BhRef bh) {
        try (var fn = k.enter("ext4_da_get_block_prep", "lblk", iblock)) {
            var m = new MapBlocks(iblock, 1);
            int ret = ext4_da_map_blocks(m);
            if (fn.taken("failed", ret < 0, "ret", ret)) {
                return fn.ret(ret);
            }
            if (fn.taken("delayed", !m.has(k, MapFlag.EXT4_MAP_MAPPED) && !m.has(k, MapFlag.EXT4_MAP_UNWRITTEN))) {
                bh.map_bh(-1);
                bh.bh = bh.bh.set(Bh.NEW | Bh.DELAY);
                return fn.ret(0);
            }
            bh.map_bh(m.m_pblk);
            write.ext4_update_bh_state(bh, m);
            if (fn.taken("unwritten", bh.bh.has(Bh.UNWRITTEN))) {
                bh.bh = bh.bh.set(Bh.NEW | Bh.MAPPED);
            }
            return fn.ret(0);
        }
    }

    /// EXT4_MAP_DELAYED; where mappings have no such flag, ext4_da_map_blocks fills the buffer itself.
    private void delayed(MapBlocks m) {
        if (k.has(Feature.DELAYED_IS_REPORTED)) {
            m.set(k, MapFlag.EXT4_MAP_DELAYED);
        }
    }

    /// Looks the blocks up; those without a place are reserved and remembered as delayed. fs/ext4/inode.c, ext4_da_map_blocks, 7.2
    ///
    /// @return 0 or more, or -errno
    private int ext4_da_map_blocks(MapBlocks m) {
        try (var fn = k.enter("ext4_da_map_blocks", "lblk", m.m_lblk, "len", m.m_len)) {
            m.m_flags = 0;
            var e = es.ext4_es_lookup_extent(m.m_lblk);
            if (fn.taken("status known", e != null) && e != null) {
                m.m_len = (int) Math.min(m.m_len, e.end() - m.m_lblk);
                if (!fn.taken("hole", e.status() == Status.HOLE, "status", e.status())) {
                    return fn.ret(found(e, m));
                }
            } else {
                int retval = map.shared(() -> query(m));
                if (fn.taken("on disk", retval != 0, "retval", retval)) {
                    return fn.ret(Math.min(retval, 0));
                }
            }
            return fn.ret(map.exclusive(() -> add_delayed(fn, m)));
        }
    }

    private int query(MapBlocks m) {
        return k.world().inode().inlineData() ? 0 : map.ext4_map_query_blocks(m, 0);
    }

    /// What an entry of the status tree that is no hole says.
    private int found(ExtentStatus e, MapBlocks m) {
        if (e.status() == Status.DELAYED) {
            delayed(m);
            return 0;
        }
        m.m_pblk = e.pblk() + m.m_lblk - e.lblk();
        m.set(k, e.status() == Status.WRITTEN ? MapFlag.EXT4_MAP_MAPPED : MapFlag.EXT4_MAP_UNWRITTEN);
        return 0;
    }

    /// Looks again with the tree held, for others may have allocated meanwhile, and reserves.
    private int add_delayed(Fn fn, MapBlocks m) {
        var e = es.ext4_es_lookup_extent(m.m_lblk);
        if (e != null) {
            m.m_len = (int) Math.min(m.m_len, e.end() - m.m_lblk);
            if (fn.taken("no hole any more", e.status() != Status.HOLE, "status", e.status())) {
                return found(e, m);
            }
        } else {
            int retval = query(m);
            if (fn.taken("on disk meanwhile", retval != 0, "retval", retval)) {
                return Math.min(retval, 0);
            }
        }
        delayed(m);
        return ext4_insert_delayed_blocks(m.m_lblk, m.m_len);
    }

    /// Reserves clusters for blocks, unless one that a block lies in has its place or its reservation already. fs/ext4/inode.c,
    /// ext4_insert_delayed_blocks, 7.2; ext4_insert_delayed_block, 6.1
    ///
    /// @return 0 or -ENOSPC
    private int ext4_insert_delayed_blocks(long lblk, int len) {
        try (var fn = k.enter(k.has(Feature.DELAYED_EXTENTS) ? "ext4_insert_delayed_blocks" : "ext4_insert_delayed_block", "lblk", lblk,
                "len",
                len)) {
            int ratio = fs.clusterRatio();
            boolean lclu_allocated = false;
            boolean end_allocated = false;
            long end = lblk + len - 1;
            int resv_clu = len;
            if (fn.taken("clusters of several blocks", ratio > 1)) {
                resv_clu = (int) (end / ratio - lblk / ratio + 1);
                int state = ext4_clu_alloc_state(lblk);
                if (fn.taken("first cluster taken", state > 0, "state", state)) {
                    resv_clu--;
                    lclu_allocated = state == 2;
                }
                if (lblk / ratio != end / ratio) {
                    state = ext4_clu_alloc_state(end);
                    if (fn.taken("last cluster taken", state > 0, "state", state)) {
                        resv_clu--;
                        end_allocated = state == 2;
                    }
                }
            }
            if (resv_clu > 0) {
                int ret = reservation.ext4_da_reserve_space(resv_clu);
                if (fn.taken("no space", ret != 0, "ret", ret)) {
                    return fn.ret(ret);
                }
            }
            es.ext4_es_insert_delayed_extent(lblk, len, lclu_allocated, end_allocated);
            return fn.ret(0);
        }
    }

    /// Whether the cluster of a block has been reserved (1) or allocated (2) for another of its blocks. fs/ext4/inode.c, ext4_clu_alloc_state, 7.2
    private int ext4_clu_alloc_state(long lblk) {
        try (var fn = k.enter("ext4_clu_alloc_state", "lblk", lblk)) {
            long first = lblk / fs.clusterRatio() * fs.clusterRatio();
            long end = first + fs.clusterRatio() - 1;
            if (fn.taken("reserved", es.delayedIn(first, end) != null)) {
                return fn.ret(1);
            }
            return fn.ret(fn.taken("allocated", es.mappedIn(first, end) || ext4_clu_mapped(first, end)) ? 2 : 0);
        }
    }

    /// Whether the extent tree has a block of a cluster. fs/ext4/extents.c, ext4_clu_mapped
    private boolean ext4_clu_mapped(long first, long end) {
        var e = k.world().extents().floor(end);
        return e != null && e.value().end() > first;
    }
}
