package dioscope.app.fx;

import static org.assertj.core.api.Assertions.assertThat;

import dioscope.app.panel.Words;
import dioscope.model.run.Runner;
import dioscope.model.scenario.ShippedScenarios;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.ComboBox;
import javafx.scene.control.Label;
import javafx.scene.control.TextField;
import javafx.scene.image.ImageView;
import javafx.scene.input.KeyCode;
import javafx.stage.Stage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.testfx.api.FxRobot;
import org.testfx.framework.junit5.ApplicationExtension;
import org.testfx.framework.junit5.Start;
import org.testfx.util.WaitForAsyncUtils;

@ExtendWith(ApplicationExtension.class)
class ExportJourneyTest {
    @TempDir
    static Path folder;

    private MainWindow window;
    private Stage stage;

    @Start
    void start(Stage s) {
        stage = s;
        window = Opening.open(s, Runner::run, ShippedScenarios.read(ShippedScenarios.names().getFirst()), List::of, _ -> Words.NONE,
                new RecentFiles(folder));
        s.setWidth(1280);
        s.setHeight(800);
        s.show();
    }

    private static void until(String what, BooleanSupplier so) {
        try {
            WaitForAsyncUtils.waitFor(60, TimeUnit.SECONDS, so::getAsBoolean);
        } catch (TimeoutException e) {
            throw new AssertionError("never so: " + what, e);
        }
    }

    private Node part(String id) {
        var dialog = java.util.Objects.requireNonNull(window.exports());
        return java.util.Objects.requireNonNull(dialog.stage().getScene().lookup(id), id);
    }

    private String told() {
        return ((Label) part("#export-told")).getText();
    }

    private void type(FxRobot r, String id, String text) {
        r.interact(() -> {
            var f = (TextField) part(id);
            f.setText(text);
            f.fireEvent(new javafx.event.ActionEvent());
        });
    }

    @SuppressWarnings("unchecked")
    private <T> void choose(FxRobot r, String id, T value) {
        r.interact(() -> ((ComboBox<T>) part(id)).setValue(value));
    }

    /// A film of a few steps, as small and quick as it can be.
    private void open(FxRobot r, Path to, int last) {
        r.push(KeyCode.CONTROL, KeyCode.E);
        until("the dialog", () -> window.exports() != null && window.exports().stage().isShowing());
        r.type(KeyCode.DOWN);
        until("keys choose", () -> ((ComboBox<?>) part("#export-kind")).getSelectionModel().getSelectedIndex() == 1);
        r.type(KeyCode.UP);
        choose(r, "#export-lines", 540);
        type(r, "#export-last", String.valueOf(last));
        r.interact(() -> ((javafx.scene.control.CheckBox) part("#export-cards")).setSelected(false));
        choose(r, "#export-speed", "8");
        type(r, "#export-path", to.toString());
        until("planned", () -> ((Label) part("#export-length")).getText().contains(to.toString()));
    }

    private static List<Path> in(Path folder) throws IOException {
        try (var all = Files.list(folder)) {
            return all.toList();
        }
    }

    @Test
    void aFilmIsSeenPlannedAndWritten(FxRobot r) throws IOException {
        var to = Files.createDirectory(folder.resolve("made")).resolve("run.mp4");
        open(r, to, 12);
        until("a frame of it", () -> ((ImageView) part("#export-picture")).getImage() != null);
        assertThat(((Label) part("#export-length")).getText()).contains("960 × 540");
        r.interact(((Button) part("#export-go"))::fire);
        until("told by which encoder", () -> told().contains("by "));
        assertThat(in(to.getParent())).containsExactly(to);
        assertThat(Files.size(to)).isGreaterThan(1000);
        assertThat(told()).contains("run.mp4");
        r.interact(((Button) part("#export-close"))::fire);
        until("closed", () -> !java.util.Objects.requireNonNull(window.exports()).stage().isShowing());
    }

    @Test
    void cancellingLeavesNothing(FxRobot r) throws IOException {
        var to = Files.createDirectory(folder.resolve("cancelled")).resolve("run.mp4");
        open(r, to, 1000);
        choose(r, "#export-speed", "0.5");
        r.interact(((Button) part("#export-go"))::fire);
        until("under way", () -> ((javafx.scene.control.ProgressBar) part("#export-bar")).getProgress() > 0);
        r.interact(((Button) part("#export-close"))::fire);
        until("told", () -> told().contains("Cancelled"));
        assertThat(in(to.getParent())).isEmpty();
    }

    @Test
    void closingTheWindowAsksWhileAFilmIsMade(FxRobot r) throws IOException {
        var to = Files.createDirectory(folder.resolve("closed")).resolve("run.mp4");
        open(r, to, 1000);
        choose(r, "#export-speed", "0.5");
        r.interact(((Button) part("#export-go"))::fire);
        until("under way", () -> ((javafx.scene.control.ProgressBar) part("#export-bar")).getProgress() > 0);
        close();
        r.clickOn("Go on");
        assertThat(stage.isShowing()).isTrue();
        assertThat(part("#export-bar").isVisible()).as("goes on").isTrue();
        close();
        r.clickOn("Stop and close");
        until("nothing is left", () -> !part("#export-bar").isVisible());
        assertThat(in(to.getParent())).isEmpty();
    }

    private void close() {
        javafx.application.Platform.runLater(() -> stage.fireEvent(
                new javafx.stage.WindowEvent(stage, javafx.stage.WindowEvent.WINDOW_CLOSE_REQUEST)));
        WaitForAsyncUtils.waitForFxEvents();
    }

    @Test
    void whatCannotBeIsOneSentence(FxRobot r) throws IOException {
        var file = Files.writeString(folder.resolve("no-folder"), "a file");
        open(r, file.resolve("run.mp4"), 5);
        r.interact(((Button) part("#export-go"))::fire);
        until("told", () -> told().contains("no-folder") && !told().contains("by "));
        assertThat(told().lines()).hasSize(1);
        type(r, "#export-last", "999999");
        until("steps that are none", () -> told().contains("not in this run"));
        assertThat(((Button) part("#export-go")).isDisabled()).isTrue();
        type(r, "#export-last", "many");
        until("no number", () -> told().contains("many"));
    }
}
