package dioscope.app.export.ffmpeg;

import dioscope.app.export.ExportException;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Looks for an ffmpeg: the system's where it can write what is wanted, else the one that comes along.
public final class FfmpegFinder {
    private final List<Path> folders;
    private final Supplier<Optional<Path>> bundled;

    FfmpegFinder(List<Path> folders, Supplier<Optional<Path>> bundled) {
        this.folders = List.copyOf(folders);
        this.bundled = bundled;
    }

    /// Looks where the system has its programs.
    public static FfmpegFinder usual() {
        var path = System.getenv("PATH");
        var folders = path == null
                ? List.<Path>of()
                : Arrays.stream(path.split(File.pathSeparator)).filter(f -> !f.isBlank()).map(Path::of).toList();
        return new FfmpegFinder(folders, Bundled::unpack);
    }

    /// An ffmpeg with the encoder it is to use.
    record Choice(Ffmpeg ffmpeg, String encoder) {
        @Override
        public String toString() {
            return encoder + " of " + ffmpeg;
        }
    }

    /// @param forced this one and no other; null to look
    /// @param encoder this one and no other; null for the best
    /// @throws ExportException when there is none
    Choice find(FilmKind kind, @Nullable Path forced, @Nullable String encoder) {
        var wanted = encoder == null ? kind.encoders() : List.of(encoder);
        if (forced != null) {
            if (!Files.isRegularFile(forced) || !Files.isExecutable(forced)) throw new ExportException(forced + " is not a program");
            try {
                var one = Ffmpeg.ask(forced.toAbsolutePath(), false);
                return choose(one, wanted).orElseThrow(() -> new ExportException(one + " has no " + named(kind, encoder)));
            } catch (IOException e) {
                throw new ExportException(forced + " cannot be used as ffmpeg: " + e.getMessage(), e);
            }
        }
        var system = onPath();
        var choice = system.flatMap(f -> choose(f, wanted));
        if (choice.isPresent()) return choice.get();
        var own = bundled.get();
        if (own.isEmpty()) {
            throw new ExportException(system.map(f -> f + " has no " + named(kind, encoder)).orElse("no ffmpeg was found")
                    + ", and none comes along for " + Bundled.platform() + ": install ffmpeg with " + String.join(" or ", wanted));
        }
        try {
            var one = Ffmpeg.ask(own.get(), true);
            return choose(one, wanted).orElseThrow(
                    () -> new ExportException(system.map(f -> f + " and ").orElse("") + one
                            + (system.isPresent() ? " have no " : " has no ") + named(kind, encoder)));
        } catch (IOException e) {
            throw new ExportException("the ffmpeg that comes along does not start (" + e.getMessage() + "): install ffmpeg", e);
        }
    }

    private static String named(FilmKind kind, @Nullable String encoder) {
        return encoder == null ? "encoder for " + kind.format() : "encoder " + encoder;
    }

    private static Optional<Choice> choose(Ffmpeg ffmpeg, List<String> wanted) {
        return wanted.stream().filter(ffmpeg.encoders()::contains).findFirst().map(e -> new Choice(ffmpeg, e));
    }

    /// The first that answers; one that does not start is as none.
    private Optional<Ffmpeg> onPath() {
        for (var folder : folders) {
            for (var name : List.of("ffmpeg", "ffmpeg.exe")) {
                var program = folder.resolve(name);
                if (!Files.isRegularFile(program) || !Files.isExecutable(program)) continue;
                try {
                    return Optional.of(Ffmpeg.ask(program.toAbsolutePath(), false));
                } catch (IOException e) {
                    // the next one may work
                }
            }
        }
        return Optional.empty();
    }
}
