package dioscope.app.panel;

import static org.assertj.core.api.Assertions.assertThat;

import dioscope.app.paint.Drawing;
import dioscope.app.paint.SvgSurface;
import dioscope.app.paint.Theme;
import dioscope.model.compare.Comparison;
import dioscope.model.compare.Side;
import dioscope.model.compare.What;
import dioscope.model.state.Args;
import dioscope.model.trace.Step;
import dioscope.model.trace.Trace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// The panels of a comparison as SVG, held to the files in `src/test/resources/golden/panel`; `-Dgolden.update=true` writes them anew.
class CompareGoldenTest {
    private static final Path FOLDER = Path.of("src/test/resources/golden/panel");

    /// The sample run beside one that decides otherwise at step 10 and has no steps 20 and 21.
    private static CompareView view() {
        var t = Sample.trace();
        var steps = new ArrayList<Step>();
        int turned = -1;
        for (int i = 0; i < t.size(); i++) {
            var s = t.step(i);
            if (turned < 0 && i > 5 && s.kind() == Step.Kind.BRANCH) {
                turned = i;
                s = new Step(s.kind(), s.nanos(), s.task(), s.ctx(), s.frame(), s.label(), !s.taken(), Args.of("device fua", false),
                        s.world());
            }
            if (!(i > turned + 1 && turned >= 0 && s.kind() == Step.Kind.CHANGE && i % 5 == 0)) {
                steps.add(s);
            }
        }
        var b = new Trace(t.profile(), steps, null);
        var c = Comparison.of(new Side("A", t), new Side("B", b));
        return new CompareView(c, Study.of(t, Setting.DEFAULT, Sample.WORDS), Study.of(b, Setting.DEFAULT, Sample.WORDS),
                c.first().orElseThrow().row(), "A sends the drive **no flush**; B sends one, because `fua` is no.",
                c.first().orElseThrow().row(),
                List.of(new CompareView.Ending("returned", "returns 8192", "returns 8192"),
                        new CompareView.Ending("flushes", "sends the drive no flush", "sends the drive one flush")),
                List.of(), false, 1, null);
    }

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
    void theStoryOfBoth() throws IOException {
        var v = view();
        assertThat(v.comparison().rows().get(v.row()).what()).isEqualTo(What.BRANCH);
        holds("compare-story", CompareStory.draw(v, 420, 640), Theme.dark());
    }

    @Test
    void theRegisterOfOne() throws IOException {
        holds("compare-register", CompareRegister.draw(view(), true, 700, 240), Theme.light());
    }

    @Test
    void theTimelineOfBoth() throws IOException {
        holds("compare-timeline", CompareTimeline.draw(view(), 1200, 150), Theme.dark());
    }
}
