package dioscope.app.cli;

import dioscope.model.evidence.RunFile;
import dioscope.model.profile.Profile;
import dioscope.model.scenario.Scenario;
import dioscope.model.state.Args;
import dioscope.model.state.Content;
import dioscope.model.state.Disk;
import dioscope.model.state.Extent;
import dioscope.model.state.ExtentStatus;
import dioscope.model.state.Frame;
import dioscope.model.state.Fs;
import dioscope.model.state.Inode;
import dioscope.model.state.Io;
import dioscope.model.state.IovIter;
import dioscope.model.state.Journal;
import dioscope.model.state.Kiocb;
import dioscope.model.state.Lock;
import dioscope.model.state.OrdMap;
import dioscope.model.state.PageCache;
import dioscope.model.state.Queue;
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

    static final Model MODEL = new Model(s -> trace(s, null), (t, s, name) -> new RunFile(t.profile().name(), name, Map.of()));

    /// Every run stops on its way.
    static final Model STOPPING = new Model(s -> trace(s, "Dirty pages are not modelled yet."), MODEL.observed());

    /// Every run breaks.
    static final Model BROKEN = new Model(_ -> {
        throw new IllegalStateException("a hole in the floor");
    }, MODEL.observed());

    private static Trace trace(Scenario s, @Nullable String refusal) {
        var frame = new Frame("ext4_file_write_iter", Args.of("pos", s.request().offset(), "name", "a \"b\""), null, 0, 1);
        var w = world(s);
        var after = w.withInode(new Inode(w.inode().iSize() + 1, 0, true, false, false, 0, 0, 0, false, 0, 0, 0, 0));
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

    private static World world(Scenario s) {
        var tasks = OrdMap.<Task>empty().put(1, new Task(1, "writer", Task.Kind.TASK, Task.State.RUNNING, null, null));
        var io = new Io(1, true, s.request().offset(), s.request().length(), new Kiocb(s.request().offset(), 0, false),
                new IovIter(0, s.request().length()), null, null, null);
        return new World(1, tasks, OrdMap.<Io>empty().put(1, io),
                new Inode(s.inode().iSize(), 0, true, false, false, 0, 0, 0, false, 0, 0, 0, 0), OrdMap.<Extent>empty(),
                OrdMap.<ExtentStatus>empty(), PageCache.EMPTY, OrdMap.empty(), OrdMap.empty(), Queue.EMPTY,
                new Disk(Content.EMPTY, Content.EMPTY, Content.EMPTY),
                OrdMap.<Lock>empty().put(1, new Lock("i_rwsem", Lock.Mode.FREE, List.of(), List.of())),
                new Journal(true, 7, 6, null, null, 6, false, OrdMap.empty()), new Fs(4096, 100000, 0, 0, false, false, 2048, null));
    }
}
