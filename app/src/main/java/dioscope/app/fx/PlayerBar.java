package dioscope.app.fx;

import dioscope.app.panel.View;
import dioscope.app.session.Granularity;
import dioscope.app.session.Intent;
import dioscope.app.session.Session;
import dioscope.app.session.SessionState;
import dioscope.app.session.Target;
import java.util.Locale;
import java.util.function.Consumer;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.ComboBox;
import javafx.scene.control.Label;
import javafx.scene.control.MenuItem;
import javafx.scene.control.OverrunStyle;
import javafx.scene.control.Separator;
import javafx.scene.control.Slider;
import javafx.scene.control.SplitMenuButton;
import javafx.scene.control.ToggleButton;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.util.StringConverter;

/// Moves through the run.
final class PlayerBar extends HBox {
    private final Session session;
    private final Texts texts;
    private final Button play = new Button();
    private final Region playIcon = icon("play");
    private final Label hint = new Label();
    private final SplitMenuButton change = new SplitMenuButton();
    private final MenuItem selectedItem = new MenuItem();
    private final Slider speed = new Slider(-1, 1, 0);
    private final Label factor = new Label();
    private final ComboBox<Granularity> grain = new ComboBox<>();
    private Target.Area area = Target.Area.REGISTER;
    /// Whether the reader chose the panel himself.
    private boolean chosen;
    private boolean touched;
    private boolean showing;

    PlayerBar(Session session, Texts texts, Consumer<View.Axis> onAxis) {
        this.session = session;
        this.texts = texts;
        setId("player");
        getStyleClass().add("player");
        play.setGraphic(playIcon);
        play.setId("play");
        play.setOnAction(_ -> toggle());
        tip(play, "player.play");
        change.setId("next-change");
        change.setFocusTraversable(false);
        change.setOnAction(_ -> nextChange(false));
        for (var a : Target.Area.values()) {
            var item = new MenuItem(texts.get("area." + a.name().toLowerCase(Locale.ROOT)));
            item.setOnAction(_ -> {
                area = a;
                chosen = true;
                session.dispatch(new Intent.NextChange(new Target.Panel(a), false));
                show(session.state());
            });
            change.getItems().add(item);
        }
        selectedItem.setOnAction(_ -> nextChange(false));
        tip(change, "player.change");
        hint.getStyleClass().add("hint");
        hint.setId("hint");
        hint.setTextOverrun(OverrunStyle.ELLIPSIS);
        hint.setMinWidth(0);
        hint.setPrefWidth(USE_COMPUTED_SIZE);
        change.setMinWidth(USE_PREF_SIZE);
        var space = new Region();
        HBox.setHgrow(space, Priority.ALWAYS);
        getChildren().addAll(button("first", new Intent.Home()), button("back", new Intent.StepBack()), play,
                button("forward", new Intent.StepForward()), button("last", new Intent.End()), bar(), button("over", new Intent.StepOver()),
                button("out", new Intent.StepOut()), change, bar(), hint, space, grains(), axes(onAxis), bar(), speeds(), factor);
        show(session.state());
    }

    /// Plays, or stops.
    void toggle() {
        session.dispatch(session.state().playing() ? new Intent.Pause() : new Intent.Play());
    }

    /// To the next (or last) change of what is selected, else of the chosen panel.
    void nextChange(boolean back) {
        var t = Targets.of(session.state()).orElse(new Target.Panel(area));
        int at = session.state().index();
        session.dispatch(new Intent.NextChange(t, back));
        if (at == session.state().index()) {
            hint.setText(texts.get(back ? "hint.no-change-before" : "hint.no-change-after"));
        }
    }

    /// The panel whose changes are meant as long as the reader chooses none.
    void natural(Target.Area panel) {
        if (!chosen) {
            area = panel;
        }
    }

    /// The next finer or coarser way to step.
    void nextGrain() {
        var all = Granularity.values();
        session.dispatch(new Intent.Grain(all[(session.state().granularity().ordinal() + 1) % all.length]));
    }

    /// @param steps of one press of a key: twelve of them from the slowest to the fastest
    void faster(int steps) {
        session.dispatch(new Intent.Speed(Math.pow(10, Math.clamp(Math.log10(session.state().speed()) + steps / 6.0, -1, 1))));
    }

    void show(SessionState s) {
        showing = true;
        playIcon.getStyleClass().setAll("icon", s.playing() ? "pause" : "play");
        touched |= s.index() > 0 || s.playing();
        hint.setText(s.running()
                ? texts.get("hint.running")
                : !s.problems().isEmpty()
                        ? texts.get("hint.last-good")
                        : touched ? "" : texts.get("hint.start"));
        var selected = Targets.of(s);
        change.setText(texts.get("player.change-of",
                selected.isPresent() ? Targets.name(s) : texts.get("area." + area.name().toLowerCase(Locale.ROOT))));
        speed.setValue(Math.log10(s.speed()));
        factor.setText(String.format(Locale.ROOT, s.speed() < 1 ? "%.1f×" : s.speed() < 9.95 ? "%.1f×" : "%.0f×", s.speed()));
        grain.setValue(s.granularity());
        showing = false;
    }

    private Node grains() {
        grain.getItems().setAll(Granularity.values());
        grain.setId("grain");
        grain.setFocusTraversable(false);
        grain.setConverter(new StringConverter<>() {
            @Override
            public String toString(Granularity g) {
                return g == null ? "" : texts.get("grain." + g.name().toLowerCase(Locale.ROOT));
            }

            @Override
            public Granularity fromString(String s) {
                throw new UnsupportedOperationException();
            }
        });
        grain.valueProperty().addListener((_, _, v) -> {
            if (!showing && v != null) {
                session.dispatch(new Intent.Grain(v));
            }
        });
        tip(grain, "player.grain");
        return grain;
    }

    private Node axes(Consumer<View.Axis> onAxis) {
        var time = new ToggleButton(texts.get("player.time"));
        time.setFocusTraversable(false);
        time.setMinWidth(USE_PREF_SIZE);
        time.setId("axis");
        time.selectedProperty().addListener((_, _, on) -> onAxis.accept(on ? View.Axis.TIME : View.Axis.STEPS));
        tip(time, "player.axis");
        return time;
    }

    private Node speeds() {
        speed.setId("speed");
        speed.setFocusTraversable(false);
        speed.setPrefWidth(90);
        speed.setMinWidth(50);
        speed.valueProperty().addListener((_, _, v) -> {
            if (!showing) {
                double f = Math.pow(10, v.doubleValue());
                session.dispatch(new Intent.Speed(Math.abs(f - 1) < 0.08 ? 1 : f));
            }
        });
        factor.getStyleClass().add("where");
        factor.setMinWidth(Region.USE_PREF_SIZE);
        tip(speed, "player.speed");
        return speed;
    }

    private Button button(String name, Intent intent) {
        var b = new Button(null, icon(name));
        b.setId(name);
        b.setOnAction(_ -> session.dispatch(intent));
        tip(b, "player." + name);
        return b;
    }

    private void tip(javafx.scene.control.Control c, String key) {
        c.setTooltip(new Tooltip(texts.get(key)));
        c.setAccessibleText(texts.get(key));
        c.setFocusTraversable(false);
    }

    private static Separator bar() {
        return new Separator(javafx.geometry.Orientation.VERTICAL);
    }

    private static Region icon(String name) {
        var r = new Region();
        r.getStyleClass().addAll("icon", name);
        return r;
    }
}
