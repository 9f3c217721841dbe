package dioscope.app.panel;

import static org.assertj.core.api.Assertions.assertThat;

import dioscope.app.paint.Bounds;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LayoutTest {
    @ParameterizedTest
    @CsvSource({"1280,720,1", "1280,720,1.25", "1920,1080,1", "1920,1080,1.5", "2560,1080,1", "1280,1024,1", "3840,2160,1"})
    void panelsFillTheWindowAndDoNotOverlap(double w, double h, double font) {
        for (double editor : new double[]{0, Layout.editorWidthFor(w, h)}) {
            var l = Layout.of(w, h, editor, font, 9);
            var all = List.of(l.header(), l.file(), l.bio(), l.dio(), l.stack(), l.code(), l.why(), l.timeline());
            var window = new Bounds(0, 0, w, h);
            double area = 0;
            for (int i = 0; i < all.size(); i++) {
                var a = all.get(i);
                assertThat(a.intersect(window)).isEqualTo(a);
                assertThat(a.width()).isGreaterThan(150);
                assertThat(a.height()).isGreaterThan(40);
                area += a.width() * a.height();
                for (int j = i + 1; j < all.size(); j++) {
                    var over = a.intersect(all.get(j));
                    assertThat(over.width() * over.height()).isZero();
                }
            }
            area += editor * l.editor().height();
            assertThat(area / (w * h)).isGreaterThan(0.9);
        }
    }
}
