package dioscope.app.export.picture;

import dioscope.app.paint.Bounds;
import java.awt.Rectangle;
import org.jspecify.annotations.Nullable;

/// The band of the captions on a canvas.
final class WordsLayer {
    private final FilmPicture film;
    private final Canvas canvas;
    private final Rectangle place;
    private Words.@Nullable At shown;
    /// The two captions of `shown`.
    private @Nullable Pixels before;
    private @Nullable Pixels now;

    WordsLayer(FilmPicture film, Bounds place, Canvas canvas) {
        this.film = film;
        this.canvas = canvas;
        this.place = new Rectangle((int) place.x(), (int) place.y(), (int) place.width(), (int) place.height());
    }

    void show(Words.At at) {
        var s = shown;
        if (place.isEmpty() || at.equals(s)) {
            return;
        }
        var old = s != null && s.now().equals(at.before()) ? now : s != null && s.before().equals(at.before()) ? before : null;
        var a = old == null ? drawn(at.before()) : old;
        var same = s != null && s.now().equals(at.now()) ? now : null;
        var b = at.now().equals(at.before()) ? a : same == null ? drawn(at.now()) : same;
        canvas.mix(a, b, at.share(), place);
        canvas.changed(place);
        before = a;
        now = b;
        shown = at;
    }

    private Pixels drawn(String text) {
        canvas.draw(film.caption(text), place, null);
        return canvas.part(place);
    }
}
