package dioscope.app.export.lecture;

import dioscope.app.export.PanelName;
import dioscope.app.export.Places;
import dioscope.app.export.Reel;
import dioscope.app.export.ReelMaker;
import dioscope.app.export.Telling;
import dioscope.app.panel.Study;
import dioscope.model.scenario.Scenario;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// An author's chapters as slides: the stops of the film one after the other, each at its step, with the cards between them. And the author's notes, for the
/// presenter alone.
///
/// @param all in order; none where the author made no chapters
/// @param chapters their titles in order
/// @param notes by step
public record Slides(List<Slide> all, List<String> chapters, Map<Integer, String> notes) {
    public static final Slides NONE = new Slides(List.of(), List.of(), Map.of());

    /// One stop.
    ///
    /// @param step of the run
    /// @param chapter 1 for the first, 0 before it
    /// @param focus the panel that is large, null for all
    /// @param card what is shown in place of the panels, null for the panels
    /// @param words what is said here, empty for nothing
    public record Slide(int step, int chapter, @Nullable PanelName focus, Reel.@Nullable Shot card, String words) {
        public boolean isCard() {
            return card != null;
        }
    }

    public static Slides of(Scenario scenario, Study study) {
        var film = scenario.film();
        if (film.isEmpty()) {
            return NONE;
        }
        var notes = new TreeMap<Integer, String>();
        for (var c : film.cues()) {
            if (!c.notes().isBlank()) {
                Places.find(study.trace(), c.at()).ifPresent(i -> notes.put(i, c.notes()));
            }
        }
        if (film.cues().stream().allMatch(c -> c.chapter().isEmpty())) {
            return new Slides(List.of(), List.of(), notes);
        }
        var out = new ArrayList<Slide>();
        var chapters = new ArrayList<String>();
        int waiting = 0;
        int step = 0;
        for (var shot : ReelMaker.plan(scenario, study, Telling.WHOLE).reel().shots()) {
            switch (shot) {
                case Reel.StepShot s -> {
                    step = s.step();
                    for (int i = out.size() - waiting; i < out.size(); i++) {
                        var w = out.get(i);
                        out.set(i, new Slide(step, w.chapter, s.focus(), w.card, w.words));
                    }
                    waiting = 0;
                    var last = out.isEmpty() ? null : out.getLast();
                    if (last == null || last.isCard() || last.step != step || last.focus != s.focus()) {
                        out.add(new Slide(step, chapters.size(), s.focus(), null, s.caption()));
                    }
                }
                case Reel.ChapterCard c -> {
                    chapters.add(c.title());
                    out.add(new Slide(step, chapters.size(), null, c, c.title()));
                    waiting++;
                }
                case Reel.TitleCard c -> {
                    out.add(new Slide(step, chapters.size(), null, c, c.title()));
                    waiting++;
                }
                case Reel.EndCard c -> out.add(new Slide(step, chapters.size(), null, c, c.title()));
            }
        }
        return new Slides(List.copyOf(out), List.copyOf(chapters), Map.copyOf(notes));
    }

    public boolean isEmpty() {
        return all.isEmpty();
    }

    /// The slide of a step: the last one whose step is not after it, leaving out cards; -1 before the first.
    public int at(int step) {
        int found = -1;
        for (int i = 0; i < all.size(); i++) {
            var s = all.get(i);
            if (!s.isCard() && s.step <= step) {
                found = i;
            }
        }
        return found;
    }

    /// The next slide, or the one before.
    ///
    /// @param card the slide whose card is shown, -1 for none
    /// @return -1 where there is none
    public int turn(int card, int step, boolean back) {
        int now = card >= 0 ? card : at(step);
        if (!back) {
            return now + 1 < all.size() ? now + 1 : -1;
        }
        boolean beyond = card < 0 && now >= 0 && all.get(now).step < step;
        return beyond ? now : now - 1;
    }

    /// The first slide of the next chapter, or of this one, or where that is shown of the one before.
    public int chapter(int card, int step, boolean back) {
        int now = card >= 0 ? card : at(step);
        for (int i = back ? now - 1 : now + 1; i >= 0 && i < all.size(); i += back ? -1 : 1) {
            if (all.get(i).isCard()) {
                return i;
            }
        }
        return -1;
    }

    /// The chapter on screen, 0 for none.
    public int chapterAt(int card, int step) {
        int now = card >= 0 ? card : at(step);
        return now < 0 || now >= all.size() ? 0 : all.get(now).chapter;
    }

    /// The panel that is large at a step, null for all.
    public @Nullable PanelName focus(int step) {
        int now = at(step);
        return now < 0 ? null : all.get(now).focus;
    }

    /// The author's notes for a step: its own, or the last ones before it.
    public Optional<String> notesAt(int step) {
        return notes.keySet().stream().filter(i -> i <= step).max(Integer::compare).map(i -> String.valueOf(notes.get(i)));
    }
}
