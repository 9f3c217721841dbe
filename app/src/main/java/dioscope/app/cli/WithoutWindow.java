package dioscope.app.cli;

import dioscope.app.paint.Theme;
import dioscope.model.profile.DioFlag;
import dioscope.model.run.Need;
import dioscope.model.scenario.ScenarioException;
import dioscope.model.scenario.ShippedScenarios;
import dioscope.model.state.Io;
import dioscope.model.trace.Trace;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// What the program does in place of the window where none can open.
public final class WithoutWindow {
    private static final int WIDTH = 1920;
    private static final int HEIGHT = 1080;

    private WithoutWindow() {}

    /// Tells a scenario to `out` and leaves its pictures in `pictures`.
    ///
    /// @param file the scenario, or empty for the one the window opens with
    /// @return the exit code; a machine without a display is no failure
    public static int run(Optional<Path> file, Path pictures, PrintStream out, PrintStream err) {
        return run(file, pictures, out, err, Model.real());
    }

    static int run(Optional<Path> file, Path pictures, PrintStream out, PrintStream err, Model model) {
        try {
            tell(file, pictures, out, model);
            return 0;
        } catch (Failure | ScenarioException e) {
            err.println("dioscope: " + e.getMessage());
            return Failure.FAILED;
        } finally {
            out.flush();
        }
    }

    private static void tell(Optional<Path> file, Path pictures, PrintStream out, Model model) {
        var first = ShippedScenarios.names().getFirst();
        var source = file.map(f -> Sources.of(List.of(f)).getFirst());
        var scenario = source.map(s -> s.read(null)).orElseGet(() -> ShippedScenarios.read(first));
        var name = source.map(Sources.Source::name).orElse(first);
        Need.refusal(scenario).ifPresent(why -> {
            throw Failure.failed(name + ": " + why);
        });
        var trace = model.run().apply(scenario);
        StepText.write(scenario, trace, out);
        var still = Still.of(scenario, trace);
        int told = mostTold(trace);
        picture(still, told, Theme.dark(), pictures.resolve(name + "-dark.png"), out);
        picture(still, told, Theme.light(), pictures.resolve(name + "-light.png"), out);
        picture(still, trace.size() - 1, Theme.dark(), pictures.resolve(name + "-end.png"), out);
        picture(still, told, Theme.light(), pictures.resolve(name + ".svg"), out);
    }

    private static void picture(Still still, int step, Theme theme, Path file, PrintStream out) {
        Still.write(still.drawing(step, false, null, WIDTH, HEIGHT), theme, still.scenario().title(), file, false);
        out.println("wrote " + file + " (step " + step + ")");
    }

    /// The step at which the hope to do without a flush is given up, or the last one where it never is.
    private static int mostTold(Trace trace) {
        boolean held = false;
        for (int i = 0; i < trace.size(); i++) {
            boolean holds = trace.step(i).world().io().values().stream().anyMatch(io -> writeThrough(io, trace));
            if (held && !holds) return i;
            held = holds;
        }
        return trace.size() - 1;
    }

    private static boolean writeThrough(Io io, Trace trace) {
        var dio = io.dio();
        return dio != null && trace.profile().dio().has(dio.flags(), DioFlag.IOMAP_DIO_WRITE_THROUGH);
    }
}
