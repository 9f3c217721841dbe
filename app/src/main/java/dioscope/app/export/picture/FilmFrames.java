package dioscope.app.export.picture;

import dioscope.app.export.FilmFormat;
import dioscope.app.export.Frames;
import dioscope.app.export.PanelName;
import dioscope.app.export.Reel;
import dioscope.app.paint.Bounds;
import dioscope.app.paint.Token;
import dioscope.app.paint.java2d.Java2dSurface;
import dioscope.app.panel.Study;
import java.awt.Rectangle;
import java.awt.image.BufferedImage;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The pictures of a film, drawn by Java2D. What stands still is drawn once and kept; what moves is drawn where it moves. How many pictures are kept does
/// not depend on the length of the film. Not to be shared between threads.
public final class FilmFrames implements Frames {
    private static final int BOARDS = 3;
    private static final int CARDS = 2;

    private final FilmPicture film;
    private final FilmFormat format;
    private final Script script;
    private final Words words;
    private final long count;
    private final int ground;
    private final Map<Optional<PanelName>, Board> boards = new LinkedHashMap<>();
    private final Map<Integer, Pixels> cards = new LinkedHashMap<>();
    /// What the image of the caller holds whole: a board, a card, or a scene that is made of two.
    private @Nullable Object held;
    /// Up to which layer the shot has been prepared.
    private int preparedShot = -1;
    private int preparedLayers;

    /// @param title of the scenario
    public FilmFrames(Study study, String title, Reel reel, FilmFormat format) {
        this.format = format;
        film = new FilmPicture(study, title, format, !reel.captions().isEmpty());
        script = new Script(reel.shots());
        words = new Words(format.captions() ? reel.captions() : java.util.List.of(), film);
        count = reel.frames(format.fps());
        ground = format.theme().argb(Token.BACKGROUND) & 0xFFFFFF;
    }

    /// The drawings it is made of.
    public FilmPicture picture() {
        return film;
    }

    @Override
    public int width() {
        return format.width();
    }

    @Override
    public int height() {
        return format.height();
    }

    @Override
    public int fps() {
        return format.fps();
    }

    @Override
    public long count() {
        return count;
    }

    @Override
    public Rectangle draw(long n, BufferedImage image) {
        if (n < 0 || n >= count) {
            throw new IndexOutOfBoundsException("frame " + n + " of " + count);
        }
        long nanos = time(n);
        var to = Pixels.of(image);
        var scene = script.at(nanos);
        var changed = scene.equals(held) ? new Rectangle() : draw(scene, to);
        prepare(nanos);
        return changed;
    }

    /// What is to be seen in a frame, for a test.
    Script.Scene scene(long n) {
        return script.at(time(n));
    }

    /// What is to be read in a frame, for a test.
    Words.At words(long n) {
        return words.at(time(n));
    }

    private long time(long n) {
        return n / format.fps() * 1_000_000_000L + n % format.fps() * 1_000_000_000L / format.fps();
    }

    private Rectangle draw(Script.Scene scene, Pixels to) {
        return switch (scene) {
            case Script.Steps s -> steps(s, to);
            case Script.Card c -> {
                to.copy(card(c.shot()), to.all());
                held = scene;
                yield to.all();
            }
            case Script.Fade f -> {
                to.mix(pixels(f.from()), pixels(f.to()), (int) Math.round(256 * f.share()), to.all());
                held = scene;
                yield to.all();
            }
            case Script.Camera c -> {
                camera(c, to);
                held = scene;
                yield to.all();
            }
        };
    }

    private Rectangle steps(Script.Steps s, Pixels to) {
        var b = board(s.focus());
        b.show(s.moment(), words.at(s.nanos()));
        var changed = b.take();
        if (held != b) {
            changed = to.all();
        }
        to.copy(b.pixels(), changed);
        held = b;
        return changed;
    }

    /// The whole picture of a scene that is not made of two.
    private Pixels pixels(Script.Scene scene) {
        return switch (scene) {
            case Script.Steps s -> {
                var b = board(s.focus());
                b.show(s.moment(), words.at(s.nanos()));
                yield b.pixels();
            }
            case Script.Card c -> card(c.shot());
            case Script.Camera c -> {
                var b = board(c.way() < 0.5 ? c.from() : c.to());
                b.show(c.moment(), words.at(c.nanos()));
                yield b.pixels();
            }
            case Script.Fade f -> pixels(f.to());
        };
    }

    private Board board(@Nullable PanelName focus) {
        var key = Optional.ofNullable(focus);
        var b = boards.remove(key);
        if (b == null) {
            b = new Board(film, focus);
        }
        boards.put(key, b);
        trim(boards, BOARDS);
        return b;
    }

    private Pixels card(int shot) {
        var p = cards.remove(shot);
        if (p == null) {
            p = Pixels.of(Java2dSurface.image(film.card(script.shot(shot)), format.theme(), 1));
        }
        cards.put(shot, p);
        trim(cards, CARDS);
        return p;
    }

    private static <K> void trim(Map<K, ?> kept, int most) {
        for (Iterator<K> i = kept.keySet().iterator(); kept.size() > most;) {
            i.next();
            i.remove();
        }
    }

    private void camera(Script.Camera c, Pixels to) {
        var a = board(c.from());
        a.show(c.moment(), words.at(c.nanos()));
        var b = board(c.to());
        b.show(c.moment(), words.at(c.nanos()));
        boolean in = c.from() == null;
        var panel = in ? c.to() : c.from();
        var all = in ? a : b;
        var one = in ? b : a;
        var small = c.from() != null && c.to() != null || panel == null ? null : all.place(panel);
        var large = panel == null ? null : one.place(panel);
        if (small == null || large == null) {
            to.mix(a.pixels(), b.pixels(), (int) Math.round(256 * c.way()), to.all());
            return;
        }
        double way = in ? c.way() : 1 - c.way();
        int gone = (int) Math.round(256 * Math.min(1, way / 0.45));
        to.copy(all.pixels(), to.all());
        if (gone >= 256) {
            to.fill(large, ground);
        } else {
            to.fade(all.pixels(), ground, gone, large);
        }
        var place = new Bounds(mix(small.x, large.x, way), mix(small.y, large.y, way), mix(small.width, large.width, way),
                mix(small.height, large.height, way));
        double passes = Math.clamp((way - 0.35) / 0.3, 0, 1);
        int share = (int) Math.round(256 * passes * passes * (3 - 2 * passes));
        if (share < 256) {
            to.scaled(all.pixels(), small, place, 256);
        }
        to.scaled(one.pixels(), large, place, share);
    }

    private static double mix(double a, double b, double t) {
        return a + (b - a) * t;
    }

    /// Works out a little of the next shot with each frame, so that its first frame takes no longer than others.
    private void prepare(long nanos) {
        int next = script.indexAt(nanos) + 1;
        if (next != preparedShot) {
            preparedShot = next;
            preparedLayers = 0;
        }
        if (next >= script.size() || !(script.shot(next) instanceof Reel.StepShot s)) {
            return;
        }
        var b = board(s.focus());
        int layers = b.layers().size();
        if (preparedLayers < layers) {
            b.layers().get(preparedLayers++).prepare(s.from(), s.step());
        } else if (preparedLayers < 2 * layers && b != held) {
            // a picture that is not seen yet is drawn piece by piece
            b.layers().get(preparedLayers++ - layers).show(new PanelLayer.Moment(s.from(), s.step(), 0, s.moveNanos()));
        }
    }
}
