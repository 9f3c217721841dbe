package dioscope.app.bench;

import dioscope.model.run.Runner;
import dioscope.model.scenario.Scenario;
import dioscope.model.scenario.ScenarioJson;
import dioscope.model.scenario.ShippedScenarios;
import dioscope.model.trace.Trace;
import java.lang.ref.Reference;
import java.util.ArrayList;
import java.util.List;

/// How fast the simulated kernel runs, and how much a recorded step keeps.
final class EngineBench {
    /// More than 100,000 steps: half a GiB from pages that lie nowhere beside one another.
    private static final String LONG = """
            {"title": "a long run", "inode": {"i_size": 0, "extents": []},
             "request": {"offset": 0, "length": "512M", "buffer": "scatter", "open_flags": ["O_DIRECT"]}}
            """;
    private static final int ROUNDS = 9;

    private EngineBench() {}

    static Scenario longRun() {
        return ScenarioJson.read(LONG, "long run");
    }

    static List<Row> measure() throws InterruptedException {
        var rows = new ArrayList<Row>();
        var shipped = ShippedScenarios.all();
        rows.add(rate("engine, all shipped scenarios by turns", shipped, 200));
        var big = List.of(longRun());
        int steps = Runner.run(big.getFirst()).size();
        rows.add(rate("engine, one run of %,d steps".formatted(steps), big, 1));
        rows.add(Row.atMost("kept for a step of a run of %,d steps".formatted(steps), kept(big.getFirst()), 400, "bytes"));
        return rows;
    }

    /// Steps for each second of CPU, the collector and the compiler included: the median of some rounds.
    private static Row rate(String what, List<Scenario> scenarios, int times) {
        var rates = new double[ROUNDS];
        for (int round = -4; round < ROUNDS; round++) {
            long steps = 0;
            long before = Cpu.process();
            do {
                for (int i = 0; i < times; i++) {
                    for (var s : scenarios) steps += Runner.run(s).size();
                }
            } while (Cpu.process() - before < 500_000_000);
            if (round >= 0) rates[round] = steps * 1e9 / (Cpu.process() - before);
        }
        return Row.atLeast(what, Row.percentile(rates, 0.5), 1_000_000, "steps/s");
    }

    private static double kept(Scenario s) throws InterruptedException {
        Trace trace = Runner.run(s);
        int steps = trace.size();
        long with = live();
        Reference.reachabilityFence(trace);
        trace = null;
        return (double) (with - live()) / steps;
    }

    /// Bytes alive after collections.
    static long live() throws InterruptedException {
        for (int i = 0; i < 4; i++) {
            System.gc();
            Thread.sleep(30);
        }
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }
}
