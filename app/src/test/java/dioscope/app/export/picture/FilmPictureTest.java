package dioscope.app.export.picture;

import static org.assertj.core.api.Assertions.assertThat;

import dioscope.app.export.PanelName;
import dioscope.app.export.Reel;
import dioscope.app.paint.Drawing;
import dioscope.app.paint.SvgSurface;
import dioscope.app.paint.Theme;
import dioscope.app.panel.Sample;
import dioscope.app.panel.Setting;
import dioscope.app.panel.Study;
import dioscope.app.panel.Texts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Pictures of a film in each shape, held to the files in `src/test/resources/golden/film`; `-Dgolden.update=true` writes them anew, to be reviewed.
class FilmPictureTest {
    private static final Path FOLDER = Path.of("src/test/resources/golden/film");
    private static final String WORDS = "The write must be durable when it returns, and the device can do that by itself: **one** command with "
            + "`REQ_FUA`. So [the flag](now) stays, and no flush is sent afterwards.";
    private final Study study = Study.of(Sample.trace(), Setting.DEFAULT, Sample.WORDS);

    private static void holds(String name, Drawing d) throws IOException {
        var file = FOLDER.resolve(name + ".svg");
        String svg = SvgSurface.svg(d, Theme.dark());
        if (Boolean.getBoolean("golden.update")) {
            Files.createDirectories(FOLDER);
            Files.writeString(file, svg);
        }
        assertThat(file).as("run with -Dgolden.update=true to make it").exists();
        assertThat(svg).isEqualTo(Files.readString(file));
    }

    private FilmPicture film(int width, int height) {
        return new FilmPicture(study, "O_DSYNC write over a written and an unwritten extent", Films.format(width, height, 30), true);
    }

    @ParameterizedTest
    @CsvSource({"wide,1280,720", "upright,1080,1920", "square,1080,1080"})
    void aStepInEachShape(String name, int width, int height) throws IOException {
        holds(name, film(width, height).still(22, null, WORDS));
    }

    @ParameterizedTest
    @CsvSource({"1280,720", "1080,1920", "1080,1080", "3840,2160"})
    void everyCardCanBeRead(int width, int height) {
        var film = film(width, height);
        var words = "a rather long title of a film that somebody wrote without thinking of a small screen at all";
        var lines = List.of("Linux 6.12", "a device with a **volatile cache** that can write through it, and a queue of 32 requests",
                "file of 64 KiB");
        for (var card : List.of(new Reel.TitleCard(0, 1, words, words + "?", lines), new Reel.ChapterCard(0, 1, 12, words),
                new Reel.EndCard(0, 1, words, lines))) {
            var d = film.card(card);
            assertThat(Texts.faultsOfPicture(d)).isEmpty();
            assertThat(Texts.all(d)).allMatch(t -> t.size() >= 14.0 * Math.min(width, height) / 720 && !t.text().contains("…"));
        }
    }

    @ParameterizedTest
    @CsvSource({"1280,720,2", "1080,1920,3", "1080,1080,2"})
    void aLongCaptionIsToldInPiecesThatFit(int width, int height, int lines) {
        var film = film(width, height);
        var pages = film.pages(WORDS + " " + WORDS + " " + WORDS);
        assertThat(String.join(" ", pages)).isEqualTo(WORDS + " " + WORDS + " " + WORDS);
        assertThat(pages).hasSizeGreaterThan(1);
        for (var p : pages) {
            var d = film.caption(p);
            assertThat(Texts.faultsOfPicture(d)).isEmpty();
            assertThat(Texts.all(d).stream().map(t -> Math.round(t.bounds().y() / (0.04 * Math.min(width, height)))).distinct().count())
                    .isLessThanOrEqualTo(lines);
        }
    }

    @ParameterizedTest
    @CsvSource({"1280,720", "1080,1920", "1080,1080"})
    void panelsThatAreGoneToKeepTheirWordsLarge(int width, int height) {
        var film = film(width, height);
        for (var p : PanelName.values()) {
            for (int i = 0; i < study.trace().size(); i += 5) {
                assertThat(Texts.faultsOfPicture(film.still(i, p, WORDS))).as(p + " " + i).isEmpty();
            }
        }
    }
}
