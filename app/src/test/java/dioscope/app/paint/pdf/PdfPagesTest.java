package dioscope.app.paint.pdf;

import static org.assertj.core.api.Assertions.assertThat;

import dioscope.app.paint.Anchor;
import dioscope.app.paint.Drawing;
import dioscope.app.paint.FontRole;
import dioscope.app.paint.Sample;
import dioscope.app.paint.Style;
import dioscope.app.paint.Theme;
import dioscope.app.paint.Token;
import dioscope.app.paint.java2d.Java2dSurface;
import java.awt.image.BufferedImage;
import java.io.IOException;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.rendering.PDFRenderer;
import org.apache.pdfbox.text.PDFTextStripper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PdfPagesTest {
    /// Pixels of the screen on an inch of the paper.
    private static final int DPI = 96;

    @Test
    void textIsText() throws IOException {
        try (var pdf = Loader.loadPDF(PdfPages.picture(Sample.drawing(), Theme.light(), "Sample"))) {
            assertThat(new PDFTextStripper().getText(pdf)).contains("inode 12 · one axis for request, page cache & extents <4K>",
                    "unwritten · lblk 4–8", "WRITE 20 KiB", "The extent at 16 KiB is unwritten");
            assertThat(pdf.getDocumentInformation().getTitle()).isEqualTo("Sample");
        }
    }

    @Test
    void everyFontIsInTheFileWithTheLettersThatAreUsedOnly() throws IOException {
        var bytes = PdfPages.picture(Sample.drawing(), Theme.light(), "Sample");
        try (var pdf = Loader.loadPDF(bytes)) {
            int fonts = 0;
            for (var page : pdf.getPages()) {
                for (var name : page.getResources().getFontNames()) {
                    var font = page.getResources().getFont(name);
                    assertThat(font.isEmbedded()).as(font.getName()).isTrue();
                    assertThat(font.getName()).matches("[A-Z]{6}\\+.*");
                    fonts++;
                }
            }
            assertThat(fonts).isEqualTo(4);
            assertThat(bytes.length).isLessThan(60_000);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"light", "dark"})
    void looksAsItDoesOnTheScreen(String theme) throws IOException {
        var colors = Theme.named(theme);
        var wanted = Java2dSurface.image(Sample.drawing(), colors, 1);
        try (var pdf = Loader.loadPDF(PdfPages.picture(Sample.drawing(), colors, ""))) {
            var shown = new PDFRenderer(pdf).renderImageWithDPI(0, DPI);
            assertThat(shown.getWidth()).isEqualTo(wanted.getWidth());
            assertThat(shown.getHeight()).isBetween(wanted.getHeight() - 1, wanted.getHeight() + 1);
            // letters and edges are smoothed in another way; a missing shape, clip, hatch or opacity is seen in a square
            for (int y = 0; y + 10 <= 430; y += 10) {
                for (int x = 0; x < 900; x += 10) {
                    assertThat(difference(wanted, shown, x, y)).as("square at %d, %d", x, y).isLessThan(36);
                }
            }
        }
    }

    private static double difference(BufferedImage a, BufferedImage b, int x, int y) {
        double[] sums = new double[3];
        for (int i = 0; i < 10; i++) {
            for (int j = 0; j < 10; j++) {
                int p = a.getRGB(x + i, y + j);
                int q = b.getRGB(x + i, Math.min(y + j, b.getHeight() - 1));
                for (int c = 0; c < 3; c++) {
                    sums[c] += (p >> 8 * c & 255) - (q >> 8 * c & 255);
                }
            }
        }
        return Math.max(Math.abs(sums[0]), Math.max(Math.abs(sums[1]), Math.abs(sums[2]))) / 100;
    }

    @Test
    void theSameDrawingGivesTheSameBytes() {
        assertThat(PdfPages.picture(Sample.drawing(), Theme.light(), "a"))
                .isEqualTo(PdfPages.picture(Sample.drawing(), Theme.light(), "a"));
    }

    @Test
    void aLetterThatTheFontLacksDoesNotStopThePage() throws IOException {
        var pen = Drawing.pen(300, 40);
        pen.text(null, "a\u0007b 😀 \ud800 字", 10, 20, 13, FontRole.MONO, Anchor.START, 280, Style.fill(Token.TEXT));
        try (var pdf = Loader.loadPDF(PdfPages.picture(pen.toDrawing(), Theme.light(), ""))) {
            assertThat(new PDFTextStripper().getText(pdf).strip()).isEqualTo("a?b ? ? ?");
        }
    }

    @Test
    void bookmarksLeadToTheirPages() throws IOException {
        byte[] bytes;
        try (var pages = new PdfPages("Three pages", "of nothing")) {
            var paper = Drawing.pen(200, 100).toDrawing();
            pages.page(paper, Theme.light(), 1).bookmark("One", true).page(paper, Theme.light(), 1).bookmark("1", false)
                    .page(paper, Theme.light(), 1).bookmark("Two", true);
            bytes = pages.bytes();
        }
        try (var pdf = Loader.loadPDF(bytes)) {
            var outline = pdf.getDocumentCatalog().getDocumentOutline();
            var one = outline.getFirstChild();
            assertThat(one.getTitle()).isEqualTo("One");
            assertThat(one.getFirstChild().getTitle()).isEqualTo("1");
            assertThat(pdf.getPages().indexOf(one.getFirstChild().findDestinationPage(pdf))).isEqualTo(1);
            assertThat(pdf.getPages().indexOf(one.getNextSibling().findDestinationPage(pdf))).isEqualTo(2);
            assertThat(pdf.getDocumentInformation().getSubject()).isEqualTo("of nothing");
        }
    }
}
