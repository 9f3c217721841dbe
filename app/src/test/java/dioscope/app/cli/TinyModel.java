package dioscope.app.cli;

import dioscope.model.evidence.RunFile;
import dioscope.model.profile.Profile;
import dioscope.model.run.Runner;
import dioscope.model.scenario.Request;
import dioscope.model.scenario.Scenario;
import dioscope.model.state.Args;
import dioscope.model.state.Frame;
import dioscope.model.state.Task;
import dioscope.model.state.World;
import dioscope.model.trace.Step;
import dioscope.model.trace.Trace;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A model of three steps in place of the kernel, so that a test of the command line tests nothing else.
final class TinyModel {
    private TinyModel() {}

    static final Model MODEL = new Model(s -> trace(s, stops(s)), (t, name) -> new RunFile(t.profile().name(), name, Map.of()));

    /// Every run stops on its way.
    static final Model STOPPING = new Model(s -> trace(s, "Dirty pages are not modelled yet."), MODEL.observed());

    /// Every run breaks.
    static final Model BROKEN = new Model(_ -> {
        throw new IllegalStateException("a hole in the floor");
    }, MODEL.observed());

    /// It knows no fsync.
    private static @Nullable String stops(Scenario s) {
        return s.request().op() == Request.Op.FSYNC ? "fsync is not modelled." : null;
    }

    private static Trace trace(Scenario s, @Nullable String refusal) {
        var frame = new Frame("ext4_file_write_iter", Args.of("pos", s.request().offset(), "name", "a \"b\""), null, 0, 1);
        var w = Runner.run(s).step(0).world();
        var after = w.withInode(w.inode().withISize(w.inode().iSize() + 1));
        return new Trace(Profile.V6_12,
                List.of(step(Step.Kind.START, 0, null, "", false, Args.NONE, w),
                        step(Step.Kind.ENTER, 10, frame, "", false, frame.args(), w),
                        step(Step.Kind.BRANCH, 20, frame, "direct", true, Args.of("direct", true), w),
                        step(Step.Kind.CHANGE, 30, frame, "i_size", false, Args.NONE, after),
                        step(Step.Kind.RETURN, 1234, frame, "", false, Args.of("ret", s.request().length()), after)),
                refusal);
    }

    private static Step step(Step.Kind kind, long nanos, @Nullable Frame frame, String label, boolean taken, Args values, World w) {
        return new Step(kind, nanos, 1, Task.Kind.TASK, frame, label, taken, values, w);
    }
}
