package dioscope.app.export.picture;

import dioscope.app.export.FilmFormat;
import dioscope.app.export.FilmFormat.Aspect;
import dioscope.app.export.PanelName;
import dioscope.app.export.Reel;
import dioscope.app.paint.Bounds;
import dioscope.app.paint.Drawing;
import dioscope.app.paint.Style;
import dioscope.app.paint.Token;
import dioscope.app.panel.BioPanel;
import dioscope.app.panel.CodePanel;
import dioscope.app.panel.DecisionPanel;
import dioscope.app.panel.DioPanel;
import dioscope.app.panel.FilePanel;
import dioscope.app.panel.FilmCard;
import dioscope.app.panel.FilmText;
import dioscope.app.panel.FlowPanel;
import dioscope.app.panel.StackPanel;
import dioscope.app.panel.Study;
import dioscope.app.panel.TimelinePanel;
import dioscope.app.panel.View;
import dioscope.app.panel.WhyPanel;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The drawings of a film: of its panels at a step, of the line at the top, of captions and of cards. Safe to share between threads.
public final class FilmPicture {
    private final Study study;
    private final String title;
    private final FilmFormat format;
    private final FilmLayout all;

    /// @param study the run
    /// @param title of the scenario
    /// @param captions whether there are words to be drawn, if the format asks for them
    public FilmPicture(Study study, String title, FilmFormat format, boolean captions) {
        this.study = study;
        this.title = title;
        this.format = format;
        boolean words = captions && format.captions();
        var panels = format.panels().isEmpty() ? suited(study, format.aspect(), words) : format.panels();
        all = layout(study, format, panels, words, 1);
    }

    /// Where the panels of a run are.
    ///
    /// @param words whether there are words to be drawn below them
    /// @param type the size of all type, 1 for that of a film
    public static FilmLayout layout(Study study, FilmFormat format, Set<PanelName> panels, boolean words, double type) {
        return FilmLayout.of(format, panels, Math.max(3, study.timeline().lanes().size()), study.flow(),
                study.trace().step(study.trace().size() - 1).world().io().size(), words, type);
    }

    /// The panels that suit a run and the shape of the picture. With the words below the picture the panel that has the same words is left out.
    public static Set<PanelName> suited(Study study, Aspect aspect, boolean words) {
        var out = EnumSet.of(PanelName.TIMELINE);
        if (study.flow()) {
            out.add(PanelName.FLOW);
            if (aspect == Aspect.WIDE) {
                out.add(PanelName.STACK);
            }
        } else {
            out.addAll(Set.of(PanelName.FILE, PanelName.DIO));
            if (aspect == Aspect.WIDE) {
                out.addAll(Set.of(PanelName.STACK, PanelName.BIO));
            } else if (aspect == Aspect.TALL && words) {
                out.add(PanelName.BIO);
            }
        }
        if (!words) {
            out.add(PanelName.WHY);
        } else if (aspect == Aspect.WIDE || study.flow() && aspect == Aspect.TALL) {
            out.add(PanelName.CODE);
        }
        return out;
    }

    FilmFormat format() {
        return format;
    }

    FilmLayout layout(@Nullable PanelName focus) {
        return focus == null ? all : all.focused(focus);
    }

    /// The panels that are seen when none of them is gone to.
    public Set<PanelName> panels() {
        return all.panels().keySet();
    }

    /// A panel at a step, in a room of whole pixels.
    ///
    /// @param scale of its type
    Drawing panel(PanelName name, int step, double width, double height, double scale) {
        var m = study.trace().at(step);
        var v = View.of(study).withScale(scale)
                .withLeast(FilmLayout.LEAST)
                .withFlow(name == PanelName.FLOW).withDecisions(name == PanelName.DECISIONS);
        return switch (name) {
            case FILE -> FilePanel.draw(m, v, width, height);
            case BIO -> BioPanel.draw(m, v, width, height);
            case DIO -> DioPanel.draw(m, v, width, height);
            case FLOW -> FlowPanel.draw(m, v, width, height);
            case STACK -> StackPanel.draw(m, v, width, height);
            case CODE -> CodePanel.draw(m, v, width, height);
            case WHY -> WhyPanel.draw(m, v, width, height);
            case DECISIONS -> DecisionPanel.draw(m, v, width, height);
            case TIMELINE -> TimelinePanel.draw(m, v, width, height);
        };
    }

    /// Whether the things of a panel are seen to move; words that pass over into one another cannot be read.
    static boolean moves(PanelName name) {
        return switch (name) {
            case FILE, BIO, DIO, FLOW, TIMELINE -> true;
            case STACK, CODE, WHY, DECISIONS -> false;
        };
    }

    private View plain() {
        return View.of(study).withScale(format.scale());
    }

    Drawing header() {
        return FilmText.header(plain(), title, all.header().width(), all.header().height(), format.aspect() == Aspect.TALL);
    }

    private FilmText.Setting setting() {
        return switch (format.aspect()) {
            case WIDE -> new FilmText.Setting(32, 2);
            case SQUARE -> new FilmText.Setting(32, 2);
            case TALL -> new FilmText.Setting(42, 3);
        };
    }

    /// A caption in pieces that fit.
    List<String> pages(String caption) {
        return FilmText.pages(plain(), caption, setting(), all.caption().width());
    }

    Drawing caption(String words) {
        return FilmText.caption(plain(), words, setting(), all.caption().width(), all.caption().height());
    }

    /// The picture of a card.
    ///
    /// @throws IllegalArgumentException for a shot of a step
    Drawing card(Reel.Shot card) {
        double w = format.width();
        double h = format.height();
        return switch (card) {
            case Reel.TitleCard c -> FilmCard.title(plain(), c.title(), c.subtitle(), c.lines(), w, h);
            case Reel.ChapterCard c -> FilmCard.chapter(plain(), c.number(), c.title(), w, h);
            case Reel.EndCard c -> FilmCard.end(plain(), c.title(), c.lines(), w, h);
            case Reel.StepShot _ -> throw new IllegalArgumentException("a step has no card");
        };
    }

    /// One whole picture, as it stands when nothing moves.
    ///
    /// @param focus the panel that is large, null for all
    /// @param words the caption, empty for none; no more of it than fits
    public Drawing still(int step, @Nullable PanelName focus, String words) {
        var l = layout(focus);
        var pen = Drawing.pen(format.width(), format.height());
        pen.rect(0, 0, format.width(), format.height(), 0, Style.fill(Token.BACKGROUND));
        put(pen, l.header(), header());
        for (Map.Entry<PanelName, Bounds> e : new java.util.TreeMap<>(l.panels()).entrySet()) {
            var b = e.getValue();
            put(pen, b, panel(e.getKey(), step, b.width(), b.height(), l.scaleOf(e.getKey())));
        }
        if (l.caption().height() > 0 && !words.isBlank()) {
            put(pen, l.caption(), caption(pages(words).getFirst()));
        }
        return pen.toDrawing();
    }

    private static void put(dioscope.app.paint.Pen pen, Bounds b, Drawing d) {
        pen.drawing(b.x(), b.y(), d);
    }
}
