package dioscope.model.evidence;

import java.math.BigInteger;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// A run of a real kernel, with what its tracing could see.
///
/// @param group such as `dio-write-durability`
/// @param observable functions whose calls this kernel's tracing sees completely; calls of others are not compared
/// @param observableReturn those of them whose return value is seen
public record Recording(RunFile run, String group, Set<String> observable, Set<String> observableReturn, Notes notes) {
    public Recording {
        observable = Set.copyOf(observable);
        observableReturn = Set.copyOf(observableReturn);
    }

    /// What selects tolerances.
    ///
    /// @param async submitted through libaio or io_uring
    /// @param completionRace the device may answer before the submitter has let go of the request
    /// @param irqFlagsComparable completion always follows submission, so what the interrupt sees of the flags is certain
    /// @param cachedBefore pages of the range were in the page cache
    /// @param mappedBefore blocks the file had, as byte ranges
    public record Notes(boolean async, boolean completionRace, boolean irqFlagsComparable, boolean cachedBefore, List<Range> mappedBefore) {
        public Notes {
            mappedBefore = List.copyOf(mappedBefore);
        }
    }

    public record Range(BigInteger offsetBytes, BigInteger lengthBytes) {
        boolean contains(BigInteger offset) {
            return offsetBytes.compareTo(offset) <= 0 && offset.compareTo(offsetBytes.add(lengthBytes)) < 0;
        }
    }

    public String kernel() {
        return run.kernel();
    }

    public String caseName() {
        return run.caseName();
    }

    /// @throws IllegalArgumentException if this is not a complete recording; the message names what is missing
    public static Recording of(Json document) {
        try {
            Json notes = Malformed.need(document, "notes", "a recording");
            Json found = Malformed.need(document, "facets", "a recording");
            Map<Facet, Json> facets = new EnumMap<>(Facet.class);
            for (Facet f : Facet.values()) {
                facets.put(f, Malformed.need(found, f.key(), "a recording's facets"));
            }
            var mapped = Malformed.needList(Malformed.need(notes, "mapped_before", "notes"), "mapped_before").stream().map(Recording::range)
                    .toList();
            return new Recording(new RunFile(text(document, "kernel"), text(document, "case"), facets), text(document, "group"),
                    texts(document, "observable"), texts(document, "observable_ret"), new Notes(bool(notes, "async"),
                            bool(notes, "completion_race"), bool(notes, "irq_flags_comparable"), bool(notes, "cached_before"), mapped));
        } catch (Malformed e) {
            throw new IllegalArgumentException("not a recording: " + e.getMessage(), e);
        }
    }

    private static Range range(Json pair) {
        if (pair instanceof Json.Arr(List<Json> p) && p.size() == 2 && p.getFirst() instanceof Json.Int a
                && p.getLast() instanceof Json.Int n) {
            return new Range(a.value(), n.value());
        }
        throw new Malformed("mapped_before holds something that is not a pair of numbers");
    }

    private static String text(Json document, String key) {
        return Malformed.need(document, key, "a recording") instanceof Json.Text t ? t.value() : fail(key + " is not a text");
    }

    private static boolean bool(Json notes, String key) {
        return Malformed.need(notes, key, "notes").truthy();
    }

    private static Set<String> texts(Json document, String key) {
        var all = new HashSet<String>();
        for (Json item : Malformed.needList(Malformed.need(document, key, "a recording"), key)) {
            all.add(item instanceof Json.Text t ? t.value() : fail(key + " holds something that is not a text"));
        }
        return all;
    }

    private static String fail(String why) {
        throw new Malformed(why);
    }
}
