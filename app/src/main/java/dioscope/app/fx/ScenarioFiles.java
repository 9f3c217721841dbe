package dioscope.app.fx;

import dioscope.app.session.Intent;
import dioscope.app.session.Other;
import dioscope.app.session.Session;
import dioscope.model.scenario.Scenario;
import dioscope.model.scenario.ScenarioException;
import dioscope.model.scenario.ScenarioJson;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import javafx.scene.control.Alert;
import javafx.scene.control.ButtonBar.ButtonData;
import javafx.scene.control.ButtonType;
import javafx.stage.FileChooser;
import javafx.stage.Stage;
import org.jspecify.annotations.Nullable;

/// Opening and saving, so that no edit is lost by mistake.
final class ScenarioFiles {
    private final Session session;
    private final Texts texts;
    private final Stage stage;
    private final RecentFiles recent;

    ScenarioFiles(Session session, Texts texts, Stage stage, RecentFiles recent) {
        this.session = session;
        this.texts = texts;
        this.stage = stage;
        this.recent = recent;
    }

    List<Path> recent() {
        return recent.list();
    }

    void choose(Scenario s) {
        if (mayLeave()) {
            session.dispatch(new Intent.Load(s, null));
        }
    }

    void open() {
        var file = chooser(texts.get("open.title")).showOpenDialog(stage);
        if (file != null) {
            open(file.toPath());
        }
    }

    void open(Path file) {
        if (!mayLeave()) {
            return;
        }
        read(file).ifPresent(scenario -> {
            session.dispatch(new Intent.Load(scenario, file));
            recent.add(file);
        });
    }

    private Optional<Scenario> read(Path file) {
        try {
            return Optional.of(ScenarioJson.read(Files.readString(file), String.valueOf(file.getFileName())));
        } catch (ScenarioException e) {
            session.dispatch(new Intent.Fail(String.valueOf(e.getMessage())));
        } catch (NoSuchFileException e) {
            session.dispatch(new Intent.Fail(texts.get("fail.missing", file)));
        } catch (CharacterCodingException e) {
            session.dispatch(new Intent.Fail(texts.get("fail.no-text", file)));
        } catch (IOException e) {
            session.dispatch(new Intent.Fail(texts.get("fail.read", file, reason(e))));
        }
        return Optional.empty();
    }

    /// Another scenario to compare with, empty when none was chosen or it cannot be read.
    Optional<Other> other() {
        var file = chooser(texts.get("open.title")).showOpenDialog(stage);
        return file == null ? Optional.empty() : other(file.toPath());
    }

    Optional<Other> other(Path file) {
        return read(file).map(s -> new Other.Named(String.valueOf(file.getFileName()), s));
    }

    boolean save() {
        var file = session.state().file();
        return file == null ? saveAs() : write(file);
    }

    boolean saveAs() {
        var chooser = chooser(texts.get("save.title"));
        var now = session.state().file();
        chooser.setInitialFileName(now == null ? texts.get("save.name") : String.valueOf(now.getFileName()));
        var file = chooser.showSaveDialog(stage);
        return file != null && write(file.toPath());
    }

    /// Asks about unsaved changes.
    ///
    /// @return whether what is on screen may go
    boolean mayLeave() {
        if (!session.state().dirty()) {
            return true;
        }
        var save = new ButtonType(texts.get("unsaved.save"), ButtonData.YES);
        var drop = new ButtonType(texts.get("unsaved.drop"), ButtonData.NO);
        var stay = new ButtonType(texts.get("unsaved.stay"), ButtonData.CANCEL_CLOSE);
        var alert = new Alert(Alert.AlertType.NONE, texts.get("unsaved", session.state().scenario().title()), save, drop, stay);
        alert.initOwner(stage);
        alert.setTitle(texts.get("unsaved.title"));
        alert.getDialogPane().getStylesheets().addAll(stage.getScene().getStylesheets());
        Optional<ButtonType> answer = alert.showAndWait();
        return answer.filter(b -> b == drop || b == save && save()).isPresent();
    }

    /// Writes beside the file and then takes its place, so that a failure leaves the old one.
    private boolean write(Path file) {
        @Nullable
        Path beside = null;
        try {
            beside = Files.createTempFile(file.toAbsolutePath().getParent(), ".dioscope", ".tmp");
            Files.writeString(beside, ScenarioJson.write(session.state().scenario()));
            try {
                Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            } catch (AtomicMoveNotSupportedException e) {
                Files.move(beside, file, StandardCopyOption.REPLACE_EXISTING);
            }
            session.dispatch(new Intent.Saved(file));
            recent.add(file);
            return true;
        } catch (IOException e) {
            session.dispatch(new Intent.Fail(texts.get("fail.write", file, reason(e))));
            try {
                if (beside != null) {
                    Files.deleteIfExists(beside);
                }
            } catch (IOException leftBehind) {
                // the first failure is the one to tell
            }
            return false;
        }
    }

    private FileChooser chooser(String title) {
        var c = new FileChooser();
        c.setTitle(title);
        c.getExtensionFilters().add(new FileChooser.ExtensionFilter(texts.get("file.kind"), "*.json"));
        return c;
    }

    private static String reason(IOException e) {
        var m = e.getMessage();
        return m == null ? e.getClass().getSimpleName() : m;
    }
}
