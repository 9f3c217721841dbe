package dioscope.app.export.ffmpeg;

import dioscope.app.bench.Row;
import dioscope.app.export.FilmFormat;
import dioscope.app.export.Frames;
import dioscope.app.export.Reel;
import dioscope.app.export.ReelMaker;
import dioscope.app.export.Telling;
import dioscope.app.export.picture.FilmFrames;
import dioscope.app.paint.Theme;
import dioscope.app.session.Studies;
import dioscope.app.session.TextWords;
import dioscope.model.run.Runner;
import dioscope.model.scenario.ShippedScenarios;
import java.awt.Rectangle;
import java.awt.image.BufferedImage;
import java.awt.image.DataBufferInt;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/// Films at 1920×1080 and 60 frames a second: how much of what the encoder could do is reached while the frames are drawn beside it, what a frame costs,
/// and what a long film needs.
public final class FilmBench {
    private static final String FILM = "72-write-returns";
    private static final List<String> DRAWN = List.of("01-odsync-mixed", "72-write-returns", "75-large-folios");
    /// So many frames are kept ready in memory for the comparison.
    private static final int READY = 600;
    private static final int ROUNDS = 3;
    private static final double REAL_TIME = 60;
    private static final String SAID = "PEAK_MIB ";

    private FilmBench() {}

    /// A film and its plan.
    private record Film(Reel reel, FilmFrames frames) {
        static Film of(String scenario, int width, int height, int fps, double speed) {
            var s = ShippedScenarios.read(scenario);
            var trace = Runner.run(s);
            var study = Studies.of(s, trace, TextWords.carried(trace.profile()));
            var reel = ReelMaker.plan(s, study, Telling.WHOLE.withSpeed(speed)).reel();
            return new Film(reel, new FilmFrames(study, s.title(), reel, new FilmFormat(width, height, fps, Theme.dark(), Set.of(), true)));
        }
    }

    /// A part of a film as a film.
    private record Stretch(Frames of, long from, long count) implements Frames {
        @Override
        public int width() {
            return of.width();
        }

        @Override
        public int height() {
            return of.height();
        }

        @Override
        public int fps() {
            return of.fps();
        }

        @Override
        public Rectangle draw(long n, BufferedImage image) {
            return of.draw(from + n, image);
        }
    }

    public static List<Row> measure() throws IOException, InterruptedException {
        var rows = new ArrayList<Row>();
        rows.addAll(drawing());
        var bundled = new FfmpegFinder(List.of(), Bundled::unpack);
        rows.addAll(encoding("the ffmpeg that comes along", bundled));
        var system = FfmpegFinder.usual().find(FilmKind.MP4, null, null);
        if (!system.ffmpeg().bundled()) rows.addAll(encoding("the system's ffmpeg", FfmpegFinder.usual()));
        rows.add(longFilm());
        return rows;
    }

    /// CPU time of each frame, in films that were drawn once before.
    private static List<Row> drawing() {
        var cpu = ManagementFactory.getThreadMXBean();
        var nanos = new ArrayList<Double>();
        var moving = new ArrayList<Double>();
        for (int round = 0; round < 2; round++) {
            nanos.clear();
            moving.clear();
            for (var name : DRAWN) {
                var frames = Film.of(name, 1920, 1080, 60, 1).frames;
                var image = new BufferedImage(1920, 1080, BufferedImage.TYPE_INT_RGB);
                for (long n = 0; n < frames.count(); n++) {
                    long before = cpu.getCurrentThreadCpuTime();
                    var r = frames.draw(n, image);
                    nanos.add((cpu.getCurrentThreadCpuTime() - before) / 1e6);
                    if (!r.isEmpty()) moving.add(nanos.getLast());
                }
            }
        }
        var all = nanos.stream().mapToDouble(Double::doubleValue).toArray();
        var what = String.format(Locale.ROOT, "film 1080p60, to draw a frame, CPU, p99 of %,d of which %,d differ from the one before",
                all.length,
                moving.size());
        return List.of(Row.below(what, Row.percentile(all, 0.99), 6, "ms"),
                Row.told("the same, p99 of those that differ",
                        Row.percentile(moving.stream().mapToDouble(Double::doubleValue).toArray(), 0.99),
                        "ms"),
                Row.told("the same, the slowest", Row.percentile(all, 1), "ms"),
                Row.told("the same, mean", java.util.Arrays.stream(all).average().orElse(0), "ms"));
    }

    private static List<Row> encoding(String which, FfmpegFinder finder) throws IOException, InterruptedException {
        var film = Film.of(FILM, 1920, 1080, 60, 1);
        var choice = finder.find(FilmKind.MP4, null, null);
        long from = Math.max(0, film.frames.count() / 3);
        var stretch = new Stretch(film.frames, from, Math.min(READY, film.frames.count() - from));
        var ready = ready(stretch);
        var folder = Files.createTempDirectory("film-bench");
        try {
            var ours = new double[ROUNDS];
            var theirs = new double[ROUNDS];
            var ratio = new double[ROUNDS];
            for (int i = -1; i < ROUNDS; i++) {
                double t = prepared(choice, ready, stretch, folder.resolve("prepared.mp4"));
                var part = new Stretch(Film.of(FILM, 1920, 1080, 60, 1).frames, from, stretch.count);
                double o = new FilmWriter(finder).write(part, film.reel, FilmTarget.of(folder.resolve("run.mp4")), (_, _) -> true)
                        .wallNanos()
                        / 1e9;
                if (i < 0) continue;
                theirs[i] = stretch.count / t;
                ours[i] = stretch.count / o;
                ratio[i] = t / o;
            }
            ready.clear();
            var whole = new FilmWriter(finder).write(Film.of(FILM, 1920, 1080, 60, 1).frames, film.reel,
                    FilmTarget.of(folder.resolve("whole.mp4")), (_, _) -> true);
            var what = String.format(Locale.ROOT, "film 1080p60 with %s (%s), %.0f frames/s against %.0f fed with prepared frames", which,
                    choice.encoder(), Row.percentile(ours, 0.5), Row.percentile(theirs, 0.5));
            double fps = whole.frames() / (whole.wallNanos() / 1e9);
            return List.of(Row.atLeast(what, Row.percentile(ratio, 0.5), 0.7, "times"),
                    Row.told("the same, a whole film of %,d frames, against real time".formatted(whole.frames()), fps / REAL_TIME, "times"),
                    Row.told("the same, CPU of ffmpeg for a frame", whole.encodeNanos() / 1e6 / whole.frames(), "ms"),
                    Row.told("the same, CPU of drawing for a frame", whole.drawNanos() / 1e6 / whole.frames(), "ms"));
        } finally {
            Bundled.Leftovers.delete(folder);
        }
    }

    /// The frames as they go through the pipe; those that are the same are there once.
    private static List<byte[]> ready(Frames frames) {
        var out = new ArrayList<byte[]>();
        var image = new BufferedImage(frames.width(), frames.height(), BufferedImage.TYPE_INT_RGB);
        int[] rgb = ((DataBufferInt) image.getRaster().getDataBuffer()).getData();
        for (long n = 0; n < frames.count(); n++) {
            if (frames.draw(n, image).isEmpty() && n > 0) {
                out.add(out.getLast());
                continue;
            }
            var bytes = new byte[Pixels.I420.size(frames.width(), frames.height())];
            Pixels.I420.convert(rgb, frames.width(), frames.height(), new Rectangle(frames.width(), frames.height()), bytes);
            out.add(bytes);
        }
        return out;
    }

    /// Seconds from the start of ffmpeg to its end, with nothing to do but to write.
    private static double prepared(FfmpegFinder.Choice choice, List<byte[]> frames, Frames like, Path file) throws IOException {
        var encoding = new Encoding(FilmKind.MP4, choice.encoder(), Pixels.I420, like.width(), like.height(), like.fps(), null, null, null,
                null);
        long began = System.nanoTime();
        try (var encoder = new Encoder(choice, encoding.arguments(file), "prepared")) {
            for (var f : frames) encoder.frame(f);
            encoder.finish(() -> true);
        }
        return (System.nanoTime() - began) / 1e9;
    }

    /// Half an hour in a process that has 512 MiB, without an encoder.
    private static Row longFilm() throws IOException, InterruptedException {
        var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        var process = new ProcessBuilder(java, "-Xmx512m", "-classpath", System.getProperty("java.class.path"), FilmBench.class.getName())
                .redirectErrorStream(true).start();
        var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        int end = process.waitFor();
        var peak = said.lines().filter(l -> l.startsWith(SAID)).map(l -> l.substring(SAID.length()).split(" ", 2)).findFirst();
        if (peak.isEmpty()) throw new IOException("the long film ended with " + end + ": " + said);
        return Row.below("heap after a collection, the most while a film of " + peak.get()[1] + " is drawn in a process of -Xmx512m",
                Double.parseDouble(peak.get()[0]), 512, "MiB");
    }

    /// The long film: frames are drawn, converted and thrown away.
    public static void main(String[] args) {
        var once = Film.of(DRAWN.getFirst(), 1920, 1080, 60, 1).reel.nanos() / 1e9;
        var film = Film.of(DRAWN.getFirst(), 1920, 1080, 60, Math.max(0.1, Math.min(1, once / 1800)));
        var memory = ManagementFactory.getMemoryMXBean();
        long[] most = {0};
        long every = film.frames.count() / 40 + 1;
        var sink = new Pump.Sink() {
            @Override
            public void frame(byte[] bytes) {}

            @Override
            public void again() {}

            @Override
            public void abort() {}

            @Override
            public dioscope.app.export.ExportException failed(IOException e) {
                return new dioscope.app.export.ExportException(String.valueOf(e.getMessage()));
            }
        };
        new Pump(film.frames, Pixels.I420, sink).all((n, _) -> {
            if (n % every == 0) {
                System.gc();
                most[0] = Math.max(most[0], memory.getHeapMemoryUsage().getUsed());
            }
            return true;
        });
        System.out.printf(Locale.ROOT, "%s%.1f %.0f min at 1080p60%n", SAID, most[0] / 1048576.0, film.reel.nanos() / 60e9);
    }
}
