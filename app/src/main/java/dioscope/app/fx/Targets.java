package dioscope.app.fx;

import dioscope.app.panel.Related;
import dioscope.app.session.SessionState;
import dioscope.app.session.Target;
import dioscope.model.state.CellId;
import java.util.Optional;

/// What "next change" means for the thing that is selected.
final class Targets {
    private Targets() {}

    /// Empty when nothing is selected, or nothing that changes.
    static Optional<Target> of(SessionState s) {
        var cell = s.selected();
        return cell == null ? Optional.empty() : Target.of(new CellId(Related.thing(cell).path()));
    }

    /// The selected thing in short.
    static String name(SessionState s) {
        var cell = s.selected();
        return cell == null ? "" : Related.name(cell, s.trace().profile());
    }
}
