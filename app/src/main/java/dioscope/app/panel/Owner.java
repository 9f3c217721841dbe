package dioscope.app.panel;

import dioscope.model.state.Io;
import dioscope.model.state.Task;
import dioscope.model.trace.Change;
import dioscope.model.trace.Moment;
import org.jspecify.annotations.Nullable;

/// Who holds a lock, by what a reader sees of him elsewhere: the call he makes, else the kind of thread he is.
final class Owner {
    private Owner() {}

    /// In one or two words: `write 1`, `kworker`, `jbd2`.
    static String name(Moment m, TimelineIndex index, int task) {
        var t = m.world().tasks().get(task);
        if (t == null) {
            return "task " + task;
        }
        var call = call(m, index, task);
        return call == null ? thread(t) : Bytes.call(m.world(), call);
    }

    /// That a page is locked and by whom, longest first; all but the last one name him.
    static String[] words(Moment m, TimelineIndex index, int task) {
        var t = m.world().tasks().get(task);
        var call = call(m, index, task);
        String name = name(m, index, task);
        String brief = call != null
                ? name.charAt(0) + String.valueOf(call.id())
                : t == null || t.kind() == Task.Kind.TASK ? String.valueOf(task) : thread(t).substring(0, 1);
        return new String[]{"locked by " + name, "locked: " + name, "lock " + name, "lock " + brief, "lock:" + brief, "L " + brief,
                "L" + brief, "L"};
    }

    /// Whether a cell tells the task that has locked a page.
    static boolean names(String path) {
        return path.endsWith("lockedBy");
    }

    /// The task by what it does, with its own name where that is another.
    static String full(Moment m, View v, int task) {
        var t = m.world().tasks().get(task);
        String who = task == 0 ? "nobody" : name(m, v.study().timeline(), task);
        return t == null || who.equals(t.name()) ? who : who + " (" + t.name() + ")";
    }

    /// As [Told#change(Change, dioscope.model.profile.Profile)], with tasks by their names.
    static String change(Change c, Moment m, View v) {
        if (!names(c.cell().path())) {
            return Told.change(c, m.trace().profile());
        }
        var index = v.study().timeline();
        String before = c.before() instanceof Integer a && a != 0 ? name(m, index, a) : "nobody";
        return before + " → " + (c.after() instanceof Integer b && b != 0 ? name(m, index, b) : "nobody");
    }

    /// The call that the task makes now.
    private static @Nullable Io call(Moment m, TimelineIndex index, int task) {
        for (var e : m.world().io()) {
            var io = e.value();
            if (io.task() == task && io.result() == null && index.begun(io.id(), m.index())) {
                return io;
            }
        }
        return null;
    }

    private static String thread(Task t) {
        return switch (t.kind()) {
            case WORKER -> "kworker";
            case FLUSHER -> "flusher";
            case JBD2 -> "jbd2";
            case IO_WQ -> "io-wq";
            case IRQ -> "interrupt";
            case TASK -> t.name();
        };
    }
}
