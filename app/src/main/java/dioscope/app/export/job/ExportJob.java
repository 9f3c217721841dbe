package dioscope.app.export.job;

import dioscope.app.export.ExportException;
import dioscope.app.export.Frames;
import dioscope.app.export.PanelName;
import dioscope.app.export.Progress;
import dioscope.app.export.Reel;
import dioscope.app.export.ReelMaker;
import dioscope.app.export.ffmpeg.FilmKind;
import dioscope.app.export.ffmpeg.FilmTarget;
import dioscope.app.export.ffmpeg.FilmTarget.CaptionForm;
import dioscope.app.export.ffmpeg.FilmWriter;
import dioscope.app.export.ffmpeg.Narration;
import dioscope.app.export.picture.FilmFrames;
import dioscope.app.export.picture.FilmPicture;
import dioscope.app.paint.Drawing;
import dioscope.app.paint.SvgSurface;
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
    private final Scenario scenario;
    private final Study study;
    private final ExportChoice choice;
    private final @Nullable Reel reel;
    private final List<String> missing;

    private ExportJob(Scenario scenario, Study study, ExportChoice choice, @Nullable Reel reel, List<String> missing) {
        this.scenario = scenario;
        this.study = study;
        this.choice = choice;
        this.reel = reel;
        this.missing = missing;
    }

    /// @throws ExportException when it cannot be made, as far as that is known before
    public static ExportJob plan(Scenario scenario, Study study, ExportChoice choice) {
        if (choice.kind().film() == null) {
            int size = study.trace().size();
            if (choice.first() < 0 || choice.first() >= size) {
                throw new ExportException("Step " + choice.first() + " is not in this run, which has steps 0 to " + (size - 1) + ".");
            }
            return new ExportJob(scenario, study, choice, null, List.of());
        }
        var narration = choice.kind().tracks() ? choice.narration() : null;
        var telling = choice.telling(narration == null ? 0 : Narration.nanos(narration, null));
        var plan = ReelMaker.plan(scenario, study, telling);
        return new ExportJob(scenario, study, choice, plan.reel(), plan.missing());
    }

    /// What it was planned for.
    public ExportChoice choice() {
        return choice;
    }

    /// How long the film is, nanoseconds; 0 for a picture.
    public long nanos() {
        return reel == null ? 0 : reel.nanos();
    }

    /// How many pictures there are.
    public long frames() {
        return reel == null ? 1 : reel.frames(choice.fps());
    }

    /// The panels that are in it.
    public Set<PanelName> panels() {
        return new FilmPicture(study, scenario.title(), choice.format(), reel != null && !reel.captions().isEmpty()).panels();
    }

    /// Places that the author names and this run does not come to.
    public List<String> missing() {
        return missing;
    }

    /// The very frame of the export.
    public BufferedImage preview(long frame) {
        if (reel == null) {
            return Java2dSurface.image(still(), choice.theme(), 1);
        }
        var f = choice.format();
        var image = new BufferedImage(f.width(), f.height(), BufferedImage.TYPE_INT_RGB);
        drawn(reel).draw(Math.clamp(frame, 0, frames() - 1), image);
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
        PictureFile.write(choice.path(), bytes);
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
