package dioscope.app.export.lecture;

import static org.assertj.core.api.Assertions.assertThat;

import dioscope.app.export.PanelName;
import dioscope.app.export.Places;
import dioscope.app.panel.Study;
import dioscope.app.panel.Words;
import dioscope.app.session.Studies;
import dioscope.model.run.Runner;
import dioscope.model.scenario.Film;
import dioscope.model.scenario.Scenario;
import dioscope.model.scenario.ShippedScenarios;
import java.util.ArrayList;
import java.util.HashSet;
import org.junit.jupiter.api.Test;

class SlidesTest {
    private static final Scenario TOLD = ShippedScenarios.read(ShippedScenarios.names().getFirst());
    private static final Study STUDY = Studies.of(TOLD, Runner.run(TOLD), Words.NONE);

    @Test
    void goesThroughEveryCardAndStopAndBackTheSameWay() {
        var slides = Slides.of(TOLD, STUDY);
        assertThat(slides.chapters()).hasSize((int) TOLD.film().cues().stream().filter(c -> !c.chapter().isEmpty()).count());
        var there = new ArrayList<Integer>();
        int card = 0;
        int step = 0;
        for (int n = 0; n >= 0; n = slides.turn(card, step, false)) {
            there.add(n);
            step = slides.all().get(n).step();
            card = slides.all().get(n).isCard() ? n : -1;
        }
        assertThat(there).hasSize(slides.all().size()).isSorted();
        assertThat(new HashSet<>(there)).hasSameSizeAs(there);
        for (int n = there.size() - 1; n >= 0; n--) {
            assertThat(n == there.size() - 1 ? n : slides.turn(card, step, true)).isEqualTo(there.get(n));
            step = slides.all().get(n).step();
            card = slides.all().get(n).isCard() ? n : -1;
        }
        assertThat(slides.turn(card, step, true)).isEqualTo(-1);
    }

    @Test
    void aChapterIsEnteredByItsCardAndItsStepsKnowIt() {
        var slides = Slides.of(TOLD, STUDY);
        int card = -1;
        int step = 0;
        for (int chapter = 1; chapter <= slides.chapters().size(); chapter++) {
            card = slides.chapter(card, step, false);
            step = slides.all().get(card).step();
            assertThat(slides.chapterAt(card, step)).isEqualTo(chapter);
            assertThat(slides.all().get(card).words()).isEqualTo(slides.chapters().get(chapter - 1));
            assertThat(slides.all().get(card + 1).step()).as("a card stands before its own step").isEqualTo(step);
        }
    }

    @Test
    void notesAndTheLargePanelAreThoseOfTheStep() {
        var slides = Slides.of(TOLD, STUDY);
        for (var c : TOLD.film().cues()) {
            int step = Places.find(STUDY.trace(), c.at()).orElseThrow();
            if (!c.notes().isEmpty()) {
                assertThat(slides.notesAt(step)).contains(c.notes());
            }
            if (!c.focus().isEmpty() && !c.skip()) {
                assertThat(slides.focus(step)).isEqualTo(c.focus().equals("all") ? null : PanelName.parse(c.focus()));
            }
        }
    }

    @Test
    void whereNobodyMadeChaptersThereAreNoSlides() {
        assertThat(Slides.of(TOLD.withFilm(Film.NONE), STUDY).isEmpty()).isTrue();
        var cue = TOLD.film().cues().getFirst();
        var noted = Slides.of(TOLD.withFilm(new Film("", "", java.util.List.of(), java.util.List.of(cue), null)), STUDY);
        assertThat(noted.isEmpty()).isTrue();
        assertThat(noted.notesAt(5)).contains(cue.notes());
    }

    @Test
    void theLastPanelStaysAndTypeComesBackToItsSize() {
        var l = Lecture.USUAL;
        for (var p : PanelName.values()) {
            l = l.withPanel(p, false, STUDY);
        }
        assertThat(l.panels(STUDY)).hasSize(1);
        assertThat(Lecture.USUAL.withType(3).withType(-3).type()).isEqualTo(1);
        assertThat(Lecture.USUAL.withType(50).type()).isGreaterThan(1).isEqualTo(Lecture.USUAL.withType(60).type());
        assertThat(l.withType(2).withType(0).type()).isEqualTo(1);
    }
}
