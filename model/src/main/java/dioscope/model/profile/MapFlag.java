package dioscope.model.profile;

/// What `ext4_map_blocks` found, m_flags. fs/ext4/ext4.h; bits by version in FlagTables
public enum MapFlag implements Flag {
    EXT4_MAP_MAPPED, EXT4_MAP_NEW, EXT4_MAP_DELAYED, EXT4_MAP_BOUNDARY, EXT4_MAP_UNWRITTEN, EXT4_MAP_QUERY_LAST_IN_LEAF;

    @Override
    public String shortName() {
        return name().substring(9);
    }
}
