package dioscope.model.kernel.mm;

import dioscope.model.engine.Kernel;
import dioscope.model.kernel.Request;
import dioscope.model.kernel.fs.FsInode;
import dioscope.model.kernel.lib.UserBuffer;

/// mm/filemap.c: from the page cache to the user's buffer.
public class FilemapRead {
    /// What it works with.
    public record Parts(UserBuffer buffer, Filemap filemap, AddressSpaceOperations a_ops, FsInode vfs) {}

    final Kernel k;
    final Parts p;

    FilemapRead(Kernel k, Parts parts) {
        this.k = k;
        this.p = parts;
    }

    /// That of the kernel that runs.
    public static FilemapRead of(Kernel k, Parts parts) {
        return new FilemapRead(k, parts);
    }

    /// mm/filemap.c, generic_file_read_iter, 7.2
    ///
    /// @return bytes, or -errno
    public long generic_file_read_iter(Request iocb) {
        try (var fn = k.enter("generic_file_read_iter", "pos", iocb.kiocb().pos(), "count", iocb.iter().count())) {
            throw k.refuse("Buffered reads are not modelled yet: the request would go on through the page cache here.");
        }
    }
}
