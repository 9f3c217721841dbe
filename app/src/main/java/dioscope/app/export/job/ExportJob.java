package dioscope.app.export.job;

import dioscope.app.export.ExportException;
import dioscope.app.export.Frames;
import dioscope.app.export.PanelName;
import dioscope.app.export.Progress;
import dioscope.app.export.Reel;
import dioscope.app.export.ReelMaker;
import dioscope.app.export.TargetFile;
import dioscope.app.export.ffmpeg.FilmKind;
import dioscope.app.export.ffmpeg.FilmTarget;
import dioscope.app.export.ffmpeg.FilmTarget.CaptionForm;
import dioscope.app.export.ffmpeg.FilmWriter;
import dioscope.app.export.ffmpeg.Narration;
import dioscope.app.export.page.Handout;
import dioscope.app.export.page.Stops;
import dioscope.app.export.page.Stops.Stop;
import dioscope.app.export.picture.FilmFrames;
import dioscope.app.export.picture.FilmPicture;
import dioscope.app.paint.Drawing;
import dioscope.app.paint.SvgSurface;
import dioscope.app.paint.Theme;
import dioscope.app.paint.java2d.Java2dSurface;
import dioscope.app.paint.pdf.PdfPages;
import dioscope.app.panel.Study;
import dioscope.model.scenario.Scenario;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import javax.imageio.ImageIO;
import org.jspecify.annotations.Nullable;

/// One export: planned at once, drawn and written when asked. Planning and writing may take long; neither belongs on the thread of a window.
public final class ExportJob {
    private static final Theme PAPER = Theme.named("print");

    private final Scenario scenario;
    private final Study study;
    private final ExportChoice choice;
    private final @Nullable Reel reel;
    private final List<String> missing;
    /// Drawn when first asked for.
    private volatile @Nullable List<Handout.Page> pages;
    /// What the frames that are looked at are drawn by.
    private @Nullable Frames seen;
    private @Nullable BufferedImage shown;
    /// Of a handout, else empty.
    private final List<Stop> stops;

    private ExportJob(Scenario scenario, Study study, ExportChoice choice, @Nullable Reel reel, List<String> missing, List<Stop> stops) {
        this.scenario = scenario;
        this.study = study;
        this.choice = choice;
        this.reel = reel;
        this.missing = missing;
        this.stops = stops;
    }

    /// @throws ExportException when it cannot be made, as far as that is known before
    public static ExportJob plan(Scenario scenario, Study study, ExportChoice choice) {
        if (choice.kind() == ExportKind.HANDOUT) {
            var size = study.trace().size();
            if (choice.first() < 0 || choice.first() > choice.last() || choice.last() >= size) {
                throw new ExportException("Steps " + choice.first() + ".." + choice.last() + " are not in this run, which has steps 0 to "
                        + (size - 1) + ".");
            }
            var stops = Stops.of(scenario, study, null).stream().filter(s -> s.step() >= choice.first() && s.step() <= choice.last())
                    .toList();
            var job = new ExportJob(scenario, study, choice, null, List.of(), stops);
            job.pages();
            return job;
        }
        if (choice.kind().film() == null) {
            int size = study.trace().size();
            if (choice.first() < 0 || choice.first() >= size) {
                throw new ExportException("Step " + choice.first() + " is not in this run, which has steps 0 to " + (size - 1) + ".");
            }
            return new ExportJob(scenario, study, choice, null, List.of(), List.of());
        }
        var narration = choice.kind().tracks() ? choice.narration() : null;
        var telling = choice.telling(narration == null ? 0 : Narration.nanos(narration, null));
        var plan = ReelMaker.plan(scenario, study, telling);
        return new ExportJob(scenario, study, choice, plan.reel(), plan.missing(), List.of());
    }

    /// What it was planned for.
    public ExportChoice choice() {
        return choice;
    }

    /// How long the film is, nanoseconds; 0 for a picture.
    public long nanos() {
        return reel == null ? 0 : reel.nanos();
    }

    /// How many pictures or pages there are.
    public long frames() {
        return reel != null ? reel.frames(choice.fps()) : choice.kind() == ExportKind.HANDOUT ? pages().size() : 1;
    }

    private List<Handout.Page> pages() {
        var p = pages;
        if (p == null) {
            p = Handout.pages(scenario, study, stops, Handout.Paper.here());
            pages = p;
        }
        return p;
    }

    /// The panels that are in it.
    public Set<PanelName> panels() {
        return new FilmPicture(study, scenario.title(), choice.format(), reel != null && !reel.captions().isEmpty()).panels();
    }

    /// Places that the author names and this run does not come to.
    public List<String> missing() {
        return missing;
    }

    /// The very frame of the export, to be looked at before the next one is asked for. Asked by one thread.
    public BufferedImage preview(long frame) {
        if (choice.kind() == ExportKind.HANDOUT) {
            var all = pages();
            return Java2dSurface.image(all.get((int) Math.clamp(frame, 0, all.size() - 1)).drawing(), PAPER, 1);
        }
        if (reel == null) {
            return Java2dSurface.image(still(), choice.theme(), 1);
        }
        var f = choice.format();
        var drawn = seen;
        var image = shown;
        if (drawn == null || image == null) {
            drawn = drawn(reel);
            image = new BufferedImage(f.width(), f.height(), BufferedImage.TYPE_INT_RGB);
            seen = drawn;
            shown = image;
        }
        drawn.draw(Math.clamp(frame, 0, frames() - 1), image);
        return image;
    }

    private Frames drawn(Reel r) {
        return new FilmFrames(study, scenario.title(), r, choice.format());
    }

    private Drawing still() {
        return new FilmPicture(study, scenario.title(), choice.format(), false).still(choice.first(), null, "");
    }

    /// Makes it.
    ///
    /// @return what was made, in one line
    /// @throws java.util.concurrent.CancellationException when the progress says so
    /// @throws ExportException in all other cases in which nothing was made
    public String write(Progress progress) {
        var film = choice.kind().film();
        if (choice.kind() == ExportKind.HANDOUT) {
            TargetFile.write(choice.path(), Handout.pdf(scenario, study, stops, Handout.Paper.here(), PAPER, progress));
            return choice.path() + ": " + frames() + " pages";
        }
        if (film == null || reel == null) {
            return picture(progress);
        }
        var title = scenario.film().title().isEmpty() ? scenario.title() : scenario.film().title();
        var forms = EnumSet.noneOf(CaptionForm.class);
        forms.addAll(choice.forms());
        if (!choice.kind().tracks()) {
            forms.remove(CaptionForm.TRACK);
        }
        var target = FilmTarget.of(choice.path(), film).withTitle(title).withCaptions(forms)
                .withNarration(choice.kind().tracks() ? choice.narration() : null);
        var result = new FilmWriter().write(drawn(reel), reel, target, progress);
        return film == FilmKind.PNGS ? result.files().getFirst() + ": " + result.frames() + " pictures" : result.toString();
    }

    private String picture(Progress progress) {
        progress.at(0, 1);
        var bytes = switch (choice.kind()) {
            case SVG -> SvgSurface.svg(still(), choice.theme()).getBytes(StandardCharsets.UTF_8);
            case PDF -> PdfPages.picture(still(), choice.theme(), scenario.title());
            default -> png();
        };
        TargetFile.write(choice.path(), bytes);
        progress.at(1, 1);
        return choice.path().toString();
    }

    private byte[] png() {
        var bytes = new ByteArrayOutputStream();
        try {
            ImageIO.setUseCache(false);
            ImageIO.write(Java2dSurface.image(still(), choice.theme(), 1), "png", bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }
}
