package dioscope.app.export.ffmpeg;

import dioscope.app.export.ExportException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A spoken track.
public final class Narration {
    private static final Pattern TIME = Pattern.compile("(?m)^out_time_us=(\\d+)");

    private Narration() {}

    /// How long it is, nanoseconds: all of it is decoded, so that a broken file is known before a film is drawn.
    ///
    /// @param ffmpeg the one to ask; null to look for one
    /// @throws ExportException when it cannot be read
    public static long nanos(Path file, @Nullable Path ffmpeg) {
        return nanos(file, FfmpegFinder.usual().find(FilmKind.MP4, ffmpeg, "aac").ffmpeg());
    }

    static long nanos(Path file, Ffmpeg ffmpeg) {
        if (!Files.isReadable(file) || Files.isDirectory(file)) throw new ExportException(file + ": no such file, or it cannot be read");
        var said = ffmpeg.run(List.of("-hide_banner", "-nostats", "-loglevel", "error", "-xerror", "-i", file.toString(), "-map", "0:a:0",
                "-f", "null", "-progress", "pipe:1", "-"), file + " cannot be read as a narration");
        long micros = TIME.matcher(said).results().mapToLong(m -> Long.parseLong(m.group(1))).max().orElse(0);
        if (micros == 0) throw new ExportException(file + " has no sound in it");
        return micros * 1000;
    }
}
