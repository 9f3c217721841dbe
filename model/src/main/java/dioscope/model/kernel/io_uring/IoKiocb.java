package dioscope.model.kernel.io_uring;

import dioscope.model.kernel.Request;
import dioscope.model.kernel.fs.File;
import dioscope.model.state.IovIter;
import dioscope.model.state.Uring;
import java.util.Objects;
import java.util.function.UnaryOperator;

/// `struct io_kiocb`: a request on its way through a ring. What it is besides the kiocb stands in the World ([Uring]).
final class IoKiocb {
    final Request rw;
    final File file;
    /// sqe->rw_flags, RWF bits
    final int flags;
    final Ring ctx;
    /// io_async_rw.iter_state
    private IovIter iter_state;
    /// Tries that a folio's unlocking has called for without a byte read between.
    int submits;
    /// Where the last of them began in the file, bytes.
    long submittedAt = -1;

    IoKiocb(Request rw, File file, int flags, Ring ctx) {
        this.rw = rw;
        this.file = file;
        this.flags = flags;
        this.ctx = ctx;
        this.iter_state = rw.iter();
    }

    Uring state() {
        return Objects.requireNonNull(rw.io().uring());
    }

    void update(String label, UnaryOperator<Uring> change) {
        var now = rw.io().uring();
        var next = change.apply(now == null ? new Uring(false, false, 0, 0, false) : now);
        if (!next.equals(now)) {
            rw.io(label, i -> i.withUring(next));
        }
    }

    /// lib/iov_iter.c, iov_iter_restore
    void iov_iter_restore() {
        rw.iter("restore the iterator", i -> iter_state);
    }

    void iov_iter_save_state() {
        iter_state = rw.iter();
    }
}
