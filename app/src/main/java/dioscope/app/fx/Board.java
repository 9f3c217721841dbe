package dioscope.app.fx;

import dioscope.app.export.picture.FilmLayout;
import dioscope.app.paint.Bounds;
import dioscope.app.paint.CellId;
import dioscope.app.paint.Drawing;
import dioscope.app.paint.Theme;
import dioscope.app.panel.BioPanel;
import dioscope.app.panel.Card;
import dioscope.app.panel.CodePanel;
import dioscope.app.panel.DecisionPanel;
import dioscope.app.panel.DioPanel;
import dioscope.app.panel.FilePanel;
import dioscope.app.panel.FlowPanel;
import dioscope.app.panel.Layout;
import dioscope.app.panel.StackPanel;
import dioscope.app.panel.Study;
import dioscope.app.panel.TimelinePanel;
import dioscope.app.panel.View;
import dioscope.app.panel.WhyPanel;
import dioscope.app.session.CompletionOrders;
import dioscope.app.session.Intent;
import dioscope.app.session.Session;
import dioscope.app.session.SessionState;
import dioscope.model.scenario.Scenario;
import dioscope.model.trace.Moment;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javafx.animation.Animation;
import javafx.animation.PauseTransition;
import javafx.scene.Cursor;
import javafx.scene.input.MouseButton;
import javafx.scene.input.MouseEvent;
import javafx.scene.layout.Pane;
import javafx.util.Duration;
import org.jspecify.annotations.Nullable;

/// The panels: a canvas for each and the card over them. Draws at most once a frame, whatever happened in between.
final class Board extends Pane {
    private interface Painter {
        Drawing draw(Moment m, View v, double width, double height);
    }

    /// @param moves whether its things are seen to move; sentences that pass over into one another cannot be read
    private record Panel(PanelCanvas canvas, Painter painter, Function<Layout, Bounds> place, boolean moves) {}

    private static final String GOTO = "goto.";
    private static final Pattern BIO = Pattern.compile("^bios\\.(\\d+)");
    /// How long the mouse rests on a thing before its card opens, and how long it may take to get to the card, milliseconds.
    private static final double REST_MILLIS = 450;
    private static final double LEAVE_MILLIS = 400;

    private final Session session;
    private final Ahead ahead;
    private final List<Panel> panels;
    private final PanelCanvas timeline;
    private final CardLayer card;
    /// Whether it is for an audience: the layout says which panels there are, and nothing is edited.
    private final boolean shown;
    private Theme theme;
    private Study study;
    private SessionState drawn;
    private View.Axis axis = View.Axis.STEPS;
    private boolean decisions;
    /// Which view the reader chose for the run on screen; null for the one that suits it.
    private @Nullable Boolean flow;
    private @Nullable Layout layout;
    /// Where the panels are for the step on screen.
    private @Nullable Layout placed;
    private boolean stale = true;
    private boolean jump = true;
    private boolean scrubbing;
    /// What is shown in place of what the session stands at; null for that.
    private @Nullable SessionState held;
    private boolean pointing;
    private double timelineScale;
    /// What the mouse was pressed on.
    private @Nullable CellId dragged;
    /// What the card tells of, null when there is none; it stays when it was clicked, else it goes with the mouse.
    private @Nullable CellId told;
    private boolean pinned;
    private @Nullable Runnable resting;
    private final PauseTransition rest = new PauseTransition(Duration.millis(REST_MILLIS));
    private final PauseTransition leave = new PauseTransition(Duration.millis(LEAVE_MILLIS));

    Board(Session session, Ahead ahead, Theme theme) {
        this(session, ahead, theme, false);
    }

    /// @param shown whether it is for an audience: the layout says which panels there are, and nothing is edited
    Board(Session session, Ahead ahead, Theme theme, boolean shown) {
        this.shown = shown;
        this.session = session;
        this.ahead = ahead;
        this.theme = theme;
        drawn = session.state();
        study = ahead.study(drawn);
        timeline = canvas("timeline");
        panels = List.of(new Panel(canvas("file"), FilePanel::draw, Layout::file, true),
                new Panel(canvas("bio"), BioPanel::draw, Layout::bio, true),
                new Panel(canvas("dio"), DioPanel::draw, Layout::dio, true),
                new Panel(canvas("flow"), FlowPanel::draw, Layout::flow, true),
                new Panel(canvas("stack"), StackPanel::draw, Layout::stack, false),
                new Panel(canvas("code"), CodePanel::draw, Layout::code, false),
                new Panel(canvas("why"), WhyPanel::draw, Layout::why, false),
                new Panel(canvas("decisions"), DecisionPanel::draw, Layout::decisions, false),
                new Panel(timeline, TimelinePanel::draw, Layout::timeline, true));
        card = new CardLayer(this::follow);
        panels.forEach(p -> getChildren().add(p.canvas));
        getChildren().add(card);
        panels.forEach(this::listen);
        setPickOnBounds(false);
        rest.setOnFinished(_ -> {
            if (resting != null) {
                resting.run();
            }
        });
        leave.setOnFinished(_ -> closeCard());
        card.setOnMouseEntered(_ -> {
            rest.stop();
            leave.stop();
            session.dispatch(new Intent.Hover(told));
        });
        card.setOnMouseExited(_ -> {
            session.dispatch(new Intent.Hover(null));
            left();
        });
    }

    Ahead ahead() {
        return ahead;
    }

    Theme theme() {
        return theme;
    }

    /// What is known of the run on screen.
    Study study() {
        return study;
    }

    View.Axis axis() {
        return axis;
    }

    void axis(View.Axis v) {
        axis = v;
        stale();
    }

    /// The decisions of the run instead of the code and the reason of the step, or back.
    void toggleDecisions() {
        decisions = !decisions;
        jump = true;
        stale();
    }

    /// The way of the bytes instead of the register, or back, for this run.
    void toggleFlow() {
        flow = !flow();
        jump = true;
        closeCard();
        stale();
    }

    boolean flow() {
        return flow == null ? study.flow() : flow;
    }

    /// Takes up the run of the session, whatever happened while this was not told of changes.
    void renew() {
        held = null;
        study = ahead.study(session.state());
        closeCard();
        jump = true;
        stale();
    }

    /// Keeps the picture as it is, or lets it go on.
    void hold(boolean v) {
        if (v != (held != null)) {
            held = v ? session.state() : null;
            study = ahead.study(session.state());
            closeCard();
            jump = true;
            stale();
        }
    }

    /// What it shows, or is on the way to.
    SessionState state() {
        return held == null ? session.state() : held;
    }

    /// Whether the mouse only points: nothing opens under it.
    void pointing(boolean v) {
        pointing = v;
        closeCard();
    }

    private Layout at(Layout l) {
        if (shown) {
            return l;
        }
        return (flow() ? l.flowing() : l).at(state().moment(), decisions);
    }

    boolean decisions() {
        return decisions;
    }

    void theme(Theme v) {
        theme = v;
        panels.forEach(p -> p.canvas.repaint(v));
        card.repaint(v);
    }

    void arrange(Layout v) {
        layout = v;
        place(at(v));
        jump = true;
        stale();
    }

    /// The size of type in the timeline, where another panel is large; 0 for that of the layout.
    void timelineScale(double v) {
        timelineScale = v;
    }

    private void place(Layout v) {
        if (!v.equals(placed)) {
            placed = v;
            panels.forEach(p -> p.canvas.place(p.place.apply(v)));
        }
    }

    /// Takes up the new run at once, so that the layout can ask for its depth.
    void changed(SessionState before, SessionState after) {
        if (held != null) {
            return;
        }
        if (after.trace() != before.trace()) {
            study = ahead.study(after);
            if (!after.scenario().title().equals(before.scenario().title())) {
                flow = null;
            }
        }
        if (after.selected() == null && before.selected() != null || after.trace() != before.trace() && !pinned) {
            closeCard();
        }
        stale();
    }

    /// Whether something is on screen that closes with Escape.
    boolean cardOpen() {
        return card.isVisible();
    }

    void closeCard() {
        rest.stop();
        leave.stop();
        card.close();
        told = null;
        pinned = false;
    }

    private void stale() {
        stale = true;
    }

    /// Brings the screen up to date.
    ///
    /// @param animate whether movement is wanted
    /// @param moveNanos how long things are on their way
    /// @return whether another frame is needed
    boolean frame(long nowNanos, boolean animate, long moveNanos) {
        boolean more = false;
        if (stale && layout != null) {
            stale = false;
            var s = state();
            boolean moved = s.index() != drawn.index() || s.trace() != drawn.trace();
            // a reader who steps on before the last motion has ended wants to get there: half-way pictures would pile up
            boolean hurried = !s.playing() && panels.stream().anyMatch(p -> p.canvas.moving());
            long duration = animate && moved && !jump && !scrubbing && !hurried ? moveNanos : 0;
            jump = false;
            boolean back = s.trace() == drawn.trace() && s.index() < drawn.index();
            drawn = s;
            var l = at(layout);
            place(l);
            draw(s, l, nowNanos, duration, back);
        }
        for (var p : panels) {
            more |= p.canvas.frame(theme, nowNanos);
        }
        return more || stale;
    }

    private void draw(SessionState s, Layout l, long nowNanos, long durationNanos, boolean back) {
        var m = s.moment();
        var v = view(s, l);
        double scale = pixelScale();
        for (var p : panels) {
            var b = p.place.apply(l);
            if (b.width() > 1 && b.height() > 1) {
                p.canvas.show(p.painter.draw(m, p.canvas == timeline ? timed(v) : v, b.width(), b.height()), theme, scale, nowNanos,
                        p.moves ? durationNanos : 0, back);
            }
        }
        if (told != null && card.isVisible()) {
            card.draw(card(m, v, told), theme, scale);
        }
    }

    private View view(SessionState s, Layout l) {
        if (shown) {
            return View.of(study).withScale(l.scale()).withHover(s.hovered()).withSelected(s.selected()).withAxis(axis)
                    .withLeast(FilmLayout.LEAST).withFlow(l.flow().height() > 0).withDecisions(l.decisions().height() > 0);
        }
        Set<CellId> edited = s.marks().any()
                ? s.marks().cells(s.index()).stream().map(c -> CellId.of(c.path())).collect(Collectors.toSet())
                : Set.of();
        return View.of(study).withScale(l.scale()).withHover(s.hovered()).withSelected(s.selected()).withEdited(edited)
                .withEditedSteps(s.marks().stretches()).withAxis(axis).withDecisions(decisions).withFlow(flow());
    }

    private View timed(View v) {
        return timelineScale > 0 ? v.withScale(timelineScale) : v;
    }

    private @Nullable Drawing card(Moment m, View v, CellId cell) {
        return Card.draw(m, v, cell, Math.min(460 * v.scale(), getWidth() * 0.45), getHeight() * 0.6);
    }

    private double pixelScale() {
        var window = getScene() == null ? null : getScene().getWindow();
        return window == null ? 1 : window.getOutputScaleX();
    }

    private PanelCanvas canvas(String name) {
        var c = new PanelCanvas();
        c.setId((shown ? "shown-" : "panel-") + name);
        return c;
    }

    // ---- the mouse

    private void listen(Panel p) {
        p.canvas.setOnMouseMoved(e -> hover(p.canvas, e));
        p.canvas.setOnMouseExited(_ -> {
            session.dispatch(new Intent.Hover(null));
            left();
        });
        p.canvas.setOnMousePressed(e -> press(p.canvas, e));
        if (p.canvas.getId().equals("panel-bio")) {
            p.canvas.setOnMouseDragged(e -> p.canvas.setCursor(dragged == null ? Cursor.DEFAULT : Cursor.MOVE));
            p.canvas.setOnMouseReleased(e -> drop(p.canvas, e));
        }
        if (p.canvas == timeline) {
            timeline.setOnMouseDragged(e -> {
                if (scrubbing) {
                    seek(e.getX());
                }
            });
            timeline.setOnMouseReleased(_ -> scrubbing = false);
        }
    }

    private void hover(PanelCanvas canvas, MouseEvent e) {
        var cell = canvas.at(e.getX(), e.getY()).orElse(null);
        canvas.setCursor(cell != null || canvas == timeline ? Cursor.HAND : Cursor.DEFAULT);
        session.dispatch(new Intent.Hover(cell));
        if (pinned || pointing) {
            return;
        }
        if (cell == null || cell.path().startsWith(GOTO)) {
            left();
        } else if (cell.equals(told)) {
            rest.stop();
            leave.stop();
        } else {
            left();
            double x = canvas.getLayoutX() + e.getX();
            double y = canvas.getLayoutY() + e.getY();
            resting = () -> tell(cell, x, y, false);
            rest.playFromStart();
        }
    }

    /// The mouse is no longer on what the card tells of.
    private void left() {
        rest.stop();
        if (!pinned && card.isVisible() && leave.getStatus() != Animation.Status.RUNNING) {
            leave.playFromStart();
        }
    }

    private void tell(CellId cell, double x, double y, boolean stays) {
        if (layout == null) {
            return;
        }
        closeCard();
        var s = state();
        var drawing = card(s.moment(), view(s, layout), cell);
        if (drawing != null) {
            told = cell;
            pinned = stays;
            card.open(x, y, getWidth(), getHeight());
            card.draw(drawing, theme, pixelScale());
        }
    }

    private void press(PanelCanvas canvas, MouseEvent e) {
        requestFocus();
        rest.stop();
        if (e.getButton() != MouseButton.PRIMARY || pointing) {
            return;
        }
        var cell = canvas.at(e.getX(), e.getY()).orElse(null);
        if (cell != null && cell.path().startsWith(GOTO)) {
            follow(cell);
        } else if (canvas == timeline) {
            closeCard();
            scrubbing = true;
            seek(e.getX());
        } else {
            dragged = cell;
            select(cell, canvas.getLayoutX() + e.getX(), canvas.getLayoutY() + e.getY());
        }
    }

    /// A bio was let go over another one: from now on the device answers it where it answered the other.
    private void drop(PanelCanvas canvas, MouseEvent e) {
        var from = dragged;
        dragged = null;
        canvas.setCursor(Cursor.DEFAULT);
        int a = from == null ? 0 : bio(from);
        int b = canvas.at(e.getX(), e.getY()).map(Board::bio).orElse(0);
        if (a > 0 && b > 0 && a != b) {
            CompletionOrders.move(session.state().trace(), a, b).ifPresent(this::reorder);
        }
    }

    /// The selected bio is answered earlier or later.
    void shiftCompletion(int by) {
        var cell = session.state().selected();
        if (cell != null && bio(cell) > 0) {
            CompletionOrders.shift(session.state().trace(), bio(cell), by).ifPresent(this::reorder);
        }
    }

    private void reorder(UnaryOperator<Scenario> change) {
        closeCard();
        session.dispatch(new Intent.Edit("order of completions", change));
    }

    /// The id of the bio that `cell` is, or is part of; 0 for none.
    private static int bio(CellId cell) {
        var m = BIO.matcher(cell.path());
        return m.find() ? Integer.parseInt(m.group(1)) : 0;
    }

    private void seek(double x) {
        if (layout != null) {
            var b = layout.timeline();
            session.dispatch(new Intent.Seek(TimelinePanel.scrubber(timed(view(state(), layout)), b.width(), b.height()).stepAt(x)));
        }
    }

    private void select(@Nullable CellId cell, double x, double y) {
        closeCard();
        session.dispatch(new Intent.Select(cell));
        if (cell != null) {
            tell(cell, x, y, true);
        }
    }

    private void follow(CellId cell) {
        if (cell.path().startsWith(GOTO)) {
            try {
                session.dispatch(new Intent.Seek(Integer.parseInt(cell.path().substring(GOTO.length()).split("\\.")[0])));
            } catch (NumberFormatException notAStep) {
                session.dispatch(new Intent.Select(cell));
            }
        }
    }
}
