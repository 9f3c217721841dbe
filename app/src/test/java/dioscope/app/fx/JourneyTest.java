package dioscope.app.fx;

import static org.assertj.core.api.Assertions.assertThat;

import dioscope.app.paint.CellId;
import dioscope.app.panel.TimelineIndex;
import dioscope.app.panel.Words;
import dioscope.app.session.Intent;
import dioscope.app.session.SessionState;
import dioscope.model.scenario.ShippedScenarios;
import dioscope.model.run.Runner;
import dioscope.model.scenario.Scenario;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javafx.geometry.Point2D;
import javafx.scene.control.Label;
import javafx.scene.control.TextField;
import javafx.scene.input.KeyCode;
import javafx.scene.input.MouseButton;
import javafx.stage.Stage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.testfx.api.FxRobot;
import org.testfx.framework.junit5.ApplicationExtension;
import org.testfx.framework.junit5.Start;
import org.testfx.util.WaitForAsyncUtils;

@ExtendWith(ApplicationExtension.class)
class JourneyTest {
    private static final List<Scenario> SHIPPED = ShippedScenarios.all();

    @TempDir
    static Path state;

    private MainWindow window;

    @Start
    void start(Stage stage) {
        window = Opening.open(stage, Runner::run, SHIPPED.getFirst(), () -> List.of(new ShippedScenarios.Shelf("Stories", SHIPPED)),
                _ -> Words.NONE, new RecentFiles(state));
        stage.setWidth(1280);
        stage.setHeight(800);
        stage.show();
    }

    private SessionState now() {
        WaitForAsyncUtils.waitForFxEvents();
        return window.session().state();
    }

    private void until(java.util.function.Predicate<SessionState> what) {
        try {
            WaitForAsyncUtils.waitFor(5, TimeUnit.SECONDS, () -> what.test(window.session().state()));
        } catch (TimeoutException e) {
            throw new AssertionError("never so: " + window.session().state().index(), e);
        }
    }

    private long flagsAtEnd() {
        var t = now().trace();
        for (int i = t.size() - 1; i > 0; i--) {
            for (var io : t.step(i).world().io()) {
                var dio = io.value().dio();
                if (dio != null) {
                    return dio.flags();
                }
            }
        }
        throw new AssertionError("no struct iomap_dio in this run");
    }

    private static String text(FxRobot r, String label) {
        return r.lookup(label).<Label>query().getText();
    }

    @Test
    void standsAtTheFirstStepTellsHowToGoOnAndPlays(FxRobot r) {
        assertThat(now().index()).isZero();
        assertThat(now().scenario()).isEqualTo(SHIPPED.getFirst());
        assertThat(text(r, "#hint")).contains("Space");
        r.type(KeyCode.PLUS, 6);
        r.type(KeyCode.SPACE);
        until(s -> s.index() > 4);
        r.type(KeyCode.SPACE);
        assertThat(now().playing()).isFalse();
    }

    @Test
    void keysMoveAsTheySay(FxRobot r) {
        r.type(KeyCode.RIGHT, 3);
        int three = now().index();
        r.type(KeyCode.PAGE_DOWN);
        assertThat(now().index()).isGreaterThan(three);
        r.type(KeyCode.PAGE_UP);
        assertThat(now().index()).isEqualTo(three);
        r.type(KeyCode.END);
        assertThat(now().atEnd()).isTrue();
        r.type(KeyCode.HOME);
        assertThat(now().index()).isZero();
        r.type(KeyCode.N);
        assertThat(now().index()).isPositive();
        r.type(KeyCode.F1);
        assertThat(r.lookup("#keys").query().isVisible()).isTrue();
        r.type(KeyCode.ESCAPE);
        assertThat(r.lookup("#keys").query().isVisible()).isFalse();
    }

    @Test
    void fuaOffChangesTheStoryAndUndoGivesItBack(FxRobot r) {
        var first = now();
        long flags = flagsAtEnd();
        r.interact(() -> window.choose(SHIPPED.get(2)));
        long through = flagsAtEnd();
        var before = now().trace();
        r.clickOn("#device-fua .thumb-area");
        assertThat(now().scenario().device().fua()).isFalse();
        assertThat(now().trace()).isNotEqualTo(before);
        assertThat(flagsAtEnd()).isNotEqualTo(through);
        assertThat(now().dirty()).isTrue();
        r.push(KeyCode.CONTROL, KeyCode.Z);
        assertThat(now().scenario().device().fua()).isTrue();
        assertThat(flagsAtEnd()).isEqualTo(through);
        assertThat(first.trace()).isNotEqualTo(before);
        assertThat(flags).isNotZero();
    }

    @Test
    void whatCannotBeReadIsExplainedBesideItsFieldAndThePictureStays(FxRobot r) {
        var good = now().trace();
        r.doubleClickOn("#request-offset").push(KeyCode.CONTROL, KeyCode.A).write("abc").type(KeyCode.ENTER);
        assertThat(text(r, "#request-offset-why")).contains("4K");
        assertThat(r.lookup("#request-offset").query().getStyleClass()).contains("invalid");
        assertThat(now().trace()).isSameAs(good);
        r.push(KeyCode.CONTROL, KeyCode.A).write("0x4000").type(KeyCode.ENTER);
        assertThat(text(r, "#request-offset-why")).isEmpty();
        assertThat(r.lookup("#request-offset").query().getStyleClass()).doesNotContain("invalid");
        assertThat(now().scenario().request().offset()).isEqualTo(0x4000);
        assertThat(r.lookup("#request-offset").<TextField>query().getText()).isEqualTo("16 KiB");
    }

    @Test
    void anImpossibleValueIsExplainedBesideItsFieldUntilUndone(FxRobot r) {
        var good = now().trace();
        r.doubleClickOn("#device-logical_block_size").push(KeyCode.CONTROL, KeyCode.A).write("700").type(KeyCode.ENTER);
        assertThat(text(r, "#device-logical_block_size-why")).contains("power of two");
        assertThat(now().trace()).isSameAs(good);
        r.clickOn("#undo");
        assertThat(text(r, "#device-logical_block_size-why")).isEmpty();
        assertThat(r.lookup("#device-logical_block_size").<TextField>query().getText()).isEqualTo("512");
    }

    @Test
    void anotherKernelKeepsThePlace(FxRobot r) {
        r.type(KeyCode.RIGHT, 6);
        var site = now().moment().step().site();
        var kernel = now().scenario().kernel();
        r.type(KeyCode.K);
        until(s -> s.scenario().kernel() != kernel);
        assertThat(now().index()).isPositive();
        assertThat(now().moment().step().site()).isEqualTo(site);
        r.push(KeyCode.SHIFT, KeyCode.K);
        until(s -> s.scenario().kernel() == kernel);
        assertThat(now().moment().step().site()).isEqualTo(site);
    }

    @Test
    void theDecisionsStandInPlaceOfTheCodeUntilAskedAgain(FxRobot r) {
        r.type(KeyCode.RIGHT, 3);
        until(_ -> shown(r, "#panel-code") && !shown(r, "#panel-decisions"));
        r.type(KeyCode.D);
        until(_ -> shown(r, "#panel-decisions") && !shown(r, "#panel-code"));
        r.type(KeyCode.D);
        until(_ -> shown(r, "#panel-code") && !shown(r, "#panel-decisions"));
    }

    private static boolean shown(FxRobot r, String panel) {
        return r.lookup(panel).<PanelCanvas>query().getWidth() > 0;
    }

    @Test
    void vShowsTheWayOfTheBytesAndTheRegisterAgain(FxRobot r) {
        until(_ -> shown(r, "#panel-dio") && !shown(r, "#panel-flow"));
        r.type(KeyCode.V);
        until(_ -> shown(r, "#panel-flow") && !shown(r, "#panel-dio") && !shown(r, "#panel-file"));
        r.type(KeyCode.RIGHT, 2);
        assertThat(shown(r, "#panel-flow")).isTrue();
        r.type(KeyCode.V);
        until(_ -> shown(r, "#panel-dio") && !shown(r, "#panel-flow"));
        r.clickOn("#view");
        until(_ -> shown(r, "#panel-flow") && !shown(r, "#panel-dio"));
        r.clickOn("#view");
        until(_ -> shown(r, "#panel-dio") && !shown(r, "#panel-flow"));
    }

    @Test
    void anotherCallIsAddedEditedAndTakenOut(FxRobot r) {
        r.clickOn("#calls-add");
        until(s -> s.scenario().requests().size() == 2);
        assertThat(r.lookup("#request-length").query().getParent().getParent().isVisible()).as("an fsync has no length").isFalse();
        assertThat(r.lookup("#request-op").<javafx.scene.control.ComboBox<String>>query().getValue()).isEqualTo("fsync");
        r.clickOn("#call-1");
        assertThat(r.lookup("#request-length").query().getParent().getParent().isVisible()).isTrue();
        r.clickOn("#call-2");
        r.clickOn("#calls-remove");
        until(s -> s.scenario().requests().size() == 1);
        r.push(KeyCode.CONTROL, KeyCode.Z);
        until(s -> s.scenario().requests().size() == 2);
    }

    @Test
    void groupsOfInputsFoldAndOpen(FxRobot r) {
        var offset = r.lookup("#request-offset").query();
        var faults = r.lookup("#faults-fail_bio").query();
        assertThat(faults.getParent().getParent().getParent().isVisible()).isFalse();
        r.type(KeyCode.E);
        assertThat(faults.getParent().getParent().getParent().isVisible()).isTrue();
        r.clickOn("#group-request");
        assertThat(offset.getParent().getParent().getParent().isVisible()).isFalse();
        r.type(KeyCode.E);
        r.type(KeyCode.E);
        assertThat(faults.getParent().getParent().getParent().isVisible()).isFalse();
        assertThat(offset.getParent().getParent().getParent().isVisible()).isTrue();
    }

    @Test
    void aBioThatIsDraggedIsAnsweredWhereTheOtherWasUntilUndone(FxRobot r) {
        r.type(KeyCode.END);
        var before = now().trace();
        r.drag(place(r, "bios.1"), MouseButton.PRIMARY).dropTo(place(r, "bios.2"));
        until(s -> !s.scenario().decisions().completions().isEmpty());
        assertThat(now().trace()).isNotEqualTo(before);
        var dragged = now().scenario();
        r.push(KeyCode.CONTROL, KeyCode.Z);
        until(s -> s.scenario().decisions().completions().isEmpty());
        r.interact(() -> window.session().dispatch(new Intent.Select(CellId.of("bios.1"))));
        r.push(KeyCode.SHIFT, KeyCode.DOWN);
        until(s -> s.scenario().equals(dragged));
    }

    /// Where on the screen a bio's card is.
    private static Point2D place(FxRobot r, String cell) {
        var canvas = r.lookup("#panel-bio").<PanelCanvas>query();
        for (double y = 30; y < canvas.getHeight(); y += 8) {
            for (double x = 10; x < canvas.getWidth(); x += 8) {
                if (canvas.at(x, y).filter(c -> c.path().equals(cell) || c.path().startsWith(cell + ".")).isPresent()) {
                    return canvas.localToScreen(x, y);
                }
            }
        }
        throw new AssertionError("no card of " + cell);
    }

    @Test
    void twoCallsEachHaveALaneAndABar(FxRobot r) {
        r.interact(() -> {
            var s = SHIPPED.getFirst();
            var one = s.requests().getFirst();
            window.session().dispatch(new Intent.Load(s.withRequests(List.of(one, one)), null));
        });
        until(s -> s.scenario().requests().size() == 2);
        var lanes = TimelineIndex.of(now().trace()).lanes();
        assertThat(lanes).contains(TimelineIndex.Lane.TASK, new TimelineIndex.Lane(
                TimelineIndex.Of.TASK, 2));
        r.type(KeyCode.END);
        assertThat(now().moment().world().io().size()).isEqualTo(2);
    }

    @Test
    void draggingTheTimelineGoesAnywhere(FxRobot r) {
        var timeline = r.lookup("#panel-timeline").query();
        var b = timeline.localToScreen(timeline.getBoundsInLocal());
        r.drag(new Point2D(b.getMinX() + b.getWidth() * 0.3, b.getCenterY()), MouseButton.PRIMARY);
        int left = now().index();
        r.moveTo(new Point2D(b.getMinX() + b.getWidth() * 0.7, b.getCenterY()));
        int right = now().index();
        r.drop();
        assertThat(left).isPositive();
        assertThat(right).isGreaterThan(left).isLessThan(now().trace().size());
    }

    @Test
    void aThingThatIsClickedTellsWhatItIs(FxRobot r) {
        r.type(KeyCode.END);
        var file = r.lookup("#panel-file").query();
        var b = file.localToScreen(file.getBoundsInLocal());
        for (double share = 0.3; share < 0.8 && !r.lookup("#card").query().isVisible(); share += 0.05) {
            r.clickOn(new Point2D(b.getMinX() + b.getWidth() * 0.3, b.getMinY() + b.getHeight() * share));
        }
        assertThat(now().selected()).isNotNull();
        assertThat(r.lookup("#card").query().isVisible()).as("card of %s", now().selected()).isTrue();
        r.type(KeyCode.ESCAPE);
        assertThat(now().selected()).isNull();
        assertThat(r.lookup("#card").query().isVisible()).isFalse();
    }

    @Test
    void aThingTheMouseRestsOnTellsWhatItIsUntilTheMouseGoes(FxRobot r) throws Exception {
        r.type(KeyCode.END);
        var file = r.lookup("#panel-file").query();
        var card = r.lookup("#card").query();
        var b = file.localToScreen(file.getBoundsInLocal());
        r.moveTo(new Point2D(b.getMinX() + b.getWidth() * 0.25, b.getMinY() + b.getHeight() * 0.52));
        WaitForAsyncUtils.waitFor(5, TimeUnit.SECONDS, card::isVisible);
        assertThat(now().hovered()).isNotNull();
        assertThat(now().selected()).isNull();
        var c = card.localToScreen(card.getBoundsInLocal());
        r.moveTo(new Point2D(c.getMinX() + 20, c.getMinY() + 20));
        r.sleep(900);
        assertThat(card.isVisible()).as("stays while the mouse is in it").isTrue();
        r.moveTo("#hint");
        WaitForAsyncUtils.waitFor(5, TimeUnit.SECONDS, () -> !card.isVisible());
    }

    @Test
    void unsavedChangesAreNotLostByChoosingAnotherScenario(FxRobot r) {
        r.clickOn("#device-fua .thumb-area");
        var edited = now().scenario();
        javafx.application.Platform.runLater(() -> window.choose(SHIPPED.get(1)));
        WaitForAsyncUtils.waitForFxEvents();
        r.clickOn("Cancel");
        assertThat(now().scenario()).isEqualTo(edited);
        javafx.application.Platform.runLater(() -> window.choose(SHIPPED.get(1)));
        WaitForAsyncUtils.waitForFxEvents();
        r.clickOn("Do not save");
        assertThat(now().scenario()).isEqualTo(SHIPPED.get(1));
    }

    @Test
    void theNextChangeIsThatOfTheTransactionOrThePageThatWasChosen(FxRobot r) {
        var append = SHIPPED.stream().filter(s -> s.title().startsWith("Append, then fsync")).findFirst().orElseThrow();
        r.interact(() -> window.choose(append));
        r.interact(() -> window.session().dispatch(new Intent.Select(CellId.of("journal.tx8"))));
        assertThat(r.lookup("#next-change").<javafx.scene.control.SplitMenuButton>query().getText()).contains("transaction 8");
        r.type(KeyCode.N);
        assertThat(now().moment().step().site()).isEqualTo("jbd2__journal_start/jbd2_get_transaction");
        r.interact(() -> window.session().dispatch(new Intent.Select(CellId.of("pageCache.pages.16.held.65536.w1"))));
        assertThat(r.lookup("#next-change").<javafx.scene.control.SplitMenuButton>query().getText()).contains("page 16");
        r.type(KeyCode.N);
        assertThat(now().moment().changes()).anyMatch(c -> c.cell().path().startsWith("pageCache.pages.16"));
    }
}
