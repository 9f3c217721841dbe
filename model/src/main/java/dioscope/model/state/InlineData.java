package dioscope.model.state;

/// A file's bytes inside its inode: in i_block and, what does not fit there, as the value of the attribute system.data. fs/ext4/inline.c
///
/// @param size i_inline_size, how many bytes have room there; at least 60
/// @param data whose data they are, by file position in bytes
public record InlineData(int size, Content data) {
    /// What i_block alone holds, bytes. fs/ext4/ext4.h, EXT4_MIN_INLINE_DATA_SIZE
    public static final int MIN_SIZE = 60;

    public InlineData withSize(int v) {
        return new InlineData(v, data);
    }

    public InlineData withData(Content v) {
        return new InlineData(size, v);
    }
}
