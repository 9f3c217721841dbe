package dioscope.app.export.ffmpeg;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What ffmpeg is told.
///
/// @param metadata title and chapters in ffmpeg's own form; null for none
/// @param subtitles WebVTT for the embedded track; null for none
/// @param narration null for none
/// @param palette for GIF: the colours, as a picture
record Encoding(FilmKind kind, String encoder, Pixels pixels, int width, int height, int fps, @Nullable Path metadata,
        @Nullable Path subtitles, @Nullable Path narration, @Nullable Path palette) {
    private static final List<String> QUIET = List.of("-hide_banner", "-nostats", "-loglevel", "error", "-y");

    /// Writes the film to `file`.
    List<String> arguments(Path file) {
        var a = new ArrayList<>(QUIET);
        a.addAll(raw());
        int inputs = 1;
        var maps = new ArrayList<String>();
        if (palette != null) {
            a.addAll(List.of("-i", palette.toString()));
            maps.addAll(List.of("-filter_complex", "[0:v][1:v]paletteuse=dither=none:diff_mode=rectangle[v]", "-map", "[v]"));
            inputs++;
        } else {
            maps.addAll(List.of("-map", "0:v"));
        }
        if (metadata != null) {
            a.addAll(List.of("-f", "ffmetadata", "-i", metadata.toString()));
            maps.addAll(List.of("-map_metadata", String.valueOf(inputs), "-map_chapters", String.valueOf(inputs)));
            inputs++;
        }
        if (subtitles != null) {
            a.addAll(List.of("-f", "webvtt", "-i", subtitles.toString()));
            maps.addAll(List.of("-map", inputs + ":s", "-c:s", kind == FilmKind.MP4 ? "mov_text" : "webvtt", "-metadata:s:s:0",
                    "language=eng"));
            inputs++;
        }
        if (narration != null) {
            a.addAll(List.of("-i", narration.toString()));
            maps.addAll(List.of("-map", inputs + ":a:0"));
            maps.addAll(kind == FilmKind.MP4 ? List.of("-c:a", "aac", "-b:a", "128k") : List.of("-c:a", "libopus", "-b:a", "96k"));
        }
        a.addAll(maps);
        a.addAll(video());
        a.addAll(switch (kind) {
            case MP4 -> List.of("-movflags", "+faststart", "-f", "mp4");
            case WEBM -> List.of("-f", "webm");
            case GIF -> List.of("-loop", "0", "-f", "gif");
            case PNGS -> throw new IllegalStateException("pictures need no encoder");
        });
        a.add(file.toString());
        return a;
    }

    /// Reads frames and writes the picture with the colours they have.
    List<String> paletteArguments(Path file) {
        var a = new ArrayList<>(QUIET);
        a.addAll(raw());
        a.addAll(List.of("-vf", "palettegen=reserve_transparent=1:stats_mode=full", "-frames:v", "1", "-update", "1", "-f", "image2",
                file.toString()));
        return a;
    }

    private List<String> raw() {
        var a = new ArrayList<>(List.of("-f", "rawvideo", "-pixel_format", pixels.ffmpeg(), "-video_size", width + "x" + height,
                "-framerate", String.valueOf(fps)));
        if (pixels == Pixels.I420) {
            a.addAll(List.of("-color_range", "tv", "-colorspace", "bt709", "-color_primaries", "bt709", "-color_trc", "bt709"));
        }
        a.addAll(List.of("-i", "pipe:0"));
        return a;
    }

    private List<String> video() {
        if (kind == FilmKind.GIF) return List.of();
        var a = new ArrayList<>(List.of("-c:v", encoder));
        a.addAll(switch (encoder) {
            case "libx264" -> List.of("-preset", "veryfast", "-crf", "18", "-profile:v", "high");
            case "libopenh264" -> List.of("-rc_mode", "quality", "-b:v", rate(8), "-qmin", "10", "-qmax", "20", "-profile:v", "high",
                    "-coder", "cabac");
            case "libvpx-vp9" -> List.of("-deadline", "realtime", "-cpu-used", "8", "-row-mt", "1", "-tile-columns", "2", "-crf", "30",
                    "-b:v", "0", "-tune-content", "screen");
            case "libsvtav1" -> List.of("-preset", "11", "-crf", "35");
            case "libaom-av1" -> List.of("-usage", "realtime", "-cpu-used", "9", "-row-mt", "1", "-crf", "32", "-b:v", "0");
            case "libvpx" -> List.of("-deadline", "realtime", "-cpu-used", "8", "-crf", "10", "-b:v", rate(1));
            default -> List.of("-b:v", rate(1));
        });
        // a place is found without decoding more than some seconds
        a.addAll(List.of("-pix_fmt", "yuv420p", "-g", String.valueOf(fps * 4), "-color_range", "tv", "-colorspace", "bt709",
                "-color_primaries", "bt709", "-color_trc", "bt709"));
        return a;
    }

    /// Bits for a second, by the size of the picture.
    private String rate(int times) {
        return String.valueOf(Math.max(500_000L, (long) width * height * 3) * times);
    }
}
