package dioscope.model.kernel.fs.ext4;

import dioscope.model.engine.Kernel;
import dioscope.model.kernel.Request;
import dioscope.model.kernel.mm.AddressSpaceOperations.Begun;

/// fs/ext4/inode.c: data that go through the journal.
class JournalledData {
    final Kernel k;
    final Mount fs;

    JournalledData(Kernel k, Mount fs) {
        this.k = k;
        this.fs = fs;
    }

    /// Takes what was copied into the journal. fs/ext4/inode.c, ext4_journalled_write_end
    ///
    /// @return bytes, or -errno
    int ext4_journalled_write_end(Request iocb, long pos, long len, long copied, Begun begun) {
        throw k.refuse("Buffered writes with data=journal are not modelled yet.");
    }

    /// The blocks that will be copied into are about to change in the open handle. fs/ext4/inode.c, do_journal_get_write_access
    ///
    /// @param index first page of the folio
    /// @return 0 or -errno
    int get_write_access(long index, long pos, int len) {
        throw k.refuse("Buffered writes with data=journal are not modelled yet.");
    }

    /// New blocks that were not copied into become zeros, through the journal. fs/ext4/inode.c, ext4_journalled_zero_new_buffers
    ///
    /// @param from first byte in the folio
    /// @param to behind the last
    void ext4_journalled_zero_new_buffers(boolean handle, long index, int from, int to) {
        throw k.refuse("Buffered writes with data=journal are not modelled yet.");
    }
}
