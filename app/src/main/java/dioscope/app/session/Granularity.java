package dioscope.app.session;

import dioscope.model.trace.Step;

/// How far one press of "step" goes.
public enum Granularity {
    /// Decisions, changes and what happens outside the kernel: what a reader calls a step.
    STORY,
    /// Entries and returns of functions, and what happens outside the kernel.
    CALLS,
    /// Every step the engine recorded.
    EVERY;

    /// Whether the player stops at such a step.
    boolean stopsAt(Step step) {
        return switch (this) {
            case EVERY -> true;
            case STORY -> switch (step.kind()) {
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
