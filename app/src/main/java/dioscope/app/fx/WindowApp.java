package dioscope.app.fx;

import dioscope.app.session.TextWords;
import dioscope.model.scenario.ShippedScenarios;
import dioscope.model.evidence.RecordingStore;
import dioscope.model.run.Runner;
import java.nio.file.Path;
import java.util.logging.Logger;
import javafx.animation.AnimationTimer;
import javafx.application.Application;
import javafx.application.Platform;
import javafx.stage.Stage;

/// Opens the one window.
public final class WindowApp extends Application {
    /// Frames drawn before the content is surely on the screen.
    private static final int FRAMES_TO_SHOW = 3;

    /// Held, because the log manager forgets a logger that nobody holds, and its filter with it.
    private static final Logger TOOLKIT_LOG = Logger.getLogger("javafx");

    /// Opens the window and returns when it is closed.
    ///
    /// @throws RuntimeException when the toolkit finds no display to open it on
    public static void open(String[] args) {
        // the class path is our choice: nobody can act on being told so at every start
        TOOLKIT_LOG.setFilter(entry -> !entry.getMessage().startsWith("Unsupported JavaFX configuration"));
        launch(WindowApp.class, args);
    }

    @Override
    public void start(Stage stage) {
        boolean leave = Boolean.getBoolean("dioscope.exitWhenShown");
        Opening.open(stage, Runner::run, ShippedScenarios.read(ShippedScenarios.names().getFirst()), ShippedScenarios::shelves,
                TextWords::carried, new RecentFiles(RecentFiles.folder()), window -> {
                    if (!leave) Opening.compare(window, RecordingStore::carried);
                    getParameters().getRaw().stream().findFirst().map(Path::of).ifPresent(window::open);
                });
        if (leave) stage.setOnShown(_ -> exitAfterFirstFrames());
        stage.show();
    }

    /// For measuring the start: ends the program once the window is drawn, and says what it took since the process began.
    private static void exitAfterFirstFrames() {
        new AnimationTimer() {
            private int frames;

            @Override
            public void handle(long nowNanos) {
                if (++frames < FRAMES_TO_SHOW) return;
                stop();
                var process = ProcessHandle.current().info();
                process.totalCpuDuration().ifPresent(cpu -> System.out.println("SHOWN_CPU_MS " + cpu.toMillis()));
                process.startInstant()
                        .ifPresent(start -> System.out.println("SHOWN_MS " + (System.currentTimeMillis() - start.toEpochMilli())));
                Platform.exit();
            }
        }.start();
    }
}
