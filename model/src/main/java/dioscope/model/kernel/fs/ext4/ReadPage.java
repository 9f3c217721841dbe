package dioscope.model.kernel.fs.ext4;

import dioscope.model.engine.Kernel;

/// fs/ext4/readpage.c: pages are filled from the device.
class ReadPage {
    final Kernel k;
    final Mount fs;

    ReadPage(Kernel k, Mount fs) {
        this.k = k;
        this.fs = fs;
    }

    /// fs/ext4/inode.c, ext4_read_folio
    int read_folio(long index) {
        throw k.refuse("Buffered reads are not modelled yet: the request would go on through the page cache here.");
    }

    /// fs/ext4/inode.c, ext4_readahead
    void readahead(long index, long pages) {
        throw k.refuse("Buffered reads are not modelled yet: the request would go on through the page cache here.");
    }
}
