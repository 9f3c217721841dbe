package dioscope.app.fx;

import atlantafx.base.controls.ToggleSwitch;
import dioscope.app.session.Field;
import dioscope.app.session.KernelNotes;
import dioscope.model.scenario.Scenario;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import javafx.scene.control.Button;
import javafx.scene.control.ComboBox;
import javafx.scene.control.Control;
import javafx.scene.control.Label;
import javafx.scene.control.TextField;
import javafx.scene.control.Tooltip;
import javafx.scene.input.KeyCode;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;

/// One input: its name, its control, and under them what is wrong with it.
final class FieldRow extends VBox {
    /// Told what the reader wants.
    interface Edits {
        void edit(FieldRow row, UnaryOperator<Scenario> change);
    }

    private static final int LONGEST = 22;

    private final String name;
    private final Control control;
    private final Field field;
    private final Label why = new Label();
    private final Label note = new Label();
    private Consumer<Scenario> shower = _ -> {};
    private boolean showing;
    private String refused = "";

    private FieldRow(Field field, Texts texts, Control control) {
        this.control = control;
        this.field = field;
        name = texts.get("field." + field.path());
        var label = new Label(name);
        // a longer one is cut off, so that the controls stay in the column
        label.setMinWidth(name.length() > LONGEST ? 0 : Region.USE_PREF_SIZE);
        label.setLabelFor(control);
        var space = new Region();
        HBox.setHgrow(space, Priority.ALWAYS);
        var line = new HBox(label, space, control);
        line.getStyleClass().add("line");
        why.getStyleClass().add("why");
        why.setWrapText(true);
        why.setMinHeight(Region.USE_PREF_SIZE);
        why.setId(idOf(field) + "-why");
        control.setId(idOf(field));
        control.setAccessibleText(name);
        note.getStyleClass().add("note");
        note.setWrapText(true);
        note.setMinHeight(Region.USE_PREF_SIZE);
        note.setId(idOf(field) + "-note");
        getChildren().addAll(line, note, why);
        getStyleClass().add("row");
        var tip = texts.maybe("tip." + field.path());
        if (!tip.isEmpty()) {
            var t = new Tooltip(tip);
            t.setWrapText(true);
            t.setMaxWidth(360);
            label.setTooltip(t);
        }
        explain("");
        tell("");
    }

    /// `device.fua` as an id a style sheet can name.
    static String idOf(Field field) {
        return field.path().replace('.', '-');
    }

    static FieldRow typed(Field.Typed f, Texts texts, Edits edits) {
        var text = new TextField();
        text.getStyleClass().add("typed");
        var row = new FieldRow(f, texts, text);
        row.shower = s -> {
            if (!row.unreadable()) {
                text.setText(f.show().apply(s));
            }
        };
        var last = new String[]{""};
        Runnable commit = () -> {
            var typed = text.getText();
            if (!typed.equals(last[0])) {
                edits.edit(row, s -> f.parse().apply(s, typed));
                last[0] = text.getText();
            }
        };
        text.setOnAction(_ -> commit.run());
        text.focusedProperty().addListener((_, _, in) -> {
            if (in) {
                last[0] = text.getText();
            } else {
                commit.run();
            }
        });
        text.addEventHandler(javafx.scene.input.KeyEvent.KEY_PRESSED, e -> {
            if (e.getCode() == KeyCode.ESCAPE) {
                row.accept();
                text.setText(last[0]);
                edits.edit(row, s -> s);
            }
        });
        return row;
    }

    static FieldRow flag(Field.Flag f, Texts texts, Edits edits) {
        var toggle = new ToggleSwitch();
        var row = new FieldRow(f, texts, toggle);
        row.shower = s -> toggle.setSelected(f.on().test(s));
        toggle.selectedProperty().addListener((_, _, on) -> {
            if (!row.showing) {
                edits.edit(row, s -> f.set().apply(s, on));
            }
        });
        return row;
    }

    static FieldRow choice(Field.Choice f, Texts texts, Edits edits) {
        var box = new ComboBox<String>();
        box.getItems().addAll(f.options());
        box.setPromptText(texts.get("own"));
        box.setVisibleRowCount(10);
        var row = new FieldRow(f, texts, box);
        row.shower = s -> {
            int i = f.chosen().apply(s);
            if (i < 0) {
                box.getSelectionModel().clearSelection();
                box.setValue(null);
            } else {
                box.getSelectionModel().select(i);
            }
        };
        box.getSelectionModel().selectedIndexProperty().addListener((_, _, i) -> {
            if (!row.showing && i.intValue() >= 0) {
                edits.edit(row, s -> f.set().apply(s, i.intValue()));
            }
        });
        return row;
    }

    static FieldRow lines(Field.Lines f, Texts texts, Runnable open) {
        var button = new Button();
        button.getStyleClass().add("lines");
        button.setOnAction(_ -> open.run());
        var row = new FieldRow(f, texts, button);
        row.shower = s -> {
            var summary = f.summary().apply(s);
            button.setText(summary.isEmpty() ? texts.get("none-edit") : texts.get("some-edit", summary));
        };
        return row;
    }

    /// Whether it means something now; else it is not to be seen.
    void applies(boolean v) {
        setVisible(v);
        setManaged(v);
    }

    String name() {
        return name;
    }

    Control control() {
        return control;
    }

    /// What is wrong here, empty when nothing.
    String sentence() {
        return why.getText();
    }

    /// Shows the value a scenario has here, unless the reader still has to mend what they typed.
    void show(Scenario s) {
        showing = true;
        try {
            shower.accept(s);
            tell(KernelNotes.of(field, s));
        } finally {
            showing = false;
        }
    }

    /// What the kernel makes of it.
    private void tell(String sentence) {
        note.setText(sentence);
        note.setVisible(!sentence.isEmpty());
        note.setManaged(!sentence.isEmpty());
    }

    void explain(String sentence) {
        var text = unreadable() ? refused : sentence;
        why.setText(text);
        why.setVisible(!text.isEmpty());
        why.setManaged(!text.isEmpty());
    }

    /// What was typed cannot be read.
    void refuse(String sentence) {
        refused = sentence;
        explain(sentence);
    }

    void accept() {
        refused = "";
        explain("");
    }

    boolean unreadable() {
        return !refused.isEmpty();
    }
}
