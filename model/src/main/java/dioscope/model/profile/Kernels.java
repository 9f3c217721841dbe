package dioscope.model.profile;

import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;

/// Some of the kernel versions, written as a reader writes them: `5.10 6.1`, `..6.1` up to one, `7.2..` from one on, `6.6..6.14` between two.
public final class Kernels {
    /// Every version.
    public static final Kernels ALL = new Kernels(EnumSet.allOf(Version.class));

    private final Set<Version> versions;

    private Kernels(EnumSet<Version> versions) {
        this.versions = Collections.unmodifiableSet(versions);
    }

    /// Reads numbers and ranges with blanks between.
    ///
    /// @throws IllegalArgumentException when one is no version somebody reads, or nothing is named
    public static Kernels of(String text) {
        var found = EnumSet.noneOf(Version.class);
        for (var part : text.strip().split("\\s+")) {
            int dots = part.indexOf("..");
            var first = dots == 0 ? Version.values()[0] : version(dots < 0 ? part : part.substring(0, dots));
            var last = dots < 0
                    ? first
                    : dots == part.length() - 2 ? Version.values()[Version.values().length - 1] : version(part.substring(dots + 2));
            if (first.compareTo(last) > 0) {
                throw new IllegalArgumentException("no range of kernels: " + part);
            }
            found.addAll(EnumSet.range(first, last));
        }
        return new Kernels(found);
    }

    private static Version version(String number) {
        return Arrays.stream(Version.values()).filter(v -> v.number().equals(number)).findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no kernel that is read: " + number));
    }

    /// Whether `v` is one of them.
    public boolean has(Version v) {
        return versions.contains(v);
    }

    @Override
    public String toString() {
        return versions.toString();
    }
}
