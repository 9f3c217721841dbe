package dioscope.app.panel;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/// A drawing costs what its pixels cost, however much there is to draw.
class BoundedTest {
    @Test
    void athousandExtentsAndTwentyFiveThousandPagesTakeNoMoreShapesThanPixels() {
        var t = Big.file(1000, 25_000);
        var v = View.of(Study.of(t, Setting.DEFAULT, Words.NONE));
        var d = FilePanel.draw(t.at(0), v.withWindow(new View.Range(0, 25_000L * 4096)), 1150, 430);
        assertThat(Texts.shapes(d)).isBetween(500, 4 * 1150);
        assertThat(Texts.faults(d)).isEmpty();
    }

    @Test
    void tenTimesTheExtentsTakeNoMoreShapes() {
        var few = Big.file(2_000, 25_000);
        var many = Big.file(20_000, 100_000);
        int a = Texts.shapes(FilePanel.draw(few.at(0), whole(few, 25_000), 1150, 430));
        int b = Texts.shapes(FilePanel.draw(many.at(0), whole(many, 100_000), 1150, 430));
        assertThat(b).isLessThan(2 * a);
    }

    private static View whole(dioscope.model.trace.Trace t, long pages) {
        return View.of(Study.of(t, Setting.DEFAULT, Words.NONE)).withWindow(new View.Range(0, pages * 4096));
    }

    @Test
    void theTimelineOfAHundredThousandStepsTakesNoMoreShapesThanPixels() {
        var t = Big.run(100_000);
        var v = View.of(Study.of(t, Setting.DEFAULT, Words.NONE));
        for (var axis : View.Axis.values()) {
            var d = TimelinePanel.draw(t.at(77_777), v.withAxis(axis), 1600, 150);
            assertThat(Texts.shapes(d)).isLessThan(4 * 1600);
        }
    }

    @Test
    void theScrubberFindsTheStepItShows() {
        var t = Sample.trace();
        var v = View.of(Study.of(t, Setting.DEFAULT, Words.NONE));
        var s = TimelinePanel.scrubber(v, 1600, 150);
        for (int i = 0; i < t.size(); i++) {
            assertThat(s.stepAt(s.xOf(i))).isEqualTo(i);
        }
        assertThat(s.stepAt(-50)).isZero();
        assertThat(s.stepAt(5000)).isEqualTo(t.size() - 1);
        var byTime = TimelinePanel.scrubber(v.withAxis(View.Axis.TIME), 1600, 150);
        for (int i = 0; i < t.size(); i++) {
            assertThat(t.step(byTime.stepAt(byTime.xOf(i))).nanos()).isEqualTo(t.step(i).nanos());
        }
    }
}
