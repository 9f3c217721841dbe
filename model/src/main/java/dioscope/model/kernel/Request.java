package dioscope.model.kernel;

import dioscope.model.engine.Kernel;
import dioscope.model.profile.DioFlag;
import dioscope.model.profile.Feature;
import dioscope.model.profile.Iocb;
import dioscope.model.state.Dio;
import dioscope.model.state.Io;
import dioscope.model.state.IomapIter;
import dioscope.model.state.IovIter;
import dioscope.model.state.Kiocb;
import java.util.Objects;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// A typed handle on one request in the current World: its kiocb, iov_iter, iomap_iter and iomap_dio, to be read and changed as C reads and changes them.
public final class Request {
    /// `kiocb.ki_complete`: who hears of the end of a request that was submitted asynchronously.
    public interface KiComplete {
        /// @param ret bytes, or -errno
        void ki_complete(Request iocb, long ret);
    }

    private final Kernel k;
    private final int id;
    private final @Nullable KiComplete ki_complete;
    private @Nullable LongSupplier dio_complete;
    private @Nullable Runnable ki_waitq;

    /// A request whose submitter waits for it (`is_sync_kiocb`).
    public Request(Kernel k, int id) {
        this(k, id, null);
    }

    public Request(Kernel k, int id, @Nullable KiComplete ki_complete) {
        this.k = k;
        this.id = id;
        this.ki_complete = ki_complete;
    }

    /// Tells the submitter's machinery how the request ended; may run in an interrupt.
    public void ki_complete(long ret) {
        Objects.requireNonNull(ki_complete).ki_complete(this, ret);
    }

    /// `iocb->dio_complete`: what the submitter runs in its own task to learn the result, when [#ki_complete] only told it to; null otherwise.
    /// include/linux/fs.h, 6.6
    public @Nullable LongSupplier dio_complete() {
        return dio_complete;
    }

    public void dio_complete(@Nullable LongSupplier v) {
        dio_complete = v;
    }

    /// `kiocb.ki_waitq`: what the unlocking of a folio calls that a read with IOCB_WAITQ has found locked. include/linux/fs.h
    public Runnable ki_waitq() {
        return Objects.requireNonNull(ki_waitq);
    }

    public void ki_waitq(Runnable v) {
        ki_waitq = v;
    }

    /// The request's number, 1 for the first.
    public int id() {
        return id;
    }

    public Io io() {
        return k.world().io().at(id);
    }

    public Kiocb kiocb() {
        return io().kiocb();
    }

    public IovIter iter() {
        return io().iter();
    }

    public Dio dio() {
        return Objects.requireNonNull(io().dio());
    }

    public IomapIter iomi() {
        return Objects.requireNonNull(io().iomi());
    }

    public boolean has(Iocb flag) {
        return k.profile().iocb().has(kiocb().flags(), flag);
    }

    public boolean has(DioFlag flag) {
        return k.profile().dio().has(dio().flags(), flag);
    }

    /// `is_sync_kiocb`: the submitter waits, nobody is told. include/linux/fs.h
    public boolean is_sync_kiocb() {
        return !kiocb().async();
    }

    /// `iocb_is_dsync`: asked for by the request, or by the file's own flag. 5.10 looks at the request alone, which got the file's flag when it was
    /// made. include/linux/fs.h, 6.12
    public boolean iocb_is_dsync() {
        return has(Iocb.IOCB_DSYNC) || !k.has(Feature.SYNC_INODE_SETS_IOCB_DSYNC) && k.world().inode().sync();
    }

    /// `dio->flags |= flag`.
    public void set(DioFlag flag) {
        dio("set " + flag.shortName(), d -> d.withFlags(d.flags() | k.profile().dio().mask(flag)));
    }

    /// `dio->flags &= ~flag`.
    public void clear(DioFlag flag) {
        dio("clear " + flag.shortName(), d -> d.withFlags(d.flags() & ~k.profile().dio().mask(flag)));
    }

    /// `iocb->ki_flags |= flag`.
    public void set(Iocb flag) {
        var c = kiocb();
        int v = c.flags() | k.profile().iocb().mask(flag);
        if (v != c.flags()) {
            io("set " + flag.shortName(), i -> i.withKiocb(c.withFlags(v)));
        }
    }

    /// `iocb->ki_flags &= ~flag`.
    public void clear(Iocb flag) {
        var c = kiocb();
        int v = c.flags() & ~k.profile().iocb().mask(flag);
        if (v != c.flags()) {
            io("clear " + flag.shortName(), i -> i.withKiocb(c.withFlags(v)));
        }
    }

    /// Changes the iomap_dio; nothing is recorded when it stays equal.
    public void dio(String label, UnaryOperator<Dio> change) {
        var d = dio();
        var next = change.apply(d);
        if (!next.equals(d)) {
            io(label, i -> i.withDio(next));
        }
    }

    public void iomi(String label, UnaryOperator<IomapIter> change) {
        var iter = iomi();
        var next = change.apply(iter);
        if (!next.equals(iter)) {
            io(label, i -> i.withIomi(next));
        }
    }

    public void iter(String label, UnaryOperator<IovIter> change) {
        var it = iter();
        var next = change.apply(it);
        if (!next.equals(it)) {
            io(label, i -> i.withIter(next));
        }
    }

    /// What `read_iter` or `write_iter` returned to whoever submits.
    public void submitted(long ret) {
        var before = io().submitResult();
        if (before == null || before != ret) {
            io("what the submitter got", i -> i.withSubmitResult(ret));
        }
    }

    public void pos(String label, long pos) {
        if (kiocb().pos() != pos) {
            io(label, i -> i.withKiocb(i.kiocb().withPos(pos)));
        }
    }

    /// Changes the request; nothing is recorded when it stays equal.
    public void io(String label, UnaryOperator<Io> change) {
        var now = io();
        var next = change.apply(now);
        if (!next.equals(now)) {
            k.apply(label, k.world().withIo(k.world().io().put(id, next)));
        }
    }
}
