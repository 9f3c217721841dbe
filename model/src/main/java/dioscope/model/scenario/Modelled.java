package dioscope.model.scenario;

import java.util.Optional;

/// What this version can run. A scenario may be sound and yet lie outside of it; then one sentence says which part and that it is to come.
public final class Modelled {
    private Modelled() {
    }

    /// Why a run is refused, in one sentence; empty when it can be run.
    public static Optional<String> refusal(Scenario s) {
        return missing(s).map(part -> part + " not modelled yet; a later version brings " + (part.endsWith(" are") ? "them" : "it") + ".");
    }

    private static Optional<String> missing(Scenario s) {
        for (var call : s.requests()) {
            var part = request(call.request());
            if (part.isPresent()) return part;
        }
        return Optional.empty();
    }

    private static Optional<String> request(Request r) {
        return switch (r.op()) {
            case READ, WRITE, FSYNC, FDATASYNC, SYNC_FILE_RANGE, TRUNCATE, SYNC, DROP_CACHES, MMAP_WRITE -> Optional.empty();
        };
    }
}
