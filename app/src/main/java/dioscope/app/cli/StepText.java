package dioscope.app.cli;

import dioscope.model.scenario.Scenario;
import dioscope.model.state.Frame;
import dioscope.model.state.Task;
import dioscope.model.trace.Moment;
import dioscope.model.trace.Step;
import dioscope.model.trace.Trace;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/// A run as indented text: one line a step, and one more for each further change.
///
/// ```
///       12.400 µs  task    ext4_file_write_iter(pos=12288, count=24576)
///       12.400 µs  task      ? direct: yes  (ki_flags=IOCB_DIRECT|IOCB_DSYNC)
///       12.500 µs  task      ! io.1.dio.flags: 0x60000000 [...] → 0x40000000 [...]
///       99.000 µs  task    = 24576
/// ```
final class StepText {
    private final Trace trace;
    private final Appendable out;

    private StepText(Trace trace, Appendable out) {
        this.trace = trace;
        this.out = out;
    }

    static void write(Scenario scenario, Trace trace, Appendable out) {
        try {
            if (!scenario.title().isEmpty()) out.append("# ").append(scenario.title()).append('\n');
            if (!scenario.question().isEmpty()) out.append("# ").append(scenario.question()).append('\n');
            for (var sentence : scenario.watch()) out.append("# - ").append(sentence).append('\n');
            out.append("# Linux ").append(trace.profile().release()).append(", ").append(String.valueOf(trace.size())).append(" steps\n");
            var text = new StepText(trace, out);
            for (int i = 0; i < trace.size(); i++) text.step(trace.at(i));
            var refusal = trace.refusal();
            if (refusal != null) out.append("# stopped: ").append(refusal).append('\n');
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void step(Moment m) throws IOException {
        var s = m.step();
        int depth = depth(s.frame());
        switch (s.kind()) {
            case START -> line(s, 0, "start");
            case ENTER -> line(s, depth, s.fn() + "(" + s.values() + ")");
            case BRANCH -> line(s, depth + 1,
                    "? " + s.label() + ": " + (s.taken() ? "yes" : "no") + (s.values().size() == 0 ? "" : "  (" + s.values() + ")"));
            case RETURN -> line(s, depth, "= " + (s.values().size() == 0 ? s.fn() : s.fn() + ": " + Values.show(s.values().get("ret"))));
            case SWITCH -> line(s, 0, "-- " + task(m) + (s.label().isEmpty() ? "" : ": " + s.label()));
            case NOTE -> line(s, 0, "== " + s.label());
            case CHANGE -> changes(m, depth + 1);
        }
    }

    private void changes(Moment m, int depth) throws IOException {
        var changes = m.changes();
        if (changes.isEmpty()) line(m.step(), depth, "! " + m.step().label());
        for (var c : changes) {
            var profile = trace.profile();
            String what;
            if (c.before() == null) what = "new " + Values.show(c.cell(), c.after(), profile);
            else if (c.after() == null) what = "gone";
            else what = Values.show(c.cell(), c.before(), profile) + " → " + Values.show(c.cell(), c.after(), profile);
            line(m.step(), depth, "! " + c.cell() + ": " + what);
        }
    }

    private static String task(Moment m) {
        Task t = m.world().tasks().get(m.step().task());
        return t == null ? "task " + m.step().task() : t.name();
    }

    /// Depth of a frame within its own task.
    private static int depth(@Nullable Frame f) {
        return f == null ? 0 : f.depth();
    }

    private void line(Step s, int depth, String text) throws IOException {
        out.append(right(Long.toString(s.nanos() / 1000), 8)).append('.').append(Long.toString(1000 + s.nanos() % 1000), 1, 4);
        out.append(" µs  ").append(left(s.ctx().ctx(), 7)).append(' ').append("  ".repeat(depth)).append(text).append('\n');
    }

    private static String right(String text, int width) {
        return " ".repeat(Math.max(0, width - text.length())) + text;
    }

    private static String left(String text, int width) {
        return text + " ".repeat(Math.max(0, width - text.length()));
    }
}
