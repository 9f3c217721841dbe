package dioscope.app.bench;

import dioscope.app.panel.Setting;
import dioscope.app.panel.Study;
import dioscope.app.panel.Words;
import dioscope.model.run.Runner;
import dioscope.model.scenario.Scenario;
import dioscope.model.scenario.ScenarioJson;
import dioscope.model.trace.Trace;
import java.lang.ref.Reference;
import java.util.ArrayList;
import java.util.List;

/// 64 MiB written through the page cache and written back, by fsync and by time that passes: what it costs with every step kept.
final class BufferedBench {
    private static final int ROUNDS = 3;
    private static final double GIB = 1L << 30;

    private BufferedBench() {}

    static List<Row> measure() throws InterruptedException {
        var rows = new ArrayList<Row>();
        for (var kernel : List.of("5.10", "6.1", "6.12", "7.2")) {
            rows.addAll(measure("64 MiB and fsync, " + kernel, scenario(kernel, ", {\"op\": \"fsync\", \"task\": 1}", 0)));
            rows.addAll(measure("64 MiB and 40 s that pass, " + kernel, scenario(kernel, "", 40_000_000_000L)));
        }
        return rows;
    }

    private static Scenario scenario(String kernel, String then, long passNanos) {
        return ScenarioJson.read("""
                {"title": "64 MiB", "kernel": "%s", "inode": {"i_size": 0, "extents": []}, "pass_nanos": %d,
                 "requests": [{"offset": 0, "length": "64M", "task": 1, "open_flags": []}%s]}
                """.formatted(kernel, passNanos, then), "64 MiB");
    }

    /// CPU with compiler and collector: the worst of some rounds, of which the first of all is a cold start.
    private static List<Row> measure(String what, Scenario s) throws InterruptedException {
        double seconds = 0;
        for (int i = 0; i < ROUNDS; i++) {
            long before = Cpu.process();
            Runner.run(s);
            seconds = Math.max(seconds, (Cpu.process() - before) / 1e9);
        }
        Trace trace = Runner.run(s);
        int steps = trace.size();
        long cpu = Cpu.process();
        Reference.reachabilityFence(Study.of(trace, Setting.DEFAULT, Words.NONE));
        double study = (Cpu.process() - cpu) / 1e9;
        long with = EngineBench.live();
        Reference.reachabilityFence(trace);
        trace = null;
        double kept = with - EngineBench.live();
        return List.of(Row.below(what + ", %,d steps, slowest of %d".formatted(steps, ROUNDS), seconds, 5, "s"),
                Row.below(what + ", kept", kept / (1 << 20), GIB / (1 << 20), "MiB"),
                Row.told(what + ", kept for a step", kept / steps, "bytes"),
                Row.told(what + ", worked out once for the window", study, "s"));
    }
}
