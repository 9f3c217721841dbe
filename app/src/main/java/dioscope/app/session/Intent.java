package dioscope.app.session;

import dioscope.app.paint.CellId;
import dioscope.model.scenario.Scenario;
import java.nio.file.Path;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// Everything that can be done to a session.
public sealed interface Intent {
    /// One step on, as far as the granularity says.
    record StepForward() implements Intent {}

    /// One step back.
    record StepBack() implements Intent {}

    /// To the return of the call that begins here, or past the calls a step makes.
    record StepOver() implements Intent {}

    /// Out of the function.
    record StepOut() implements Intent {}

    /// To the next change of something, or the last one before.
    record NextChange(Target target, boolean back) implements Intent {}

    /// To step `index`; stops the player.
    record Seek(int index) implements Intent {}

    record Home() implements Intent {}

    record End() implements Intent {}

    /// Starts the player; at the end of the run, from its beginning.
    record Play() implements Intent {}

    record Pause() implements Intent {}

    /// The player's own step: as [StepForward], and stops at the end.
    record Tick() implements Intent {}

    /// @param factor 0.1 to 10; others are brought into that range
    record Speed(double factor) implements Intent {}

    record Grain(Granularity granularity) implements Intent {}

    /// Changes the scenario and runs it again, at the same place.
    ///
    /// @param label what is undone, in a few words
    record Edit(String label, UnaryOperator<Scenario> change) implements Intent {}

    record Undo() implements Intent {}

    record Redo() implements Intent {}

    /// Another scenario, from its first step; what can be undone is forgotten.
    ///
    /// @param file where it came from, null when it is not the reader's file
    record Load(Scenario scenario, @Nullable Path file) implements Intent {}

    /// The scenario has been written to `file`.
    record Saved(Path file) implements Intent {}

    /// Lights a thing up until another is chosen; null for none.
    record Select(@Nullable CellId cell) implements Intent {}

    /// The thing under the mouse; null for none.
    record Hover(@Nullable CellId cell) implements Intent {}

    /// Something failed: one sentence.
    record Fail(String sentence) implements Intent {}

    /// The sentence was read, the marks of the last edit were seen.
    record Dismiss() implements Intent {}

    /// Puts another run beside this one.
    record Compare(Other other) implements Intent {}

    /// Goes back to one run.
    record Leave() implements Intent {}

    /// Both runs go to a row of their comparison; stops the player.
    record SeekRow(int row) implements Intent {}

    /// To the next difference, or the last one before.
    record NextDifference(boolean back) implements Intent {}

    /// Shows the differences outside the story too, or no longer.
    record EveryDifference() implements Intent {}

    /// The second run becomes the first.
    record Swap() implements Intent {}
}
