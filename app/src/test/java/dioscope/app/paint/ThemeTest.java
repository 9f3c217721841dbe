package dioscope.app.paint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.InputStream;
import java.io.StringReader;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import org.junit.jupiter.api.Test;

class ThemeTest {
    @Test
    void theKnownTokensAreAllTheConstants() throws Exception {
        List<Token> constants = new ArrayList<>();
        for (var field : Token.class.getFields()) {
            if (Modifier.isStatic(field.getModifiers()) && field.getType() == Token.class) {
                constants.add((Token) field.get(null));
            }
        }
        assertThat(Token.known()).containsExactlyInAnyOrderElementsOf(constants).doesNotHaveDuplicates();
    }

    @Test
    void allThemesNameTheSameThings() throws Exception {
        assertThat(keys("dark")).isEqualTo(keys("light")).isEqualTo(keys("print"));
    }

    @Test
    void paperHasNoColour() {
        for (Token t : Token.known()) {
            int c = Theme.named("print").argb(t);
            assertThat(c >> 16 & 255).as(t.name()).isEqualTo(c >> 8 & 255).isEqualTo(c & 255);
        }
    }

    @Test
    void aNamedColourWithAnOpacityIsThatColourSeenThrough() {
        assertThat(Theme.dark().hex(Token.EXTENT_WRITTEN)).isEqualTo("#56b4e9");
        assertThat(Theme.dark().opacity(Token.EXTENT_WRITTEN)).isEqualTo(140 / 255.0);
        assertThat(Theme.dark().argb(Token.TEXT)).isEqualTo(0xFFE6EDF3);
        assertThat(Theme.light().argb(Token.PANEL)).isEqualTo(0xFFFFFFFF);
    }

    @Test
    void textCanBeReadOnWhatItStandsOn() {
        for (Theme theme : List.of(Theme.dark(), Theme.light(), Theme.named("print"))) {
            assertThat(contrast(theme, Token.TEXT, Token.PANEL)).as(theme.name()).isGreaterThan(7);
            assertThat(contrast(theme, Token.TEXT_DIM, Token.PANEL)).as(theme.name()).isGreaterThan(4.5);
            assertThat(contrast(theme, Token.ACCENT_TEXT, Token.ACCENT)).as(theme.name()).isGreaterThan(4.5);
            assertThat(contrast(theme, Token.PAGE_CLEAN_TEXT, Token.PAGE_CLEAN)).as(theme.name()).isGreaterThan(4.5);
            assertThat(contrast(theme, Token.PAGE_DIRTY_TEXT, Token.PAGE_DIRTY)).as(theme.name()).isGreaterThan(4.5);
            assertThat(contrast(theme, Token.BIT_ON_TEXT, Token.BIT_ON)).as(theme.name()).isGreaterThan(4.5);
            assertThat(contrast(theme, Token.ERROR, Token.PANEL)).as(theme.name()).isGreaterThan(4.5);
        }
    }

    @Test
    void onPaperEveryWordStandsOutFromWhatItStandsOn() {
        var paper = Theme.named("print");
        for (Token t : List.of(Token.TEXT, Token.TEXT_DIM, Token.TEXT_FAINT, Token.BIT_OFF_TEXT, Token.NOW, Token.CHANGED, Token.ACCENT,
                Token.BIO_BUILT, Token.BIO_PLUGGED, Token.BIO_ISSUED, Token.BIO_DEVICE, Token.BIO_DONE, Token.BIO_FAILED,
                Token.BIO_FLUSH)) {
            assertThat(contrast(paper, t, Token.PANEL)).as(t.name()).isGreaterThan(4.5);
            assertThat(contrast(paper, t, Token.WELL)).as(t.name()).isGreaterThan(4.5);
        }
        assertThat(contrast(paper, Token.TEXT, Token.EXTENT_WRITTEN)).isGreaterThan(7);
        assertThat(contrast(paper, Token.TEXT, Token.DATA_KEPT)).isGreaterThan(7);
        assertThat(contrast(paper, Token.REQUEST_TEXT, Token.REQUEST)).isGreaterThan(7);
        for (int n = 1; n <= 6; n++) {
            assertThat(contrast(paper, Token.DATA_WRITE_TEXT, Token.write(n))).as("write " + n).isGreaterThan(4.5);
        }
    }

    @Test
    void aTokenThatTheThemeLacksIsNamed() {
        assertThatThrownBy(() -> Theme.dark().argb(new Token("no.such"))).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("no.such");
        assertThatThrownBy(() -> Theme.read("mine", new StringReader("text = #ffffff"))).hasMessageContaining("extent.unwritten")
                .hasMessageContaining("mine");
        assertThatThrownBy(() -> Theme.named("beige")).hasMessageContaining("beige");
    }

    @Test
    void aValueThatIsNoColourIsNamed() {
        for (String value : List.of("#fff", "blau", "#ffffff 300%", "#ffffff half", "text")) {
            assertThatThrownBy(() -> Theme.read("mine", new StringReader("text = " + value))).as(value)
                    .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("text = " + value);
        }
    }

    private static double contrast(Theme theme, Token a, Token b) {
        double x = luminance(theme.argb(a));
        double y = luminance(theme.argb(b));
        return (Math.max(x, y) + 0.05) / (Math.min(x, y) + 0.05);
    }

    /// WCAG 2.1, relative luminance.
    private static double luminance(int rgb) {
        return 0.2126 * linear(rgb >> 16 & 255) + 0.7152 * linear(rgb >> 8 & 255) + 0.0722 * linear(rgb & 255);
    }

    private static double linear(int channel) {
        double c = channel / 255.0;
        return c <= 0.04045 ? c / 12.92 : Math.pow((c + 0.055) / 1.055, 2.4);
    }

    private static Object keys(String theme) throws Exception {
        Properties p = new Properties();
        try (InputStream in = ThemeTest.class.getResourceAsStream("/assets/themes/" + theme + ".properties")) {
            p.load(in);
        }
        return p.stringPropertyNames();
    }
}
