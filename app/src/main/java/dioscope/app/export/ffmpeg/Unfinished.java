package dioscope.app.export.ffmpeg;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/// What must be gone when a film does not come to its end: files, folders and processes, also when the program is ended (Ctrl-C).
final class Unfinished implements AutoCloseable {
    private final List<Path> paths = new CopyOnWriteArrayList<>();
    private final List<Process> processes = new CopyOnWriteArrayList<>();
    private final Thread hook = new Thread(this::end, "film-unfinished");
    private volatile boolean ending;

    Unfinished() {
        Runtime.getRuntime().addShutdownHook(hook);
    }

    /// Removes it at the end, unless it is [#keep]t.
    <P extends Path> P add(P path) {
        paths.add(path);
        return path;
    }

    void add(Process process) {
        processes.add(process);
        if (ending) process.destroyForcibly();
    }

    /// Whether the program is being ended.
    boolean ending() {
        return ending;
    }

    private void end() {
        ending = true;
        clear();
    }

    void keep(Path path) {
        paths.remove(path);
    }

    private void clear() {
        for (var p : processes) {
            p.destroyForcibly();
            try {
                p.waitFor(5, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        for (var p : paths.reversed()) Bundled.Leftovers.delete(p);
    }

    @Override
    public void close() {
        clear();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // the program is ending: it clears as well
        }
    }
}
