package dioscope.model.evidence;

import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;

/// One run in the vocabulary of the recordings: what a simulation prints, and the part of a recording that is compared.
///
/// @param kernel such as `6.12`
/// @param caseName such as `dw-written-odsync-wt`
/// @param facets in the order of [Facet]
public record RunFile(String kernel, String caseName, Map<Facet, Json> facets) {
    public RunFile {
        var ordered = new EnumMap<Facet, Json>(Facet.class);
        ordered.putAll(facets);
        facets = java.util.Collections.unmodifiableMap(ordered);
    }

    /// The document `{kernel, case, facets}`.
    public Json toJson() {
        var byKey = new LinkedHashMap<String, Json>();
        facets.forEach((f, v) -> byKey.put(f.key(), v));
        return Json.obj("kernel", kernel, "case", caseName, "facets", new Json.Obj(byKey));
    }

    /// The document as minified JSON text.
    public String toText() {
        return Words.text(toJson(), ",");
    }
}
