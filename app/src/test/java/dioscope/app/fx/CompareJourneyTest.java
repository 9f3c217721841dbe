package dioscope.app.fx;

import static org.assertj.core.api.Assertions.assertThat;

import dioscope.app.panel.Words;
import dioscope.app.session.Intent;
import dioscope.app.session.Other;
import dioscope.app.session.SessionState;
import dioscope.app.session.Versus;
import dioscope.model.compare.What;
import dioscope.model.profile.Profile;
import dioscope.model.run.Runner;
import dioscope.model.scenario.Scenario;
import dioscope.model.scenario.ShippedScenarios;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import javafx.geometry.Point2D;
import javafx.scene.input.KeyCode;
import javafx.stage.Stage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.testfx.api.FxRobot;
import org.testfx.framework.junit5.ApplicationExtension;
import org.testfx.framework.junit5.Start;
import org.testfx.util.WaitForAsyncUtils;

/// A reader puts two runs beside each other and walks through them.
@ExtendWith(ApplicationExtension.class)
class CompareJourneyTest {
    private static final List<Scenario> SHIPPED = ShippedScenarios.all().stream().map(s -> s.withKernel(Profile.V6_12)).toList();

    @TempDir
    static Path state;

    private MainWindow window;

    @Start
    void start(Stage stage) {
        window = Opening.open(stage, Runner::run, SHIPPED.get(2), () -> List.of(new ShippedScenarios.Shelf("Stories", SHIPPED)),
                _ -> Words.NONE, new RecentFiles(state));
        stage.setWidth(1280);
        stage.setHeight(800);
        stage.show();
    }

    private SessionState until(Predicate<SessionState> what) {
        try {
            WaitForAsyncUtils.waitFor(10, TimeUnit.SECONDS, () -> what.test(window.session().state()));
        } catch (TimeoutException e) {
            throw new AssertionError("never so: " + window.session().state().error(), e);
        }
        WaitForAsyncUtils.waitForFxEvents();
        return window.session().state();
    }

    private Versus versus() {
        return Objects.requireNonNull(until(s -> s.versus() != null).versus());
    }

    private Versus besideNoFua(FxRobot r) {
        r.interact(() -> window.session().dispatch(new Intent.Compare(new Other.Device(dioscope.model.scenario.DevicePreset.NVME_NOFUA))));
        return versus();
    }

    @Test
    void theMenuPutsAnotherKernelBesideThisOneAndEscapeLeaves(FxRobot r) {
        r.type(KeyCode.RIGHT, 4);
        int here = window.session().state().index();
        r.type(KeyCode.C);
        r.clickOn("#compare-kernel-7-2");
        var v = versus();
        assertThat(v.comparison().b().trace().profile()).isSameAs(Profile.V7_2);
        assertThat(v.comparison().a().name()).isEqualTo("6.12");
        assertThat(window.session().state().index()).isEqualTo(here);
        assertThat(r.lookup("#compare-board").query().isVisible()).isTrue();
        assertThat(r.lookup("#panel-file").query().getParent().isVisible()).isFalse();
        r.type(KeyCode.ESCAPE);
        until(s -> s.versus() == null);
        assertThat(r.lookup("#compare-board").query().isVisible()).isFalse();
        assertThat(r.lookup("#panel-file").query().getParent().isVisible()).isTrue();
        assertThat(window.session().state().index()).isEqualTo(here);
    }

    @Test
    void bothColumnsStepTogetherAndNGoesFromDifferenceToDifference(FxRobot r) {
        var v = besideNoFua(r);
        var c = v.comparison();
        r.type(KeyCode.RIGHT);
        int row = versus().row();
        assertThat(row).isPositive();
        assertThat(c.a().trace().step(c.atA(row)).site()).isEqualTo(c.b().trace().step(c.atB(row)).site());
        r.type(KeyCode.HOME);
        var story = c.story().toList();
        r.type(KeyCode.N);
        assertThat(versus().row()).isEqualTo(story.getFirst().row());
        r.type(KeyCode.N);
        assertThat(versus().row()).isEqualTo(story.get(1).row());
        r.push(KeyCode.SHIFT, KeyCode.N);
        assertThat(versus().row()).isEqualTo(story.getFirst().row());
        r.type(KeyCode.END);
        assertThat(versus().row()).isEqualTo(c.rows().size() - 1);
        assertThat(window.session().state().atEnd()).isTrue();
    }

    @Test
    void aPlaceOfTheListThatIsClickedIsGoneTo(FxRobot r) {
        var c = besideNoFua(r).comparison();
        r.type(KeyCode.HOME);
        var story = r.lookup("#compare-story").query();
        var b = story.localToScreen(story.getBoundsInLocal());
        for (double y = 60; y < b.getHeight() * 0.5 && c.differenceOf(versus().row()) < 0; y += 18) {
            r.clickOn(new Point2D(b.getCenterX(), b.getMinY() + y));
        }
        assertThat(c.differenceOf(versus().row())).isNotNegative();
        assertThat(window.session().state().index()).isEqualTo(c.atA(versus().row()));
    }

    @Test
    void whatOnlyTheCodeSaysOtherwiseIsFoldedUntilAskedFor(FxRobot r) {
        r.interact(() -> window.session().dispatch(new Intent.Compare(new Other.Kernel(Profile.V7_2))));
        var c = versus().comparison();
        assertThat(c.story().count()).isLessThan(c.differences().size());
        r.type(KeyCode.N);
        assertThat(c.story(c.differenceOf(versus().row()))).isTrue();
        r.type(KeyCode.A);
        assertThat(versus().every()).isTrue();
        r.type(KeyCode.HOME);
        r.type(KeyCode.N);
        assertThat(versus().row()).isEqualTo(c.differences().getFirst().row());
        r.type(KeyCode.A);
        assertThat(versus().every()).isFalse();
    }

    @Test
    void swapTurnsTheColumnsRoundAndUndoTurnsThemBack(FxRobot r) {
        var before = besideNoFua(r);
        r.type(KeyCode.X);
        until(s -> !s.scenario().device().fua());
        var after = versus();
        assertThat(after.scenario().device().fua()).isTrue();
        assertThat(after.comparison().alike()).isEqualTo(before.comparison().alike());
        r.push(KeyCode.CONTROL, KeyCode.Z);
        until(s -> s.scenario().device().fua());
    }

    @Test
    void theRunBeforeTheLastEditIsBesideTheRunAfterIt(FxRobot r) {
        r.interact(() -> window.session().dispatch(
                new Intent.Edit("FUA", s -> s.withDevice(dioscope.model.scenario.DevicePreset.NVME_NOFUA.spec()))));
        until(s -> !s.scenario().device().fua());
        r.type(KeyCode.C);
        r.clickOn("#compare-before");
        var v = versus();
        assertThat(v.scenario().device().fua()).isTrue();
        var first = v.comparison().first().orElseThrow();
        assertThat(first.what()).isEqualTo(What.BRANCH);
        var at = v.comparison().rows().get(first.row());
        assertThat(v.comparison().a().trace().step(at.a()).site()).isEqualTo("iomap_dio_bio_iter/fua");
    }
}
