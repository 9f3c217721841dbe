package dioscope.model.kernel.mm;

import dioscope.model.engine.Kernel;
import dioscope.model.kernel.Request;
import dioscope.model.kernel.lib.UserBuffer;

/// mm/filemap.c: from the user's buffer to the page cache.
public class FilemapWrite {
    /// What it works with.
    public record Parts(UserBuffer buffer, Filemap filemap, AddressSpaceOperations a_ops, BalanceDirty balance) {}

    final Kernel k;
    final Parts p;

    FilemapWrite(Kernel k, Parts parts) {
        this.k = k;
        this.p = parts;
    }

    /// That of the kernel that runs.
    public static FilemapWrite of(Kernel k, Parts parts) {
        return new FilemapWrite(k, parts);
    }

    /// mm/filemap.c, generic_perform_write, 7.2
    ///
    /// @return bytes, or -errno
    public long generic_perform_write(Request iocb) {
        try (var fn = k.enter("generic_perform_write", "count", iocb.iter().count())) {
            throw k.refuse("Buffered writes are not modelled yet: the request would go on through the page cache here.");
        }
    }
}
