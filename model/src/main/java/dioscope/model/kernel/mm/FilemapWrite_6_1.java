package dioscope.model.kernel.mm;

import static dioscope.model.kernel.Errno.EFAULT;
import static dioscope.model.kernel.Errno.EINTR;
import static dioscope.model.kernel.Signals.fatal_signal_pending;

import dioscope.model.engine.Kernel;
import dioscope.model.kernel.Request;

/// mm/filemap.c, 6.1: page by page; the throttle comes behind each of them.
class FilemapWrite_6_1 extends FilemapWrite {
    FilemapWrite_6_1(Kernel k, Parts parts) {
        super(k, parts);
    }

    /// mm/filemap.c, generic_perform_write, 6.1
    @Override
    public long generic_perform_write(Request iocb) {
        try (var fn = k.enter("generic_perform_write", "count", iocb.iter().count())) {
            long pos = iocb.kiocb().pos();
            long status = 0;
            long written = 0;
            long bytes = in_page(pos, iocb.iter().count());
            do {
                if (nothing_readable(fn, iocb, bytes)) {
                    status = -EFAULT;
                    break;
                }
                if (fn.taken("killed", fatal_signal_pending(k))) {
                    status = -EINTR;
                    break;
                }
                var page = new AddressSpaceOperations.Begun();
                status = p.a_ops().write_begin(iocb, pos, bytes, page);
                if (fn.taken("write_begin failed", status < 0, "status", status)) {
                    break;
                }
                long copied = copy(iocb, pos, bytes);
                status = p.a_ops().write_end(iocb, pos, bytes, copied, page);
                if (gave_back(fn, iocb, status, copied)) {
                    break;
                }
                if (fn.taken("nothing taken over", status == 0)) {
                    if (fn.taken("again with what could be copied", copied != 0, "copied", copied)) {
                        bytes = copied;
                    }
                    continue;
                }
                pos += status;
                written += status;
                p.balance().balance_dirty_pages_ratelimited();
                bytes = in_page(pos, iocb.iter().count());
            } while (bytes > 0);
            return fn.ret(done(fn, iocb, written, status));
        }
    }

    /// Bytes up to the end of the page, `count` at most.
    static long in_page(long pos, long count) {
        return Math.min(PAGE_SIZE - (pos & PAGE_SIZE - 1), count);
    }

    @Override
    long copy(Request iocb, long pos, long bytes) {
        return p.buffer().copy_folio_from_iter_atomic("copy_page_from_iter_atomic", iocb, pos, bytes);
    }
}
