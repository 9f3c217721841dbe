package dioscope.app.export.job;

import dioscope.app.export.ffmpeg.FilmKind;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// What can be made of a run.
public enum ExportKind {
    MP4(FilmKind.MP4, ".mp4"), WEBM(FilmKind.WEBM, ".webm"), GIF(FilmKind.GIF, ".gif"),
    /// A folder of numbered pictures.
    FRAMES(FilmKind.PNGS, ""), PNG(null, ".png"), SVG(null, ".svg"), PDF(null, ".pdf"),
    /// The run on paper: a page for each step that is worth one.
    HANDOUT(null, ".pdf");

    private final @Nullable FilmKind film;
    private final String ending;

    ExportKind(@Nullable FilmKind film, String ending) {
        this.film = film;
        this.ending = ending;
    }

    /// The film, null for a picture of one step and for a handout.
    public @Nullable FilmKind film() {
        return film;
    }

    /// Of a file's name, with its dot; empty for a folder.
    public String ending() {
        return ending;
    }

    /// Whether it is the picture of one step.
    public boolean picture() {
        return this == PNG || this == SVG || this == PDF;
    }

    /// Whether there can be sound, and captions in the file.
    public boolean tracks() {
        return this == MP4 || this == WEBM;
    }

    /// The same file with this ending in place of another's.
    public Path named(Path file) {
        var name = String.valueOf(file.getFileName());
        for (var k : values()) {
            if (!k.ending.isEmpty() && name.endsWith(k.ending)) {
                name = name.substring(0, name.length() - k.ending.length());
                break;
            }
        }
        return file.resolveSibling(name + ending);
    }
}
