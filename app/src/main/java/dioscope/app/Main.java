package dioscope.app;

import dioscope.app.cli.Cli;
import dioscope.app.cli.WithoutWindow;
import dioscope.app.fx.WindowApp;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/// Where the program starts: with no argument or with a scenario the window, or its story as text where no window can open;
/// anything else is a command and starts no toolkit.
///
/// Not an `Application`, so that JavaFX starts from the class path as well as from a module path.
public final class Main {
    private Main() {}

    public static void main(String[] args) {
        // pictures are drawn by Java2D, which must not look for the display that may be missing
        System.setProperty("java.awt.headless", "true");
        if (!wantsWindow(args)) System.exit(Cli.execute(args, utf8(FileDescriptor.out), utf8(FileDescriptor.err)));
        var missing = NoDisplay.reason();
        if (missing.isPresent()) {
            System.exit(withoutWindow(missing.get(), args));
        }
        try {
            WindowApp.open(args);
        } catch (RuntimeException | LinkageError failure) {
            var refused = NoDisplay.refused(failure);
            if (refused.isEmpty()) throw failure;
            System.exit(withoutWindow(refused.get(), args));
        }
    }

    static boolean wantsWindow(String[] args) {
        return args.length == 0 || args.length == 1 && Files.isRegularFile(Path.of(args[0])) && !Cli.isCommand(args[0]);
    }

    private static int withoutWindow(String reason, String[] args) {
        System.err.println("dioscope: no window: " + reason);
        var scenario = args.length == 0 ? Optional.<Path>empty() : Optional.of(Path.of(args[0]));
        var pictures = Path.of(System.getProperty("dioscope.pictures", "."));
        return WithoutWindow.run(scenario, pictures, utf8(FileDescriptor.out), utf8(FileDescriptor.err));
    }

    /// A stream that says µ and → in any locale.
    private static PrintStream utf8(FileDescriptor descriptor) {
        return new PrintStream(new FileOutputStream(descriptor), descriptor == FileDescriptor.err, StandardCharsets.UTF_8);
    }
}
