package dioscope.app.fx;

import dioscope.app.panel.Words;
import dioscope.app.session.Checks;
import dioscope.app.session.Intent;
import dioscope.app.session.Session;
import dioscope.model.scenario.Scenario;
import dioscope.model.trace.Trace;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.function.Function;
import javafx.application.Platform;
import javafx.stage.Stage;

/// Puts a window together: the first scenario stands at its first step.
final class Opening {
    private Opening() {}

    /// @param run runs a scenario, off the toolkit's thread
    /// @param shipped at least one
    static MainWindow open(Stage stage, Function<Scenario, Trace> run, List<Scenario> shipped, Words words, RecentFiles recent) {
        var background = Executors.newCachedThreadPool(r -> {
            var t = new Thread(r, "run");
            t.setDaemon(true);
            return t;
        });
        var session = new Session(new Session.Engine(run, Checks::of), background, Platform::runLater, shipped.getFirst());
        var window = new MainWindow(stage, session, shipped, words, recent);
        Thread.currentThread().setUncaughtExceptionHandler((_, e) -> fail(session, e));
        Thread.setDefaultUncaughtExceptionHandler((_, e) -> Platform.runLater(() -> fail(session, e)));
        return window;
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
