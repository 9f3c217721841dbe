package dioscope.model.evidence;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/// Judges runs against one recording.
///
/// ```java
/// Verdict v = Comparer.compare(recording, run);
/// v.difference(Facet.CALLS)   // Optional[calls.task[12]: expected ... got ...]
/// ```
public final class Comparer {
    private final Recording expected;
    private final Tolerances tolerances;
    private final Canonical canonical;
    private final Map<Facet, Json> wanted = new EnumMap<>(Facet.class);

    /// @throws IllegalArgumentException if a facet of the recording itself does not have its shape
    public Comparer(Recording expected) {
        this.expected = expected;
        try {
            tolerances = Tolerances.of(expected);
            canonical = new Canonical(tolerances);
            expected.run().facets().forEach((f, x) -> wanted.put(f, canonical.of(f, x)));
        } catch (Malformed e) {
            throw new IllegalArgumentException("recording " + expected.kernel() + "/" + expected.caseName() + ": " + e.getMessage(), e);
        }
    }

    public static Verdict compare(Recording expected, RunFile actual) {
        return new Comparer(expected).judge(actual.toJson());
    }

    /// Judges a document of any shape: what it lacks or what is malformed in it disagrees.
    public static Verdict compare(Recording expected, Json actual) {
        return new Comparer(expected).judge(actual);
    }

    /// Judges a file; one that is missing or no JSON disagrees in every facet.
    public static Verdict compare(Recording expected, Path actual) {
        if (!Files.exists(actual)) {
            return Verdict.everywhere("no such file");
        }
        try {
            return compare(expected, JsonFiles.read(actual));
        } catch (IOException e) {
            return Verdict.everywhere("unreadable: " + e.getMessage());
        }
    }

    public Verdict judge(Json actual) {
        Optional<String> other = otherRun(actual);
        if (other.isPresent()) {
            return Verdict.everywhere(other.get());
        }
        Json facets = actual instanceof Json.Obj o ? o.get("facets") : Json.NULL;
        var differences = new EnumMap<Facet, String>(Facet.class);
        for (Facet f : Facet.values()) {
            difference(f, facets).ifPresent(d -> differences.put(f, d));
        }
        return new Verdict(differences);
    }

    private Optional<String> otherRun(Json actual) {
        return identityDifference(actual, "case", expected.caseName()).or(() -> identityDifference(actual, "kernel", expected.kernel()));
    }

    private static Optional<String> identityDifference(Json actual, String key, String wanted) {
        Json got = actual instanceof Json.Obj o ? o.get(key) : actual;
        return got.is(wanted) ? Optional.empty() : Optional.of(key + ": " + Words.expectedGot(Json.of(wanted), got));
    }

    private Optional<String> difference(Facet f, Json facets) {
        if (!(facets instanceof Json.Obj o) || !(o.fields().get(f.key()) instanceof Json found)) {
            return Optional.of(f.key() + ": expected the facet got nothing");
        }
        Json want = Objects.requireNonNull(wanted.get(f));
        try {
            Json got = canonical.of(f, found);
            return f == Facet.COMPLETION && tolerances.race()
                    ? Completions.raceDifference(want, got, f.key())
                    : Words.difference(want, got, f.key());
        } catch (Malformed e) {
            return Optional.of(f.key() + ": malformed: " + e.getMessage());
        }
    }
}
