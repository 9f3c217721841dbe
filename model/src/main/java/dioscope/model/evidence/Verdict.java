package dioscope.model.evidence;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/// Where a run and a recording part, facet by facet.
///
/// @param differences the first difference of each facet that disagrees, in words with its place; agreeing facets are absent
public record Verdict(Map<Facet, String> differences) {
    public Verdict {
        var ordered = new EnumMap<Facet, String>(Facet.class);
        ordered.putAll(differences);
        differences = Collections.unmodifiableMap(ordered);
    }

    /// The same difference in every facet, such as a file that is not there.
    static Verdict everywhere(String why) {
        var all = new EnumMap<Facet, String>(Facet.class);
        for (Facet f : Facet.values()) {
            all.put(f, why);
        }
        return new Verdict(all);
    }

    public boolean agrees() {
        return differences.isEmpty();
    }

    public boolean agrees(Facet facet) {
        return !differences.containsKey(facet);
    }

    public Optional<String> difference(Facet facet) {
        return Optional.ofNullable(differences.get(facet));
    }
}
