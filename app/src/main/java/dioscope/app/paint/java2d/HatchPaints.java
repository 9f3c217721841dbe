package dioscope.app.paint.java2d;

import dioscope.app.paint.Hatch;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.TexturePaint;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Line2D;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.util.HashMap;
import java.util.Map;

/// The marks of hatches as paints with open gaps, one for each pattern and colour.
final class HatchPaints {
    /// Paints kept; colours fade through many values in an animation.
    private static final int KEPT = 256;

    private final Map<Key, TexturePaint> paints = new HashMap<>();

    /// @param pixels of the image for the side of a tile
    private record Key(Hatch hatch, int argb, int pixels) {
    }

    /// @param scale pixels of the image for each of the drawing, so that marks are as sharp as outlines
    TexturePaint paint(Hatch hatch, int argb, double scale) {
        if (paints.size() >= KEPT) {
            paints.clear();
        }
        return paints.computeIfAbsent(new Key(hatch, argb, Math.max(1, (int) Math.round(hatch.size() * scale))), HatchPaints::make);
    }

    private static TexturePaint make(Key key) {
        int size = key.hatch.size();
        BufferedImage tile = new BufferedImage(key.pixels, key.pixels, BufferedImage.TYPE_INT_ARGB);
        Graphics2D g = tile.createGraphics();
        g.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        g.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
        g.scale((double) key.pixels / size, (double) key.pixels / size);
        g.setColor(new Color(key.argb, true));
        double mark = key.hatch.mark();
        if (key.hatch == Hatch.DOTS) {
            g.fill(new Ellipse2D.Double((size - mark) / 2, (size - mark) / 2, mark, mark));
        } else {
            g.setStroke(new BasicStroke((float) mark));
            for (int shift = -size; shift <= size; shift += size) {
                g.draw(new Line2D.Double(shift - size, 2 * size, shift + 2 * size, -size));
                if (key.hatch == Hatch.CROSS) {
                    g.draw(new Line2D.Double(shift - size, -size, shift + 2 * size, 2 * size));
                }
            }
        }
        g.dispose();
        return new TexturePaint(tile, new Rectangle2D.Double(0, 0, size, size));
    }
}
