package dioscope.model.kernel.mm;

import static dioscope.model.kernel.Errno.EFAULT;
import static dioscope.model.kernel.Errno.EINTR;
import static dioscope.model.kernel.Signals.fatal_signal_pending;

import dioscope.model.engine.Fn;
import dioscope.model.engine.Kernel;
import dioscope.model.kernel.Request;
import dioscope.model.kernel.lib.UserBuffer;
import dioscope.model.profile.Feature;
import dioscope.model.profile.Part;

/// mm/filemap.c: from the user's buffer to the page cache, folio by folio.
///
/// The copy happens under the folio's lock and may therefore not fault: a fault could need the very folio. So memory that is not present makes it short,
/// and what follows differs from kernel to kernel.
public class FilemapWrite {
    static final long PAGE_SIZE = 4096;

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
        return switch (k.profile().version(Part.MM)) {
            case V5_10 -> new FilemapWrite_5_10(k, parts);
            case V6_1 -> new FilemapWrite_6_1(k, parts);
            case V6_6, V6_12, V6_14, V7_1, V7_2 -> new FilemapWrite(k, parts);
        };
    }

    /// Copies what is left of the request into the page cache, as much at a time as the largest folio takes. mm/filemap.c, generic_perform_write, 7.2
    ///
    /// @return bytes, with ki_pos behind them; or -errno when there are none
    public long generic_perform_write(Request iocb) {
        try (var fn = k.enter("generic_perform_write", "count", iocb.iter().count())) {
            long pos = iocb.kiocb().pos();
            long chunk = p.filemap().mapping_max_folio_size();
            long status = 0;
            long written = 0;
            long bytes = iocb.iter().count();
            do {
                bytes = Math.min(chunk - (pos & chunk - 1), bytes);
                p.balance().balance_dirty_pages_ratelimited();
                if (k.has(Feature.FAULT_IN_BEFORE_COPY) && nothing_readable(fn, iocb, bytes)) {
                    status = -EFAULT;
                    break;
                }
                if (fn.taken("killed", fatal_signal_pending(k))) {
                    status = -EINTR;
                    break;
                }
                var folio = new AddressSpaceOperations.Begun();
                status = p.a_ops().write_begin(iocb, pos, bytes, folio);
                if (fn.taken("write_begin failed", status < 0, "status", status)) {
                    break;
                }
                bytes = Math.min(bytes, end(folio) - pos);
                long copied = copy(iocb, pos, bytes);
                status = p.a_ops().write_end(iocb, pos, bytes, copied, folio);
                if (gave_back(fn, iocb, status, copied)) {
                    break;
                }
                if (fn.taken("nothing taken over", status == 0)) {
                    if (fn.taken("ask for less", chunk > PAGE_SIZE, "chunk", chunk)) {
                        chunk /= 2;
                    }
                    if (fn.taken("again with what could be copied", copied != 0, "copied", copied)) {
                        bytes = copied;
                        continue;
                    }
                    if (!k.has(Feature.FAULT_IN_BEFORE_COPY) && nothing_readable(fn, iocb, bytes)) {
                        status = -EFAULT;
                        break;
                    }
                } else {
                    pos += status;
                    written += status;
                }
                bytes = iocb.iter().count();
            } while (bytes > 0);
            return fn.ret(done(fn, iocb, written, status));
        }
    }

    /// `fault_in_iov_iter_readable(i, bytes) == bytes`
    final boolean nothing_readable(Fn fn, Request iocb, long bytes) {
        return fn.taken("nothing readable", p.buffer().fault_in_iov_iter_readable(iocb.iter(), bytes) == bytes, "bytes", bytes);
    }

    /// Where the folio that write_begin gave ends in the file, bytes.
    final long end(AddressSpaceOperations.Begun folio) {
        var f = k.world().pageCache().pages().at(folio.index);
        return f.pos() + f.bytes();
    }

    /// The copy under its name here.
    long copy(Request iocb, long pos, long bytes) {
        return p.buffer().copy_folio_from_iter_atomic("copy_folio_from_iter_atomic", iocb, pos, bytes);
    }

    /// Takes back what write_end did not take over.
    ///
    /// @return write_end failed
    final boolean gave_back(Fn fn, Request iocb, long status, long copied) {
        if (!fn.taken("not all taken over", status != copied, "status", status, "copied", copied)) {
            return false;
        }
        iocb.iter("iov_iter_revert", i -> i.revert(copied - Math.max(status, 0)));
        return fn.taken("write_end failed", status < 0, "status", status);
    }

    /// What came of it: bytes count more than an error behind them.
    final long done(Fn fn, Request iocb, long written, long status) {
        if (fn.taken("nothing written", written == 0, "status", status)) {
            return status;
        }
        iocb.pos("ki_pos += written", iocb.kiocb().pos() + written);
        return written;
    }
}
