package dioscope.app.export.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dioscope.app.export.ExportException;
import dioscope.app.export.page.Stops.Stop;
import dioscope.app.session.Story;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StopsTest {
    private final Shipped told = Shipped.of("72-write-returns");
    private final Shipped failing = Shipped.of("92-fsync-error");

    private static List<Integer> steps(Shipped s, String asked) {
        return Stops.of(s.scenario(), s.study(), asked).stream().map(Stop::step).toList();
    }

    @Test
    void theAuthorsCuesComeFirstWithTheirChapters() {
        var stops = Stops.of(told.scenario(), told.study(), null);
        assertThat(stops).isEqualTo(Stops.of(told.scenario(), told.study(), "cues"));
        var chapters = told.scenario().film().cues().stream().map(c -> c.chapter()).filter(c -> !c.isEmpty()).toList();
        assertThat(chapters).isNotEmpty();
        assertThat(stops.stream().map(Stop::chapter).filter(c -> !c.isEmpty())).containsExactlyInAnyOrderElementsOf(chapters);
    }

    @Test
    void elsewhereTheTurnsOfTheRun() {
        var stops = Stops.of(failing.scenario(), failing.study(), null);
        var steps = stops.stream().map(Stop::step).toList();
        assertThat(steps).isSorted().doesNotHaveDuplicates().contains(0, failing.last()).hasSizeBetween(6, Stops.MOST_CHOSEN);
        // where each call returns
        failing.study().timeline().calls().forEach(c -> assertThat(steps).contains(c.end()));
        assertThat(stops.stream().map(Stop::chapter)).contains("write 1", "fsync 3");
        assertThatThrownBy(() -> steps(failing, "cues")).isInstanceOf(ExportException.class).hasMessageContaining("no film cues");
    }

    @Test
    void stepsAsAsked() {
        assertThat(steps(told, "40, 8,-1,8")).containsExactly(8, 40, told.last());
        assertThat(steps(told, "every:50")).containsExactly(0, 50, 100, 150);
        assertThat(steps(told, "every 50")).hasSize(4);
        assertThat(steps(told, "story")).isNotEmpty().allMatch(i -> Story.shipped().has(told.study().trace().step(i)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"9999", "1,9999", "-9999", "some", "every:0", "every:", "1;2"})
    void whatIsNotInTheRunIsOneSentence(String asked) {
        assertThatThrownBy(() -> steps(told, asked)).isInstanceOf(ExportException.class).message().matches("[^.]*[.]");
    }

    @Test
    void tooManyPagesAreRefused() {
        assertThatThrownBy(() -> steps(failing, "every:1")).isInstanceOf(ExportException.class).hasMessageContaining("pages");
    }
}
