package dioscope.app.panel;

import dioscope.app.paint.CellId;
import dioscope.model.compare.Comparison;
import dioscope.model.profile.Profile;
import dioscope.model.trace.Moment;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// How a reader looks at two runs beside each other.
///
/// @param comparison the runs and what differs
/// @param a what is known of the first run
/// @param b what is known of the second run
/// @param row the place at which both stand
/// @param sentence where and why they part
/// @param turning the row of the decision that the sentence tells
/// @param endings how both ended, one line each
/// @param kernels the kernels that can be chosen for either run; none where nothing can be chosen
/// @param every whether the differences outside the story are listed too
/// @param scale size of text and marks, 1 for a window of 1920 by 1080
/// @param hover the thing under the mouse, or null
public record CompareView(Comparison comparison, Study a, Study b, int row, String sentence, int turning, List<Ending> endings,
        List<Profile> kernels,
        boolean every, double scale, @Nullable CellId hover) {
    /// A part of how the runs ended.
    ///
    /// @param a what the first run does, in words
    /// @param b what the second run does, the same words where it does not differ
    public record Ending(String name, String a, String b) {
        boolean differs() {
            return !a.equals(b);
        }
    }

    public CompareView withScale(double v) {
        return new CompareView(comparison, a, b, row, sentence, turning, endings, kernels, every, v, hover);
    }

    public CompareView withEvery(boolean v) {
        return new CompareView(comparison, a, b, row, sentence, turning, endings, kernels, v, scale, hover);
    }

    public CompareView withRow(int v) {
        return new CompareView(comparison, a, b, v, sentence, turning, endings, kernels, every, scale, hover);
    }

    public CompareView withHover(@Nullable CellId v) {
        return new CompareView(comparison, a, b, row, sentence, turning, endings, kernels, every, scale, v);
    }

    /// The first run at this row.
    public Moment momentA() {
        return comparison.a().trace().at(comparison.atA(row));
    }

    /// The second run at this row.
    public Moment momentB() {
        return comparison.b().trace().at(comparison.atB(row));
    }

    /// The view of one run for its own panels.
    public View of(boolean first) {
        return View.of(first ? a : b).withScale(scale).withHover(hover);
    }

    Kit kit(boolean first, double w, double h) {
        return new Kit(first ? momentA() : momentB(), of(first), w, h);
    }
}
