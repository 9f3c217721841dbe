package dioscope.model.evidence;

import java.math.BigInteger;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// What a recording excuses. Chosen from the recording alone, never from the run that is judged.
///
/// @param race who finishes an asynchronous request is chance: the device may answer before the submitter has let go of it
/// @param irqFlags the flags seen by the interrupt are certain
/// @param invalidationRaces the kernel skips the invalidation after the write when an interrupt completed it, so in a race
///        neither that call nor the flag that asks for it is certain (7.2)
/// @param result the recorded return value
/// @param dirtyKnown the moments (`after`, `after_sync`) for which the recording counts dirty pages
/// @param umountSize the size on disk after unmounting was recorded
record Tolerances(boolean race, boolean irqFlags, boolean invalidationRaces, boolean cached, Json result, Set<String> observable,
        Set<String> observableReturn, List<Recording.Range> mapped, Set<String> dirtyKnown, boolean umountSize) {
    static final List<String> MOMENTS = List.of("after", "after_sync");

    static Tolerances of(Recording r) {
        var facets = r.run().facets();
        boolean free = facet(r, Facet.COMPLETION).elements().stream().anyMatch(Completions::isFree);
        var dirty = new HashSet<String>();
        for (String moment : MOMENTS) {
            if (Malformed.need(facet(r, Facet.PAGECACHE), moment, "pagecache") instanceof Json.Obj o
                    && o.fields().containsKey("dirty_pages")) {
                dirty.add(moment);
            }
        }
        boolean umount = Malformed.need(facet(r, Facet.SIZES), "on_disk_after_umount", "sizes") != Json.NULL;
        return new Tolerances(r.notes().completionRace() && free, r.notes().irqFlagsComparable(), r.kernel().equals("7.2"),
                r.notes().cachedBefore(), Malformed.need(facet(r, Facet.RESULT), "ret", "result"), r.observable(), r.observableReturn(),
                r.notes().mappedBefore(), Set.copyOf(dirty), umount);
    }

    private static Json facet(Recording r, Facet f) {
        return java.util.Objects.requireNonNull(r.run().facets().get(f));
    }

    boolean failed() {
        return result instanceof Json.Int n && n.value().signum() < 0;
    }

    boolean wasMapped(BigInteger offset) {
        return mapped.stream().anyMatch(r -> r.contains(offset));
    }
}
