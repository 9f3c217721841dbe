package dioscope.app.fx;

import dioscope.app.session.SessionState;
import dioscope.app.session.Target;
import dioscope.model.state.CellId;
import java.util.Optional;
import java.util.regex.Pattern;

/// What "next change" means for the thing that is selected.
final class Targets {
    /// A bit of the register: the flag word and its number.
    private static final Pattern BIT = Pattern.compile("(io\\.\\d+\\.dio\\.flags)\\.(\\d+)");

    private Targets() {}

    /// Empty when nothing is selected.
    static Optional<Target> of(SessionState s) {
        var cell = s.selected();
        if (cell == null) {
            return Optional.empty();
        }
        var bit = BIT.matcher(cell.path());
        return Optional.of(bit.matches()
                ? new Target.Bits(new CellId(bit.group(1)), 1L << Integer.parseInt(bit.group(2)))
                : new Target.Cell(new CellId(cell.path())));
    }

    /// The selected thing in short.
    static String name(SessionState s) {
        var cell = s.selected();
        if (cell == null) {
            return "";
        }
        var bit = BIT.matcher(cell.path());
        if (bit.matches()) {
            int number = Integer.parseInt(bit.group(2));
            var flag = s.trace().profile().dio().at(number);
            return flag == null ? "bit " + number : flag.shortName();
        }
        return cell.path();
    }
}
