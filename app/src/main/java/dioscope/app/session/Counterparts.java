package dioscope.app.session;

import dioscope.model.compare.Alignment;
import dioscope.model.trace.Trace;

/// Which step of one run is the same place as which of another: the same task, site and call, whatever a kernel calls its functions.
final class Counterparts {
    private final Alignment alignment;

    private Counterparts(Alignment alignment) {
        this.alignment = alignment;
    }

    static Counterparts of(Trace from, Trace to) {
        return new Counterparts(Alignment.of(from, to));
    }

    /// Where step `i` of the first run is in the second; where it is not there, the last step before it that is.
    int place(int i) {
        return alignment.place(i);
    }

    /// The step of the first run that is step `j` of the second, -1 where there is none.
    int before(int j) {
        return alignment.toA(j);
    }
}
