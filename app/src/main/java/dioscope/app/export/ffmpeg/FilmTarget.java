package dioscope.app.export.ffmpeg;

import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Where a film goes, and what goes along with its pictures.
///
/// @param path the file; for [FilmKind#PNGS] the folder, or a name with `%05d` in it
/// @param title kept in the file; empty for none
/// @param captions beside those that are drawn into the pictures
/// @param narration WAV, FLAC, MP3, Opus or what else ffmpeg reads; null for none
/// @param ffmpeg to take this one and no other; null to look for one
/// @param encoder ffmpeg's name of the encoder to take; null for the best there is
public record FilmTarget(Path path, FilmKind kind, String title, Set<CaptionForm> captions, @Nullable Path narration,
        @Nullable Path ffmpeg, @Nullable String encoder) {
    /// Ways to give captions that can be switched off.
    public enum CaptionForm {
        /// In the film's file.
        TRACK,
        /// SubRip beside it.
        SRT,
        /// WebVTT beside it.
        VTT
    }

    public FilmTarget {
        captions = captions.isEmpty() ? Set.of() : Set.copyOf(EnumSet.copyOf(captions));
    }

    /// A film without anything else.
    ///
    /// @throws dioscope.app.export.ExportException when the name has an ending that is none of a film
    public static FilmTarget of(Path path) {
        return of(path, FilmKind.of(path));
    }

    public static FilmTarget of(Path path, FilmKind kind) {
        return new FilmTarget(path, kind, "", Set.of(), null, null, null);
    }

    public FilmTarget withTitle(String text) {
        return new FilmTarget(path, kind, text, captions, narration, ffmpeg, encoder);
    }

    public FilmTarget withCaptions(Set<CaptionForm> forms) {
        return new FilmTarget(path, kind, title, forms, narration, ffmpeg, encoder);
    }

    public FilmTarget withNarration(@Nullable Path file) {
        return new FilmTarget(path, kind, title, captions, file, ffmpeg, encoder);
    }

    public FilmTarget withEncoder(@Nullable Path program, @Nullable String name) {
        return new FilmTarget(path, kind, title, captions, narration, program, name);
    }
}
