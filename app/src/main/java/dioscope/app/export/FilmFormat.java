package dioscope.app.export;

import dioscope.app.paint.Theme;
import java.util.EnumSet;
import java.util.Set;

/// The shape of a film.
///
/// @param width pixels, even
/// @param height pixels, even
/// @param fps frames a second, 30 or 60
/// @param panels which panels are shown; empty for those that suit the run and the shape
/// @param captions whether the captions are drawn into the picture
public record FilmFormat(int width, int height, int fps, Theme theme, Set<PanelName> panels, boolean captions) {
    public FilmFormat {
        panels = panels.isEmpty() ? Set.of() : Set.copyOf(EnumSet.copyOf(panels));
    }

    /// Width to height: 16:9, 9:16 and 1:1, each with a layout of its own.
    public enum Aspect { WIDE, TALL, SQUARE }

    public Aspect aspect() {
        return width == height ? Aspect.SQUARE : width > height ? Aspect.WIDE : Aspect.TALL;
    }

    /// The shorter edge in units of 1080 pixels: what sizes of type are multiplied by.
    public double scale() {
        return Math.min(width, height) / 1080.0;
    }
}
