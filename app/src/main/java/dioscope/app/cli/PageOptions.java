package dioscope.app.cli;

import dioscope.app.export.ExportException;
import dioscope.app.export.page.Handout;
import dioscope.app.export.page.Handout.Paper;
import dioscope.app.export.page.PictureFile.Form;
import dioscope.app.export.page.Stops;
import dioscope.app.export.page.Stops.Stop;
import dioscope.app.paint.Theme;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// What a picture and a handout take beside what every export does.
final class PageOptions {
    @Option(names = "--with-step", paramLabel = "M", description = "Picture: step M beside the step of --step, and what is otherwise there.")
    private @Nullable Integer withStep;
    @Option(names = "--fonts", paramLabel = "F", description = "SVG: embedded (the default: the file carries its fonts) or none.")
    private @Nullable String fonts;
    @Option(names = "--handout", description = "PDF: chosen steps on paper, with their words and what the run was started with.")
    private boolean handout;
    @Option(names = "--stops", paramLabel = "S", description = "Handout: which steps: cues (the author's), turns (flags, errors, returns, commits), "
            + "story, every:N, or numbers with commas. Without it the cues, else the turns. --steps A..B leaves out the others.")
    private @Nullable String stops;
    @Option(names = "--paper", paramLabel = "P", description = "Handout: a4 (the default) or letter.")
    private @Nullable String paper;

    boolean handout() {
        return handout;
    }

    /// The second step of a picture; null for none.
    @Nullable
    Integer withStep() {
        return withStep;
    }

    /// The first of these options that is given; null when none is.
    @Nullable
    String given() {
        return withStep != null ? "--with-step" : fonts != null ? "--fonts" : givenForHandout();
    }

    /// The first option that only a handout has; null when none is given.
    @Nullable
    String givenForHandout() {
        return handout ? "--handout" : stops != null ? "--stops" : paper != null ? "--paper" : null;
    }

    /// Whether an SVG carries its fonts.
    boolean fonts(Path output) {
        var asked = fonts == null ? "embedded" : fonts.toLowerCase(Locale.ROOT);
        if (!asked.equals("embedded") && !asked.equals("none")) throw Failure.usage("--fonts " + fonts + ": must be embedded or none");
        if (fonts != null && Form.of(output).orElse(Form.PNG) != Form.SVG) {
            throw Failure.usage("--fonts belongs to an SVG: a PDF always carries its fonts, a PNG needs none");
        }
        return asked.equals("embedded");
    }

    /// Refuses what cannot be before a run is made.
    Paper paper(Path output) {
        if (Form.of(output).orElse(Form.PNG) != Form.PDF) throw Failure.usage("-o " + output + ": a handout must end in .pdf");
        if (withStep != null) throw Failure.usage("--with-step belongs to a picture");
        if (fonts != null) throw Failure.usage("--fonts belongs to an SVG: a PDF always carries its fonts");
        try {
            return Paper.parse(paper == null ? "a4" : paper);
        } catch (IllegalArgumentException e) {
            throw Failure.usage("--paper " + paper + ": " + e.getMessage());
        }
    }

    /// Writes a handout.
    ///
    /// @param range the first and the last step that may be on it
    void write(Still still, int[] range, Paper size, Theme theme, Path output, Output to) {
        List<Stop> chosen;
        try {
            chosen = Stops.of(still.scenario(), still.study(), stops).stream().filter(s -> s.step() >= range[0] && s.step() <= range[1])
                    .toList();
        } catch (ExportException e) {
            throw Failure.usage(String.valueOf(e.getMessage()));
        }
        if (chosen.isEmpty()) throw Failure.usage("none of the chosen steps is in --steps " + range[0] + ".." + range[1]);
        Output.write(output, Handout.pdf(still.scenario(), still.study(), chosen, size, theme, (_, _) -> true));
        to.out().println(output + ": " + chosen.size() + (chosen.size() == 1 ? " step" : " steps"));
    }
}
