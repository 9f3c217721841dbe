package dioscope.app.export.page;

import dioscope.app.export.Captions;
import dioscope.app.export.ExportException;
import dioscope.app.export.Progress;
import dioscope.app.export.page.Stops.Stop;
import dioscope.app.paint.Drawing;
import dioscope.app.paint.Theme;
import dioscope.app.paint.pdf.PdfPages;
import dioscope.app.panel.HandoutCover;
import dioscope.app.panel.HandoutCover.Entry;
import dioscope.app.panel.HandoutPaper;
import dioscope.app.panel.HandoutStep;
import dioscope.app.panel.Study;
import dioscope.app.panel.Units;
import dioscope.model.scenario.Scenario;
import dioscope.model.state.Io;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// A run on paper: a first page that tells what is asked and what it was started with, then one page for each chosen step.
public final class Handout {
    /// Sizes of paper, in points, as they are read: wider than high.
    public enum Paper {
        A4(841.89, 595.28), LETTER(792, 612);

        private final double width;
        private final double height;

        Paper(double width, double height) {
            this.width = width;
            this.height = height;
        }

        /// What is used in the reader's country.
        public static Paper here() {
            return switch (Locale.getDefault().getCountry()) {
                case "US", "CA", "MX" -> LETTER;
                default -> A4;
            };
        }

        /// @throws IllegalArgumentException with the names there are
        public static Paper parse(String text) {
            return switch (text.strip().toLowerCase(Locale.ROOT)) {
                case "a4" -> A4;
                case "letter" -> LETTER;
                default -> throw new IllegalArgumentException("must be a4 or letter");
            };
        }
    }

    /// A page and where it is found.
    ///
    /// @param bookmark in the document's outline; empty for none
    /// @param chapter that begins here; empty for none
    public record Page(Drawing drawing, String bookmark, String chapter) {}

    private final Scenario scenario;
    private final Study study;
    private final List<Stop> stops;
    private final HandoutPaper paper;

    private Handout(Scenario scenario, Study study, List<Stop> stops, Paper size) {
        this.scenario = scenario;
        this.study = study;
        this.stops = stops;
        paper = HandoutPaper.of(size.width, size.height, title(), study.trace().profile().release());
    }

    /// The handout as a PDF.
    ///
    /// @param progress asked after every page; when it says no there is no handout
    /// @throws java.util.concurrent.CancellationException when `progress` says no
    public static byte[] pdf(Scenario scenario, Study study, List<Stop> stops, Paper size, Theme theme, Progress progress) {
        var h = new Handout(scenario, study, stops, size);
        var pages = h.pages();
        try (var pdf = new PdfPages(h.title(), Captions.plain(scenario.question()))) {
            for (int i = 0; i < pages.size(); i++) {
                var p = pages.get(i);
                pdf.page(p.drawing, theme, HandoutPaper.POINTS);
                if (!p.chapter.isEmpty()) {
                    pdf.bookmark(p.chapter, true);
                }
                if (!p.bookmark.isEmpty()) {
                    pdf.bookmark(p.bookmark, false);
                }
                if (!progress.at(i + 1, pages.size())) {
                    throw new java.util.concurrent.CancellationException();
                }
            }
            return pdf.bytes();
        }
    }

    /// The pages as drawings.
    public static List<Page> pages(Scenario scenario, Study study, List<Stop> stops, Paper size) {
        return new Handout(scenario, study, stops, size).pages();
    }

    private List<Page> pages() {
        if (stops.isEmpty()) {
            throw new ExportException("There is no step to show.");
        }
        int covers = 1;
        var cover = cover(covers);
        while (cover.size() != covers) {
            covers = cover.size();
            cover = cover(covers);
        }
        var out = new ArrayList<Page>();
        cover.forEach(d -> out.add(new Page(d, out.isEmpty() ? title() : "", "")));
        var chapter = "";
        int before = -1;
        for (var s : stops) {
            chapter = s.chapter().isEmpty() ? chapter : s.chapter();
            int page = out.size() + 1;
            var d = HandoutStep.draw(study.trace().at(s.step()), study, paper, chapter, s.words(), before, page, covers + stops.size());
            out.add(new Page(d, "Step " + s.step() + ": " + Stops.name(study.trace().step(s.step())), s.chapter()));
            before = s.step();
        }
        return out;
    }

    private List<Drawing> cover(int covers) {
        var contents = new ArrayList<Entry>();
        int page = covers;
        for (var s : stops) {
            page++;
            if (!s.chapter().isEmpty()) {
                contents.add(new Entry("", s.chapter(), page));
            }
            contents.add(new Entry(String.valueOf(s.step()), Stops.name(study.trace().step(s.step())), page));
        }
        var film = scenario.film();
        var story = new HandoutCover.Story(title(), film.subtitle().equals(scenario.question()) ? "" : film.subtitle(), scenario.question(),
                scenario.watch(), facts());
        return HandoutCover.draw(study, paper, story, Parameters.all(scenario), contents, covers + stops.size());
    }

    private String title() {
        var film = scenario.film().title();
        return film.isEmpty() ? scenario.title().isBlank() ? "A run" : scenario.title() : film;
    }

    private List<String> facts() {
        var t = study.trace();
        var out = new ArrayList<String>();
        out.add("Linux " + t.profile().release() + ", " + study.setting().device());
        out.add(t.size() - 1 + " steps, " + Units.time(t.step(t.size() - 1).nanos()) + " on the virtual clock");
        var io = t.step(t.size() - 1).world().io();
        int shown = 0;
        for (var one : io.values()) {
            var result = one.result();
            if (++shown > 6) {
                out.add(io.size() - 6 + " more calls");
                break;
            }
            out.add(call(one) + (io.size() > 1 ? " " + one.id() : "")
                    + (result == null ? " has not returned" : " returned " + Units.result(result)));
        }
        var refusal = t.refusal();
        if (refusal != null) {
            out.add("The run stopped: " + refusal);
        }
        return out;
    }

    static String call(Io io) {
        return io.op().name().toLowerCase(Locale.ROOT);
    }
}
