package dioscope.app.export.picture;

import dioscope.app.paint.Bounds;
import dioscope.app.paint.Drawing;
import dioscope.app.paint.Theme;
import dioscope.app.paint.Token;
import dioscope.app.paint.java2d.Java2dSurface;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.Rectangle;
import java.awt.image.BufferedImage;
import org.jspecify.annotations.Nullable;

/// A whole picture that is kept, and what of it became other since somebody last asked.
final class Canvas {
    private final Graphics2D g;
    private final Java2dSurface surface;
    private final Theme theme;
    private final Pixels pixels;
    private Rectangle changed = new Rectangle();

    Canvas(int width, int height, Theme theme) {
        var image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        this.theme = theme;
        g = image.createGraphics();
        surface = new Java2dSurface(g);
        pixels = Pixels.of(image);
        pixels.fill(pixels.all(), theme.argb(Token.BACKGROUND) & 0xFFFFFF);
        changed(pixels.all());
    }

    Pixels pixels() {
        return pixels;
    }

    void changed(Rectangle r) {
        changed = changed.isEmpty() ? new Rectangle(r) : changed.union(r);
    }

    /// What is other than when this was last asked.
    Rectangle take() {
        var r = changed;
        changed = new Rectangle();
        return r;
    }

    /// Draws a drawing to a place.
    ///
    /// @param part what of it, in its own coordinates, or null for all
    void draw(Drawing d, Rectangle place, @Nullable Rectangle part) {
        var r = part == null ? new Rectangle(0, 0, place.width, place.height) : part;
        g.translate(place.x, place.y);
        g.setClip(r);
        g.setColor(new Color(theme.argb(Token.BACKGROUND)));
        g.fillRect(r.x, r.y, r.width, r.height);
        surface.draw(d, theme, new Bounds(r.x, r.y, r.width, r.height));
        g.setClip(null);
        g.translate(-place.x, -place.y);
    }

    /// A copy of a part.
    Pixels part(Rectangle place) {
        var p = Pixels.blank(place.width, place.height);
        p.copy(pixels, place, 0, 0);
        return p;
    }

    void put(Pixels p, Rectangle place) {
        pixels.copy(p, p.all(), place.x, place.y);
    }

    /// Puts the mixture of two parts to their place.
    void mix(Pixels a, Pixels b, int share, Rectangle place) {
        for (int y = 0; y < place.height; y++) {
            Pixels.mix(a.at(), y * place.width, b.at(), y * place.width, pixels.at(), (place.y + y) * pixels.width() + place.x, place.width,
                    share);
        }
    }
}
