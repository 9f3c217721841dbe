package dioscope.app.fx;

import javafx.geometry.HPos;
import javafx.scene.control.Label;
import javafx.scene.layout.ColumnConstraints;
import javafx.scene.layout.GridPane;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;

/// All keys at a glance; any key or click closes it.
final class KeySheet extends StackPane {
    KeySheet(Texts texts) {
        setId("keys");
        getStyleClass().add("veil");
        var grid = new GridPane();
        var right = new ColumnConstraints();
        right.setHalignment(HPos.RIGHT);
        grid.getColumnConstraints().add(right);
        int row = 0;
        for (var line : texts.get("keys").split("\\|")) {
            var parts = line.split("=", 2);
            var key = new Label(parts[0].strip());
            key.getStyleClass().add("key");
            grid.addRow(row++, key, new Label(parts[1].strip()));
        }
        var title = new Label(texts.get("keys.title"));
        title.getStyleClass().add("heading");
        var sheet = new VBox(title, grid);
        sheet.getStyleClass().add("sheet");
        sheet.setMaxSize(USE_PREF_SIZE, USE_PREF_SIZE);
        getChildren().add(sheet);
        setVisible(false);
        setOnMousePressed(_ -> setVisible(false));
    }
}
