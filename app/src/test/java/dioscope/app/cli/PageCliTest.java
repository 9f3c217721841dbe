package dioscope.app.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.text.PDFTextStripper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Pictures of steps and handouts from the command line.
class PageCliTest {
    @TempDir
    private Path dir;
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    private int render(String line) {
        out.reset();
        err.reset();
        var words = ("render 72 " + line.replace("DIR", dir.toString())).split(" ");
        return Cli.execute(words, new PrintStream(out, true, StandardCharsets.UTF_8), new PrintStream(err, true, StandardCharsets.UTF_8),
                Model.real());
    }

    private String err() {
        return err.toString(StandardCharsets.UTF_8);
    }

    private String text(String name) throws IOException {
        try (var pdf = Loader.loadPDF(dir.resolve(name).toFile())) {
            return new PDFTextStripper().getText(pdf).replaceAll("\\s+", " ");
        }
    }

    @Test
    void aStepAsPdfHasItsTextAndAnSvgItsFonts() throws IOException {
        assertThat(render("--step 88 -o DIR/x.pdf")).as(err()).isZero();
        assertThat(text("x.pdf")).contains("What write() returning means", "generic_perform_write", "step 88");
        assertThat(render("--step 88 -o DIR/x.svg")).isZero();
        assertThat(dir.resolve("x.svg")).content().contains("@font-face", "data:font/ttf;base64,");
        assertThat(render("--step 88 --fonts none -o DIR/x.svg")).isZero();
        assertThat(dir.resolve("x.svg")).content().doesNotContain("@font-face").contains("Inter");
    }

    @Test
    void twoStepsInOnePicture() throws IOException {
        assertThat(render("--step 88 --with-step -1 -o DIR/two.pdf")).as(err()).isZero();
        assertThat(text("two.pdf")).contains("step 88", "step 180", "things are otherwise", "page 2");
        assertThat(render("--step 88 --with-step 135 --size 1280x720 -o DIR/two.png")).isZero();
        assertThat(ImageIO.read(dir.resolve("two.png").toFile()).getWidth()).isEqualTo(1280);
    }

    @Test
    void aHandout() throws IOException {
        assertThat(render("--handout --paper letter -o DIR/new/h.pdf")).as(err()).isZero();
        assertThat(out.toString(StandardCharsets.UTF_8)).contains("h.pdf: 5 steps");
        assertThat(text("new/h.pdf")).contains("THE QUESTION", "Into the page cache", "6 / 6");
        assertThat(render("--handout --stops every:10 --steps 20..45 -o DIR/h.pdf")).isZero();
        assertThat(text("h.pdf")).contains("Step 20", "Step 30", "Step 40", "4 / 4").doesNotContain("Step 10", "Step 50");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', value = {"--handout -o DIR/h.png | must end in .pdf",
            "--handout --stops 9999 -o DIR/h.pdf | steps 0 to", "--handout --stops never -o DIR/h.pdf | names no steps",
            "--handout --paper a3 -o DIR/h.pdf | a4 or letter", "--handout --step 3 -o DIR/h.pdf | --stops",
            "--handout --speed 2 -o DIR/h.pdf | --speed", "--handout --stops 1 --steps 5..9 -o DIR/h.pdf | none of the chosen",
            "--stops 1 -o DIR/h.pdf | handout", "--with-step 9999 -o DIR/h.png | --with-step 9999", "--fonts none -o DIR/h.pdf | SVG",
            "--fonts some -o DIR/h.svg | embedded or none", "--handout -o DIR/h.mp4 | handout", "--theme beige -o DIR/h.pdf | print",
            "-o DIR/h.doc | .pdf"})
    void whatCannotBeIsOneSentenceAndLeavesNothing(String line, String told) throws IOException {
        assertThat(render(line)).isEqualTo(2);
        assertThat(err()).startsWith("dioscope: ").contains(told).hasLineCount(1);
        try (var left = Files.list(dir)) {
            assertThat(left).isEmpty();
        }
    }

    @Test
    void whereNothingCanBeWrittenNothingIsLeft() throws IOException {
        Files.writeString(dir.resolve("way"), "mine");
        assertThat(render("--handout -o DIR/way/h.pdf")).isEqualTo(1);
        assertThat(err()).contains("a file is in the way of a folder").hasLineCount(1);
        try (var left = Files.list(dir)) {
            assertThat(left).containsExactly(dir.resolve("way"));
        }
        assumeTrue(Files.isWritable(Path.of("/dev/full")));
        var link = Files.createSymbolicLink(dir.resolve("full.pdf"), Path.of("/dev/full"));
        assertThat(render("-o DIR/full.pdf")).isEqualTo(1);
        Files.delete(link);
        assertThat(err()).contains("the disk is full").hasLineCount(1);
    }
}
