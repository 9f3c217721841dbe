package dioscope.launcher;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;

/// Starts the program on a Java that can run it, and says in one line which Java it needs on one that cannot.
public final class Launcher {
    static final int NEEDED = 25;
    private static final Path DEBIAN_JAVAS = Path.of("/usr/lib/jvm");
    private static final Pattern RELEASE_LINE = Pattern.compile("JAVA_VERSION=\"(\\d+).*");

    private Launcher() {}

    public static void main(String[] args) throws Throwable {
        int running = Runtime.version().feature();
        if (running < NEEDED) {
            System.err.println(refusal(running, newerJava(DEBIAN_JAVAS)));
            System.exit(1);
        }
        try {
            Class.forName("dioscope.app.Main").getMethod("main", String[].class).invoke(null, (Object) args);
        } catch (InvocationTargetException thrown) {
            throw thrown.getCause();
        }
    }

    static String refusal(int running, Optional<Path> newer) {
        return "dioscope needs Java " + NEEDED + " or newer; this is Java " + running
                + newer.map(java -> " (found here: " + java + ")").orElse(", and no newer one was found: install a JDK " + NEEDED);
    }

    /// The `java` of an installation under `folder` that is new enough.
    static Optional<Path> newerJava(Path folder) {
        if (!Files.isDirectory(folder)) return Optional.empty();
        try (var homes = Files.list(folder)) {
            return homes.sorted().filter(home -> feature(home) >= NEEDED).map(home -> home.resolve("bin/java")).findFirst();
        } catch (IOException unreadable) {
            return Optional.empty();
        }
    }

    private static int feature(Path home) {
        try (var lines = Files.lines(home.resolve("release"))) {
            return lines.map(RELEASE_LINE::matcher).filter(m -> m.matches()).mapToInt(m -> Integer.parseInt(m.group(1))).findFirst()
                    .orElse(0);
        } catch (IOException unreadable) {
            return 0;
        }
    }
}
