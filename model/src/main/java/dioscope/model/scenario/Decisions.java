package dioscope.model.scenario;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// What the reader chose of what is left to chance.
///
/// @param completions the order in which the device answers the bios of the run: their numbers, 1 for the first submitted; those not named
///        answer when their time has come; empty for no choice
/// @param seed draws the order instead; null for none
public record Decisions(List<Integer> completions, @Nullable Long seed) {
    public static final Decisions NONE = new Decisions(List.of(), null);

    public Decisions {
        completions = List.copyOf(completions);
    }

    /// Whether anything was chosen.
    public boolean isNone() {
        return completions.isEmpty() && seed == null;
    }
}
