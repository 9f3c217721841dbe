package dioscope.app.panel;

import java.util.Locale;

/// Numbers as people read them.
public final class Units {
    private static final long KIB = 1024;
    private static final long MIB = 1024 * KIB;
    private static final long GIB = 1024 * MIB;

    private Units() {}

    /// A place in the file, short: `12K`, `1.5M`, `4100`.
    static String offset(long bytes) {
        if (bytes != 0 && bytes % (GIB / 4) == 0) {
            return share(bytes, GIB) + "G";
        }
        if (bytes != 0 && bytes % (MIB / 4) == 0) {
            return share(bytes, MIB) + "M";
        }
        return bytes % 512 == 0 ? share(bytes, KIB) + "K" : Long.toString(bytes);
    }

    /// A length, such as `24 KiB`, `4 100 B`.
    public static String size(long bytes) {
        if (bytes >= GIB && bytes % (GIB / 4) == 0) {
            return share(bytes, GIB) + " GiB";
        }
        if (bytes >= MIB && bytes % (MIB / 4) == 0) {
            return share(bytes, MIB) + " MiB";
        }
        return bytes >= KIB && bytes % 512 == 0 ? share(bytes, KIB) + " KiB" : grouped(bytes) + " B";
    }

    /// Digits in groups of three.
    static String grouped(long n) {
        return String.format(Locale.ROOT, "%,d", n).replace(',', ' ');
    }

    /// A virtual time, such as `61.4 µs`.
    public static String time(long nanos) {
        if (nanos < 1_000) {
            return nanos + " ns";
        }
        if (nanos < 1_000_000) {
            return tenth(nanos / 1e3) + " µs";
        }
        return nanos < 1_000_000_000 ? tenth(nanos / 1e6) + " ms" : tenth(nanos / 1e9) + " s";
    }

    /// The name of an error, such as `EIO` for -5; the number where it has none here.
    static String error(int status) {
        return switch (-status) {
            case 0 -> "0";
            case 1 -> "EPERM";
            case 4 -> "EINTR";
            case 5 -> "EIO";
            case 11 -> "EAGAIN";
            case 12 -> "ENOMEM";
            case 14 -> "EFAULT";
            case 15 -> "ENOTBLK";
            case 16 -> "EBUSY";
            case 22 -> "EINVAL";
            case 27 -> "EFBIG";
            case 28 -> "ENOSPC";
            case 30 -> "EROFS";
            case 61 -> "ENODATA";
            case 95 -> "EOPNOTSUPP";
            case 117 -> "EUCLEAN";
            case 122 -> "EDQUOT";
            case 529 -> "EIOCBQUEUED";
            default -> Integer.toString(status);
        };
    }

    /// What a system call returned: bytes, or the error's name.
    public static String result(long r) {
        return r < 0 && r > -4096 ? "-" + error((int) r) : grouped(r);
    }

    private static String share(long n, long unit) {
        return n % unit == 0 ? Long.toString(n / unit) : trim(String.format(Locale.ROOT, "%.2f", (double) n / unit));
    }

    private static String tenth(double v) {
        return trim(String.format(Locale.ROOT, "%.1f", v));
    }

    private static String trim(String s) {
        int end = s.length();
        while (s.charAt(end - 1) == '0') {
            end--;
        }
        return s.substring(0, s.charAt(end - 1) == '.' ? end - 1 : end);
    }
}
