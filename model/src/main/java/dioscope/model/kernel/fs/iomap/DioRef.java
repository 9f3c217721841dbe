package dioscope.model.kernel.fs.iomap;

import dioscope.model.kernel.Request;
import dioscope.model.profile.DioFlag;
import dioscope.model.state.Dio;
import java.util.function.UnaryOperator;

/// `struct iomap_dio *`: a handle on the direct I/O of one request in the current World.
///
/// @param iocb dio->iocb
/// @param dops dio->dops
record DioRef(Request iocb, DioOps dops) {
    Dio get() {
        return iocb.dio();
    }

    boolean has(DioFlag flag) {
        return iocb.has(flag);
    }

    void set(DioFlag flag) {
        iocb.set(flag);
    }

    void clear(DioFlag flag) {
        iocb.clear(flag);
    }

    void update(String label, UnaryOperator<Dio> change) {
        iocb.dio(label, change);
    }

    /// `dio->error` unless it is set: the first error stays. fs/iomap/direct-io.c, iomap_dio_set_error
    void iomap_dio_set_error(int error) {
        if (get().error() == 0) {
            update("error", d -> d.withError(error));
        }
    }

    /// `atomic_dec_and_test(&dio->ref)`
    boolean dec_and_test() {
        update("drop a reference", d -> d.withRef(d.ref() - 1));
        return get().ref() == 0;
    }

    /// `kfree(dio)`
    void free() {
        iocb.io("free struct iomap_dio", i -> i.withDio(null).withIomi(null));
    }
}
