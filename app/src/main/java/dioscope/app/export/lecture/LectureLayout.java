package dioscope.app.export.lecture;

import dioscope.app.export.FilmFormat;
import dioscope.app.export.PanelName;
import dioscope.app.export.picture.FilmLayout;
import dioscope.app.export.picture.FilmPicture;
import dioscope.app.paint.Bounds;
import dioscope.app.paint.Theme;
import dioscope.app.panel.Layout;
import dioscope.app.panel.Study;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Where the chosen panels are on a screen: as in a film of its size.
public final class LectureLayout {
    /// A lower screen than this is for trying out only.
    private static final int LEAST = 360;

    private LectureLayout() {}

    /// @param width pixels
    /// @param height pixels
    /// @param focus the panel that is large, null for all
    /// @return panels that are not chosen have no size
    public static Layout of(double width, double height, Theme theme, Study study, Lecture lecture, @Nullable PanelName focus) {
        var all = all(width, height, theme, study, lecture);
        var one = focus == null ? null : all.panels().get(focus);
        var l = focus == null || one == null ? all : all.focused(focus);
        double scale = l.panels().keySet().stream().filter(p -> p != PanelName.TIMELINE || l.panels().size() == 1).findFirst()
                .map(l::scaleOf)
                .orElse(l.scale());
        var at = l.panels();
        var none = new Bounds(l.body().x(), l.body().y(), 0, 0);
        return new Layout(scale, l.header(), none, at(at, PanelName.FILE, none), at(at, PanelName.BIO, none), at(at, PanelName.DIO, none),
                at(at, PanelName.FLOW, none), at(at, PanelName.STACK, none), at(at, PanelName.CODE, none), at(at, PanelName.WHY, none),
                at(at, PanelName.DECISIONS, none), at(at, PanelName.TIMELINE, none));
    }

    /// The scale of the timeline, which stays as it is where another panel is large.
    public static double timelineScale(double width, double height, Theme theme, Study study, Lecture lecture) {
        return all(width, height, theme, study, lecture).scaleOf(PanelName.TIMELINE);
    }

    private static FilmLayout all(double width, double height, Theme theme, Study study, Lecture lecture) {
        var format = new FilmFormat((int) Math.max(LEAST, width), (int) Math.max(LEAST, height), 60, theme, lecture.panels(study), false);
        return FilmPicture.layout(study, format, format.panels(), false, lecture.type());
    }

    private static Bounds at(Map<PanelName, Bounds> all, PanelName name, Bounds none) {
        return all.getOrDefault(name, none);
    }
}
