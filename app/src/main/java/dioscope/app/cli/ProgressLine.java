package dioscope.app.cli;

import dioscope.app.export.Progress;
import java.io.PrintStream;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// How far a film is, in one line of a terminal that is written again and again; nothing where there is no terminal.
final class ProgressLine implements Progress {
    private static final long EVERY_NANOS = 200_000_000;
    private static final long SOON_NANOS = 1_000_000_000;

    private final @Nullable PrintStream terminal;
    private final long began = System.nanoTime();
    private long shown = began;
    private int width;

    ProgressLine(@Nullable PrintStream terminal) {
        this.terminal = terminal;
    }

    static ProgressLine on(Output to) {
        var console = System.console();
        return new ProgressLine(to.err() == System.err && console != null && console.isTerminal() ? to.err() : null);
    }

    @Override
    public boolean at(long done, long of) {
        long now = System.nanoTime();
        if (terminal != null && now - shown >= EVERY_NANOS) {
            shown = now;
            show(terminal, line(done, of, now - began));
        }
        return true;
    }

    /// Such as `frame 1,200 of 3,600, 33 %, 40 s left`.
    static String line(long done, long of, long nanos) {
        var text = String.format(Locale.ROOT, "frame %,d of %,d, %d %%", done, of, 100 * done / of);
        if (done == of) return text + ", finishing";
        if (done == 0 || nanos < SOON_NANOS) return text;
        long left = Math.round((double) nanos / done * (of - done) / 1e9);
        return text + (left >= 60 ? ", %d:%02d min left".formatted(left / 60, left % 60) : ", " + left + " s left");
    }

    private void show(PrintStream to, String text) {
        to.print("\r" + text + " ".repeat(Math.max(0, width - text.length())));
        to.flush();
        width = text.length();
    }

    void clear() {
        if (terminal != null && width > 0) {
            show(terminal, "");
            terminal.print("\r");
            width = 0;
        }
    }
}
