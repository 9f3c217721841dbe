package dioscope.app.session;

import dioscope.app.paint.CellId;
import dioscope.model.scenario.Scenario;
import dioscope.model.trace.Moment;
import dioscope.model.trace.Trace;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Everything the window shows, at one time.
///
/// @param scenario what ran
/// @param draft what the fields hold: the scenario, or an edit of it that cannot be
/// @param problems why the draft cannot be; empty when it is the scenario
/// @param trace the run of `scenario`
/// @param index the step the reader is at
/// @param playing whether the player moves
/// @param speed the player's speed, 0.1 to 10
/// @param granularity how far one step goes
/// @param selected the thing that was clicked
/// @param hovered the thing under the mouse
/// @param marks what the last edit made different
/// @param file the reader's file, null when there is none yet
/// @param dirty whether there are edits that are in no file
/// @param running whether a long run is under way
/// @param error what went wrong, one sentence
/// @param undo what would be undone, null when nothing
/// @param redo what would be done again, null when nothing
/// @param versus the run it is compared with, null when it is alone
public record SessionState(Scenario scenario, Scenario draft, List<Problem> problems, Trace trace, int index, boolean playing,
        double speed, Granularity granularity, @Nullable CellId selected, @Nullable CellId hovered, Marks marks, @Nullable Path file,
        boolean dirty, boolean running, @Nullable String error, @Nullable String undo, @Nullable String redo, @Nullable Versus versus) {

    public Moment moment() {
        return trace.at(index);
    }

    public boolean atEnd() {
        return versus == null ? index == trace.size() - 1 : versus.atEnd();
    }

    SessionState withIndex(int v) {
        if (v == index && versus == null) {
            return this;
        }
        var beside = versus == null ? null : versus.at(versus.comparison().rowOfA(v));
        return new SessionState(scenario, draft, problems, trace, Math.clamp(v, 0, trace.size() - 1), playing, speed, granularity,
                selected, hovered, marks, file, dirty, running, error, undo, redo, beside);
    }

    /// Both runs at a row of their comparison.
    SessionState withRow(int row) {
        if (versus == null) {
            return this;
        }
        var beside = versus.at(row);
        return new SessionState(scenario, draft, problems, trace, beside.comparison().atA(beside.row()), playing, speed, granularity,
                selected,
                hovered, marks, file, dirty, running, error, undo, redo, beside);
    }

    SessionState withVersus(@Nullable Versus v) {
        return new SessionState(scenario, draft, problems, trace, index, playing, speed, granularity, selected, hovered, marks, file, dirty,
                false, null, undo, redo,
                v == null
                        ? null
                        : v.at(versus != null && versus.comparison() == v.comparison() ? versus.row() : v.comparison().rowOfA(index)));
    }

    SessionState withPlaying(boolean v) {
        return v == playing
                ? this
                : new SessionState(scenario, draft, problems, trace, index, v, speed, granularity, selected, hovered, marks, file, dirty,
                        running, error, undo, redo, versus);
    }

    SessionState withSpeed(double v) {
        return new SessionState(scenario, draft, problems, trace, index, playing, v, granularity, selected, hovered, marks, file, dirty,
                running, error, undo, redo, versus);
    }

    SessionState withGranularity(Granularity v) {
        return new SessionState(scenario, draft, problems, trace, index, playing, speed, v, selected, hovered, marks, file, dirty, running,
                error, undo, redo, versus);
    }

    SessionState withSelected(@Nullable CellId v) {
        return new SessionState(scenario, draft, problems, trace, index, playing, speed, granularity, v, hovered, marks, file, dirty,
                running, error, undo, redo, versus);
    }

    SessionState withHovered(@Nullable CellId v) {
        return new SessionState(scenario, draft, problems, trace, index, playing, speed, granularity, selected, v, marks, file, dirty,
                running, error, undo, redo, versus);
    }

    SessionState withMarks(Marks v) {
        return new SessionState(scenario, draft, problems, trace, index, playing, speed, granularity, selected, hovered, v, file, dirty,
                running, error, undo, redo, versus);
    }

    SessionState withError(@Nullable String v) {
        return new SessionState(scenario, draft, problems, trace, index, playing, speed, granularity, selected, hovered, marks, file,
                dirty, running, v, undo, redo, versus);
    }

    SessionState withRunning(boolean v) {
        return new SessionState(scenario, draft, problems, trace, index, playing, speed, granularity, selected, hovered, marks, file,
                dirty, v, error, undo, redo, versus);
    }

    SessionState withDraft(Scenario v, List<Problem> why) {
        return new SessionState(scenario, v, why, trace, index, playing, speed, granularity, selected, hovered, marks, file, dirty,
                running, error, undo, redo, versus);
    }

    SessionState withRun(Scenario v, Trace run, int at, Marks different) {
        return new SessionState(v, v, List.of(), run, Math.clamp(at, 0, run.size() - 1), playing, speed, granularity, selected, hovered,
                different, file, dirty, false, null, undo, redo, null);
    }

    SessionState withFile(@Nullable Path v, boolean edited, @Nullable String undoable, @Nullable String redoable) {
        return new SessionState(scenario, draft, problems, trace, index, playing, speed, granularity, selected, hovered, marks, v, edited,
                running, error, undoable, redoable, versus);
    }
}
