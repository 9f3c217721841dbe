package dioscope.model.kernel.fs.ext4;

import static dioscope.model.profile.GetBlocks.EXT4_GET_BLOCKS_CREATE;

import java.util.function.Supplier;

/// What data that leave the inode need of the buffered write of fs/ext4/inode.c.
///
/// @param inode its functions
record InlineBlocks(Supplier<WriteBegin> inode) implements Inline.Blocks {
    private WriteBegin w() {
        return inode.get();
    }

    @Override
    public int ext4_block_write_begin(long index, long to, boolean delayed) {
        var w = w();
        return w.blocks.ext4_block_write_begin(!delayed, index, 0, (int) to, delayed ? w.delayed::ext4_da_get_block_prep : w.get_block());
    }

    @Override
    public long ext4_map_first_block() {
        var map = new MapBlocks(0, 1);
        var blocks = w().p.map();
        int ret = blocks.ext4_map_blocks(map, blocks.word(EXT4_GET_BLOCKS_CREATE));
        return ret < 0 ? ret : map.m_pblk;
    }

    @Override
    public void block_commit_write(long index, long to) {
        w().write.block_commit_write(index, 0, (int) to);
    }

    @Override
    public int do_journal_get_write_access(long index, long to) {
        return w().p.journalled().get_write_access(index, 0, (int) to);
    }

    @Override
    public void ext4_truncate_failed_write() {
        w().p.inode().ext4_truncate_failed_write();
    }

    @Override
    public boolean ext4_should_retry_alloc(int retries) {
        return w().p.inode().ext4_should_retry_alloc(retries);
    }

    @Override
    public void folio_mark_dirty(long index) {
        w().write.folio_mark_dirty(index);
    }

    @Override
    public boolean ext4_update_inode_size(long newsize) {
        return w().p.inode().ext4_update_inode_size(newsize);
    }
}
