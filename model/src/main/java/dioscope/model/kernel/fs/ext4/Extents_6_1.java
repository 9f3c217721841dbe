package dioscope.model.kernel.fs.ext4;

import static dioscope.model.profile.GetBlocks.EXT4_GET_BLOCKS_DELALLOC_RESERVE;

/// fs/ext4/extents.c until 6.1: what was reserved for delayed blocks is given back where they are allocated.
class Extents_6_1 extends Extents_6_12 {
    Extents_6_1(Parts p) {
        super(p);
    }

    /// fs/ext4/extents.c, the end of ext4_ext_map_blocks, 6.1
    @Override
    void reserved(MapBlocks map, int flags, int allocatedClusters) {
        if (!fs.delalloc() || allocatedClusters == 0) {
            return;
        }
        if (has(flags, EXT4_GET_BLOCKS_DELALLOC_RESERVE)) {
            reservation.ext4_da_update_reserve_space(allocatedClusters, true);
            return;
        }
        long lblk = map.m_lblk / fs.clusterRatio() * fs.clusterRatio();
        int n = es.ext4_es_delayed_clu(lblk, (long) allocatedClusters * fs.clusterRatio());
        if (n > 0) {
            reservation.ext4_da_update_reserve_space(n, false);
        }
    }
}
