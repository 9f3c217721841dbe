package dioscope.app.cli;

import dioscope.app.export.page.Parameters;
import dioscope.app.paint.Drawing;
import dioscope.app.paint.SvgSurface;
import dioscope.app.paint.Theme;
import dioscope.app.paint.java2d.Java2dSurface;
import dioscope.app.panel.ComparePicture;
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
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import javax.imageio.ImageIO;
import org.jspecify.annotations.Nullable;

/// Pictures of one run, drawn without a toolkit.
record Still(Scenario scenario, Trace trace, Study study) {
    static Still of(Scenario scenario, Trace trace) {
        return new Still(scenario, trace, Studies.of(scenario, trace, TextWords.carried(trace.profile())));
    }

    /// Writes the picture of one step; the ending of the file's name says in which form.
    ///
    /// @param decisions whether what decided the run stands in place of the code and the reason of the step
    /// @param view `flow`, `register`, or null for the one that suits the run
    void write(int step, boolean decisions, @Nullable String view, Theme theme, int width, int height, Path file) {
        var v = View.of(study).withDecisions(decisions);
        Drawing d = WindowPicture.draw(trace.at(step), view == null ? v : v.withFlow(view.equals("flow")), Parameters.brief(scenario),
                width, height);
        write(d, theme, file);
    }

    /// Two runs beside each other at one place.
    static Drawing compared(Scenario a, Scenario b, Comparison c, int row, int width, int height) {
        var x = of(a, c.a().trace()).study;
        var y = of(b, c.b().trace()).study;
        var title = a.title().equals(b.title()) ? a.title() : a.title() + "  |  " + b.title();
        return ComparePicture.draw(CompareViews.of(c, x, y, row, List.of(), new Sentences()), title, width, height);
    }

    /// Writes a picture; the ending of the file's name says in which form.
    static void write(Drawing d, Theme theme, Path file) {
        if (file.getFileName().toString().toLowerCase(Locale.ROOT).endsWith(".svg")) {
            Output.write(file, SvgSurface.svg(d, theme));
            return;
        }
        var bytes = new ByteArrayOutputStream();
        try {
            ImageIO.setUseCache(false);
            ImageIO.write(Java2dSurface.image(d, theme, 1), "png", bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Output.write(file, bytes.toByteArray());
    }
}
