package dioscope.app.session;

import dioscope.model.trace.Step;

/// How far one press of "step" goes.
public enum Granularity {
    /// The places an author chose ([Story]): what a reader calls a step.
    STORY,
    /// Every decision and every change of state.
    DECISIONS,
    /// Entries and returns of functions.
    CALLS,
    /// Every step the engine recorded.
    EVERY;

    /// Whether the player stops at such a step. What happens outside the kernel is a step in every grain.
    public boolean stopsAt(Step step) {
        return switch (this) {
            case STORY -> Story.shipped().has(step);
            case EVERY -> true;
            case DECISIONS -> switch (step.kind()) {
                case BRANCH, CHANGE, NOTE, START -> true;
                case ENTER, RETURN, SWITCH -> false;
            };
            case CALLS -> switch (step.kind()) {
                case ENTER, RETURN, NOTE, START -> true;
                case BRANCH, CHANGE, SWITCH -> false;
            };
        };
    }
}
