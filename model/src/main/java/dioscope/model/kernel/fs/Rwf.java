package dioscope.model.kernel.fs;

import java.util.ArrayList;

/// The flags word of preadv2, pwritev2, libaio and io_uring. include/uapi/linux/fs.h
public final class Rwf {
    public static final int RWF_HIPRI = 0x1;
    public static final int RWF_DSYNC = 0x2;
    public static final int RWF_SYNC = 0x4;
    public static final int RWF_NOWAIT = 0x8;
    public static final int RWF_APPEND = 0x10;
    public static final int RWF_NOAPPEND = 0x20;
    public static final int RWF_ATOMIC = 0x40;
    public static final int RWF_DONTCACHE = 0x80;
    private static final String[] NAMES = {"RWF_HIPRI", "RWF_DSYNC", "RWF_SYNC", "RWF_NOWAIT", "RWF_APPEND", "RWF_NOAPPEND", "RWF_ATOMIC",
            "RWF_DONTCACHE"};

    private Rwf() {}

    /// The names of the set bits, lowest first.
    static String names(int flags) {
        var out = new ArrayList<String>();
        for (int b = 0; b < NAMES.length; b++) {
            if ((flags >> b & 1) != 0) {
                out.add(NAMES[b]);
            }
        }
        return String.join("|", out);
    }
}
