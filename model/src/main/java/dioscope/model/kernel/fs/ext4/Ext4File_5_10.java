package dioscope.model.kernel.fs.ext4;

import dioscope.model.engine.Kernel;
import dioscope.model.kernel.Request;
import dioscope.model.kernel.fs.iomap.DioOps;
import dioscope.model.kernel.fs.iomap.IomapOps;

/// fs/ext4/file.c, 5.10: no direct I/O on an encrypted file, and iomap_dio_rw is told whether to wait.
final class Ext4File_5_10 extends Ext4File_6_1 {
    Ext4File_5_10(Kernel k, Mount fs, Parts parts) {
        super(k, fs, parts);
    }

    /// Whether direct I/O is possible at all. fs/ext4/file.c, ext4_dio_supported, 5.10
    @Override
    boolean ext4_should_use_dio(Request iocb) {
        try (var fn = k.enter("ext4_dio_supported")) {
            if (fn.taken("encrypted", fs.encryption() != Mount.Encryption.NONE)) {
                return fn.ret(false);
            }
            if (fn.taken("verity", fs.verity())) {
                return fn.ret(false);
            }
            if (fn.taken("data journalled", fs.journalData())) {
                return fn.ret(false);
            }
            if (fn.taken("inline data", k.world().inode().inlineData())) {
                return fn.ret(false);
            }
            return fn.ret(true);
        }
    }

    /// The fifth argument of iomap_dio_rw is a bool here, `wait_for_completion`, and the caller counts a synchronous kiocb in.
    @Override
    long iomap_dio_rw(Request iocb, IomapOps ops, DioOps dops, boolean force_wait) {
        boolean wait_for_completion = !iocb.kiocb().async() || force_wait;
        return directIo.iomap_dio_rw(iocb, ops, dops, wait_for_completion);
    }
}
