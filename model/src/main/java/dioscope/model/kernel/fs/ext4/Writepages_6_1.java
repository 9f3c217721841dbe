package dioscope.model.kernel.fs.ext4;

import static dioscope.model.kernel.Errno.EIO;

import dioscope.model.engine.Kernel;
import dioscope.model.kernel.mm.PageWriteback.Wbc;

/// fs/ext4/inode.c until 6.1: ext4_writepages has no inner function, and a commit writes ordered data page by page.
class Writepages_6_1 extends Writepages {
    private final Kernel k;

    Writepages_6_1(Kernel k, Mount fs, Parts parts) {
        super(k, fs, parts);
        this.k = k;
    }

    /// fs/ext4/inode.c, ext4_writepages, 6.1
    @Override
    int ext4_writepages(Wbc wbc) {
        try (var fn = k.enter("ext4_writepages", "range_start", wbc.range_start, "range_end", wbc.range_end, "sync_mode",
                wbc.sync_mode())) {
            if (fn.taken("shut down", k.world().fs().shutdown())) {
                return fn.ret(-EIO);
            }
            return fn.ret(write_pages(new Mpd(wbc, true), fn, "ext4_writepages"));
        }
    }
}
