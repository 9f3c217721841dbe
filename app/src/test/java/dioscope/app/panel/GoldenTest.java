package dioscope.app.panel;

import static org.assertj.core.api.Assertions.assertThat;

import dioscope.app.paint.CellId;
import dioscope.app.paint.Drawing;
import dioscope.app.paint.SvgSurface;
import dioscope.app.paint.Theme;
import dioscope.model.state.World;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Panels as SVG, held to the files in `src/test/resources/golden/panel`; `-Dgolden.update=true` writes them anew, to be reviewed as a diff.
class GoldenTest {
    private static final Path FOLDER = Path.of("src/test/resources/golden/panel");
    private final View view = View.of(Study.of(Sample.trace(), Setting.DEFAULT, Sample.WORDS));

    private static void holds(String name, Drawing d, Theme theme) throws IOException {
        var file = FOLDER.resolve(name + ".svg");
        String svg = SvgSurface.svg(d, theme);
        if (Boolean.getBoolean("golden.update")) {
            Files.createDirectories(FOLDER);
            Files.writeString(file, svg);
        }
        assertThat(file).as("run with -Dgolden.update=true to make it").exists();
        assertThat(svg).isEqualTo(Files.readString(file));
    }

    @Test
    void theFileMidWay() throws IOException {
        holds("file-mid", FilePanel.draw(view.study().trace().at(22), view, 1151, 433), Theme.dark());
    }

    @Test
    void theFileWithAnExtentUnderTheMouse() throws IOException {
        holds("file-hover", FilePanel.draw(view.study().trace().at(22), view.withHover(CellId.of("extents.4")), 700, 280), Theme.light());
    }

    @Test
    void theRegisterAsABitFalls() throws IOException {
        holds("dio-mid", DioPanel.draw(view.study().trace().at(22), view, 571, 417), Theme.dark());
    }

    @Test
    void theBiosMidWay() throws IOException {
        holds("bio-mid", BioPanel.draw(view.study().trace().at(22), view, 571, 417), Theme.dark());
    }

    @Test
    void theTimeline() throws IOException {
        holds("timeline", TimelinePanel.draw(view.study().trace().at(22), view, 1200, 130), Theme.light());
    }

    /// The way of the bytes while they are copied, in a bio, in the device's cache with the journal behind them, and on the medium.
    @ParameterizedTest
    @CsvSource({"reserve, 1", "bio_add, 0", "COMMIT_JFLUSH, 0", "flushed, 0"})
    void theWayOfTheBytes(String place, int after) throws IOException {
        var v = BufferedSample.view();
        var t = v.study().trace();
        int i = 0;
        while (!t.step(i).label().equals(place) && !state(t.step(i).world()).equals(place)) {
            i++;
        }
        boolean dark = after == 0;
        holds("flow-" + place.toLowerCase(Locale.ROOT).replace('_', '-'),
                FlowPanel.draw(t.at(i + after), v, dark ? 1145 : 760, dark ? 820 : 560),
                dark ? Theme.dark() : Theme.light());
    }

    private static String state(World w) {
        var tx = w.journal().committing();
        return tx == null ? "" : tx.state().name();
    }
}
