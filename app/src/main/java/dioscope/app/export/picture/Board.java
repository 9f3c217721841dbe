package dioscope.app.export.picture;

import dioscope.app.export.PanelName;
import java.awt.Rectangle;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// A whole picture of panels, kept from frame to frame: all that are chosen, or one large.
final class Board {
    private final Canvas canvas;
    private final List<PanelLayer> layers = new ArrayList<>();
    private final WordsLayer words;

    Board(FilmPicture film, @Nullable PanelName focus) {
        var f = film.format();
        var l = film.layout(focus);
        canvas = new Canvas(f.width(), f.height(), f.theme());
        new TreeMap<>(l.panels()).forEach((name, b) -> layers.add(new PanelLayer(film, name, b, l.scaleOf(name), canvas)));
        words = new WordsLayer(film, l.caption(), canvas);
        var h = l.header();
        canvas.draw(film.header(), new Rectangle((int) h.x(), (int) h.y(), (int) h.width(), (int) h.height()), null);
    }

    Pixels pixels() {
        return canvas.pixels();
    }

    List<PanelLayer> layers() {
        return layers;
    }

    /// Brings the picture to a moment.
    void show(PanelLayer.Moment m, Words.At at) {
        for (var l : layers) {
            l.show(m);
        }
        words.show(at);
    }

    /// What became other since this was last asked.
    Rectangle take() {
        return canvas.take();
    }

    /// Where a panel is; null where it is not in the picture.
    @Nullable
    Rectangle place(PanelName name) {
        return layers.stream().filter(l -> l.name() == name).map(PanelLayer::place).findFirst().orElse(null);
    }
}
