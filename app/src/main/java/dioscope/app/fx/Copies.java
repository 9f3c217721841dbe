package dioscope.app.fx;

import dioscope.app.export.Captions;
import dioscope.app.export.ExportException;
import dioscope.app.export.TargetFile;
import dioscope.app.export.page.Account;
import dioscope.app.export.page.Handout;
import dioscope.app.export.page.Parameters;
import dioscope.app.export.page.Stops;
import dioscope.app.paint.Drawing;
import dioscope.app.paint.Theme;
import dioscope.app.paint.java2d.Java2dSurface;
import dioscope.app.panel.ComparePicture;
import dioscope.app.panel.View;
import dioscope.app.panel.WindowPicture;
import dioscope.app.session.CompareViews;
import dioscope.app.session.Intent;
import dioscope.app.session.Session;
import dioscope.app.session.SessionState;
import dioscope.model.compare.Sentences;
import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import javafx.animation.PauseTransition;
import javafx.application.Platform;
import javafx.scene.control.Tooltip;
import javafx.scene.image.PixelFormat;
import javafx.scene.image.WritableImage;
import javafx.scene.input.Clipboard;
import javafx.scene.input.ClipboardContent;
import javafx.stage.FileChooser;
import javafx.stage.Stage;
import javafx.util.Duration;

/// What is on screen, taken elsewhere: as words or a picture in the clipboard, as a handout in a file.
final class Copies {
    private static final int WIDTH = 1920;
    private static final int HEIGHT = 1080;
    private static final double TOLD_MILLIS = 1800;

    private final Session session;
    private final Board board;
    private final Texts texts;
    private final Stage stage;
    private final Tooltip told = new Tooltip();
    private final PauseTransition gone = new PauseTransition(Duration.millis(TOLD_MILLIS));

    Copies(Session session, Board board, Texts texts, Stage stage) {
        this.session = session;
        this.board = board;
        this.texts = texts;
        this.stage = stage;
        told.setId("copied");
        gone.setOnFinished(_ -> told.hide());
    }

    /// The account of the step, in Markdown, into the clipboard.
    void account() {
        var s = session.state();
        var content = new ClipboardContent();
        content.putString(Account.markdown(s.scenario(), board.study(), s.index()));
        Clipboard.getSystemClipboard().setContent(content);
        tell(texts.get("copied.account", s.index()));
    }

    /// The picture of the step into the clipboard.
    void picture() {
        var s = session.state();
        var theme = board.theme();
        var drawing = drawing(s);
        work(() -> Java2dSurface.image(drawing, theme, 1), image -> {
            var content = new ClipboardContent();
            content.putImage(image(image));
            Clipboard.getSystemClipboard().setContent(content);
            tell(texts.get("copied.picture", s.index()));
        });
    }

    /// What the window shows, in the size of a slide.
    private Drawing drawing(SessionState s) {
        var versus = s.versus();
        if (versus != null) {
            var b = board.ahead().study(versus.scenario(), versus.comparison().b().trace());
            var view = CompareViews.of(versus.comparison(), board.study(), b, versus.row(), List.of(), new Sentences())
                    .withEvery(versus.every());
            return ComparePicture.draw(view, s.scenario().title(), WIDTH, HEIGHT);
        }
        var view = View.of(board.study()).withSelected(s.selected()).withAxis(board.axis()).withDecisions(board.decisions())
                .withFlow(board.flow());
        return WindowPicture.draw(s.moment(), view, Parameters.brief(s.scenario()), WIDTH, HEIGHT);
    }

    private static WritableImage image(BufferedImage from) {
        int w = from.getWidth();
        int h = from.getHeight();
        int[] pixels = from.getRGB(0, 0, w, h, null, 0, w);
        var out = new WritableImage(w, h);
        out.getPixelWriter().setPixels(0, 0, w, h, PixelFormat.getIntArgbInstance(), pixels, 0, w);
        return out;
    }

    /// A handout of the run, into a file that the reader chooses.
    void handout() {
        var chooser = new FileChooser();
        chooser.setTitle(texts.get("handout.title"));
        chooser.getExtensionFilters().add(new FileChooser.ExtensionFilter("PDF", "*.pdf"));
        var name = Captions.plain(session.state().scenario().title()).toLowerCase(Locale.ROOT).replaceAll("[^\\p{L}\\p{N}]+", "-")
                .replaceAll("^-|-$", "");
        chooser.setInitialFileName((name.isEmpty() ? "handout" : name) + ".pdf");
        var file = chooser.showSaveDialog(stage);
        if (file != null) {
            handout(file.toPath());
        }
    }

    void handout(Path file) {
        var scenario = session.state().scenario();
        var study = board.study();
        work(() -> {
            var stops = Stops.of(scenario, study, null);
            TargetFile.write(file, Handout.pdf(scenario, study, stops, Handout.Paper.here(), Theme.named("print"), (_, _) -> true));
            return stops.size();
        }, n -> tell(texts.get("handout.done", file.getFileName(), n)));
    }

    /// Does what takes longer than a frame aside, and then tells what came of it.
    private <T> void work(Supplier<T> job, java.util.function.Consumer<T> then) {
        Thread.ofPlatform().daemon().name("copies").start(() -> {
            try {
                var result = job.get();
                Platform.runLater(() -> then.accept(result));
            } catch (ExportException e) {
                Platform.runLater(() -> session.dispatch(new Intent.Fail(String.valueOf(e.getMessage()))));
            }
        });
    }

    private void tell(String text) {
        told.setText(text);
        if (stage.isShowing()) {
            told.show(stage, stage.getX() + stage.getWidth() * 0.5 - 90, stage.getY() + stage.getHeight() - 120);
            gone.playFromStart();
        }
    }
}
