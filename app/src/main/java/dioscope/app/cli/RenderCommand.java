package dioscope.app.cli;

import dioscope.app.paint.Theme;
import dioscope.model.scenario.Modelled;
import dioscope.model.scenario.ScenarioException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Draws all panels at one step, without a window.
@Command(name = "render", mixinStandardHelpOptions = true, description = "Draws all panels at one step of a run.")
final class RenderCommand implements Callable<Integer> {
    private static final Pattern SIZE = Pattern.compile("(\\d{2,5})[xX×](\\d{2,5})");
    private static final int MOST_PIXELS = 64_000_000;

    @Parameters(arity = "1", paramLabel = "FILE", description = "A scenario or a recording's start state.")
    @SuppressWarnings("NullAway.Init")
    private Path file;
    @Option(names = "--step", paramLabel = "N", description = "The step, 0 for the first; -1 for the last, -2 for the one before it.")
    private int step;
    @Option(names = {"-o", "--output"}, required = true, paramLabel = "PICTURE", description = "x.svg or x.png")
    @SuppressWarnings("NullAway.Init")
    private Path output;
    @Option(names = "--theme", paramLabel = "THEME", description = "dark (the default) or light")
    private String theme = "dark";
    @Option(names = "--size", paramLabel = "WxH", description = "Pixels; 1920x1080 by default")
    private String size = "1920x1080";
    @Option(names = "--kernel", paramLabel = "K", description = "Runs on this kernel whatever the file says.")
    private @Nullable String kernel;

    @Option(names = "--decisions", description = "What decided FUA, lock, completion and result, in place of the code and the reason of the step.")
    private boolean decisions;

    private final Model model;

    RenderCommand(Output to, Model model) {
        this.model = model;
    }

    @Override
    public Integer call() {
        var colors = theme(theme);
        var m = SIZE.matcher(size);
        if (!m.matches()) throw Failure.usage("--size " + size + ": must be WxH in pixels, such as 1920x1080");
        int width = Integer.parseInt(m.group(1));
        int height = Integer.parseInt(m.group(2));
        if (width < 640 || height < 360 || (long) width * height > MOST_PIXELS) {
            throw Failure.usage("--size " + size + ": must be at least 640x360 and at most " + MOST_PIXELS + " pixels");
        }
        var name = output.getFileName().toString().toLowerCase(Locale.ROOT);
        if (!name.endsWith(".svg") && !name.endsWith(".png")) throw Failure.usage("-o " + output + ": must end in .svg or .png");
        if (Sources.kernel(kernel) == null && kernel != null) throw Failure.usage("--kernel " + kernel);
        var source = Sources.of(List.of(file));
        if (source.size() != 1) throw Failure.usage(file + ": give one file");
        try {
            var scenario = source.getFirst().read(Sources.kernel(kernel));
            Modelled.refusal(scenario).ifPresent(why -> {
                throw Failure.failed(file + ": " + why);
            });
            var trace = model.run().apply(scenario);
            int at = step < 0 ? trace.size() + step : step;
            if (at < 0 || at >= trace.size()) {
                throw Failure.usage("--step " + step + ": this run has the steps 0 to " + (trace.size() - 1));
            }
            Still.of(scenario, trace).write(at, decisions, colors, width, height, output);
            return 0;
        } catch (ScenarioException e) {
            throw Failure.failed(String.valueOf(e.getMessage()));
        }
    }

    private static Theme theme(String name) {
        return switch (name.toLowerCase(Locale.ROOT)) {
            case "dark" -> Theme.dark();
            case "light" -> Theme.light();
            default -> throw Failure.usage("--theme " + name + ": must be dark or light");
        };
    }
}
