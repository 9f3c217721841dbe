package dioscope.app.fx;

import javafx.geometry.HPos;
import javafx.scene.control.Label;
import javafx.scene.layout.ColumnConstraints;
import javafx.scene.layout.GridPane;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;

/// All keys at a glance; any key or click closes it.
final class KeySheet extends StackPane {
    private static final double WIDEST = 400;

    KeySheet(Texts texts) {
        setId("keys");
        getStyleClass().add("veil");
        var grid = new GridPane();
        var right = new ColumnConstraints();
        right.setHalignment(HPos.RIGHT);
        var left = new ColumnConstraints();
        grid.getColumnConstraints().addAll(right, left, right);
        // in two columns, so that a low window holds them all
        var lines = texts.get("keys").split("\\|");
        int half = Math.ceilDiv(lines.length, 2);
        for (int i = 0; i < lines.length; i++) {
            var parts = lines[i].split("=", 2);
            var key = label(parts[0]);
            key.getStyleClass().add("key");
            grid.add(key, i < half ? 0 : 2, i % half);
            grid.add(label(parts[1]), i < half ? 1 : 3, i % half);
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

    private static Label label(String text) {
        var l = new Label(text.strip());
        l.setWrapText(true);
        l.setMinHeight(USE_PREF_SIZE);
        l.setMaxWidth(WIDEST);
        return l;
    }
}
