package dioscope.app.panel;

import dioscope.app.paint.CellId;
import dioscope.app.paint.Drawing;
import dioscope.app.paint.FontRole;
import dioscope.app.paint.Style;
import dioscope.app.paint.Token;
import dioscope.model.profile.Bits;
import dioscope.model.state.Frame;
import dioscope.model.state.Lock;
import dioscope.model.state.Task;
import dioscope.model.state.World;
import dioscope.model.trace.Moment;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The call stack of the task that runs, an interrupt above what it interrupted.
public final class StackPanel {
    private final Kit k;
    private final Moment m;
    /// Height of a line about another task, units.
    private static final double OTHER = 18;

    private final double rowH;
    private double bottom;

    private StackPanel(Moment m, View v, double width, double height) {
        this.m = m;
        k = new Kit(m, v, width, height);
        var top = m.step().frame();
        int depth = top == null ? 1 : top.depth() + 1;
        rowH = Math.clamp((k.bottom() - k.top()) / depth, 18 * k.s, 25 * k.s);
    }

    /// The panel in a space of `width` by `height` pixels.
    public static Drawing draw(Moment m, View v, double width, double height) {
        return new StackPanel(m, v, width, height).draw();
    }

    private Drawing draw() {
        var w = m.world();
        var task = w.tasks().get(m.step().task());
        k.frame("CALL STACK", task == null ? new String[]{""} : headers(w, task));
        if (task == null) {
            k.text("nothing runs yet", k.left(), k.top() + rowH * 0.7, 14, FontRole.SANS, Token.TEXT_DIM, k.right() - k.left());
            return k.done();
        }
        var others = waiting(w, task);
        bottom = k.bottom() - (others.isEmpty() ? 0 : 6 * k.s + others.size() * OTHER * k.s);
        var below = task.kind() == Task.Kind.IRQ ? interrupted(w, task) : null;
        var frames = frames(m.step().frame() != null ? m.step().frame() : task.stack());
        int rows = Math.max(1, (int) ((bottom - k.top()) / rowH));
        double y = k.top();
        if (below != null) {
            var under = frames(below.stack());
            int mine = Math.max(1, Math.min(frames.size(), rows - 2));
            y = stack(frames, mine, y, true, task);
            double line = y + rowH * 0.5;
            String t = below.state() == Task.State.SLEEPING ? "while " + below.name() + " sleeps" : "interrupts " + below.name();
            k.text(t, k.left() + 10 * k.s, k.baseline(line, FontRole.SANS, 12.5), 12.5, FontRole.SANS, Token.LANE_IRQ,
                    k.right() - k.left() - 20 * k.s);
            double from = Math.min(k.right(), k.left() + 18 * k.s + k.width(t, FontRole.SANS, 12.5));
            k.pen.line(from, line, k.right(), line, Style.stroke(Token.LANE_IRQ, 1 * k.s));
            y += rowH;
            int rest = rows - mine - 1;
            if (rest > 0 && !under.isEmpty()) {
                stack(under, rest, y, false, below);
            }
        } else if (frames.isEmpty()) {
            String t = task.state() == Task.State.SLEEPING ? "sleeps" : task.state() == Task.State.EXITED ? "has exited" : "in user space";
            k.text(t, k.left() + 10 * k.s, k.baseline(y + rowH / 2, FontRole.SANS, 14), 14, FontRole.SANS, Token.TEXT_DIM,
                    k.right() - k.left());
        } else {
            stack(frames, rows, y, true, task);
        }
        others(others);
        return k.done();
    }

    /// Who else is under way: asleep with what for, or ready to go on; the first few of them.
    private List<String> waiting(World w, Task runs) {
        var out = new ArrayList<String>();
        for (var e : w.tasks()) {
            var t = e.value();
            boolean under = t.state() == Task.State.SLEEPING || t.state() == Task.State.READY && t.stack() != null;
            if (t.id() != runs.id() && under) {
                out.add(t.state() == Task.State.SLEEPING ? t.name() + " sleeps" + cause(w, t) : t.name() + " is ready to go on");
            }
        }
        int most = Math.max(1, (int) ((k.bottom() - k.top()) * 0.4 / (OTHER * k.s)));
        return out.size() <= most ? out : out.subList(0, most);
    }

    /// What a task sleeps for; for a lock, with whom that has it.
    private static String cause(World w, Task t) {
        for (var e : w.locks()) {
            var lock = e.value();
            if (lock.waiters().stream().anyMatch(x -> x.task() == t.id())) {
                var holders = lock.holders().stream().map(id -> w.tasks().get(id)).map(h -> h == null ? "?" : h.name());
                return ": " + lock.name() + (lock.mode() == Lock.Mode.FREE
                        ? " is free"
                        : " is held by " + holders.collect(Collectors.joining(", ")) + ", " + lock.mode().name().toLowerCase(Locale.ROOT));
            }
        }
        return t.waitsFor() == null ? "" : " for " + t.waitsFor();
    }

    private void others(List<String> lines) {
        double y = bottom + 6 * k.s;
        if (!lines.isEmpty()) {
            k.pen.line(k.left(), bottom + 3 * k.s, k.right(), bottom + 3 * k.s, Style.stroke(Token.PANEL_BORDER, 1 * k.s));
        }
        for (var line : lines) {
            double room = k.right() - k.left() - 10 * k.s;
            String t = k.fit(room, FontRole.SANS, 12.5, line, line.replaceFirst(" \\(.*\\)$", ""),
                    line.replaceFirst(" sleeps.*", " sleeps"));
            k.text(t, k.left() + 10 * k.s, k.baseline(y + OTHER * k.s / 2, FontRole.SANS, 12.5), 12.5, FontRole.SANS, Token.TEXT_DIM,
                    k.right() - k.left() - 10 * k.s);
            y += OTHER * k.s;
        }
    }

    /// Who runs, in what context, and who holds the lock: longest first.
    private static String[] headers(World w, Task t) {
        String what = switch (t.kind()) {
            case TASK -> "process context";
            case IRQ -> "interrupt context";
            case WORKER -> "worker";
            case IO_WQ -> "io-wq worker";
            case FLUSHER -> "flusher";
            case JBD2 -> "journal thread";
        };
        var lock = w.locks().get(World.I_RWSEM);
        String sleep = t.waitsFor() == null ? "" : " · sleeps for " + t.waitsFor();
        if (lock == null || t.kind() != Task.Kind.TASK) {
            return new String[]{t.name() + " · " + what + sleep, t.name() + " · " + what, t.name()};
        }
        String mode = switch (lock.mode()) {
            case FREE -> "i_rwsem free";
            case SHARED -> "i_rwsem shared";
            case EXCLUSIVE -> "i_rwsem exclusive";
        };
        boolean mine = lock.holders().contains(t.id());
        String held = mode + (lock.mode() == Lock.Mode.FREE || mine ? "" : " by " + holders(w, lock));
        return new String[]{t.name() + " · " + what + " · " + held + sleep, t.name() + " · " + what + " · " + held,
                t.name() + " · " + held, t.name()};
    }

    private static String holders(World w, Lock lock) {
        return lock.holders().stream().map(h -> w.tasks().get(h)).map(h -> h == null ? "nobody" : h.name())
                .collect(Collectors.joining(", "));
    }

    /// Whom an interrupt stopped: the task that runs beside it; null when the processor was idle.
    private static @Nullable Task interrupted(World w, Task irq) {
        Task found = null;
        for (var e : w.tasks()) {
            var t = e.value();
            if (t.id() != irq.id() && t.stack() != null && t.state() == Task.State.RUNNING) {
                return t;
            }
            if (t.id() != irq.id() && t.stack() != null && found == null && t.kind() == Task.Kind.TASK) {
                found = t;
            }
        }
        return found;
    }

    /// Outermost first.
    private static List<Frame> frames(@Nullable Frame top) {
        var out = new ArrayList<Frame>();
        for (var f = top; f != null; f = f.caller()) {
            out.add(f);
        }
        return out.reversed();
    }

    /// Draws the innermost frames that `rows` rows have room for; returns the lower edge.
    private double stack(List<Frame> frames, int rows, double top, boolean current, Task task) {
        int hidden = frames.size() > rows ? frames.size() - rows + 1 : 0;
        double y = top;
        if (hidden > 0) {
            k.text("called by " + hidden + " more", k.left() + 10 * k.s, k.baseline(y + rowH / 2, FontRole.SANS, 12.5), 12.5,
                    FontRole.SANS,
                    Token.TEXT_FAINT, k.right() - k.left());
            y += rowH;
        }
        int n = frames.size() - hidden;
        double deepest = 0;
        for (int i = hidden; i < frames.size(); i++) {
            deepest = Math.max(deepest, k.width(frames.get(i).fn(), FontRole.MONO, 14));
        }
        double step = n < 2 ? 0 : Math.clamp((k.right() - k.left() - 24 * k.s - deepest) / (n - 1), 0, 8 * k.s);
        for (int i = hidden; i < frames.size(); i++) {
            frame(frames.get(i), k.left() + 10 * k.s + (i - hidden) * step, y, current && i == frames.size() - 1, current, task);
            y += rowH;
        }
        return y;
    }

    private void frame(Frame f, double x, double y, boolean now, boolean current, Task task) {
        k.pen.begin(CellId.of("tasks." + task.id() + ".stack." + f.depth()), 0, y);
        if (now) {
            k.pen.rect(k.left() - 3 * k.s, 0.5 * k.s, k.right() - k.left() + 3 * k.s, rowH - 1 * k.s, 0, Style.fill(Token.NOW_GROUND));
            k.pen.rect(k.left() - 3 * k.s, 0.5 * k.s, 3 * k.s, rowH - 1 * k.s, 0, Style.fill(Token.NOW));
        }
        double base = k.baseline(rowH / 2, FontRole.MONO, 14);
        double end = k.text(f.fn(), x, base, 14, FontRole.MONO, now ? Token.TEXT : current ? Token.TEXT_DIM : Token.TEXT_FAINT,
                k.right() - x);
        if (now) {
            args(f, end + 14 * k.s, base);
        }
        k.pen.end();
    }

    /// As many arguments as fit.
    private void args(Frame f, double x, double base) {
        var all = f.args();
        var t = new StringBuilder();
        for (int i = 0; i < all.size(); i++) {
            String next = (i == 0 ? "" : "  ") + all.name(i) + "="
                    + (all.value(i) instanceof Bits b ? b.toString() : Told.value(all.value(i)));
            if (!k.fits(t + next, FontRole.MONO, 12, k.right() - x)) {
                continue;
            }
            t.append(next);
        }
        k.text(t.toString(), x, base, 12, FontRole.MONO, Token.TEXT_DIM, k.right() - x);
    }
}
