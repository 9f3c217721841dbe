package dioscope.model.kernel.mm;

import static dioscope.model.kernel.Errno.EFAULT;
import static dioscope.model.kernel.Errno.EINTR;
import static dioscope.model.kernel.Signals.fatal_signal_pending;

import dioscope.model.engine.Kernel;
import dioscope.model.kernel.Request;

/// mm/filemap.c, 5.10: all of a page's part must be readable before anything is copied, and the iterator moves by what write_end took over.
final class FilemapWrite_5_10 extends FilemapWrite_6_1 {
    FilemapWrite_5_10(Kernel k, Parts parts) {
        super(k, parts);
    }

    /// mm/filemap.c, generic_perform_write, 5.10: ki_pos is the caller's to move.
    @Override
    public long generic_perform_write(Request iocb) {
        try (var fn = k.enter("generic_perform_write", "count", iocb.iter().count())) {
            long pos = iocb.kiocb().pos();
            long status = 0;
            long written = 0;
            long bytes = in_page(pos, iocb.iter().count());
            do {
                if (fn.taken("not readable", p.buffer().iov_iter_fault_in_readable(iocb.iter(), bytes) != 0, "bytes", bytes)) {
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
                long copied = p.buffer().iov_iter_copy_from_user_atomic(iocb, pos, bytes);
                status = p.a_ops().write_end(iocb, pos, bytes, copied, page);
                if (fn.taken("write_end failed", status < 0, "status", status)) {
                    break;
                }
                long taken = status;
                iocb.iter("iov_iter_advance", i -> i.advance(taken));
                if (fn.taken("nothing taken over", taken == 0)) {
                    bytes = in_page(pos, p.buffer().iov_iter_single_seg_count(iocb.iter()));
                    continue;
                }
                pos += taken;
                written += taken;
                p.balance().balance_dirty_pages_ratelimited();
                bytes = in_page(pos, iocb.iter().count());
            } while (bytes > 0);
            return fn.ret(fn.taken("nothing written", written == 0, "status", status) ? status : written);
        }
    }
}
