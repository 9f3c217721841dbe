package dioscope.app.paint.java2d;

import dioscope.app.paint.Bounds;
import dioscope.app.paint.Dash;
import dioscope.app.paint.Drawing;
import dioscope.app.paint.Hatch;
import dioscope.app.paint.Shape;
import dioscope.app.paint.Style;
import dioscope.app.paint.Surface;
import dioscope.app.paint.Theme;
import dioscope.app.paint.Token;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.AffineTransform;
import java.awt.geom.Line2D;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;
import java.awt.geom.RoundRectangle2D;
import java.awt.image.BufferedImage;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Draws with a `Graphics2D`: an image, or a page of a PDF. Keep one for a whole film, since it remembers fonts, strokes and
/// hatches. Not to be shared between threads.
public final class Java2dSurface implements Surface {
    private final Map<FontKey, Font> fonts = new HashMap<>();
    private final Map<StrokeKey, BasicStroke> strokes = new HashMap<>();
    private final HatchPaints hatches = new HatchPaints();
    private final Rectangle2D.Double rect = new Rectangle2D.Double();
    private final RoundRectangle2D.Double round = new RoundRectangle2D.Double();
    private final Line2D.Double line = new Line2D.Double();
    private Graphics2D g;
    private int color;
    private double scale = 1;
    /// Outside of this nothing is drawn; null for no such room. In the coordinates of the shapes that are drawn now.
    private @Nullable Bounds room;

    private record FontKey(Object role, double size) {
    }

    private record StrokeKey(double width, Dash dash) {
    }

    public Java2dSurface(Graphics2D graphics) {
        this.g = graphics;
    }

    /// The drawing as an image of `scale` pixels for each of its own, on the theme's background.
    public static BufferedImage image(Drawing drawing, Theme theme, double scale) {
        BufferedImage image = new BufferedImage((int) Math.ceil(drawing.width() * scale), (int) Math.ceil(drawing.height() * scale),
                BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = image.createGraphics();
        graphics.setColor(new Color(theme.argb(Token.BACKGROUND)));
        graphics.fillRect(0, 0, image.getWidth(), image.getHeight());
        graphics.scale(scale, scale);
        new Java2dSurface(graphics).draw(drawing, theme);
        graphics.dispose();
        return image;
    }

    /// Draws from here on with another `Graphics2D`, keeping what is remembered.
    public void target(Graphics2D graphics) {
        this.g = graphics;
    }

    /// Draws what of a drawing can be seen in `part` of it, and leaves out what cannot; the clip is up to the caller.
    public void draw(Drawing drawing, Theme colors, Bounds part) {
        room = part;
        draw(drawing, colors);
        room = null;
    }

    @Override
    public void draw(Drawing drawing, Theme colors) {
        g.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        g.setRenderingHint(RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
        g.setRenderingHint(RenderingHints.KEY_FRACTIONALMETRICS, RenderingHints.VALUE_FRACTIONALMETRICS_ON);
        g.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
        g.setRenderingHint(RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
        color = 0;
        scale = Math.sqrt(Math.abs(g.getTransform().getDeterminant()));
        for (Shape shape : drawing.shapes()) {
            draw(shape, colors, 1);
        }
    }

    private void draw(Shape shape, Theme colors, double opacity) {
        if (room != null && !Reach.meets(shape, room)) {
            return;
        }
        switch (shape) {
            case Shape.Rect r -> draw(r, colors, opacity);
            case Shape.Line l -> {
                if (l.style().stroke() != null) {
                    line.setLine(l.x1(), l.y1(), l.x2(), l.y2());
                    stroke(line, l.style(), l.style().stroke(), colors, opacity);
                }
            }
            case Shape.Path p -> {
                Path2D.Double path = path(p);
                fill(path, p.style(), colors, opacity);
                if (p.style().stroke() != null) {
                    stroke(path, p.style(), p.style().stroke(), colors, opacity);
                }
            }
            case Shape.Text t -> {
                if (t.style().fill() != null && color(t.style().fill(), colors, t.style().opacity() * opacity)) {
                    g.setFont(fonts.computeIfAbsent(new FontKey(t.role(), t.size()),
                            _ -> BundledFonts.font(t.role()).deriveFont((float) t.size())));
                    g.drawString(t.text(), (float) t.left(), (float) t.y());
                }
            }
            case Shape.Group group -> draw(group, colors, opacity);
        }
    }

    private void draw(Shape.Group group, Theme colors, double opacity) {
        double inner = opacity * group.opacity();
        if (inner <= 0) {
            return;
        }
        Bounds clip = group.clip();
        Bounds around = room;
        if (around != null) {
            room = around.translate(-group.dx(), -group.dy());
        }
        java.awt.Shape before = clip == null ? null : g.getClip();
        AffineTransform place = g.getTransform();
        g.translate(group.dx(), group.dy());
        if (clip != null) {
            rect.setRect(clip.x(), clip.y(), clip.width(), clip.height());
            g.clip(rect);
        }
        for (Shape child : group.children()) {
            draw(child, colors, inner);
        }
        g.setTransform(place);
        if (clip != null) {
            g.setClip(before);
        }
        room = around;
    }

    private void draw(Shape.Rect r, Theme colors, double opacity) {
        Style style = r.style();
        java.awt.Shape outline;
        if (r.radius() > 0) {
            double arc = 2 * Math.min(r.radius(), Math.min(r.width(), r.height()) / 2);
            round.setRoundRect(r.x(), r.y(), r.width(), r.height(), arc, arc);
            outline = round;
        } else {
            rect.setRect(r.x(), r.y(), r.width(), r.height());
            outline = rect;
        }
        fill(outline, style, colors, opacity);
        if (style.stroke() != null) {
            stroke(outline, style, style.stroke(), colors, opacity);
        }
    }

    private void fill(java.awt.Shape outline, Style style, Theme colors, double opacity) {
        Token fill = style.fill();
        if (fill == null) {
            return;
        }
        if (style.hatch() == Hatch.NONE) {
            if (color(fill, colors, style.opacity() * opacity)) {
                g.fill(outline);
            }
            return;
        }
        if (style.ground() != null && color(style.ground(), colors, style.opacity() * opacity)) {
            g.fill(outline);
        }
        g.setPaint(hatches.paint(style.hatch(), faded(fill, colors, style.opacity() * opacity), scale));
        color = 0;
        g.fill(outline);
    }

    private void stroke(java.awt.Shape outline, Style style, Token token, Theme colors, double opacity) {
        if (color(token, colors, style.opacity() * opacity)) {
            g.setStroke(strokes.computeIfAbsent(new StrokeKey(style.strokeWidth(), style.dash()), Java2dSurface::stroke));
            g.draw(outline);
        }
    }

    private static BasicStroke stroke(StrokeKey key) {
        float width = (float) key.width;
        return key.dash == Dash.SOLID
                ? new BasicStroke(width, BasicStroke.CAP_BUTT, BasicStroke.JOIN_MITER)
                : new BasicStroke(width, BasicStroke.CAP_BUTT, BasicStroke.JOIN_MITER, 10,
                        new float[]{(float) key.dash.on(), (float) key.dash.off()}, 0);
    }

    private static Path2D.Double path(Shape.Path p) {
        Path2D.Double path = new Path2D.Double(Path2D.WIND_NON_ZERO, p.kinds().length);
        double[] c = p.coords();
        int at = 0;
        for (byte kind : p.kinds()) {
            switch (kind) {
                case Shape.Path.MOVE -> path.moveTo(c[at++], c[at++]);
                case Shape.Path.LINE -> path.lineTo(c[at++], c[at++]);
                case Shape.Path.CUBIC -> path.curveTo(c[at++], c[at++], c[at++], c[at++], c[at++], c[at++]);
                default -> path.closePath();
            }
        }
        return path;
    }

    /// Takes up a colour; false if nothing of it could be seen.
    private boolean color(Token token, Theme colors, double opacity) {
        int argb = faded(token, colors, opacity);
        if (argb != color) {
            color = argb;
            g.setColor(new Color(argb, true));
        }
        return argb >>> 24 != 0;
    }

    private static int faded(Token token, Theme colors, double opacity) {
        int argb = colors.argb(token);
        return opacity >= 1 ? argb : argb & 0xFFFFFF | (int) Math.round((argb >>> 24) * opacity) << 24;
    }
}
