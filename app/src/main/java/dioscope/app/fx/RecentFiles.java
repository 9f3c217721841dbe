package dioscope.app.fx;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// The files opened or saved lately, kept between runs in one small text file. That it cannot be read or written is no error.
final class RecentFiles {
    private static final int KEPT = 8;

    private final Path store;

    /// @param folder where the program keeps what it remembers
    RecentFiles(Path folder) {
        store = folder.resolve("recent");
    }

    /// Where this user's programs remember things.
    static Path folder() {
        var given = System.getProperty("dioscope.state");
        if (given != null) {
            return Path.of(given);
        }
        var state = System.getenv("XDG_STATE_HOME");
        return (state == null || state.isBlank() ? Path.of(System.getProperty("user.home"), ".local", "state") : Path.of(state))
                .resolve("dioscope");
    }

    /// Those that still exist, the last one first.
    List<Path> list() {
        try {
            return Files.exists(store)
                    ? Files.readAllLines(store).stream().filter(l -> !l.isBlank()).map(Path::of).filter(Files::exists).toList()
                    : List.of();
        } catch (IOException | java.nio.file.InvalidPathException e) {
            return List.of();
        }
    }

    void add(Path file) {
        var all = new ArrayList<>(list());
        all.remove(file.toAbsolutePath());
        all.addFirst(file.toAbsolutePath());
        try {
            Files.createDirectories(store.getParent());
            Files.write(store, all.stream().limit(KEPT).map(Path::toString).toList());
        } catch (IOException e) {
            // a list of files is a comfort
        }
    }
}
