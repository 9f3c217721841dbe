package dioscope.app.fx;

import dioscope.app.export.lecture.Lecture;
import dioscope.app.paint.Bounds;
import dioscope.app.panel.View;
import dioscope.app.session.Intent;
import dioscope.app.session.Other;
import dioscope.app.session.Pace;
import dioscope.app.session.Session;
import dioscope.app.session.SessionState;
import dioscope.app.session.Target;
import dioscope.model.scenario.Scenario;
import dioscope.model.scenario.ShippedScenarios.Shelf;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import javafx.animation.AnimationTimer;
import javafx.scene.Scene;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.Tooltip;
import javafx.scene.input.KeyEvent;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Pane;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.stage.Stage;
import org.jspecify.annotations.Nullable;

/// The whole window: it arranges its parts, passes on what the session says, and is the only clock.
final class MainWindow extends Pane implements Keys.Actions, TopBar.Actions {
    private final Session session;
    private final Texts texts;
    private final ScenarioFiles files;
    private final TopBar top;
    private final Editor editor;
    private final Board board;
    private final CompareBoard beside;
    private final PlayerBar player;
    private final HBox banner;
    private final Label message = new Label();
    private final KeySheet keys;
    private final Copies copies;
    private final Look look;
    private final Stage stage;
    private final Pulse pulse = new Pulse();
    private final Presenter presenter;
    private final Keys keyboard;
    private double scale;
    /// The size of all type that the reader wants, 1 for what suits the window.
    private double type = 1;
    private @Nullable ExportDialog exports;

    /// @param scene what the window stands in from now on, with the board's theme
    MainWindow(Stage stage, Scene scene, Session session, Supplier<List<Shelf>> shipped, Board board, RecentFiles recent) {
        this.stage = stage;
        this.session = session;
        texts = new Texts();
        files = new ScenarioFiles(session, texts, stage, recent);
        setId("window");
        this.board = board;
        beside = new CompareBoard(session, board.ahead(), board.theme());
        top = new TopBar(session, texts, shipped, this);
        editor = new Editor(session, texts);
        player = new PlayerBar(session, texts, axis -> {
            board.axis(axis);
            axis(axis);
            pulse.wake();
        });
        keys = new KeySheet(texts);
        copies = new Copies(session, board, texts, stage);
        banner = banner();
        presenter = new Presenter(stage, session, board.ahead(), board.theme(), texts, new Around());
        getChildren().addAll(board, beside, top, editor, presenter.notes(), player, presenter.projection(), banner, presenter.chooser(),
                keys);
        look = new Look(scene, Look.of(scene.getPreferences().getColorScheme()), t -> {
            board.theme(t);
            beside.theme(t);
            presenter.theme(t);
            restyle();
        });
        keyboard = new Keys(session, this);
        keyboard.install(scene);
        session.onChange(this::changed);
        scene.getPreferences().reducedMotionProperty().subscribe(_ -> pulse.wake());
        scene.setRoot(this);
        stage.setMinWidth(1000);
        stage.setMinHeight(600);
        stage.setOnCloseRequest(e -> {
            if (!files.mayLeave() || exports != null && !exports.mayEnd()) {
                e.consume();
            }
        });
        stage.setOnHidden(_ -> presenter.end());
        title(session.state());
        tell(session.state());
        pulse.wake();
    }

    /// What the window shows.
    Session session() {
        return session;
    }

    /// Tells what the run on screen is worth.
    void agreement(String told) {
        top.agreement(told);
    }

    private void restyle() {
        if (exports != null) {
            exports.restyle();
        }
    }

    private void axis(View.Axis v) {
        presenter.axis(v);
    }

    /// What can be seen: all of this window is the audience's while something is presented in it.
    private void visible() {
        boolean pair = session.state().versus() != null;
        boolean here = presenter.here();
        board.setVisible(!pair && !here);
        beside.setVisible(pair && !here);
        top.setVisible(!here);
        player.setVisible(!here);
        editor.setVisible(!pair && !presenter.on());
        banner.setVisible(!message.getText().isEmpty() && !here);
    }

    /// What the presentation needs of this window.
    private final class Around implements Presenter.Host {
        @Override
        public void wake() {
            pulse.wake();
        }

        @Override
        public void arranged() {
            if (presenter.projected() == null && presenter.projection().getParent() == null) {
                getChildren().add(getChildren().indexOf(banner), presenter.projection());
            }
            visible();
            requestLayout();
        }

        @Override
        public void install(Scene projected) {
            keyboard.install(projected);
        }
    }

    private void changed(SessionState before, SessionState after) {
        board.changed(before, after);
        beside.changed(after);
        presenter.changed(before, after);
        boolean pair = after.versus() != null;
        visible();
        if (after.trace() != before.trace() || pair != (before.versus() != null)) {
            requestLayout();
        }
        if (after.draft() != before.draft() || after.problems() != before.problems()) {
            editor.show(after);
        }
        if (after.hovered() == before.hovered()) {
            pulse.controls = true;
        }
        tell(after);
        pulse.wake();
    }

    /// One clear line about what is wrong, or none.
    private void tell(SessionState s) {
        var error = s.error();
        var refusal = s.trace().refusal();
        var elsewhere = editor.elsewhere(s);
        var text = error != null ? error : !elsewhere.isEmpty() ? elsewhere.getFirst() : refusal != null ? refusal : "";
        if (!text.equals(message.getText())) {
            message.setText(text);
            message.setTooltip(text.isEmpty() ? null : new Tooltip(text));
            visible();
            requestLayout();
        }
    }

    private HBox banner() {
        message.setId("message");
        message.setMaxWidth(Double.MAX_VALUE);
        HBox.setHgrow(message, Priority.ALWAYS);
        var close = new Button("✕");
        close.setId("dismiss");
        close.setFocusTraversable(false);
        close.setOnAction(_ -> escape());
        var box = new HBox(message, close);
        box.getStyleClass().add("banner");
        box.setVisible(false);
        return box;
    }

    private void title(SessionState s) {
        var file = s.file();
        stage.setTitle((s.dirty() ? "● " : "") + (file == null ? s.scenario().title() : file.getFileName()) + " – dioscope");
    }

    @Override
    protected void layoutChildren() {
        double w = getWidth();
        double h = getHeight();
        var a = Arrangement.of(w, h, banner.isVisible(), board.study().timeline().stackRows(), type);
        if (a.scale() != scale) {
            scale = a.scale();
            setStyle("-fx-font-size: " + 14 * scale + "px;");
        }
        board.resizeRelocate(0, 0, w, h);
        board.arrange(a.panels());
        top.resizeRelocate(a.gap(), 0, w - 2 * a.gap(), a.panels().header().height());
        place(editor, a.editor());
        place(presenter.notes(), a.editor());
        place(banner, a.banner());
        boolean pair = session.state().versus() != null;
        var p = a.player();
        double low = p.height() + a.gap();
        place(player, pair ? new Bounds(a.gap(), h - low, w - 2 * a.gap(), p.height()) : p);
        beside.resizeRelocate(0, 0, w, h);
        if (pair) {
            beside.arrange(w, h, type, low);
        }
        if (presenter.here()) {
            presenter.projection().resizeRelocate(0, 0, w, h);
        }
        presenter.chooser().resizeRelocate(0, 0, w, h);
        keys.resizeRelocate(0, 0, w, h);
        pulse.wake();
    }

    private static void place(Region part, Bounds where) {
        part.resizeRelocate(where.x(), where.y(), where.width(), where.height());
    }

    /// Frames while there is something to draw, and the player's clock.
    private final class Pulse extends AnimationTimer {
        /// How long things move after one step of the reader, and of the player at speed 1, nanoseconds.
        private static final long MOVE_NANOS = 260_000_000;
        private static final long PLAYED_NANOS = 420_000_000;
        private static final long SLOWEST_NANOS = 1_400_000_000;

        private boolean awake;
        private boolean controls = true;
        private long due;

        void wake() {
            if (!awake) {
                awake = true;
                due = 0;
                start();
            }
        }

        @Override
        public void handle(long now) {
            var s = session.state();
            long step = s.playing() ? stay(s) : 0;
            if (s.playing()) {
                if (due == 0) {
                    due = now + step;
                } else if (now >= due) {
                    session.dispatch(new Intent.Tick());
                    step = stay(session.state());
                    due = Math.max(due + step, now);
                }
            } else {
                due = 0;
            }
            if (controls) {
                controls = false;
                player.natural(board.flow() ? Target.Area.PAGES : Target.Area.REGISTER);
                player.show(session.state());
                top.show(session.state());
                editor.moved(session.state());
                title(session.state());
            }
            boolean animate = !getScene().getPreferences().isReducedMotion();
            long played = Math.min(SLOWEST_NANOS, Math.min(step * 4 / 5, (long) (PLAYED_NANOS / s.speed())));
            long move = s.playing() ? played : MOVE_NANOS;
            boolean more = presenter.frame(now, animate, move);
            if (!presenter.here()) {
                more |= s.versus() == null ? board.frame(now, animate, move) : beside.frame(now, animate, move);
            }
            if (!more && !session.state().playing() && !controls) {
                awake = false;
                stop();
            }
        }
    }

    /// How long the player stays at the step on screen, nanoseconds.
    private long stay(SessionState s) {
        return (long) (Pace.nanos(board.study(), s.index(), s.granularity()) / s.speed());
    }

    // ---- what keys and buttons do

    @Override
    public void togglePlay() {
        player.toggle();
    }

    @Override
    public void nextChange(boolean back) {
        if (session.state().versus() != null) {
            session.dispatch(new Intent.NextDifference(back));
        } else {
            player.nextChange(back);
        }
    }

    @Override
    public void faster(int steps) {
        player.faster(steps);
    }

    @Override
    public void nextGrain() {
        player.nextGrain();
    }

    @Override
    public void undo() {
        if (editor.unreadable()) {
            editor.restore();
        } else {
            session.dispatch(new Intent.Undo());
        }
    }

    @Override
    public void redo() {
        session.dispatch(new Intent.Redo());
    }

    @Override
    public void choose(Scenario s) {
        files.choose(s);
    }

    @Override
    public void open() {
        files.open();
    }

    @Override
    public void open(Path file) {
        files.open(file);
    }

    @Override
    public void save() {
        files.save();
    }

    @Override
    public void saveAs() {
        files.saveAs();
    }

    @Override
    public List<Path> recent() {
        return files.recent();
    }

    @Override
    public void toggleTheme() {
        look.toggle();
    }

    @Override
    public void toggleDecisions() {
        board.toggleDecisions();
        pulse.wake();
    }

    @Override
    public void toggleFlow() {
        board.toggleFlow();
        player.natural(board.flow() ? Target.Area.PAGES : Target.Area.REGISTER);
        player.show(session.state());
        pulse.wake();
    }

    @Override
    public void shiftCompletion(int by) {
        board.shiftCompletion(by);
        pulse.wake();
    }

    @Override
    public void nextKernel(int by) {
        top.nextKernel(by);
    }

    @Override
    public void export() {
        var d = exports;
        if (d == null) {
            d = new ExportDialog(stage, session, () -> board.study(), texts, board.theme());
            exports = d;
        }
        d.show();
    }

    /// The export that was opened last.
    @Nullable
    ExportDialog exports() {
        return exports;
    }

    @Override
    public void present() {
        presenter.toggle();
    }

    @Override
    public void choosePanels() {
        presenter.toggleChooser();
    }

    @Override
    public void zoom(int steps) {
        if (presenter.on()) {
            presenter.type(steps);
        } else {
            type = steps == 0 ? 1 : Lecture.zoomed(type, steps);
            requestLayout();
        }
    }

    @Override
    public boolean presenting(KeyEvent e, boolean typing) {
        return !keys.isVisible() && presenter.key(e, typing);
    }

    /// What is presented, and how.
    Presenter presenter() {
        return presenter;
    }

    @Override
    public void help() {
        keys.setVisible(!keys.isVisible());
    }

    @Override
    public void copyAccount() {
        copies.account();
    }

    @Override
    public void copyPicture() {
        copies.picture();
    }

    @Override
    public void handout() {
        copies.handout();
    }

    /// What takes the picture elsewhere.
    Copies copies() {
        return copies;
    }

    @Override
    public void escape() {
        if (keys.isVisible()) {
            keys.setVisible(false);
        } else if (session.state().selected() != null) {
            session.dispatch(new Intent.Select(null));
        } else if (board.cardOpen()) {
            board.closeCard();
        } else if (session.state().versus() != null && session.state().error() == null) {
            session.dispatch(new Intent.Leave());
        } else {
            session.dispatch(new Intent.Dismiss());
        }
    }

    @Override
    public void compare() {
        top.compare();
    }

    @Override
    public void swap() {
        session.dispatch(new Intent.Swap());
    }

    @Override
    public void foldGroups() {
        editor.fold();
    }

    @Override
    public void everyDifference() {
        session.dispatch(new Intent.EveryDifference());
    }

    @Override
    public Optional<Other> other() {
        return files.other();
    }
}
