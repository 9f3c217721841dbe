package dioscope.app.cli;

import dioscope.app.cli.Sources.Source;
import dioscope.model.profile.Profile;
import dioscope.model.run.Need;
import dioscope.model.scenario.Scenario;
import dioscope.model.scenario.ScenarioException;
import dioscope.model.trace.Trace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Runs scenarios and tells what happened.
@Command(name = "run", mixinStandardHelpOptions = true, description = "Runs scenarios and tells every step.")
final class RunCommand implements Callable<Integer> {
    /// How a run is told.
    enum Format {
        TEXT(".txt"), JSON(".steps.json"), RUN(".run.json");

        private final String suffix;

        Format(String suffix) {
            this.suffix = suffix;
        }
    }

    @Parameters(arity = "1..*", paramLabel = "FILE", description = "A scenario, a recording's start state, or a folder of them.")
    private List<Path> files = List.of();
    @Option(names = "--kernel", paramLabel = "K", description = "Runs on this kernel whatever the file says.")
    private @Nullable String kernel;
    @Option(names = "--format", paramLabel = "FORMAT", description = {"text: the steps, indented by call (the default)",
            "json: the steps as data", "run: what a recording of the run would say"})
    private Format format = Format.TEXT;
    @Option(names = {"-o", "--output"}, paramLabel = "OUT", description = "The file to write, or the folder where there are several.")
    private @Nullable Path output;

    private final Output to;
    private final Model model;
    private int written;
    private int skipped;
    private int failed;

    RunCommand(Output to, Model model) {
        this.to = to;
        this.model = model;
    }

    @Override
    public Integer call() {
        var sources = Sources.of(files);
        var profile = Sources.kernel(kernel);
        boolean folderAsked = files.stream().anyMatch(Files::isDirectory);
        boolean many = sources.size() > 1 || folderAsked;
        var out = output;
        boolean intoFolder = out != null && (many || Files.isDirectory(out));
        if (many && out != null && Files.isRegularFile(out)) {
            throw Failure.usage("-o " + out + ": is a file, but there are several runs to write: give a folder");
        }
        for (var source : sources) {
            one(source, profile, out == null ? null : intoFolder ? source.in(out, format.suffix) : out, folderAsked);
        }
        if (many && out != null) to.err().println(summary(out));
        return failed > 0 ? Failure.FAILED : 0;
    }

    private String summary(Path out) {
        return "dioscope: " + written + " written to " + out + ", " + skipped + " outside the model, " + failed + " failed";
    }

    /// @param lenient whether a scenario outside the model is only skipped: whoever names a folder does not vouch for each file
    private void one(Source source, @Nullable Profile profile, @Nullable Path out, boolean lenient) {
        try {
            var scenario = source.read(profile);
            var tooMuch = Need.refusal(scenario);
            if (tooMuch.isPresent()) {
                refuse(source, tooMuch.get(), lenient);
                return;
            }
            var trace = (format == Format.RUN ? model.recorded() : model.run()).apply(scenario);
            var stopped = trace.refusal();
            if (stopped != null) refuse(source, stopped, lenient);
            if (stopped != null && format == Format.RUN) return;
            tell(source, scenario, trace, out);
            written++;
        } catch (ScenarioException e) {
            failed++;
            to.complain(String.valueOf(e.getMessage()));
        } catch (Failure e) {
            throw e;
        } catch (RuntimeException e) {
            failed++;
            to.complain(source.file() + ": the run failed: " + e);
        }
    }

    private void refuse(Source source, String why, boolean lenient) {
        if (lenient) skipped++;
        else failed++;
        to.complain(source.file() + ": " + why);
    }

    private void tell(Source source, Scenario scenario, Trace trace, @Nullable Path out) {
        // before the file is opened: what cannot be told leaves none behind
        var recording = format == Format.RUN ? model.observed().runFile(trace, source.name()).toText() : "";
        try (var text = out == null ? to.writer() : Output.writer(out)) {
            switch (format) {
                case TEXT -> StepText.write(scenario, trace, text);
                case JSON -> StepJson.write(source.name(), trace, text);
                case RUN -> text.append(recording).append('\n');
            }
        } catch (IOException e) {
            throw Failure.failed("cannot write " + (out == null ? "the run" : out) + ": " + Output.reason(e));
        }
    }
}
