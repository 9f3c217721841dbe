package dioscope.app.fx;

import dioscope.app.export.PanelName;
import dioscope.app.export.Reel;
import dioscope.app.export.lecture.Lecture;
import dioscope.app.export.lecture.LectureLayout;
import dioscope.app.export.lecture.Slides;
import dioscope.app.paint.Bounds;
import dioscope.app.paint.Drawing;
import dioscope.app.paint.Theme;
import dioscope.app.paint.Token;
import dioscope.app.panel.FilmCard;
import dioscope.app.panel.FilmText;
import dioscope.app.panel.Layout;
import dioscope.app.panel.View;
import dioscope.app.session.Session;
import dioscope.app.session.SessionState;
import java.util.Set;
import javafx.geometry.Insets;
import javafx.scene.layout.Background;
import javafx.scene.layout.BackgroundFill;
import javafx.scene.layout.CornerRadii;
import javafx.scene.layout.Pane;
import javafx.scene.layout.Region;
import javafx.scene.paint.Color;
import javafx.scene.shape.Circle;
import org.jspecify.annotations.Nullable;

/// What the audience sees: the chosen panels over the whole screen, a chapter's card, or nothing. It knows no notes.
final class Projection extends Pane {
    private static final double LOW = 1080;

    /// What the panels are laid out for.
    private record Arranged(double width, double height, Set<PanelName> panels, double type, @Nullable PanelName focus, int lanes) {}

    private final Board board;
    private final CompareBoard beside;
    private final PanelCanvas header = new PanelCanvas();
    private final PanelCanvas card = new PanelCanvas();
    private final Region black = new Region();
    private final Circle mark = new Circle();
    private final PointerRing ring;
    private final Texts texts;
    private Theme theme;
    private Lecture lecture = Lecture.USUAL;
    private Slides slides = Slides.NONE;
    private @Nullable Arranged arranged;
    private boolean stale = true;

    Projection(Session session, Ahead ahead, Theme theme, Texts texts) {
        this.theme = theme;
        this.texts = texts;
        setId("projection");
        board = new Board(session, ahead, theme, true);
        beside = new CompareBoard(session, ahead, theme);
        header.setId("shown-header");
        header.setMouseTransparent(true);
        card.setId("shown-card");
        black.setId("black");
        black.setBackground(Background.fill(Color.BLACK));
        mark.setId("held");
        mark.setMouseTransparent(true);
        getChildren().addAll(header, board, beside, card, mark, black);
        ring = new PointerRing(this, this);
        getChildren().remove(black);
        getChildren().add(black);
        look();
        show(lecture, slides);
    }

    void theme(Theme v) {
        theme = v;
        board.theme(v);
        beside.theme(v);
        look();
        header.repaint(v);
        card.repaint(v);
        stale = true;
    }

    private void look() {
        setBackground(
                new Background(new BackgroundFill(CanvasSurface.make(theme.argb(Token.BACKGROUND)), CornerRadii.EMPTY, Insets.EMPTY)));
        var accent = CanvasSurface.make(theme.argb(Token.NOW));
        ring.look(accent, Math.max(0.75, getHeight() / LOW));
        mark.setFill(CanvasSurface.make(theme.argb(Token.TEXT_FAINT)));
    }

    void axis(View.Axis v) {
        board.axis(v);
    }

    /// What is wanted from now on.
    void show(Lecture l, Slides s) {
        slides = s;
        if (l.ring() != lecture.ring()) {
            ring.on(l.ring());
            board.pointing(l.ring());
        }
        board.hold(l.held());
        if (lecture.held() && !l.held()) {
            beside.changed(board.state());
        }
        lecture = l.held() && lecture.held()
                ? new Lecture(l.panels(), l.type(), lecture.slides(), lecture.card(), l.blank(), true, l.ring())
                : l;
        black.setVisible(l.blank());
        mark.setVisible(l.held());
        stale = true;
        requestLayout();
    }

    /// Takes up the run of the session.
    void renew() {
        board.renew();
        beside.changed(board.state());
        arranged = null;
        stale = true;
    }

    void changed(SessionState before, SessionState after) {
        board.changed(before, after);
        if (!lecture.held()) {
            beside.changed(after);
        }
        stale = true;
    }

    @Override
    protected void layoutChildren() {
        double w = getWidth();
        double h = getHeight();
        board.resizeRelocate(0, 0, w, h);
        beside.resizeRelocate(0, 0, w, h);
        black.resizeRelocate(0, 0, w, h);
        card.place(new Bounds(0, 0, w, h));
        double r = Math.max(4, h / 200);
        mark.setRadius(r);
        mark.relocate(w - 3 * r, r);
        look();
        stale = true;
    }

    /// Brings the picture up to date.
    ///
    /// @return whether another frame is needed
    boolean frame(long nowNanos, boolean animate, long moveNanos) {
        if (getWidth() < 2 || getHeight() < 2) {
            return stale;
        }
        var s = board.state();
        boolean pair = s.versus() != null;
        if (stale) {
            stale = false;
            arrange(s, pair);
            head(s, nowNanos);
            card(nowNanos);
            board.setVisible(!pair);
            beside.setVisible(pair);
        }
        return pair ? !lecture.held() && beside.frame(nowNanos, animate, moveNanos) : board.frame(nowNanos, animate, moveNanos);
    }

    private void arrange(SessionState s, boolean pair) {
        var focus = lecture.slides() ? slides.focus(s.index()) : null;
        var a = new Arranged(getWidth(), getHeight(), lecture.panels(board.study()), lecture.type(), pair ? null : focus,
                board.study().timeline().lanes().size());
        if (!a.equals(arranged)) {
            arranged = a;
            board.timelineScale(LectureLayout.timelineScale(getWidth(), getHeight(), theme, board.study(), lecture));
            board.arrange(layout(a.focus));
            beside.arrange(a.width, a.height, 1.25 * lecture.type(), 0);
        }
    }

    private Layout layout(@Nullable PanelName focus) {
        return LectureLayout.of(getWidth(), getHeight(), theme, board.study(), lecture, focus);
    }

    private double unit() {
        return Math.min(getWidth(), getHeight()) / LOW;
    }

    private void head(SessionState s, long nowNanos) {
        header.setVisible(s.versus() == null);
        var b = layout(null).header();
        header.place(b);
        var v = View.of(board.study()).withScale(unit() * lecture.type());
        header.show(FilmText.header(v, title(s), b.width(), b.height(), false), theme, pixels(), nowNanos, 0, false);
    }

    /// The chapter, where the author has made some.
    private String title(SessionState s) {
        int n = lecture.slides() ? slides.chapterAt(-1, s.index()) : 0;
        return n == 0 ? s.scenario().title() : texts.get("present.chapter", n, slides.chapters().size(), slides.chapters().get(n - 1));
    }

    private void card(long nowNanos) {
        int n = lecture.card();
        var shot = n < 0 || n >= slides.all().size() ? null : slides.all().get(n).card();
        card.setVisible(shot != null);
        if (shot != null) {
            card.show(drawing(shot), theme, pixels(), nowNanos, 0, false);
        }
    }

    private Drawing drawing(Reel.Shot shot) {
        double w = getWidth();
        double h = getHeight();
        var v = View.of(board.study()).withScale(unit() * Math.clamp(lecture.type(), 0.8, 1.3));
        return switch (shot) {
            case Reel.TitleCard c -> FilmCard.title(v, c.title(), c.subtitle(), c.lines(), w, h);
            case Reel.ChapterCard c -> FilmCard.chapter(v, texts.get("present.of", c.number(), slides.chapters().size()), c.title(), w, h);
            case Reel.EndCard c -> FilmCard.end(v, c.title(), c.lines(), w, h);
            case Reel.StepShot _ -> throw new IllegalArgumentException("a step has no card");
        };
    }

    private double pixels() {
        var window = getScene() == null ? null : getScene().getWindow();
        return window == null ? 1 : window.getOutputScaleX();
    }

    /// The step that is shown.
    int step() {
        return board.state().index();
    }
}
