package dioscope.model.compare;

import dioscope.model.profile.FlagLayout;
import java.util.ArrayList;
import java.util.List;

/// One flag of a register in both kernels.
///
/// @param name without its prefix
/// @param bitA its bit in the first kernel, -1 where that kernel has no such flag
/// @param bitB its bit in the second kernel, -1 where that kernel has no such flag
/// @param setA whether it is set in the first run
/// @param setB whether it is set in the second run
public record FlagPair(String name, int bitA, int bitB, boolean setA, boolean setB) {
    public boolean differs() {
        return setA != setB;
    }

    /// The flags of two words by name, from the highest bit down; a flag that only one kernel has stands where its bit is.
    public static List<FlagPair> align(FlagLayout<?> a, int wordA, FlagLayout<?> b, int wordB) {
        var out = new ArrayList<FlagPair>();
        for (int bit = 31; bit >= 0; bit--) {
            var f = a.at(bit);
            var g = b.at(bit);
            if (f != null) {
                out.add(of(f.shortName(), a, wordA, b, wordB));
            }
            if (g != null && bit(a, g.shortName()) < 0) {
                out.add(of(g.shortName(), a, wordA, b, wordB));
            }
        }
        return out;
    }

    private static FlagPair of(String name, FlagLayout<?> a, int wordA, FlagLayout<?> b, int wordB) {
        int p = bit(a, name);
        int q = bit(b, name);
        return new FlagPair(name, p, q, p >= 0 && (wordA >>> p & 1) != 0, q >= 0 && (wordB >>> q & 1) != 0);
    }

    private static int bit(FlagLayout<?> layout, String name) {
        for (int bit = 0; bit < 32; bit++) {
            var f = layout.at(bit);
            if (f != null && f.shortName().equals(name)) {
                return bit;
            }
        }
        return -1;
    }
}
