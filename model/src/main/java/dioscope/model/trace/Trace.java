package dioscope.model.trace;

import dioscope.model.profile.Profile;
import dioscope.model.state.World;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A whole run.
///
/// @param profile the kernel that ran
/// @param steps every step; the first is the START
/// @param refusal why the run stopped before its end (something not modelled, a bound), in one sentence; null when it ran to its end
/// @param synced the World that a sync after the run leaves; null where none was asked for or it was refused
public record Trace(Profile profile, List<Step> steps, @Nullable String refusal, @Nullable World synced) {
    /// A run that nothing follows.
    public Trace(Profile profile, List<Step> steps, @Nullable String refusal) {
        this(profile, steps, refusal, null);
    }

    public int size() {
        return steps.size();
    }

    public Step step(int i) {
        return steps.get(i);
    }

    /// The view of this run at step `i`, clamped to the run.
    public Moment at(int i) {
        return new Moment(this, Math.clamp(i, 0, steps.size() - 1));
    }
}
