package dioscope.app.session;

import dioscope.model.engine.Device;
import dioscope.model.scenario.Decisions;
import dioscope.model.scenario.Scenario;
import dioscope.model.state.Bio;
import dioscope.model.trace.Trace;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/// The order in which the device answers, as a reader changes it bio by bio.
public final class CompletionOrders {
    private CompletionOrders() {
    }

    /// The numbers of the run's data bios, 1 for the first submitted, in the order in which they were answered.
    static List<Integer> of(Trace t) {
        var out = new ArrayList<Integer>();
        for (int i = 1; i < t.size(); i++) {
            var before = t.step(i - 1).world().bios();
            var w = t.step(i).world();
            if (w.bios() == before) {
                continue;
            }
            for (var e : w.bios()) {
                var old = before.get(e.key());
                boolean ended = e.value().state() == Bio.State.DONE && (old == null || old.state() != Bio.State.DONE);
                int number = ended ? Device.ordinal(w, e.value()) : 0;
                if (number > 0) {
                    out.remove((Integer) number);
                    out.add(number);
                }
            }
        }
        return out;
    }

    /// The edit that lets `dragged` be answered where `target` is now; empty when one of them is no data bio, or both are the same.
    ///
    /// @param dragged id of a bio
    /// @param target id of a bio
    public static Optional<UnaryOperator<Scenario>> move(Trace t, int dragged, int target) {
        int a = number(t, dragged);
        int b = number(t, target);
        var order = new ArrayList<>(of(t));
        int to = order.indexOf(b);
        if (a == 0 || b == 0 || a == b || to < 0 || !order.remove((Integer) a)) {
            return Optional.empty();
        }
        order.add(to, a);
        return Optional.of(s -> s.withDecisions(new Decisions(order, null)));
    }

    /// The edit that lets `bio` be answered one place earlier or later; empty when it is no data bio or there is no such place.
    ///
    /// @param by -1 for earlier, 1 for later
    public static Optional<UnaryOperator<Scenario>> shift(Trace t, int bio, int by) {
        int n = number(t, bio);
        var order = new ArrayList<>(of(t));
        int from = order.indexOf(n);
        if (from < 0 || from + by < 0 || from + by >= order.size()) {
            return Optional.empty();
        }
        order.remove(from);
        order.add(from + by, n);
        return Optional.of(s -> s.withDecisions(new Decisions(order, null)));
    }

    private static int number(Trace t, int id) {
        var w = t.steps().getLast().world();
        var bio = w.bios().get(id);
        return bio == null ? 0 : Device.ordinal(w, bio);
    }
}
