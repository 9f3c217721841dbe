package dioscope.app.bench;

import javafx.animation.AnimationTimer;
import javafx.application.Application;
import javafx.application.Platform;
import javafx.scene.Scene;
import javafx.scene.control.Label;
import javafx.stage.Stage;

/// The least a JavaFX program can do: a window with one label. Ends once it is drawn, as the program does when it is measured.
public final class BareWindow extends Application {
    /// As many as the program waits for.
    private static final int FRAMES_TO_SHOW = 3;

    @Override
    public void start(Stage stage) {
        stage.setScene(new Scene(new Label("a window"), 1600, 900));
        stage.setOnShown(_ -> exitAfterFirstFrames());
        stage.show();
    }

    private static void exitAfterFirstFrames() {
        new AnimationTimer() {
            private int frames;

            @Override
            public void handle(long nowNanos) {
                if (++frames < FRAMES_TO_SHOW) return;
                stop();
                ProcessHandle.current().info().totalCpuDuration().ifPresent(cpu -> System.out.println("SHOWN_CPU_MS " + cpu.toMillis()));
                Platform.exit();
            }
        }.start();
    }

    /// Not an `Application`, so that JavaFX starts from the class path.
    public static final class Launch {
        private Launch() {}

        public static void main(String[] args) {
            Application.launch(BareWindow.class, args);
        }
    }
}
