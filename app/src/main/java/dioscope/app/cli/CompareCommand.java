package dioscope.app.cli;

import dioscope.app.session.SideNames;
import dioscope.model.compare.Comparison;
import dioscope.model.scenario.ScenarioException;
import dioscope.model.trace.Trace;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Runs two scenarios and tells where and why they part.
@Command(name = "compare", mixinStandardHelpOptions = true, description = {"Runs two scenarios and tells where and why they part.", "",
        "  dioscope compare 02@6.12 @7.2            the same scenario on two kernels",
        "  dioscope compare 03 04                   two shipped scenarios",
        "  dioscope compare before.json after.json  two files"})
final class CompareCommand implements Callable<Integer> {
    /// How it is told.
    enum Format {
        TEXT, JSON
    }

    @Parameters(index = "0", paramLabel = "A", description = "A scenario file, or the number or name of a shipped scenario; @KERNEL behind it runs "
            + "it on that kernel.")
    @SuppressWarnings("NullAway.Init")
    private String first;
    @Parameters(index = "1", paramLabel = "B", description = "The other one; @KERNEL alone is A on that kernel.")
    @SuppressWarnings("NullAway.Init")
    private String second;
    @Option(names = "--kernel", paramLabel = "K", description = "The kernel for a scenario without @KERNEL.")
    private @Nullable String kernel;
    @Option(names = "--format", paramLabel = "FORMAT", description = "text (the default) or json")
    private Format format = Format.TEXT;
    @Option(names = {"-o", "--output"}, paramLabel = "OUT", description = "The file to write.")
    private @Nullable Path output;

    private final Output to;
    private final Model model;

    CompareCommand(Output to, Model model) {
        this.to = to;
        this.model = model;
    }

    @Override
    public Integer call() {
        try {
            var profile = Sources.kernel(kernel);
            var a = Named.of(first, null, profile);
            var b = Named.of(second, a, profile);
            var c = compare(model, a, b);
            var text = new StringBuilder();
            switch (format) {
                case TEXT -> CompareText.write(a, b, c, text);
                case JSON -> CompareJson.write(a, b, c, text);
            }
            if (output == null) to.out().append(text);
            else Output.write(output, text.toString());
            return 0;
        } catch (ScenarioException e) {
            throw Failure.failed(String.valueOf(e.getMessage()));
        }
    }

    static Comparison compare(Model model, Named a, Named b) {
        return SideNames.compare(a.scenario(), run(model, a), a.name(), b.scenario(), run(model, b), b.name());
    }

    private static Trace run(Model model, Named n) {
        return model.run().apply(n.runnable().scenario());
    }
}
