package dioscope.app.export.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dioscope.app.export.Captions;
import dioscope.app.export.page.Handout.Paper;
import dioscope.app.paint.Theme;
import dioscope.app.session.CallList;
import dioscope.app.session.Studies;
import dioscope.app.session.TextWords;
import dioscope.model.run.Runner;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.concurrent.CancellationException;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.rendering.PDFRenderer;
import org.apache.pdfbox.text.PDFTextStripper;
import org.junit.jupiter.api.Test;

class HandoutTest {
    private final Shipped run = Shipped.of("72-write-returns");

    private byte[] pdf(Paper paper, String theme, String stops) {
        return Handout.pdf(run.scenario(), run.study(), Stops.of(run.scenario(), run.study(), stops), paper, Theme.named(theme),
                (_, _) -> true);
    }

    private static String page(PDDocument d, int page) throws IOException {
        var stripper = new PDFTextStripper();
        stripper.setStartPage(page);
        stripper.setEndPage(page);
        return stripper.getText(d).replaceAll("\\s+", " ");
    }

    @Test
    void theFirstPageTellsTheQuestionAndTheParametersAndEachPageItsStep() throws IOException {
        var stops = Stops.of(run.scenario(), run.study(), null);
        var t = run.study().trace();
        try (var d = Loader.loadPDF(pdf(Paper.A4, "print", null))) {
            assertThat(d.getNumberOfPages()).isEqualTo(stops.size() + 1);
            var first = page(d, 1);
            assertThat(first).contains(run.scenario().question(), "Linux 6.12.107", "offset 8 KiB", "length 4 KiB", "data=ordered",
                    "1 / " + d.getNumberOfPages());
            run.scenario().watch().forEach(w -> assertThat(first).contains(Captions.plain(w)));
            for (int i = 0; i < stops.size(); i++) {
                var step = t.step(stops.get(i).step());
                var text = page(d, i + 2);
                assertThat(text).contains("Step " + stops.get(i).step(), (i + 2) + " / " + d.getNumberOfPages(), "Linux 6.12.107",
                        stops.get(i).chapter());
                if (i > 0) {
                    assertThat(text).contains(step.site(), run.study().words().source(step));
                }
            }
        }
    }

    @Test
    void chaptersAreBookmarksAndTheDocumentHasATitle() throws IOException {
        try (var d = Loader.loadPDF(pdf(Paper.LETTER, "print", null))) {
            assertThat(d.getDocumentInformation().getTitle()).isEqualTo(run.scenario().title());
            assertThat(d.getDocumentInformation().getSubject()).isEqualTo(run.scenario().question());
            var names = new ArrayList<String>();
            for (var item : d.getDocumentCatalog().getDocumentOutline().children()) {
                names.add(item.getTitle());
                item.children().forEach(c -> names.add("- " + c.getTitle()));
            }
            assertThat(names).contains("Into the page cache", "- Step 88: generic_perform_write");
            for (var page : d.getPages()) {
                for (var font : page.getResources().getFontNames()) {
                    assertThat(page.getResources().getFont(font).isEmbedded()).as(font.getName()).isTrue();
                }
            }
            assertThat(d.getPage(0).getMediaBox().getWidth()).isEqualTo(792);
            assertThat(d.getPage(0).getMediaBox().getHeight()).isEqualTo(612);
        }
    }

    @Test
    void onPaperNothingIsColoured() throws IOException {
        try (var d = Loader.loadPDF(pdf(Paper.A4, "print", "135"))) {
            var image = new PDFRenderer(d).renderImageWithDPI(1, 60);
            assertThat(coloured(image)).isZero();
        }
        try (var d = Loader.loadPDF(pdf(Paper.A4, "light", "135"))) {
            assertThat(coloured(new PDFRenderer(d).renderImageWithDPI(1, 60))).isPositive();
        }
    }

    private static int coloured(BufferedImage image) {
        int n = 0;
        for (int y = 0; y < image.getHeight(); y++) {
            for (int x = 0; x < image.getWidth(); x++) {
                int c = image.getRGB(x, y);
                int r = c >> 16 & 255;
                int g = c >> 8 & 255;
                int b = c & 255;
                n += Math.max(r, Math.max(g, b)) - Math.min(r, Math.min(g, b)) > 4 ? 1 : 0;
            }
        }
        return n;
    }

    @Test
    void theSameRunGivesTheSameBytes() {
        assertThat(pdf(Paper.A4, "print", "0,135")).isEqualTo(pdf(Paper.A4, "print", "0,135"));
    }

    @Test
    void manyCallsHaveALineEachAndMayTakeAPageMore() throws IOException {
        var s = run.scenario();
        while (s.requests().size() < 60) {
            s = CallList.add(s, s.requests().size() - 1);
        }
        var study = Studies.of(s, Runner.run(s), TextWords.carried(s.kernel()));
        var stops = Stops.of(s, study, "turns");
        try (var d = Loader.loadPDF(Handout.pdf(s, study, stops, Paper.A4, Theme.named("print"), (_, _) -> true))) {
            int covers = d.getNumberOfPages() - stops.size();
            assertThat(covers).isGreaterThan(1);
            var first = new StringBuilder();
            for (int i = 1; i <= covers; i++) {
                first.append(page(d, i));
            }
            for (int i = 1; i <= 60; i++) {
                assertThat(first).contains(" " + i + " " + CallList.word(s.requests().get(i - 1).request().op()) + " ");
            }
            assertThat(page(d, covers + 1)).contains("Step 0", (covers + 1) + " / " + d.getNumberOfPages());
        }
    }

    @Test
    void itCanBeCancelled() {
        assertThatThrownBy(() -> Handout.pdf(run.scenario(), run.study(), Stops.of(run.scenario(), run.study(), null), Paper.A4,
                Theme.named("print"), (done, _) -> done < 2)).isInstanceOf(CancellationException.class);
    }
}
