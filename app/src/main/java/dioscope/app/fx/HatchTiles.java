package dioscope.app.fx;

import dioscope.app.paint.Hatch;
import javafx.scene.image.WritableImage;
import javafx.scene.paint.ImagePattern;

/// The square of a hatch that repeats, as sharp as the screen.
final class HatchTiles {
    /// Samples along each side of a pixel.
    private static final int SAMPLES = 4;

    private HatchTiles() {}

    static ImagePattern make(Hatch hatch, int argb, int scale) {
        int side = hatch.size() * scale;
        var image = new WritableImage(side, side);
        var out = image.getPixelWriter();
        for (int y = 0; y < side; y++) {
            for (int x = 0; x < side; x++) {
                double covered = covered(hatch, x, y, scale);
                out.setArgb(x, y, argb & 0xFFFFFF | (int) Math.round((argb >>> 24) * covered) << 24);
            }
        }
        return new ImagePattern(image, 0, 0, hatch.size(), hatch.size(), false);
    }

    private static double covered(Hatch hatch, int px, int py, int scale) {
        int hits = 0;
        for (int i = 0; i < SAMPLES; i++) {
            for (int j = 0; j < SAMPLES; j++) {
                double x = (px + (i + 0.5) / SAMPLES) / scale;
                double y = (py + (j + 0.5) / SAMPLES) / scale;
                if (marked(hatch, x, y)) {
                    hits++;
                }
            }
        }
        return (double) hits / (SAMPLES * SAMPLES);
    }

    private static boolean marked(Hatch hatch, double x, double y) {
        double along = hatch.mark() * Math.sqrt(2);
        return switch (hatch) {
            case NONE -> false;
            case DIAGONAL -> near(x + y, hatch.size(), along);
            case CROSS -> near(x + y, hatch.size(), along) || near(x - y, hatch.size(), along);
            case DOTS -> Math.hypot(x - hatch.size() / 2.0, y - hatch.size() / 2.0) <= hatch.mark() / 2;
        };
    }

    /// Whether `v` is within half of `width` of a multiple of `period`.
    private static boolean near(double v, double period, double width) {
        double r = v - Math.round(v / period) * period;
        return Math.abs(r) <= width / 2;
    }
}
