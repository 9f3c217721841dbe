package dioscope.app.panel;

import static org.assertj.core.api.Assertions.assertThat;

import dioscope.app.paint.CellId;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Text is never cut and never lies over other text, at every step and in every size of window.
class LegibleTest {
    private static final Inputs INPUTS = new Inputs("O_DSYNC write over a written and an unwritten extent",
            List.of(new Inputs.Section("REQUEST", List.of(new Inputs.Row("call", "write"), new Inputs.Row("offset", "12 KiB")))));
    private final View view = View.of(Study.of(Sample.trace(), Setting.DEFAULT, Sample.WORDS));

    @ParameterizedTest
    @CsvSource({"1280,720", "1366,768", "1600,900", "1920,1080", "1280,1024", "2560,1440", "3840,2160", "2560,1080"})
    void everyStepCanBeReadInAWindowOf(int width, int height) {
        var t = view.study().trace();
        for (int i = 0; i < t.size(); i++) {
            assertThat(Texts.faultsOfPicture(WindowPicture.draw(t.at(i), view, INPUTS, width, height))).as("step " + i).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource({"1280,666", "1366,768", "1600,900", "1920,1026", "1280,1024", "2560,1440", "3840,2160", "2560,1080"})
    void everyStepOfABufferedWriteCanBeReadInAWindowOf(int width, int height) {
        var v = BufferedSample.view();
        var t = v.study().trace();
        for (int i = 0; i < t.size(); i++) {
            assertThat(Texts.faultsOfPicture(WindowPicture.draw(t.at(i), v, INPUTS, width, height))).as("step " + i).isEmpty();
            assertThat(Texts.faults(FlowPanel.draw(t.at(i), v, 1145, 820))).as("step " + i).isEmpty();
        }
    }

    @Test
    void aLargerFontStaysWithinItsPanels() {
        var m = view.study().trace().at(22);
        assertThat(Texts.faultsOfPicture(WindowPicture.draw(m, view.withScale(1.25), INPUTS, 1920, 1080))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"1280,720", "1920,1080", "3840,2160"})
    void twoStepsBesideEachOtherCanBeReadIn(int width, int height) {
        for (var v : List.of(view, BufferedSample.view())) {
            int last = v.study().trace().size() - 1;
            for (int i = 0; i <= last; i += 3) {
                for (int j : new int[]{0, last / 2, last}) {
                    assertThat(Texts.faultsOfPicture(StepsPicture.draw(v, i, j, "O_DSYNC write", width, height))).as(i + " and " + j)
                            .isEmpty();
                }
            }
        }
    }

    @Test
    void whatIsOtherwiseBetweenTwoStepsIsListedAndNothingElse() {
        int last = view.study().trace().size() - 1;
        assertThat(StepTold.between(view, last, last)).isEmpty();
        var rows = StepTold.between(view, 0, last);
        assertThat(rows).isNotEmpty().allMatch(r -> !r.name().isBlank() && !r.value().isBlank());
        assertThat(StepTold.between(view, last, 0)).hasSizeBetween(1, 4 * rows.size());
        assertThat(StepTold.of(view.study().trace().at(1), view).path()).isNotEmpty();
    }

    @ParameterizedTest
    @CsvSource({"841.89,595.28", "792,612"})
    void everyStepCanBeReadOnPaperOf(double width, double height) {
        for (var v : List.of(view, BufferedSample.view())) {
            var t = v.study().trace();
            var paper = HandoutPaper.of(width, height, "O_DSYNC write over a written and an unwritten extent", "6.12.107");
            for (int i = 0; i < t.size(); i++) {
                var page = HandoutStep.draw(t.at(i), v.study(), paper, "A chapter", null, i - 3, i + 2, t.size() + 1);
                assertThat(Texts.faultsOfPicture(page)).as("step " + i).isEmpty();
            }
        }
    }

    @Test
    void noPanelUsesAnIdTwice() {
        var t = view.study().trace();
        for (int i = 0; i < t.size(); i++) {
            var m = t.at(i);
            for (var d : List.of(FilePanel.draw(m, view, 1151, 433), BioPanel.draw(m, view, 571, 417), DioPanel.draw(m, view, 571, 417),
                    StackPanel.draw(m, view, 440, 220), CodePanel.draw(m, view, 440, 196), WhyPanel.draw(m, view, 440, 450),
                    TimelinePanel.draw(m, view, 1600, 150))) {
                assertThat(Texts.faults(d)).as("step " + i).isEmpty();
            }
        }
    }

    @Test
    void cardsOfEveryCellCanBeRead() {
        var t = view.study().trace();
        for (var path : List.of("io.1.dio.flags.28", "io.1.dio.flags", "io.1.dio", "io.1", "bios.1", "bios.2", "extents.4",
                "extents.4.pblk",
                "pageCache.pages.5", "pageCache.pages.11", "removed.5", "step.22.0", "inode.iSize", "requests.1", "locks.1", "tasks.1")) {
            for (double room : new double[]{120, 260, 600}) {
                var d = Card.draw(t.at(22), view, CellId.of(path), 480, room);
                assertThat(d).as(path).isNotNull();
                assertThat(Texts.faults(d)).as(path).isEmpty();
                assertThat(d.height()).isLessThanOrEqualTo(room);
            }
        }
    }

    @Test
    void panelsOfAnySizeDoNotFail() {
        var m = view.study().trace().at(22);
        for (double w : new double[]{1, 40, 200, 5000}) {
            for (double h : new double[]{1, 40, 200, 3000}) {
                FilePanel.draw(m, view, w, h);
                FlowPanel.draw(m, view, w, h);
                BioPanel.draw(m, view, w, h);
                DioPanel.draw(m, view, w, h);
                StackPanel.draw(m, view, w, h);
                CodePanel.draw(m, view, w, h);
                WhyPanel.draw(m, view, w, h);
                TimelinePanel.draw(m, view, w, h);
            }
        }
    }
}
