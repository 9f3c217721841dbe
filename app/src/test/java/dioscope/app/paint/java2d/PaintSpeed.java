package dioscope.app.paint.java2d;

import dioscope.app.paint.CellId;
import dioscope.app.paint.Drawing;
import dioscope.app.paint.FontRole;
import dioscope.app.paint.HitIndex;
import dioscope.app.paint.Pen;
import dioscope.app.paint.Style;
import dioscope.app.paint.SvgSurface;
import dioscope.app.paint.Theme;
import dioscope.app.paint.Token;
import dioscope.app.paint.Tween;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.util.Arrays;
import java.util.Locale;

/// Prints how long a big drawing takes, in milliseconds of CPU: the median of many. Not a test: machines differ.
public final class PaintSpeed {
    private PaintSpeed() {
    }

    public static void main(String[] args) {
        Theme theme = Theme.dark();
        Drawing square = big(5000, 200, 0, 0);
        Drawing rounded = big(5000, 200, 4, 0);
        Drawing moved = big(5000, 200, 0, 3);
        BufferedImage image = new BufferedImage(1920, 1080, BufferedImage.TYPE_INT_RGB);
        Graphics2D g = image.createGraphics();
        Java2dSurface surface = new Java2dSurface(g);
        time("lay out 5,000 rectangles and 200 labels", () -> big(5000, 200, 0, 0));
        time("Java2D, square corners", () -> surface.draw(square, theme));
        time("Java2D, rounded corners", () -> surface.draw(rounded, theme));
        time("SVG", () -> SvgSurface.svg(square, theme));
        time("hit index and one look-up", () -> HitIndex.of(square).at(700, 500));
        time("join with all of them moved", () -> Tween.between(square, moved));
        Tween tween = Tween.between(square, moved);
        time("a frame between", () -> tween.at(0.4));
        g.dispose();
    }

    private static Drawing big(int rects, int labels, double radius, double shift) {
        Pen pen = Drawing.pen(1920, 1080);
        Style[] styles = {Style.fill(Token.PAGE_CLEAN), Style.fill(Token.EXTENT_WRITTEN), Style.fill(Token.BIT_ON)};
        for (int i = 0; i < rects; i++) {
            pen.rect(new CellId("page." + i), i % 100 * 19 + shift, i / 100 * 20, 16, 17, radius, styles[i % 3]);
        }
        for (int i = 0; i < labels; i++) {
            pen.text("label " + i, i % 20 * 95, 20 + i / 20 * 100, 13, FontRole.MONO, Token.TEXT);
        }
        return pen.toDrawing();
    }

    private static void time(String what, Runnable work) {
        var cpu = java.lang.management.ManagementFactory.getThreadMXBean();
        for (int i = 0; i < 300; i++) {
            work.run();
        }
        long[] nanos = new long[100];
        for (int i = 0; i < nanos.length; i++) {
            long start = cpu.getCurrentThreadCpuTime();
            work.run();
            nanos[i] = cpu.getCurrentThreadCpuTime() - start;
        }
        Arrays.sort(nanos);
        System.out.printf(Locale.ROOT, "%-45s %6.2f ms%n", what, nanos[nanos.length / 2] / 1e6);
    }
}
