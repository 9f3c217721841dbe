package dioscope.app.fx;

import dioscope.app.export.PanelName;
import dioscope.app.export.lecture.Lecture;
import dioscope.app.panel.Study;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.Consumer;
import javafx.scene.control.Button;
import javafx.scene.control.CheckBox;
import javafx.scene.control.Label;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Region;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;

/// What a presentation shows, chosen by a click or a digit.
final class PanelChooser extends StackPane {
    private final Map<PanelName, CheckBox> panels = new EnumMap<>(PanelName.class);
    private final CheckBox slides;
    private final CheckBox own;
    private final Label type = new Label();
    private final Button start;
    private final Texts texts;

    /// What can be chosen.
    interface Choices {
        void panel(PanelName panel, boolean on);

        void slides(boolean on);

        void own(boolean on);

        void start();
    }

    PanelChooser(Texts texts, Choices choices) {
        this.texts = texts;
        setId("chooser");
        getStyleClass().add("veil");
        var title = new Label(texts.get("present.title"));
        title.getStyleClass().add("heading");
        var box = new VBox(title);
        for (var p : PanelName.values()) {
            var check = check("chooser-" + p.text(), "present.panel." + p.text(), String.valueOf(p.ordinal() + 1),
                    on -> choices.panel(p, on),
                    box);
            panels.put(p, check);
        }
        slides = check("chooser-slides", "present.slides", "S", choices::slides, box);
        own = check("chooser-own", "present.own", "W", choices::own, box);
        start = new Button();
        start.setId("chooser-start");
        start.setFocusTraversable(false);
        start.setOnAction(_ -> choices.start());
        var keys = new Label(texts.get("present.keys"));
        keys.getStyleClass().add("note");
        box.getChildren().addAll(type, keys, start);
        box.getStyleClass().add("sheet");
        box.setMaxSize(USE_PREF_SIZE, USE_PREF_SIZE);
        box.setOnMousePressed(javafx.event.Event::consume);
        getChildren().add(box);
        setVisible(false);
        setOnMousePressed(_ -> setVisible(false));
    }

    private CheckBox check(String id, String key, String letter, Consumer<Boolean> to, VBox box) {
        var check = new CheckBox(texts.get(key));
        check.setId(id);
        check.setFocusTraversable(false);
        check.setOnAction(_ -> to.accept(check.isSelected()));
        var hint = new Label(letter);
        hint.getStyleClass().add("key");
        hint.setMinWidth(Region.USE_PREF_SIZE);
        hint.setPrefWidth(22);
        box.getChildren().add(new HBox(8, hint, check));
        return check;
    }

    void show(Lecture l, Study study, boolean ownWindow, boolean chapters, boolean running) {
        var chosen = l.panels(study);
        panels.forEach((p, c) -> c.setSelected(chosen.contains(p)));
        slides.setSelected(l.slides() && chapters);
        slides.setDisable(!chapters);
        own.setSelected(ownWindow);
        own.setDisable(running);
        type.setText(texts.get("present.type", Math.round(100 * l.type())));
        start.setText(texts.get(running ? "present.close" : "present.start"));
    }
}
