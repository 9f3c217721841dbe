package dioscope.model.fsx;

import dioscope.model.state.Data;
import dioscope.model.state.Io;
import dioscope.model.trace.Step;
import dioscope.model.trace.Trace;
import java.util.ArrayList;
import java.util.List;

/// Sees of a run what an application sees of it.
final class Watch {
    private Watch() {}

    /// The outcomes of the calls that returned, which were made one after the other: up to the first that did not.
    static List<Outcome> of(Trace trace) {
        var out = new ArrayList<Outcome>();
        for (var s : trace.steps()) {
            if (s.kind() == Step.Kind.NOTE && s.label().equals("returned")) {
                var io = s.world().io().at(out.size() + 1);
                if (io.task() != s.task()) {
                    return out;
                }
                var result = io.result();
                long ret = result == null ? Long.MIN_VALUE : result;
                out.add(new Outcome(ret, s.world().inode().iSize(), data(io, ret)));
            }
        }
        return out;
    }

    private static List<Outcome.Run> data(Io io, long ret) {
        var runs = new ArrayList<Outcome.Run>();
        if (io.op() == Io.Op.READ && ret > 0) {
            long at = 0;
            for (var p : io.data().pieces(0, ret)) {
                if (p.start() > at) {
                    runs.add(new Outcome.Run(at, p.start() - at, token(null)));
                }
                runs.add(new Outcome.Run(p.start(), p.length(), token(p.data())));
                at = p.end();
            }
            if (at < ret) {
                runs.add(new Outcome.Run(at, ret - at, token(null)));
            }
        }
        return runs;
    }

    /// Bytes that nobody put there are no token that a file can hold.
    private static int token(@org.jspecify.annotations.Nullable Data d) {
        if (d == null) {
            return -2;
        }
        return switch (d.whose()) {
            case "zero" -> Token.ZERO;
            case "stale" -> Token.STALE;
            case "old" -> d.value();
            default -> Token.call(Integer.parseInt(d.whose().substring("request ".length())));
        };
    }
}
