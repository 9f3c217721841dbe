package dioscope.model.text;

import dioscope.model.profile.Bits;
import dioscope.model.state.Extent;
import dioscope.model.state.ExtentStatus;
import java.util.Collection;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Values of a step as people read them.
final class Amounts {
    /// Names whose numbers are bytes wherever they occur, so that a text need not say so.
    private static final Set<String> BYTES = Set.of("pos", "offset", "length", "count", "size", "bytes", "i_size", "i_disksize", "end",
            "copied", "processed", "written", "newsize", "left", "pinned", "request end", "logical_block_size", "max_bytes", "pad",
            "on disk", "ki_pos", "from", "range_start", "iter_pos", "iter_left", "addr", "s_maxbytes");

    /// Names whose 0 means that nothing went wrong.
    private static final Set<String> ERRORS = Set.of("error", "status");

    /// What may be counted.
    private static final Set<String> COUNTED = Set.of("blocks", "pages", "extents", "handles", "pieces", "references", "requests");

    private static final long KIB = 1024;
    private static final String[] UNITS = {"KiB", "MiB", "GiB", "TiB"};

    private Amounts() {}

    /// `value` of the name `name` in words.
    ///
    /// @param format `bytes`, `sectors` (of 512 bytes), `plain`, or what is counted, such as `blocks`; empty for what the name asks for
    /// @throws IllegalArgumentException for another format
    static String of(String name, @Nullable Object value, String format) {
        if (!(value instanceof Number number)) {
            return words(value);
        }
        long n = number.longValue();
        if (n < 0 && n > -4096) {
            return error(n);
        }
        if (n == 0 && format.isEmpty() && ERRORS.contains(name)) {
            return "no error";
        }
        if (COUNTED.contains(format)) {
            return n + " " + (n == 1 ? format.substring(0, format.length() - 1) : format);
        }
        return switch (format.isEmpty() ? BYTES.contains(name) ? "bytes" : "plain" : format) {
            case "bytes" -> bytes(n);
            case "sectors" -> bytes(n * 512);
            case "plain" -> Long.toString(n);
            default -> throw new IllegalArgumentException("no such format: " + format);
        };
    }

    /// Bytes exactly: in the largest unit of which they are a whole number, or halves; else in bytes.
    static String bytes(long n) {
        if (n == 0) {
            return "0";
        }
        String best = String.format(Locale.ROOT, "%,d", n).replace(',', ' ') + (n == 1 ? " byte" : " bytes");
        long unit = KIB;
        for (var name : UNITS) {
            if (n < unit || n % (unit / 2) != 0) {
                break;
            }
            if (n % unit == 0 || n < 64 * unit) {
                best = n / unit + (n % unit == 0 ? "" : ".5") + " " + name;
            }
            unit *= 1024;
        }
        return best;
    }

    private static String words(@Nullable Object value) {
        return switch (value) {
            case null -> "none";
            case Boolean b -> b ? "yes" : "no";
            case Bits b -> b.toString();
            case Collection<?> c -> c.isEmpty() ? "none" : c.stream().map(Amounts::words).collect(Collectors.joining(", "));
            case Extent e -> blocks(e.lblk(), e.end()) + (e.unwritten() ? ", unwritten," : ", written,") + " at physical block " + e.pblk();
            case ExtentStatus e -> blocks(e.lblk(), e.end()) + ", " + e.status().name().toLowerCase(Locale.ROOT);
            default -> value.toString();
        };
    }

    private static String blocks(long from, long end) {
        return end - from == 1 ? "block " + from : "blocks " + from + "–" + (end - 1);
    }

    private static String error(long n) {
        return switch ((int) -n) {
            case 4 -> "-EINTR";
            case 5 -> "-EIO";
            case 11 -> "-EAGAIN";
            case 12 -> "-ENOMEM";
            case 14 -> "-EFAULT";
            case 15 -> "-ENOTBLK";
            case 16 -> "-EBUSY";
            case 22 -> "-EINVAL";
            case 27 -> "-EFBIG";
            case 28 -> "-ENOSPC";
            case 30 -> "-EROFS";
            case 34 -> "-ERANGE";
            case 61 -> "-ENODATA";
            case 95 -> "-EOPNOTSUPP";
            case 117 -> "-EFSCORRUPTED";
            case 529 -> "-EIOCBQUEUED";
            default -> Long.toString(n);
        };
    }
}
