package dioscope.model.kernel;

import java.util.Map;

/// Error numbers. include/uapi/asm-generic/errno-base.h, errno.h and include/linux/errno.h, 6.12
public final class Errno {
    public static final int EPERM = 1;
    public static final int EINTR = 4;
    public static final int EIO = 5;
    public static final int EAGAIN = 11;
    public static final int ENOMEM = 12;
    public static final int EFAULT = 14;
    public static final int ENOTBLK = 15;
    public static final int EBUSY = 16;
    public static final int EINVAL = 22;
    public static final int ETXTBSY = 26;
    public static final int EFBIG = 27;
    public static final int ENOSPC = 28;
    public static final int EROFS = 30;
    public static final int ERANGE = 34;
    public static final int EOPNOTSUPP = 95;
    public static final int EUCLEAN = 117;
    public static final int EALREADY = 114;
    public static final int EIOCBQUEUED = 529;

    private static final Map<Integer, String> NAMES = Map.ofEntries(Map.entry(EPERM, "EPERM"), Map.entry(EUCLEAN, "EUCLEAN"),
            Map.entry(EIO, "EIO"), Map.entry(EINTR, "EINTR"),
            Map.entry(EAGAIN, "EAGAIN"), Map.entry(ENOMEM, "ENOMEM"), Map.entry(EFAULT, "EFAULT"), Map.entry(ENOTBLK, "ENOTBLK"),
            Map.entry(EBUSY, "EBUSY"), Map.entry(EINVAL, "EINVAL"), Map.entry(ETXTBSY, "ETXTBSY"), Map.entry(EFBIG, "EFBIG"),
            Map.entry(ENOSPC, "ENOSPC"),
            Map.entry(EROFS, "EROFS"), Map.entry(ERANGE, "ERANGE"), Map.entry(EOPNOTSUPP, "EOPNOTSUPP"),
            Map.entry(EALREADY, "EALREADY"), Map.entry(EIOCBQUEUED, "EIOCBQUEUED"));

    private Errno() {}

    /// The name of an error given as a negative return value, empty when `ret` is not one.
    public static String name(long ret) {
        return ret < 0 && ret >= -4095 ? NAMES.getOrDefault((int) -ret, "E" + -ret) : "";
    }
}
