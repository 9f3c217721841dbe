package dioscope.model.scenario;

import java.util.OptionalLong;
import java.util.regex.Pattern;

/// Sizes as people write them: `8192`, `0x3000`, `4K`, `64KiB`, `1M`. K, M, G and T are powers of 1024, with or without `iB`.
public final class Sizes {
    private static final Pattern WRITTEN = Pattern.compile("(-?)(0[xX][0-9a-fA-F]+|[0-9]+)\\s*([kKmMgGtT]?)(?:i?[bB])?");
    private static final String UNITS = "KMGT";

    private Sizes() {
    }

    /// Bytes, or empty when the text is no size or does not fit 64 bits.
    public static OptionalLong parse(String text) {
        var m = WRITTEN.matcher(text.strip());
        if (!m.matches()) return OptionalLong.empty();
        var digits = m.group(2);
        try {
            long number = digits.length() > 1 && Character.toLowerCase(digits.charAt(1)) == 'x'
                    ? Long.parseLong(digits.substring(2), 16)
                    : Long.parseLong(digits);
            int power = m.group(3).isEmpty() ? 0 : UNITS.indexOf(Character.toUpperCase(m.group(3).charAt(0))) + 1;
            long bytes = Math.multiplyExact(number, 1L << (10 * power));
            return OptionalLong.of(m.group(1).isEmpty() ? bytes : -bytes);
        } catch (NumberFormatException | ArithmeticException tooBig) {
            return OptionalLong.empty();
        }
    }

    /// The shortest exact way to write a size: `24 KiB`, `1 MiB`, `512 B`.
    public static String show(long bytes) {
        if (bytes != 0) {
            for (int power = UNITS.length(); power > 0; power--) {
                long unit = 1L << (10 * power);
                if (bytes % unit == 0) return bytes / unit + " " + UNITS.charAt(power - 1) + "iB";
            }
        }
        return bytes + " B";
    }
}
