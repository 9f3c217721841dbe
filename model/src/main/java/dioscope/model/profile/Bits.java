package dioscope.model.profile;

import java.util.List;

/// A register's value with the layout that names its bits.
///
/// @param layout who is where
/// @param value the word
public record Bits(FlagLayout<?> layout, int value) {
    /// Short names of the set bits, lowest first.
    public List<String> names() {
        return layout.names(value);
    }

    @Override
    public String toString() {
        return value == 0 ? "0" : String.join("|", names());
    }
}
