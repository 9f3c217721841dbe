package dioscope.app.export.lecture;

import dioscope.app.export.FilmFormat.Aspect;
import dioscope.app.export.PanelName;
import dioscope.app.export.picture.FilmPicture;
import dioscope.app.panel.Study;
import java.util.EnumSet;
import java.util.Set;

/// What the presenter wants to be seen.
///
/// @param panels that are shown; empty for those that suit the run
/// @param type the size of all type, 1 for what can be read at three metres' distance
/// @param slides whether the remote turns the slides that the author's chapters make; else it steps
/// @param card the slide whose card is shown, -1 for none
/// @param blank whether the screen is black
/// @param held whether the picture stays while the presenter goes on
/// @param ring whether a ring follows the mouse
public record Lecture(Set<PanelName> panels, double type, boolean slides, int card, boolean blank, boolean held, boolean ring) {
    private static final double SMALLEST = 0.6;
    private static final double LARGEST = 2.2;

    public static final Lecture USUAL = new Lecture(Set.of(), 1, true, -1, false, false, false);

    public Lecture {
        panels = panels.isEmpty() ? Set.of() : Set.copyOf(EnumSet.copyOf(panels));
    }

    /// The panels that are shown of a run.
    public Set<PanelName> panels(Study study) {
        if (!panels.isEmpty()) {
            return panels;
        }
        var suited = EnumSet.copyOf(FilmPicture.suited(study, Aspect.WIDE, false));
        suited.remove(PanelName.STACK);
        return suited;
    }

    /// Shows a panel or no longer; the last one stays.
    public Lecture withPanel(PanelName panel, boolean on, Study study) {
        var all = EnumSet.copyOf(panels(study));
        if (on) {
            all.add(panel);
        } else if (all.size() > 1) {
            all.remove(panel);
        }
        return withPanels(all);
    }

    public Lecture withPanels(Set<PanelName> v) {
        return new Lecture(v, type, slides, card, blank, held, ring);
    }

    /// Larger or smaller type; 0 for the usual size.
    public Lecture withType(int steps) {
        return new Lecture(panels, steps == 0 ? 1 : zoomed(type, steps), slides, card, blank, held, ring);
    }

    /// A factor for type, some steps larger or smaller.
    public static double zoomed(double factor, int steps) {
        double v = Math.clamp(Math.round(100 * factor * Math.pow(1.1, steps)) / 100.0, SMALLEST, LARGEST);
        return Math.abs(v - 1) < 0.04 ? 1 : v;
    }

    public Lecture withSlides(boolean v) {
        return new Lecture(panels, type, v, -1, blank, held, ring);
    }

    public Lecture withCard(int v) {
        return new Lecture(panels, type, slides, v, blank, held, ring);
    }

    public Lecture withBlank(boolean v) {
        return new Lecture(panels, type, slides, card, v, held, ring);
    }

    public Lecture withHeld(boolean v) {
        return new Lecture(panels, type, slides, card, blank, v, ring);
    }

    public Lecture withRing(boolean v) {
        return new Lecture(panels, type, slides, card, blank, held, v);
    }
}
