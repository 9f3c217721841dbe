package dioscope.app.export.job;

import dioscope.app.export.FilmFormat;
import dioscope.app.export.FilmFormat.Aspect;
import dioscope.app.export.PanelName;
import dioscope.app.export.Telling;
import dioscope.app.export.ffmpeg.FilmTarget.CaptionForm;
import dioscope.app.paint.Theme;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Everything that can be chosen of an export.
///
/// @param lines pixels of the shorter edge, even
/// @param fps frames a second
/// @param panels that are shown; empty for those that suit the run and the shape
/// @param first the first step that may be seen; of a picture the step
/// @param last the last one
/// @param cards whether there are a title card and an end card
/// @param burned whether captions are in the picture
/// @param forms of captions that can be switched off
/// @param speed 1 for the pace at which sentences can be read
/// @param narration a spoken track, null for none
/// @param path the file, or for [ExportKind#FRAMES] the folder
public record ExportChoice(ExportKind kind, Aspect aspect, int lines, int fps, Theme theme, Set<PanelName> panels, int first, int last,
        boolean cards, boolean burned, Set<CaptionForm> forms, double speed, @Nullable Path narration, Path path) {
    public ExportChoice {
        panels = panels.isEmpty() ? Set.of() : Set.copyOf(EnumSet.copyOf(panels));
        forms = forms.isEmpty() ? Set.of() : Set.copyOf(EnumSet.copyOf(forms));
    }

    public FilmFormat format() {
        int longer = lines * 16 / 9 & ~1;
        int w = aspect == Aspect.WIDE ? longer : lines;
        int h = aspect == Aspect.TALL ? longer : lines;
        return new FilmFormat(w, h, fps, theme, panels, burned);
    }

    /// @param narrationNanos how long the narration is, 0 for none
    Telling telling(long narrationNanos) {
        return Telling.WHOLE.withSteps(first, last).withSpeed(speed).withCards(cards).withNarration(narrationNanos);
    }
}
