package dioscope.app.panel;

import dioscope.model.state.Journal;
import dioscope.model.state.Journal.Tx;
import java.util.ArrayList;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Where in the journal a transaction is.
final class Transactions {
    private Transactions() {}

    /// The transaction of that number, null when it is not there yet or no longer of interest.
    static @Nullable Tx of(Journal j, int tid) {
        var running = j.running();
        if (running != null && running.tid() == tid) {
            return running;
        }
        var committing = j.committing();
        if (committing != null && committing.tid() == tid) {
            return committing;
        }
        for (var tx : j.checkpoint()) {
            if (tx.tid() == tid) {
                return tx;
            }
        }
        return null;
    }

    /// In a word or two.
    static String place(Journal j, int tid) {
        for (var tx : j.checkpoint()) {
            if (tx.tid() == tid) {
                return "committed, to be checkpointed";
            }
        }
        var tx = of(j, tid);
        return tx != null
                ? tx.state().name().toLowerCase(Locale.ROOT).replace('_', ' ')
                : j.committed() >= tid ? "committed" : "not there yet";
    }

    /// What became of it, or what came into it.
    static String told(Journal before, Journal after, int tid) {
        String was = place(before, tid);
        String is = place(after, tid);
        var a = of(before, tid);
        var b = of(after, tid);
        var out = new ArrayList<String>();
        if (!was.equals(is)) {
            out.add(was + " → " + is);
        }
        if (a != null && b != null) {
            var more = new ArrayList<>(b.metadata());
            a.metadata().forEach(more::remove);
            var less = new ArrayList<>(a.metadata());
            b.metadata().forEach(less::remove);
            if (!more.isEmpty()) {
                out.add("+ " + String.join(", ", more));
            }
            if (!less.isEmpty()) {
                out.add("− " + String.join(", ", less));
            }
            if (a.updates() != b.updates()) {
                out.add("handles " + a.updates() + " → " + b.updates());
            }
            if (a.data().size() != b.data().size()) {
                out.add("data blocks " + a.data().size() + " → " + b.data().size());
            }
            if (b.ordered() && (a.orderedStart() != b.orderedStart() || a.orderedEnd() != b.orderedEnd())) {
                out.add("data " + Units.offset(b.orderedStart()) + " to " + Units.offset(b.orderedEnd() + 1) + " before it");
            }
        }
        return out.isEmpty() ? "other parts of it" : String.join(", ", out);
    }
}
