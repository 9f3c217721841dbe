package dioscope.app.export.picture;

import dioscope.app.export.FilmFormat;
import dioscope.app.export.ReelMaker;
import dioscope.app.export.Telling;
import dioscope.app.paint.Theme;
import java.awt.image.BufferedImage;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeMap;

/// What a frame costs in CPU, over whole films, after a first film that warms up: `FilmSpeed <width>x<height> <scenario>...`.
final class FilmSpeed {
    private FilmSpeed() {}

    public static void main(String[] args) {
        var size = args[0].split("x");
        var f = new FilmFormat(Integer.parseInt(size[0]), Integer.parseInt(size[1]), 60, Theme.dark(), Set.of(), true);
        var clock = ManagementFactory.getThreadMXBean();
        for (int a = 1; a < args.length; a++) {
            var s = Films.scenario(args[a]);
            var study = Films.study(s);
            var reel = ReelMaker.plan(s, study, Telling.WHOLE.withSpeed(Double.parseDouble(System.getProperty("speed", "1")))).reel();
            var script = new Script(reel.shots());
            for (int round = 0; round < 2; round++) {
                var frames = new FilmFrames(study, s.title(), reel, f);
                var image = new BufferedImage(f.width(), f.height(), BufferedImage.TYPE_INT_RGB);
                int n = (int) Math.min(frames.count(), Integer.getInteger("most", 12_000));
                var took = new long[n];
                var worst = new TreeMap<Long, String>();
                long all = clock.getCurrentThreadCpuTime();
                for (int i = 0; i < n; i++) {
                    long from = clock.getCurrentThreadCpuTime();
                    frames.draw(i, image);
                    took[i] = clock.getCurrentThreadCpuTime() - from;
                    var scene = script.at(i * 1_000_000_000L / 60);
                    worst.put(took[i], i + " " + (scene instanceof Script.Fade ? "fade" : scene.toString()));
                    if (worst.size() > 6) {
                        worst.pollFirstEntry();
                    }
                }
                all = clock.getCurrentThreadCpuTime() - all;
                var moving = Arrays.stream(took).filter(t -> t > 100_000).sorted().toArray();
                Arrays.sort(took);
                System.out.printf(
                        "%s round %d: %d frames, mean %.2f ms, p50 %.2f, p90 %.2f, p99 %.2f, p99.9 %.2f, most %.2f; of %d that change p50 %.2f, p99 %.2f; heap %d MiB%n",
                        args[a],
                        round, n,
                        all / 1e6 / n, took[n / 2] / 1e6, took[n * 9 / 10] / 1e6, took[n * 99 / 100] / 1e6, took[n * 999 / 1000] / 1e6,
                        took[n - 1] / 1e6, moving.length, moving[moving.length / 2] / 1e6, moving[moving.length * 99 / 100] / 1e6,
                        Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory() >> 20);
                if (round == 1) {
                    worst.descendingMap().forEach((t, w) -> System.out.printf("   %.2f ms %s%n", t / 1e6, w));
                }
            }
        }
    }
}
