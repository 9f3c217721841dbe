package dioscope.app.cli;

import dioscope.app.export.ffmpeg.FilmKind;
import dioscope.app.export.page.PictureFile.Form;
import dioscope.app.paint.Theme;
import dioscope.model.scenario.ScenarioException;
import dioscope.model.trace.Trace;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Pictures, handouts and films of a run, without a window.
@Command(name = "render", mixinStandardHelpOptions = true, description = "Draws all panels at one step of a run, or makes a film or a handout of it.")
final class RenderCommand implements Callable<Integer> {
    private static final Pattern SIZE = Pattern.compile("(\\d{2,5})[xX×](\\d{2,5})");
    private static final int MOST_PIXELS = 64_000_000;

    @Parameters(arity = "1", paramLabel = "FILE", description = "A scenario, a recording's start state, or the number or name of a shipped "
            + "scenario; @KERNEL behind it runs it on that kernel.")
    @SuppressWarnings("NullAway.Init")
    private String file;
    @Option(names = "--compare", paramLabel = "B", description = "Draws the run beside that of B, which is told as FILE is; @KERNEL alone is FILE on "
            + "that kernel. Without --step at the place where they part.")
    private @Nullable String other;
    @Option(names = "--step", paramLabel = "N", description = "The step, 0 for the first; -1 for the last, -2 for the one before it.")
    private @Nullable Integer step;
    @Option(names = {"-o",
            "--output"}, required = true, paramLabel = "TARGET", description = "A picture: x.png, x.svg or x.pdf. A handout: x.pdf. A film: x.mp4, x.webm, x.gif, "
                    + "or a PNG file for each frame: folder/ or x-%%05d.png.")
    @SuppressWarnings("NullAway.Init")
    private String target;
    @Option(names = "--theme", paramLabel = "THEME", description = "dark, light, or print (black and white). Without it a handout is print, a PDF light, all else dark.")
    private @Nullable String theme;
    @Option(names = "--size", paramLabel = "WxH", description = "Pixels; 1920x1080 by default. Film: 720p, 1080p, 1440p and 4k too.")
    private @Nullable String size;
    @Option(names = "--kernel", paramLabel = "K", description = "Runs on this kernel whatever the file says.")
    private @Nullable String kernel;

    @Option(names = "--decisions", description = "What decided each question of the call, such as lock, blocks, waiting and result, in place of the code and the reason of the step.")
    private boolean decisions;

    @Option(names = "--view", paramLabel = "VIEW", description = "flow: the way of the bytes from the buffer to the medium; register: file, bios and "
            + "struct iomap_dio. Without it the one that suits the run.")
    private @Nullable String view;

    @Mixin
    private PageOptions page = new PageOptions();
    @Mixin
    private FilmOptions film = new FilmOptions();

    private final Output to;
    private final Model model;

    RenderCommand(Output to, Model model) {
        this.to = to;
        this.model = model;
    }

    @Override
    public Integer call() {
        var colors = theme(
                theme != null ? theme : page.handout() ? "print" : target.toLowerCase(Locale.ROOT).endsWith(".pdf") ? "light" : "dark");
        if (Sources.kernel(kernel) == null && kernel != null) throw Failure.usage("--kernel " + kernel);
        try {
            var kind = FilmKind.of(target);
            if (kind.isPresent()) {
                film(kind.get(), colors);
            } else if (page.handout()) {
                handout(Path.of(target), colors);
            } else {
                picture(Path.of(target), colors);
            }
            return 0;
        } catch (ScenarioException e) {
            throw Failure.failed(String.valueOf(e.getMessage()));
        }
    }

    private void film(FilmKind kind, Theme colors) {
        var no = other != null ? "--compare" : step != null ? "--step" : view != null ? "--view" : decisions ? "--decisions" : null;
        if (no != null) {
            throw Failure.usage(no + " belongs to a picture; a film takes " + switch (no) {
                case "--compare" -> "one run";
                case "--step" -> "--steps";
                default -> "--panels";
            });
        }
        var foreign = page.given();
        if (foreign != null) throw Failure.usage(foreign + " belongs to a picture or a handout");
        var format = film.format(kind, size, colors);
        var named = Named.of(file, null, Sources.kernel(kernel)).runnable();
        new FilmJob(named.scenario(), FilmJob.beside(file), Path.of(target), kind, format, film).make(model, to);
    }

    private void picture(Path output, Theme colors) {
        if (Form.of(output).isEmpty()) {
            throw Failure.usage(
                    "-o " + target + ": must end in .png, .svg or .pdf for a picture, in .mp4, .webm, .gif, / or %05d.png for a film");
        }
        var paper = page.givenForHandout();
        if (paper != null) throw Failure.usage(paper + " belongs to a handout: give --handout and a name that ends in .pdf");
        boolean fonts = page.fonts(output);
        var foreign = film.given();
        if (foreign != null) throw Failure.usage(foreign + " belongs to a film: -o must end in .mp4, .webm, .gif, / or %05d.png");
        var m = SIZE.matcher(size == null ? "1920x1080" : size);
        if (!m.matches()) throw Failure.usage("--size " + size + ": must be WxH in pixels, such as 1920x1080");
        int width = Integer.parseInt(m.group(1));
        int height = Integer.parseInt(m.group(2));
        if (width < 640 || height < 360 || (long) width * height > MOST_PIXELS) {
            throw Failure.usage("--size " + size + ": must be at least 640x360 and at most " + MOST_PIXELS + " pixels");
        }
        if (view != null && !view.equals("flow") && !view.equals("register"))
            throw Failure.usage("--view " + view + ": must be flow or register");
        var named = Named.of(file, null, Sources.kernel(kernel)).runnable();
        var second = other;
        if (second != null) {
            if (page.withStep() != null) throw Failure.usage("--with-step is about one run, --compare about two");
            compared(named, Named.of(second, named, Sources.kernel(kernel)), colors, width, height, output, fonts);
            return;
        }
        var trace = model.run().apply(named.scenario());
        var still = Still.of(named.scenario(), trace);
        int first = at("--step", step == null ? 0 : step, trace);
        var with = page.withStep();
        var d = with == null
                ? still.drawing(first, decisions, view, width, height)
                : still.beside(first, at("--with-step", with, trace), view, width, height);
        Still.write(d, colors, named.scenario().title(), output, fonts);
    }

    private void handout(Path output, Theme colors) {
        var no = other != null
                ? "--compare"
                : step != null
                        ? "--step"
                        : view != null
                                ? "--view"
                                : decisions
                                        ? "--decisions"
                                        : size != null ? "--size" : film.givenBesideSteps();
        if (no != null) {
            throw Failure.usage(no + " does not belong to a handout" + (no.equals("--step") ? ", which takes --stops" : ""));
        }
        var paper = page.paper(output);
        var named = Named.of(file, null, Sources.kernel(kernel)).runnable();
        var still = Still.of(named.scenario(), model.run().apply(named.scenario()));
        page.write(still, film.steps(still.trace().size()), paper, colors, output, to);
    }

    private void compared(Named a, Named b, Theme colors, int width, int height, Path output, boolean fonts) {
        var c = CompareCommand.compare(model, a, b);
        int row = step == null
                ? new dioscope.model.compare.Sentences().turningPoint(c).orElse(0)
                : c.rowOfA(at("--step", step, c.a().trace()));
        Still.write(Still.compared(a.scenario(), b.scenario(), c, row, width, height), colors, a.scenario().title(), output, fonts);
    }

    private static int at(String option, int step, Trace trace) {
        int at = step < 0 ? trace.size() + step : step;
        if (at < 0 || at >= trace.size()) {
            throw Failure.usage(option + " " + step + ": this run has the steps 0 to " + (trace.size() - 1));
        }
        return at;
    }

    private static Theme theme(String name) {
        return switch (name.toLowerCase(Locale.ROOT)) {
            case "dark" -> Theme.dark();
            case "light" -> Theme.light();
            case "print" -> Theme.named("print");
            default -> throw Failure.usage("--theme " + name + ": must be dark, light or print");
        };
    }
}
