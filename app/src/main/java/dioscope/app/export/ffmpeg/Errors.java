package dioscope.app.export.ffmpeg;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/// What a process says on its error stream: read all the time so that it never waits, the end of it kept.
final class Errors {
    private static final int KEPT = 40;

    private final Deque<String> lines = new ArrayDeque<>();
    private final Thread reader;

    private Errors(Process process) {
        reader = Thread.ofVirtual().unstarted(() -> read(process));
    }

    static Errors of(Process process) {
        var e = new Errors(process);
        e.reader.start();
        return e;
    }

    private void read(Process process) {
        try (var in = new BufferedReader(new InputStreamReader(process.getErrorStream(), StandardCharsets.UTF_8))) {
            for (var line = in.readLine(); line != null; line = in.readLine()) {
                if (line.isBlank()) continue;
                synchronized (lines) {
                    lines.addLast(line.strip());
                    if (lines.size() > KEPT) lines.removeFirst();
                }
            }
        } catch (IOException e) {
            // the process was ended
        }
    }

    /// All that is kept, once the process has ended.
    List<String> all() {
        try {
            reader.join(2000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        synchronized (lines) {
            return List.copyOf(lines);
        }
    }

    /// The first line that names the trouble; what follows it mostly says that nothing goes on.
    String last() {
        var all = all();
        return all.isEmpty() ? "it said nothing" : all.getFirst().replaceFirst("^\\[[^]]*] ", "");
    }

    boolean say(String words) {
        return all().stream().anyMatch(l -> l.contains(words));
    }
}
