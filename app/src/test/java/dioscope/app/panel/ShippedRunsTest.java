package dioscope.app.panel;

import static org.assertj.core.api.Assertions.assertThat;

import dioscope.model.scenario.ShippedScenarios;
import dioscope.app.session.Studies;
import dioscope.app.session.TextWords;
import dioscope.model.run.Runner;
import dioscope.model.scenario.Scenario;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The runs that come with the program can be read: at every place, in the smallest window and in the usual one.
class ShippedRunsTest {
    /// Height that the buttons of the player take in the window, pixels.
    private static final int PLAYER = 54;

    static Stream<Scenario> scenarios() {
        return ShippedScenarios.all().stream();
    }

    @ParameterizedTest
    @MethodSource("scenarios")
    void nothingIsCutOrCovered(Scenario s) {
        var t = Runner.run(s);
        var v = View.of(Studies.of(s, t, TextWords.carried(s.kernel())));
        int stride = Math.max(1, t.size() / 60);
        var cut = new ArrayList<String>();
        for (int i = 0; i < t.size(); i += stride) {
            for (int width : new int[]{1280, 1920}) {
                var d = WindowPicture.draw(t.at(i), v, new Inputs("", List.of()), width, width * 9.0 / 16 - PLAYER);
                assertThat(Texts.faultsOfPicture(d)).as("step " + i + " at " + width).isEmpty();
                for (var text : Texts.all(d)) {
                    if (text.text().endsWith("…")) {
                        cut.add(width + " step " + i + ": " + text.text());
                    }
                }
            }
        }
        assertThat(cut).isEmpty();
    }
}
