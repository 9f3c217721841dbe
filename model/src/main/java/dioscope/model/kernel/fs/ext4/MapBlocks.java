package dioscope.model.kernel.fs.ext4;

import dioscope.model.engine.Kernel;
import dioscope.model.profile.Bits;
import dioscope.model.profile.MapFlag;

/// struct ext4_map_blocks, the question to `ext4_map_blocks` and its answer. fs/ext4/ext4.h, 6.12
final class MapBlocks {
    /// First logical block asked for.
    long m_lblk;
    /// Blocks asked for, an unsigned number, then blocks answered.
    int m_len;
    /// First physical block of the answer.
    long m_pblk;
    /// EXT4_MAP_*, bits as the profile places them.
    int m_flags;

    MapBlocks(long m_lblk, int m_len) {
        this.m_lblk = m_lblk;
        this.m_len = m_len;
    }

    boolean has(Kernel k, MapFlag f) {
        return k.profile().map().has(m_flags, f);
    }

    void set(Kernel k, MapFlag f) {
        m_flags |= k.profile().map().mask(f);
    }

    Bits flags(Kernel k) {
        return new Bits(k.profile().map(), m_flags);
    }
}
