package dioscope.model.evidence;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/// Which ways of finishing a request stand for one another when the device may answer early.
final class Completions {
    private static final Set<String> FREE = Set.of("in-submit", "worker", "inline");

    private Completions() {
    }

    /// True for the ways that chance chooses between; `waited` and `polled` are decided by the request.
    static boolean isFree(Json way) {
        return way instanceof Json.Text t && FREE.contains(t.value());
    }

    /// In a race `in-submit` stands for either of the others, but a worker never for an interrupt.
    static Optional<String> raceDifference(Json expected, Json actual, String where) {
        List<Json> e = expected.elements();
        List<Json> a = actual.elements();
        boolean ok = e.size() == a.size() && IntStream.range(0, e.size()).allMatch(i -> alike(e.get(i), a.get(i)));
        return ok ? Optional.empty() : Optional.of(where + ": " + Words.expectedGot(expected, actual));
    }

    private static boolean alike(Json x, Json y) {
        return x.looselyEquals(y) || (isFree(x) && isFree(y) && (x.is("in-submit") || y.is("in-submit")));
    }
}
