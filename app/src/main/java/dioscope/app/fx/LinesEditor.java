package dioscope.app.fx;

import dioscope.app.session.Field;
import dioscope.model.scenario.Scenario;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import javafx.geometry.Pos;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.TextArea;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyEvent;
import javafx.scene.layout.HBox;
import javafx.scene.layout.VBox;

/// A list of parts, one on each line.
final class LinesEditor extends VBox {
    private final TextArea area = new TextArea();

    /// @param apply makes the change and answers what is wrong with it, empty for nothing
    LinesEditor(Field.Lines f, Texts texts, Scenario draft, Function<UnaryOperator<Scenario>, String> apply) {
        getStyleClass().add("lines-editor");
        var title = new Label(texts.get("field." + f.path()));
        title.getStyleClass().add("heading");
        var form = new Label(texts.get("form." + f.path()));
        form.getStyleClass().add("form");
        area.setText(f.show().apply(draft));
        area.setPrefRowCount(7);
        area.setPrefColumnCount(36);
        area.setId("lines");
        var why = new Label();
        why.getStyleClass().add("why");
        why.setWrapText(true);
        why.setId("lines-why");
        var done = new Button(texts.get("apply"));
        done.setId("lines-apply");
        done.setDefaultButton(true);
        Runnable commit = () -> {
            var typed = area.getText();
            UnaryOperator<Scenario> change = s -> f.parse().apply(s, typed);
            try {
                change.apply(draft);
                why.setText(apply.apply(change));
            } catch (IllegalArgumentException e) {
                why.setText(e.getMessage());
            }
        };
        done.setOnAction(_ -> commit.run());
        area.addEventFilter(KeyEvent.KEY_PRESSED, e -> {
            if (e.getCode() == KeyCode.ENTER && e.isShortcutDown()) {
                commit.run();
                e.consume();
            }
        });
        var foot = new HBox(done);
        foot.setAlignment(Pos.CENTER_RIGHT);
        getChildren().addAll(title, form, area, why, foot);
    }

    void focus() {
        area.requestFocus();
    }
}
