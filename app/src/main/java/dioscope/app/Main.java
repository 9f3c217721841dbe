package dioscope.app;

import dioscope.app.cli.WithoutWindow;
import dioscope.app.fx.WindowApp;
import java.nio.file.Path;

/// Where the program starts: with no argument the window, or its story as text where no window can open.
///
/// Not an `Application`, so that JavaFX starts from the class path as well as from a module path.
public final class Main {
    private Main() {}

    public static void main(String[] args) {
        var missing = NoDisplay.reason();
        if (missing.isPresent()) {
            System.exit(withoutWindow(missing.get()));
        }
        try {
            WindowApp.open(args);
        } catch (RuntimeException | LinkageError failure) {
            var refused = NoDisplay.refused(failure);
            if (refused.isEmpty()) throw failure;
            System.exit(withoutWindow(refused.get()));
        }
    }

    private static int withoutWindow(String reason) {
        System.err.println("dioscope: no window: " + reason);
        return WithoutWindow.run(Path.of(System.getProperty("dioscope.pictures", ".")), System.out);
    }
}
