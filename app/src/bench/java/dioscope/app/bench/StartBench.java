package dioscope.app.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/// From the start of the process to the drawn window, against the least that JavaFX can do, in CPU seconds; by turns, with the same flags and
/// the same jars.
final class StartBench {
    private static final int TURNS = 11;
    /// What both programs print once they are drawn.
    private static final String SAID = "SHOWN_CPU_MS ";

    private StartBench() {}

    static List<Row> measure() throws IOException, InterruptedException {
        var ours = new double[TURNS];
        var bare = new double[TURNS];
        for (int i = -1; i < TURNS; i++) {
            double b = start("dioscope.app.bench.BareWindow$Launch");
            double o = start("dioscope.app.Main");
            if (i >= 0) {
                bare[i] = b;
                ours[i] = o;
            }
        }
        double o = Row.percentile(ours, 0.5);
        double b = Row.percentile(bare, 0.5);
        var what = String.format(Locale.ROOT, "start to first window, %.2f CPU s against %.2f of a bare one", o, b);
        return List.of(Row.atMost(what, o / b, 1.6, "times"));
    }

    private static double start(String main) throws IOException, InterruptedException {
        var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        var process = new ProcessBuilder(java, "--enable-native-access=ALL-UNNAMED", "-Dglass.platform=Headless", "-Dprism.order=sw",
                "-Ddioscope.exitWhenShown=true", "-classpath", System.getProperty("java.class.path"), main).redirectErrorStream(true)
                .start();
        var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        int end = process.waitFor();
        for (var line : said.lines().toList()) {
            if (line.startsWith(SAID)) return Double.parseDouble(line.substring(SAID.length())) / 1000;
        }
        throw new IOException(main + " ended with " + end + ": " + said);
    }
}
