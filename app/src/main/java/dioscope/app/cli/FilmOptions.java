package dioscope.app.cli;

import dioscope.app.export.FilmFormat;
import dioscope.app.export.FilmFormat.Aspect;
import dioscope.app.export.PanelName;
import dioscope.app.export.ffmpeg.FilmKind;
import dioscope.app.export.ffmpeg.FilmTarget.CaptionForm;
import dioscope.app.paint.Theme;
import dioscope.app.session.Granularity;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// What a film takes beside what a picture does.
final class FilmOptions {
    private static final Pattern PIXELS = Pattern.compile("(\\d{2,5})[xX×](\\d{2,5})");
    private static final Pattern LINES = Pattern.compile("(\\d{3,4})[pP]");
    private static final Pattern RANGE = Pattern.compile("(\\d{0,9})\\.\\.(\\d{0,9})");
    private static final int LEAST_EDGE = 360;
    private static final int MOST_PIXELS = 3840 * 3840;
    private static final int GIF_LINES = 540;
    private static final int GIF_FPS = 20;

    @Option(names = "--aspect", paramLabel = "A", description = "Film: 16:9 (the default), 9:16 or 1:1.")
    private @Nullable String aspect;
    @Option(names = "--fps", paramLabel = "N", description = "Film: frames a second, 30 (the default) or 60; of a GIF 10 to 50, 20 by default.")
    private @Nullable Integer fps;
    @Option(names = "--panels", split = ",", paramLabel = "P", description = "Film: these panels only, of file, bio, dio, flow, stack, code, why, "
            + "decisions, timeline.")
    private @Nullable List<String> panels;
    @Option(names = "--steps", paramLabel = "A..B", description = "Film, handout: from step A to step B; either may be left out.")
    private @Nullable String steps;
    @Option(names = "--detail", paramLabel = "D", description = "Film: which steps are seen: story (the default), decisions, calls, every.")
    private @Nullable String detail;
    @Option(names = "--captions", split = ",", paramLabel = "C", description = "Film: burned (the default: in the picture), track (in the file), srt, "
            + "vtt (beside it), or none.")
    private @Nullable List<String> captions;
    @Option(names = "--narration", paramLabel = "SOUND", description = "Film: WAV, FLAC, MP3 or Opus, in place of the one of the scenario; none for none.")
    private @Nullable String narration;
    @Option(names = "--speed", paramLabel = "X", description = "Film: 2 for twice as fast; 0.1 to 10.")
    private @Nullable Double speed;
    @Option(names = "--no-cards", description = "Film: without a title card and an end card.")
    private boolean noCards;
    @Option(names = "--ffmpeg", paramLabel = "PROGRAM", description = "Film: this ffmpeg and no other.")
    private @Nullable Path ffmpeg;
    @Option(names = "--encoder", paramLabel = "NAME", description = "Film: this encoder of ffmpeg, such as h264_nvenc.")
    private @Nullable String encoder;

    /// The first of these options that is given; null when none is.
    @Nullable
    String given() {
        return steps != null ? "--steps" : givenBesideSteps();
    }

    /// The first of these options that a handout has no use for; null when none is given.
    @Nullable
    String givenBesideSteps() {
        if (aspect != null) return "--aspect";
        if (fps != null) return "--fps";
        if (panels != null) return "--panels";
        if (detail != null) return "--detail";
        if (captions != null) return "--captions";
        if (narration != null) return "--narration";
        if (speed != null) return "--speed";
        if (noCards) return "--no-cards";
        return ffmpeg != null ? "--ffmpeg" : encoder != null ? "--encoder" : null;
    }

    /// The shape of the film.
    ///
    /// @param size `720p` and the like, `4k`, or pixels; null for the usual
    FilmFormat format(FilmKind kind, @Nullable String size, Theme theme) {
        boolean gif = kind == FilmKind.GIF;
        int rate = fps == null ? gif ? GIF_FPS : 30 : fps;
        if (gif ? rate < 10 || rate > 50 : rate != 30 && rate != 60) {
            throw Failure.usage("--fps " + rate + ": must be " + (gif ? "10 to 50" : "30 or 60"));
        }
        var chosen = EnumSet.noneOf(PanelName.class);
        for (var p : panels == null ? List.<String>of() : panels) {
            try {
                chosen.add(PanelName.parse(p.strip()));
            } catch (IllegalArgumentException e) {
                throw Failure.usage("--panels: " + e.getMessage());
            }
        }
        int[] pixels = pixels(size == null ? (gif ? GIF_LINES : 1080) + "p" : size);
        if (pixels[0] % 2 != 0 || pixels[1] % 2 != 0 || Math.min(pixels[0], pixels[1]) < LEAST_EDGE
                || (long) pixels[0] * pixels[1] > MOST_PIXELS) {
            throw Failure.usage("--size " + size + ": both must be even, at least " + LEAST_EDGE + ", and together at most " + MOST_PIXELS
                    + " pixels");
        }
        return new FilmFormat(pixels[0], pixels[1], rate, theme, chosen, forms().contains("burned"));
    }

    private int[] pixels(String size) {
        var exact = PIXELS.matcher(size);
        if (exact.matches()) {
            int w = Integer.parseInt(exact.group(1));
            int h = Integer.parseInt(exact.group(2));
            if (aspect != null && aspect() != (w == h ? Aspect.SQUARE : w > h ? Aspect.WIDE : Aspect.TALL)) {
                throw Failure.usage("--size " + size + " is not " + aspect);
            }
            return new int[]{w, h};
        }
        var lines = LINES.matcher(size);
        if (!lines.matches() && !size.equalsIgnoreCase("4k")) {
            throw Failure.usage("--size " + size + ": must be 720p, 1080p, 1440p, 4k, or pixels such as 1920x1080");
        }
        int edge = lines.matches() ? Integer.parseInt(lines.group(1)) : 2160;
        int longer = edge * 16 / 9 & ~1;
        return switch (aspect()) {
            case WIDE -> new int[]{longer, edge};
            case TALL -> new int[]{edge, longer};
            case SQUARE -> new int[]{edge, edge};
        };
    }

    private Aspect aspect() {
        return switch (aspect == null ? "16:9" : aspect) {
            case "16:9" -> Aspect.WIDE;
            case "9:16" -> Aspect.TALL;
            case "1:1" -> Aspect.SQUARE;
            default -> throw Failure.usage("--aspect " + aspect + ": must be 16:9, 9:16 or 1:1");
        };
    }

    private Set<String> forms() {
        var all = captions == null ? Set.of("burned") : Set.copyOf(captions.stream().map(c -> c.strip().toLowerCase(Locale.ROOT)).toList());
        for (var c : all) {
            if (!Set.of("burned", "track", "srt", "vtt", "none").contains(c)) {
                throw Failure.usage("--captions " + c + ": must be burned, track, srt, vtt or none");
            }
        }
        if (all.contains("none") && all.size() > 1) throw Failure.usage("--captions none goes with no other");
        return all;
    }

    /// Captions beside those in the picture.
    Set<CaptionForm> captions() {
        var out = EnumSet.noneOf(CaptionForm.class);
        for (var c : CaptionForm.values()) {
            if (forms().contains(c.name().toLowerCase(Locale.ROOT))) out.add(c);
        }
        return out;
    }

    /// The first and the last step that may be seen.
    int[] steps(int size) {
        if (steps == null) return new int[]{0, size - 1};
        var m = RANGE.matcher(steps);
        if (!m.matches()) throw Failure.usage("--steps " + steps + ": must be A..B, such as 10..200");
        int first = m.group(1).isEmpty() ? 0 : Integer.parseInt(m.group(1));
        int last = m.group(2).isEmpty() ? size - 1 : Integer.parseInt(m.group(2));
        if (first > last || last >= size) throw Failure.usage("--steps " + steps + ": this run has the steps 0 to " + (size - 1));
        return new int[]{first, last};
    }

    Granularity detail() {
        for (var g : Granularity.values()) {
            if (g.name().equalsIgnoreCase(detail == null ? "story" : detail)) return g;
        }
        throw Failure.usage("--detail " + detail + ": must be story, decisions, calls or every");
    }

    /// The narration: the one asked for, else that of the scenario, which lies beside its file.
    ///
    /// @param own as the scenario has it; null when it has none
    @Nullable
    Path narration(@Nullable String own, Path beside) {
        if (narration != null) return narration.equals("none") ? null : Path.of(narration);
        return own == null ? null : beside.resolve(own);
    }

    double speed() {
        double v = speed == null ? 1 : speed;
        if (!(v >= 0.1 && v <= 10)) throw Failure.usage("--speed " + v + ": must be 0.1 to 10");
        return v;
    }

    boolean cards() {
        return !noCards;
    }

    @Nullable
    Path ffmpeg() {
        return ffmpeg;
    }

    @Nullable
    String encoder() {
        return encoder;
    }
}
