package dioscope.app.fx;

import dioscope.app.paint.Token;
import dioscope.app.panel.Words;
import dioscope.app.session.Checks;
import dioscope.app.session.Intent;
import dioscope.app.session.Recorded;
import dioscope.app.session.Session;
import dioscope.app.session.SessionState;
import dioscope.model.compare.Comparison;
import dioscope.model.evidence.RecordingStore;
import dioscope.model.profile.Profile;
import dioscope.model.scenario.Scenario;
import dioscope.model.scenario.ShippedScenarios.Shelf;
import dioscope.model.trace.Trace;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import javafx.application.Platform;
import javafx.scene.Scene;
import javafx.scene.layout.Pane;
import javafx.stage.Screen;
import javafx.stage.Stage;
import org.jspecify.annotations.Nullable;

/// Puts a window together: the first scenario stands at its first step.
final class Opening {
    private Opening() {}

    /// What stands before the controls do.
    private record Begun(Session session, Scene scene, Board board) {}

    /// The whole window at once.
    ///
    /// @param run runs a scenario, off the toolkit's thread
    /// @param shipped what the reader can choose from, asked for when they do
    static MainWindow open(Stage stage, Function<Scenario, Trace> run, Scenario first, Supplier<List<Shelf>> shipped,
            Function<Profile, Words> words,
            RecentFiles recent) {
        var b = begin(stage, run, first, words, new Pane());
        return finish(stage, b, shipped, recent);
    }

    /// The picture first, the controls right after it.
    ///
    /// @param then is told the whole window
    static void open(Stage stage, Function<Scenario, Trace> run, Scenario first, Supplier<List<Shelf>> shipped,
            Function<Profile, Words> words,
            RecentFiles recent, Consumer<MainWindow> then) {
        var b = begin(stage, run, first, words, new Pane());
        b.scene.setRoot(new FirstPicture(b.board, () -> then.accept(finish(stage, b, shipped, recent))));
    }

    private static Begun begin(Stage stage, Function<Scenario, Trace> run, Scenario first, Function<Profile, Words> words, Pane root) {
        Fonts.load();
        var background = Executors.newCachedThreadPool(r -> daemon(r, "run"));
        var ahead = new Ahead(run, words);
        var session = new Session(new Session.Engine(ahead::run, Checks::of), background, Platform::runLater, first);
        var screen = Screen.getPrimary().getVisualBounds();
        var scene = new Scene(root, Math.min(1600, screen.getWidth() * 0.96), Math.min(900, screen.getHeight() * 0.92));
        var theme = Look.of(scene.getPreferences().getColorScheme());
        scene.setFill(CanvasSurface.make(theme.argb(Token.BACKGROUND)));
        stage.setScene(scene);
        stage.setTitle(first.title() + " – dioscope");
        return new Begun(session, scene, new Board(session, ahead, theme));
    }

    private static MainWindow finish(Stage stage, Begun b, Supplier<List<Shelf>> shipped, RecentFiles recent) {
        var session = b.session;
        var window = new MainWindow(stage, b.scene, session, shipped, b.board, recent);
        Thread.currentThread().setUncaughtExceptionHandler((_, e) -> fail(session, e));
        Thread.setDefaultUncaughtExceptionHandler((_, e) -> Platform.runLater(() -> fail(session, e)));
        session.onChange((before, after) -> {
            if (other(before, after)) {
                window.agreement("");
            }
        });
        return window;
    }

    /// From now on tells for each scenario whether its run agrees with a recorded one.
    static void compare(MainWindow window, Supplier<RecordingStore> recordings) {
        var one = Executors.newSingleThreadExecutor(r -> daemon(r, "compare"));
        var recorded = CompletableFuture.supplyAsync(() -> new Recorded(recordings.get()), one);
        var session = window.session();
        Consumer<SessionState> ask = s -> recorded.thenAcceptAsync(r -> {
            if (!other(session.state(), s)) {
                var told = agreement(r, s);
                Platform.runLater(() -> {
                    if (!other(session.state(), s)) {
                        window.agreement(told);
                    }
                });
            }
        }, one);
        session.onChange((before, after) -> {
            if (other(before, after)) {
                ask.accept(after);
            }
        });
        ask.accept(session.state());
    }

    /// Whether other runs are on screen.
    private static boolean other(SessionState before, SessionState after) {
        return after.trace() != before.trace() || beside(before) != beside(after);
    }

    private static @Nullable Comparison beside(SessionState s) {
        var v = s.versus();
        return v == null ? null : v.comparison();
    }

    /// What the runs on screen are worth, empty where no recording says.
    private static String agreement(Recorded r, SessionState s) {
        var a = r.agreement(s.scenario(), s.trace()).orElse("");
        var v = s.versus();
        if (v == null) {
            return a.isEmpty() ? "" : new Texts().get("agrees", a);
        }
        var b = r.agreement(v.scenario(), v.comparison().b().trace()).orElse("");
        return a.isEmpty() && b.isEmpty()
                ? ""
                : a.isEmpty() || b.isEmpty()
                        ? new Texts().get(a.isEmpty() ? "agrees.b" : "agrees.a", a + b)
                        : new Texts().get("agrees.both", a, b);
    }

    private static Thread daemon(Runnable r, String name) {
        var t = new Thread(r, name);
        t.setDaemon(true);
        return t;
    }

    /// Once, however often it happens: telling draws again, and drawing may be what fails.
    private static void fail(Session session, Throwable e) {
        var sentence = sentence(e);
        if (!sentence.equals(session.state().error())) {
            session.dispatch(new Intent.Fail(sentence));
        }
    }

    /// What an error that nobody expected says to a reader.
    private static String sentence(Throwable e) {
        return new Texts().get("fail.unexpected", e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage());
    }
}
