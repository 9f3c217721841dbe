package dioscope.app.export.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dioscope.app.export.ExportException;
import dioscope.app.export.FilmFormat.Aspect;
import dioscope.app.export.PanelName;
import dioscope.app.paint.Theme;
import dioscope.app.panel.Study;
import dioscope.app.panel.Words;
import dioscope.app.session.Studies;
import dioscope.model.run.Runner;
import dioscope.model.scenario.Scenario;
import dioscope.model.scenario.ShippedScenarios;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ExportJobTest {
    private static final Scenario SCENARIO = ShippedScenarios.all().getFirst();
    private static final Study STUDY = Studies.of(SCENARIO, Runner.run(SCENARIO), Words.NONE);

    @TempDir
    Path folder;

    private ExportChoice choice(ExportKind kind, int first, int last) {
        return new ExportChoice(kind, Aspect.SQUARE, 360, 30, Theme.light(), Set.of(PanelName.FILE), first, last, false, false, Set.of(), 8,
                null, kind.named(folder.resolve("made.mp4")));
    }

    @ParameterizedTest
    @EnumSource(names = {"PNG", "SVG", "PDF", "HANDOUT", "FRAMES"})
    void isWrittenAsPlannedAndSeenBefore(ExportKind kind) throws IOException {
        var job = ExportJob.plan(SCENARIO, STUDY, choice(kind, 20, kind == ExportKind.HANDOUT ? STUDY.trace().size() - 1 : 40));
        var preview = job.preview(0);
        var told = job.write((_, _) -> true);
        var to = job.choice().path();
        assertThat(told).contains(to.toString());
        if (kind == ExportKind.FRAMES) {
            try (var all = Files.list(to)) {
                assertThat(all).hasSize((int) job.frames());
            }
        } else {
            var head = new String(Files.readAllBytes(to), StandardCharsets.ISO_8859_1);
            assertThat(head).startsWith(switch (kind) {
                case PNG -> "\u0089PNG";
                case SVG -> "<svg";
                default -> "%PDF";
            });
        }
        if (kind != ExportKind.HANDOUT) {
            assertThat(preview.getWidth()).isEqualTo(360);
            assertThat(preview.getHeight()).isEqualTo(360);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"PNG", "HANDOUT", "MP4"})
    void stepsThatAreNoneAreOneSentence(ExportKind kind) {
        assertThatThrownBy(() -> ExportJob.plan(SCENARIO, STUDY, choice(kind, 99_999, 99_999))).isInstanceOf(ExportException.class)
                .hasMessageContaining("steps 0 to");
    }

    @Test
    void aHandoutThatIsCancelledLeavesNothing() throws IOException {
        var job = ExportJob.plan(SCENARIO, STUDY, choice(ExportKind.HANDOUT, 0, STUDY.trace().size() - 1));
        assertThatThrownBy(() -> job.write((_, _) -> false)).isInstanceOf(CancellationException.class);
        try (var all = Files.list(folder)) {
            assertThat(all).isEmpty();
        }
    }

    @Test
    void theNameFollowsTheKind() {
        assertThat(ExportKind.SVG.named(Path.of("a/run.mp4"))).isEqualTo(Path.of("a/run.svg"));
        assertThat(ExportKind.FRAMES.named(Path.of("a/run.gif"))).isEqualTo(Path.of("a/run"));
        assertThat(ExportKind.WEBM.named(Path.of("a/v1.2"))).isEqualTo(Path.of("a/v1.2.webm"));
    }
}
