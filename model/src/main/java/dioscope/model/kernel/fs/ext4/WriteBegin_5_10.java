package dioscope.model.kernel.fs.ext4;

import static dioscope.model.kernel.Errno.ENOSPC;

import dioscope.model.engine.Fn;
import dioscope.model.engine.Kernel;
import dioscope.model.kernel.Request;
import dioscope.model.kernel.mm.AddressSpaceOperations.Begun;

/// fs/ext4/inode.c, 5.10: a write that delays allocation has a handle open from its beginning to its end, for the inode's size may change.
final class WriteBegin_5_10 extends WriteBegin {
    WriteBegin_5_10(Kernel k, Mount fs, Parts parts) {
        super(k, fs, parts);
    }

    /// fs/ext4/inode.c, ext4_da_write_begin, 5.10
    @Override
    int da_write_begin(Fn fn, Request iocb, long pos, long len, Begun begun) {
        var folio = get_folio(iocb, pos, len);
        p.pages().folio_unlock(folio.index());
        int retries = 0;
        while (true) {
            int ret = p.jbd2().ext4_journal_start("ext4_da_write_begin");
            if (fn.taken("no handle", ret < 0, "ret", ret)) {
                return ret;
            }
            if (fn.taken("page gone meanwhile", !p.pages().folio_lock(folio.index()))) {
                p.jbd2().ext4_journal_stop();
                folio = get_folio(iocb, pos, len);
                p.pages().folio_unlock(folio.index());
                continue;
            }
            begun.index = folio.index();
            ret = blocks.ext4_block_write_begin(true, folio.index(), pos, (int) len, delayed::ext4_da_get_block_prep);
            if (!fn.taken("failed", ret < 0, "ret", ret)) {
                return 0;
            }
            p.pages().folio_unlock(folio.index());
            p.jbd2().ext4_journal_stop();
            cut(fn, pos, (int) len);
            if (!fn.taken("no space, try again", ret == -ENOSPC && p.inode().ext4_should_retry_alloc(++retries), "ret", ret)) {
                return ret;
            }
        }
    }
}
