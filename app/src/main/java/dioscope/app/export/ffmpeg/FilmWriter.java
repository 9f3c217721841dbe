package dioscope.app.export.ffmpeg;

import dioscope.app.export.Captions;
import dioscope.app.export.ExportException;
import dioscope.app.export.Frames;
import dioscope.app.export.Progress;
import dioscope.app.export.Reel;
import dioscope.app.export.ffmpeg.FilmTarget.CaptionForm;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/// Writes films. A film is written beside its place and goes there when it is whole; when it fails or is cancelled, nothing of it is left and no process
/// runs on.
public final class FilmWriter {
    /// So many frames are looked at for the colours of a GIF.
    private static final int PALETTE_FRAMES = 48;

    private final FfmpegFinder finder;

    FilmWriter(FfmpegFinder finder) {
        this.finder = finder;
    }

    public FilmWriter() {
        this(FfmpegFinder.usual());
    }

    /// What was made.
    ///
    /// @param encoder which encoder of which ffmpeg
    /// @param files the film first, then captions beside it; of pictures the folder
    /// @param bytes of all of them
    /// @param drawNanos CPU time of drawing and converting
    /// @param encodeNanos CPU time of ffmpeg; 0 where there was none or it is not known
    public record Result(String encoder, List<Path> files, long frames, long bytes, long wallNanos, long drawNanos, long encodeNanos) {
        public Result {
            files = List.copyOf(files);
        }

        /// All of it in a line.
        @Override
        public String toString() {
            return String.format(Locale.ROOT, "%s: %,d frames, %s in %.1f s, by %s", files.getFirst(), frames, size(bytes), wallNanos / 1e9,
                    encoder);
        }

        private static String size(long n) {
            return n >= 10_000_000
                    ? String.format(Locale.ROOT, "%,d MB", n / 1_000_000)
                    : String.format(Locale.ROOT, "%,d kB", (n + 999) / 1000);
        }
    }

    /// Writes a film.
    ///
    /// @param reel of the same film, for captions, chapters and nothing else
    /// @throws CancellationException when the progress says so or the thread is interrupted
    /// @throws ExportException in all other cases in which there is no film
    public Result write(Frames frames, Reel reel, FilmTarget target, Progress progress) {
        long began = System.nanoTime();
        if ((frames.width() | frames.height()) % 2 != 0) {
            throw new ExportException("a film of " + frames.width() + "x" + frames.height() + " pixels cannot be made: both must be even");
        }
        try (var left = new Unfinished()) {
            try {
                return target.kind() == FilmKind.PNGS
                        ? pictures(frames, reel, target, progress, left, began)
                        : film(frames, reel, target, progress, left, began);
            } catch (ExportException e) {
                // the process was ended with the program
                if (left.ending()) throw new CancellationException();
                throw e;
            }
        }
    }

    private Result film(Frames frames, Reel reel, FilmTarget target, Progress progress, Unfinished left, long began) {
        boolean still = target.kind() == FilmKind.GIF;
        if (still) silent(target);
        var choice = finder.find(target.kind(), target.ffmpeg(), target.encoder());
        if (target.narration() != null) Narration.nanos(target.narration(), choice.ffmpeg());
        var path = target.path();
        if (Files.isDirectory(path)) throw new ExportException(path + " is a folder");
        folder(path, left);
        var part = part(path, left);
        var scratch = scratch(left);
        var pixels = still ? Pixels.BGR0 : Pixels.I420;
        var plain = new Encoding(target.kind(), choice.encoder(), pixels, frames.width(), frames.height(), frames.fps(), null, null, null,
                null);
        Encoding encoding;
        if (still) {
            var palette = scratch.resolve("palette.png");
            long some = Math.min(PALETTE_FRAMES, frames.count());
            try (var encoder = started(choice, plain.paletteArguments(palette), path, left)) {
                new Pump(frames, pixels, encoder).some(n -> n * (frames.count() - 1) / Math.max(1, some - 1), some,
                        (_, _) -> progress.at(0, frames.count()));
                encoder.finish(() -> progress.at(0, frames.count()));
            }
            encoding = new Encoding(target.kind(), choice.encoder(), pixels, frames.width(), frames.height(), frames.fps(), null, null,
                    null, palette);
        } else {
            var metadata = text(scratch.resolve("film.ffmeta"), Captions.ffmetadata(reel, target.title()));
            var track = target.captions().contains(CaptionForm.TRACK) && !reel.captions().isEmpty()
                    ? text(scratch.resolve("film.vtt"), Captions.vtt(reel))
                    : null;
            encoding = new Encoding(target.kind(), choice.encoder(), pixels, frames.width(), frames.height(), frames.fps(), metadata, track,
                    target.narration(), null);
        }
        long drawn;
        long encoded;
        try (var encoder = started(choice, encoding.arguments(part), path, left)) {
            drawn = new Pump(frames, pixels, encoder).all(progress);
            encoder.finish(() -> progress.at(frames.count(), frames.count()));
            encoded = encoder.cpuNanos();
        }
        var files = new LinkedHashMap<Path, Path>();
        files.put(part, path);
        files.putAll(beside(reel, target, path, left));
        long bytes = files.keySet().stream().mapToLong(p -> p.toFile().length()).sum();
        place(files, left);
        return new Result(choice.toString(), List.copyOf(files.values()), frames.count(), bytes, System.nanoTime() - began, drawn, encoded);
    }

    private static Encoder started(FfmpegFinder.Choice choice, List<String> arguments, Path path, Unfinished left) {
        var encoder = new Encoder(choice, arguments, path.toString());
        left.add(encoder.process());
        return encoder;
    }

    private static Result pictures(Frames frames, Reel reel, FilmTarget target, Progress progress, Unfinished left, long began) {
        silent(target);
        var name = target.path().getFileName().toString();
        boolean pattern = name.contains("%");
        if (pattern && !name.matches("[^%]*%(0\\d)?d[^%]*")) throw new ExportException(name + ": must have one %05d in it");
        var folder = pattern ? target.path().toAbsolutePath().resolveSibling("") : target.path();
        if (Files.exists(folder) && !Files.isDirectory(folder)) throw new ExportException(folder + " is no folder");
        folder(folder.resolve("x"), left);
        var part = folder.resolve(".part-" + Integer.toHexString(ThreadLocalRandom.current().nextInt()));
        try {
            left.add(Files.createDirectory(part));
        } catch (IOException e) {
            throw unwritable(folder, e);
        }
        var png = new PngSequence(part, folder, pattern ? name : "%05d.png", frames.width(), frames.height());
        long drawn = new Pump(frames, Pixels.BGR0, png).all(progress);
        if (!progress.at(frames.count(), frames.count())) throw new CancellationException();
        var files = new LinkedHashMap<Path, Path>();
        try (var all = Files.list(part)) {
            for (var p : all.sorted().toList()) files.put(p, folder.resolve(p.getFileName()));
        } catch (IOException e) {
            throw unwritable(folder, e);
        }
        var captions = beside(reel, target, folder.resolve("captions"), left);
        long bytes = png.bytes() + captions.keySet().stream().mapToLong(p -> p.toFile().length()).sum();
        files.putAll(captions);
        place(files, left);
        var made = new ArrayList<Path>(List.of(folder));
        made.addAll(captions.values());
        return new Result("PNG", made, frames.count(), bytes, System.nanoTime() - began, drawn, 0);
    }

    private static void silent(FilmTarget target) {
        var name = target.kind() == FilmKind.GIF ? "a GIF" : "a row of pictures";
        if (target.narration() != null) throw new ExportException(name + " has no sound: a narration needs .mp4 or .webm");
        if (target.captions().contains(CaptionForm.TRACK)) {
            throw new ExportException(name + " has no track for captions: take srt or vtt, or .mp4 or .webm");
        }
    }

    /// Caption files, not yet in their places.
    private static Map<Path, Path> beside(Reel reel, FilmTarget target, Path film, Unfinished left) {
        var out = new LinkedHashMap<Path, Path>();
        for (var form : CaptionForm.values()) {
            if (form == CaptionForm.TRACK || !target.captions().contains(form)) continue;
            var ending = form == CaptionForm.SRT ? ".srt" : ".vtt";
            var place = film.resolveSibling(film.getFileName().toString().replaceFirst("\\.[^.]*$", "") + ending);
            var part = part(place, left);
            out.put(text(part, form == CaptionForm.SRT ? Captions.srt(reel) : Captions.vtt(reel)), place);
        }
        return out;
    }

    /// Brings whole files to their places.
    private static void place(Map<Path, Path> files, Unfinished left) {
        for (var e : files.entrySet()) {
            try {
                Files.move(e.getKey(), e.getValue(), StandardCopyOption.REPLACE_EXISTING);
            } catch (IOException x) {
                throw unwritable(e.getValue(), x);
            }
        }
        for (var made : files.values()) {
            for (var p = made.toAbsolutePath(); p != null; p = p.getParent()) left.keep(p);
        }
    }

    /// Makes the folders above a file; those that were not there are gone again when the film fails.
    private static void folder(Path file, Unfinished left) {
        var missing = new ArrayList<Path>();
        for (var p = file.toAbsolutePath().getParent(); p != null && !Files.exists(p, LinkOption.NOFOLLOW_LINKS); p = p.getParent()) {
            missing.add(p);
        }
        for (var p : missing.reversed()) {
            try {
                left.add(Files.createDirectory(p));
            } catch (IOException e) {
                throw unwritable(file, e);
            }
        }
    }

    /// An empty file beside `path`, as which the film is made.
    private static Path part(Path path, Unfinished left) {
        if (Files.exists(path) && !Files.isWritable(path)) throw new ExportException("cannot write " + path + ": permission denied");
        var part = path.toAbsolutePath().resolveSibling(
                "." + path.getFileName() + "." + Integer.toHexString(ThreadLocalRandom.current().nextInt()) + ".part");
        try {
            return left.add(Files.createFile(part));
        } catch (IOException e) {
            throw unwritable(path, e);
        }
    }

    private static Path scratch(Unfinished left) {
        try {
            return left.add(Files.createTempDirectory("dioscope-film"));
        } catch (IOException e) {
            throw new ExportException("no folder for temporary files can be made: " + reason(e), e);
        }
    }

    private static Path text(Path file, String text) {
        try {
            return Files.write(file, text.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw unwritable(file, e);
        }
    }

    static ExportException unwritable(Path path, IOException e) {
        var reason = reason(e);
        return reason.contains("No space left") || reason.contains("not enough space")
                ? new ExportException("the disk is full: " + path + " was not written", e)
                : new ExportException("cannot write " + path + ": " + reason, e);
    }

    private static String reason(IOException e) {
        return switch (e) {
            case AccessDeniedException _ -> "permission denied";
            case NoSuchFileException _ -> "no such folder";
            case FileAlreadyExistsException _ -> "a file is in the way of a folder";
            case FileSystemException f -> words(f.getReason(), f);
            default -> words(e.getMessage(), e);
        };
    }

    private static String words(@Nullable String text, IOException e) {
        return text == null ? e.getClass().getSimpleName() : text;
    }
}
