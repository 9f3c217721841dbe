package dioscope.app.cli;

import dioscope.app.export.ExportException;
import dioscope.app.export.FilmFormat;
import dioscope.app.export.ReelMaker;
import dioscope.app.export.Telling;
import dioscope.app.export.ffmpeg.FilmKind;
import dioscope.app.export.ffmpeg.FilmTarget;
import dioscope.app.export.ffmpeg.FilmWriter;
import dioscope.app.export.ffmpeg.Narration;
import dioscope.app.export.picture.FilmFrames;
import dioscope.app.session.Recorded;
import dioscope.model.evidence.RecordingStore;
import dioscope.model.scenario.Scenario;
import dioscope.model.trace.Trace;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CancellationException;

/// Makes a film of a run.
///
/// @param beside the folder of the scenario's file
/// @param path where it goes
record FilmJob(Scenario scenario, Path beside, Path path, FilmKind kind, FilmFormat format, FilmOptions options) {
    /// The folder in which a scenario's own files are looked for.
    ///
    /// @param word the scenario as the command line names it
    static Path beside(String word) {
        int at = word.lastIndexOf('@');
        var path = Path.of(Files.exists(Path.of(word)) || at < 0 ? word : word.substring(0, at));
        return Files.exists(path) ? path.toAbsolutePath().resolveSibling("") : Path.of("");
    }

    void make(Model model, Output to) {
        var still = Still.of(scenario, model.run().apply(scenario));
        var trace = still.trace();
        int[] steps = options.steps(trace.size());
        var own = scenario.film().narration();
        var narration = options.narration(own == null ? null : own.file(), beside);
        var telling = Telling.WHOLE.withSteps(steps[0], steps[1]).withGrain(options.detail()).withSpeed(options.speed())
                .withCards(options.cards()).withWorth(options.cards() ? worth(scenario, trace) : List.of());
        var title = scenario.film().title().isEmpty() ? scenario.title() : scenario.film().title();
        try {
            if (narration != null) telling = telling.withNarration(Narration.nanos(narration, options.ffmpeg()));
            var plan = ReelMaker.plan(scenario, still.study(), telling);
            plan.missing().forEach(to::complain);
            var target = FilmTarget.of(path, kind).withTitle(title).withCaptions(options.captions()).withNarration(narration)
                    .withEncoder(options.ffmpeg(), options.encoder());
            var frames = new FilmFrames(still.study(), scenario.title(), plan.reel(), format);
            var line = ProgressLine.on(to);
            try {
                var result = new FilmWriter().write(frames, plan.reel(), target, line);
                line.clear();
                to.out().println(result);
            } finally {
                line.clear();
            }
        } catch (ExportException e) {
            throw Failure.failed(String.valueOf(e.getMessage()));
        } catch (CancellationException e) {
            throw Failure.failed("cancelled: nothing was written");
        }
    }

    /// What the run is worth, for the end card.
    private static List<String> worth(Scenario scenario, Trace trace) {
        return new Recorded(RecordingStore.carried()).agreement(scenario, trace)
                .map(release -> List.of("agrees with a recorded run of Linux " + release)).orElse(List.of());
    }
}
