package dioscope.model.profile;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Where a kernel version puts the flags of one register.
///
/// @param <F> the register's flags
public final class FlagLayout<F extends Enum<F> & Flag> {
    private final String register;
    private final int[] masks;
    private final @Nullable Flag[] byBit = new Flag[32];

    private FlagLayout(String register, Class<F> type, Map<F, Integer> bits) {
        this.register = register;
        masks = new int[type.getEnumConstants().length];
        bits.forEach((f, b) -> {
            masks[f.ordinal()] = 1 << b;
            byBit[b] = f;
        });
    }

    /// A layout from flags and their bit numbers in turn; a flag left out does not exist in this version.
    public static <F extends Enum<F> & Flag> FlagLayout<F> of(String register, Class<F> type, Map<F, Integer> bits) {
        return new FlagLayout<>(register, type, new EnumMap<>(bits));
    }

    /// The register's name, such as `dio->flags`.
    public String register() {
        return register;
    }

    /// The mask of `flag`.
    ///
    /// @throws IllegalArgumentException when this version has no such flag
    public int mask(F flag) {
        int m = masks[flag.ordinal()];
        if (m == 0) {
            throw new IllegalArgumentException(register + " has no " + flag.name());
        }
        return m;
    }

    /// Whether this version has such a flag.
    public boolean exists(F flag) {
        return masks[flag.ordinal()] != 0;
    }

    /// The mask of `flag`, 0 when this version has no such flag.
    public int maskOrZero(F flag) {
        return masks[flag.ordinal()];
    }

    public boolean has(int value, F flag) {
        return (value & masks[flag.ordinal()]) != 0;
    }

    /// All flags of `flags` as one word.
    @SafeVarargs
    public final int word(F... flags) {
        int w = 0;
        for (var f : flags) {
            w |= mask(f);
        }
        return w;
    }

    /// The flag at `bit`, or null when this version uses it for none.
    public @Nullable Flag at(int bit) {
        return byBit[bit];
    }

    /// The short names of the set bits, lowest first; a bit without a flag reads `BITn`.
    public List<String> names(int value) {
        var out = new ArrayList<String>();
        for (int b = 0; b < 32; b++) {
            if ((value >>> b & 1) != 0) {
                var f = byBit[b];
                out.add(f == null ? "BIT" + b : f.shortName());
            }
        }
        return out;
    }
}
