package dioscope.app.fx;

import dioscope.app.paint.Bounds;
import dioscope.app.paint.Dash;
import dioscope.app.paint.Drawing;
import dioscope.app.paint.FontRole;
import dioscope.app.paint.Hatch;
import dioscope.app.paint.Shape;
import dioscope.app.paint.Style;
import dioscope.app.paint.Surface;
import dioscope.app.paint.Theme;
import dioscope.app.paint.Token;
import java.util.HashMap;
import java.util.Map;
import javafx.scene.canvas.GraphicsContext;
import javafx.scene.paint.Color;
import javafx.scene.paint.ImagePattern;
import javafx.scene.shape.StrokeLineCap;
import javafx.scene.text.Font;
import org.jspecify.annotations.Nullable;

/// Draws into a JavaFX canvas. Sets only what differs from the shape before, since each setting is sent to the renderer.
final class CanvasSurface implements Surface {
    private static final double[] SOLID = {};
    /// Patterns kept; colours fade through many values in an animation.
    private static final int KEPT = 256;
    /// From so many straight pixels on a rectangle with round corners is drawn in bands.
    private static final double BANDS = 10_000;
    /// How far a cubic's controls lie along its tangents, of the radius, to be a quarter of a circle.
    private static final double CIRCLE = 0.5522847498;

    private final GraphicsContext g;
    private final Map<Token, Integer> tokens = new HashMap<>();
    private final Map<Integer, Color> colors = new HashMap<>();
    private final Map<PatternKey, ImagePattern> patterns = new HashMap<>();
    private @Nullable Theme theme;
    private double pixelScale = 1;
    private int fill;
    private int stroke;
    private double strokeWidth;
    private Dash dash = Dash.SOLID;
    private @Nullable FontRole role;
    private double size;
    private double movedY;

    private record PatternKey(Hatch hatch, int argb, int scale) {}

    CanvasSurface(GraphicsContext g) {
        this.g = g;
    }

    /// How many pixels of the screen one pixel of the picture takes; patterns are made for it.
    void pixelScale(double scale) {
        pixelScale = scale;
    }

    @Override
    public void draw(Drawing drawing, Theme colours) {
        if (theme != colours) {
            theme = colours;
            tokens.clear();
        }
        forget();
        movedY = 0;
        g.setLineCap(StrokeLineCap.BUTT);
        g.clearRect(0, 0, g.getCanvas().getWidth(), g.getCanvas().getHeight());
        for (var shape : drawing.shapes()) {
            draw(shape, 1);
        }
    }

    private void forget() {
        fill = 0;
        stroke = 0;
        strokeWidth = -1;
        role = null;
        dash = Dash.SOLID;
        g.setLineDashes(SOLID);
    }

    private void draw(Shape shape, double opacity) {
        switch (shape) {
            case Shape.Rect r -> rect(r, opacity);
            case Shape.Line l -> {
                if (stroke(l.style(), opacity)) {
                    line(l);
                }
            }
            case Shape.Path p -> path(p, opacity);
            case Shape.Text t -> text(t, opacity);
            case Shape.Group group -> group(group, opacity);
        }
    }

    /// An upright or level line without dashes covers a rectangle, which costs the renderer in software a small part of a line.
    private void line(Shape.Line l) {
        if (dash != Dash.SOLID || l.x1() != l.x2() && l.y1() != l.y2()) {
            g.strokeLine(l.x1(), l.y1(), l.x2(), l.y2());
            return;
        }
        fillWithStroke();
        double half = strokeWidth / 2;
        if (l.x1() == l.x2()) {
            g.fillRect(l.x1() - half, Math.min(l.y1(), l.y2()), strokeWidth, Math.abs(l.y2() - l.y1()));
        } else {
            g.fillRect(Math.min(l.x1(), l.x2()), l.y1() - half, Math.abs(l.x2() - l.x1()), strokeWidth);
        }
    }

    private void fillWithStroke() {
        if (fill != stroke) {
            fill = stroke;
            g.setFill(color(stroke));
        }
    }

    private void rect(Shape.Rect r, double opacity) {
        var style = r.style();
        double arc = 2 * Math.min(r.radius(), Math.min(r.width(), r.height()) / 2);
        if (style.fill() != null && style.hatch() != Hatch.NONE) {
            if (style.ground() != null && fill(style.ground(), style.opacity() * opacity)) {
                fillRect(r, arc);
            }
            if (pattern(style.fill(), style.hatch(), style.opacity() * opacity)) {
                fillRect(r, arc);
            }
        } else if (style.fill() != null && fill(style.fill(), style.opacity() * opacity)) {
            fillRect(r, arc);
        }
        if (stroke(style, opacity)) {
            if (arc > 0 && style.dash() == Dash.SOLID && inBands(r, arc)) {
                strokeBands(r, arc / 2);
            } else if (arc > 0) {
                g.strokeRoundRect(r.x(), r.y(), r.width(), r.height(), arc, arc);
            } else {
                g.strokeRect(r.x(), r.y(), r.width(), r.height());
            }
        }
    }

    private void fillRect(Shape.Rect r, double arc) {
        if (arc > 0 && inBands(r, arc)) {
            fillBands(r, arc / 2);
        } else if (arc > 0) {
            g.fillRoundRect(r.x(), r.y(), r.width(), r.height(), arc, arc);
        } else {
            g.fillRect(r.x(), r.y(), r.width(), r.height());
        }
    }

    /// Whether a rectangle with round corners is large enough to be drawn as a top, a bottom and what is straight between them: the renderer in
    /// software looks at every pixel of a shape with a curve. Only where the cuts fall between pixels, so that they are not seen.
    private boolean inBands(Shape.Rect r, double arc) {
        return r.height() >= arc + 8 && r.width() * (r.height() - arc) >= BANDS && movedY == Math.rint(movedY)
                && pixelScale == Math.rint(pixelScale);
    }

    private void fillBands(Shape.Rect r, double radius) {
        double top = Math.ceil(r.y() + radius);
        double bottom = Math.floor(r.y() + r.height() - radius);
        cap(r, radius, r.y(), top, 1);
        g.closePath();
        g.fill();
        g.fillRect(r.x(), top, r.width(), bottom - top);
        cap(r, radius, r.y() + r.height(), bottom, -1);
        g.closePath();
        g.fill();
    }

    private void strokeBands(Shape.Rect r, double radius) {
        double top = Math.ceil(r.y() + radius);
        double bottom = Math.floor(r.y() + r.height() - radius);
        cap(r, radius, r.y(), top, 1);
        g.stroke();
        fillWithStroke();
        g.fillRect(r.x() - strokeWidth / 2, top, strokeWidth, bottom - top);
        g.fillRect(r.x() + r.width() - strokeWidth / 2, top, strokeWidth, bottom - top);
        cap(r, radius, r.y() + r.height(), bottom, -1);
        g.stroke();
    }

    /// The path along one end of a rectangle, from side to side.
    ///
    /// @param edge the end
    /// @param cut where it begins and ends, on the sides
    /// @param inward 1 when the rectangle lies below the end, -1 when above
    private void cap(Shape.Rect r, double radius, double edge, double cut, int inward) {
        double left = r.x();
        double right = r.x() + r.width();
        double turn = edge + inward * radius;
        double pull = radius * (1 - CIRCLE);
        g.beginPath();
        g.moveTo(left, cut);
        g.lineTo(left, turn);
        g.bezierCurveTo(left, edge + inward * pull, left + pull, edge, left + radius, edge);
        g.lineTo(right - radius, edge);
        g.bezierCurveTo(right - pull, edge, right, edge + inward * pull, right, turn);
        g.lineTo(right, cut);
    }

    private void path(Shape.Path p, double opacity) {
        var style = p.style();
        trace(p);
        if (style.fill() != null && style.hatch() != Hatch.NONE) {
            if (style.ground() != null && fill(style.ground(), style.opacity() * opacity)) {
                g.fill();
            }
            if (pattern(style.fill(), style.hatch(), style.opacity() * opacity)) {
                g.fill();
            }
        } else if (style.fill() != null && fill(style.fill(), style.opacity() * opacity)) {
            g.fill();
        }
        if (stroke(style, opacity)) {
            g.stroke();
        }
    }

    private void trace(Shape.Path p) {
        double[] c = p.coords();
        int at = 0;
        g.beginPath();
        for (byte kind : p.kinds()) {
            switch (kind) {
                case Shape.Path.MOVE -> g.moveTo(c[at++], c[at++]);
                case Shape.Path.LINE -> g.lineTo(c[at++], c[at++]);
                case Shape.Path.CUBIC -> g.bezierCurveTo(c[at++], c[at++], c[at++], c[at++], c[at++], c[at++]);
                default -> g.closePath();
            }
        }
    }

    private void text(Shape.Text t, double opacity) {
        var style = t.style();
        if (style.fill() == null || !fill(style.fill(), style.opacity() * opacity)) {
            return;
        }
        if (role != t.role() || size != t.size()) {
            role = t.role();
            size = t.size();
            Font font = Fonts.of(t.role(), t.size());
            g.setFont(font);
        }
        g.fillText(t.text(), t.left(), t.y());
    }

    private void group(Shape.Group group, double opacity) {
        double inner = opacity * group.opacity();
        if (inner <= 0) {
            return;
        }
        Bounds clip = group.clip();
        if (clip != null) {
            g.save();
            g.translate(group.dx(), group.dy());
            movedY += group.dy();
            g.beginPath();
            g.rect(clip.x(), clip.y(), clip.width(), clip.height());
            g.clip();
            for (var child : group.children()) {
                draw(child, inner);
            }
            g.restore();
            movedY -= group.dy();
            forget();
            return;
        }
        if (group.dx() != 0 || group.dy() != 0) {
            g.translate(group.dx(), group.dy());
            movedY += group.dy();
        }
        for (var child : group.children()) {
            draw(child, inner);
        }
        if (group.dx() != 0 || group.dy() != 0) {
            g.translate(-group.dx(), -group.dy());
            movedY -= group.dy();
        }
    }

    /// Takes up a colour for filling; false if nothing of it could be seen.
    private boolean fill(Token token, double opacity) {
        int argb = faded(token, opacity);
        if (argb >>> 24 == 0) {
            return false;
        }
        if (argb != fill) {
            fill = argb;
            g.setFill(color(argb));
        }
        return true;
    }

    private boolean pattern(Token token, Hatch hatch, double opacity) {
        int argb = faded(token, opacity);
        if (argb >>> 24 == 0) {
            return false;
        }
        if (patterns.size() >= KEPT) {
            patterns.clear();
        }
        g.setFill(patterns.computeIfAbsent(new PatternKey(hatch, argb, (int) Math.ceil(pixelScale)),
                k -> HatchTiles.make(k.hatch, k.argb, k.scale)));
        fill = 0;
        return true;
    }

    private boolean stroke(Style style, double opacity) {
        Token token = style.stroke();
        if (token == null || style.strokeWidth() <= 0) {
            return false;
        }
        int argb = faded(token, style.opacity() * opacity);
        if (argb >>> 24 == 0) {
            return false;
        }
        if (argb != stroke) {
            stroke = argb;
            g.setStroke(color(argb));
        }
        if (style.strokeWidth() != strokeWidth) {
            strokeWidth = style.strokeWidth();
            g.setLineWidth(strokeWidth);
        }
        if (style.dash() != dash) {
            dash = style.dash();
            g.setLineDashes(dash == Dash.SOLID ? SOLID : new double[]{dash.on(), dash.off()});
        }
        return true;
    }

    private int faded(Token token, double opacity) {
        var t = theme;
        int argb = tokens.computeIfAbsent(token, k -> t == null ? 0 : t.argb(k));
        return opacity >= 1 ? argb : argb & 0xFFFFFF | (int) Math.round((argb >>> 24) * opacity) << 24;
    }

    private Color color(int argb) {
        return colors.computeIfAbsent(argb, CanvasSurface::make);
    }

    static Color make(int argb) {
        return Color.rgb(argb >> 16 & 0xFF, argb >> 8 & 0xFF, argb & 0xFF, (argb >>> 24) / 255.0);
    }
}
