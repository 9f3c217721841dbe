package dioscope.app.fx;

import dioscope.app.session.CallList;
import dioscope.model.scenario.Scenario;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntConsumer;
import javafx.scene.control.Button;
import javafx.scene.control.ToggleButton;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.FlowPane;

/// The system calls of the scenario: which of them the fields edit, one more, one less.
final class CallBar extends FlowPane {
    private final Texts texts;
    private final IntConsumer select;
    private final Button add;
    private final Button remove;
    private List<String> names = List.of();
    private int selected = -1;

    CallBar(Texts texts, IntConsumer select, Runnable add, Runnable remove) {
        this.texts = texts;
        this.select = select;
        getStyleClass().add("calls");
        setId("calls");
        this.add = button("+", "calls.add", add);
        this.remove = button("−", "calls.remove", remove);
    }

    private Button button(String sign, String key, Runnable action) {
        var b = new Button(sign);
        b.setId(key.replace('.', '-'));
        b.setTooltip(new Tooltip(texts.get(key)));
        b.setAccessibleText(texts.get(key));
        b.setOnAction(_ -> action.run());
        return b;
    }

    void show(Scenario s, int now) {
        var calls = CallList.names(s);
        if (calls.equals(names) && now == selected) {
            return;
        }
        names = calls;
        selected = now;
        var parts = new ArrayList<javafx.scene.Node>();
        for (int i = 0; i < calls.size(); i++) {
            int call = i;
            var b = new ToggleButton(calls.get(i));
            b.setId("call-" + (i + 1));
            b.setSelected(i == now);
            b.setTooltip(new Tooltip(texts.get("calls.select", i + 1)));
            b.setOnAction(_ -> {
                b.setSelected(true);
                select.accept(call);
            });
            parts.add(b);
        }
        parts.add(add);
        if (calls.size() > 1) {
            parts.add(remove);
        }
        getChildren().setAll(parts);
    }
}
