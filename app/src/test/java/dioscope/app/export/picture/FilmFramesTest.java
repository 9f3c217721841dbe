package dioscope.app.export.picture;

import static org.assertj.core.api.Assertions.assertThat;

import dioscope.app.export.PanelName;
import java.awt.Rectangle;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The same film gives the same pixels, in whatever order its frames are asked for, and tells truly what changed.
class FilmFramesTest {
    private static BufferedImage image(FilmFrames f) {
        return new BufferedImage(f.width(), f.height(), BufferedImage.TYPE_INT_RGB);
    }

    private static FilmFrames film(String name, int width, int height, int steps) {
        var s = Films.scenario(name);
        var study = Films.study(s);
        var focus = study.flow() ? new PanelName[]{PanelName.FLOW} : new PanelName[]{PanelName.DIO, PanelName.WHY};
        return new FilmFrames(study, s.title(), Films.reel(study, s.title(), steps, focus), Films.format(width, height, 20));
    }

    private static int[] pixels(BufferedImage image) {
        return image.getRGB(0, 0, image.getWidth(), image.getHeight(), null, 0, image.getWidth());
    }

    @ParameterizedTest
    @CsvSource({"01,640,360,14", "72,360,640,14", "90,480,480,16", "07,480,480,14"})
    void framesAreTheSameInAnyOrder(String name, int width, int height, int steps) {
        var film = film(name, width, height, steps);
        var image = image(film);
        var hashes = new ArrayList<Integer>();
        int[] before = null;
        long n = film.count();
        for (long i = 0; i < n; i++) {
            var changed = film.draw(i, image);
            var now = pixels(image);
            hashes.add(Arrays.hashCode(now));
            boolean rests = before != null && film.scene(i - 1) instanceof Script.Steps a && film.scene(i) instanceof Script.Steps b
                    && a.moment().equals(b.moment()) && a.focus() == b.focus() && film.words(i - 1).equals(film.words(i));
            if (rests) {
                assertThat(changed.isEmpty()).as("nothing happens in frame " + i).isTrue();
            }
            if (before != null) {
                var seen = difference(before, now, width);
                assertThat(changed.union(seen)).as("frame " + i + " changed " + seen + " and tells " + changed)
                        .isEqualTo(seen.isEmpty() ? changed.union(seen) : changed);
            }
            before = now;
        }
        var other = film(name, width, height, steps);
        var second = image(other);
        var random = new Random(4);
        for (int k = 0; k < 60; k++) {
            int i = random.nextInt((int) n);
            other.draw(i, second);
            assertThat(Arrays.hashCode(pixels(second))).as("frame " + i).isEqualTo(hashes.get(i));
        }
    }

    private static Rectangle difference(int[] a, int[] b, int width) {
        var r = new Rectangle();
        for (int i = 0; i < a.length; i++) {
            if (a[i] != b[i]) {
                var p = new Rectangle(i % width, i / width, 1, 1);
                r = r.isEmpty() ? p : r.union(p);
            }
        }
        return r;
    }
}
