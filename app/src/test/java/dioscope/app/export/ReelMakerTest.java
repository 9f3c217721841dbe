package dioscope.app.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dioscope.app.export.Reel.ChapterCard;
import dioscope.app.export.Reel.EndCard;
import dioscope.app.export.Reel.StepShot;
import dioscope.app.export.Reel.TitleCard;
import dioscope.app.session.Granularity;
import dioscope.app.session.Studies;
import dioscope.app.session.TextWords;
import dioscope.model.run.Runner;
import dioscope.model.scenario.ScenarioJson;
import dioscope.model.scenario.ShippedScenarios;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What is seen when.
final class ReelMakerTest {
    private static final String PLAIN = "\"title\": \"T\", \"question\": \"Q?\", \"request\": {\"offset\": 0, \"length\": \"8K\"}";
    private static final long SECOND = 1_000_000_000L;

    private static ReelMaker.Plan plan(String film, Telling telling) {
        var s = ScenarioJson.read("{" + PLAIN + (film.isEmpty() ? "" : ", \"film\": " + film) + "}", "test");
        var trace = Runner.run(s);
        return ReelMaker.plan(s, Studies.of(s, trace, TextWords.carried(s.kernel())), telling);
    }

    private static List<StepShot> steps(Reel r) {
        return r.shots().stream().filter(StepShot.class::isInstance).map(StepShot.class::cast).toList();
    }

    private static StepShot at(Reel r, int step) {
        return steps(r).stream().filter(s -> s.step() == step).findFirst().orElseThrow();
    }

    @Test
    void shots_follow_one_another_without_gaps() {
        var r = plan("", Telling.WHOLE).reel();
        long at = 0;
        for (var s : r.shots()) {
            assertThat(s.fromNanos()).isEqualTo(at);
            assertThat(s.nanos()).isPositive();
            at = s.endNanos();
        }
        assertThat(r.shots().getFirst()).isInstanceOf(TitleCard.class);
        assertThat(r.shots().getLast()).isInstanceOfSatisfying(EndCard.class,
                e -> assertThat(e.lines()).first().isEqualTo("write returned 8 192"));
        assertThat(r.nanos()).isEqualTo(at);
        assertThat(r.frames(60)).isBetween(at * 60 / SECOND, at * 60 / SECOND + 1);
    }

    @Test
    void a_sentence_stands_long_enough_to_be_read_the_first_time_and_not_again() {
        var r = plan("", Telling.WHOLE.withGrain(Granularity.STORY)).reel();
        for (var s : steps(r)) {
            int letters = Captions.plain(s.caption()).length();
            assertThat(s.nanos()).as("step %d: %s", s.step(), s.caption())
                    .isGreaterThanOrEqualTo(Math.min(letters * 30_000_000L, 10 * SECOND));
        }
        assertThat(steps(r).stream().map(StepShot::caption).filter(c -> !c.isEmpty())).doesNotHaveDuplicates();
    }

    @Test
    void dull_steps_pass_quickly() {
        var r = plan("", Telling.WHOLE.withGrain(Granularity.EVERY)).reel();
        var dull = steps(r).stream().filter(s -> s.caption().isEmpty() && s.moveNanos() < 200_000_000).toList();
        assertThat(dull).isNotEmpty().allSatisfy(s -> assertThat(s.nanos()).isLessThan(SECOND * 2));
    }

    @Test
    void the_speed_is_a_factor_for_all_of_it() {
        var slow = plan("", Telling.WHOLE).reel();
        var fast = plan("", Telling.WHOLE.withSpeed(2)).reel();
        assertThat((double) slow.nanos() / fast.nanos()).isBetween(1.99, 2.01);
    }

    @Test
    void an_author_holds_skips_and_names() {
        var own = plan("", Telling.WHOLE).reel();
        int held = steps(own).get(2).step();
        int skipped = steps(own).get(4).step();
        int again = steps(own).get(6).step();
        var r = plan("{\"title\": \"Mine\", \"subtitle\": \"s\", \"end\": [\"That is all.\"], \"cues\": [{\"at\": " + held
                + ", \"hold_seconds\": 30, \"chapter\": \"One\", \"focus\": \"dio\", \"caption\": \"Look.\"}, {\"at\": " + skipped
                + ", \"skip\": true}, {\"at\": " + again + ", \"focus\": \"all\", \"speed\": 10}]}", Telling.WHOLE).reel();
        assertThat(r.shots().getFirst()).isInstanceOfSatisfying(TitleCard.class, t -> assertThat(t.title()).isEqualTo("Mine"));
        assertThat(r.shots().getLast()).isInstanceOfSatisfying(EndCard.class, e -> assertThat(e.lines()).containsExactly("That is all."));
        var s = at(r, held);
        assertThat(s.nanos() - s.moveNanos()).isEqualTo(30 * SECOND);
        assertThat(s.caption()).isEqualTo("Look.");
        assertThat(s.focus()).isEqualTo(PanelName.DIO);
        assertThat(at(r, again).focus()).isNull();
        assertThat(at(r, again).nanos()).isLessThan(2 * SECOND);
        assertThat(steps(r)).extracting(StepShot::step).doesNotContain(skipped, steps(own).get(5).step());
        int card = r.shots().indexOf(s) - 1;
        assertThat(r.shots().get(card)).isInstanceOfSatisfying(ChapterCard.class, c -> assertThat(c.title()).isEqualTo("One"));
        assertThat(r.chapters()).extracting(Reel.Chapter::title).containsExactly("Beginning", "One");
        assertThat(r.chapters().getLast().toNanos()).isEqualTo(r.nanos());
    }

    @Test
    void a_place_is_found_under_the_name_of_any_kernel_and_told_when_it_is_not_there() {
        var p = plan("{\"cues\": [{\"at\": \"iomap_dio_bio_actor\", \"caption\": \"here\"}, {\"at\": \"ext4_nothing/at_all#2\"}]}",
                Telling.WHOLE);
        assertThat(steps(p.reel())).extracting(StepShot::caption).contains("here");
        assertThat(p.missing()).containsExactly("film.cues[1].at: this run does not come to ext4_nothing/at_all#2");
    }

    @Test
    void a_narration_stretches_each_step_to_its_words() {
        var own = steps(plan("", Telling.WHOLE).reel());
        int a = own.get(1).step();
        int b = own.get(3).step();
        var film = "{\"narration\": {\"file\": \"v.wav\", \"marks\": [{\"at\": " + a + ", \"seconds\": 20}, {\"at\": " + b
                + ", \"seconds\": 70.5}]}}";
        var r = plan(film, Telling.WHOLE.withNarration(400 * SECOND)).reel();
        assertThat(at(r, a).fromNanos()).isEqualTo(20 * SECOND);
        assertThat(at(r, b).fromNanos()).isEqualTo(70 * SECOND + SECOND / 2);
        assertThat(r.nanos()).isEqualTo(400 * SECOND);
        assertThatThrownBy(() -> plan(film, Telling.WHOLE.withNarration(71 * SECOND))).isInstanceOf(ExportException.class)
                .hasMessageStartingWith("The narration is shorter than the film: from 70.5 s it leaves 0.5 s for what takes at least ");
    }

    @Test
    void the_shipped_films_name_places_that_their_runs_come_to() {
        for (var s : ShippedScenarios.all()) {
            if (!s.film().isEmpty()) {
                var p = ReelMaker.plan(s, Studies.of(s, Runner.run(s), TextWords.carried(s.kernel())), Telling.WHOLE);
                assertThat(p.missing()).as(s.title()).isEmpty();
                assertThat(p.reel().nanos()).as(s.title()).isLessThan(400 * SECOND);
            }
        }
    }

    @Test
    void steps_outside_the_run_are_refused() {
        assertThatThrownBy(() -> plan("", Telling.WHOLE.withSteps(5, 900_000))).isInstanceOf(ExportException.class)
                .hasMessageMatching("Steps 5\\.\\.900000 are not in this run, which has steps 0 to \\d+\\.");
        var r = plan("", Telling.WHOLE.withSteps(10, 40)).reel();
        assertThat(steps(r)).allSatisfy(s -> assertThat(s.step()).isBetween(10, 40));
    }

    @Test
    void calls_are_chapters_where_the_author_names_none() {
        assertThat(plan("", Telling.WHOLE).reel().chapters()).extracting(Reel.Chapter::title).startsWith("Beginning", "write");
    }
}
