package dioscope.app.fx;

import dioscope.app.paint.Bounds;
import dioscope.app.paint.CellId;
import dioscope.app.paint.Drawing;
import dioscope.app.paint.HitIndex;
import dioscope.app.paint.Theme;
import dioscope.app.paint.Tween;
import java.util.Optional;
import javafx.scene.canvas.Canvas;
import org.jspecify.annotations.Nullable;

/// A canvas that shows one drawing, or the way from one to the next.
final class PanelCanvas extends Canvas {
    private final CanvasSurface surface = new CanvasSurface(getGraphicsContext2D());
    private @Nullable Drawing goal;
    private @Nullable Drawing shown;
    private @Nullable Tween tween;
    private @Nullable HitIndex hits;
    private long startNanos;
    private long lastNanos;

    /// Puts the canvas where the panel is.
    void place(Bounds b) {
        setLayoutX(b.x());
        setLayoutY(b.y());
        if (getWidth() != b.width() || getHeight() != b.height()) {
            setWidth(b.width());
            setHeight(b.height());
            shown = null;
            tween = null;
        }
    }

    /// Shows `next`: on the way to it for `durationNanos`, at once where that is 0.
    ///
    /// @param back whether the story goes backwards, so that what came goes back to where it came from
    void show(Drawing next, Theme theme, double pixelScale, long nowNanos, long durationNanos, boolean back) {
        surface.pixelScale(pixelScale);
        if (next.equals(goal) && shown != null) {
            return;
        }
        var from = shown;
        goal = next;
        hits = null;
        if (durationNanos > 0 && from != null) {
            tween = back ? Tween.between(next, from).back() : Tween.between(from, next);
            startNanos = nowNanos;
            lastNanos = durationNanos;
            frame(theme, nowNanos);
        } else {
            tween = null;
            put(next, theme);
        }
    }

    /// Draws again all that is shown, in another theme.
    void repaint(Theme theme) {
        if (shown != null) {
            surface.draw(shown, theme);
        }
    }

    /// Goes on with the animation.
    ///
    /// @return whether there is more to come
    boolean frame(Theme theme, long nowNanos) {
        if (tween == null || goal == null) {
            return false;
        }
        double t = Math.clamp((double) (nowNanos - startNanos) / lastNanos, 0, 1);
        if (t >= 1) {
            tween = null;
            put(goal, theme);
            return false;
        }
        put(tween.at(t), theme);
        return true;
    }

    /// Whether it is on the way to what it shows.
    boolean moving() {
        return tween != null;
    }

    /// The thing at a place of this canvas.
    Optional<CellId> at(double x, double y) {
        if (goal == null) {
            return Optional.empty();
        }
        if (hits == null) {
            hits = HitIndex.of(goal);
        }
        return hits.at(x, y);
    }

    private void put(Drawing drawing, Theme theme) {
        shown = drawing;
        surface.draw(drawing, theme);
    }
}
