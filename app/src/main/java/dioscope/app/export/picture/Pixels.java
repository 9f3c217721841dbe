package dioscope.app.export.picture;

import dioscope.app.paint.Bounds;
import java.awt.Rectangle;
import java.awt.image.BufferedImage;
import java.awt.image.DataBufferInt;

/// A picture as plain numbers, `0xRRGGBB` (what is above is of no meaning), row by row: what Java2D does slowly is done here.
///
/// @param at width times height of them
record Pixels(int[] at, int width, int height) {
    /// The numbers of an image of `TYPE_INT_RGB`, not a copy.
    static Pixels of(BufferedImage image) {
        return new Pixels(((DataBufferInt) image.getRaster().getDataBuffer()).getData(), image.getWidth(), image.getHeight());
    }

    static Pixels blank(int width, int height) {
        return new Pixels(new int[width * height], width, height);
    }

    Rectangle all() {
        return new Rectangle(0, 0, width, height);
    }

    /// Takes over a part of a picture of the same size.
    void copy(Pixels from, Rectangle part) {
        for (int y = part.y; y < part.y + part.height; y++) {
            System.arraycopy(from.at, y * width + part.x, at, y * width + part.x, part.width);
        }
    }

    /// Takes over a part of a picture, to (`x`, `y`).
    void copy(Pixels from, Rectangle part, int x, int y) {
        for (int i = 0; i < part.height; i++) {
            System.arraycopy(from.at, (part.y + i) * from.width + part.x, at, (y + i) * width + x, part.width);
        }
    }

    void fill(Rectangle part, int rgb) {
        for (int y = part.y; y < part.y + part.height; y++) {
            java.util.Arrays.fill(at, y * width + part.x, y * width + part.x + part.width, rgb);
        }
    }

    /// `a` mixed with `b`, both of the same size as this.
    ///
    /// @param share of `b`, 0 to 256
    void mix(Pixels a, Pixels b, int share, Rectangle part) {
        for (int y = part.y; y < part.y + part.height; y++) {
            int from = y * width + part.x;
            mix(a.at, from, b.at, from, at, from, part.width, share);
        }
    }

    /// `a` mixed with one colour.
    void fade(Pixels a, int rgb, int share, Rectangle part) {
        int rb = (rgb & 0xFF00FF) * share;
        int g = (rgb & 0xFF00) * share;
        int rest = 256 - share;
        for (int y = part.y; y < part.y + part.height; y++) {
            int to = y * width + part.x + part.width;
            for (int i = y * width + part.x; i < to; i++) {
                int p = a.at[i];
                at[i] = ((p & 0xFF00FF) * rest + rb >>> 8) & 0xFF00FF | ((p & 0xFF00) * rest + g >>> 8) & 0xFF00;
            }
        }
    }

    static void mix(int[] a, int fromA, int[] b, int fromB, int[] to, int at, int n, int share) {
        int rest = 256 - share;
        for (int i = 0; i < n; i++) {
            int p = a[fromA + i];
            int q = b[fromB + i];
            to[at + i] = ((p & 0xFF00FF) * rest + (q & 0xFF00FF) * share >>> 8) & 0xFF00FF
                    | ((p & 0xFF00) * rest + (q & 0xFF00) * share >>> 8) & 0xFF00;
        }
    }

    /// Puts a part of a picture, larger or smaller, to `place`.
    ///
    /// @param share of it, 0 to 256; the rest is what is there already
    void scaled(Pixels from, Rectangle part, Bounds place, int share) {
        int left = Math.max(0, (int) Math.round(place.x()));
        int top = Math.max(0, (int) Math.round(place.y()));
        int right = Math.min(width, (int) Math.round(place.right()));
        int bottom = Math.min(height, (int) Math.round(place.bottom()));
        int n = right - left;
        if (n <= 0 || bottom <= top || share <= 0) {
            return;
        }
        var column = new int[n];
        var weight = new int[n];
        double across = part.width / place.width();
        for (int i = 0; i < n; i++) {
            double x = Math.clamp((left + i + 0.5 - place.x()) * across - 0.5, 0, part.width - 1.0);
            column[i] = part.x + Math.min(part.width - 2, (int) x);
            weight[i] = (int) Math.round((x - Math.min(part.width - 2, (int) x)) * 256);
        }
        double down = part.height / place.height();
        var upper = new int[n];
        var lower = new int[n];
        int has = -2;
        for (int y = top; y < bottom; y++) {
            double sy = Math.clamp((y + 0.5 - place.y()) * down - 0.5, 0, part.height - 1.0);
            int row = Math.min(part.height - 2, (int) sy);
            if (row != has) {
                if (row == has + 1) {
                    var spare = upper;
                    upper = lower;
                    lower = spare;
                } else {
                    across(from, (part.y + row) * from.width, column, weight, upper);
                }
                across(from, (part.y + row + 1) * from.width, column, weight, lower);
                has = row;
            }
            int w = (int) Math.round((sy - row) * 256);
            int to = y * width + left;
            if (share >= 256) {
                mix(upper, 0, lower, 0, at, to, n, w);
            } else {
                mix(upper, lower, w, to, share);
            }
        }
    }

    private void mix(int[] a, int[] b, int w, int to, int share) {
        int v = 256 - w;
        int rest = 256 - share;
        for (int i = 0; i < a.length; i++) {
            int rb = ((a[i] & 0xFF00FF) * v + (b[i] & 0xFF00FF) * w >>> 8) & 0xFF00FF;
            int g = ((a[i] & 0xFF00) * v + (b[i] & 0xFF00) * w >>> 8) & 0xFF00;
            int p = at[to + i];
            at[to + i] = ((p & 0xFF00FF) * rest + rb * share >>> 8) & 0xFF00FF | ((p & 0xFF00) * rest + g * share >>> 8) & 0xFF00;
        }
    }

    private static void across(Pixels from, int row, int[] column, int[] weight, int[] to) {
        int[] in = from.at;
        for (int i = 0; i < to.length; i++) {
            int p = in[row + column[i]];
            int q = in[row + column[i] + 1];
            int w = weight[i];
            int v = 256 - w;
            to[i] = ((p & 0xFF00FF) * v + (q & 0xFF00FF) * w >>> 8) & 0xFF00FF | ((p & 0xFF00) * v + (q & 0xFF00) * w >>> 8) & 0xFF00;
        }
    }
}
