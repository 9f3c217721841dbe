package dioscope.app.panel;

import dioscope.app.paint.Bounds;
import dioscope.app.paint.Drawing;
import dioscope.app.paint.FontRole;
import dioscope.app.paint.Style;
import dioscope.app.paint.Token;
import dioscope.app.panel.Inputs.Section;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// The first pages of a handout: what is asked, what to watch, what the run was started with, and what is on which page.
public final class HandoutCover {
    private static final double ROW = 20;
    private static final double GAP = 34;
    /// Lines of a group that are not parted from its heading.
    private static final int TOGETHER = 8;

    private final Study study;
    private final HandoutPaper paper;

    /// A line of the contents.
    ///
    /// @param number before its name, such as a step's; empty for a chapter
    /// @param page where it is
    public record Entry(String number, String name, int page) {}

    /// @param title of the run
    /// @param subtitle below it; empty for none
    /// @param question that the run answers, with the marks of [Words]
    /// @param watch what to watch
    /// @param facts about the whole run, one line each
    public record Story(String title, String subtitle, String question, List<String> watch, List<String> facts) {}

    /// A line in a column.
    ///
    /// @param keep how many of the next lines must not be parted from it
    private record Item(double height, int keep, Ink ink) {}

    private interface Ink {
        void draw(Kit k, double x, double y, double room);
    }

    private HandoutCover(Study study, HandoutPaper paper) {
        this.study = study;
        this.paper = paper;
    }

    /// The pages.
    ///
    /// @param of how many pages the handout has
    public static List<Drawing> draw(Study study, HandoutPaper paper, Story story, List<Section> parameters, List<Entry> contents, int of) {
        return new HandoutCover(study, paper).pages(story, parameters, contents, of);
    }

    private Kit kit() {
        return new Kit(study.trace().at(0), View.of(study).withScale(1), paper.width(), paper.height());
    }

    private List<Drawing> pages(Story story, List<Section> parameters, List<Entry> contents, int of) {
        var b = paper.body();
        double left = Math.round(b.width() * 0.42);
        double half = (b.width() - left - 2 * GAP) / 2;
        double third = (b.width() - 2 * GAP) / 3;
        var items = new ArrayList<Item>();
        parameters.forEach(s -> section(s, half, items));
        int listed = items.size();
        contents(contents, items);
        var out = new ArrayList<Drawing>();
        int at = 0;
        while (out.isEmpty() || at < items.size()) {
            var k = kit();
            paper.around(k, "", out.size() + 1, of);
            if (out.isEmpty()) {
                story(k, story, new Bounds(b.x(), b.y(), left, b.height()));
                // the contents begin the second column where the parameters do not need it
                at = column(k, items.subList(0, listed), at, new Bounds(b.x() + left + GAP, b.y(), half, b.height()));
                at = column(k, items, at, new Bounds(b.x() + left + 2 * GAP + half, b.y(), half, b.height()));
            } else {
                for (int i = 0; i < 3; i++) {
                    at = column(k, items, at, new Bounds(b.x() + i * (third + GAP), b.y(), third, b.height()));
                }
            }
            out.add(k.done());
        }
        return out;
    }

    /// Fills one column; at least one line goes into it. Returns the first line that is left.
    private static int column(Kit k, List<Item> items, int from, Bounds b) {
        double y = b.y();
        int i = from;
        while (i < items.size()) {
            double need = 0;
            for (int j = i; j <= Math.min(items.size() - 1, i + items.get(i).keep); j++) {
                need += items.get(j).height;
            }
            if (i > from && y + need > b.bottom()) {
                break;
            }
            items.get(i).ink.draw(k, b.x(), y, b.width());
            y += items.get(i).height;
            i++;
        }
        return i;
    }

    private void section(Section s, double room, List<Item> items) {
        heading(s.heading(), Math.min(TOGETHER, s.rows().size()), items);
        var k = kit();
        for (var r : s.rows()) {
            double nw = k.width(r.name(), FontRole.SANS, 14);
            if (nw + k.width(r.value(), FontRole.MONO, 13.5) + 16 <= room) {
                items.add(new Item(ROW, 0, (q, x, y, w) -> {
                    double base = q.baseline(y + ROW / 2, FontRole.SANS, 14);
                    q.text(r.name(), x, base, 14, FontRole.SANS, Token.TEXT_DIM, w);
                    q.end(r.value(), x + w, base, 13.5, FontRole.MONO, Token.TEXT, w);
                    q.pen.line(x, y + ROW, x + w, y + ROW, Style.stroke(Token.GRID, 0.8));
                }));
                continue;
            }
            var lines = k.tm.wrap(r.value(), room - 16, FontRole.MONO, 13.5);
            items.add(new Item(ROW * (1 + lines.size()), 0, (q, x, y, w) -> {
                q.text(r.name(), x, q.baseline(y + ROW / 2, FontRole.SANS, 14), 14, FontRole.SANS, Token.TEXT_DIM, w);
                for (int i = 0; i < lines.size(); i++) {
                    q.text(lines.get(i), x + 16, q.baseline(y + ROW * (i + 1.5), FontRole.MONO, 13.5), 13.5, FontRole.MONO, Token.TEXT, w);
                }
                q.pen.line(x, y + ROW * (1 + lines.size()), x + w, y + ROW * (1 + lines.size()), Style.stroke(Token.GRID, 0.8));
            }));
        }
        items.add(new Item(12, 0, (_, _, _, _) -> {}));
    }

    private static void heading(String text, int keep, List<Item> items) {
        items.add(new Item(26, keep, (k, x, y, w) -> k.text(text.toUpperCase(Locale.ROOT), x, k.baseline(y + 12, FontRole.SANS_BOLD, 13.5),
                13.5, FontRole.SANS_BOLD, Token.TEXT, w)));
    }

    private static void contents(List<Entry> entries, List<Item> items) {
        if (entries.isEmpty()) {
            return;
        }
        heading("On these pages", 3, items);
        for (var e : entries) {
            boolean chapter = e.number().isEmpty();
            items.add(new Item(chapter ? ROW + 6 : ROW, chapter ? 1 : 0, (k, x, y, w) -> {
                double cy = y + (chapter ? ROW / 2 + 6 : ROW / 2);
                var role = chapter ? FontRole.SANS_BOLD : FontRole.SANS;
                double at = x;
                if (!chapter) {
                    k.end(e.number(), x + 44, k.baseline(cy, FontRole.MONO, 13), 13, FontRole.MONO, Token.TEXT_DIM, 44);
                    at = x + 56;
                }
                var name = chapter ? FontRole.SANS_BOLD : FontRole.MONO;
                k.text(e.name(), at, k.baseline(cy, name, chapter ? 14 : 13), chapter ? 14 : 13, name, Token.TEXT, x + w - 40 - at);
                k.end(String.valueOf(e.page()), x + w, k.baseline(cy, role, 14), 14, role, Token.TEXT, 36);
            }));
        }
    }

    private void story(Kit k, Story s, Bounds b) {
        double y = b.y();
        double size = 36;
        while (size > 24 && k.tm.wrap(s.title(), b.width(), FontRole.SANS_BOLD, size).size() > 3) {
            size -= 2;
        }
        for (var line : k.tm.wrap(s.title(), b.width(), FontRole.SANS_BOLD, size)) {
            k.text(line, b.x(), k.baseline(y + size * 0.6, FontRole.SANS_BOLD, size), size, FontRole.SANS_BOLD, Token.TEXT, b.width() + 1);
            y += size * 1.22;
        }
        if (!s.subtitle().isEmpty()) {
            y = new Prose(k, 18, Token.TEXT_DIM).draw(s.subtitle(), b.x(), y + 6, b.width(), 26, b.bottom());
        }
        y += 14;
        for (var f : s.facts()) {
            for (var line : k.tm.wrap(f, b.width(), FontRole.SANS, 15)) {
                k.text(line, b.x(), k.baseline(y + 11, FontRole.SANS, 15), 15, FontRole.SANS, Token.TEXT_DIM, b.width() + 1);
                y += 22;
            }
        }
        y += 18;
        if (!s.question().isBlank()) {
            y = label(k, "THE QUESTION", b.x(), y);
            y = new Prose(k, 19, Token.TEXT).draw(s.question(), b.x(), y, b.width(), 28, b.bottom()) + 20;
        }
        if (!s.watch().isEmpty() && y + 60 < b.bottom()) {
            y = label(k, "WHAT TO WATCH", b.x(), y);
            for (double px = 17;; px -= 0.5) {
                var prose = new Prose(k, px, Token.TEXT);
                double h = 0;
                for (var w : s.watch()) {
                    h += prose.height(w, b.width() - 22, px * 1.45) + 8;
                }
                if (px <= 13 || y + h <= b.bottom()) {
                    for (var w : s.watch()) {
                        k.pen.rect(b.x() + 2, y + px * 0.5, 7, 7, 0, Style.fill(Token.TEXT));
                        y = prose.draw(w, b.x() + 22, y, b.width() - 22, px * 1.45, b.bottom()) + 8;
                    }
                    return;
                }
            }
        }
    }

    private static double label(Kit k, String text, double x, double y) {
        k.text(text, x, k.baseline(y + 10, FontRole.SANS_BOLD, 13.5), 13.5, FontRole.SANS_BOLD, Token.TEXT_DIM, 400);
        return y + 26;
    }
}
