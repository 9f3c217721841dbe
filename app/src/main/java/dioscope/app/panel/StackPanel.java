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
    /// Frames that are told of a task that does not run, the innermost ones.
    private static final int ASIDE = 3;

    /// A task that is under way beside the one that runs.
    private record Aside(Task task, String line, List<Frame> frames) {}

    private final double rowH;
    private final double reserved;
    private final List<Aside> aside;
    private double bottom;

    private StackPanel(Moment m, View v, double width, double height) {
        this.m = m;
        k = new Kit(m, v, width, height);
        var top = m.step().frame();
        int depth = top == null ? 1 : top.depth() + 1;
        var runs = m.world().tasks().get(m.step().task());
        aside = runs == null ? List.of() : waiting(m.world(), runs);
        double room = k.bottom() - k.top();
        int frames = aside.stream().mapToInt(a -> a.frames.size()).sum();
        double wanted = aside.isEmpty() ? 0 : (6 + OTHER * (aside.size() + frames)) * k.s;
        double least = aside.isEmpty() ? 0 : (6 + OTHER * aside.size()) * k.s;
        reserved = Math.clamp(room - Math.max(4, depth) * 20 * k.s, least, Math.max(least, wanted));
        rowH = Math.clamp((room - reserved) / depth, 18 * k.s, 25 * k.s);
    }

    /// The lines a task takes that does not run, none when it has nothing to do.
    static int rowsAside(Task t) {
        if (!under(t)) {
            return 0;
        }
        return 1 + Math.min(ASIDE, t.stack() == null ? 0 : t.stack().depth() + 1);
    }

    private static boolean under(Task t) {
        return t.state() == Task.State.SLEEPING || t.state() == Task.State.READY && t.stack() != null;
    }

    /// The panel in a space of `width` by `height` pixels.
    public static Drawing draw(Moment m, View v, double width, double height) {
        return new StackPanel(m, v, width, height).draw();
    }

    private Drawing draw() {
        var w = m.world();
        var task = w.tasks().get(m.step().task());
        k.frame(aside.isEmpty() ? "CALL STACK" : "CALL STACKS", task == null ? new String[]{""} : headers(w, task));
        if (task == null) {
            k.text("nothing runs yet", k.left(), k.top() + rowH * 0.7, 14, FontRole.SANS, Token.TEXT_DIM, k.right() - k.left());
            return k.done();
        }
        bottom = k.bottom() - reserved;
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
            boolean kernel = task.kind() != Task.Kind.TASK && task.kind() != Task.Kind.IRQ;
            String t = task.state() == Task.State.SLEEPING
                    ? "sleeps"
                    : task.state() == Task.State.EXITED ? "has exited" : kernel ? "waits for work" : "in user space";
            k.text(t, k.left() + 10 * k.s, k.baseline(y + rowH / 2, FontRole.SANS, 14), 14, FontRole.SANS, Token.TEXT_DIM,
                    k.right() - k.left());
        } else {
            stack(frames, rows, y, true, task);
        }
        others();
        return k.done();
    }

    /// Who else is under way: asleep with what for, or ready to go on; the first few of them.
    private List<Aside> waiting(World w, Task runs) {
        var out = new ArrayList<Aside>();
        // whom an interrupt stopped is told below it
        var below = runs.kind() == Task.Kind.IRQ ? interrupted(w, runs) : null;
        for (var e : w.tasks()) {
            var t = e.value();
            if (t.id() != runs.id() && under(t) && t != below) {
                var frames = frames(t.stack());
                out.add(new Aside(t,
                        t.state() == Task.State.SLEEPING ? t.name() + " sleeps" + cause(w, t) : t.name() + " is ready to go on",
                        frames.subList(Math.max(0, frames.size() - ASIDE), frames.size())));
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

    private void others() {
        double y = bottom + 6 * k.s;
        if (!aside.isEmpty()) {
            k.pen.line(k.left(), bottom + 3 * k.s, k.right(), bottom + 3 * k.s, Style.stroke(Token.PANEL_BORDER, 1 * k.s));
        }
        int spare = (int) ((k.bottom() - y + 0.5) / (OTHER * k.s)) - aside.size();
        int left = aside.size();
        for (var a : aside) {
            double room = k.right() - k.left() - 10 * k.s;
            String line = a.line;
            String t = k.fit(room, FontRole.SANS, 12.5, line, line.replaceFirst(" \\(.*\\)$", ""),
                    line.replaceFirst(" sleeps.*", " sleeps"));
            k.text(t, k.left() + 10 * k.s, k.baseline(y + OTHER * k.s / 2, FontRole.SANS, 12.5), 12.5, FontRole.SANS, ink(a.task.kind()),
                    room);
            y += OTHER * k.s;
            // every one its share of what is left, the innermost frames
            int n = Math.clamp((spare + left - 1) / left, 0, a.frames.size());
            double indent = k.left() + 20 * k.s;
            for (var f : a.frames.subList(a.frames.size() - n, a.frames.size())) {
                k.pen.begin(CellId.of("tasks." + a.task.id() + ".stack." + f.depth()), 0, 0);
                k.text(f.fn(), indent, k.baseline(y + OTHER * k.s / 2, FontRole.MONO, 12.5), 12.5, FontRole.MONO, Token.TEXT_DIM,
                        k.right() - indent);
                k.pen.end();
                y += OTHER * k.s;
                indent += 6 * k.s;
            }
            spare -= n;
            left--;
        }
    }

    private static Token ink(Task.Kind kind) {
        return switch (kind) {
            case TASK -> Token.ACCENT;
            case IRQ -> Token.ERROR;
            case WORKER, IO_WQ, FLUSHER -> Token.DATA_OTHER;
            case JBD2 -> Token.BIO_FLUSH;
        };
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
