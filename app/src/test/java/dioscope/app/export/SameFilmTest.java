package dioscope.app.export;

import static org.assertj.core.api.Assertions.assertThat;

import dioscope.app.export.FilmFormat.Aspect;
import dioscope.app.export.picture.FilmFrames;
import dioscope.app.paint.Theme;
import dioscope.app.session.Studies;
import dioscope.app.session.TextWords;
import dioscope.model.run.Runner;
import dioscope.model.scenario.ShippedScenarios;
import java.awt.image.BufferedImage;
import java.awt.image.DataBufferInt;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// The same scenario gives the same film, and a frame says truly what it changes.
class SameFilmTest {
    private static FilmFrames film(Aspect aspect) {
        var s = ShippedScenarios.read("72-write-returns");
        var trace = Runner.run(s);
        var study = Studies.of(s, trace, TextWords.carried(trace.profile()));
        var reel = ReelMaker.plan(s, study, Telling.WHOLE.withSpeed(10)).reel();
        int width = aspect == Aspect.WIDE ? 640 : 360;
        int height = aspect == Aspect.TALL ? 640 : 360;
        return new FilmFrames(study, s.title(), reel, new FilmFormat(width, height, 30, Theme.dark(), Set.of(), true));
    }

    private static int[] pixels(BufferedImage image) {
        return ((DataBufferInt) image.getRaster().getDataBuffer()).getData();
    }

    /// The hash of all frames, each as it comes together from what the frames say that they change.
    private static String hash(FilmFrames film) throws NoSuchAlgorithmException {
        var digest = MessageDigest.getInstance("SHA-256");
        var image = new BufferedImage(film.width(), film.height(), BufferedImage.TYPE_INT_RGB);
        int[] drawn = pixels(image);
        int[] together = new int[drawn.length];
        var bytes = ByteBuffer.allocate(4 * drawn.length);
        for (long n = 0; n < film.count(); n++) {
            var r = film.draw(n, image);
            for (int y = r.y; y < r.y + r.height; y++) {
                System.arraycopy(drawn, y * film.width() + r.x, together, y * film.width() + r.x, r.width);
            }
            assertThat(together).as("frame %d, %s", n, r).isEqualTo(drawn);
            bytes.clear().asIntBuffer().put(drawn);
            digest.update(bytes);
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    @ParameterizedTest
    @EnumSource
    void hasTheSameFramesTwice(Aspect aspect) throws NoSuchAlgorithmException {
        assertThat(hash(film(aspect))).isEqualTo(hash(film(aspect)));
    }

    /// A preview asks for a frame out of the middle: it is the one of the film.
    @ParameterizedTest
    @EnumSource
    void aFrameAloneIsTheOneOfTheFilm(Aspect aspect) {
        var film = film(aspect);
        var image = new BufferedImage(film.width(), film.height(), BufferedImage.TYPE_INT_RGB);
        long apart = film.count() / 9;
        for (long n = 0; n < film.count(); n++) {
            film.draw(n, image);
            if (n % apart != 0) continue;
            var alone = new BufferedImage(film.width(), film.height(), BufferedImage.TYPE_INT_RGB);
            film(aspect).draw(n, alone);
            assertThat(pixels(alone)).as("frame %d", n).isEqualTo(pixels(image));
        }
    }
}
