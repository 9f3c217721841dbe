package dioscope.app.paint.java2d;

import static org.assertj.core.api.Assertions.assertThat;

import dioscope.app.paint.Bounds;
import dioscope.app.paint.CellId;
import dioscope.app.paint.Dash;
import dioscope.app.paint.Drawing;
import dioscope.app.paint.FontRole;
import dioscope.app.paint.Hatch;
import dioscope.app.paint.Sample;
import dioscope.app.paint.Style;
import dioscope.app.paint.Theme;
import dioscope.app.paint.Token;
import java.awt.image.BufferedImage;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class Java2dSurfaceTest {
    private static final Theme DARK = Theme.dark();

    @Test
    void theSameDrawingGivesTheSamePixels() {
        assertThat(pixels(Sample.drawing())).isEqualTo(pixels(Sample.drawing()));
    }

    @Test
    void aFillHasTheColourOfItsToken() {
        BufferedImage image = image(Drawing.pen(20, 20).rect(5, 5, 10, 10, 0, Style.fill(Token.PAGE_CLEAN)).toDrawing());
        assertThat(image.getRGB(10, 10)).isEqualTo(DARK.argb(Token.PAGE_CLEAN));
        assertThat(image.getRGB(2, 2)).isEqualTo(DARK.argb(Token.BACKGROUND));
    }

    @Test
    void aHatchShowsItsMarksAndItsGround() {
        for (Hatch hatch : new Hatch[]{Hatch.DIAGONAL, Hatch.DOTS, Hatch.CROSS}) {
            BufferedImage image = image(
                    Drawing.pen(48, 48).rect(0, 0, 48, 48, 0, Style.hatched(hatch, Token.TEXT, Token.ERROR)).toDrawing());
            int[] all = image.getRGB(0, 0, 48, 48, null, 0, 48);
            assertThat(Arrays.stream(all).filter(c -> c == DARK.argb(Token.ERROR)).count()).as("ground of " + hatch).isGreaterThan(48 * 12);
            assertThat(Arrays.stream(all).filter(c -> (c & 255) > 140).count()).as("marks of " + hatch).isGreaterThan(48);
        }
    }

    @Test
    void groupsMoveAndClip() {
        BufferedImage image = image(Drawing.pen(40, 40).group(CellId.of("g"), 10, 10, new Bounds(0, 0, 10, 10),
                p -> p.rect(-10, -10, 40, 40, 0, Style.fill(Token.TEXT))).rect(30, 30, 5, 5, 0, Style.fill(Token.ERROR)).toDrawing());
        assertThat(image.getRGB(15, 15)).isEqualTo(DARK.argb(Token.TEXT));
        assertThat(image.getRGB(5, 15)).isEqualTo(DARK.argb(Token.BACKGROUND));
        assertThat(image.getRGB(25, 15)).isEqualTo(DARK.argb(Token.BACKGROUND));
        assertThat(image.getRGB(32, 32)).isEqualTo(DARK.argb(Token.ERROR));
    }

    @Test
    void aDashedStrokeHasGaps() {
        BufferedImage image = image(Drawing.pen(60, 10).line(0, 5, 60, 5, Style.stroke(Token.TEXT, 4).withDash(Dash.LONG)).toDrawing());
        assertThat(image.getRGB(3, 5)).isEqualTo(DARK.argb(Token.TEXT));
        assertThat(image.getRGB(8, 5)).isEqualTo(DARK.argb(Token.BACKGROUND));
    }

    @Test
    void textFillsTheWidthItWasMeasuredWith() {
        String text = "HWRITE_THROUGHH";
        Drawing drawing = Drawing.pen(400, 40).text(text, 10, 30, 24, FontRole.SANS, Token.TEXT).toDrawing();
        BufferedImage image = image(drawing);
        double width = Drawing.pen(1, 1).metrics().width(text, FontRole.SANS, 24);
        int last = 0;
        for (int x = 0; x < 400; x++) {
            for (int y = 0; y < 40; y++) {
                last = image.getRGB(x, y) == DARK.argb(Token.BACKGROUND) ? last : x;
            }
        }
        assertThat((double) last).isBetween(10 + width - 5, 10 + width);
    }

    private static BufferedImage image(Drawing drawing) {
        return Java2dSurface.image(drawing, DARK, 1);
    }

    private static int[] pixels(Drawing drawing) {
        BufferedImage image = Java2dSurface.image(drawing, DARK, 1);
        return image.getRGB(0, 0, image.getWidth(), image.getHeight(), null, 0, image.getWidth());
    }
}
