package dioscope.app.export.picture;

import static org.assertj.core.api.Assertions.assertThat;

import dioscope.app.export.FilmFormat;
import dioscope.app.export.PanelName;
import dioscope.app.panel.Texts;
import dioscope.model.scenario.Scenario;
import dioscope.model.scenario.ShippedScenarios;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Films can be read: no text is small, cut or covered, in every shape of picture.
class FilmLegibleTest {
    static Stream<Scenario> scenarios() {
        return ShippedScenarios.all().stream();
    }

    private static final List<FilmFormat> FORMATS = List.of(Films.format(1280, 720, 30), Films.format(1080, 1920, 30),
            Films.format(720, 720, 30));

    @ParameterizedTest
    @MethodSource("scenarios")
    void noTextIsSmallCutOrCovered(Scenario s) {
        assertThat(faults(s, 8)).isEmpty();
    }

    static List<String> faults(Scenario s, int looks) {
        var study = Films.study(s);
        var out = new ArrayList<String>();
        int n = study.trace().size();
        for (var f : FORMATS) {
            var film = new FilmPicture(study, s.title(), f, true);
            double least = f.aspect() == FilmFormat.Aspect.TALL ? 28.0 * f.width() / 1080 : 14.0 * f.height() / 720;
            for (int k = 0; k <= looks; k++) {
                int i = (int) ((long) (n - 1) * k / looks);
                var focus = new ArrayList<@Nullable PanelName>();
                focus.add(null);
                if (k % 4 == 1) {
                    focus.addAll(film.panels());
                }
                for (var p : focus) {
                    String why = study.words().why(study.trace().step(i));
                    var d = film.still(i, p, why == null ? "" : why);
                    String at = f.aspect() + " step " + i + (p == null ? "" : " " + p) + ": ";
                    Texts.faultsOfPicture(d).forEach(x -> out.add(at + x));
                    for (var t : Texts.all(d)) {
                        if (t.size() < least - 0.01) {
                            out.add(at + "small: " + t);
                        }
                        if (t.text().endsWith("…") && t.text().length() < 4) {
                            out.add(at + "nothing left: " + t);
                        }
                    }
                }
            }
        }
        return out;
    }

    /// All that is wrong, by how often: for whoever mends it.
    public static void main(String[] args) {
        var all = new java.util.TreeMap<String, Integer>();
        var first = new java.util.HashMap<String, String>();
        int i = 0;
        for (var s : ShippedScenarios.all()) {
            if (args.length > 0 && !ShippedScenarios.names().get(i).matches(args[0])) {
                i++;
                continue;
            }
            for (var f : faults(s, 8)) {
                var key = f.replaceAll("step \\d+", "").replaceAll("bounds=Bounds\\[[^]]*]", "").replaceAll("limit=Bounds\\[[^]]*]", "")
                        .replaceAll("size=[0-9.]*", "").replaceAll("\\d+", "#");
                all.merge(key, 1, Integer::sum);
                first.putIfAbsent(key, ShippedScenarios.names().get(i) + " " + f);
            }
            i++;
        }
        all.entrySet().stream().sorted((a, b) -> b.getValue() - a.getValue()).limit(60)
                .forEach(e -> System.out.println(e.getValue() + " × " + first.get(e.getKey())));
        System.out.println(all.size() + " kinds, " + all.values().stream().mapToInt(x -> x).sum() + " in all");
    }
}
