package dioscope.model.compare;

import dioscope.model.state.Dio;
import dioscope.model.trace.Trace;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The words of flags of both runs at one row.
public final class Registers {
    private Registers() {}

    /// dio->flags of the newest request, by name; the last value where the struct is gone, 0 where it is still to come. Empty when neither run has had one.
    public static Optional<List<FlagPair>> dio(Comparison c, int row) {
        var x = dio(c.a().trace(), c.atA(row));
        var y = dio(c.b().trace(), c.atB(row));
        return x == null && y == null
                ? Optional.empty()
                : Optional.of(FlagPair.align(c.a().trace().profile().dio(), x == null ? 0 : x.flags(), c.b().trace().profile().dio(),
                        y == null ? 0 : y.flags()));
    }

    /// The row at which a comparison shows the register: where the outcome turns, or the last row where no register is yet.
    public static int row(Comparison c, Sentences sentences) {
        int last = c.rows().size() - 1;
        int row = sentences.turningPoint(c).orElse(last);
        return dio(c, row).isPresent() ? row : last;
    }

    /// The last struct iomap_dio up to a step, null when there was none.
    public static @Nullable Dio dio(Trace t, int step) {
        for (int i = step; i >= 0; i--) {
            var io = t.step(i).world().io();
            if (i < step && io == t.step(i + 1).world().io()) {
                continue;
            }
            Dio found = null;
            for (var e : io) {
                found = e.value().dio() != null ? e.value().dio() : found;
            }
            if (found != null) {
                return found;
            }
        }
        return null;
    }
}
