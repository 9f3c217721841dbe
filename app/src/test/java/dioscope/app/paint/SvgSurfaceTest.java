package dioscope.app.paint;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.StringReader;
import java.util.Locale;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.xml.sax.InputSource;

class SvgSurfaceTest {
    @Test
    void theSameDrawingGivesTheSameCharactersInAnyLocale() {
        String svg = SvgSurface.svg(Sample.drawing(), Theme.dark());
        Locale before = Locale.getDefault();
        try {
            Locale.setDefault(Locale.forLanguageTag("ar-EG"));
            assertThat(SvgSurface.svg(Sample.drawing(), Theme.dark())).isEqualTo(svg);
        } finally {
            Locale.setDefault(before);
        }
    }

    @Test
    void textSurvivesTheWayThroughXml() throws Exception {
        String odd = "a<b> & \"c\" 'd' ]]> µ→😀";
        Document xml = parse(SvgSurface.svg(text("  " + odd), Theme.dark()));
        assertThat(xml.getElementsByTagName("text").item(0).getTextContent()).isEqualTo("  " + odd);
    }

    @Test
    void whatXmlCannotHoldBecomesAReplacementCharacter() throws Exception {
        Document xml = parse(SvgSurface.svg(text("a\u0000b\u001bc\ud800d"), Theme.dark()));
        assertThat(xml.getElementsByTagName("text").item(0).getTextContent()).isEqualTo("a\ufffdb\ufffdc\ufffdd");
    }

    @Test
    void everyPatternAndClipThatIsUsedIsThere() throws Exception {
        String svg = SvgSurface.svg(Sample.drawing(), Theme.light());
        Document xml = parse(svg);
        var uses = java.util.regex.Pattern.compile("url\\(#([^)]+)\\)").matcher(svg);
        int count = 0;
        var names = new java.util.HashSet<String>();
        var all = xml.getElementsByTagName("*");
        for (int i = 0; i < all.getLength(); i++) {
            names.add(((Element) all.item(i)).getAttribute("id"));
        }
        while (uses.find()) {
            count++;
            assertThat(names).contains(uses.group(1));
        }
        assertThat(count).isEqualTo(4);
    }

    @Test
    void shapesCarryTheirIdentity() {
        assertThat(SvgSurface.svg(Sample.drawing(), Theme.dark()))
                .contains("<g data-cell=\"extent.16384\" transform=\"translate(336 150)\">")
                .contains("data-cell=\"dio.flags.3\"");
    }

    @Test
    void fontsAreInTheFileOnlyOnDemand() throws Exception {
        assertThat(SvgSurface.svg(Sample.drawing(), Theme.dark())).doesNotContain("@font-face");
        SvgSurface surface = new SvgSurface(true);
        surface.draw(text("only mono"), Theme.dark());
        assertThat(surface.svg()).containsOnlyOnce("@font-face").contains("font-family:\"JetBrains Mono\";font-weight:400");
        parse(surface.svg());
    }

    @Test
    void theOpacityOfAGroupIsThatOfItsShapes() {
        Drawing drawing = new Drawing(10, 10, java.util.List.of(new Shape.Group(null, 0, 0, null, 0.5,
                java.util.List.of(new Shape.Rect(null, 0, 0, 5, 5, 0, Style.fill(Token.TEXT).withOpacity(0.5))))));
        assertThat(SvgSurface.svg(drawing, Theme.dark())).contains("fill=\"#e6edf3\" fill-opacity=\"0.25\"");
    }

    @Test
    void numbersAreShort() {
        assertThat(Numbers.text(12)).isEqualTo("12");
        assertThat(Numbers.text(-0.5)).isEqualTo("-0.5");
        assertThat(Numbers.text(1 / 3.0)).isEqualTo("0.33");
        assertThat(Numbers.text(-0.001)).isEqualTo("0");
        assertThat(Numbers.text(10.05)).isEqualTo("10.05");
        assertThat(Numbers.text(36_864.999)).isEqualTo("36865");
    }

    private static Drawing text(String text) {
        return Drawing.pen(300, 30).text(text, 5, 20, 13, FontRole.MONO, Token.TEXT).toDrawing();
    }

    private static Document parse(String svg) throws Exception {
        return DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(new InputSource(new StringReader(svg)));
    }
}
