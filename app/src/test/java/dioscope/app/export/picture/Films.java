package dioscope.app.export.picture;

import dioscope.app.export.FilmFormat;
import dioscope.app.export.PanelName;
import dioscope.app.export.Reel;
import dioscope.app.paint.Theme;
import dioscope.app.panel.Study;
import dioscope.app.session.Granularity;
import dioscope.app.session.Pace;
import dioscope.app.session.Story;
import dioscope.app.session.Studies;
import dioscope.app.session.TextWords;
import dioscope.model.run.Runner;
import dioscope.model.scenario.Scenario;
import dioscope.model.scenario.ShippedScenarios;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// Films of the scenarios that come with the program, for tests: the steps of the story, with every kind of shot in them.
final class Films {
    private static final long CARD = 2_500_000_000L;

    private Films() {}

    /// A scenario by the beginning of its name.
    static Scenario scenario(String begins) {
        int i = 0;
        for (var name : ShippedScenarios.names()) {
            if (name.startsWith(begins)) {
                return ShippedScenarios.all().get(i);
            }
            i++;
        }
        throw new IllegalArgumentException(begins);
    }

    static Study study(Scenario s) {
        return Studies.of(s, Runner.run(s), TextWords.carried(s.kernel()));
    }

    static FilmFormat format(int width, int height, int fps, PanelName... panels) {
        return new FilmFormat(width, height, fps, Theme.dark(), Set.of(panels), true);
    }

    /// @param steps at most, of those of the story
    /// @param focus what the camera goes to now and then, none for no such movement
    static Reel reel(Study study, String title, int steps, PanelName... focus) {
        var shots = new ArrayList<Reel.Shot>();
        var captions = new ArrayList<Reel.Caption>();
        var trace = study.trace();
        shots.add(new Reel.TitleCard(0, CARD, title, "What happens to the bytes between the call and the medium?",
                List.of("Linux " + trace.profile().release(), study.setting().device(), "file of 64 KiB in blocks of 4 KiB")));
        shots.add(new Reel.ChapterCard(CARD, CARD / 2, 1, "The call enters the kernel"));
        long at = shots.getLast().endNanos();
        int from = 0;
        int n = 0;
        for (int i = 0; i < trace.size() && n < steps; i++) {
            var step = trace.step(i);
            if (!Story.shipped().has(step)) {
                continue;
            }
            long nanos = Pace.nanos(study, i, Granularity.STORY);
            var goesTo = focus.length > 0 && n % 8 >= 4 && n % 8 < 6 ? focus[n / 8 % focus.length] : null;
            String why = study.words().why(step);
            shots.add(new Reel.StepShot(at, nanos, i, from, Math.min(450_000_000, nanos), goesTo, why == null ? "" : why));
            if (why != null) {
                captions.add(new Reel.Caption(at, at + nanos, why));
            }
            at += nanos;
            from = i;
            n++;
            if (n == 6) {
                shots.add(new Reel.ChapterCard(at, CARD / 2, 2, "What the flags decide"));
                at += CARD / 2;
            }
        }
        shots.add(new Reel.EndCard(at, CARD, "What it came to", List.of("the call returns **4096**", "agrees with recorded runs")));
        return new Reel(shots, List.of(), captions);
    }
}
