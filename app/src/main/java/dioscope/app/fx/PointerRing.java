package dioscope.app.fx;

import javafx.animation.KeyFrame;
import javafx.animation.KeyValue;
import javafx.animation.Timeline;
import javafx.scene.Cursor;
import javafx.scene.Node;
import javafx.scene.input.MouseEvent;
import javafx.scene.layout.Pane;
import javafx.scene.layout.Region;
import javafx.scene.paint.Color;
import javafx.scene.paint.CycleMethod;
import javafx.scene.paint.RadialGradient;
import javafx.scene.paint.Stop;
import javafx.scene.shape.Circle;
import javafx.util.Duration;

/// A soft ring that follows the mouse over a pane, so that an audience sees what is pointed at. It grows while the mouse is pressed.
final class PointerRing {
    private static final double RADIUS = 34;
    private static final double PRESSED = 1.7;

    private final Circle ring = new Circle(RADIUS);
    private final Node over;
    private final Timeline growing = new Timeline();
    private boolean on;

    /// @param over the pane whose mouse it follows
    /// @param layer where it is drawn, above all else
    PointerRing(Region over, Pane layer) {
        this.over = over;
        ring.setId("ring");
        ring.setMouseTransparent(true);
        ring.setManaged(false);
        ring.setVisible(false);
        layer.getChildren().add(ring);
        over.addEventFilter(MouseEvent.ANY, e -> {
            if (!on) {
                return;
            }
            ring.setCenterX(e.getX());
            ring.setCenterY(e.getY());
            if (e.getEventType() == MouseEvent.MOUSE_EXITED) {
                ring.setVisible(false);
            } else if (e.getEventType() == MouseEvent.MOUSE_PRESSED) {
                grow(PRESSED);
            } else if (e.getEventType() == MouseEvent.MOUSE_RELEASED) {
                grow(1);
            } else {
                ring.setVisible(true);
            }
        });
    }

    /// @param accent the colour
    /// @param scale 1 on a screen of 1080 lines
    void look(Color accent, double scale) {
        ring.setRadius(RADIUS * scale);
        ring.setStroke(accent);
        ring.setStrokeWidth(4.5 * scale);
        var none = accent.deriveColor(0, 1, 1, 0);
        ring.setFill(new RadialGradient(0, 0, 0.5, 0.5, 0.5, true, CycleMethod.NO_CYCLE, new Stop(0, none), new Stop(0.55, none),
                new Stop(1, accent.deriveColor(0, 1, 1, 0.38))));
        ring.setEffect(new javafx.scene.effect.DropShadow(16 * scale, accent.deriveColor(0, 1, 1, 0.8)));
    }

    void on(boolean v) {
        on = v;
        ring.setVisible(false);
        over.setCursor(v ? Cursor.NONE : Cursor.DEFAULT);
    }

    private void grow(double to) {
        growing.stop();
        growing.getKeyFrames().setAll(new KeyFrame(Duration.millis(110), new KeyValue(ring.scaleXProperty(), to),
                new KeyValue(ring.scaleYProperty(), to)));
        growing.playFromStart();
    }
}
