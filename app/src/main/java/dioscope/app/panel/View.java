package dioscope.app.panel;

import dioscope.app.paint.CellId;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// How a reader looks at a moment: all that a drawing depends on beside the moment. The theme is not part of it.
///
/// @param study what is known of the whole run
/// @param scale size of text and marks, 1 for a window of 1920 by 1080
/// @param hover the thing under the mouse, or null
/// @param selected the thing last clicked, or null
/// @param edited cells that the last edit made different at this place of the story
/// @param editedSteps the stretches of steps that the last edit made different, in order
/// @param axis what the timeline measures
/// @param window the file range shown, or null to fit it to the request and the file
/// @param decisions whether the decisions of the run stand where the code and the reason of the step do
/// @param flow whether the way of the bytes stands where the file, the bios and the register do
/// @param least no text is smaller than this, before scaling; 0 for what a panel finds best
public record View(Study study, double scale, @Nullable CellId hover, @Nullable CellId selected, Set<CellId> edited,
        List<Stretch> editedSteps,
        Axis axis, @Nullable Range window, boolean decisions, boolean flow, double least) {
    /// STEPS: every step is equally wide. TIME: by virtual time.
    public enum Axis { STEPS, TIME }

    /// A range of file bytes.
    public record Range(long from, long to) {}

    /// Steps `from` (included) to `to` (not included).
    public record Stretch(int from, int to) {}

    public static View of(Study study) {
        return new View(study, 1, null, null, Set.of(), List.of(), Axis.STEPS, null, false, study.flow(), 0);
    }

    public View withScale(double v) {
        return new View(study, v, hover, selected, edited, editedSteps, axis, window, decisions, flow, least);
    }

    public View withHover(@Nullable CellId v) {
        return new View(study, scale, v, selected, edited, editedSteps, axis, window, decisions, flow, least);
    }

    public View withSelected(@Nullable CellId v) {
        return new View(study, scale, hover, v, edited, editedSteps, axis, window, decisions, flow, least);
    }

    public View withEdited(Set<CellId> v) {
        return new View(study, scale, hover, selected, v, editedSteps, axis, window, decisions, flow, least);
    }

    public View withEditedSteps(List<Stretch> v) {
        return new View(study, scale, hover, selected, edited, v, axis, window, decisions, flow, least);
    }

    public View withAxis(Axis v) {
        return new View(study, scale, hover, selected, edited, editedSteps, v, window, decisions, flow, least);
    }

    public View withWindow(@Nullable Range v) {
        return new View(study, scale, hover, selected, edited, editedSteps, axis, v, decisions, flow, least);
    }

    public View withDecisions(boolean v) {
        return new View(study, scale, hover, selected, edited, editedSteps, axis, window, v, flow, least);
    }

    public View withFlow(boolean v) {
        return new View(study, scale, hover, selected, edited, editedSteps, axis, window, decisions, v, least);
    }

    public View withLeast(double v) {
        return new View(study, scale, hover, selected, edited, editedSteps, axis, window, decisions, flow, v);
    }
}
