package dioscope.app.fx;

import static org.assertj.core.api.Assertions.assertThat;

import dioscope.app.panel.Words;
import dioscope.app.session.Intent;
import dioscope.app.session.SessionState;
import dioscope.model.run.Runner;
import dioscope.model.scenario.Film;
import dioscope.model.scenario.Film.Cue;
import dioscope.model.scenario.Film.Place;
import dioscope.model.scenario.Scenario;
import dioscope.model.scenario.ShippedScenarios;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import javafx.scene.Node;
import javafx.scene.Scene;
import javafx.scene.control.Label;
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
class PresentationJourneyTest {
    private static final String SECRET = "ask who has seen this before";

    @TempDir
    static Path state;

    private MainWindow window;
    private Stage stage;

    private static Scenario told() {
        var s = ShippedScenarios.read(ShippedScenarios.names().getFirst());
        return s.withFilm(new Film("", "", List.of(),
                List.of(new Cue(new Place("", 0), Cue.OWN_PACE, false, 0, "First words", "", null, SECRET),
                        new Cue(new Place("iomap_dio_complete", 1), Cue.OWN_PACE, false, 0, "Last words", "dio", null, "")),
                null));
    }

    @Start
    void start(Stage s) {
        stage = s;
        window = Opening.open(s, Runner::run, told(), List::of, _ -> Words.NONE, new RecentFiles(state));
        s.setWidth(1280);
        s.setHeight(800);
        s.show();
    }

    private SessionState now() {
        WaitForAsyncUtils.waitForFxEvents();
        return window.session().state();
    }

    private static void until(String what, BooleanSupplier so) {
        try {
            WaitForAsyncUtils.waitFor(8, TimeUnit.SECONDS, so::getAsBoolean);
        } catch (TimeoutException e) {
            throw new AssertionError("never so: " + what, e);
        }
    }

    private static boolean seen(FxRobot r, String id) {
        return r.lookup(id).tryQuery().map(Node::isVisible).orElse(false);
    }

    private static double width(FxRobot r, String panel) {
        return r.lookup("#shown-" + panel).<PanelCanvas>query().getWidth();
    }

    @Test
    void theRemoteTurnsTheAuthorsChaptersAndEscapeLeaves(FxRobot r) {
        r.type(KeyCode.F5);
        until("full screen", stage::isFullScreen);
        assertThat(seen(r, "#projection")).isTrue();
        assertThat(seen(r, "#shown-card")).as("the title comes first").isTrue();
        assertThat(seen(r, "#editor")).isFalse();
        r.type(KeyCode.PAGE_DOWN);
        until("the first chapter", () -> window.presenter().lecture().card() == 1);
        r.type(KeyCode.PAGE_DOWN);
        until("its first step", () -> !seen(r, "#shown-card"));
        r.push(KeyCode.SHIFT, KeyCode.PAGE_DOWN);
        until("the second chapter", () -> seen(r, "#shown-card"));
        assertThat(now().index()).isPositive();
        r.type(KeyCode.PAGE_DOWN);
        until("the panel that the author goes to is large", () -> width(r, "dio") > 900 && width(r, "file") == 0);
        r.type(KeyCode.S);
        int at = now().index();
        r.type(KeyCode.PAGE_UP);
        assertThat(now().index()).as("without slides the remote steps").isLessThan(at);
        until("all panels", () -> width(r, "file") > 0);
        r.type(KeyCode.ESCAPE);
        until("the window again", () -> !stage.isFullScreen() && !seen(r, "#projection") && seen(r, "#editor"));
    }

    @Test
    void blackAndBackWithoutAStep(FxRobot r) {
        r.push(KeyCode.SHIFT, KeyCode.F5);
        r.type(KeyCode.PAGE_DOWN, 2);
        int at = now().index();
        r.type(KeyCode.B);
        until("black", () -> seen(r, "#black"));
        r.type(KeyCode.PAGE_DOWN);
        until("the picture", () -> !seen(r, "#black"));
        assertThat(now().index()).isEqualTo(at);
        r.type(KeyCode.PERIOD, 2);
        until("the picture again", () -> !seen(r, "#black"));
    }

    @Test
    void panelsTypeAndRingAreTheLecturers(FxRobot r) {
        r.type(KeyCode.P);
        assertThat(seen(r, "#chooser")).isTrue();
        r.type(KeyCode.DIGIT5).type(KeyCode.ENTER);
        until("presenting", () -> seen(r, "#projection") && !seen(r, "#chooser"));
        r.type(KeyCode.PAGE_DOWN, 2);
        until("the call stack was chosen", () -> width(r, "stack") > 0);
        r.type(KeyCode.DIGIT3);
        until("the register was not", () -> width(r, "dio") == 0);
        r.type(KeyCode.DIGIT0);
        until("those that suit", () -> width(r, "dio") > 0 && width(r, "stack") == 0);
        double header = r.lookup("#shown-header").<PanelCanvas>query().getHeight();
        r.push(KeyCode.CONTROL, KeyCode.EQUALS);
        until("larger", () -> r.lookup("#shown-header").<PanelCanvas>query().getHeight() > header);
        r.push(KeyCode.CONTROL, KeyCode.DIGIT0);
        until("as before", () -> r.lookup("#shown-header").<PanelCanvas>query().getHeight() == header);
        r.type(KeyCode.L);
        r.moveTo("#shown-file");
        until("the ring", () -> seen(r, "#ring"));
        r.type(KeyCode.L);
        until("no ring", () -> !seen(r, "#ring"));
    }

    @Test
    void theRunThatWasOpenedSinceIsShown(FxRobot r) {
        r.interact(() -> window.choose(ShippedScenarios.read("72-write-returns")));
        until("another run", () -> window.session().state().scenario().title().contains("write()"));
        r.type(KeyCode.F5);
        r.type(KeyCode.PAGE_DOWN, 2);
        until("the way of the bytes", () -> width(r, "flow") > 0 && width(r, "dio") == 0);
        r.type(KeyCode.ESCAPE);
    }

    @Test
    void typeGrowsInTheWindowToo(FxRobot r) {
        var style = window.getStyle();
        r.push(KeyCode.CONTROL, KeyCode.EQUALS);
        until("larger", () -> !window.getStyle().equals(style));
        r.push(KeyCode.CONTROL, KeyCode.DIGIT0);
        until("as before", () -> window.getStyle().equals(style));
    }

    @Test
    void notesStayWithThePresenterAndTheHeldPictureStays(FxRobot r) {
        r.interact(() -> {
            window.presenter().own(true);
            window.present();
        });
        var projected = java.util.Objects.requireNonNull(window.presenter().projected());
        assertThat(r.lookup("#notes-text").<Label>query().getText()).isEqualTo(SECRET);
        assertThat(texts(projected.getScene())).noneMatch(t -> t.contains(SECRET));
        assertThat(projected.getScene().lookup("#notes")).isNull();
        assertThat(window.lookup("#projection")).as("the presenter's window is the presenter's").isNull();
        r.interact(() -> window.session().dispatch(new Intent.Seek(3)));
        var shown = (Projection) projected.getScene().getRoot();
        r.interact(() -> press(KeyCode.F));
        until("held", () -> seen(r, "#held"));
        r.interact(() -> window.session().dispatch(new Intent.Seek(9)));
        assertThat(now().index()).isEqualTo(9);
        assertThat(shown.step()).isEqualTo(3);
        r.interact(() -> press(KeyCode.F));
        until("goes on", () -> shown.step() == 9);
        r.interact(projected::close);
        until("closing it ends the presentation", () -> !window.presenter().on() && seen(r, "#editor"));
        assertThat(seen(r, "#projection")).isFalse();
        r.interact(() -> {
            window.presenter().own(false);
            window.present();
        });
        until("in this window now", () -> seen(r, "#projection") && !seen(r, "#notes"));
        r.type(KeyCode.ESCAPE);
    }

    private void press(KeyCode code) {
        window.presenter().key(
                new javafx.scene.input.KeyEvent(javafx.scene.input.KeyEvent.KEY_PRESSED, "", "", code, false, false, false, false),
                false);
    }

    private static List<String> texts(Scene scene) {
        return scene.getRoot().lookupAll("*").stream().filter(Label.class::isInstance).map(n -> ((Label) n).getText()).toList();
    }
}
