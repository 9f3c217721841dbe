package dioscope.app.cli;

import dioscope.app.export.ExportException;
import dioscope.app.export.page.Parameters;
import dioscope.app.export.page.PictureFile;
import dioscope.app.paint.Drawing;
import dioscope.app.paint.Theme;
import dioscope.app.panel.ComparePicture;
import dioscope.app.panel.StepsPicture;
import dioscope.app.panel.Study;
import dioscope.app.panel.View;
import dioscope.app.panel.WindowPicture;
import dioscope.app.session.CompareViews;
import dioscope.app.session.Studies;
import dioscope.app.session.TextWords;
import dioscope.model.compare.Comparison;
import dioscope.model.compare.Sentences;
import dioscope.model.scenario.Scenario;
import dioscope.model.trace.Trace;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Pictures of one run, drawn without a toolkit.
record Still(Scenario scenario, Trace trace, Study study) {
    static Still of(Scenario scenario, Trace trace) {
        return new Still(scenario, trace, Studies.of(scenario, trace, TextWords.carried(trace.profile())));
    }

    /// The picture of one step.
    ///
    /// @param decisions whether what decided the run stands in place of the code and the reason of the step
    /// @param view `flow`, `register`, or null for the one that suits the run
    Drawing drawing(int step, boolean decisions, @Nullable String view, int width, int height) {
        return WindowPicture.draw(trace.at(step), view(view).withDecisions(decisions), Parameters.brief(scenario), width, height);
    }

    /// Two steps beside each other.
    Drawing beside(int first, int second, @Nullable String view, int width, int height) {
        return StepsPicture.draw(view(view), first, second, scenario.title(), width, height);
    }

    private View view(@Nullable String name) {
        var v = View.of(study);
        return name == null ? v : v.withFlow(name.equals("flow"));
    }

    /// Two runs beside each other at one place.
    static Drawing compared(Scenario a, Scenario b, Comparison c, int row, int width, int height) {
        var x = of(a, c.a().trace()).study;
        var y = of(b, c.b().trace()).study;
        var title = a.title().equals(b.title()) ? a.title() : a.title() + "  |  " + b.title();
        return ComparePicture.draw(CompareViews.of(c, x, y, row, List.of(), new Sentences()), title, width, height);
    }

    /// Writes a picture; the ending of the file's name says in which form.
    ///
    /// @param fonts whether an SVG carries its fonts
    static void write(Drawing d, Theme theme, String title, Path file, boolean fonts) {
        try {
            PictureFile.write(file, d, theme, title, fonts);
        } catch (ExportException e) {
            throw Failure.failed(String.valueOf(e.getMessage()));
        }
    }
}
