package dioscope.app.export.picture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dioscope.app.export.FilmFormat;
import dioscope.app.export.PanelName;
import dioscope.app.paint.Bounds;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FilmLayoutTest {
    private static List<EnumSet<PanelName>> choices() {
        var out = new ArrayList<EnumSet<PanelName>>();
        var all = PanelName.values();
        for (int bits = 1; bits < 1 << all.length; bits++) {
            var set = EnumSet.noneOf(PanelName.class);
            for (var p : all) {
                if ((bits >> p.ordinal() & 1) != 0) {
                    set.add(p);
                }
            }
            out.add(set);
        }
        return out;
    }

    @ParameterizedTest
    @CsvSource({"1280,720", "3840,2160", "1080,1920", "1080,1080"})
    void whateverIsChosenFillsTheRoom(int width, int height) {
        var f = Films.format(width, height, 30);
        for (var set : choices()) {
            for (boolean words : new boolean[]{false, true}) {
                var l = FilmLayout.of(f, set, 5, false, 1, words);
                assertThat(l.panels().keySet()).isEqualTo(set);
                double gap = Math.round(7 * l.scale());
                double area = 0;
                var rooms = new ArrayList<>(l.panels().values());
                for (var r : rooms) {
                    assertThat(inside(r, l.body())).as(set + " " + r).isTrue();
                    assertThat(List.of(r.x() % 1, r.y() % 1, r.width() % 1, r.height() % 1)).containsOnly(0.0);
                    // the gaps around it are as good as its own
                    area += (r.width() + gap) * (r.height() + gap);
                    for (var o : rooms) {
                        var both = r.intersect(o);
                        assertThat(r == o || both.width() <= 0 || both.height() <= 0).as(set + " " + r + " " + o).isTrue();
                    }
                }
                assertThat(area / ((l.body().width() + gap) * (l.body().height() + gap))).as(set.toString()).isBetween(0.99, 1.01);
                assertThat(l.header().bottom()).isLessThanOrEqualTo(l.body().y());
                assertThat(l.caption().y()).isGreaterThanOrEqualTo(l.body().bottom());
                assertThat(l.caption().height() > 0).isEqualTo(words);
            }
        }
    }

    @Test
    void onePanelAloneIsLarge() {
        var l = FilmLayout.of(Films.format(1920, 1080, 60), EnumSet.of(PanelName.FILE, PanelName.DIO, PanelName.TIMELINE), 5, false, 1,
                true);
        var one = l.focused(PanelName.DIO);
        assertThat(one.panels().keySet()).isEqualTo(EnumSet.of(PanelName.DIO, PanelName.TIMELINE));
        assertThat(one.at(PanelName.TIMELINE)).isEqualTo(l.at(PanelName.TIMELINE));
        assertThat(one.panels().get(PanelName.DIO).width()).isEqualTo(l.body().width());
    }

    @Test
    void sizesOfTypeGrowWithThePicture() {
        double hd = FilmLayout.scale(Films.format(1280, 720, 30));
        assertThat(FilmLayout.scale(Films.format(3840, 2160, 30))).isCloseTo(3 * hd, within(1e-9));
        assertThat(hd * FilmLayout.LEAST).isCloseTo(14, within(1e-9));
        var upright = Films.format(1080, 1920, 30);
        assertThat(upright.aspect()).isEqualTo(FilmFormat.Aspect.TALL);
        assertThat(FilmLayout.scale(upright) * FilmLayout.LEAST).isCloseTo(28, within(1e-9));
    }

    private static boolean inside(Bounds a, Bounds b) {
        return a.x() >= b.x() && a.y() >= b.y() && a.right() <= b.right() && a.bottom() <= b.bottom();
    }
}
