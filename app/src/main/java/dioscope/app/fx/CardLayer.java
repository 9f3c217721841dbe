package dioscope.app.fx;

import dioscope.app.paint.Bounds;
import dioscope.app.paint.CellId;
import dioscope.app.paint.Drawing;
import dioscope.app.paint.Theme;
import java.util.function.Consumer;
import javafx.scene.Cursor;
import javafx.scene.effect.DropShadow;
import javafx.scene.layout.Pane;
import javafx.scene.paint.Color;
import org.jspecify.annotations.Nullable;

/// The card that tells what a thing is, beside the place that was clicked.
final class CardLayer extends Pane {
    private static final double GAP = 14;

    private final PanelCanvas canvas = new PanelCanvas();
    private double x;
    private double y;
    private double areaWidth;
    private double areaHeight;

    /// @param onRow told the id of what is clicked on the card
    CardLayer(Consumer<CellId> onRow) {
        setId("card");
        getChildren().add(canvas);
        setVisible(false);
        setManaged(false);
        // its shadow is not it
        setPickOnBounds(false);
        setEffect(new DropShadow(18, Color.color(0, 0, 0, 0.45)));
        canvas.setOnMouseMoved(e -> canvas.setCursor(
                canvas.at(e.getX(), e.getY()).filter(c -> c.path().startsWith("goto.")).isPresent() ? Cursor.HAND : Cursor.DEFAULT));
        canvas.setOnMousePressed(e -> canvas.at(e.getX(), e.getY()).ifPresent(onRow));
    }

    void open(double atX, double atY, double width, double height) {
        x = atX;
        y = atY;
        areaWidth = width;
        areaHeight = height;
        setVisible(true);
    }

    void close() {
        setVisible(false);
    }

    void draw(@Nullable Drawing d, Theme theme, double pixelScale) {
        if (d == null) {
            close();
            return;
        }
        double left = x + GAP + d.width() <= areaWidth ? x + GAP : Math.max(GAP, x - GAP - d.width());
        double top = Math.clamp(y - 20, GAP, Math.max(GAP, areaHeight - d.height() - GAP));
        canvas.place(new Bounds(0, 0, d.width(), d.height()));
        resizeRelocate(left, top, d.width(), d.height());
        canvas.show(d, theme, pixelScale, 0, 0, false);
    }

    void repaint(Theme theme) {
        canvas.repaint(theme);
    }
}
