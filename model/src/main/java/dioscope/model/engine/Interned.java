package dioscope.model.engine;

import dioscope.model.state.Args;
import org.jspecify.annotations.Nullable;

/// Values that a run has named lately: the steps of a call name the same ones again and again, and each names them with what it keeps of them.
final class Interned {
    private static final int PLACES = 1 << 12;

    private final @Nullable Args[] args = new @Nullable Args[PLACES];
    private final @Nullable Long[] longs = new @Nullable Long[PLACES];

    /// Values with their names in turn; may keep the array, and change numbers in it for equal ones.
    Args of(@Nullable Object... items) {
        if (items.length == 0) {
            return Args.NONE;
        }
        int h = 0;
        for (int i = 0; i < items.length; i++) {
            switch (items[i]) {
                case Long n -> h = h * 31 + Long.hashCode(n);
                case String s -> h = h * 31 + s.hashCode();
                case Integer n -> h = h * 31 + n;
                case Boolean b -> h = h * 31 + (b ? 1 : 2);
                case null -> h = h * 31;
                default -> {
                    // its hash may cost more than what it saves
                    return Args.of(items);
                }
            }
        }
        int place = (h ^ h >>> 12 ^ h >>> 24) & PLACES - 1;
        var known = args[place];
        if (known != null && known.is(items)) {
            return known;
        }
        for (int i = 0; i < items.length; i++) {
            if (items[i] instanceof Long n) {
                items[i] = of(n);
            }
        }
        var made = Args.of(items);
        args[place] = made;
        return made;
    }

    private Long of(Long n) {
        int place = (int) (n ^ n >>> 12 ^ n >>> 24) & PLACES - 1;
        var known = longs[place];
        if (known != null && known.equals(n)) {
            return known;
        }
        longs[place] = n;
        return n;
    }
}
