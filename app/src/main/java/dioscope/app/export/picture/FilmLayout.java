package dioscope.app.export.picture;

import dioscope.app.export.FilmFormat;
import dioscope.app.export.FilmFormat.Aspect;
import dioscope.app.export.PanelName;
import dioscope.app.paint.Bounds;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Where everything in a picture of a film is, in whole pixels. The panels that are chosen fill the room, whichever they are.
///
/// @param scale of the panels, to be given to `View.withScale`
/// @param header the line at the top
/// @param body the room of the panels
/// @param caption the band of the words at the bottom; of no height where none are drawn
public record FilmLayout(double scale, Bounds header, Bounds body, Bounds caption, Map<PanelName, Bounds> panels) {
    /// No text of a panel is smaller than this, before scaling.
    public static final double LEAST = 13.5;
    /// The smallest text in pixels: 14 in a picture of 720 lines, and 28 in an upright one of 1080 columns.
    private static final double LEAST_PIXELS = 14.0 / 720;
    private static final double LEAST_UPRIGHT = 28.0 / 1080;
    /// Type grows at most by this where panels have more room than they need.
    private static final double LARGE = 1.5;

    private static final Set<PanelName> WORDS = EnumSet.of(PanelName.STACK, PanelName.CODE, PanelName.WHY, PanelName.DECISIONS);

    /// Panels side by side.
    private record Row(double weight, List<PanelName> names) {}

    /// @param panels in the picture, at least one
    /// @param lanes of the timeline
    /// @param flow whether the timeline names the calls
    /// @param calls how many there are, which lie below one another in the file
    /// @param captions whether there are words to be drawn
    static FilmLayout of(FilmFormat f, Set<PanelName> panels, int lanes, boolean flow, int calls, boolean captions) {
        return of(f, panels, lanes, flow, calls, captions, 1);
    }

    /// As [#of(FilmFormat, Set, int, boolean, int, boolean)], with larger or smaller type.
    ///
    /// @param type the size of all type, 1 for that of a film
    static FilmLayout of(FilmFormat f, Set<PanelName> panels, int lanes, boolean flow, int calls, boolean captions, double type) {
        double s = scale(f) * type;
        double gap = gap(s);
        double edge = f.scale() * type;
        double head = Math.round((f.aspect() == Aspect.TALL ? 132 : 68) * edge);
        double words = captions ? Math.round(captionHeight(f.aspect()) * edge) : 0;
        var header = new Bounds(gap, 0, f.width() - 2 * gap, head);
        double bottom = f.height() - (words > 0 ? words : gap);
        var body = new Bounds(gap, head, f.width() - 2 * gap, bottom - head);
        var caption = new Bounds(0, bottom, f.width(), words);
        var at = new EnumMap<PanelName, Bounds>(PanelName.class);
        var room = body;
        if (panels.contains(PanelName.TIMELINE) && panels.size() > 1) {
            double h = Math.round(Math.min((timelineHead(flow) + 15.5 * Math.max(3, lanes)) * s, 0.27 * body.height()));
            at.put(PanelName.TIMELINE, new Bounds(body.x(), body.bottom() - h, body.width(), h));
            room = new Bounds(body.x(), body.y(), body.width(), body.height() - h - gap);
        }
        var rest = new ArrayList<PanelName>();
        for (var p : PanelName.values()) {
            if (panels.contains(p) && !at.containsKey(p)) {
                rest.add(p);
            }
        }
        place(f.aspect(), rest, room, s, gap, 0.3 * (Math.clamp(calls, 1, 3) - 1), at);
        return new FilmLayout(s, header, body, caption, Map.copyOf(at));
    }

    /// The picture with one panel large; the timeline stays where it is.
    public FilmLayout focused(PanelName panel) {
        var at = new EnumMap<PanelName, Bounds>(PanelName.class);
        var time = panels.get(PanelName.TIMELINE);
        double h = body.height();
        if (time != null && panel != PanelName.TIMELINE && panels.size() > 1) {
            at.put(PanelName.TIMELINE, time);
            h = time.y() - gap(scale) - body.y();
        }
        at.put(panel, new Bounds(body.x(), body.y(), body.width(), h));
        return new FilmLayout(scale, header, body, caption, Map.copyOf(at));
    }

    /// The scale of a panel here: larger where all have more room than they need. The timeline beside others keeps its size.
    public double scaleOf(PanelName panel) {
        if (panel == PanelName.TIMELINE && panels.size() > 1) {
            return scale;
        }
        double grows = LARGE;
        for (var e : panels.entrySet()) {
            if (e.getKey() != PanelName.TIMELINE || panels.size() == 1) {
                grows = Math.min(grows, grows(e.getKey(), e.getValue()));
            }
        }
        return scale * grows;
    }

    private double grows(PanelName panel, Bounds room) {
        double high = switch (panel) {
            case FLOW -> 480;
            case FILE, DIO -> 330;
            case BIO, STACK, CODE, WHY -> 260;
            case DECISIONS -> 560;
            case TIMELINE -> 180;
        };
        double wide = switch (panel) {
            case FLOW -> 820;
            case FILE, BIO, TIMELINE -> 560;
            case DIO, STACK, CODE, WHY -> 440;
            case DECISIONS -> 580;
        };
        return Math.clamp(Math.min(room.width() / (scale * wide), room.height() / (scale * high)), 1, LARGE);
    }

    /// The scale that brings the smallest text of a panel to the smallest of the picture.
    static double scale(FilmFormat f) {
        return (f.aspect() == Aspect.TALL ? LEAST_UPRIGHT * f.width() : LEAST_PIXELS * f.height()) / LEAST;
    }

    private static double timelineHead(boolean flow) {
        return flow ? 60 : 48;
    }

    private static double gap(double s) {
        return Math.round(7 * s);
    }

    /// At 1080 pixels of the shorter edge.
    private static double captionHeight(Aspect a) {
        return switch (a) {
            case WIDE -> 122;
            case SQUARE -> 122;
            case TALL -> 208;
        };
    }

    private static void place(Aspect a, List<PanelName> names, Bounds room, double s, double gap, double more,
            Map<PanelName, Bounds> at) {
        var things = new ArrayList<>(names.stream().filter(n -> !WORDS.contains(n)).toList());
        var words = new ArrayList<>(names.stream().filter(WORDS::contains).toList());
        if (a == Aspect.WIDE && things.containsAll(List.of(PanelName.FILE, PanelName.BIO, PanelName.DIO)) && !words.isEmpty()) {
            // the register is high and narrow: it changes places with the stack
            things.remove(PanelName.DIO);
            words.addFirst(PanelName.DIO);
            if (words.remove(PanelName.STACK)) {
                things.add(PanelName.STACK);
            }
        }
        if (a == Aspect.WIDE && !things.isEmpty() && !words.isEmpty()) {
            double w = Math.round(Math.clamp(0.33 * room.width(), Math.min(390 * s, 0.4 * room.width()), 620 * s));
            rows(rows(a, things, more), new Bounds(room.x(), room.y(), room.width() - w - gap, room.height()), gap, at);
            rows(alone(words, more), new Bounds(room.right() - w, room.y(), w, room.height()), gap, at);
            return;
        }
        var all = new ArrayList<>(rows(a, things, more));
        if (a == Aspect.WIDE || a == Aspect.SQUARE && words.size() == 2 && !things.isEmpty()) {
            if (!words.isEmpty()) {
                all.add(new Row(1, words));
            }
        } else {
            all.addAll(alone(words, more));
        }
        rows(all, room, gap, at);
    }

    private static List<Row> alone(List<PanelName> names, double more) {
        return names.stream().map(n -> new Row(weight(n, more), List.of(n))).toList();
    }

    private static List<Row> rows(Aspect a, List<PanelName> things, double more) {
        for (var both : List.of(List.of(PanelName.BIO, PanelName.DIO), List.of(PanelName.BIO, PanelName.STACK))) {
            if (a != Aspect.TALL && things.containsAll(both)) {
                var out = new ArrayList<>(alone(things.stream().filter(n -> !both.contains(n)).toList(), more));
                out.add(new Row(1.05, both));
                return out;
            }
        }
        return alone(things, more);
    }

    /// @param more for panels that need more room when there are several calls
    private static double weight(PanelName n, double more) {
        return switch (n) {
            case FLOW -> 2.3 + more;
            case FILE -> 1.32 + more;
            case DIO -> 1.3;
            case BIO -> 0.95;
            case TIMELINE, CODE -> 1;
            case STACK -> 0.85;
            case WHY -> 1.3;
            case DECISIONS -> 1.7;
        };
    }

    private static void rows(List<Row> rows, Bounds room, double gap, Map<PanelName, Bounds> at) {
        double sum = rows.stream().mapToDouble(Row::weight).sum();
        double free = room.height() - gap * (rows.size() - 1);
        double done = 0;
        for (int i = 0; i < rows.size(); i++) {
            double from = Math.round(free * done / sum);
            done += rows.get(i).weight;
            double to = Math.round(free * done / sum);
            columns(rows.get(i).names, new Bounds(room.x(), room.y() + from + i * gap, room.width(), to - from), gap, at);
        }
    }

    private static void columns(List<PanelName> names, Bounds room, double gap, Map<PanelName, Bounds> at) {
        double each = (room.width() - gap * (names.size() - 1)) / names.size();
        for (int i = 0; i < names.size(); i++) {
            double from = Math.round(room.x() + i * (each + gap));
            double to = i == names.size() - 1 ? room.right() : Math.round(room.x() + i * (each + gap) + each);
            at.put(names.get(i), new Bounds(from, room.y(), to - from, room.height()));
        }
    }

    /// The bounds of a panel, or null where it is not in the picture.
    @Nullable
    Bounds at(PanelName panel) {
        return panels.get(panel);
    }
}
