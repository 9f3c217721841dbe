package dioscope.app.export.picture;

import dioscope.app.export.PanelName;
import dioscope.app.paint.Bounds;
import dioscope.app.paint.Drawing;
import dioscope.app.paint.Tween;
import java.awt.Rectangle;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// One panel on a canvas: what of it is drawn, and what has to be drawn anew for the next frame.
final class PanelLayer {
    /// Drawings kept: of the step that is gone over from, of the one gone over to, and of the next.
    private static final int KEPT = 3;
    /// Words that change in a longer movement than this pass over, for at most as long; nanoseconds.
    static final long WORDS_NANOS = 160_000_000;

    private final FilmPicture film;
    private final PanelName name;
    private final Canvas canvas;
    private final Rectangle place;
    private final double scale;
    private final Map<Integer, Drawing> drawings = new LinkedHashMap<>();
    private @Nullable Way way;
    private @Nullable Way ahead;
    private @Nullable Drawing shown;
    /// Words that pass over: what was before and what will be.
    private @Nullable Pixels old;
    private @Nullable Pixels next;
    private int oldStep = -1;
    private int share = -1;

    /// The way from one step to another.
    private record Way(int from, int to, Tween tween, boolean stands) {}

    PanelLayer(FilmPicture film, PanelName name, Bounds place, double scale, Canvas canvas) {
        this.film = film;
        this.name = name;
        this.canvas = canvas;
        this.scale = scale;
        this.place = new Rectangle((int) place.x(), (int) place.y(), (int) place.width(), (int) place.height());
    }

    PanelName name() {
        return name;
    }

    Rectangle place() {
        return place;
    }

    private Drawing drawing(int step) {
        var d = drawings.remove(step);
        if (d == null) {
            d = film.panel(name, step, place.width, place.height, scale);
        }
        drawings.put(step, d);
        while (drawings.size() > KEPT) {
            drawings.remove(drawings.keySet().iterator().next());
        }
        return d;
    }

    private Way way(int from, int to) {
        var w = way;
        var soon = ahead;
        if (soon != null && soon.from == from && soon.to == to) {
            w = soon;
            way = soon;
            ahead = null;
        }
        if (w == null || w.from != from || w.to != to) {
            w = make(from, to);
            way = w;
        }
        return w;
    }

    private Way make(int from, int to) {
        var a = drawing(from);
        var b = drawing(to);
        boolean stands = a.equals(b);
        return new Way(from, to, stands || !FilmPicture.moves(name) ? Tween.none(b) : Tween.between(a, b), stands);
    }

    /// Works out ahead what will be needed for the way to a step.
    void prepare(int from, int to) {
        if (from == to) {
            drawing(to);
        } else if (ahead == null || ahead.from != from || ahead.to != to) {
            ahead = make(from, to);
        }
    }

    /// Brings the canvas to the state of a moment, and tells the canvas where it is other than before.
    void show(Moment m) {
        if (m.from() == m.to() || m.t() >= 1) {
            settle(drawing(m.to()));
            return;
        }
        if (m.t() <= 0) {
            settle(drawing(m.from()));
            return;
        }
        var w = way(m.from(), m.to());
        if (w.stands) {
            settle(drawing(m.to()));
        } else if (FilmPicture.moves(name)) {
            settle(w.tween.at(m.t()));
        } else {
            cross(m);
        }
    }

    /// Where the film is between two steps.
    ///
    /// @param t 0 at the step that is gone over from, 1 at the other
    /// @param moveNanos how long the way takes
    record Moment(int from, int to, double t, long moveNanos) {}

    private void settle(Drawing d) {
        var before = shown;
        var ready = next;
        if (ready != null && d == before) {
            canvas.put(ready, place);
            canvas.changed(place);
        } else if (before == null || share >= 0) {
            canvas.draw(d, place, null);
            canvas.changed(place);
        } else if (before != d) {
            for (var r : Difference.between(before, d, place.width, place.height)) {
                canvas.draw(d, place, r);
                canvas.changed(new Rectangle(place.x + r.x, place.y + r.y, r.width, r.height));
            }
        }
        shown = d;
        share = -1;
        old = null;
        next = null;
    }

    /// Words pass over at the beginning of the movement.
    private void cross(Moment m) {
        long lasts = Math.min(WORDS_NANOS, m.moveNanos());
        double t = m.t() * m.moveNanos() / lasts;
        if (t >= 1 || lasts < WORDS_NANOS / 2) {
            settle(drawing(m.to()));
            return;
        }
        var a = old;
        var b = next;
        if (a == null || b == null || share < 0 || shown != drawing(m.to()) || oldStep != m.from()) {
            settle(drawing(m.from()));
            a = canvas.part(place);
            settle(drawing(m.to()));
            b = canvas.part(place);
            old = a;
            next = b;
            oldStep = m.from();
        }
        int now = (int) Math.round(256 * t * t * (3 - 2 * t));
        if (now != share) {
            share = now;
            canvas.mix(a, b, now, place);
            canvas.changed(place);
        }
    }
}
