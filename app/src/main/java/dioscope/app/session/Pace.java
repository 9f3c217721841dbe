package dioscope.app.session;

import dioscope.app.panel.Study;

/// How long the player stays at a step. In the story there is something to read at each stop, and it stays longer where there is more
/// of it, or where a flag or an error has just changed; the finer ways to step are for looking, not for reading.
public final class Pace {
    private static final long EVEN_NANOS = 500_000_000;
    private static final long STOP_NANOS = 450_000_000;
    private static final long WORD_NANOS = 33_000_000;
    private static final long TURN_NANOS = 1_200_000_000;
    private static final long MOST_NANOS = 4_000_000_000L;

    private Pace() {}

    /// How long step `i` stays on the screen at speed 1, nanoseconds.
    public static long nanos(Study study, int i, Granularity g) {
        if (g != Granularity.STORY) {
            return EVEN_NANOS;
        }
        String why = study.words().why(study.trace().step(i));
        int words = why == null || why.isBlank() ? 0 : why.strip().split("\\s+").length;
        boolean turn = study.timeline().turns(Stepping.back(study.trace(), i, g), i);
        return Math.min(MOST_NANOS, STOP_NANOS + words * WORD_NANOS + (turn ? TURN_NANOS : 0));
    }
}
