package dioscope.app.panel;

import dioscope.app.paint.CellId;
import java.lang.management.ManagementFactory;

/// CPU time of all panels, warm: `Stopwatch`.
final class Stopwatch {
    private Stopwatch() {}

    public static void main(String[] args) {
        var trace = Sample.trace();
        var v = View.of(Study.of(trace, Setting.DEFAULT, Sample.WORDS)).withHover(CellId.of("extents.4"));
        var inputs = new Inputs("", java.util.List.of());
        var threads = ManagementFactory.getThreadMXBean();
        long sum = 0;
        for (int round = 0; round < 8; round++) {
            long t0 = threads.getCurrentThreadCpuTime();
            int n = 0;
            for (int i = 0; i < 300; i++) {
                n += WindowPicture.draw(trace.at(i % trace.size()), v, inputs, 1920, 1080).shapes().size();
            }
            sum += n;
            System.out.printf("all panels: %.3f ms%n", (threads.getCurrentThreadCpuTime() - t0) / 300 / 1e6);
        }
        for (var s : dioscope.model.scenario.ShippedScenarios.all()) {
            var run = dioscope.model.run.Runner.run(s);
            long t1 = 0;
            long t2 = 0;
            for (int i = 0; i < 60; i++) {
                long t0 = threads.getCurrentThreadCpuTime();
                var study = Study.of(run, Setting.DEFAULT, Words.NONE);
                long ta = threads.getCurrentThreadCpuTime();
                var view = View.of(study).withHover(CellId.of("extents.0")).withSelected(CellId.of("io.1.dio.flags.28"));
                sum += WindowPicture.draw(run.at(run.size() / 2), view, inputs, 1920, 1080).shapes().size();
                long tb = threads.getCurrentThreadCpuTime();
                t1 = ta - t0;
                t2 = tb - ta;
            }
            System.out.printf("%s: %d steps, study %.2f ms, panels with history %.2f ms%n", s.title(), run.size(), t1 / 1e6, t2 / 1e6);
        }
        var big = Big.file(1000, 25_000);
        var b = View.of(Study.of(big, Setting.DEFAULT, Words.NONE)).withWindow(new View.Range(0, 25_000L * 4096));
        for (int round = 0; round < 4; round++) {
            long t0 = threads.getCurrentThreadCpuTime();
            for (int i = 0; i < 50; i++) {
                sum += FilePanel.draw(big.at(0), b, 1150, 430).shapes().size();
            }
            System.out.printf("1,000 extents, 25,000 pages: %.3f ms%n", (threads.getCurrentThreadCpuTime() - t0) / 50 / 1e6);
        }
        var endless = Big.run(100_000);
        long t0 = threads.getCurrentThreadCpuTime();
        var study = Study.of(endless, Setting.DEFAULT, Words.NONE);
        System.out.printf("study of 100,000 steps: %.1f ms%n", (threads.getCurrentThreadCpuTime() - t0) / 1e6);
        for (int round = 0; round < 4; round++) {
            t0 = threads.getCurrentThreadCpuTime();
            for (int i = 0; i < 50; i++) {
                sum += TimelinePanel.draw(endless.at(i * 1999), View.of(study), 1600, 150).shapes().size();
            }
            System.out.printf("timeline of 100,000 steps: %.3f ms%n", (threads.getCurrentThreadCpuTime() - t0) / 50 / 1e6);
        }
        System.out.println(sum);
    }
}
