package dioscope.app.session;

import dioscope.app.panel.CompareView;
import dioscope.app.panel.Study;
import dioscope.model.compare.Aspect;
import dioscope.model.compare.Comparison;
import dioscope.model.compare.Sentences;
import dioscope.model.profile.Profile;
import java.util.List;

/// What the panels of a comparison are told; the window and the pictures take the same.
public final class CompareViews {
    private CompareViews() {}

    /// The view at `row`.
    public static CompareView of(Comparison c, Study a, Study b, int row, List<Profile> kernels, Sentences sentences) {
        var endings = c.outcome().stream().map(x -> ending(x, sentences)).toList();
        return new CompareView(c, a, b, row, sentences.first(c), sentences.turningPoint(c).orElse(0), endings, kernels, false, 1, null);
    }

    private static CompareView.Ending ending(Aspect x, Sentences s) {
        return new CompareView.Ending(s.name(x), s.value(x.name(), x.a()), s.value(x.name(), x.b()));
    }
}
