package dioscope.app.fx;

import dioscope.app.session.Field;
import dioscope.model.scenario.Scenario;
import java.util.List;
import java.util.Set;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;

/// A group of inputs under a heading that folds it away. A folded group that holds faults, choices or wishes says how many.
final class GroupBox extends VBox {
    private static final Set<String> OPEN = Set.of("request", "device", "file");
    /// Groups in which nothing is set unless a reader sets it.
    private static final Set<String> EMPTY = Set.of("faults", "choices", "asks");
    private static final Set<String> NOTHING = Set.of("", "0", "0 B", "none", "plenty", "as needed");

    private final Field.Group group;
    private final VBox rows = new VBox();
    private final Label count = new Label();
    private final Region caret = new Region();
    private final Texts texts;

    GroupBox(Field.Group group, Texts texts) {
        this.group = group;
        this.texts = texts;
        caret.getStyleClass().add("caret");
        var name = new Label(texts.get("group." + group.name()));
        name.getStyleClass().add("heading");
        count.getStyleClass().add("count");
        var space = new Region();
        HBox.setHgrow(space, Priority.ALWAYS);
        var line = new HBox(name, space, count, caret);
        line.setAlignment(javafx.geometry.Pos.CENTER_LEFT);
        var heading = new Button(null, line);
        heading.getStyleClass().setAll("group");
        heading.setId("group-" + group.name());
        heading.setMaxWidth(Double.MAX_VALUE);
        heading.setAccessibleText(texts.get("group." + group.name()));
        heading.setTooltip(new Tooltip(texts.get("tip.group")));
        line.prefWidthProperty().bind(heading.widthProperty().subtract(4));
        heading.setOnAction(_ -> open(!open()));
        rows.getStyleClass().add("rows");
        getChildren().addAll(heading, rows);
        open(OPEN.contains(group.name()));
    }

    /// Something above the rows.
    void head(javafx.scene.Node node) {
        rows.getChildren().addFirst(node);
    }

    void add(FieldRow row) {
        rows.getChildren().add(row);
    }

    String name() {
        return group.name();
    }

    boolean open() {
        return rows.isVisible();
    }

    void open(boolean v) {
        rows.setVisible(v);
        rows.setManaged(v);
        caret.setRotate(v ? 90 : 0);
    }

    void show(Scenario s) {
        long n = EMPTY.contains(group.name()) ? set(group.fields(), s) : 0;
        count.setText(n == 0 ? "" : texts.get("group.set", n));
    }

    private static long set(List<Field> fields, Scenario s) {
        return fields.stream().filter(f -> switch (f) {
            case Field.Flag x -> x.on().test(s);
            case Field.Typed x -> !NOTHING.contains(x.show().apply(s));
            case Field.Lines x -> !NOTHING.contains(x.summary().apply(s));
            case Field.Choice x -> x.chosen().apply(s) > 0;
        }).count();
    }
}
