package dioscope.app.export;

import dioscope.app.export.Reel.Caption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// What is told in words: cut to what can be read at once, and as the texts that players and encoders read. Times are those of the film.
public final class Captions {
    /// What stands in two or three lines.
    private static final int MOST = 150;
    private static final int LEAST_WORTH_CUTTING = 40;

    private Captions() {}

    /// A text in pieces that can be read at once: whole sentences where they fit, else parts of a sentence; marks are never cut through.
    public static List<String> pieces(String text) {
        var out = new ArrayList<String>();
        var rest = text.strip().replaceAll("\\s+", " ");
        while (rest.length() > MOST) {
            int at = cut(rest);
            out.add(rest.substring(0, at).strip());
            rest = rest.substring(at).strip();
        }
        if (!rest.isEmpty()) {
            out.add(rest);
        }
        return List.copyOf(out);
    }

    /// The best place to cut: after the last sentence that fits, else the last clause, else the last word.
    private static int cut(String s) {
        return cut(s, false);
    }

    /// The first sentence of a text.
    static String firstSentence(String text) {
        var s = text.strip().replaceAll("\\s+", " ");
        return s.substring(0, cut(s, true)).strip();
    }

    private static int cut(String s, boolean first) {
        int sentence = 0;
        int clause = 0;
        int word = 0;
        int any = 0;
        boolean bold = false;
        boolean code = false;
        int link = 0;
        for (int i = 0; i < s.length(); i++) {
            char c = s.charAt(i);
            if (c == '`') {
                code = !code;
            } else if (!code && s.startsWith("**", i)) {
                bold = !bold;
                i++;
            } else if (!code && c == '[') {
                link++;
            } else if (!code && c == ')' && link > 0) {
                link--;
            } else if (c == ' ' && !bold && !code && link == 0) {
                char before = s.charAt(i - 1);
                if (first) {
                    if (".!?".indexOf(before) >= 0) {
                        return i;
                    }
                } else if (i <= MOST) {
                    word = i;
                    if (".!?".indexOf(before) >= 0 || s.startsWith(".**", Math.max(0, i - 3))) {
                        sentence = i;
                    } else if (",;:".indexOf(before) >= 0) {
                        clause = i;
                    }
                } else if (any == 0) {
                    any = i;
                    break;
                }
            }
        }
        if (first) {
            return s.length();
        }
        return sentence >= LEAST_WORTH_CUTTING
                ? sentence
                : clause >= LEAST_WORTH_CUTTING ? clause : word > 0 ? word : any > 0 ? any : s.length();
    }

    /// A text without its marks.
    public static String plain(String text) {
        return text.replaceAll("\\[([^\\]]*)]\\([^)]*\\)", "$1").replace("**", "").replace("`", "").replaceAll("\\s+", " ").strip();
    }

    /// The captions as SubRip.
    public static String srt(Reel reel) {
        var out = new StringBuilder();
        int n = 0;
        for (var c : reel.captions()) {
            out.append(++n).append('\n').append(time(c.fromNanos(), ',')).append(" --> ").append(time(c.toNanos(), ',')).append('\n')
                    .append(lines(plain(c.text()))).append("\n\n");
        }
        return out.toString();
    }

    /// The captions as WebVTT.
    public static String vtt(Reel reel) {
        var out = new StringBuilder("WEBVTT\n\n");
        for (var c : reel.captions()) {
            out.append(time(c.fromNanos(), '.')).append(" --> ").append(time(c.toNanos(), '.')).append('\n')
                    .append(lines(plain(c.text()).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;"))).append("\n\n");
        }
        return out.toString();
    }

    /// Title and chapters as FFmpeg's metadata file.
    public static String ffmetadata(Reel reel, String title) {
        var out = new StringBuilder(";FFMETADATA1\ntitle=").append(escaped(title)).append('\n');
        for (var c : reel.chapters()) {
            out.append("[CHAPTER]\nTIMEBASE=1/1000\nSTART=").append(c.fromNanos() / 1_000_000).append("\nEND=")
                    .append(c.toNanos() / 1_000_000)
                    .append("\ntitle=").append(escaped(c.title())).append('\n');
        }
        return out.toString();
    }

    private static String escaped(String s) {
        return s.replaceAll("([=;#\\\\])", "\\\\$1").replaceAll("\\s+", " ");
    }

    /// Two lines about as long as one another, where one would be too long for a player.
    private static String lines(String s) {
        if (s.length() <= 48) {
            return s;
        }
        int half = s.length() / 2;
        int left = s.lastIndexOf(' ', half);
        int right = s.indexOf(' ', half);
        int at = right < 0 || left >= 0 && half - left <= right - half ? left : right;
        return at < 0 ? s : s.substring(0, at) + "\n" + s.substring(at + 1);
    }

    private static String time(long nanos, char point) {
        long ms = nanos / 1_000_000;
        return String.format(Locale.ROOT, "%02d:%02d:%02d%c%03d", ms / 3_600_000, ms / 60_000 % 60, ms / 1000 % 60, point, ms % 1000);
    }

    /// The pieces of a text over the time it stands, each as long as its share of the letters.
    static List<Caption> over(String text, long from, long to) {
        var pieces = pieces(text);
        long letters = pieces.stream().mapToLong(p -> plain(p).length()).sum();
        var out = new ArrayList<Caption>();
        long done = 0;
        for (var p : pieces) {
            long start = from + Math.round((to - from) * ((double) done / Math.max(1, letters)));
            done += plain(p).length();
            out.add(new Caption(start, from + Math.round((to - from) * ((double) done / Math.max(1, letters))), p));
        }
        return out;
    }
}
