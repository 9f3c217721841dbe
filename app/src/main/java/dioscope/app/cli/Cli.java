package dioscope.app.cli;

import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IFactory;
import picocli.CommandLine.Spec;

/// `dioscope run | compare | check | render`. Exit codes: 0 done, 1 refused, failed or in disagreement, 2 not understood.
@Command(name = "dioscope", mixinStandardHelpOptions = true, versionProvider = Version.class, subcommands = {RunCommand.class,
        CompareCommand.class, CheckCommand.class, RenderCommand.class}, synopsisHeading = "Usage: ", customSynopsis = {
                "dioscope [SCENARIO]",
                "       dioscope (run | compare | check | render) [OPTIONS] ..."}, description = {"",
                        "A visual debugger of the Linux ext4 write path. Without a command it opens the window,",
                        "with SCENARIO in it when one is given."}, exitCodeListHeading = "%nExit codes:%n", exitCodeList = {"0:done",
                                "1:a scenario was refused, a run failed, or runs and recordings disagree",
                                "2:the command line was not understood"})
public final class Cli {
    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandLine.Model.CommandSpec spec;

    /// Whether a first argument of that name belongs to the command line, also where a file is called so.
    public static boolean isCommand(String word) {
        return new CommandLine(new Cli(), factory(new Output(System.out, System.err), Model.real())).getSubcommands().containsKey(word);
    }

    /// Runs one command line.
    ///
    /// @return the exit code
    public static int execute(String[] args, PrintStream out, PrintStream err) {
        return execute(args, out, err, Model.real());
    }

    static int execute(String[] args, PrintStream out, PrintStream err, Model model) {
        var line = new CommandLine(new Cli(), factory(new Output(out, err), model));
        line.setOut(writer(out)).setErr(writer(err)).setCaseInsensitiveEnumValuesAllowed(true).setUsageHelpAutoWidth(false);
        line.setParameterExceptionHandler((wrong, _) -> {
            err.println("dioscope: " + reason(wrong) + " (try --help)");
            return Failure.USAGE;
        });
        line.setExecutionExceptionHandler((thrown, _, _) -> {
            err.println("dioscope: " + (thrown instanceof Failure ? String.valueOf(thrown.getMessage()) : firstLine(thrown)));
            return thrown instanceof Failure f ? f.exitCode() : Failure.FAILED;
        });
        line.setExecutionStrategy(parsed -> {
            if (!parsed.hasSubcommand() && !parsed.isUsageHelpRequested() && !parsed.isVersionHelpRequested()) {
                err.println("dioscope: nothing to do: give run, compare, check or render (try --help)");
                return Failure.USAGE;
            }
            return new CommandLine.RunLast().execute(parsed);
        });
        int code = line.execute(args);
        line.getOut().flush();
        out.flush();
        return code;
    }

    private static String reason(CommandLine.ParameterException wrong) {
        if (wrong instanceof CommandLine.UnmatchedArgumentException u && u.getCommandLine().getParent() == null
                && !u.getUnmatched().getFirst().startsWith("-")) {
            return u.getUnmatched().getFirst() + ": no such file and no such command";
        }
        return firstLine(wrong);
    }

    private static String firstLine(Throwable thrown) {
        var message = thrown.getMessage();
        if (message == null || message.isBlank()) return thrown.getClass().getSimpleName();
        return message.lines().findFirst().orElse("");
    }

    private static PrintWriter writer(PrintStream stream) {
        return new PrintWriter(stream, true, StandardCharsets.UTF_8);
    }

    /// Gives each command the streams and the model it works with.
    private static IFactory factory(Output output, Model model) {
        var usual = CommandLine.defaultFactory();
        return new IFactory() {
            @Override
            public <K> K create(Class<K> type) throws Exception {
                Object made = type == RunCommand.class
                        ? new RunCommand(output, model)
                        : type == CompareCommand.class
                                ? new CompareCommand(output, model)
                                : type == CheckCommand.class
                                        ? new CheckCommand(output, model)
                                        : type == RenderCommand.class ? new RenderCommand(output, model) : usual.create(type);
                return type.cast(made);
            }
        };
    }
}
