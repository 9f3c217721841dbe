package dioscope.app.fx;

import dioscope.app.export.ExportException;
import dioscope.app.export.FilmFormat.Aspect;
import dioscope.app.export.PanelName;
import dioscope.app.export.ffmpeg.FilmTarget.CaptionForm;
import dioscope.app.export.job.ExportChoice;
import dioscope.app.export.job.ExportJob;
import dioscope.app.export.job.ExportKind;
import dioscope.app.paint.Theme;
import dioscope.app.panel.Study;
import dioscope.app.session.Session;
import dioscope.app.session.SessionState;
import dioscope.model.trace.Trace;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import javafx.beans.property.ReadOnlyProperty;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.Scene;
import javafx.scene.control.Alert;
import javafx.scene.control.Button;
import javafx.scene.control.ButtonType;
import javafx.scene.control.CheckBox;
import javafx.scene.control.ComboBox;
import javafx.scene.control.Label;
import javafx.scene.control.ProgressBar;
import javafx.scene.control.Slider;
import javafx.scene.control.TextField;
import javafx.scene.image.ImageView;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyEvent;
import javafx.scene.layout.BorderPane;
import javafx.scene.layout.FlowPane;
import javafx.scene.layout.GridPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;
import javafx.stage.FileChooser;
import javafx.stage.Screen;
import javafx.stage.Stage;
import javafx.util.StringConverter;
import org.jspecify.annotations.Nullable;

/// Makes a film or a picture of the run on screen: what is chosen is seen at once as one frame of it, and is then written while the window goes on.
final class ExportDialog {
    private static final List<Integer> LINES = List.of(540, 720, 1080, 1440, 2160);

    private final Texts texts;
    private final Session session;
    private final Stage owner;
    private final Supplier<Study> study;
    private final Stage stage = new Stage();
    private final ExportWork work;
    private final ComboBox<ExportKind> kind = box(List.of(ExportKind.values()), k -> "export.kind." + k.name().toLowerCase(Locale.ROOT));
    private final ComboBox<Aspect> aspect = box(List.of(Aspect.values()), a -> "export.aspect." + a.name().toLowerCase(Locale.ROOT));
    private final ComboBox<Integer> lines = new ComboBox<>();
    private final ComboBox<Integer> fps = new ComboBox<>();
    private final ComboBox<String> theme = new ComboBox<>();
    private final ComboBox<String> speed = new ComboBox<>();
    private final Map<PanelName, CheckBox> panels = new EnumMap<>(PanelName.class);
    private final TextField first = field("export-first", "");
    private final TextField last = field("export-last", "");
    private final CheckBox cards = new CheckBox();
    private final CheckBox burned = new CheckBox();
    private final Map<CaptionForm, CheckBox> forms = new EnumMap<>(CaptionForm.class);
    private final TextField narration = field("export-narration", "");
    private final TextField path = field("export-path", "");
    private final ImageView picture = new ImageView();
    private final Slider place = new Slider(0, 1, 0.25);
    private final Label length = label("export-length", "length");
    private final Label told = label("export-told", "told");
    private final ProgressBar bar = new ProgressBar(0);
    private final Label left = label("export-left", "left");
    private final Button go = new Button();
    private final Button close = new Button();
    private final List<Node> onlyFilm = new ArrayList<>();
    private final List<Node> onlyRange = new ArrayList<>();
    private final List<Node> onlyDrawn = new ArrayList<>();
    private final List<Node> onlyTracks = new ArrayList<>();
    private final GridPane grid = new GridPane();
    private int rows;
    private boolean filling;
    /// Whether the panels were chosen; else they are those that suit the run and the shape.
    private boolean chosen;
    /// The file that was offered last, and the run it was offered for.
    private String suggested = "";
    private @Nullable Trace of;

    ExportDialog(Stage owner, Session session, Supplier<Study> study, Texts texts, Theme shown) {
        this.session = session;
        this.owner = owner;
        this.study = study;
        this.texts = texts;
        work = new ExportWork(this::planned, this::previewed, this::progress, this::ended);
        stage.initOwner(owner);
        stage.setTitle(texts.get("export.title"));
        controls(shown);
        var screen = Screen.getPrimary().getVisualBounds();
        var scene = new Scene(arranged(), Math.min(1180, screen.getWidth() * 0.94), Math.min(720, screen.getHeight() * 0.9));
        scene.addEventFilter(KeyEvent.KEY_PRESSED, e -> {
            if (e.getCode() == KeyCode.ESCAPE) {
                e.consume();
                leave();
            } else if (e.getCode() == KeyCode.ENTER && e.isShortcutDown()) {
                e.consume();
                go();
            }
        });
        stage.setScene(scene);
        stage.setMinWidth(900);
        stage.setMinHeight(560);
        stage.setOnCloseRequest(e -> {
            e.consume();
            leave();
        });
        stage.setOnHidden(_ -> work.close());
    }

    Stage stage() {
        return stage;
    }

    void show() {
        var s = session.state();
        var own = kind.getValue().named(folder(s).resolve(name(s))).toString();
        if (stage.isShowing()) {
            stage.toFront();
            return;
        }
        if (path.getText().isEmpty() || path.getText().equals(suggested)) {
            path.setText(own);
            suggested = own;
        }
        if (s.trace() != of) {
            of = s.trace();
            first.setText(kind.getValue().picture() ? String.valueOf(s.index()) : "0");
            last.setText(String.valueOf(s.trace().size() - 1));
        }
        restyle();
        tell("", false);
        stage.show();
        stage.toFront();
        kind.requestFocus();
        plan();
    }

    /// Takes up the colours of the window.
    void restyle() {
        stage.getScene().getStylesheets().setAll(owner.getScene().getStylesheets());
        stage.getScene().setFill(owner.getScene().getFill());
    }

    private static Path folder(SessionState s) {
        var file = s.file();
        var beside = file == null ? null : file.toAbsolutePath().getParent();
        return beside != null ? beside : Path.of(System.getProperty("user.home", "."));
    }

    private static String name(SessionState s) {
        var file = s.file();
        var name = file == null ? s.scenario().title() : String.valueOf(file.getFileName()).replaceFirst("\\.json$", "");
        var plain = name.toLowerCase(Locale.ROOT).replaceAll("[^\\p{L}\\p{N}]+", "-").replaceAll("^-|-$", "");
        return plain.length() > 48 ? plain.substring(0, 48) : plain.isEmpty() ? "film" : plain;
    }

    // ---- the controls

    private void controls(Theme shown) {
        kind.setId("export-kind");
        kind.setValue(ExportKind.MP4);
        aspect.setId("export-aspect");
        aspect.setValue(Aspect.WIDE);
        lines.setId("export-lines");
        lines.getItems().setAll(LINES);
        lines.setValue(1080);
        lines.setConverter(shown(n -> n == 2160 ? "4K" : n + "p"));
        fps.setId("export-fps");
        fps.getItems().setAll(30, 60);
        fps.setValue(30);
        theme.setId("export-theme");
        theme.getItems().setAll("dark", "light");
        theme.setValue(shown.name().equals("light") ? "light" : "dark");
        speed.setId("export-speed");
        speed.getItems().setAll("0.5", "0.75", "1", "1.5", "2", "4", "8");
        speed.setEditable(true);
        speed.setValue("1");
        row("export.kind", kind);
        onlyDrawn.add(row("export.aspect", aspect));
        onlyDrawn.add(row("export.size", new HBox(6, lines, film(fps), film(new Label(texts.get("export.fps"))))));
        onlyDrawn.add(row("export.theme", theme));
        row("export.steps", new HBox(6, first, ranged(new Label("–")), ranged(last)));
        onlyFilm.add(row("export.speed", speed));
        var flow = new FlowPane(10, 4);
        for (var p : PanelName.values()) {
            var c = new CheckBox(p.text());
            c.setId("export-panel-" + p.text());
            c.setOnAction(_ -> {
                chosen = true;
                plan();
            });
            panels.put(p, c);
            flow.getChildren().add(c);
        }
        flow.setPrefWrapLength(260);
        onlyDrawn.add(row("export.panels", flow));
        cards.setText(texts.get("export.cards"));
        cards.setId("export-cards");
        cards.setSelected(true);
        burned.setText(texts.get("export.burned"));
        burned.setId("export-burned");
        burned.setSelected(true);
        onlyFilm.add(row("export.also", cards));
        var captions = new FlowPane(10, 4, burned);
        captions.setPrefWrapLength(260);
        for (var f : CaptionForm.values()) {
            var c = new CheckBox(texts.get("export.captions." + f.name().toLowerCase(Locale.ROOT)));
            c.setId("export-captions-" + f.name().toLowerCase(Locale.ROOT));
            c.setOnAction(_ -> plan());
            forms.put(f, c);
            captions.getChildren().add(c);
        }
        onlyFilm.add(row("export.captions", captions));
        onlyTracks.add(java.util.Objects.requireNonNull(forms.get(CaptionForm.TRACK)));
        onlyTracks.add(row("export.narration", with(narration, "export-narration-choose", this::chooseNarration)));
        row("export.path", with(path, "export-path-choose", this::choosePath));
        kind.valueProperty().addListener((_, old, k) -> {
            if (k.picture() != old.picture()) {
                first.setText(k.picture() ? String.valueOf(session.state().index()) : "0");
            }
            boolean own = path.getText().equals(suggested);
            path.setText(k.named(Path.of(path.getText())).toString());
            suggested = own ? path.getText() : suggested;
            if (k == ExportKind.GIF) {
                lines.setValue(540);
                fps.setValue(30);
            }
            plan();
        });
        aspect.valueProperty().addListener((_, _, _) -> plan());
        for (var c : List.of(lines.valueProperty(), fps.valueProperty(), theme.valueProperty(), speed.valueProperty())) {
            listen(c);
        }
        for (var c : List.of(cards, burned)) {
            listen(c.selectedProperty());
        }
        for (var f : List.of(first, last, narration, path)) {
            f.setOnAction(_ -> plan());
            f.focusedProperty().addListener((_, _, in) -> {
                if (!in) {
                    plan();
                }
            });
        }
        place.setId("export-place");
        place.setAccessibleText(texts.get("export.place"));
        place.valueProperty().addListener((_, _, _) -> work.preview(place.getValue()));
    }

    private void listen(ReadOnlyProperty<?> p) {
        p.addListener((_, _, _) -> plan());
    }

    private Node ranged(Node n) {
        onlyRange.add(n);
        return n;
    }

    private Node film(Node n) {
        onlyFilm.add(n);
        return n;
    }

    private HBox with(TextField field, String id, Runnable choose) {
        var button = new Button("…");
        button.setId(id);
        button.setAccessibleText(texts.get("export.choose"));
        button.setOnAction(_ -> choose.run());
        HBox.setHgrow(field, Priority.ALWAYS);
        return new HBox(4, field, button);
    }

    /// A line of the form; hidden as a whole with its name.
    private Node row(String key, Node control) {
        var name = new Label(texts.get(key));
        name.setMinWidth(Region.USE_PREF_SIZE);
        name.getStyleClass().add("label");
        name.visibleProperty().bind(control.visibleProperty());
        name.managedProperty().bind(control.visibleProperty());
        control.managedProperty().bind(control.visibleProperty());
        name.setLabelFor(control);
        grid.addRow(rows++, name, control);
        GridPane.setHgrow(control, Priority.ALWAYS);
        return control;
    }

    private BorderPane arranged() {
        grid.getStyleClass().add("form");
        var screen = new StackPane(picture);
        screen.getStyleClass().add("preview");
        screen.setMinSize(0, 0);
        picture.setId("export-picture");
        picture.setPreserveRatio(true);
        picture.fitWidthProperty().bind(screen.widthProperty().subtract(12));
        picture.fitHeightProperty().bind(screen.heightProperty().subtract(12));
        picture.setSmooth(true);
        VBox.setVgrow(screen, Priority.ALWAYS);
        var right = new VBox(screen, place, length);
        right.getStyleClass().add("seen");
        bar.setId("export-bar");
        bar.setMaxWidth(Double.MAX_VALUE);
        HBox.setHgrow(bar, Priority.ALWAYS);
        bar.setVisible(false);
        go.setId("export-go");
        go.setText(texts.get("export.go"));
        go.setDefaultButton(true);
        go.setOnAction(_ -> go());
        close.setId("export-close");
        close.setText(texts.get("export.close"));
        close.setOnAction(_ -> leave());
        var below = new HBox(10, bar, left, go, close);
        below.setAlignment(Pos.CENTER_RIGHT);
        told.setWrapText(true);
        told.setMinHeight(Region.USE_PREF_SIZE);
        var foot = new VBox(6, told, below);
        foot.getStyleClass().add("foot");
        var pane = new BorderPane(right, null, null, foot, grid);
        pane.getStyleClass().add("export");
        pane.setId("export");
        return pane;
    }

    private void chooseNarration() {
        var chooser = new FileChooser();
        chooser.setTitle(texts.get("export.narration"));
        chooser.getExtensionFilters()
                .add(new FileChooser.ExtensionFilter(texts.get("export.sound"), "*.wav", "*.flac", "*.mp3", "*.opus", "*.ogg"));
        var file = chooser.showOpenDialog(stage);
        if (file != null) {
            narration.setText(file.toString());
            plan();
        }
    }

    private void choosePath() {
        var chooser = new FileChooser();
        chooser.setTitle(texts.get("export.path"));
        var now = Path.of(path.getText()).toAbsolutePath();
        chooser.setInitialFileName(String.valueOf(now.getFileName()));
        var folder = now.getParent();
        if (folder != null && folder.toFile().isDirectory()) {
            chooser.setInitialDirectory(folder.toFile());
        }
        var file = chooser.showSaveDialog(stage);
        if (file != null) {
            path.setText(file.toString());
            plan();
        }
    }

    // ---- what is chosen

    /// @throws ExportException when something that was typed cannot be read
    private ExportChoice choice() {
        var k = kind.getValue();
        var suited = EnumSet.noneOf(PanelName.class);
        panels.forEach((p, c) -> {
            if (c.isSelected()) {
                suited.add(p);
            }
        });
        var wanted = EnumSet.noneOf(CaptionForm.class);
        forms.forEach((f, c) -> {
            if (c.isSelected()) {
                wanted.add(f);
            }
        });
        int from = number(first, "export.first");
        int to = k.picture() ? from : number(last, "export.last");
        double pace;
        try {
            pace = Double.parseDouble(speed.getValue().strip().replace(',', '.'));
        } catch (NumberFormatException e) {
            pace = 0;
        }
        if (!(pace >= 0.1 && pace <= 10)) {
            throw new ExportException(texts.get("export.bad-speed"));
        }
        if (path.getText().isBlank()) {
            throw new ExportException(texts.get("export.no-path"));
        }
        return new ExportChoice(k, aspect.getValue(), lines.getValue(), fps.getValue(), Theme.named(theme.getValue()),
                chosen ? suited : Set.of(), from, to, cards.isSelected(), burned.isSelected(), wanted, pace,
                narration.getText().isBlank() ? null : Path.of(narration.getText().strip()), Path.of(path.getText().strip()));
    }

    private int number(TextField f, String name) {
        try {
            return Integer.parseInt(f.getText().strip());
        } catch (NumberFormatException e) {
            throw new ExportException(texts.get("export.no-number", texts.get(name), f.getText().strip()));
        }
    }

    /// Plans what is chosen now, and shows a frame of it.
    private void plan() {
        if (filling || !stage.isShowing() || work.writing()) {
            return;
        }
        var k = kind.getValue();
        onlyFilm.forEach(n -> n.setVisible(k.film() != null));
        onlyTracks.forEach(n -> n.setVisible(k.tracks()));
        onlyRange.forEach(n -> n.setVisible(!k.picture()));
        onlyDrawn.forEach(n -> n.setVisible(k != ExportKind.HANDOUT));
        place.setVisible(!k.picture());
        try {
            var c = choice();
            tell("", false);
            work.plan(session.state().scenario(), study.get(), c, place.getValue());
        } catch (ExportException | java.nio.file.InvalidPathException e) {
            refuse(String.valueOf(e.getMessage()));
        }
    }

    private void refuse(String sentence) {
        work.forget();
        tell(sentence, true);
        length.setText("");
        go.setDisable(true);
    }

    private void tell(String sentence, boolean wrong) {
        told.setText(sentence);
        told.pseudoClassStateChanged(javafx.css.PseudoClass.getPseudoClass("wrong"), wrong);
    }

    private void planned(@Nullable ExportJob job, String wrong) {
        if (job == null) {
            refuse(wrong);
            return;
        }
        var c = job.choice();
        var f = c.format();
        length.setText(c.kind() == ExportKind.HANDOUT
                ? texts.get("export.planned-pages", job.frames(), c.path())
                : c.kind().film() == null
                        ? texts.get("export.planned-picture", f.width(), f.height(), c.path())
                        : texts.get("export.planned", time(job.nanos()), job.frames(), f.width(), f.height(), c.path()));
        filling = true;
        var shown = job.panels();
        panels.forEach((p, b) -> b.setSelected(shown.contains(p)));
        filling = false;
        go.setDisable(false);
        if (!job.missing().isEmpty()) {
            tell(job.missing().getFirst(), false);
        }
    }

    static String time(long nanos) {
        long s = Math.round(nanos / 1e9);
        return s >= 3600
                ? String.format(Locale.ROOT, "%d:%02d:%02d", s / 3600, s / 60 % 60, s % 60)
                : String.format(Locale.ROOT, "%d:%02d", s / 60, s % 60);
    }

    private void previewed(javafx.scene.image.Image image) {
        picture.setImage(image);
    }

    // ---- writing

    private void go() {
        if (work.writing() || go.isDisabled()) {
            return;
        }
        plan();
        if (go.isDisabled()) {
            return;
        }
        grid.setDisable(true);
        go.setDisable(true);
        bar.setVisible(true);
        bar.setProgress(0);
        left.setText("");
        tell("", false);
        close.setText(texts.get("export.cancel"));
        work.write();
    }

    private void progress(double share, long leftNanos) {
        bar.setProgress(share);
        left.setText(leftNanos < 0 ? "" : texts.get("export.left", time(leftNanos)));
    }

    private void ended(String sentence, boolean wrong) {
        grid.setDisable(false);
        go.setDisable(false);
        bar.setVisible(false);
        left.setText("");
        close.setText(texts.get("export.close"));
        tell(sentence.isEmpty() ? texts.get("export.cancelled") : sentence, wrong);
    }

    /// Cancels what is being written, else closes.
    private void leave() {
        if (work.writing()) {
            work.cancel();
        } else {
            stage.hide();
        }
    }

    /// Whether the program may end: asks when a film is being made, and if it may, nothing of it is left.
    boolean mayEnd() {
        if (!work.writing()) {
            return true;
        }
        var alert = new Alert(Alert.AlertType.NONE, texts.get("export.ask"),
                new ButtonType(texts.get("export.ask.stop"), ButtonType.YES.getButtonData()),
                new ButtonType(texts.get("export.ask.go-on"), ButtonType.CANCEL.getButtonData()));
        alert.initOwner(stage);
        alert.setTitle(texts.get("export.title"));
        alert.getDialogPane().getStylesheets().addAll(stage.getScene().getStylesheets());
        var answer = alert.showAndWait();
        if (answer.filter(b -> b.getButtonData() == ButtonType.YES.getButtonData()).isEmpty()) {
            return false;
        }
        work.cancelAndWait();
        return true;
    }

    // ---- small parts

    private <T> ComboBox<T> box(List<T> items, java.util.function.Function<T, String> key) {
        var b = new ComboBox<T>();
        b.getItems().setAll(items);
        b.setConverter(shown(i -> texts().get(key.apply(i))));
        return b;
    }

    private Texts texts() {
        return texts;
    }

    private static <T> StringConverter<T> shown(java.util.function.Function<T, String> f) {
        return new StringConverter<>() {
            @Override
            public String toString(@Nullable T v) {
                return v == null ? "" : f.apply(v);
            }

            @Override
            public T fromString(String s) {
                throw new UnsupportedOperationException();
            }
        };
    }

    private static TextField field(String id, String text) {
        var f = new TextField(text);
        f.setId(id);
        return f;
    }

    private static Label label(String id, String style) {
        var l = new Label();
        l.setId(id);
        l.getStyleClass().add(style);
        return l;
    }
}
