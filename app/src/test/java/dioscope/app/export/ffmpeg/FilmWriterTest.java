package dioscope.app.export.ffmpeg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dioscope.app.export.ExportException;
import dioscope.app.export.Progress;
import dioscope.app.export.ffmpeg.FilmTarget.CaptionForm;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// With the ffmpeg that comes along, and with stand-ins that go wrong.
class FilmWriterTest {
    private static final Progress ON = (_, _) -> true;
    private static final TinyFrames FRAMES = TinyFrames.of(24);
    private static final FilmWriter WRITER = new FilmWriter(new FfmpegFinder(List.of(), Bundled::unpack));

    @TempDir
    private Path folder;

    @Test
    void writesAnMp4() throws IOException {
        var file = folder.resolve("new/deep/run.mp4");
        var target = FilmTarget.of(file).withTitle("Squares").withCaptions(EnumSet.allOf(CaptionForm.class));
        var counted = new AtomicLong();
        var result = WRITER.write(FRAMES, FRAMES.reel(), target, (n, of) -> {
            counted.set(Math.max(counted.get(), n));
            return of == 24;
        });
        assertThat(counted.get()).isEqualTo(24);
        assertThat(result.frames()).isEqualTo(24);
        assertThat(result.encoder()).contains("libopenh264").contains("that comes along");
        assertThat(result.files()).containsExactly(file, file.resolveSibling("run.srt"), file.resolveSibling("run.vtt"));
        assertThat(names(file.getParent())).containsExactly("run.mp4", "run.srt", "run.vtt");
        assertThat(Files.readString(file.resolveSibling("run.srt"))).contains("A square moves.");
        assertThat(result.bytes()).isGreaterThan(Files.size(file));
        var told = told(file);
        assertThat(told).contains("Duration: 00:00:00.80").contains("yuv420p(tv, bt709").contains("128x96").contains("30 fps")
                .contains("mov_text").contains("First part").contains("Second part").contains("Squares");
        // the index comes before the pictures
        var bytes = new String(Files.readAllBytes(file), java.nio.charset.StandardCharsets.ISO_8859_1);
        assertThat(bytes.indexOf("moov")).isLessThan(bytes.indexOf("mdat"));
        looksRight(file, 24);
    }

    @Test
    void writesAWebm() throws IOException {
        var file = folder.resolve("run.webm");
        var wav = folder.resolve("words.wav");
        Files.write(wav, wave(0.5));
        WRITER.write(FRAMES, FRAMES.reel(), FilmTarget.of(file).withCaptions(EnumSet.of(CaptionForm.TRACK)).withNarration(wav), ON);
        assertThat(told(file)).contains("vp9").contains("bt709").contains("webvtt").contains("Second part").contains("Audio: opus");
        looksRight(file, 24);
        assertThat(names(folder)).containsExactly("run.webm", "words.wav");
    }

    @Test
    void takesANarration() throws IOException {
        var file = folder.resolve("run.mp4");
        var wav = folder.resolve("words.wav");
        Files.write(wav, wave(1.25));
        assertThat(Narration.nanos(wav, bundled())).isBetween(1_249_000_000L, 1_251_000_000L);
        WRITER.write(FRAMES, FRAMES.reel(), FilmTarget.of(file).withNarration(wav), ON);
        assertThat(told(file)).contains("Audio: aac");
        looksRight(file, 24);
        Files.writeString(wav, "no sound");
        fails(FilmTarget.of(folder.resolve("other.mp4")).withNarration(wav), WRITER, "words.wav cannot be read as a narration");
        fails(FilmTarget.of(folder.resolve("other.mp4")).withNarration(folder.resolve("none.wav")), WRITER, "none.wav: no such file");
        fails(FilmTarget.of(folder.resolve("other.gif")).withNarration(wav), WRITER, "a GIF has no sound");
    }

    @Test
    void writesAGif() throws IOException {
        var file = folder.resolve("run.gif");
        WRITER.write(FRAMES, FRAMES.reel(), FilmTarget.of(file), ON);
        assertThat(told(file)).contains("gif").contains("128x96");
        looksRight(file, 24);
    }

    @Test
    void writesPicturesWithoutAnEncoder() throws IOException {
        var none = new FfmpegFinder(List.of(), Optional::empty);
        var result = new FilmWriter(none).write(FRAMES, FRAMES.reel(), FilmTarget.of(folder.resolve("f"), FilmKind.PNGS), ON);
        assertThat(names(folder.resolve("f"))).hasSize(24).startsWith("00001.png").endsWith("00024.png");
        assertThat(result.bytes()).isPositive();
        var wanted = new BufferedImage(128, 96, BufferedImage.TYPE_INT_RGB);
        FRAMES.draw(10, wanted);
        same(ImageIO.read(folder.resolve("f/00011.png").toFile()), wanted, 0);
        new FilmWriter(none).write(TinyFrames.of(3), FRAMES.reel(), FilmTarget.of(folder.resolve("g/a-%02d.png")), ON);
        assertThat(names(folder.resolve("g"))).containsExactly("a-01.png", "a-02.png", "a-03.png");
    }

    @Test
    void theSameFilmHasTheSameBytes() throws IOException {
        var a = folder.resolve("a.mp4");
        var b = folder.resolve("b.mp4");
        for (var file : List.of(a, b)) WRITER.write(FRAMES, FRAMES.reel(), FilmTarget.of(file), ON);
        assertThat(Files.mismatch(a, b)).isEqualTo(-1);
    }

    @Test
    void leavesNothingWhenItIsCancelled() throws IOException {
        for (var name : List.of("run.mp4", "run.webm", "run.gif", "f/", "new/run.mp4")) {
            for (long at : new long[]{0, 7, 24}) {
                var kind = FilmKind.of(name).orElseThrow();
                assertThatExceptionOfType(CancellationException.class)
                        .isThrownBy(
                                () -> WRITER.write(FRAMES, FRAMES.reel(), FilmTarget.of(folder.resolve(name), kind), (n, _) -> n < at));
                nothingIsLeft();
            }
        }
    }

    @Test
    void leavesNothingWhenItIsInterrupted() throws Exception {
        var thrown = new AtomicReference<Throwable>();
        var endless = TinyFrames.of(1_000_000);
        var started = new java.util.concurrent.CountDownLatch(20);
        var thread = Thread.ofPlatform().start(() -> {
            try {
                WRITER.write(endless, FRAMES.reel(), FilmTarget.of(folder.resolve("run.mp4")), (_, _) -> {
                    started.countDown();
                    return true;
                });
            } catch (CancellationException e) {
                thrown.set(e);
            }
        });
        started.await();
        thread.interrupt();
        thread.join(20_000);
        assertThat(thrown.get()).isInstanceOf(CancellationException.class);
        nothingIsLeft();
    }

    @Test
    void keepsWhatIsThereWhenItFails() throws IOException {
        var file = Files.writeString(folder.resolve("run.mp4"), "the film before");
        assertThatExceptionOfType(CancellationException.class)
                .isThrownBy(() -> WRITER.write(FRAMES, FRAMES.reel(), FilmTarget.of(file), (n, _) -> n < 5));
        assertThat(file).hasContent("the film before");
        assertThat(names(folder)).containsExactly("run.mp4");
    }

    @Test
    void saysThatThereIsNoFfmpeg() throws IOException {
        var none = new FilmWriter(new FfmpegFinder(List.of(folder), Optional::empty));
        fails(FilmTarget.of(folder.resolve("run.mp4")), none,
                "no ffmpeg was found, and none comes along for " + Bundled.platform() + ": install ffmpeg with libx264 or libopenh264");
        fails(FilmTarget.of(folder.resolve("run.mp4")).withEncoder(folder.resolve("x"), null), WRITER, "is not a program");
        fails(FilmTarget.of(folder.resolve("run.mp4")).withEncoder(null, "libnone"), WRITER, "has no encoder libnone");
    }

    @Test
    void takesTheSystemsOnlyWhenItHasTheEncoder() throws IOException {
        var old = script("echo 'ffmpeg version 4.4 x'; echo ' V..... libtheora   Theora'; echo ' V....D gif  GIF'");
        var finder = new FfmpegFinder(List.of(old.getParent()), Bundled::unpack);
        assertThat(finder.find(FilmKind.GIF, null, null).ffmpeg().program()).isEqualTo(old);
        assertThat(finder.find(FilmKind.MP4, null, null).ffmpeg().bundled()).isTrue();
        var alone = new FilmWriter(new FfmpegFinder(List.of(old.getParent()), Optional::empty));
        assertThatExceptionOfType(ExportException.class)
                .isThrownBy(() -> alone.write(FRAMES, FRAMES.reel(), FilmTarget.of(folder.resolve("a/run.mp4")), ON))
                .withMessageContaining("ffmpeg 4.4").withMessageContaining("has no encoder for H.264");
        assertThat(names(folder)).containsExactly("bin");
    }

    @Test
    void saysThatTheDiskIsFull() throws IOException {
        var writer = standIn("head -c 50000 >/dev/null; echo 'av_interleaved_write_frame(): No space left on device' >&2; exit 228");
        failsBeside(writer, "the disk is full: " + folder.resolve("out/run.mp4") + " was not written");
    }

    @Test
    void saysWhyFfmpegDied() throws IOException {
        failsBeside(standIn("head -c 30000 >/dev/null; echo '[h264 @ 0x5] cannot do that' >&2; exit 3"),
                "ended with code 3: cannot do that");
        failsBeside(standIn("kill -9 $$"), "ended with code 137");
        failsBeside(standIn("exit 1"), "it said nothing");
        // takes everything and fails at the end
        failsBeside(standIn("cat >/dev/null; echo 'Error writing trailer: No space left on device' >&2; exit 1"), "the disk is full");
    }

    @Test
    void saysThatItCannotWrite() throws IOException {
        Files.writeString(folder.resolve("file"), "");
        assertThatExceptionOfType(ExportException.class)
                .isThrownBy(() -> WRITER.write(FRAMES, FRAMES.reel(), FilmTarget.of(folder.resolve("file/run.mp4")), ON))
                .withMessageContaining("cannot write").withMessageContaining("run.mp4");
        Files.createDirectory(folder.resolve("d.mp4"));
        assertThatExceptionOfType(ExportException.class)
                .isThrownBy(() -> WRITER.write(FRAMES, FRAMES.reel(), FilmTarget.of(folder.resolve("d.mp4")), ON))
                .withMessageContaining("is a folder");
        assertThatExceptionOfType(ExportException.class).isThrownBy(() -> FilmTarget.of(folder.resolve("run.avi")))
                .withMessageContaining("a film ends in .mp4");
        assertThat(names(folder)).containsExactly("d.mp4", "file");
    }

    private void fails(FilmTarget target, FilmWriter writer, String words) throws IOException {
        var before = names(folder);
        assertThatExceptionOfType(ExportException.class).isThrownBy(() -> writer.write(FRAMES, FRAMES.reel(), target, ON))
                .withMessageContaining(words);
        assertThat(names(folder)).isEqualTo(before);
    }

    private void failsBeside(FilmWriter writer, String words) throws IOException {
        fails(FilmTarget.of(folder.resolve("out/run.mp4")), writer, words);
    }

    /// A program that says it is an ffmpeg with x264, and does `what` when it is to encode.
    private FilmWriter standIn(String what) throws IOException {
        var program = script(
                "case \"$*\" in *-version*) echo 'ffmpeg version 7.1';; *-encoders*) echo ' V....D libx264  H.264';; *) " + what
                        + ";; esac");
        return new FilmWriter(new FfmpegFinder(List.of(program.getParent()), Optional::empty));
    }

    private Path script(String what) throws IOException {
        var bin = Files.createDirectories(folder.resolve("bin"));
        var program = Files.writeString(bin.resolve("ffmpeg"), "#!/bin/sh\n" + what + "\n");
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
        return program;
    }

    private void nothingIsLeft() throws IOException {
        assertThat(names(folder)).isEmpty();
        assertThat(ProcessHandle.current().descendants().filter(p -> p.info().command().orElse("").endsWith("ffmpeg"))).isEmpty();
    }

    private static List<String> names(Path folder) throws IOException {
        try (var all = Files.list(folder)) {
            return all.map(p -> p.getFileName().toString()).sorted().toList();
        }
    }

    private static Ffmpeg bundled() throws IOException {
        return Ffmpeg.ask(Bundled.unpack().orElseThrow(), true);
    }

    /// What ffmpeg says of a file.
    private static String told(Path file) throws IOException {
        var process = bundled().builder(List.of("-hide_banner", "-i", file.toString())).redirectErrorStream(true).start();
        return new String(process.getInputStream().readAllBytes());
    }

    /// Every frame is there, at its place, with its colours up to the edges.
    private void looksRight(Path film, int frames) throws IOException {
        var raw = folder.resolve("decoded");
        bundled().run(List.of("-hide_banner", "-loglevel", "error", "-i", film.toString(), "-map", "0:v", "-fps_mode", "passthrough", "-vf",
                "scale=in_color_matrix=bt709:out_range=full", "-pix_fmt", "bgr0", "-f", "rawvideo", raw.toString()), "decoding");
        byte[] all = Files.readAllBytes(raw);
        Files.delete(raw);
        int size = 128 * 96 * 4;
        var wanted = new BufferedImage(128, 96, BufferedImage.TYPE_INT_RGB);
        var got = new BufferedImage(128, 96, BufferedImage.TYPE_INT_RGB);
        int shown = all.length / size;
        // a GIF has one picture for frames that are the same
        assertThat(shown).isIn(frames, frames - frames / 4);
        for (int n = 0; n < frames; n++) {
            FRAMES.draw(n, wanted);
            if (shown < frames && n % 4 == 3) continue;
            int at = (shown < frames ? n - n / 4 : n) * size;
            for (int i = 0; i < 128 * 96; i++) {
                got.setRGB(i % 128, i / 128,
                        all[at + 4 * i + 2] << 16 & 0xff0000 | all[at + 4 * i + 1] << 8 & 0xff00 | all[at + 4 * i] & 0xff);
            }
            same(got, wanted, 14);
        }
    }

    private static void same(BufferedImage got, BufferedImage wanted, int off) {
        double worst = 0;
        for (int y = 0; y < 96; y += 4) {
            for (int x = 0; x < 128; x += 4) {
                // the mean of a square, away from the edges that an encoder smooths
                boolean edge = Math.abs(y + 2 - 31) < 8 || Math.abs(y + 2 - 47) < 8;
                if (edge && off > 0) continue;
                for (int shift = 0; shift <= 16; shift += 8) {
                    int a = got.getRGB(x, y) >> shift & 0xff;
                    int b = wanted.getRGB(x, y) >> shift & 0xff;
                    boolean side = off > 0 && y >= 31 && y < 47;
                    if (!side) worst = Math.max(worst, Math.abs(a - b));
                }
            }
        }
        assertThat(worst).as("%s", HexFormat.of().toHexDigits(got.getRGB(0, 0))).isLessThanOrEqualTo(off);
        if (off > 0) {
            // the square is where it is to be
            assertThat(centre(got)).isCloseTo(centre(wanted), org.assertj.core.data.Offset.offset(0.7));
        }
    }

    /// The middle of what is bright in the middle row of the square.
    private static double centre(BufferedImage image) {
        double sum = 0;
        double weight = 0;
        for (int x = 0; x < 128; x++) {
            int bright = Math.max(0, (image.getRGB(x, 39) >> 8 & 0xff) - 60);
            sum += (double) bright * x;
            weight += bright;
        }
        return sum / Math.max(1, weight);
    }

    private static byte[] wave(double seconds) {
        int n = (int) (8000 * seconds);
        var b = java.nio.ByteBuffer.allocate(44 + 2 * n).order(java.nio.ByteOrder.LITTLE_ENDIAN);
        b.put("RIFF".getBytes()).putInt(36 + 2 * n).put("WAVEfmt ".getBytes()).putInt(16).putShort((short) 1).putShort((short) 1)
                .putInt(8000).putInt(16000).putShort((short) 2).putShort((short) 16).put("data".getBytes()).putInt(2 * n);
        for (int i = 0; i < n; i++) b.putShort((short) (8000 * Math.sin(i * 0.3)));
        return b.array();
    }
}
