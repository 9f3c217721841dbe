package dioscope.app.paint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.awt.Font;
import java.awt.font.FontRenderContext;
import java.io.InputStream;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TextMetricsTest {
    private final TextMetrics metrics = TextMetrics.bundled();

    @ParameterizedTest
    @EnumSource(FontRole.class)
    void widthsAreThoseThatAwtMeasures(FontRole role) throws Exception {
        try (InputStream in = TextMetricsTest.class.getResourceAsStream(role.resource())) {
            Font font = Font.createFont(Font.TRUETYPE_FONT, in);
            FontRenderContext context = new FontRenderContext(null, true, true);
            for (String text : List.of("WRITE_THROUGH", "AVA To. 1/2 fi ffl -> => !=", "unwritten · lblk 4–8 →", "µs ≤ ≥ …", "i_size 48K",
                    " ")) {
                for (float size : new float[]{11, 12.5f, 13, 24}) {
                    double awt = font.deriveFont(size).getStringBounds(text, context).getWidth();
                    assertThat(metrics.width(text, role, size)).as("%s at %s", text, size).isCloseTo(awt, within(0.02 * text.length()));
                }
            }
        }
    }

    @Test
    void charactersOfTheMonospacedFontAreAllOfOneWidth() {
        assertThat(metrics.width("iiii", FontRole.MONO, 13)).isEqualTo(metrics.width("W·→0", FontRole.MONO, 13)).isEqualTo(4 * 0.6 * 13,
                within(1e-9));
    }

    @Test
    void saysWhichTextTheFontCanShow() {
        assertThat(metrics.covers("bio 1 → nvme0n1, 4 KiB · 80 µs …", FontRole.MONO)).isTrue();
        assertThat(metrics.covers("漢", FontRole.MONO)).isFalse();
    }

    @Test
    void whatFitsIsNotShortened() {
        double width = metrics.width("unwritten", FontRole.MONO, 13);
        assertThat(metrics.ellipsize("unwritten", width, FontRole.MONO, 13)).isEqualTo("unwritten");
    }

    @Test
    void whatDoesNotFitKeepsAsMuchOfItsBeginningAsFits() {
        assertThat(metrics.ellipsize("unwritten", 8.5 * 0.6 * 13, FontRole.MONO, 13)).isEqualTo("unwritt…");
        assertThat(metrics.ellipsize("in device", 4 * 0.6 * 13 + 0.01, FontRole.MONO, 13)).isEqualTo("in…");
        assertThat(metrics.ellipsize("unwritten", 0.6 * 13 + 0.01, FontRole.MONO, 13)).isEqualTo("…");
        assertThat(metrics.ellipsize("unwritten", 2, FontRole.MONO, 13)).isEmpty();
    }

    @Test
    void shortenedTextIsNeverWiderThanItsRoom() {
        String text = "iomap_dio_bio_iter · extent 2 of 2";
        for (double room = 0; room < 300; room += 3.7) {
            String shown = metrics.ellipsize(text, room, FontRole.SANS, 14);
            assertThat(metrics.width(shown, FontRole.SANS, 14)).isLessThanOrEqualTo(room + 1e-9);
        }
    }

    @Test
    void aPairOfSurrogatesIsNotCutInTwo() {
        String text = "a😀b";
        for (double room = 0; room < 80; room += 1) {
            assertThat(metrics.ellipsize(text, room, FontRole.MONO, 13)).doesNotContainPattern("[\\uD800-\\uDBFF](?![\\uDC00-\\uDFFF])");
            assertThat(metrics.wrap(text, room, FontRole.MONO, 13)).allSatisfy(
                    line -> assertThat(line).doesNotContainPattern("[\\uD800-\\uDBFF](?![\\uDC00-\\uDFFF])"));
        }
    }

    @Test
    void wrapsAtSpacesAndKeepsLineEnds() {
        double room = 10 * 0.6 * 13 + 0.01;
        assertThat(metrics.wrap("one two three four\n\nfive", room, FontRole.MONO, 13)).containsExactly("one two", "three four", "",
                "five");
    }

    @Test
    void breaksAWordThatHasNoRoomOnALineOfItsOwn() {
        double room = 6 * 0.6 * 13 + 0.01;
        assertThat(metrics.wrap("a iomap_dio_rw b", room, FontRole.MONO, 13)).containsExactly("a", "iomap_", "dio_rw", "b");
        assertThat(metrics.wrap("abc", 1, FontRole.MONO, 13)).containsExactly("a", "b", "c");
        assertThat(metrics.wrap("", 1, FontRole.MONO, 13)).containsExactly("");
    }

    @Test
    void aBaselinePutsCapitalsInTheMiddle() {
        double capital = 2 * (metrics.baseline(100, FontRole.MONO, 20) - 100);
        assertThat(capital).isBetween(0.65 * 20, 0.8 * 20);
        assertThat(metrics.ascent(FontRole.SANS, 10)).isBetween(9.0, 11.0);
        assertThat(metrics.descent(FontRole.SANS, 10)).isBetween(2.0, 3.0);
    }
}
