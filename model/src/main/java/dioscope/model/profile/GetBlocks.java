package dioscope.model.profile;

/// What `ext4_map_blocks` is asked to do. fs/ext4/ext4.h, 6.12
public enum GetBlocks implements Flag {
    EXT4_GET_BLOCKS_CREATE, EXT4_GET_BLOCKS_UNWRIT_EXT, EXT4_GET_BLOCKS_DELALLOC_RESERVE, EXT4_GET_BLOCKS_PRE_IO, EXT4_GET_BLOCKS_CONVERT, EXT4_GET_BLOCKS_METADATA_NOFAIL, EXT4_GET_BLOCKS_NO_NORMALIZE, EXT4_GET_BLOCKS_CONVERT_UNWRITTEN, EXT4_GET_BLOCKS_ZERO, EXT4_GET_BLOCKS_IO_SUBMIT;

    @Override
    public String shortName() {
        return name().substring(16);
    }
}
