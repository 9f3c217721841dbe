package dioscope.app.export.ffmpeg;

import dioscope.app.export.ExportException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// Forms of a film, told by the ending of the file's name.
public enum FilmKind {
    MP4("H.264", List.of("libx264", "libopenh264")), WEBM("VP9", List.of("libvpx-vp9", "libsvtav1", "libaom-av1", "libvpx")), GIF("GIF",
            List.of("gif")),
    /// A numbered PNG file for each frame: `folder/` or `name-%05d.png`. Needs no encoder.
    PNGS("PNG", List.of());

    private final String format;
    private final List<String> encoders;

    FilmKind(String format, List<String> encoders) {
        this.format = format;
        this.encoders = encoders;
    }

    /// What the pictures are packed as, as users know it.
    public String format() {
        return format;
    }

    /// ffmpeg's names of the encoders that write it, the best first. Those of graphics cards are taken only when they are asked for.
    List<String> encoders() {
        return encoders;
    }

    /// The form a target has; nothing when it is none of a film, as `x.png` is not.
    public static Optional<FilmKind> of(String target) {
        var name = target.toLowerCase(Locale.ROOT);
        if (name.endsWith("/") || name.endsWith("\\") || name.matches(".*%0?\\d*d[^/\\\\]*\\.png")) return Optional.of(PNGS);
        return Arrays.stream(values()).filter(k -> k != PNGS && name.endsWith("." + k.name().toLowerCase(Locale.ROOT))).findFirst();
    }

    static FilmKind of(Path target) {
        return of(target.toString()).orElseThrow(() -> new ExportException(
                target + ": a film ends in .mp4, .webm or .gif, or is a folder or a %05d.png"));
    }
}
