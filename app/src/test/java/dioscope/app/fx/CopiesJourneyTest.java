package dioscope.app.fx;

import static org.assertj.core.api.Assertions.assertThat;

import dioscope.app.session.TextWords;
import dioscope.model.run.Runner;
import dioscope.model.scenario.ShippedScenarios;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javafx.scene.input.Clipboard;
import javafx.scene.input.KeyCode;
import javafx.stage.Stage;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.text.PDFTextStripper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.testfx.api.FxRobot;
import org.testfx.framework.junit5.ApplicationExtension;
import org.testfx.framework.junit5.Start;
import org.testfx.util.WaitForAsyncUtils;

@ExtendWith(ApplicationExtension.class)
class CopiesJourneyTest {
    @TempDir
    static Path dir;

    private MainWindow window;

    @Start
    void start(Stage stage) {
        window = Opening.open(stage, Runner::run, ShippedScenarios.read("72-write-returns"), List::of, TextWords::carried,
                new RecentFiles(dir));
        stage.setWidth(1280);
        stage.setHeight(800);
        stage.show();
    }

    private static void until(Callable<Boolean> what) {
        try {
            WaitForAsyncUtils.waitFor(15, TimeUnit.SECONDS, what);
        } catch (TimeoutException e) {
            throw new AssertionError("never so", e);
        }
    }

    private static String copied() {
        return WaitForAsyncUtils.waitForAsyncFx(5000, () -> String.valueOf(Clipboard.getSystemClipboard().getString()));
    }

    @Test
    void theStepGoesIntoTheClipboardAsTextAndAsAPicture(FxRobot r) {
        r.type(KeyCode.RIGHT, 2);
        r.press(KeyCode.CONTROL).type(KeyCode.C).release(KeyCode.CONTROL);
        int step = window.session().state().index();
        assertThat(copied()).startsWith("# What write() returning means").contains("step " + step + " of", "## Started with");
        assertThat(window.session().state().versus()).isNull();
        r.press(KeyCode.CONTROL, KeyCode.SHIFT).type(KeyCode.C).release(KeyCode.CONTROL, KeyCode.SHIFT);
        until(() -> WaitForAsyncUtils.waitForAsyncFx(5000, () -> Clipboard.getSystemClipboard().hasImage()));
        var image = WaitForAsyncUtils.waitForAsyncFx(5000, () -> Clipboard.getSystemClipboard().getImage());
        assertThat(image.getWidth()).isEqualTo(1920);
    }

    @Test
    void aHandoutIsWrittenAndWhatFailsIsTold(FxRobot r) throws Exception {
        var file = dir.resolve("h.pdf");
        r.interact(() -> window.copies().handout(file));
        until(() -> Files.exists(file));
        try (var pdf = Loader.loadPDF(file.toFile())) {
            assertThat(new PDFTextStripper().getText(pdf)).contains("THE QUESTION");
        }
        r.interact(() -> window.copies().handout(file.resolve("below.pdf")));
        until(() -> window.session().state().error() != null);
        assertThat(window.session().state().error()).contains("a file is in the way of a folder");
    }
}
