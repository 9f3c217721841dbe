package dioscope.app.export.picture;

import dioscope.app.export.PanelName;
import dioscope.app.export.Reel;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What is to be seen at each time of a film. Knows nothing of pixels.
final class Script {
    private static final long FADE_NANOS = 400_000_000;
    private static final long CAMERA_NANOS = 650_000_000;

    private final List<Reel.Shot> shots;
    /// The panel that is large when a shot begins, by the number of the shot.
    private final List<@Nullable PanelName> begins = new ArrayList<>();

    /// A picture of the film.
    sealed interface Scene {}

    /// @param nanos when this is, for the captions
    record Steps(@Nullable PanelName focus, PanelLayer.Moment moment, long nanos) implements Scene {}

    /// @param shot number of the shot
    record Card(int shot) implements Scene {}

    /// One picture passes over into another.
    ///
    /// @param share of the second, above 0 and below 1
    record Fade(Scene from, Scene to, double share) implements Scene {}

    /// The camera goes from one panel, or from all (null), to another.
    ///
    /// @param way how far it has gone, 0 to 1, with a gentle start and end
    record Camera(@Nullable PanelName from, @Nullable PanelName to, double way, PanelLayer.Moment moment, long nanos) implements Scene {}

    Script(List<Reel.Shot> shots) {
        this.shots = shots;
        PanelName last = null;
        boolean cut = true;
        for (var s : shots) {
            if (s instanceof Reel.StepShot x) {
                begins.add(cut ? x.focus() : last);
                last = x.focus();
                cut = false;
            } else {
                begins.add(null);
                cut = true;
            }
        }
    }

    int size() {
        return shots.size();
    }

    Reel.Shot shot(int i) {
        return shots.get(i);
    }

    /// The shot at a time.
    int indexAt(long nanos) {
        int low = 0;
        int high = shots.size();
        while (low < high) {
            int mid = low + high >>> 1;
            if (shots.get(mid).fromNanos() <= nanos) {
                low = mid + 1;
            } else {
                high = mid;
            }
        }
        return Math.max(0, low - 1);
    }

    Scene at(long nanos) {
        int i = indexAt(nanos);
        var s = shots.get(i);
        if (s instanceof Reel.StepShot x) {
            return steps(i, x, nanos);
        }
        long fade = Math.min(FADE_NANOS, s.nanos() / 3);
        long since = nanos - s.fromNanos();
        if (i > 0 && shots.get(i - 1) instanceof Reel.StepShot before && since < fade) {
            return fade(steps(i - 1, before, s.fromNanos() - 1), new Card(i), (double) since / fade);
        }
        long left = s.endNanos() - nanos;
        if (i + 1 < shots.size() && left < fade) {
            return fade(new Card(i), first(i + 1), 1 - (double) left / fade);
        }
        return new Card(i);
    }

    private static Scene fade(Scene a, Scene b, double t) {
        return t <= 0 ? a : t >= 1 ? b : new Fade(a, b, smooth(t));
    }

    private Scene first(int i) {
        return shots.get(i) instanceof Reel.StepShot x ? steps(i, x, x.fromNanos()) : new Card(i);
    }

    private Scene steps(int i, Reel.StepShot s, long nanos) {
        var begin = begins.get(i);
        long camera = begin == s.focus() ? 0 : Math.min(CAMERA_NANOS, s.nanos() / 2);
        long move = Math.min(s.moveNanos(), s.nanos() - camera);
        long since = nanos - s.fromNanos();
        if (since < camera) {
            return new Camera(begin, s.focus(), smoother((double) since / camera), new PanelLayer.Moment(s.from(), s.step(), 0, move),
                    nanos);
        }
        double t = since - camera >= move ? 1 : (double) (since - camera) / move;
        return new Steps(s.focus(), new PanelLayer.Moment(s.from(), s.step(), t, move), nanos);
    }

    private static double smooth(double t) {
        return t * t * (3 - 2 * t);
    }

    private static double smoother(double t) {
        return t * t * t * (t * (6 * t - 15) + 10);
    }
}
