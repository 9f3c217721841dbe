package dioscope.app.fx;

import static org.assertj.core.api.Assertions.assertThat;

import dioscope.app.panel.Words;
import dioscope.model.run.Runner;
import dioscope.model.scenario.ShippedScenarios;
import java.nio.file.Path;
import java.util.ArrayList;
import javafx.scene.control.Menu;
import javafx.scene.control.MenuButton;
import javafx.stage.PopupWindow;
import javafx.stage.Stage;
import javafx.stage.Window;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.testfx.api.FxRobot;
import org.testfx.framework.junit5.ApplicationExtension;
import org.testfx.framework.junit5.Start;

/// The menu of the shipped scenarios: a menu for each heading, each of a size that fits a low screen.
@ExtendWith(ApplicationExtension.class)
class PickerTest {
    private static final double LOW = 720;

    @TempDir
    static Path state;

    private MainWindow window;

    @Start
    void start(Stage stage) {
        var shelves = ShippedScenarios.shelves();
        window = Opening.open(stage, Runner::run, shelves.getFirst().scenarios().getFirst(), () -> shelves, _ -> Words.NONE,
                new RecentFiles(state));
        stage.setWidth(1280);
        stage.setHeight(LOW);
        stage.show();
    }

    @Test
    void everyHeadingOpensAMenuThatFitsALowScreen(FxRobot r) {
        var picker = r.lookup("#scenarios").queryAs(MenuButton.class);
        r.interact(picker::show);
        assertThat(picker.getItems()).hasSameSizeAs(ShippedScenarios.shelves()).allSatisfy(i -> assertThat(i).isInstanceOf(Menu.class));
        var high = new ArrayList<String>();
        for (var item : picker.getItems()) {
            r.interact(((Menu) item)::show);
            for (var w : Window.getWindows()) {
                // the list of the headings begins below the bar, a menu of its own anywhere
                if (w instanceof PopupWindow && w.getHeight() > LOW - 20) {
                    high.add(item.getText() + ": " + w.getHeight());
                }
            }
            r.interact(((Menu) item)::hide);
        }
        assertThat(high).isEmpty();
    }

    @Test
    void aStoryUnderAHeadingIsTheOneThatOpens(FxRobot r) {
        var picker = r.lookup("#scenarios").queryAs(MenuButton.class);
        r.interact(picker::show);
        var reads = (Menu) picker.getItems().stream().filter(i -> "Reads".equals(i.getText())).findFirst().orElseThrow();
        r.interact(() -> reads.getItems().getFirst().fire());
        assertThat(window.session().state().scenario()).isEqualTo(ShippedScenarios.read("18-read-mixed"));
    }
}
