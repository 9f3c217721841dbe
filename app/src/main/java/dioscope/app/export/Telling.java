package dioscope.app.export;

import dioscope.app.session.Granularity;
import java.util.List;

/// What of a run is told, and how fast.
///
/// @param firstStep the first step that may be seen
/// @param lastStep the last one
/// @param grain which steps are seen between them
/// @param speed 1 for the pace at which sentences can be read, 0.1 to 10
/// @param cards whether there are a title card and an end card
/// @param worth a line for the end card that says what the run is worth, such as which recorded kernel it agrees with; empty for none
/// @param narrationNanos how long the narration is; 0 for none
public record Telling(int firstStep, int lastStep, Granularity grain, double speed, boolean cards, List<String> worth,
        long narrationNanos) {
    /// The whole story at its own pace.
    public static final Telling WHOLE = new Telling(0, Integer.MAX_VALUE, Granularity.STORY, 1, true, List.of(), 0);

    public Telling withSteps(int first, int last) {
        return new Telling(first, last, grain, speed, cards, worth, narrationNanos);
    }

    public Telling withGrain(Granularity v) {
        return new Telling(firstStep, lastStep, v, speed, cards, worth, narrationNanos);
    }

    public Telling withSpeed(double v) {
        return new Telling(firstStep, lastStep, grain, v, cards, worth, narrationNanos);
    }

    public Telling withCards(boolean v) {
        return new Telling(firstStep, lastStep, grain, speed, v, worth, narrationNanos);
    }

    public Telling withWorth(List<String> v) {
        return new Telling(firstStep, lastStep, grain, speed, cards, v, narrationNanos);
    }

    public Telling withNarration(long nanos) {
        return new Telling(firstStep, lastStep, grain, speed, cards, worth, nanos);
    }
}
