package dioscope.model.kernel.fs.ext4;

import dioscope.model.engine.Fn;
import dioscope.model.engine.Kernel;
import dioscope.model.kernel.fs.BufferWrite;
import dioscope.model.kernel.mm.AddressSpaceOperations.Begun;

/// fs/ext4/inode.c until 6.1: a delayed write ends as any other does, in generic_write_end.
class WriteEnd_6_1 extends WriteEnd {
    WriteEnd_6_1(Kernel k, Mount fs, WriteBegin.Parts parts, BufferWrite write) {
        super(k, fs, parts, write);
    }

    /// The body of ext4_da_write_end behind what concerns data in the inode. fs/ext4/inode.c, ext4_da_write_end, 6.1
    @Override
    int ext4_da_do_write_end(long pos, int len, int copied, Begun begun) {
        i_disksize(pos, copied, begun);
        return write.generic_write_end(begun.index, pos, len, copied);
    }

    /// Raises i_disksize when the block of the last byte is on the disk.
    final void i_disksize(long pos, int copied, Begun begun) {
        long new_i_size = pos + copied;
        if (copied > 0 && new_i_size > k.world().inode().iSize() && ext4_da_should_update_i_disksize(begun.index, new_i_size - 1)) {
            ext4_update_i_disksize(new_i_size);
        }
    }
}
