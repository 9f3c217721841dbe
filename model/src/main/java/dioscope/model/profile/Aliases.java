package dioscope.model.profile;

import java.util.Map;

/// Functions that kept their work and changed their name, by older name. A place in a run is the same place under either.
public final class Aliases {
    private static final Map<String, String> NEWEST = Map.of("iomap_dio_bio_actor", "iomap_dio_bio_iter", "iomap_dio_hole_actor",
            "iomap_dio_hole_iter", "iomap_dio_inline_actor", "iomap_dio_inline_iter", "iomap_dio_actor", "iomap_dio_iter",
            "bio_split_rw_at", "bio_split_io_at");

    private Aliases() {
    }

    /// Whether `fn` has, or had, another name.
    public static boolean renamed(String fn) {
        return NEWEST.containsKey(fn) || NEWEST.containsValue(fn);
    }

    /// The newest name of `fn`, which is `fn` itself when it was never renamed.
    public static String newest(String fn) {
        return NEWEST.getOrDefault(fn, fn);
    }
}
