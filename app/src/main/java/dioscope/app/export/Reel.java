package dioscope.app.export;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// What is seen when: the shots of a film one after the other, its chapters and its captions. Times are nanoseconds from the beginning of the film.
///
/// @param shots without gaps, the first at 0
/// @param chapters without gaps over the whole film; none where the film has no chapters
/// @param captions by time, not overlapping
public record Reel(List<Shot> shots, List<Chapter> chapters, List<Caption> captions) {
    public Reel {
        shots = List.copyOf(shots);
        chapters = List.copyOf(chapters);
        captions = List.copyOf(captions);
    }

    /// How long the film is.
    public long nanos() {
        return shots.getLast().endNanos();
    }

    /// How many frames it has.
    public long frames(int fps) {
        return Math.max(1, Math.ceilDiv(Math.multiplyExact(nanos() / 1000, fps), 1_000_000L));
    }

    /// A stretch of the film.
    public sealed interface Shot {
        long fromNanos();

        long nanos();

        default long endNanos() {
            return fromNanos() + nanos();
        }
    }

    /// The film's title.
    public record TitleCard(long fromNanos, long nanos, String title, String subtitle, List<String> lines) implements Shot {}

    /// A chapter's title.
    ///
    /// @param number 1 for the first
    public record ChapterCard(long fromNanos, long nanos, int number, String title) implements Shot {}

    /// What the run came to.
    public record EndCard(long fromNanos, long nanos, String title, List<String> lines) implements Shot {}

    /// A step of the run: the panels go over to it for `moveNanos`, then stand.
    ///
    /// @param step which one
    /// @param from the step that is gone over from; the same as `step` where nothing moves
    /// @param moveNanos at most `nanos`
    /// @param focus the panel the picture shows at the end of the movement, null for all
    /// @param caption the words of this step; empty for none
    public record StepShot(long fromNanos, long nanos, int step, int from, long moveNanos, @Nullable PanelName focus,
            String caption) implements Shot {}

    /// A stretch with a name.
    public record Chapter(long fromNanos, long toNanos, String title) {}

    /// Words that stand for a while.
    public record Caption(long fromNanos, long toNanos, String text) {}
}
