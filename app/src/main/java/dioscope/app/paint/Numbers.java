package dioscope.app.paint;

/// Numbers as text, the same in every locale.
final class Numbers {
    private Numbers() {
    }

    /// At most two places after the point, none that is not needed: `12`, `0.5`, `-3.25`.
    static String text(double value) {
        return append(new StringBuilder(), value).toString();
    }

    static StringBuilder append(StringBuilder out, double value) {
        long hundredths = Math.round(value * 100);
        if (hundredths < 0) {
            out.append('-');
            hundredths = -hundredths;
        }
        out.append(hundredths / 100);
        int rest = (int) (hundredths % 100);
        if (rest != 0) {
            out.append('.').append(rest / 10);
            if (rest % 10 != 0) {
                out.append(rest % 10);
            }
        }
        return out;
    }
}
