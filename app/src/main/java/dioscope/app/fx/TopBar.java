package dioscope.app.fx;

import dioscope.app.session.Intent;
import dioscope.app.session.Other;
import dioscope.app.session.Session;
import dioscope.app.session.SessionState;
import dioscope.model.scenario.Scenario;
import dioscope.model.scenario.ShippedScenarios.Shelf;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import javafx.geometry.Pos;
import javafx.scene.control.Button;
import javafx.scene.control.CustomMenuItem;
import javafx.scene.control.Label;
import javafx.scene.control.Menu;
import javafx.scene.control.MenuButton;
import javafx.scene.control.MenuItem;
import javafx.scene.control.OverrunStyle;
import javafx.scene.control.SeparatorMenuItem;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;

/// The line at the top: which story, which kernel, what the story is worth, and what concerns the file and the window.
final class TopBar extends HBox {
    private final Texts texts;
    private final MenuButton picker = new MenuButton();
    private final KernelBar kernels;
    private final CompareMenu compare;
    private final Label agrees = new Label();
    private final Button undo;
    private final Button redo;

    /// What the buttons do that is more than an intent.
    interface Actions {
        void choose(Scenario s);

        void open();

        void open(Path file);

        void save();

        void saveAs();

        void toggleTheme();

        void toggleDecisions();

        void toggleFlow();

        void help();

        /// The step in words, into the clipboard.
        void copyAccount();

        /// The picture of the step, into the clipboard.
        void copyPicture();

        /// The run on paper.
        void handout();

        /// Opens the export.
        void export();

        /// Begins a presentation.
        void present();

        /// A file to compare with, as the reader chooses it.
        Optional<Other> other();

        /// Files opened or saved lately, the last one first.
        List<Path> recent();
    }

    TopBar(Session session, Texts texts, Supplier<List<Shelf>> shipped, Actions actions) {
        this.texts = texts;
        setId("top");
        getStyleClass().add("top");
        var dio = new Label("dio");
        dio.getStyleClass().add("logo");
        var scope = new Label("scope");
        scope.getStyleClass().addAll("logo", "logo-accent");
        var logo = new HBox(dio, scope);
        logo.setMinWidth(Region.USE_PREF_SIZE);
        logo.setAlignment(Pos.CENTER_LEFT);
        picker.setMnemonicParsing(false);
        picker.setId("scenarios");
        picker.setMinWidth(160);
        picker.setTextOverrun(OverrunStyle.ELLIPSIS);
        picker.getItems().add(new MenuItem(session.state().scenario().title()));
        picker.setOnShowing(_ -> picker.getItems().setAll(shipped.get().stream().map(s -> shelf(s, actions)).toList()));
        kernels = new KernelBar(session, texts);
        compare = new CompareMenu(session, texts, shipped, actions::other);
        agrees.getStyleClass().add("agrees");
        agrees.setId("agrees");
        agrees.setMinWidth(0);
        var space = new Region();
        HBox.setHgrow(space, Priority.ALWAYS);
        undo = button("undo", () -> session.dispatch(new Intent.Undo()));
        redo = button("redo", () -> session.dispatch(new Intent.Redo()));
        var file = new MenuButton(texts.get("file"));
        file.setId("file-menu");
        file.setFocusTraversable(false);
        file.setMinWidth(Region.USE_PREF_SIZE);
        file.setOnShowing(_ -> {
            file.getItems().setAll(item("open", actions::open), item("save", actions::save), item("save-as", actions::saveAs));
            file.getItems().addAll(new SeparatorMenuItem(), item("copy-account", actions::copyAccount),
                    item("copy-picture", actions::copyPicture), item("export", actions::export), item("handout", actions::handout));
            var recent = actions.recent();
            if (!recent.isEmpty()) {
                file.getItems().add(new SeparatorMenuItem());
            }
            for (var path : recent) {
                var item = new MenuItem(String.valueOf(path.getFileName()));
                item.setMnemonicParsing(false);
                item.setOnAction(_ -> actions.open(path));
                file.getItems().add(item);
            }
        });
        file.getItems().add(item("open", actions::open));
        getChildren().addAll(logo, picker, kernels, compare, agrees, space, undo, redo, file, button("view", actions::toggleFlow),
                button("decisions", actions::toggleDecisions),
                button("theme", actions::toggleTheme), button("present", actions::present),
                button("help", actions::help));
        show(session.state());
    }

    private static Menu shelf(Shelf s, Actions actions) {
        var menu = new Menu(s.heading());
        menu.setMnemonicParsing(false);
        s.scenarios().forEach(x -> menu.getItems().add(story(x, actions)));
        return menu;
    }

    private static MenuItem story(Scenario s, Actions actions) {
        var title = new Label(s.title());
        title.getStyleClass().add("title");
        var question = new Label(s.question());
        question.getStyleClass().add("question");
        var item = new CustomMenuItem(new VBox(title, question));
        item.setOnAction(_ -> actions.choose(s));
        return item;
    }

    void show(SessionState s) {
        picker.setText((s.dirty() ? "● " : "") + s.scenario().title());
        picker.setTooltip(new Tooltip(s.scenario().question()));
        kernels.show(s);
        compare.show(s);
        undo.setDisable(s.undo() == null && s.problems().isEmpty());
        redo.setDisable(s.redo() == null);
        undo.getTooltip().setText(s.undo() == null ? texts.get("tip.undo") : texts.get("tip.undo-of", s.undo()));
        redo.getTooltip().setText(s.redo() == null ? texts.get("tip.redo") : texts.get("tip.redo-of", s.redo()));
    }

    /// Opens the list of what can be compared with.
    void compare() {
        compare.show();
    }

    /// @param by 1 for the next newer kernel, -1 for the next older one
    void nextKernel(int by) {
        kernels.next(by);
    }

    /// Tells what the runs on screen are worth: with which recorded runs they agree, empty when there are none.
    void agreement(String told) {
        agrees.setText(told);
        agrees.setTooltip(told.isEmpty() ? null : new Tooltip(told + "\n" + texts.get("tip.agrees")));
    }

    private MenuItem item(String key, Runnable action) {
        var item = new MenuItem(texts.get(key));
        item.setOnAction(_ -> action.run());
        return item;
    }

    private Button button(String key, Runnable action) {
        var icon = new Region();
        icon.getStyleClass().addAll("icon", key);
        var b = new Button(null, icon);
        b.setId(key);
        b.setFocusTraversable(false);
        b.setTooltip(new Tooltip(texts.get("tip." + key)));
        b.setAccessibleText(texts.get("tip." + key));
        b.setOnAction(_ -> action.run());
        return b;
    }
}
