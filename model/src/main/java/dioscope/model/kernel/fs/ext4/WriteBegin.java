package dioscope.model.kernel.fs.ext4;

import dioscope.model.engine.Kernel;
import dioscope.model.kernel.Request;
import dioscope.model.kernel.fs.Buffer;
import dioscope.model.kernel.fs.FsInode;
import dioscope.model.kernel.mm.AddressSpaceOperations.Begun;
import dioscope.model.kernel.mm.Filemap;
import dioscope.model.kernel.mm.Truncate;

/// fs/ext4/inode.c: blocks for a buffered write, before and after the copy.
class WriteBegin {
    /// What it works with.
    record Parts(Ext4Inode inode, BlockMap map, ExtentsStatusTree es, Reservation reservation, Ext4Jbd2 jbd2, Orphan orphan,
            Filemap filemap, Truncate truncate, Buffer buffer, FsInode vfs, Inline inline, JournalledData journalled) {}

    final Kernel k;
    final Mount fs;
    final Parts p;

    WriteBegin(Kernel k, Mount fs, Parts parts) {
        this.k = k;
        this.fs = fs;
        this.p = parts;
    }

    /// That of the kernel that runs.
    static WriteBegin of(Kernel k, Mount fs, Parts parts) {
        return new WriteBegin(k, fs, parts);
    }

    /// `ext4_da_aops.write_begin`, `ext4_aops.write_begin` or `ext4_journalled_aops.write_begin`, as the file has it.
    int write_begin(Request iocb, long pos, long len, Begun begun) {
        throw k.refuse("Buffered writes are not modelled yet: the request would go on through the page cache here.");
    }

    /// The same for write_end.
    int write_end(Request iocb, long pos, long len, long copied, Begun begun) {
        throw k.refuse("Buffered writes are not modelled yet: the request would go on through the page cache here.");
    }
}
