package dioscope.app.fx;

import dioscope.app.export.Places;
import dioscope.app.session.FilmFields;
import dioscope.app.session.Session;
import dioscope.model.scenario.Film;
import dioscope.model.scenario.Film.Place;
import dioscope.model.trace.Trace;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The cue of the step on screen. Where the cues of a film are is worked out once for a run.
final class CueHere implements FilmFields.Here {
    private static final Pattern CUE = Pattern.compile("film\\.cues\\[(\\d+)]\\.(\\w+)");

    private record Known(Trace trace, Film film, Map<Integer, Integer> cues) {}

    private final Session session;
    private @Nullable Known known;

    CueHere(Session session) {
        this.session = session;
    }

    @Override
    public int cue(Film film) {
        if (film.cues().isEmpty()) {
            return -1;
        }
        var s = session.state();
        var k = known;
        if (k == null || k.trace != s.trace() || !k.film.equals(film)) {
            var cues = new HashMap<Integer, Integer>();
            for (int i = 0; i < film.cues().size(); i++) {
                int cue = i;
                Places.find(s.trace(), film.cues().get(i).at()).ifPresent(step -> cues.putIfAbsent(step, cue));
            }
            k = new Known(s.trace(), film, cues);
            known = k;
        }
        return k.cues.getOrDefault(s.index(), -1);
    }

    @Override
    public Place name() {
        return Places.name(session.state().trace(), session.state().index());
    }

    /// The path of a field for the path of a problem with the cue on screen; unchanged for other cues.
    String plain(String path, Film film) {
        var m = CUE.matcher(path);
        return m.matches() && Integer.parseInt(m.group(1)) == cue(film) ? "film." + m.group(2).replace("_seconds", "") : path;
    }
}
