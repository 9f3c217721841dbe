package dioscope.app.export.ffmpeg;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.JarURLConnection;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;

/// The ffmpeg that comes along as a library, unpacked once into the user's folder for such things.
final class Bundled {
    /// The folder of the program inside the library.
    private static final String INSIDE = "org/bytedeco/ffmpeg/";

    private Bundled() {}

    /// The platform that runs, as the library names it.
    static String platform() {
        var os = System.getProperty("os.name").toLowerCase(Locale.ROOT);
        var arch = System.getProperty("os.arch").toLowerCase(Locale.ROOT);
        return (os.contains("win") ? "windows" : os.contains("mac") ? "macosx" : os) + "-"
                + switch (arch) {
                    case "amd64", "x86_64" -> "x86_64";
                    case "aarch64", "arm64" -> "arm64";
                    default -> arch;
                };
    }

    /// The program; nothing where none comes along for this platform.
    static Optional<Path> unpack() {
        var name = platform().startsWith("windows") ? "ffmpeg.exe" : "ffmpeg";
        var url = Bundled.class.getClassLoader().getResource(INSIDE + platform() + "/" + name);
        if (url == null) return Optional.empty();
        try {
            if (!(url.openConnection() instanceof JarURLConnection in)) return Optional.empty();
            in.setUseCaches(false);
            try (var jar = in.getJarFile()) {
                var library = Path.of(jar.getName()).getFileName().toString().replaceFirst("\\.jar$", "");
                return Optional.of(unpack(jar, folder().resolve(library)).resolve(name));
            }
        } catch (IOException | UncheckedIOException e) {
            return unpackAside(name);
        }
    }

    /// Where the usual folder cannot be written: into one that goes with the program.
    private static Optional<Path> unpackAside(String name) {
        try {
            var url = Bundled.class.getClassLoader().getResource(INSIDE + platform() + "/" + name);
            if (url == null || !(url.openConnection() instanceof JarURLConnection in)) return Optional.empty();
            in.setUseCaches(false);
            var folder = Files.createTempDirectory("dioscope-ffmpeg");
            Runtime.getRuntime().addShutdownHook(new Thread(() -> Leftovers.delete(folder)));
            try (var jar = in.getJarFile()) {
                return Optional.of(unpack(jar, folder.resolve("unpacked")).resolve(name));
            }
        } catch (IOException | UncheckedIOException e) {
            return Optional.empty();
        }
    }

    /// @return `folder`, with all that ffmpeg needs in it
    private static Path unpack(JarFile jar, Path folder) throws IOException {
        var inside = INSIDE + platform() + "/";
        List<JarEntry> entries = jar.stream().filter(e -> !e.isDirectory() && e.getName().startsWith(inside))
                .filter(e -> e.getName().indexOf('/', inside.length()) < 0 && needed(e.getName().substring(inside.length()))).toList();
        if (whole(entries, inside, folder)) return folder;
        Files.createDirectories(folder.toAbsolutePath().getParent());
        var part = Files.createTempDirectory(folder.toAbsolutePath().getParent(), "part");
        try {
            for (var e : entries) {
                var name = e.getName().substring(inside.length());
                var file = part.resolve(name);
                if (emptied(name)) {
                    Files.write(file, emptyDevices(name));
                } else {
                    try (var in = jar.getInputStream(e)) {
                        Files.copy(in, file);
                    }
                }
                if (!file.toFile().setExecutable(true, true)) throw new IOException("cannot make " + file + " a program");
            }
            if (Files.exists(folder)) Leftovers.delete(folder);
            Files.move(part, folder, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            // another process may have been faster
            if (!whole(entries, inside, folder)) throw e;
        } finally {
            Leftovers.delete(part);
        }
        return folder;
    }

    private static boolean whole(List<JarEntry> entries, String inside, Path folder) {
        return entries.stream().allMatch(e -> {
            var name = e.getName().substring(inside.length());
            long size = folder.resolve(name).toFile().length();
            return emptied(name) ? size == emptyDevices(name).length : size == e.getSize();
        });
    }

    /// The bridges to Java stay packed.
    private static boolean needed(String name) {
        return !name.startsWith("libjni") && !name.startsWith("jni") && !name.startsWith("ffprobe");
    }

    private static boolean emptied(String name) {
        return name.startsWith("libavdevice.so.");
    }

    private static byte[] emptyDevices(String name) {
        var machine = platform().endsWith("arm64") ? EmptyLibrary.Machine.AARCH64 : EmptyLibrary.Machine.X86_64;
        return EmptyLibrary.of(machine, name, "LIBAVDEVICE_" + name.substring(name.lastIndexOf('.') + 1), EmptyLibrary.DEVICES);
    }

    /// Where programs keep what they can make again.
    private static Path folder() {
        var home = Path.of(System.getProperty("user.home"));
        var os = System.getProperty("os.name").toLowerCase(Locale.ROOT);
        if (os.contains("win")) {
            var local = System.getenv("LOCALAPPDATA");
            return (local == null ? home.resolve("AppData/Local") : Path.of(local)).resolve("dioscope");
        }
        if (os.contains("mac")) return home.resolve("Library/Caches/dioscope");
        var cache = System.getenv("XDG_CACHE_HOME");
        return (cache == null || cache.isBlank() ? home.resolve(".cache") : Path.of(cache)).resolve("dioscope");
    }

    /// Removes files and folders as far as that is possible.
    static final class Leftovers {
        private Leftovers() {}

        static void delete(Path root) {
            if (!Files.exists(root, java.nio.file.LinkOption.NOFOLLOW_LINKS)) return;
            try (var all = Files.walk(root)) {
                for (var p : all.sorted(Comparator.reverseOrder()).toList()) Files.deleteIfExists(p);
            } catch (IOException | UncheckedIOException e) {
                // what cannot be removed is in a folder for temporary things
            }
        }
    }
}
