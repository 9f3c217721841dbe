package dioscope.app.fx;

import dioscope.app.export.Captions;
import dioscope.app.export.PanelName;
import dioscope.app.export.lecture.Lecture;
import dioscope.app.export.lecture.Slides;
import dioscope.app.paint.Theme;
import dioscope.app.panel.View;
import dioscope.app.session.Intent;
import dioscope.app.session.Session;
import dioscope.app.session.SessionState;
import dioscope.app.session.Stepping;
import java.util.EnumSet;
import java.util.Set;
import javafx.geometry.Rectangle2D;
import javafx.scene.Scene;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyCombination;
import javafx.scene.input.KeyEvent;
import javafx.scene.layout.Pane;
import javafx.stage.Screen;
import javafx.stage.Stage;
import org.jspecify.annotations.Nullable;

/// A presentation: on the other screen where there is one, and then this window is the presenter's with the notes; else in this window, without notes.
final class Presenter implements PanelChooser.Choices {
    private static final double OWN_WIDTH = 1280;
    private static final double OWN_HEIGHT = 720;
    /// Keys that go on; on a black screen they bring the picture back.
    private static final Set<KeyCode> STEPS = EnumSet.of(KeyCode.RIGHT, KeyCode.LEFT, KeyCode.UP, KeyCode.DOWN, KeyCode.HOME, KeyCode.END,
            KeyCode.PAGE_DOWN, KeyCode.PAGE_UP, KeyCode.SPACE, KeyCode.N, KeyCode.ENTER);

    /// The window around it.
    interface Host {
        /// Something is to be drawn.
        void wake();

        /// The presentation has begun, or ended.
        void arranged();

        /// Keys do there what they do here.
        void install(Scene projected);
    }

    private final Stage stage;
    private final Session session;
    private final Ahead ahead;
    private final Texts texts;
    private final Host host;
    private final NotesPane notes;
    private final PanelChooser chooser;
    private final Projection projection;
    private Lecture lecture = Lecture.USUAL;
    private Slides slides = Slides.NONE;
    private boolean on;
    private boolean wasFull;
    /// Whether the audience has a window of its own; null for when there is a screen for it.
    private @Nullable Boolean own;
    private @Nullable Stage projected;

    Presenter(Stage stage, Session session, Ahead ahead, Theme theme, Texts texts, Host host) {
        this.stage = stage;
        this.session = session;
        this.ahead = ahead;
        this.texts = texts;
        this.host = host;
        notes = new NotesPane(texts);
        chooser = new PanelChooser(texts, this);
        projection = new Projection(session, ahead, theme, texts);
        projection.setVisible(false);
    }

    NotesPane notes() {
        return notes;
    }

    PanelChooser chooser() {
        return chooser;
    }

    Projection projection() {
        return projection;
    }

    boolean on() {
        return on;
    }

    /// Whether the audience sees this very window.
    boolean here() {
        return on && projected == null;
    }

    Lecture lecture() {
        return lecture;
    }

    @Nullable
    Stage projected() {
        return projected;
    }

    private boolean ownWindow() {
        return own == null ? Screen.getScreens().size() > 1 : own;
    }

    // ---- beginning and ending

    void toggle() {
        if (on) {
            end();
        } else {
            begin();
        }
    }

    void begin() {
        if (on) {
            return;
        }
        on = true;
        chooser.setVisible(false);
        slides = Slides.of(session.state().scenario(), ahead.study(session.state()));
        lecture = lecture.withBlank(false).withHeld(false).withCard(-1);
        if (lecture.slides() && session.state().index() == 0 && !slides.isEmpty() && slides.all().getFirst().isCard()) {
            lecture = lecture.withCard(0);
        }
        projection.renew();
        projection.setVisible(true);
        if (ownWindow()) {
            project();
            notes.begin();
        } else {
            wasFull = stage.isFullScreen();
            stage.setFullScreenExitHint("");
            stage.setFullScreenExitKeyCombination(KeyCombination.NO_MATCH);
            stage.setFullScreen(true);
        }
        host.arranged();
        update();
        projection.requestFocus();
    }

    private void project() {
        var scene = new Scene(new Pane(), OWN_WIDTH, OWN_HEIGHT);
        scene.getStylesheets().setAll(stage.getScene().getStylesheets());
        ((Pane) stage.getScene().getRoot()).getChildren().remove(projection);
        scene.setRoot(projection);
        host.install(scene);
        var window = new Stage();
        window.setTitle(texts.get("present.window"));
        window.setScene(scene);
        window.setFullScreenExitHint("");
        window.setFullScreenExitKeyCombination(KeyCombination.NO_MATCH);
        other().ifPresent(b -> {
            window.setX(b.getMinX());
            window.setY(b.getMinY());
            window.setWidth(b.getWidth());
            window.setHeight(b.getHeight());
        });
        window.setOnHidden(_ -> end());
        projected = window;
        window.show();
        if (other().isPresent()) {
            window.setFullScreen(true);
        }
        stage.requestFocus();
    }

    /// The screen that this window is not on.
    private java.util.Optional<Rectangle2D> other() {
        var here = Screen.getScreensForRectangle(stage.getX() + stage.getWidth() / 2, stage.getY() + stage.getHeight() / 2, 1, 1);
        return Screen.getScreens().stream().filter(s -> !here.contains(s)).findFirst().map(Screen::getBounds);
    }

    void end() {
        if (!on) {
            return;
        }
        on = false;
        chooser.setVisible(false);
        notes.end();
        lecture = lecture.withBlank(false).withHeld(false).withCard(-1).withRing(false);
        projection.show(lecture, slides);
        projection.setVisible(false);
        var window = projected;
        projected = null;
        if (window != null) {
            window.setOnHidden(null);
            window.getScene().setRoot(new Pane());
            window.close();
        } else if (!wasFull) {
            stage.setFullScreen(false);
        }
        host.arranged();
        host.wake();
    }

    // ---- what happens meanwhile

    void theme(Theme t) {
        projection.theme(t);
        host.wake();
    }

    void axis(View.Axis a) {
        projection.axis(a);
    }

    void changed(SessionState before, SessionState after) {
        if (!on) {
            return;
        }
        if (after.trace() != before.trace() || !after.scenario().film().equals(before.scenario().film())) {
            slides = Slides.of(after.scenario(), ahead.study(after));
            lecture = lecture.withCard(-1);
        } else if (after.index() != before.index()) {
            lecture = lecture.withCard(-1);
        }
        projection.changed(before, after);
        if (after.hovered() == before.hovered()) {
            update();
        }
    }

    boolean frame(long nowNanos, boolean animate, long moveNanos) {
        return on && projection.frame(nowNanos, animate, moveNanos);
    }

    private void become(Lecture l) {
        lecture = l;
        update();
    }

    private void update() {
        var s = session.state();
        var study = ahead.study(s);
        if (chooser.isVisible()) {
            chooser.show(lecture, study, on ? projected != null : ownWindow(), on ? !slides.isEmpty() : hasChapters(s), on);
        }
        if (on) {
            projection.show(lecture, slides);
            notes.show(lecture, slides, s.index(), next(s));
            host.wake();
        }
    }

    private static boolean hasChapters(SessionState s) {
        return s.scenario().film().cues().stream().anyMatch(c -> !c.chapter().isEmpty());
    }

    private String next(SessionState s) {
        if (turns()) {
            int n = slides.turn(lecture.card(), s.index(), false);
            return n < 0 ? texts.get("notes.end") : Captions.plain(slides.all().get(n).words());
        }
        int n = Stepping.forward(s.trace(), s.index(), s.granularity());
        return n == s.index() ? texts.get("notes.end") : s.trace().step(n).site();
    }

    private boolean turns() {
        return lecture.slides() && !slides.isEmpty() && session.state().versus() == null;
    }

    // ---- keys

    /// @param typing whether letters go into a field
    /// @return whether the key was one of a presentation
    boolean key(KeyEvent e, boolean typing) {
        if (e.isControlDown() || e.isAltDown() || e.isMetaDown() || !on && !chooser.isVisible()) {
            return false;
        }
        var code = e.getCode();
        if (code == KeyCode.ESCAPE) {
            if (chooser.isVisible()) {
                chooser.setVisible(false);
            } else {
                end();
            }
            return true;
        }
        if (typing) {
            return false;
        }
        if (chooser.isVisible() && choose(code)) {
            return true;
        }
        return on && presenting(code, e.isShiftDown());
    }

    private boolean choose(KeyCode code) {
        if (code == KeyCode.S) {
            slides(!lecture.slides());
        } else if (code == KeyCode.W && !on) {
            own(!ownWindow());
        } else if (code == KeyCode.ENTER) {
            start();
        } else {
            return digit(code);
        }
        return true;
    }

    private boolean digit(KeyCode code) {
        if (!code.isDigitKey()) {
            return false;
        }
        int n = Integer.parseInt(code.getName().replaceAll("\\D", ""));
        if (n == 0) {
            become(lecture.withPanels(Set.of()));
        } else {
            var p = PanelName.values()[n - 1];
            panel(p, !lecture.panels(ahead.study(session.state())).contains(p));
        }
        return true;
    }

    private boolean presenting(KeyCode code, boolean shift) {
        if (lecture.blank() && STEPS.contains(code)) {
            become(lecture.withBlank(false));
            return true;
        }
        switch (code) {
            case PAGE_DOWN, PAGE_UP -> {
                if (shift) {
                    chapter(code == KeyCode.PAGE_UP);
                } else {
                    turn(code == KeyCode.PAGE_UP);
                }
            }
            case B, PERIOD, DECIMAL -> become(lecture.withBlank(!lecture.blank()));
            case F -> become(lecture.withHeld(!lecture.held()));
            case L -> become(lecture.withRing(!lecture.ring()));
            case S -> slides(!lecture.slides());
            default -> {
                return digit(code);
            }
        }
        return true;
    }

    private void turn(boolean back) {
        if (turns()) {
            go(slides.turn(lecture.card(), session.state().index(), back));
        } else {
            session.dispatch(back ? new Intent.StepBack() : new Intent.StepForward());
        }
    }

    private void chapter(boolean back) {
        if (turns()) {
            go(slides.chapter(lecture.card(), session.state().index(), back));
        }
    }

    private void go(int slide) {
        if (slide >= 0) {
            var to = slides.all().get(slide);
            session.dispatch(new Intent.Seek(to.step()));
            become(lecture.withCard(to.isCard() ? slide : -1));
        }
    }

    /// Larger or smaller type; 0 for the usual size.
    void type(int steps) {
        become(lecture.withType(steps));
    }

    /// Opens what can be chosen, or closes it.
    void toggleChooser() {
        chooser.setVisible(!chooser.isVisible());
        update();
    }

    @Override
    public void panel(PanelName panel, boolean shown) {
        become(lecture.withPanel(panel, shown, ahead.study(session.state())));
    }

    @Override
    public void slides(boolean v) {
        become(lecture.withSlides(v));
    }

    @Override
    public void own(boolean v) {
        own = v;
        update();
    }

    @Override
    public void start() {
        if (on) {
            chooser.setVisible(false);
        } else {
            begin();
        }
    }
}
