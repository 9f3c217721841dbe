package dioscope.app.fx;

import dioscope.app.session.Intent;
import dioscope.app.session.Other;
import dioscope.app.session.Session;
import dioscope.app.session.SessionState;
import dioscope.model.profile.Profile;
import dioscope.model.scenario.DevicePreset;
import dioscope.model.scenario.ShippedScenarios.Shelf;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import javafx.scene.control.Menu;
import javafx.scene.control.MenuButton;
import javafx.scene.control.MenuItem;
import javafx.scene.control.SeparatorMenuItem;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.Region;

/// What the run on screen can be compared with.
final class CompareMenu extends MenuButton {
    private final Session session;
    private final Texts texts;
    private final Supplier<List<Shelf>> shipped;
    private final Supplier<Optional<Other>> file;

    /// @param file asks for a file to compare with
    CompareMenu(Session session, Texts texts, Supplier<List<Shelf>> shipped, Supplier<Optional<Other>> file) {
        super(texts.get("compare"));
        this.session = session;
        this.texts = texts;
        this.shipped = shipped;
        this.file = file;
        setId("compare");
        setFocusTraversable(false);
        setMinWidth(Region.USE_PREF_SIZE);
        setTooltip(new Tooltip(texts.get("tip.compare")));
        setOnShowing(_ -> getItems().setAll(entries()));
        getItems().add(new MenuItem(texts.get("compare.file")));
    }

    void show(SessionState s) {
        var now = texts.get(s.versus() == null ? "compare" : "compare.leave");
        if (!now.equals(getText())) {
            setText(now);
        }
    }

    private List<MenuItem> entries() {
        var s = session.state();
        var out = new ArrayList<MenuItem>();
        if (s.versus() != null) {
            out.add(item("compare-leave", texts.get("compare.leave-item"), () -> session.dispatch(new Intent.Leave())));
            out.add(item("compare-swap", texts.get("compare.swap"), () -> session.dispatch(new Intent.Swap())));
            out.add(new SeparatorMenuItem());
        }
        for (var p : Profile.ALL) {
            if (p != s.scenario().kernel()) {
                out.add(item("compare-kernel-" + p.name().replace('.', '-'), texts.get("compare.kernel", p.name()), new Other.Kernel(p)));
            }
        }
        out.add(new SeparatorMenuItem());
        for (var d : DevicePreset.values()) {
            if (!d.spec().equals(s.scenario().device())) {
                out.add(item("compare-device-" + d.word(), texts.get("compare.device", d.title()), new Other.Device(d)));
            }
        }
        out.add(new SeparatorMenuItem());
        session.beforeEdit().ifPresent(b -> out
                .add(item("compare-before", texts.get("compare.before", Objects.requireNonNullElse(s.undo(), "")), new Other.Before(b))));
        var stories = new Menu(texts.get("compare.scenario"));
        for (var shelf : shipped.get()) {
            var menu = new Menu(shelf.heading());
            menu.setMnemonicParsing(false);
            for (var x : shelf.scenarios()) {
                menu.getItems().add(item("", x.title(), new Other.Named(x.title(), x.withKernel(s.scenario().kernel()))));
            }
            stories.getItems().add(menu);
        }
        out.add(stories);
        out.add(item("compare-file", texts.get("compare.file"), () -> file.get().ifPresent(o -> session.dispatch(new Intent.Compare(o)))));
        return out;
    }

    private MenuItem item(String id, String text, Other other) {
        return item(id, text, () -> session.dispatch(new Intent.Compare(other)));
    }

    private static MenuItem item(String id, String text, Runnable action) {
        var item = new MenuItem(text);
        item.setId(id);
        item.setMnemonicParsing(false);
        item.setOnAction(_ -> action.run());
        return item;
    }
}
