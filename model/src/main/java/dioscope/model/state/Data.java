package dioscope.model.state;

/// Whose data some bytes are. A byte value stands for the identity, as in the recordings: set-up 0x11, request 0xAB, stale device 0xEE.
///
/// @param whose `old`, `zero`, `stale` or `request n`
/// @param value the byte that stands for it, 0..255
public record Data(String whose, int value) {
    public static final Data ZERO = new Data("zero", 0);
    public static final Data STALE = new Data("stale", 0xEE);

    /// What the file held before the run.
    public static Data old(int value) {
        return value == 0 ? ZERO : new Data("old", value);
    }

    /// What request `n` writes.
    public static Data request(int n, int value) {
        return new Data("request " + n, value);
    }
}
