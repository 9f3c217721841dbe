package dioscope.app.export.picture;

import dioscope.app.export.Reel;
import java.util.ArrayList;
import java.util.List;

/// The captions of a film in pieces that fit into the picture, each with its share of the time by how much there is to read.
final class Words {
    /// How long one caption passes over into the next, nanoseconds.
    private static final long PASS_NANOS = 140_000_000;

    private final List<Reel.Caption> pages = new ArrayList<>();

    /// What is to be read: `share` of 256 of `now`, the rest of `before`.
    record At(String before, String now, int share) {}

    private static final At NONE = new At("", "", 256);

    Words(List<Reel.Caption> captions, FilmPicture film) {
        for (var c : captions) {
            var parts = film.pages(c.text());
            long letters = Math.max(1, parts.stream().mapToLong(p -> p.length() + 12L).sum());
            long at = c.fromNanos();
            long read = 0;
            for (var p : parts) {
                read += p.length() + 12L;
                long to = c.fromNanos() + (long) ((double) (c.toNanos() - c.fromNanos()) * read / letters);
                pages.add(new Reel.Caption(at, to, p));
                at = to;
            }
        }
    }

    At at(long nanos) {
        int i = before(nanos);
        if (i < 0) {
            return NONE;
        }
        var p = pages.get(i);
        boolean over = nanos >= p.toNanos();
        long since = nanos - (over ? p.toNanos() : p.fromNanos());
        String now = over ? "" : p.text();
        if (since >= PASS_NANOS) {
            return new At(now, now, 256);
        }
        boolean follows = i > 0 && pages.get(i - 1).toNanos() >= p.fromNanos();
        String was = over ? p.text() : follows ? pages.get(i - 1).text() : "";
        double t = (double) since / PASS_NANOS;
        return new At(was, now, (int) Math.round(256 * t * t * (3 - 2 * t)));
    }

    /// The last that began at `nanos` or before, -1 for none.
    private int before(long nanos) {
        int low = 0;
        int high = pages.size();
        while (low < high) {
            int mid = low + high >>> 1;
            if (pages.get(mid).fromNanos() <= nanos) {
                low = mid + 1;
            } else {
                high = mid;
            }
        }
        return low - 1;
    }
}
