package dioscope.model.fsx;

/// Whose byte it is, as one number: 0 for zero, 1 to 255 for what the file held before, above that the number of the call that brought it.
final class Token {
    static final int ZERO = 0;
    /// What the device held before the file system put anything there.
    static final int STALE = -1;
    private static final int FIRST_CALL = 1000;

    private Token() {}

    /// What call `n` brings, 1 for the first.
    static int call(int n) {
        return FIRST_CALL + n;
    }

    /// For people.
    static String words(int token) {
        return switch (token) {
            case ZERO -> "zero";
            case STALE -> "stale";
            case -2 -> "nothing";
            default -> token > FIRST_CALL ? "call " + (token - FIRST_CALL) : String.format("old 0x%02x", token);
        };
    }
}
