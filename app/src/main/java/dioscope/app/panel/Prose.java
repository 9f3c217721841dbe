package dioscope.app.panel;

import dioscope.app.paint.FontRole;
import dioscope.app.paint.Token;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Sentences with marks in them, set in lines: `**bold**`, `` `code` ``, `[words](token)`, and an empty line between paragraphs.
final class Prose {
    /// Words in one look.
    private record Run(String text, FontRole role, double size, Token token) {}

    private final Kit k;
    private final double size;
    private final Token ink;

    Prose(Kit k, double size, Token ink) {
        this.k = k;
        this.size = size;
        this.ink = ink;
    }

    /// A line and its distance from the top, in lines.
    private record Line(double at, List<Run> runs) {}

    /// Height of `text` set to a width of `room`, pixels.
    double height(String text, double room, double lineH) {
        var lines = lines(text, room);
        return lines.isEmpty() ? 0 : (lines.getLast().at + 1) * lineH;
    }

    /// Draws `text` from `top`, in lines of `lineH` pixels no wider than `room`; what would be below `bottom` is left out, with a mark. Returns the
    /// lower edge.
    double draw(String text, double x, double top, double room, double lineH, double bottom) {
        var lines = lines(text, room);
        int n = 0;
        while (n < lines.size() && top + (lines.get(n).at + 1) * lineH <= bottom + 0.5) {
            n++;
        }
        for (int i = 0; i < n; i++) {
            var l = lines.get(i);
            double end = line(l.runs, x, top + l.at * lineH, lineH, room);
            if (i == n - 1 && n < lines.size()) {
                k.text("…", Math.min(end, x + room - size * k.s), k.baseline(top + (l.at + 0.5) * lineH, FontRole.SANS, size), size,
                        FontRole.SANS, ink,
                        2 * size * k.s);
            }
        }
        return n == 0 ? top : top + (lines.get(n - 1).at + 1) * lineH;
    }

    /// How many lines `text` takes in a width of `room` pixels.
    int count(String text, double room) {
        return lines(text, room).size();
    }

    /// Draws all of `text` in lines that are centred in `room`, around `cy`.
    void centred(String text, double x, double cy, double room, double lineH) {
        var lines = lines(text, room);
        double top = cy - lines.size() * lineH / 2;
        for (int i = 0; i < lines.size(); i++) {
            var runs = lines.get(i).runs;
            double w = 0;
            for (int j = 0; j < runs.size(); j++) {
                var r = runs.get(j);
                w += k.width(j == runs.size() - 1 ? r.text.stripTrailing() : r.text, r.role, r.size);
            }
            line(runs, x + (room - w) / 2, top + i * lineH, lineH, room);
        }
    }

    private List<Line> lines(String text, double room) {
        var out = new ArrayList<Line>();
        double at = 0;
        for (var paragraph : text.strip().split("\n\\s*\n")) {
            if (at > 0) {
                at += 0.45;
            }
            var line = new ArrayList<Run>();
            double width = 0;
            for (var word : words(runs(paragraph.replace('\n', ' ')))) {
                double need = 0;
                for (var r : word) {
                    need += k.width(r.text, r.role, r.size);
                }
                if (!line.isEmpty() && width + need > room && !blank(word)) {
                    out.add(new Line(at++, List.copyOf(line)));
                    line.clear();
                    width = 0;
                }
                if (!line.isEmpty() || !blank(word)) {
                    line.addAll(word);
                    width += need;
                }
            }
            if (!line.isEmpty()) {
                out.add(new Line(at++, List.copyOf(line)));
            }
        }
        return out;
    }

    private double line(List<Run> line, double x, double y, double lineH, double room) {
        double at = x;
        double end = x;
        for (int i = 0; i < line.size();) {
            var r = line.get(i);
            var t = new StringBuilder(r.text);
            int j = i + 1;
            while (j < line.size() && line.get(j).role == r.role && line.get(j).token.equals(r.token)) {
                t.append(line.get(j++).text);
            }
            String s = j == line.size() ? t.toString().stripTrailing() : t.toString();
            if (!s.isBlank()) {
                end = k.text(s, at, k.baseline(y + lineH / 2, FontRole.SANS, size), r.size, r.role, r.token, x + room - at + 1);
            }
            at += k.width(t.toString(), r.role, r.size);
            i = j;
        }
        return end;
    }

    private static boolean blank(List<Run> word) {
        return word.size() == 1 && word.getFirst().text.isBlank();
    }

    /// Splits at spaces; what has no space between stays one word, whatever its looks.
    private static List<List<Run>> words(List<Run> runs) {
        var out = new ArrayList<List<Run>>();
        var word = new ArrayList<Run>();
        for (var r : runs) {
            int from = 0;
            String t = r.text;
            while (from < t.length()) {
                boolean space = t.charAt(from) == ' ';
                int to = from;
                // a long list of flags may go on in the next line
                while (to < t.length() && t.charAt(to) == ' ' == space && (to == from || t.charAt(to - 1) != '|')) {
                    to++;
                }
                var piece = new Run(t.substring(from, to), r.role, r.size, r.token);
                if (space) {
                    if (!word.isEmpty()) {
                        out.add(List.copyOf(word));
                        word.clear();
                    }
                    out.add(List.of(piece));
                } else {
                    word.add(piece);
                    if (piece.text.endsWith("|")) {
                        out.add(List.copyOf(word));
                        word.clear();
                    }
                }
                from = to;
            }
        }
        if (!word.isEmpty()) {
            out.add(List.copyOf(word));
        }
        return out;
    }

    private List<Run> runs(String t) {
        var out = new ArrayList<Run>();
        var plain = new StringBuilder();
        boolean bold = false;
        for (int i = 0; i < t.length();) {
            char c = t.charAt(i);
            if (c == '*' && t.startsWith("**", i)) {
                flush(plain, bold, out);
                bold = !bold;
                i += 2;
                continue;
            }
            int end = c == '`' ? t.indexOf('`', i + 1) : -1;
            if (end > 0) {
                flush(plain, bold, out);
                out.add(new Run(t.substring(i + 1, end), bold ? FontRole.MONO_BOLD : FontRole.MONO, size * 0.9, Token.NOW));
                i = end + 1;
                continue;
            }
            int close = c == '[' ? t.indexOf("](", i) : -1;
            int stop = close > 0 ? t.indexOf(')', close) : -1;
            if (stop > 0 && role(t.substring(close + 2, stop)) != null) {
                flush(plain, bold, out);
                var token = role(t.substring(close + 2, stop));
                out.add(new Run(t.substring(i + 1, close), FontRole.SANS_BOLD, size, token == null ? ink : token));
                i = stop + 1;
                continue;
            }
            plain.append(c);
            i++;
        }
        flush(plain, bold, out);
        return out;
    }

    private static @Nullable Token role(String name) {
        var t = name.isEmpty() ? null : new Token(name);
        return t != null && Token.known().contains(t) ? t : null;
    }

    private void flush(StringBuilder plain, boolean bold, List<Run> out) {
        if (!plain.isEmpty()) {
            out.add(new Run(plain.toString(), bold ? FontRole.SANS_BOLD : FontRole.SANS, size, ink));
            plain.setLength(0);
        }
    }
}
