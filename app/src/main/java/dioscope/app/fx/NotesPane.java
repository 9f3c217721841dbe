package dioscope.app.fx;

import dioscope.app.export.lecture.Lecture;
import dioscope.app.export.lecture.Slides;
import java.time.Duration;
import java.util.Locale;
import javafx.animation.Animation;
import javafx.animation.KeyFrame;
import javafx.animation.Timeline;
import javafx.scene.control.Label;
import javafx.scene.control.ScrollPane;
import javafx.scene.layout.VBox;

/// What the presenter alone sees: the notes of this step, what comes next, the time since the start, and what the audience is shown.
final class NotesPane extends ScrollPane {
    private final Texts texts;
    private final Label clock = label("notes-clock", "clock");
    private final Label chapter = label("notes-chapter", "chapter");
    private final Label state = label("notes-state", "state");
    private final Label notes = label("notes-text", "notes");
    private final Label next = label("notes-next", "next");
    private final Timeline ticks = new Timeline(new KeyFrame(javafx.util.Duration.seconds(1), _ -> tick()));
    private long began;

    NotesPane(Texts texts) {
        this.texts = texts;
        setId("notes");
        getStyleClass().add("editor");
        setFitToWidth(true);
        setFocusTraversable(false);
        setHbarPolicy(ScrollBarPolicy.NEVER);
        ticks.setCycleCount(Animation.INDEFINITE);
        var here = heading("notes.here");
        var then = heading("notes.next");
        var hint = label("notes-hint", "note");
        hint.setText(texts.get("notes.hint"));
        var box = new VBox(clock, chapter, state, here, notes, then, next, hint);
        box.getStyleClass().add("presenter");
        setContent(box);
        setVisible(false);
    }

    void begin() {
        began = System.nanoTime();
        tick();
        ticks.play();
        setVisible(true);
    }

    void end() {
        ticks.stop();
        setVisible(false);
    }

    private void tick() {
        var d = Duration.ofNanos(System.nanoTime() - began);
        clock.setText(d.toHours() > 0
                ? String.format(Locale.ROOT, "%d:%02d:%02d", d.toHours(), d.toMinutesPart(), d.toSecondsPart())
                : String.format(Locale.ROOT, "%d:%02d", d.toMinutesPart(), d.toSecondsPart()));
    }

    /// @param step on screen
    /// @param after what the next press of the remote shows, in words
    void show(Lecture l, Slides s, int step, String after) {
        int n = l.slides() ? s.chapterAt(l.card(), step) : 0;
        chapter.setText(n == 0 ? "" : texts.get("present.chapter", n, s.chapters().size(), s.chapters().get(n - 1)));
        chapter.setManaged(n > 0);
        state.setText(l.blank() ? texts.get("notes.blank") : l.held() ? texts.get("notes.held") : "");
        state.setManaged(l.blank() || l.held());
        notes.setText(s.notesAt(step).orElse(texts.get("notes.none")));
        next.setText(after);
    }

    private Label heading(String key) {
        var l = new Label(texts.get(key));
        l.getStyleClass().add("heading");
        return l;
    }

    private static Label label(String id, String style) {
        var l = new Label();
        l.setId(id);
        l.getStyleClass().add(style);
        l.setWrapText(true);
        l.setMinHeight(USE_PREF_SIZE);
        return l;
    }
}
