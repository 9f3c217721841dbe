package dioscope.model.scenario;

import dioscope.model.scenario.Film.Place;
import java.util.HashSet;
import java.util.Locale;

/// What must hold within the telling of a film. Whether a place is reached only a run can say.
final class FilmRules {
    private static final long MOST_NANOS = 3_600_000_000_000L;

    private FilmRules() {}

    static void check(Problems p, Film f) {
        var places = new HashSet<Place>();
        for (int i = 0; i < f.cues().size(); i++) {
            var c = f.cues().get(i);
            var path = "film.cues[" + i + "].";
            if (!places.add(c.at())) p.add(path + "at", "must be told once: another cue is at " + c.at(), "none");
            if (c.holdNanos() != Film.Cue.OWN_PACE && (c.holdNanos() < 0 || c.holdNanos() > MOST_NANOS)) {
                p.add(path + "hold_seconds", "must be from 0 to 3600", Math.clamp(c.holdNanos() / 1_000_000_000, 0, 3600));
            }
            if (c.speed() != 0 && !(c.speed() >= 0.1 && c.speed() <= 10)) {
                p.add(path + "speed", "must be from 0.1 to 10", Math.clamp(c.speed(), 0.1, 10));
            }
            if (!c.focus().isEmpty() && !Film.FOCUS.contains(c.focus())) {
                p.add(path + "focus", "must be one of " + String.join(", ", Film.FOCUS), Nearest.of(c.focus(), Film.FOCUS));
            }
            if (c.skip() && (c.holdNanos() > 0 || c.caption() != null || !c.chapter().isEmpty())) {
                p.add(path + "skip", "must be false where hold_seconds, caption or chapter is told: what is skipped is not seen", false);
            }
        }
        var n = f.narration();
        if (n == null) return;
        if (!n.file().toLowerCase(Locale.ROOT).matches(".+\\.(wav|flac|mp3|opus|ogg)")) {
            p.add("film.narration.file", "must name a file that ends in .wav, .flac, .mp3, .opus or .ogg", "voice.wav");
        }
        long before = -1;
        for (int i = 0; i < n.marks().size(); i++) {
            var m = n.marks().get(i);
            if (m.nanos() <= before) {
                p.add("film.narration.marks[" + i + "].seconds", "must be after the mark before it", before / 1_000_000_000 + 1);
            }
            before = Math.max(before, m.nanos());
        }
    }
}
