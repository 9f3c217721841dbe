package dioscope.app.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dioscope.model.scenario.Film;
import dioscope.model.scenario.Film.Place;
import dioscope.model.scenario.Scenario;
import dioscope.model.scenario.ShippedScenarios;
import org.junit.jupiter.api.Test;

class FilmFieldsTest {
    private static final Scenario PLAIN = ShippedScenarios.all().getFirst().withFilm(Film.NONE);
    private static final Place HERE = new Place("dio_complete", 2);

    private static final Field.Group GROUP = FilmFields.group(new FilmFields.Here() {
        @Override
        public int cue(Film film) {
            for (int i = 0; i < film.cues().size(); i++) {
                if (film.cues().get(i).at().equals(HERE)) {
                    return i;
                }
            }
            return -1;
        }

        @Override
        public Place name() {
            return HERE;
        }
    });

    private static String shown(Scenario s, String path) {
        return GROUP.fields().stream().filter(f -> f.path().equals(path)).map(f -> switch (f) {
            case Field.Typed t -> t.show().apply(s);
            case Field.Lines l -> l.show().apply(s);
            case Field.Choice c -> c.options().get(c.chosen().apply(s));
            case Field.Flag g -> String.valueOf(g.on().test(s));
        }).findFirst().orElseThrow();
    }

    private static Scenario set(Scenario s, String path, String text) {
        return GROUP.fields().stream().filter(f -> f.path().equals(path)).map(f -> switch (f) {
            case Field.Typed t -> t.parse().apply(s, text);
            case Field.Lines l -> l.parse().apply(s, text);
            case Field.Choice c -> c.set().apply(s, c.options().indexOf(text));
            case Field.Flag g -> g.set().apply(s, text.equals("true"));
        }).findFirst().orElseThrow();
    }

    @Test
    void whatIsSaidOfAStepIsOneCueAndShownAgain() {
        var s = PLAIN;
        String[][] said = {{"film.chapter", "The end"}, {"film.caption", "It returns."}, {"film.notes", "Ask them first."},
                {"film.focus", "dio"}, {"film.hold", "4 s"}, {"film.speed", "2"}, {"film.skip", "true"}};
        for (var x : said) {
            s = set(s, x[0], x[1]);
        }
        assertThat(s.film().cues()).hasSize(1);
        assertThat(s.film().cues().getFirst().at()).isEqualTo(HERE);
        assertThat(s.film().cues().getFirst().holdNanos()).isEqualTo(4_000_000_000L);
        for (var x : said) {
            assertThat(shown(s, x[0])).isEqualTo(x[1]);
        }
        String[][] unsaid = {{"film.chapter", ""}, {"film.caption", ""}, {"film.notes", ""}, {"film.focus", "as before"},
                {"film.hold", "own pace"}, {"film.speed", ""}, {"film.skip", "false"}};
        for (var x : unsaid) {
            s = set(s, x[0], x[1]);
        }
        assertThat(s).isEqualTo(PLAIN);
    }

    @Test
    void noCaptionIsOtherThanNoWord() {
        var none = set(PLAIN, "film.caption", "-");
        assertThat(none.film().cues().getFirst().caption()).isEmpty();
        assertThat(shown(none, "film.caption")).isEqualTo("-");
    }

    @Test
    void whatIsNoNumberIsRefused() {
        assertThatThrownBy(() -> set(PLAIN, "film.speed", "quick")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> set(PLAIN, "film.hold", "long")).isInstanceOf(IllegalArgumentException.class);
    }
}
