package dioscope.app.session;

import dioscope.model.scenario.Sizes;
import java.math.BigDecimal;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/// Numbers as a reader types them.
final class Amounts {
    private static final Pattern TIME = Pattern.compile("([0-9]+(?:\\.[0-9]+)?)\\s*(ns|us|µs|ms|s)?");
    private static final Map<String, BigDecimal> UNITS = Map.of("ns", BigDecimal.ONE, "us", BigDecimal.valueOf(1_000), "µs",
            BigDecimal.valueOf(1_000), "ms", BigDecimal.valueOf(1_000_000), "s", BigDecimal.valueOf(1_000_000_000));

    private Amounts() {}

    /// Bytes, from `4K`, `0x3000` or `512`.
    static long size(String text) {
        return Sizes.parse(text).orElseThrow(() -> new IllegalArgumentException("must be a size such as 4K, 0x3000 or 512"));
    }

    static String showSize(long bytes) {
        return Sizes.show(bytes);
    }

    /// A byte, from `0xAB` or `171`.
    static int octet(String text) {
        long n = count(text);
        if (n < 0 || n > 255) {
            throw new IllegalArgumentException("must be a byte, 0x00 to 0xFF");
        }
        return (int) n;
    }

    static String showByte(int value) {
        return String.format(Locale.ROOT, "0x%02X", value);
    }

    static long count(String text) {
        try {
            return Long.decode(text.strip().replace(" ", ""));
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("must be a whole number");
        }
    }

    /// Nanoseconds, from `80 µs`, `0.4ms` or `80us`; a bare number is microseconds.
    static long nanos(String text) {
        var m = TIME.matcher(text.strip().toLowerCase(Locale.ROOT));
        if (!m.matches()) {
            throw new IllegalArgumentException("must be a time such as 80 µs, 0.4 ms or 900 ns");
        }
        var unit = m.group(2) == null ? "us" : m.group(2);
        var nanos = new BigDecimal(m.group(1)).multiply(UNITS.getOrDefault(unit, BigDecimal.ONE));
        if (nanos.toBigInteger().bitLength() > 62) {
            throw new IllegalArgumentException("is too long a time");
        }
        return nanos.longValue();
    }

    static String showNanos(long nanos) {
        if (nanos % 1_000 != 0) {
            return nanos + " ns";
        }
        if (nanos % 1_000_000_000 == 0 && nanos > 0) {
            return nanos / 1_000_000_000 + " s";
        }
        return nanos % 1_000_000 == 0 && nanos > 0 ? nanos / 1_000_000 + " ms" : nanos / 1_000 + " µs";
    }
}
