package dioscope.app.fx;

import dioscope.app.session.Intent;
import dioscope.app.session.Session;
import java.util.LinkedHashMap;
import java.util.Map;
import javafx.scene.Node;
import javafx.scene.Scene;
import javafx.scene.control.ButtonBase;
import javafx.scene.control.TextInputControl;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyCodeCombination;
import javafx.scene.input.KeyCombination;
import javafx.scene.input.KeyEvent;

/// What each key does. Where text is typed only the combinations with Ctrl work, and those the field does not need itself.
final class Keys {
    /// What keys do that is more than an intent.
    interface Actions {
        void togglePlay();

        void nextChange(boolean back);

        void faster(int steps);

        void nextGrain();

        void undo();

        void redo();

        void open();

        void save();

        void saveAs();

        void toggleTheme();

        void toggleDecisions();

        void toggleFlow();

        void nextKernel(int by);

        void shiftCompletion(int by);

        void help();

        void escape();

        void compare();

        void swap();

        void everyDifference();

        void foldGroups();

        void copyAccount();

        void copyPicture();

        /// Begins a presentation, or ends it.
        void present();

        /// Opens the export.
        void export();

        /// What a presentation shows.
        void choosePanels();

        /// Larger or smaller type; 0 for the usual size.
        void zoom(int steps);

        /// A key while something is presented.
        ///
        /// @return whether it was one for that
        boolean presenting(KeyEvent e, boolean typing);
    }

    private final Map<KeyCombination, Runnable> plain = new LinkedHashMap<>();
    private final Map<KeyCombination, Runnable> anywhere = new LinkedHashMap<>();

    Keys(Session session, Actions a) {
        presenting = a::presenting;
        for (var code : new KeyCode[]{KeyCode.F5, KeyCode.F11}) {
            anywhere.put(new KeyCodeCombination(code, KeyCombination.SHIFT_ANY), a::present);
        }
        plain(KeyCode.P, a::choosePanels);
        anywhere.put(new KeyCodeCombination(KeyCode.E, KeyCombination.SHORTCUT_DOWN), a::export);
        for (var code : new KeyCode[]{KeyCode.PLUS, KeyCode.ADD, KeyCode.EQUALS}) {
            anywhere.put(new KeyCodeCombination(code, KeyCombination.SHORTCUT_DOWN, KeyCombination.SHIFT_ANY), () -> a.zoom(1));
        }
        for (var code : new KeyCode[]{KeyCode.MINUS, KeyCode.SUBTRACT}) {
            anywhere.put(new KeyCodeCombination(code, KeyCombination.SHORTCUT_DOWN), () -> a.zoom(-1));
        }
        for (var code : new KeyCode[]{KeyCode.DIGIT0, KeyCode.NUMPAD0}) {
            anywhere.put(new KeyCodeCombination(code, KeyCombination.SHORTCUT_DOWN), () -> a.zoom(0));
        }
        plain(KeyCode.SPACE, a::togglePlay);
        plain(KeyCode.RIGHT, () -> session.dispatch(new Intent.StepForward()));
        plain(KeyCode.LEFT, () -> session.dispatch(new Intent.StepBack()));
        plain(KeyCode.DOWN, () -> session.dispatch(new Intent.StepOver()));
        plain(KeyCode.UP, () -> session.dispatch(new Intent.StepOut()));
        plain(KeyCode.HOME, () -> session.dispatch(new Intent.Home()));
        plain(KeyCode.END, () -> session.dispatch(new Intent.End()));
        plain(KeyCode.PAGE_DOWN, () -> session.dispatch(new Intent.StepForward()));
        plain(KeyCode.PAGE_UP, () -> session.dispatch(new Intent.StepBack()));
        plain(KeyCode.N, () -> a.nextChange(false));
        plain.put(new KeyCodeCombination(KeyCode.N, KeyCombination.SHIFT_DOWN), () -> a.nextChange(true));
        plain(KeyCode.G, a::nextGrain);
        for (var code : new KeyCode[]{KeyCode.PLUS, KeyCode.ADD, KeyCode.EQUALS}) {
            plain.put(new KeyCodeCombination(code, KeyCombination.SHIFT_ANY), () -> a.faster(1));
        }
        for (var code : new KeyCode[]{KeyCode.MINUS, KeyCode.SUBTRACT}) {
            plain(code, () -> a.faster(-1));
        }
        plain(KeyCode.T, a::toggleTheme);
        plain(KeyCode.D, a::toggleDecisions);
        plain(KeyCode.V, a::toggleFlow);
        plain.put(new KeyCodeCombination(KeyCode.UP, KeyCombination.SHIFT_DOWN), () -> a.shiftCompletion(-1));
        plain.put(new KeyCodeCombination(KeyCode.DOWN, KeyCombination.SHIFT_DOWN), () -> a.shiftCompletion(1));
        plain(KeyCode.K, () -> a.nextKernel(1));
        plain.put(new KeyCodeCombination(KeyCode.K, KeyCombination.SHIFT_DOWN), () -> a.nextKernel(-1));
        anywhere.put(new KeyCodeCombination(KeyCode.O, KeyCombination.SHORTCUT_DOWN), a::open);
        anywhere.put(new KeyCodeCombination(KeyCode.S, KeyCombination.SHORTCUT_DOWN), a::save);
        anywhere.put(new KeyCodeCombination(KeyCode.S, KeyCombination.SHORTCUT_DOWN, KeyCombination.SHIFT_DOWN), a::saveAs);
        anywhere.put(new KeyCodeCombination(KeyCode.Z, KeyCombination.SHORTCUT_DOWN), a::undo);
        anywhere.put(new KeyCodeCombination(KeyCode.Y, KeyCombination.SHORTCUT_DOWN), a::redo);
        anywhere.put(new KeyCodeCombination(KeyCode.Z, KeyCombination.SHORTCUT_DOWN, KeyCombination.SHIFT_DOWN), a::redo);
        anywhere.put(new KeyCodeCombination(KeyCode.F1), a::help);
        plain(KeyCode.C, a::compare);
        plain(KeyCode.X, a::swap);
        plain(KeyCode.A, a::everyDifference);
        plain(KeyCode.E, a::foldGroups);
        plain(KeyCode.ESCAPE, a::escape);
        // a field that is typed in copies its own text
        plain.put(new KeyCodeCombination(KeyCode.C, KeyCombination.SHORTCUT_DOWN), a::copyAccount);
        plain.put(new KeyCodeCombination(KeyCode.C, KeyCombination.SHORTCUT_DOWN, KeyCombination.SHIFT_DOWN), a::copyPicture);
        this.help = a::help;
    }

    private final Runnable help;
    private final java.util.function.BiPredicate<KeyEvent, Boolean> presenting;

    /// Listens to all keys of the window, before the controls do.
    void install(Scene scene) {
        scene.addEventFilter(KeyEvent.KEY_PRESSED, e -> {
            var map = typing(scene.getFocusOwner()) ? anywhere : plain;
            if (presenting.test(e, typing(scene.getFocusOwner()))) {
                e.consume();
                return;
            }
            if (e.getCode() == KeyCode.SPACE && operated(scene.getFocusOwner())) {
                return;
            }
            for (var m : java.util.List.of(map, anywhere)) {
                for (var entry : m.entrySet()) {
                    if (entry.getKey().match(e)) {
                        e.consume();
                        entry.getValue().run();
                        return;
                    }
                }
            }
        });
        // which key gives a question mark is the keyboard's affair
        scene.addEventFilter(KeyEvent.KEY_TYPED, e -> {
            if (e.getCharacter().equals("?") && !typing(scene.getFocusOwner())) {
                e.consume();
                help.run();
            }
        });
    }

    private static boolean typing(javafx.scene.@org.jspecify.annotations.Nullable Node focus) {
        return focus instanceof TextInputControl;
    }

    /// Whether the space bar is meant for a control that was reached with the keyboard.
    private static boolean operated(@org.jspecify.annotations.Nullable Node focus) {
        return focus != null && focus.isFocusVisible() && (focus instanceof ButtonBase || focus instanceof javafx.scene.control.Control)
                && !(focus instanceof javafx.scene.control.ScrollPane);
    }

    private void plain(KeyCode code, Runnable action) {
        plain.put(new KeyCodeCombination(code), action);
    }
}
