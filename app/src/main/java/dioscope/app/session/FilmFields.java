package dioscope.app.session;

import dioscope.app.session.Field.Choice;
import dioscope.app.session.Field.Flag;
import dioscope.app.session.Field.Group;
import dioscope.app.session.Field.Lines;
import dioscope.app.session.Field.Typed;
import dioscope.model.scenario.Film;
import dioscope.model.scenario.Film.Cue;
import dioscope.model.scenario.Film.Place;
import dioscope.model.scenario.Scenario;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;

/// What an author says of the step on screen, for films, lectures and handouts. A cue that says nothing is no cue.
public final class FilmFields {
    private static final String UNCHANGED = "as before";
    private static final String OWN_PACE = "own pace";
    private static final int SHOWN = 14;

    private FilmFields() {}

    /// The step on screen.
    public interface Here {
        /// Which cue of `film` is about it, -1 for none.
        int cue(Film film);

        /// How a new cue names it.
        Place name();
    }

    public static Group group(Here here) {
        var focus = new ArrayList<String>(List.of(UNCHANGED));
        focus.addAll(Film.FOCUS);
        return new Group("film", List.of(
                new Typed("film.chapter", s -> cue(s, here).chapter(),
                        (s, t) -> with(s, here, c -> cue(c, c.holdNanos(), c.skip(), c.speed(), t.strip(), c.focus()))),
                new Lines("film.caption", s -> caption(cue(s, here).caption()), s -> written(cue(s, here).caption()),
                        (s, t) -> with(s, here, c -> new Cue(c.at(), c.holdNanos(), c.skip(), c.speed(), c.chapter(), c.focus(),
                                t.isBlank() ? null : t.strip().equals("-") ? "" : one(t), c.notes()))),
                new Lines("film.notes", s -> summary(cue(s, here).notes()), s -> cue(s, here).notes(),
                        (s, t) -> with(s, here,
                                c -> new Cue(c.at(), c.holdNanos(), c.skip(), c.speed(), c.chapter(), c.focus(), c.caption(), one(t)))),
                new Choice("film.focus", focus, s -> focus.indexOf(cue(s, here).focus().isEmpty() ? UNCHANGED : cue(s, here).focus()),
                        (s, i) -> with(s, here, c -> cue(c, c.holdNanos(), c.skip(), c.speed(), c.chapter(), i == 0 ? "" : focus.get(i)))),
                new Typed("film.hold", s -> cue(s, here).holdNanos() < 0 ? OWN_PACE : Amounts.showNanos(cue(s, here).holdNanos()),
                        (s, t) -> with(s, here,
                                c -> cue(c, t.isBlank() || t.strip().equals(OWN_PACE) ? Cue.OWN_PACE : Amounts.nanos(t), c.skip(),
                                        c.speed(),
                                        c.chapter(), c.focus()))),
                new Typed("film.speed", s -> cue(s, here).speed() == 0 ? UNCHANGED : number(cue(s, here).speed()),
                        (s, t) -> with(s, here, c -> cue(c, c.holdNanos(), c.skip(), speed(t), c.chapter(), c.focus()))),
                new Flag("film.skip", s -> cue(s, here).skip(),
                        (s, on) -> with(s, here, c -> cue(c, c.holdNanos(), on, c.speed(), c.chapter(), c.focus())))));
    }

    private static Cue cue(Cue c, long hold, boolean skip, double speed, String chapter, String focus) {
        return new Cue(c.at(), hold, skip, speed, chapter, focus, c.caption(), c.notes());
    }

    private static Cue cue(Scenario s, Here here) {
        int i = here.cue(s.film());
        return i < 0 ? Cue.at(new Place("", 0)) : s.film().cues().get(i);
    }

    private static Scenario with(Scenario s, Here here, UnaryOperator<Cue> change) {
        var f = s.film();
        var cues = new ArrayList<>(f.cues());
        int i = here.cue(f);
        var was = i < 0 ? Cue.at(here.name()) : cues.get(i);
        var now = change.apply(was);
        if (now.equals(was)) {
            return s;
        }
        if (i < 0) {
            cues.add(now);
        } else if (now.equals(Cue.at(now.at())) && !endsSkip(cues, i)) {
            cues.remove(i);
        } else {
            cues.set(i, now);
        }
        return s.withFilm(new Film(f.title(), f.subtitle(), f.end(), cues, f.narration()));
    }

    /// A cue that says nothing may still be where skipping ends.
    private static boolean endsSkip(List<Cue> cues, int i) {
        return !cues.get(i).skip() && cues.stream().anyMatch(Cue::skip);
    }

    private static String caption(@org.jspecify.annotations.Nullable String text) {
        return text == null ? "" : text.isEmpty() ? "-" : summary(text);
    }

    private static String written(@org.jspecify.annotations.Nullable String text) {
        return text == null ? "" : text.isEmpty() ? "-" : text;
    }

    private static String summary(String text) {
        return text.length() <= SHOWN ? text : text.substring(0, SHOWN - 1).strip() + "…";
    }

    private static String one(String text) {
        return text.strip().replaceAll("\\s+", " ");
    }

    private static double speed(String text) {
        var t = text.strip();
        if (t.isEmpty() || t.equals(UNCHANGED)) {
            return 0;
        }
        try {
            return Double.parseDouble(t.replace(',', '.').replaceAll("[x×]$", ""));
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("must be a number, 0.1 to 10, or \"" + UNCHANGED + "\"");
        }
    }

    private static String number(double v) {
        return v == Math.rint(v) ? String.format(Locale.ROOT, "%.0f", v) : String.valueOf(v);
    }
}
