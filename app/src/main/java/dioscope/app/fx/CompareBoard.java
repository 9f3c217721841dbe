package dioscope.app.fx;

import dioscope.app.paint.CellId;
import dioscope.app.paint.Theme;
import dioscope.app.panel.CompareLayout;
import dioscope.app.panel.ComparePicture;
import dioscope.app.panel.CompareTimeline;
import dioscope.app.panel.CompareView;
import dioscope.app.session.CompareViews;
import dioscope.app.session.Intent;
import dioscope.app.session.Other;
import dioscope.app.session.Session;
import dioscope.app.session.SessionState;
import dioscope.app.session.Versus;
import dioscope.model.compare.Comparison;
import dioscope.model.compare.Sentences;
import dioscope.model.profile.Profile;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javafx.scene.Cursor;
import javafx.scene.input.MouseButton;
import javafx.scene.input.MouseEvent;
import javafx.scene.layout.Pane;
import org.jspecify.annotations.Nullable;

/// Two runs beside each other: a canvas for each of their panels. Draws at most once a frame.
final class CompareBoard extends Pane {
    private static final String ROW = "row.";
    private static final String KERNEL = "kernel.";
    private static final String EVERY = "every";
    private static final String TIMELINE = "timeline";

    /// What is worked out once for two runs.
    private record Made(Comparison comparison, CompareView view) {}

    private final Session session;
    private final Ahead ahead;
    private final Sentences sentences = new Sentences();
    private final List<PanelCanvas> canvases = new ArrayList<>();
    private List<ComparePicture.Panel> panels = List.of();
    private @Nullable Made made;
    private Theme theme;
    private double scale = 1;
    private @Nullable CompareLayout layout;
    private boolean flow;
    private boolean stale = true;
    private boolean jump = true;
    private int drawn = -1;

    CompareBoard(Session session, Ahead ahead, Theme theme) {
        this.session = session;
        this.ahead = ahead;
        this.theme = theme;
        setId("compare-board");
        setVisible(false);
        setPickOnBounds(false);
    }

    void theme(Theme v) {
        theme = v;
        canvases.forEach(c -> c.repaint(v));
    }

    /// Places the panels in a window; `below` is kept free at its lower edge.
    ///
    /// @param type the size of all type, 1 for what suits the window
    void arrange(double width, double height, double type, double below) {
        var l = CompareLayout.of(width, height, type, below);
        scale = l.scale();
        layout = l;
        panels = ComparePicture.panels(l, flow);
        while (canvases.size() < panels.size()) {
            var canvas = new PanelCanvas();
            var panel = panels.get(canvases.size());
            canvas.setId("compare-" + panel.name());
            listen(canvas, panel.name());
            canvases.add(canvas);
            getChildren().add(canvas);
        }
        for (int i = 0; i < panels.size(); i++) {
            canvases.get(i).place(panels.get(i).place());
        }
        jump = true;
        stale = true;
    }

    void changed(SessionState after) {
        setVisible(after.versus() != null);
        stale = true;
    }

    /// Brings the screen up to date.
    ///
    /// @return whether another frame is needed
    boolean frame(long nowNanos, boolean animate, long moveNanos) {
        var v = session.state().versus();
        if (v == null || panels.isEmpty()) {
            return false;
        }
        if (stale) {
            stale = false;
            var view = view(v);
            if (layout != null && flow != ComparePicture.flow(view)) {
                flow = !flow;
                jump = true;
                panels = ComparePicture.panels(layout, flow);
                for (int i = 0; i < panels.size(); i++) {
                    canvases.get(i).place(panels.get(i).place());
                }
            }
            long duration = animate && !jump && v.row() != drawn ? moveNanos : 0;
            jump = false;
            boolean back = v.row() < drawn;
            drawn = v.row();
            for (int i = 0; i < panels.size(); i++) {
                var p = panels.get(i);
                var b = p.place();
                // words that pass over into one another cannot be read
                boolean moves = !p.name().startsWith("stack") && !p.name().equals("story");
                canvases.get(i).show(p.painter().draw(view, b.width(), b.height()), theme, pixelScale(), nowNanos, moves ? duration : 0,
                        back);
            }
        }
        boolean more = false;
        for (var c : canvases) {
            more |= c.frame(theme, nowNanos);
        }
        return more || stale;
    }

    private CompareView view(Versus v) {
        var m = made;
        if (m == null || m.comparison != v.comparison()) {
            var s = session.state();
            var c = v.comparison();
            m = new Made(c,
                    CompareViews.of(c, ahead.study(s.scenario(), s.trace()), ahead.study(v.scenario(), c.b().trace()), v.row(), Profile.ALL,
                            sentences));
            made = m;
        }
        return m.view.withScale(scale).withRow(v.row()).withEvery(v.every()).withHover(session.state().hovered());
    }

    private double pixelScale() {
        var window = getScene() == null ? null : getScene().getWindow();
        return window == null ? 1 : window.getOutputScaleX();
    }

    private void listen(PanelCanvas canvas, String name) {
        canvas.setOnMouseMoved(e -> {
            var cell = canvas.at(e.getX(), e.getY());
            canvas.setCursor(cell.filter(CompareBoard::leads).isPresent() || name.equals(TIMELINE) ? Cursor.HAND : Cursor.DEFAULT);
            session.dispatch(new Intent.Hover(cell.orElse(null)));
        });
        canvas.setOnMouseExited(_ -> session.dispatch(new Intent.Hover(null)));
        canvas.setOnMousePressed(e -> press(canvas, name, e));
        if (name.equals(TIMELINE)) {
            canvas.setOnMouseDragged(e -> seek(canvas, e.getX()));
        }
    }

    private static boolean leads(CellId cell) {
        return cell.path().startsWith(ROW) || cell.path().startsWith(KERNEL) || cell.path().equals(EVERY);
    }

    private void press(PanelCanvas canvas, String name, MouseEvent e) {
        requestFocus();
        if (e.getButton() != MouseButton.PRIMARY) {
            return;
        }
        var cell = canvas.at(e.getX(), e.getY()).map(CellId::path).orElse("");
        if (cell.startsWith(ROW)) {
            session.dispatch(new Intent.SeekRow(Integer.parseInt(cell.substring(ROW.length()).split("\\.")[0])));
        } else if (cell.equals(EVERY)) {
            session.dispatch(new Intent.EveryDifference());
        } else if (cell.startsWith(KERNEL)) {
            kernel(cell.substring(KERNEL.length()));
        } else if (name.equals(TIMELINE)) {
            seek(canvas, e.getX());
        }
    }

    /// @param what `a.6.12` or `b.6.12`
    private void kernel(String what) {
        find(what.substring(2)).ifPresent(p -> session.dispatch(what.startsWith("a.")
                ? new Intent.Edit("kernel", s -> s.withKernel(p))
                : new Intent.Compare(new Other.Kernel(p))));
    }

    private static Optional<Profile> find(String name) {
        return Profile.ALL.stream().filter(p -> p.name().equals(name)).findFirst();
    }

    private void seek(PanelCanvas canvas, double x) {
        var v = session.state().versus();
        if (v != null) {
            session.dispatch(new Intent.SeekRow(CompareTimeline.rowAt(view(v), canvas.getWidth(), canvas.getHeight(), x)));
        }
    }
}
