package dioscope.app.bench;

import dioscope.app.session.Field;
import dioscope.app.session.Fields;
import dioscope.app.session.Intent;
import dioscope.model.scenario.Scenario;
import dioscope.model.scenario.ShippedScenarios;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.UnaryOperator;

/// From an edit to new drawings of all panels: the check, the run on its virtual threads, the same place in the new run, what is worked out
/// once for a run, and the panels.
final class EditBench {
    private static final int WARM_UP = 40;
    private static final int ROUNDS = 4;
    private static final int EDITS = 200;

    private EditBench() {}

    static List<Row> measure() throws InterruptedException {
        var names = ShippedScenarios.names();
        // all of them warm up first: a reader who has come this far has moved through some runs already
        for (int round = 0; round < ROUNDS; round++) {
            for (var name : names) edits(ShippedScenarios.read(name), WARM_UP, round);
        }
        var rows = new ArrayList<Row>();
        double worst = 0;
        double sum = 0;
        long before = Cpu.process();
        for (var name : names) {
            var millis = edits(ShippedScenarios.read(name), EDITS, 99);
            double p99 = Row.percentile(millis, 0.99);
            rows.add(Row.below("edit " + name + ", p99", p99, 8, "ms"));
            worst = Math.max(worst, p99);
            sum += Row.percentile(millis, 0.5);
        }
        double all = (Cpu.process() - before) / 1e6 / (names.size() * EDITS);
        rows.addFirst(Row.told("edit to new drawings, median over all scenarios", sum / names.size(), "ms"));
        rows.addFirst(Row.told("edit to new drawings, with compiler and collector, mean", all, "ms"));
        rows.addFirst(Row.below("edit to new drawings, p99 of the slowest scenario", worst, 8, "ms"));
        return rows;
    }

    private static double[] edits(Scenario scenario, int count, int seed) throws InterruptedException {
        var random = new Random(seed);
        var edits = edits();
        try (var desk = new Desk(scenario)) {
            var millis = new double[count];
            desk.draw();
            for (int i = 0; i < count;) {
                var change = edits.get(random.nextInt(edits.size()));
                desk.dispatch(new Intent.Seek(random.nextInt(desk.state().trace().size())));
                desk.draw();
                var trace = desk.state().trace();
                long before = Cpu.threads();
                desk.dispatch(new Intent.Edit("an edit", change));
                desk.draw();
                millis[i] = (Cpu.threads() - before) / 1e6;
                if (desk.state().trace() == trace) { // refused: not what is measured
                    desk.dispatch(new Intent.Undo());
                } else {
                    i++;
                }
            }
            return millis;
        }
    }

    /// Edits as a reader makes them, there and back.
    private static List<UnaryOperator<Scenario>> edits() {
        var out = new ArrayList<UnaryOperator<Scenario>>();
        for (var group : Fields.all()) {
            for (var field : group.fields()) {
                switch (field.path()) {
                    case "device.fua", "device.write_cache" -> out.add(s -> toggled((Field.Flag) field, s));
                    case "request.open_flags" -> out.add(s -> next((Field.Choice) field, s));
                    case "request.offset" -> out.add(s -> typed((Field.Typed) field, s, s.request().offset() == 0 ? "4K" : "0"));
                    case "request.length" -> out.add(s -> typed((Field.Typed) field, s, s.request().length() == 8192 ? "12K" : "8K"));
                    default -> {
                    }
                }
            }
        }
        return out;
    }

    private static Scenario toggled(Field.Flag f, Scenario s) {
        return f.set().apply(s, !f.on().test(s));
    }

    private static Scenario next(Field.Choice f, Scenario s) {
        return f.set().apply(s, (f.chosen().apply(s) + 1) % f.options().size());
    }

    private static Scenario typed(Field.Typed f, Scenario s, String text) {
        return f.parse().apply(s, text);
    }
}
